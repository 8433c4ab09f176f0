package org.mattermote.stack.gate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/** A resource of members that a gate lets pass, each with its reason. */
final class ReasonList {
    private final TreeMap<String, String> reasons = new TreeMap<>();

    private ReasonList() {}

    static ReasonList ofMember(String member, String reason) {
        ReasonList list = new ReasonList();
        list.reasons.put(member, reason);
        return list;
    }

    /** {@code file} says in its head what its lines mean; a line without a reason is an error. */
    static ReasonList of(String file) {
        try (InputStream in = ReasonList.class.getResourceAsStream(file);
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            ReasonList list = new ReasonList();
            lines.lines().forEach(line -> list.line(file, line));
            return list;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void line(String file, String line) {
        if (line.isBlank() || line.startsWith("#")) {
            return;
        }
        String[] words = line.strip().split("\\s+", 2);
        if (words.length < 2) {
            throw new IllegalStateException(file + ": no reason: " + line);
        }
        reasons.put(words[0], words[1]);
    }

    boolean has(String member) {
        return reasons.containsKey(member);
    }
}
