package org.mattermote.firmware.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.mattermote.firmware.ram.QuietBoot;
import org.mattermote.stack.Ports;
import org.mattermote.stack.Stack;

/** The C of native boards names what {@code mote status} says, in its order. */
class FigureNamesTest {
    private static final Path WORDS = Path.of("../../platform-bsp/natives/src/main/c/words.c");
    private static final Path HEADER = Path.of("../../platform-bsp/natives/src/main/c/words.h");
    private static final List<String> OF_A_TABLE =
            List.of(".in-use", ".capacity", ".high-water", ".refusals");

    private static List<String> namesInC() throws Exception {
        String text = Files.readString(WORDS);
        text = text.substring(text.indexOf("mote_figure_names[MOTE_FIGURES] = {"));
        Matcher name = Pattern.compile("(TABLE\\()?\"([^\"]+)\"").matcher(text);
        List<String> names = new ArrayList<>();
        while (name.find()) {
            List<String> ends = name.group(1) == null ? List.of("") : OF_A_TABLE;
            ends.forEach(end -> names.add(name.group(2) + end));
        }
        return names;
    }

    private static int number(String macro) throws Exception {
        Matcher found =
                Pattern.compile("#define " + macro + " (\\d+)").matcher(Files.readString(HEADER));
        found.find();
        return Integer.parseInt(found.group(1));
    }

    @Test
    void shouldBeThoseOfStatus() throws Exception {
        Ports ports = QuietBoot.ports();
        Stack stack = Wiring.stack(ports);
        Apps.compose("light", stack, ports);
        List<String> status =
                StatusText.of(stack, 0)
                        .lines()
                        .map(line -> line.substring(0, line.indexOf('=')))
                        .collect(Collectors.toList());
        List<String> names = namesInC();
        assertEquals(status, names.subList(0, status.size()));
        assertEquals(number("MOTE_STATUS_FIGURES"), status.size());
        assertEquals(number("MOTE_FIGURES"), names.size());
    }
}
