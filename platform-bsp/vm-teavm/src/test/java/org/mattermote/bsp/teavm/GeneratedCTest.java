package org.mattermote.bsp.teavm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mattermote.bsp.teavm.planted.Holder;

class GeneratedCTest {
    private static final String CAST = "teavm_checkcast(";

    @TempDir static Path folder;

    private static String texts;

    @BeforeAll
    static void compile() throws Exception {
        assertEquals(List.of(), Planted.compile(Holder.class, folder));
        try (Stream<Path> all = Files.walk(folder)) {
            texts =
                    all.filter(file -> file.getFileName().toString().startsWith("Holder"))
                            .filter(Files::isRegularFile)
                            .map(GeneratedCTest::read)
                            .collect(Collectors.joining());
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldCheckOnlyCastsThatASourceHas() {
        assertEquals(1, texts.split(Pattern.quote(CAST), -1).length - 1, texts);
        assertTrue(texts.contains("Holder_Apple_Cls, &supertypeof"), texts);
    }

    @Test
    void shouldKnowBooleansOfTheSource() {
        assertTrue(texts.contains("    uint8_t fld_ripe;"), texts);
        assertTrue(texts.contains("    int8_t fld_signed;"), texts);
    }

    @Test
    void shouldNotWorkOutAnOrderForEquality() {
        assertFalse(texts.contains("teavm_compare_i32"), texts);
    }
}
