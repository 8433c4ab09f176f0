package org.mattermote.app.light;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.mattermote.firmware.ram.BootCount;
import org.mattermote.firmware.ram.MarkedText;
import org.mattermote.firmware.ram.RamTable;

/**
 * The table of the light's RAM with the default sizes, as the README has it. {@code ./mote size
 * --write} renews it.
 */
class RamTest {
    private static final Path README = Path.of("../../../README.md");
    private static final String MARK = "ram";

    @Test
    void shouldBeTheTableOfTheReadme() throws IOException {
        BootCount count = BootCount.of(LightApp.class);
        RamTable table = count.table();
        System.out.printf(
                "mote: RAM of the light, sealed: %,d bytes, of them left behind by its boot: %,d%n",
                table.total(), count.leftBehind().bytes());
        Files.writeString(Path.of("target/ram.md"), table.markdown(true));
        if (Boolean.getBoolean("mote.write")) {
            MarkedText.replace(README, MARK, table.markdown(false));
        }
        assertEquals(table.markdown(false), MarkedText.of(README, MARK), "./mote size --write");
    }
}
