package org.mattermote.bsp.teavm;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Classes of which no object is ever made: optional rooms that the wiring does not name. TeaVM
 * keeps their methods where somebody would call them, or puts them in their callers; here methods
 * and uses of fields become a fault, and the C compiler drops them with the way to them. What only
 * such a method would make is not made either.
 */
final class Unborn {
    private static final Pattern BORN =
            Pattern.compile("meth_otr_Allocator_allocate\\(&(\\w+)_Cls\\)");
    private static final Pattern PARENT =
            Pattern.compile("typedef struct cls_(\\w+) \\{\\s*struct (?:cls_)?(\\w+) parent;");

    private static final Pattern FIELD = Pattern.compile(", cls_(\\w+), fld_");

    private Unborn() {}

    /** Rewrites sources, by name. */
    static void drop(Map<String, String> texts) {
        Map<String, String> parents = new HashMap<>();
        for (String text : texts.values()) {
            for (Matcher match = PARENT.matcher(text); match.find(); ) {
                parents.put(match.group(1), match.group(2));
            }
        }
        Set<String> before = null;
        Set<String> unborn = unborn(texts, parents);
        while (!unborn.equals(before)) {
            dropBodies(unborn, texts);
            before = unborn;
            unborn = unborn(texts, parents);
        }
        for (Map.Entry<String, String> file : texts.entrySet()) {
            if (isDeviceCode(file.getKey())) {
                file.setValue(withoutFields(unborn, file.getValue()));
            }
        }
    }

    private static Set<String> unborn(Map<String, String> texts, Map<String, String> parents) {
        Set<String> unborn = new HashSet<>(parents.keySet());
        for (String text : texts.values()) {
            for (Matcher match = BORN.matcher(text); match.find(); ) {
                for (String name = match.group(1); name != null; name = parents.get(name)) {
                    unborn.remove(name);
                }
            }
        }
        return unborn;
    }

    private static void dropBodies(Set<String> unborn, Map<String, String> texts) {
        for (Map.Entry<String, String> file : texts.entrySet()) {
            if (isDeviceCode(file.getKey())) {
                String header = texts.get(file.getKey().replaceFirst("\\.c$", ".h"));
                for (Matcher match = PARENT.matcher(header == null ? "" : header); match.find(); ) {
                    if (unborn.contains(match.group(1))) {
                        file.setValue(withoutBodies(match.group(1), file.getValue()));
                    }
                }
            }
        }
    }

    /** The Java runtime makes objects in ways of its own. */
    private static boolean isDeviceCode(String file) {
        return file.startsWith("c/o/m/") && file.endsWith(".c");
    }

    private static String withoutBodies(String name, String text) {
        return Pattern.compile(
                        "(?ms)^(\\w[\\w *]*\\bmeth_"
                                + name
                                + "_\\w+\\(void\\* teavm_this_[^\\n]*\\) \\{)\\n.*?^\\}$")
                .matcher(text)
                .replaceAll("$1\n    MOTE_FAIL(MOTE_FAULT_NULL);\n}");
    }

    private static String withoutFields(Set<String> unborn, String text) {
        TreeMap<Integer, String> marks = new TreeMap<>();
        for (Matcher match = FIELD.matcher(text); match.find(); ) {
            if (unborn.contains(match.group(1))) {
                marks.merge(argument(text, match.start()), "MOTE_NEVER(", String::concat);
                marks.merge(match.start(), ")", String::concat);
            }
        }
        StringBuilder out = new StringBuilder(text);
        marks.descendingMap().forEach((at, mark) -> out.insert(at, mark));
        return out.toString();
    }

    /** Where the pointer begins that ends before {@code end}. */
    private static int argument(String text, int end) {
        int depth = 0;
        int at = end;
        while (depth >= 0) {
            at--;
            depth += text.charAt(at) == ')' ? 1 : text.charAt(at) == '(' ? -1 : 0;
        }
        return at + 1;
    }
}
