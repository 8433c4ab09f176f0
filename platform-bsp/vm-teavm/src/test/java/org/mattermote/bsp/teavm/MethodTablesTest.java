package org.mattermote.bsp.teavm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MethodTablesTest {
    private static final String TYPES = "types.h";
    private static final String UNIT = "unit.c";

    private final Map<String, String> texts = new TreeMap<>();

    @BeforeEach
    void write() {
        texts.put(
                TYPES,
                "typedef struct base_VT {\n"
                        + "    TeaVM_Class parent;\n"
                        + "    void* (*virt_getClass)(void*); // 0\n"
                        + "    void (*pad0)(); // 1\n"
                        + "    int32_t (*virt_step)(void*); // 2\n"
                        + "} base_VT;\n"
                        + "extern const base_VT base_Cls;\n"
                        + "typedef struct lamp_VT {\n"
                        + "    base_VT parent;\n"
                        + "    void (*pad0)(); // 3\n"
                        + "    int32_t (*virt_shine)(void*, int32_t); // 4\n"
                        + "} lamp_VT;\n"
                        + "extern const lamp_VT lamp_Cls;\n"
                        + "typedef struct shining_VT {\n"
                        + "    TeaVM_Class parent;\n"
                        + "    void (*pad0)(); // 0\n"
                        + "    void (*pad1)(); // 1\n"
                        + "    void (*pad2)(); // 2\n"
                        + "    void (*pad3)(); // 3\n"
                        + "    int32_t (*virt_shine)(void*, int32_t); // 4\n"
                        + "} shining_VT;\n");
        texts.put(
                UNIT,
                "const base_VT base_Cls = {\n"
                        + "    .parent = {\n"
                        + "        .size = MOTE_SIZE(cls_base),\n"
                        + "        .tag = 3,\n"
                        + "    },\n"
                        + "    .virt_getClass = &base_getClass\n"
                        + "};\n"
                        + "const lamp_VT lamp_Cls = {\n"
                        + "    .parent = {\n"
                        + "        .parent = {\n"
                        + "            .size = MOTE_SIZE(cls_lamp),\n"
                        + "            .tag = 4,\n"
                        + "        },\n"
                        + "        .virt_getClass = &base_getClass,\n"
                        + "    },\n"
                        + "    .virt_shine = &lamp_shine\n"
                        + "};\n"
                        + "x = TEAVM_METHOD(teavm_local_1, shining_VT, virt_shine)(teavm_local_1);\n"
                        + "x = TEAVM_METHOD(teavm_local_2, base_VT, virt_step)(teavm_local_2);\n");
    }

    private String type(String name) {
        String text = texts.get(TYPES);
        int from = text.indexOf("typedef struct " + name);
        return text.substring(from, text.indexOf("} " + name, from));
    }

    private String definition(String name) {
        String text = texts.get(UNIT);
        int from = text.indexOf("const struct " + name + "_Table");
        return text.substring(from, text.indexOf("};", from));
    }

    /** Names of a structure's members, up to its end. */
    private static List<String> members(String text) {
        Matcher member =
                Pattern.compile("\\b(head|pad\\d+|virt_\\w+)\\b").matcher(text.split("\\n\\}")[0]);
        return member.results().map(MatchResult::group).collect(Collectors.toList());
    }

    private void shorten() {
        MethodTables.shorten(texts, List.of(UNIT));
    }

    @Test
    void shouldKeepAMethodAtOnePlaceInClassesAndInterfaces() {
        shorten();
        // Nobody has virt_step, so the only class with a table has its method first.
        assertEquals(List.of("head", "virt_step"), members(type("base_VT")));
        assertEquals(List.of("head", "virt_shine"), members(type("lamp_VT")));
        assertEquals(List.of("head", "virt_shine"), members(type("shining_VT")));
    }

    @Test
    void shouldKeepMethodsThatAClassHasApart() {
        texts.merge(
                UNIT,
                "const lamp_VT bulb_Cls = {\n"
                        + "    .parent = {\n"
                        + "        .virt_step = &bulb_step,\n"
                        + "    },\n"
                        + "    .virt_shine = &lamp_shine\n"
                        + "};\n",
                String::concat);
        texts.merge(TYPES, "extern const lamp_VT bulb_Cls;\n", String::concat);
        shorten();
        // What most classes have is first.
        assertEquals(List.of("head", "virt_shine"), members(type("lamp_VT")));
        assertEquals(List.of("head", "pad0", "virt_step"), members(type("base_VT")));
        assertEquals(
                List.of("head", "virt_shine", "virt_step"),
                members(texts.get(TYPES).split("struct bulb_Table")[1]));
    }

    @Test
    void shouldEndATableBehindItsLastMethod() {
        shorten();
        String header = texts.get(TYPES);
        assertTrue(header.contains("struct base_Table {\n    TeaVM_Class head;\n};"), header);
        assertTrue(
                header.contains(
                        "struct lamp_Table {\n"
                                + "    TeaVM_Class head;\n"
                                + "    const void* virt_shine;\n"
                                + "};"),
                header);
    }

    @Test
    void shouldLeaveOutMethodsThatNobodyCallsByTheirClass() {
        shorten();
        assertFalse(definition("base").contains("getClass"));
        assertFalse(definition("lamp").contains("getClass"));
        assertTrue(definition("lamp").contains(".virt_shine = &lamp_shine"));
        assertTrue(definition("lamp").contains(".size = MOTE_SIZE(cls_lamp)"));
        assertTrue(definition("lamp").contains(".tag = 4,"));
    }

    @Test
    void shouldRefuseACallOfWhatATypeLacks() {
        texts.merge(UNIT, "y = TEAVM_METHOD(z, lamp_VT, virt_dim)(z);\n", String::concat);
        IllegalStateException thrown = assertThrows(IllegalStateException.class, this::shorten);
        assertEquals("lamp has no place for virt_dim", thrown.getMessage());
    }
}
