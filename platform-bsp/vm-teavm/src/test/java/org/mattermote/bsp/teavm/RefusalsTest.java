package org.mattermote.bsp.teavm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mattermote.bsp.teavm.planted.Refused;

class RefusalsTest {
    @TempDir static Path folder;

    private static List<String> lines;

    @BeforeAll
    static void compile() throws Exception {
        lines = Planted.compile(Refused.class, folder);
    }

    private static List<String> of(String method) {
        List<String> found = new ArrayList<>();
        String start = Refused.class.getName() + "." + method;
        for (String line : lines) {
            if (line.startsWith(start + "(Refused.java:") || line.startsWith(start + ":")) {
                found.add(line.substring(line.indexOf(": ") + 2));
            }
        }
        return found;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "thread|" + Refusals.THREADS,
                "waits|" + Refusals.THREADS,
                "monitor|" + Refusals.MONITOR,
                "synchronizedMethod|" + Refusals.MONITOR,
                "forName|" + Refusals.REFLECTION,
                "classOf|" + Refusals.REFLECTION,
                "classLiteral|" + Refusals.REFLECTION,
                "format|" + Refusals.STRINGS,
                "joins|" + Refusals.STRINGS,
                "builder|" + Refusals.STRINGS,
                "lambda|" + Refusals.LAMBDA,
                "throwsOne|" + Refusals.THROWS,
                "catchesOne|" + Refusals.CATCHES,
                "floats|" + Refusals.FLOAT,
                "floatField|" + Refusals.FLOAT,
                "boxes|" + Refusals.BOXES,
                "clones|" + Refusals.CLONES,
                "dimensions|" + Refusals.DIMENSIONS,
                "nativeMethod|" + Refusals.NATIVE,
                "arrayCast|" + Refusals.ARRAY_TYPE,
                "arrayQuestion|" + Refusals.ARRAY_TYPE,
            })
    void shouldRefuseInWords(String method, String words) {
        assertTrue(of(method).contains(words), () -> method + ": " + of(method));
    }

    @Test
    void shouldRefuseAStoreThatCannotBeProved() {
        assertEquals(1, of("put").size(), () -> String.join("\n", lines));
        assertTrue(
                of("put")
                        .get(0)
                        .endsWith("Refused$Dog in an array of " + Refused.class.getName() + "$Cat"),
                () -> of("put").get(0));
    }

    @Test
    void shouldRefuseACopyThatCannotBeProved() {
        assertEquals(1, of("copies").size());
        assertTrue(of("copies").get(0).startsWith("stores " + Refused.class.getName() + "$Dog in"));
    }

    @Test
    void shouldRefuseWhatIsNotOfADevice() {
        assertTrue(
                of("list").get(0).contains("java.util.ArrayList"), () -> String.join("\n", lines));
    }

    @Test
    void shouldSayOneLineAMethodAndKind() {
        assertEquals(lines.size(), lines.stream().distinct().count());
    }

    @Test
    void shouldAllowWhatADeviceNeeds() {
        assertEquals(List.of(), of("allowed"));
        assertEquals(List.of(), of("main"));
    }
}
