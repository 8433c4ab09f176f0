package org.mattermote.bsp.teavm;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Classes of which no object is ever made: optional rooms that the wiring does not name. TeaVM
 * keeps their methods where somebody would call them; here they become a fault, and the C compiler
 * drops them with the way to them.
 */
final class Unborn {
    private static final Pattern BORN =
            Pattern.compile("meth_otr_Allocator_allocate\\(&(\\w+)_Cls\\)");
    private static final Pattern PARENT =
            Pattern.compile("typedef struct cls_(\\w+) \\{\\s*struct (?:cls_)?(\\w+) parent;");

    private Unborn() {}

    /** Rewrites sources, by name. */
    static void drop(Map<String, String> texts) {
        Map<String, String> parents = new HashMap<>();
        Set<String> alive = new HashSet<>();
        for (String text : texts.values()) {
            for (Matcher match = PARENT.matcher(text); match.find(); ) {
                parents.put(match.group(1), match.group(2));
            }
        }
        for (String text : texts.values()) {
            for (Matcher match = BORN.matcher(text); match.find(); ) {
                for (String name = match.group(1); name != null; name = parents.get(name)) {
                    alive.add(name);
                }
            }
        }
        for (Map.Entry<String, String> file : texts.entrySet()) {
            // The Java runtime makes objects in ways of its own.
            if (file.getKey().startsWith("c/o/m/") && file.getKey().endsWith(".c")) {
                String header = texts.get(file.getKey().replaceFirst("\\.c$", ".h"));
                for (Matcher match = PARENT.matcher(header == null ? "" : header); match.find(); ) {
                    if (!alive.contains(match.group(1))) {
                        file.setValue(withoutBodies(match.group(1), file.getValue()));
                    }
                }
            }
        }
    }

    private static String withoutBodies(String name, String text) {
        return Pattern.compile(
                        "(?ms)^(\\w[\\w *]*\\bmeth_"
                                + name
                                + "_\\w+\\(void\\* teavm_this_[^\\n]*\\) \\{)\\n.*?^\\}$")
                .matcher(text)
                .replaceAll("$1\n    MOTE_FAIL(MOTE_FAULT_NULL);\n}");
    }
}
