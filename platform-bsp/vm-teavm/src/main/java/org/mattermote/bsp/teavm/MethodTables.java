package org.mattermote.bsp.teavm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tables of methods become as short as they can be. TeaVM gives every method that is called by an
 * object's class a number, the same in all tables, classes' and interfaces', and fills up what a
 * class lacks. Here a method that nobody calls so has no place; methods that no class has both may
 * have the same one, the lowest for what most classes have; and a class's own table ends behind its
 * last method: who calls a place has an object whose table is long enough.
 */
final class MethodTables {
    private static final Pattern TYPE =
            Pattern.compile(
                    "(?ms)^typedef struct (\\w+)_VT \\{\\n    (\\w+) parent;\\n(.*?)^\\} \\1_VT;$");
    private static final Pattern METHOD =
            Pattern.compile("(?m)^    .*?\\(\\*(virt_\\w+)\\)\\(.*\\); // (\\d+)\\n");
    private static final Pattern CALL =
            Pattern.compile("\\bTEAVM_METHOD\\(\\w+, (\\w+)_VT, (virt_\\w+)\\)");
    private static final Pattern DECLARED =
            Pattern.compile("(?m)^extern const (\\w+)_VT (\\w+)_Cls;$");
    private static final Pattern DEFINED =
            Pattern.compile("(?ms)^const (\\w+)_VT (\\w+)_Cls = \\{\\n(.*?)^\\};$");
    private static final Pattern HEAD = Pattern.compile("\\.(?:size|tag) = [^\\n]*,");
    private static final Pattern ENTRY = Pattern.compile("\\.(virt_\\w+) = (&\\w+)");

    /** A type of tables: what it begins with, and its own methods' numbers by name. */
    private static final class Type {
        final String parent;
        final Map<String, Integer> numbers = new TreeMap<>();

        Type(String parent) {
            this.parent = parent;
        }
    }

    private final Map<String, Type> types = new TreeMap<>();
    private final Set<Integer> called = new TreeSet<>();

    /** By class: names of its methods that are called, by number. */
    private final Map<String, Map<Integer, String>> methods = new TreeMap<>();

    /** By number. */
    private final Map<Integer, Integer> places = new HashMap<>();

    private MethodTables() {}

    /** Rewrites headers and sources, by name; {@code units} are those that are compiled. */
    static void shorten(Map<String, String> texts, List<String> units) {
        MethodTables tables = new MethodTables();
        texts.values().forEach(tables::readTypes);
        units.forEach(unit -> tables.readCalls(texts.get(unit)));
        texts.values().forEach(tables::readTables);
        tables.choosePlaces();
        texts.replaceAll((name, text) -> tables.declared(tables.defined(tables.typed(text))));
    }

    private void readTypes(String text) {
        for (Matcher match = TYPE.matcher(text); match.find(); ) {
            Type type = new Type(match.group(2).replaceFirst("_VT$", ""));
            for (Matcher method = METHOD.matcher(match.group(3)); method.find(); ) {
                type.numbers.put(method.group(1), Integer.valueOf(method.group(2)));
            }
            types.put(match.group(1), type);
        }
    }

    private void readCalls(String text) {
        for (Matcher match = CALL.matcher(text); match.find(); ) {
            called.add(number(match.group(1), match.group(2)));
        }
    }

    private void readTables(String text) {
        for (Matcher match = DEFINED.matcher(text); match.find(); ) {
            Map<Integer, String> names = new TreeMap<>();
            for (Matcher entry = ENTRY.matcher(match.group(3)); entry.find(); ) {
                int number = number(match.group(1), entry.group(1));
                if (called.contains(number)) {
                    names.put(number, entry.group(1));
                }
            }
            methods.put(match.group(2), names);
        }
    }

    /** A type's own methods are apart too: its table names all of them. */
    private void choosePlaces() {
        List<Set<Integer>> apart = new ArrayList<>();
        methods.values().forEach(names -> apart.add(names.keySet()));
        types.values().forEach(type -> apart.add(new HashSet<>(type.numbers.values())));
        Map<Integer, Integer> users = new TreeMap<>();
        called.forEach(number -> users.put(number, 0));
        methods.values()
                .forEach(
                        names ->
                                names.keySet().forEach(each -> users.merge(each, 1, Integer::sum)));
        List<Integer> order = new ArrayList<>(called);
        order.sort(Comparator.comparing(number -> -users.get(number)));
        for (int number : order) {
            Set<Integer> taken = new HashSet<>();
            for (Set<Integer> each : apart) {
                if (each.contains(number)) {
                    each.stream().map(places::get).forEach(taken::add);
                }
            }
            int place = 0;
            while (taken.contains(place)) {
                place++;
            }
            places.put(number, place);
        }
    }

    private int number(String type, String name) {
        for (String each = type; types.containsKey(each); each = types.get(each).parent) {
            Integer number = types.get(each).numbers.get(name);
            if (number != null) {
                return number;
            }
        }
        throw new IllegalStateException(type + " has no place for " + name);
    }

    private String typed(String text) {
        return TYPE.matcher(text).replaceAll(type -> Matcher.quoteReplacement(type(type)));
    }

    /** A type with its own methods where they are, and nothing of its parent's. */
    private String type(MatchResult type) {
        Map<Integer, String> own = new TreeMap<>();
        for (Matcher method = METHOD.matcher(type.group(3)); method.find(); ) {
            Integer place = places.get(Integer.valueOf(method.group(2)));
            if (place != null) {
                own.put(place, method.group().strip());
            }
        }
        String lines = lines(own, place -> "void (*pad" + place + ")();");
        return "typedef struct %1$s_VT {\n    TeaVM_Class head;\n%2$s} %1$s_VT;"
                .formatted(type.group(1), lines);
    }

    /** A line for each place up to the last, of {@code gap} where there is nothing. */
    private static String lines(Map<Integer, String> places, IntFunction<String> gap) {
        StringBuilder lines = new StringBuilder();
        int last = places.keySet().stream().max(Integer::compare).orElse(-1);
        for (int place = 0; place <= last; place++) {
            String line = places.get(place);
            lines.append("    ").append(line == null ? gap.apply(place) : line).append('\n');
        }
        return lines.toString();
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
        Map<Integer, String> own = new TreeMap<>();
        methods.getOrDefault(name, Map.of())
                .forEach(
                        (number, each) -> own.put(places.get(number), "const void* " + each + ";"));
        return "struct "
                + name
                + "_Table {\n    TeaVM_Class head;\n"
                + lines(own, place -> "const void* pad" + place + ";")
                + "};";
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
            if (methods.get(name).containsValue(entry.group(1))) {
                table.append("    .").append(entry.group(1)).append(" = ");
                table.append(entry.group(2)).append(",\n");
            }
        }
        return table.append("};").toString();
    }
}
