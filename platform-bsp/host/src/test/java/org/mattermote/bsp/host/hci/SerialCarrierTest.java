package org.mattermote.bsp.host.hci;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mattermote.bsp.host.HostClock;
import org.mattermote.stack.port.PortStatus;

/** A serial line that is a pseudo terminal, whose other end is a process. */
@Timeout(30)
class SerialCarrierTest {
    /** Its name in the file system is the first line; then its bytes are those of our streams. */
    private static final String OTHER_END =
            """
            import os, pty, select, sys, tty
            ours, theirs = pty.openpty()
            tty.setraw(theirs)
            os.symlink(os.ttyname(theirs), sys.argv[1])
            os.write(1, b"there\\n")
            while True:
                ready = select.select([0, ours], [], [])[0]
                for end in ready:
                    data = os.read(end, 512)
                    if not data:
                        sys.exit()
                    os.write(1 if end == ours else ours, data)
            """;

    private static final byte[] RESET = {1, 3, 0x0C, 0};
    private static final byte[] COMPLETE = {4, 0x0E, 4, 1, 3, 0x0C, 0};

    @TempDir Path folder;

    private final HostClock clock = new HostClock();
    private final Semaphore wakes = new Semaphore(0);
    private final List<String> lines = new ArrayList<>();
    private final byte[] buffer = new byte[300];
    private Path link;
    private Process other;
    private HostController controller;

    @BeforeEach
    void open() throws Exception {
        link = folder.resolve("line");
        plug();
        controller = HostController.open(HciSpec.of("serial:" + link + ":115200"), clock);
        controller.tells(lines::add);
        controller.watchedBy((channel, operations) -> {}, wakes::release);
    }

    private void plug() throws IOException {
        other =
                new ProcessBuilder("python3", "-c", OTHER_END, link.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        assertEquals("there\n", new String(other.getInputStream().readNBytes(6)));
    }

    @AfterEach
    void close() throws IOException {
        controller.close();
        other.destroyForcibly();
        Files.deleteIfExists(link);
    }

    private void come(byte[] bytes) throws IOException {
        other.getOutputStream().write(bytes);
        other.getOutputStream().flush();
    }

    /** What is received next, after a wake. */
    private int received() throws InterruptedException {
        int length = controller.receive(buffer, 0, buffer.length);
        while (length == PortStatus.NONE) {
            assertTrue(wakes.tryAcquire(9, TimeUnit.SECONDS), "nobody woke");
            length = controller.receive(buffer, 0, buffer.length);
        }
        return length;
    }

    @Test
    void shouldCarryEveryByteAsItIs() throws Exception {
        // Every value, also those that mean something to a terminal.
        byte[] packet = new byte[3 + 255];
        packet[0] = 4;
        packet[2] = (byte) 255;
        for (int i = 0; i < 255; i++) {
            packet[3 + i] = (byte) i;
        }
        come(packet);
        assertEquals(packet.length, received());
        assertArrayEquals(packet, Arrays.copyOf(buffer, packet.length));
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        for (int i = 0; i < 40; i++) {
            packet[0] = 2;
            while (controller.send(packet, 0, packet.length) == PortStatus.NONE) {
                sent.write(other.getInputStream().readNBytes(packet.length));
            }
        }
        sent.write(other.getInputStream().readNBytes(40 * packet.length - sent.size()));
        assertEquals(40 * packet.length, sent.size());
        for (int i = 0; i < sent.size(); i++) {
            assertEquals(packet[i % packet.length], sent.toByteArray()[i]);
        }
    }

    @Test
    void shouldGoOnWhenTheDongleIsPulledAndPutIn() throws Exception {
        other.destroyForcibly().waitFor();
        assertEquals(PortStatus.FAILED, received());
        assertEquals(1, lines.size(), lines.toString());
        assertTrue(lines.get(0).endsWith("; goes on without Bluetooth"), lines.get(0));
        Files.delete(link);
        assertEquals(PortStatus.FAILED, controller.send(RESET, 0, 4));
        plug();
        while (controller.send(RESET, 0, 4) != PortStatus.OK) {
            assertEquals(PortStatus.FAILED, controller.receive(buffer, 0, 300));
            Thread.onSpinWait();
        }
        assertArrayEquals(RESET, other.getInputStream().readNBytes(4));
        come(COMPLETE);
        assertEquals(COMPLETE.length, received());
        assertEquals(2, lines.size(), lines.toString());
        assertTrue(lines.get(1).endsWith(" is there again"), lines.get(1));
    }

    @Test
    void shouldBeginWithoutALineThatIsNone() throws Exception {
        assertEquals("there is no such device file", trouble(folder.resolve("absent")));
        String said = trouble(Files.createFile(folder.resolve("file")));
        assertTrue(said.startsWith("stty: "), said);
    }

    private String trouble(Path path) throws Exception {
        lines.clear();
        String spec = "serial:" + path + ":115200";
        try (HostController none = HostController.open(HciSpec.of(spec), clock)) {
            none.tells(lines::add);
            assertEquals(PortStatus.FAILED, none.send(RESET, 0, 4));
            assertEquals(PortStatus.FAILED, none.receive(buffer, 0, 300));
        }
        assertEquals(1, lines.size());
        return lines.get(0)
                .replace("BLE controller " + spec + ": ", "")
                .replace("; goes on without Bluetooth", "");
    }
}
