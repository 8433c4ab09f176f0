package org.mattermote.firmware.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mattermote.firmware.ram.MarkedText;

class DescribeTest {
    /** The table of the build; the light's own test says that it is what the build counts. */
    private static final Path README = Path.of("../../README.md");

    private static final Pattern ROOM =
            Pattern.compile("^\\| \\*\\*(\\w+)\\*\\* \\|.*\\| ([\\d,]+) \\|$", Pattern.MULTILINE);

    private static final Pattern LINE = Pattern.compile("^  (\\w+) +([\\d,]+)$", Pattern.MULTILINE);

    private static List<String> apps() {
        return Apps.names();
    }

    @Test
    void shouldTellTheBytesOfTheBuildsTable() throws IOException {
        List<String> table = pairs(ROOM, MarkedText.of(README, "ram"));
        assertTrue(table.size() > 5, table::toString);
        assertTrue(table.get(table.size() - 1).startsWith("total "), table::toString);
        assertEquals(table, pairs(LINE, Apps.describe("light")));
    }

    private static List<String> pairs(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(DescribeTest::pair).toList();
    }

    private static String pair(MatchResult match) {
        return match.group(1) + " " + match.group(2);
    }

    @ParameterizedTest
    @MethodSource("apps")
    void shouldHaveANameForEverything(String app) {
        String text = Apps.describe(app);
        String camera =
                "app " + app + ", Matter 1.5.1\n\nendpoint 0 Root Node (0x0016) revision 4,";
        String other =
                "app " + app + ", Matter 1.4.2\n\nendpoint 0 Root Node (0x0016) revision 3\n";
        assertTrue(text.startsWith(app.equals("camera") ? camera : other), text);
        assertFalse(text.contains("?"), text);
        assertFalse(text.contains("cluster (0x"), text);
    }

    @Test
    void shouldTellNamesTypesAndAccess() {
        String text = Apps.describe("sensor");
        List<String> wanted = new ArrayList<>();
        wanted.add("endpoint 2 Occupancy Sensor (0x0107) revision 4");
        wanted.add("  Occupancy Sensing (0x0406) revision 5 features PIR");
        wanted.add(attribute("0x0000", "Occupancy", "R V", "OccupancyBitmap"));
        wanted.add(attribute("0x0003", "HoldTime", "RW VM", "uint16"));
        wanted.add(attribute("0x0000", "MeasuredValue", "R V", "temperature or null"));
        wanted.add(attribute("0x0000", "Acl", "RW AA FS", "list of AccessControlEntryStruct"));
        wanted.add(String.format("    command   0x40   %-42s M", "TriggerEffect"));
        wanted.add(String.format("    command   0x0B   %-42s A", "AddTrustedRootCertificate"));
        wanted.add(String.format("    command   0x09   %-42s A F", "UpdateFabricLabel"));
        wanted.add(String.format("    event     0x00   %-42s V        info", "OccupancyChanged"));
        List<String> lines = text.lines().toList();
        for (String line : wanted) {
            assertTrue(lines.contains(line), line + "\n" + text);
        }
    }

    private static String attribute(String id, String name, String access, String type) {
        return String.format("    attribute %s %-42s %-8s %s", id, name, access, type);
    }
}
