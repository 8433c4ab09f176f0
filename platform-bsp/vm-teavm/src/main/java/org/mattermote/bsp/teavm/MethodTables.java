package org.mattermote.bsp.teavm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tables of methods become as short as they can be. TeaVM gives every method that is called by an
 * object's class a place, the same in all tables, classes' and interfaces', and fills up what a
 * class lacks. Here places that nobody calls vanish from all tables alike, and a class's own table
 * ends behind its last method: who calls a place has an object whose table is long enough.
 */
final class MethodTables {
    private static final Pattern TYPE =
            Pattern.compile(
                    "(?ms)^typedef struct (\\w+)_VT \\{\\n    (\\w+) parent;\\n(.*?)^\\} \\1_VT;$");
    private static final Pattern PLACE =
            Pattern.compile("(?m)^    .*?\\(\\*(\\w+)\\)\\(.*\\); // (\\d+)\\n");
    private static final Pattern CALL =
            Pattern.compile("\\bTEAVM_METHOD\\(\\w+, (\\w+)_VT, (virt_\\w+)\\)");
    private static final Pattern DECLARED =
            Pattern.compile("(?m)^extern const (\\w+)_VT (\\w+)_Cls;$");
    private static final Pattern DEFINED =
            Pattern.compile("(?ms)^const (\\w+)_VT (\\w+)_Cls = \\{\\n(.*?)^\\};$");
    private static final Pattern HEAD = Pattern.compile("\\.(?:size|tag) = [^\\n]*,");
    private static final Pattern ENTRY = Pattern.compile("\\.(virt_\\w+) = (&\\w+)");

    /** A type of tables: what it begins with, and its own places by name. */
    private static final class Type {
        final String parent;
        final Map<String, Integer> places = new HashMap<>();

        Type(String parent) {
            this.parent = parent;
        }
    }

    private final Map<String, Type> types = new HashMap<>();
    private final Set<Integer> called = new TreeSet<>();

    /** "class_Cls", and the places of its table from the first to the last. */
    private final Map<String, List<String>> tables = new HashMap<>();

    private MethodTables() {}

    /** Rewrites headers and sources, by name; {@code units} are those that are compiled. */
    static void shorten(Map<String, String> texts, List<String> units) {
        MethodTables tables = new MethodTables();
        texts.values().forEach(tables::readTypes);
        units.forEach(unit -> tables.readCalls(texts.get(unit)));
        texts.values().forEach(tables::readTables);
        for (Map.Entry<String, String> file : texts.entrySet()) {
            file.setValue(tables.declared(tables.defined(tables.typed(file.getValue()))));
        }
    }

    private void readTypes(String text) {
        for (Matcher match = TYPE.matcher(text); match.find(); ) {
            Type type = new Type(match.group(2).replaceFirst("_VT$", ""));
            for (Matcher place = PLACE.matcher(match.group(3)); place.find(); ) {
                type.places.put(place.group(1), Integer.valueOf(place.group(2)));
            }
            types.put(match.group(1), type);
        }
    }

    private void readCalls(String text) {
        for (Matcher match = CALL.matcher(text); match.find(); ) {
            called.add(place(match.group(1), match.group(2)));
        }
    }

    private void readTables(String text) {
        for (Matcher match = DEFINED.matcher(text); match.find(); ) {
            Map<Integer, String> filled = new HashMap<>();
            int last = -1;
            for (Matcher entry = ENTRY.matcher(match.group(3)); entry.find(); ) {
                int place = place(match.group(1), entry.group(1));
                if (called.contains(place)) {
                    filled.put(place, entry.group(1));
                    last = Math.max(last, place);
                }
            }
            List<String> names = new ArrayList<>();
            for (int place : called) {
                if (place <= last) {
                    names.add(filled.getOrDefault(place, "pad" + place));
                }
            }
            tables.put(match.group(2), names);
        }
    }

    private int place(String type, String name) {
        for (String each = type; types.containsKey(each); each = types.get(each).parent) {
            Integer place = types.get(each).places.get(name);
            if (place != null) {
                return place;
            }
        }
        throw new IllegalStateException(type + " has no place for " + name);
    }

    private String typed(String text) {
        return TYPE.matcher(text)
                .replaceAll(
                        type ->
                                Matcher.quoteReplacement(
                                        PLACE.matcher(type.group())
                                                .replaceAll(place -> isCalled(place) ? "$0" : "")));
    }

    private boolean isCalled(MatchResult place) {
        return called.contains(Integer.valueOf(place.group(2)));
    }

    private String declared(String text) {
        return DECLARED.matcher(text)
                .replaceAll(
                        match ->
                                table(match.group(2))
                                        + "\nextern const struct "
                                        + match.group(2)
                                        + "_Table "
                                        + match.group(2)
                                        + "_Cls;");
    }

    private String table(String name) {
        StringBuilder table =
                new StringBuilder("struct ")
                        .append(name)
                        .append("_Table {\n    TeaVM_Class head;\n");
        for (String each : tables.getOrDefault(name, List.of())) {
            table.append("    const void* ").append(each).append(";\n");
        }
        return table.append("};").toString();
    }

    private String defined(String text) {
        return DEFINED.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(definition(match)));
    }

    private String definition(MatchResult match) {
        String name = match.group(2);
        StringBuilder table =
                new StringBuilder("const struct ")
                        .append(name)
                        .append("_Table ")
                        .append(name)
                        .append("_Cls = {\n    .head = {\n");
        for (Matcher head = HEAD.matcher(match.group(3)); head.find(); ) {
            table.append("        ").append(head.group()).append('\n');
        }
        table.append("    },\n");
        for (Matcher entry = ENTRY.matcher(match.group(3)); entry.find(); ) {
            if (tables.get(name).contains(entry.group(1))) {
                table.append("    .").append(entry.group(1)).append(" = ");
                table.append(entry.group(2)).append(",\n");
            }
        }
        return table.append("};").toString();
    }
}
