package org.mattermote.bsp.teavm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Fields of an object are arranged for the short instructions of a Cortex-M. These reach byte 31
 * with 8 bits, 62 with 16 and 124 with 32, so the narrow ones are first; none is for 64 bits, so
 * those are last. Of 8 bits they only read unsigned ones: a boolean becomes one.
 */
final class Fields {
    private static final Pattern STRUCT =
            Pattern.compile(
                    "(?m)^typedef struct cls_(om\\w+) \\{\\n(    struct \\w+ parent;\\n)"
                            + "((?:    \\w+ fld_\\w+;\\n)+)\\} cls_\\1;$");
    private static final String INDENT = "    ";
    private static final String SIGNED = "int8_t fld_";
    private static final String UNSIGNED = "uint8_t fld_";

    /** Types of fields, those first that are first. */
    private static final List<String> ORDER =
            List.of("uint8_t", "int8_t", "char16_t", "int16_t", "int32_t", "mote_wide");

    private Fields() {}

    /**
     * Rewrites headers, by name.
     *
     * @param booleans "class field" of each, the class as TeaVM names it in C
     */
    static void arrange(Map<String, String> texts, Set<String> booleans) {
        texts.replaceAll(
                (file, text) ->
                        file.endsWith(".h")
                                ? STRUCT.matcher(text).replaceAll(each -> arranged(each, booleans))
                                : text);
    }

    private static String arranged(MatchResult struct, Set<String> booleans) {
        List<String> fields = new ArrayList<>();
        for (String line : struct.group(3).split("\n")) {
            String field = line.strip();
            String name = field.substring(field.indexOf("fld_") + 4, field.length() - 1);
            boolean isBoolean = booleans.contains(struct.group(1) + " " + name);
            fields.add(isBoolean ? field.replace(SIGNED, UNSIGNED) : field);
        }
        fields.sort(Comparator.comparing(field -> rank(field.substring(0, field.indexOf(' ')))));
        return "typedef struct cls_"
                + struct.group(1)
                + " {\n"
                + struct.group(2)
                + INDENT
                + String.join("\n" + INDENT, fields)
                + "\n} cls_"
                + struct.group(1)
                + ";";
    }

    /** References and numbers of 32 bits keep their order among each other. */
    private static int rank(String type) {
        return ORDER.indexOf(type.equals("mote_ref") ? "int32_t" : type);
    }
}
