package org.mattermote.stack.gate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The types and members of the Java library that every VM of ours has. Its file says what its lines
 * mean.
 */
final class AllowList {
    private static final String FILE = "/microej/edc-1.3.txt";
    private static final String SUPER = "#super ";

    private final Set<String> entries = new HashSet<>();
    private final Map<String, List<String>> supers = new HashMap<>();

    private AllowList() {}

    static AllowList edc() {
        AllowList list = new AllowList();
        try (InputStream in = AllowList.class.getResourceAsStream(FILE);
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            lines.lines().forEach(list::line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return list;
    }

    private void line(String line) {
        if (line.startsWith(SUPER)) {
            List<String> words = Arrays.asList(line.substring(SUPER.length()).trim().split(" +"));
            supers.put(
                    words.get(0),
                    words.stream().skip(1).filter(word -> !word.equals("[interface]")).toList());
        } else if (!line.isBlank() && !line.startsWith("#")) {
            entries.add(line.trim());
        }
    }

    boolean hasType(String type) {
        return entries.contains(type);
    }

    /**
     * {@code member} is {@code name(descriptor)} of a method or {@code name:descriptor} of a field.
     */
    boolean hasMember(String type, String member) {
        if (entries.contains(type + "." + member)) {
            return true;
        }
        if (member.startsWith("<init>")) {
            return false;
        }
        return supers.getOrDefault(type, List.of()).stream().anyMatch(s -> hasMember(s, member));
    }
}
