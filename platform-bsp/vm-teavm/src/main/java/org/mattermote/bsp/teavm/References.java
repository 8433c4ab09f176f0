package org.mattermote.bsp.teavm;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * References in objects and arrays become {@code mote_ref}, which is read by {@code MOTE_GET} and
 * written by {@code MOTE_SET}: 32 bits where pointers have 64, as everything an image has lies
 * below 4 GB. In local variables, parameters and static fields they stay pointers.
 */
final class References {
    private static final Pattern STRUCT =
            Pattern.compile("(?ms)^typedef struct (cls_\\w+) \\{\\n(.*?)^\\} \\1;$");
    private static final Pattern FIELD =
            Pattern.compile("(?m)^    (?:void|TeaVM_Array)\\* (fld_\\w+);$");
    private static final String FIELD_MACRO = "TEAVM_FIELD(";
    private static final String ITEM_MACRO = "TEAVM_ARRAY_AT(";
    private static final String ITEM = ", void*, ";
    private static final String WIDE_ITEM = ", int64_t, ";
    private static final String ASSIGNED = " = ";

    /** "class field" of each. */
    private final Set<String> fields = new HashSet<>();

    /** Rewrites headers and sources, by name. */
    static void narrow(Map<String, String> texts) {
        References references = new References();
        for (Map.Entry<String, String> file : texts.entrySet()) {
            if (file.getKey().endsWith(".h")) {
                file.setValue(references.declared(file.getValue()));
            }
        }
        for (Map.Entry<String, String> file : texts.entrySet()) {
            file.setValue(references.used(file.getValue()));
        }
    }

    private String declared(String text) {
        Matcher struct = STRUCT.matcher(text);
        StringBuilder result = new StringBuilder();
        while (struct.find()) {
            Matcher field = FIELD.matcher(struct.group(2));
            while (field.find()) {
                fields.add(struct.group(1) + " " + field.group(1));
            }
            String body = FIELD.matcher(struct.group(2)).replaceAll("    mote_ref $1;");
            String whole =
                    "typedef struct " + struct.group(1) + " {\n" + body + "} " + struct.group(1);
            struct.appendReplacement(result, Matcher.quoteReplacement(whole + ";"));
        }
        return struct.appendTail(result).toString();
    }

    /** From the last to the first, so that what is inside of another one is done before it. */
    private String used(String text) {
        StringBuilder result = new StringBuilder(text);
        int at = result.length();
        while (at >= 0) {
            int field = result.lastIndexOf(FIELD_MACRO, at);
            int item = result.lastIndexOf(ITEM_MACRO, at);
            int start = Math.max(field, item);
            if (start < 0) {
                break;
            }
            if (start == field) {
                field(result, start);
            } else {
                item(result, start);
            }
            at = start - 1;
        }
        return result.toString();
    }

    private void field(StringBuilder text, int start) {
        int end = end(text, start + FIELD_MACRO.length());
        int last = text.lastIndexOf(", ", end);
        int middle = text.lastIndexOf(", ", last - 1);
        String name = text.substring(middle + 2, last) + " " + text.substring(last + 2, end);
        if (fields.contains(name)) {
            wrap(text, start, end + 1);
        }
    }

    private void item(StringBuilder text, int start) {
        int from = start + ITEM_MACRO.length();
        int end = end(text, from);
        int type = comma(text, from, end);
        if (text.indexOf(ITEM, type) == type) {
            text.replace(type, type + ITEM.length(), ", mote_ref, ");
            wrap(text, start, end(text, from) + 1);
        } else if (text.indexOf(WIDE_ITEM, type) == type) {
            text.replace(type, type + WIDE_ITEM.length(), ", mote_wide, ");
        }
    }

    /** The closing parenthesis of the one before {@code from}. */
    private static int end(CharSequence text, int from) {
        int depth = 1;
        int at = from;
        while (depth > 0) {
            char c = text.charAt(at++);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        }
        return at - 1;
    }

    /** The first comma that separates arguments. */
    private static int comma(CharSequence text, int from, int end) {
        int depth = 0;
        for (int at = from; at < end; at++) {
            char c = text.charAt(at);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth == 0 && c == ',') {
                return at;
            }
        }
        throw new IllegalStateException("not two arguments: " + text.subSequence(from, end));
    }

    /** A statement that begins with it assigns to it; anything else reads it. */
    private static void wrap(StringBuilder text, int start, int end) {
        int line = text.lastIndexOf("\n", start) + 1;
        boolean statement = text.substring(line, start).isBlank();
        if (statement && text.indexOf(ASSIGNED, end) == end) {
            int semicolon = text.indexOf(";\n", end);
            text.insert(semicolon, ")");
            text.replace(end, end + ASSIGNED.length(), ", ");
            text.insert(start, "MOTE_SET(");
        } else {
            text.insert(end, ")");
            text.insert(start, "MOTE_GET(");
        }
    }
}
