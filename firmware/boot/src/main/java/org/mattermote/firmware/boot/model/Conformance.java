package org.mattermote.firmware.boot.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A conformance of the specification (Matter core 7.3), as the generator writes it: nested lists,
 * operator first. {@code (, ([] (& A (! B))) O)} is {@code [A & !B], O}.
 */
final class Conformance {
    /** What it comes to on one device; of several for one element the first counts. */
    enum Verdict {
        MANDATORY,
        OPTIONAL,
        /** Not there in a device that is certified, but devices have it. */
        PROVISIONAL,
        /** It stands in prose, or hangs on something that cannot be seen. */
        UNKNOWN,
        DISALLOWED
    }

    /**
     * Members of one list of which so many must be there.
     *
     * @param bound {@code "+"} at least, {@code "-"} at most, {@code "="} exactly
     */
    record Choice(String name, int number, String bound) {}

    private final String text;

    /** Parsed when it is asked first: a device has few of all clusters. */
    private Object term;

    Conformance(String text) {
        this.text = text;
    }

    private Object term() {
        if (term == null) {
            String spaced = text.replace("(", " ( ").replace(")", " ) ").trim();
            List<String> tokens = new ArrayList<>(List.of(spaced.split("\\s+")));
            Object parsed = term(tokens);
            if (!tokens.isEmpty()) {
                throw new IllegalArgumentException(text);
            }
            term = parsed;
        }
        return term;
    }

    private static Object term(List<String> tokens) {
        String token = tokens.remove(0);
        if (!token.equals("(")) {
            return token;
        }
        List<Object> list = new ArrayList<>();
        while (!tokens.get(0).equals(")")) {
            list.add(term(tokens));
        }
        tokens.remove(0);
        return list;
    }

    /**
     * @param names whether a feature, an element or a condition holds, by its name; null if that
     *     cannot be said
     */
    Verdict verdict(Function<String, Boolean> names) {
        Verdict verdict = verdict(term(), names);
        return verdict == null ? Verdict.DISALLOWED : verdict;
    }

    /** Null for a term that does not apply, so that the next one of its list counts. */
    private static Verdict verdict(Object term, Function<String, Boolean> names) {
        if (term instanceof String word) {
            switch (word) {
                case "M":
                    return Verdict.MANDATORY;
                case "O":
                    return Verdict.OPTIONAL;
                case "P":
                    return Verdict.PROVISIONAL;
                case "D", "X":
                    return Verdict.DISALLOWED;
                case "desc", "empty":
                    return Verdict.UNKNOWN;
                default:
                    return applies(truth(term, names), Verdict.MANDATORY);
            }
        }
        List<?> list = (List<?>) term;
        switch ((String) list.get(0)) {
            case ",":
                for (Object alternative : list.subList(1, list.size())) {
                    Verdict verdict = verdict(alternative, names);
                    if (verdict != null) {
                        return verdict;
                    }
                }
                return null;
            case "[]":
                return applies(truth(list.get(1), names), Verdict.OPTIONAL);
            case "choice":
                // How many of the group must be there is not for one of them to say.
                Verdict verdict = verdict(list.get(4), names);
                return verdict == Verdict.MANDATORY ? Verdict.OPTIONAL : verdict;
            default:
                return applies(truth(term, names), Verdict.MANDATORY);
        }
    }

    private static Verdict applies(Boolean truth, Verdict verdict) {
        return truth == null ? Verdict.UNKNOWN : truth ? verdict : null;
    }

    /** The choice it is part of on this device, or null. */
    Choice choice(Function<String, Boolean> names) {
        List<Object> alternatives = new ArrayList<>();
        if (term() instanceof List<?> list && list.get(0).equals(",")) {
            alternatives.addAll(list.subList(1, list.size()));
        } else {
            alternatives.add(term());
        }
        for (Object alternative : alternatives) {
            if (verdict(alternative, names) == null) {
                continue;
            }
            if (alternative instanceof List<?> list && list.get(0).equals("choice")) {
                return new Choice(
                        (String) list.get(1),
                        Integer.parseInt((String) list.get(2)),
                        (String) list.get(3));
            }
            return null;
        }
        return null;
    }

    /** Null if it cannot be said. */
    private static Boolean truth(Object term, Function<String, Boolean> names) {
        if (term instanceof String name) {
            return names.apply(name);
        }
        List<?> list = (List<?>) term;
        Boolean first = truth(list.get(1), names);
        switch ((String) list.get(0)) {
            case "!":
                return first == null ? null : !first;
            case "&":
                Boolean both = truth(list.get(2), names);
                if (Boolean.FALSE.equals(first) || Boolean.FALSE.equals(both)) {
                    return false;
                }
                return first == null || both == null ? null : true;
            case "|":
                Boolean either = truth(list.get(2), names);
                if (Boolean.TRUE.equals(first) || Boolean.TRUE.equals(either)) {
                    return true;
                }
                return first == null || either == null ? null : false;
            case "^":
                Boolean other = truth(list.get(2), names);
                return first == null || other == null ? null : first ^ other;
            default:
                // Comparisons with values of attributes.
                return null;
        }
    }
}
