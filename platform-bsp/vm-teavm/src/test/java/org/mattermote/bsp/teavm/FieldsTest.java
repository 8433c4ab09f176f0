package org.mattermote.bsp.teavm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FieldsTest {
    private static final String HEADER = "row.h";

    private static String arranged(String text, String... booleans) {
        Map<String, String> texts = new TreeMap<>(Map.of(HEADER, text, "row.c", text));
        Fields.arrange(texts, Set.of(booleans));
        assertEquals(text, texts.get("row.c"), "only headers declare");
        return texts.get(HEADER);
    }

    @Test
    void shouldPutNarrowFieldsFirstAndWideOnesLast() {
        assertEquals(
                "typedef struct cls_omx_Row {\n"
                        + "    struct cls_omsm_Slot parent;\n"
                        + "    int8_t fld_kind;\n"
                        + "    char16_t fld_id;\n"
                        + "    int16_t fld_level;\n"
                        + "    int32_t fld_count;\n"
                        + "    mote_ref fld_next;\n"
                        + "    int32_t fld_left;\n"
                        + "    mote_wide fld_due;\n"
                        + "} cls_omx_Row;\n",
                arranged(
                        "typedef struct cls_omx_Row {\n"
                                + "    struct cls_omsm_Slot parent;\n"
                                + "    mote_wide fld_due;\n"
                                + "    int32_t fld_count;\n"
                                + "    mote_ref fld_next;\n"
                                + "    int16_t fld_level;\n"
                                + "    char16_t fld_id;\n"
                                + "    int32_t fld_left;\n"
                                + "    int8_t fld_kind;\n"
                                + "} cls_omx_Row;\n"));
    }

    @Test
    void shouldReadBooleansWithoutASign() {
        assertEquals(
                "typedef struct cls_omx_Row {\n"
                        + "    struct TeaVM_Object parent;\n"
                        + "    uint8_t fld_full;\n"
                        + "    int8_t fld_kind;\n"
                        + "} cls_omx_Row;\n",
                arranged(
                        "typedef struct cls_omx_Row {\n"
                                + "    struct TeaVM_Object parent;\n"
                                + "    int8_t fld_kind;\n"
                                + "    int8_t fld_full;\n"
                                + "} cls_omx_Row;\n",
                        "omx_Row full",
                        "omx_Other kind"));
    }

    @Test
    void shouldLeaveClassesOfTheRuntimeAlone() {
        String string =
                "typedef struct cls_jl_String {\n"
                        + "    struct TeaVM_Object parent;\n"
                        + "    mote_ref fld_characters;\n"
                        + "    int8_t fld_kind;\n"
                        + "} cls_jl_String;\n";
        assertEquals(string, arranged(string));
    }
}
