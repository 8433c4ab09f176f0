package org.mattermote.bsp.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mattermote.stack.port.NetworkPort;
import org.mattermote.stack.port.PortStatus;

class LinkFilesTest {
    @TempDir private Path link;

    private void file(String name, String text) throws IOException {
        Path file = link.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text + "\n");
    }

    @Test
    void shouldReadWhatTheKernelWrites() throws IOException {
        file("statistics/rx_packets", "12345678901");
        file("statistics/tx_packets", "2");
        file("statistics/tx_errors", "3");
        file("statistics/collisions", "4");
        file("statistics/rx_fifo_errors", "5");
        file("statistics/rx_missed_errors", "6");
        file("statistics/tx_fifo_errors", "7");
        file("speed", "2500");
        file("duplex", "full");
        file("carrier", "1");
        assertEquals(12345678901L, LinkFiles.value(link, NetworkPort.LINK_RX_PACKETS));
        assertEquals(2, LinkFiles.value(link, NetworkPort.LINK_TX_PACKETS));
        assertEquals(3, LinkFiles.value(link, NetworkPort.LINK_TX_ERRORS));
        assertEquals(4, LinkFiles.value(link, NetworkPort.LINK_COLLISIONS));
        assertEquals(18, LinkFiles.value(link, NetworkPort.LINK_OVERRUNS));
        assertEquals(2500, LinkFiles.value(link, NetworkPort.LINK_SPEED));
        assertEquals(1, LinkFiles.value(link, NetworkPort.LINK_FULL_DUPLEX));
        assertEquals(1, LinkFiles.value(link, NetworkPort.LINK_CARRIER));
    }

    @Test
    void shouldSayWhatItDoesNotKnow() throws IOException {
        file("speed", "-1");
        file("duplex", "unknown");
        file("statistics/rx_packets", "many");
        for (int what = NetworkPort.LINK_RX_PACKETS; what <= NetworkPort.LINK_CARRIER; what++) {
            assertEquals(PortStatus.NONE, LinkFiles.value(link, what));
        }
        file("duplex", "half");
        assertEquals(0, LinkFiles.value(link, NetworkPort.LINK_FULL_DUPLEX));
    }
}
