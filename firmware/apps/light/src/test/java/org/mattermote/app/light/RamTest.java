package org.mattermote.app.light;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mattermote.firmware.ram.BootCount;
import org.mattermote.firmware.ram.DeviceClasses;
import org.mattermote.firmware.ram.MarkedText;
import org.mattermote.firmware.ram.ObjectGraph;
import org.mattermote.firmware.ram.QuietBoot;
import org.mattermote.firmware.ram.RamTable;
import org.mattermote.firmware.ram.Tally;
import org.mattermote.stack.Stack;

/**
 * The light's RAM with the default sizes. {@code ./mote size --write} renews the README's table.
 */
class RamTest {
    /** Bytes. To fall, never to rise. */
    private static final int CEILING = 63999;

    private static final Path README = Path.of("../../../README.md");
    private static final String MARK = "ram";

    private static final DeviceClasses DEVICE = DeviceClasses.holding(Stack.class, LightApp.class);
    private static final BootCount COUNT = BootCount.of(LightApp.class);

    @Test
    void shouldHoldExactlyWhatItsBootMade() {
        ObjectGraph graph = new ObjectGraph(DEVICE, RamTest.class.getClassLoader());
        new QuietBoot(LightApp.class.getName()).get().forEach(graph::walk);
        Tally walked = graph.tally().plus(COUNT.leftBehind());
        RamTable table = COUNT.table();
        assertEquals(COUNT.made().toString(), walked.toString());
        assertEquals(table.total(), walked.bytes());
        System.out.printf(
                "mote: RAM of the light, sealed: %,d bytes, of them left behind by its boot: %,d%n",
                table.total(), COUNT.leftBehind().bytes());
    }

    @Test
    void shouldFitItsCeiling() {
        RamTable table = COUNT.table();
        assertTrue(table.total() <= CEILING, () -> table.markdown(true));
    }

    @Test
    void shouldHaveItsConstantsInFlash() {
        assertEquals(List.of(), COUNT.computedStatics());
    }

    @Test
    void shouldBeTheTableOfTheReadme() throws IOException {
        RamTable table = COUNT.table();
        Files.writeString(Path.of("target/ram.md"), table.markdown(true));
        if (Boolean.getBoolean("mote.write")) {
            MarkedText.replace(README, MARK, table.markdown(false));
        }
        assertEquals(table.markdown(false), MarkedText.of(README, MARK), "./mote size --write");
    }
}
