package org.mattermote.stack.requirement;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Every requirement has a test, and {@code stack/docs/requirements.md} says which. What the numbers
 * mean is in files of their own, in a few words.
 */
class RequirementsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path TABLE = ROOT.resolve("stack/docs/requirements.md");
    private static final Path TITLES = Path.of("src/test/resources/requirements");
    private static final String RENEW =
            "mvn -pl stack test -Dtest=RequirementsTest -Dmote.write=true";

    /** Specifications, and what each of them numbers from 1 on: requirements R, tests T. */
    private static final Map<String, int[]> SPECIFICATIONS = new LinkedHashMap<>();

    static {
        SPECIFICATIONS.put("stale-exchange", new int[] {36, 26});
        SPECIFICATIONS.put("session-layer", new int[] {67, 28});
        SPECIFICATIONS.put("webrtc-provider", new int[] {69, 35});
    }

    /** Those whose tests are all there under their own numbers, too. */
    private static final Set<String> NUMBERED_TESTS = Set.of("webrtc-provider");

    private final TaggedTests tests = TaggedTests.under(ROOT);

    RequirementsTest() throws IOException {}

    @Test
    void shouldEachHaveATest() throws IOException {
        List<String> missing = new ArrayList<>();
        for (String specification : SPECIFICATIONS.keySet()) {
            for (String number : titles(specification).keySet()) {
                if (tests.of(specification + " " + number).isEmpty()) {
                    missing.add(specification + " " + number);
                }
            }
            int last = NUMBERED_TESTS.contains(specification) ? lastTest(specification) : 0;
            for (int test = 1; test <= last; test++) {
                if (tests.of(specification + " T" + test).isEmpty()) {
                    missing.add(specification + " T" + test);
                }
            }
        }
        assertEquals(List.of(), missing, "requirements without a test");
    }

    @Test
    void shouldBeNamedByTestsAsTheyAreNumbered() throws IOException {
        Set<String> tags = new TreeSet<>(tests.tags());
        for (String specification : SPECIFICATIONS.keySet()) {
            for (String number : titles(specification).keySet()) {
                tags.remove(specification + " " + number);
            }
            for (int test = 1; test <= lastTest(specification); test++) {
                tags.remove(specification + " T" + test);
            }
        }
        assertEquals(Set.of(), tags, "tags of no requirement");
        assertEquals(List.of(), tests.astray, "tags on what is no test");
    }

    @Test
    void shouldBeTheTableOfTheDocuments() throws IOException {
        String table = table();
        if (Boolean.getBoolean("mote.write")) {
            Files.writeString(TABLE, table);
        }
        assertEquals(table, Files.readString(TABLE), RENEW);
    }

    private String table() throws IOException {
        StringBuilder out = new StringBuilder("# Requirements and their tests\n\n");
        out.append("Generated from the tags of the tests; `")
                .append(RENEW)
                .append("` renews it.\n");
        for (String specification : SPECIFICATIONS.keySet()) {
            out.append("\n## ").append(specification).append("\n\n");
            out.append("| | requirement | tests |\n| --- | --- | --- |\n");
            titles(specification)
                    .forEach(
                            (number, title) ->
                                    out.append("| ")
                                            .append(number)
                                            .append(" | ")
                                            .append(title)
                                            .append(" | ")
                                            .append(names(specification + " " + number))
                                            .append(" |\n"));
            for (int test = 1; test <= lastTest(specification); test++) {
                String tag = specification + " T" + test;
                if (!tests.of(tag).isEmpty()) {
                    out.append("| T").append(test).append(" | test of this number | ");
                    out.append(names(tag)).append(" |\n");
                }
            }
        }
        return out.toString();
    }

    private static int lastTest(String specification) {
        return SPECIFICATIONS.get(specification)[1];
    }

    private String names(String tag) {
        Set<String> names = tests.of(tag);
        return names.isEmpty() ? "**none**" : "`" + String.join("`, `", names) + "`";
    }

    /** Number and title, all there are, in their order. */
    private static Map<String, String> titles(String specification) throws IOException {
        Map<String, String> titles = new LinkedHashMap<>();
        for (String line : Files.readAllLines(TITLES.resolve(specification + ".tsv"))) {
            String[] words = line.split("\t");
            titles.put(words[0], words[1]);
            assertEquals("R" + titles.size(), words[0]);
        }
        assertEquals(SPECIFICATIONS.get(specification)[0], titles.size());
        return titles;
    }
}
