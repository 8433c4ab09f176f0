package org.mattermote.bsp.teavm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The order in which class initialisers run at start: each after those whose static fields it
 * reads, itself or in what it calls. Of a ring there is no such order; it is refused.
 *
 * <p>Looks at generated C, where what is constant needs no initialiser any more. A virtual call
 * counts as a call of every method of its name.
 */
final class Initialisers {
    private static final String SUFFIX = "__clinit_";

    private static final Pattern FUNCTION =
            Pattern.compile("(?ms)^\\w[\\w *]*?\\b(meth_\\w+)\\([^;{]*?\\) \\{\\n(.*?)^\\}");
    private static final Pattern VIRTUAL = Pattern.compile("\\.(virt_\\w+) = &(meth_\\w+)");
    private static final Pattern NAME = Pattern.compile("\\b(?:meth|virt|sfld)_\\w+");

    /** By name, the names in each body. */
    private final Map<String, Set<String>> uses = new HashMap<>();

    private final Map<String, Set<String>> implementations = new HashMap<>();

    /** Symbols of classes that have initialisers, in TeaVM's order. */
    private final Set<String> classes = new LinkedHashSet<>();

    private final Map<String, Set<String>> needs = new LinkedHashMap<>();
    private final List<String> order = new ArrayList<>();
    private final List<String> rings = new ArrayList<>();

    /**
     * @param functions the functions of all initialisers
     * @param constants static fields that need none
     */
    Initialisers(Collection<String> functions, Collection<String> texts, Set<String> constants) {
        for (String function : functions) {
            classes.add(function.substring("meth_".length(), function.length() - SUFFIX.length()));
        }
        for (String text : texts) {
            read(text);
        }
        for (String each : classes) {
            needs.put(each, needsOf(each, constants));
        }
        Set<String> done = new LinkedHashSet<>();
        for (String each : classes) {
            visit(each, new ArrayList<>(), done);
        }
        for (String each : done) {
            order.add("meth_" + each + SUFFIX);
        }
    }

    /** Functions, as they must be called. */
    List<String> order() {
        return order;
    }

    /** Symbols of the classes of each ring, with commas. */
    List<String> rings() {
        return rings;
    }

    private void read(String text) {
        Matcher function = FUNCTION.matcher(text);
        while (function.find()) {
            Set<String> names = new TreeSet<>();
            Matcher name = NAME.matcher(function.group(2));
            while (name.find()) {
                names.add(name.group());
            }
            uses.put(function.group(1), names);
        }
        Matcher virtual = VIRTUAL.matcher(text);
        while (virtual.find()) {
            implementations
                    .computeIfAbsent(virtual.group(1), each -> new TreeSet<>())
                    .add(virtual.group(2));
        }
    }

    private Set<String> needsOf(String owner, Set<String> constants) {
        Set<String> found = new TreeSet<>();
        Set<String> seen = new TreeSet<>();
        Deque<String> left = new ArrayDeque<>();
        left.add("meth_" + owner + SUFFIX);
        while (!left.isEmpty()) {
            String function = left.remove();
            if (!seen.add(function)) {
                continue;
            }
            for (String name : uses.getOrDefault(function, Set.of())) {
                if (name.startsWith("virt_")) {
                    left.addAll(implementations.getOrDefault(name, Set.of()));
                } else if (name.startsWith("meth_")) {
                    left.add(name);
                } else if (!constants.contains(name)) {
                    found.add(ownerOf(name));
                }
            }
        }
        found.remove("");
        found.remove(owner);
        return found;
    }

    /** The class of a static field, or nothing if that has no initialiser. */
    private String ownerOf(String field) {
        String best = "";
        for (String each : classes) {
            if (field.startsWith("sfld_" + each + "_") && each.length() > best.length()) {
                best = each;
            }
        }
        return best;
    }

    private void visit(String each, List<String> path, Set<String> done) {
        if (done.contains(each)) {
            return;
        }
        int at = path.indexOf(each);
        if (at >= 0) {
            rings.add(String.join(", ", path.subList(at, path.size())));
            return;
        }
        path.add(each);
        for (String need : needs.get(each)) {
            visit(need, path, done);
        }
        path.remove(path.size() - 1);
        done.add(each);
    }
}
