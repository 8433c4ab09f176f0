package org.mattermote.firmware.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mattermote.bsp.host.StopSignal;

@Timeout(60)
class RecordingTest {
    @TempDir Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Main main(String input, Composition composition, StopSignal stop) {
        return new Main(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                false,
                composition,
                stop);
    }

    /** Records until the device was made {@code lives} times and is ready. */
    private Path record(String input, Composition composition, int lives, String... more)
            throws Exception {
        Path file = folder.resolve("a.record");
        String port = freePort();
        StopSignal stop = new StopSignal();
        int[] made = {0};
        Composition counted =
                (options, ports, ready) ->
                        composition.compose(
                                options,
                                ports,
                                fabrics -> {
                                    ready.ready(fabrics);
                                    made[0]++;
                                    if (made[0] == lives) {
                                        stop.ask();
                                    }
                                });
        List<String> arguments = new ArrayList<>(List.of(more));
        arguments.addAll(List.of("--storage", folder.resolve("storage").toString()));
        arguments.addAll(List.of("--port", port, "--record", file.toString()));
        int code = main(input, counted, stop).execute(arguments.toArray(new String[0]));
        assertEquals(Main.OK, code, err.toString(StandardCharsets.UTF_8));
        out.reset();
        return file;
    }

    private static String freePort() throws Exception {
        try (DatagramSocket socket = new DatagramSocket()) {
            return Integer.toString(socket.getLocalPort());
        }
    }

    private String replayed(int code, Path file, Composition composition) {
        out.reset();
        err.reset();
        Main main = main("", composition, new StopSignal());
        assertEquals(code, main.execute("replay", file.toString()), () -> err + " " + out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shouldReplayWhatTheLightSent() throws Exception {
        Path file = record("b\nb\n", Apps::compose, 1);
        String text = replayed(Main.OK, file, Apps::compose);
        assertTrue(text.matches("replayed [1-9][0-9]* packets, identical\n"), text);
    }

    @Test
    void shouldReplayWhatTheLightSentOnOneInterface() throws Exception {
        Path file = record("b\n", Apps::compose, 1, "--interface", "lo");
        String text = replayed(Main.OK, file, Apps::compose);
        assertTrue(text.matches("replayed [1-9][0-9]* packets, identical\n"), text);
    }

    @Test
    void shouldSayWhereAPacketDiffers() throws Exception {
        Path file = record("", Apps::compose, 1);
        byte[] content = Files.readAllBytes(file);
        byte[] name = "_matterc".getBytes(StandardCharsets.US_ASCII);
        int at = content.length - name.length;
        while (!Arrays.equals(Arrays.copyOfRange(content, at, at + name.length), name)) {
            at--;
        }
        content[at]++;
        Files.write(file, content);
        String text = replayed(Main.DIFFERENT, file, Apps::compose);
        assertTrue(
                text.matches(
                        "replay: first difference after [0-9]+ packets, at [0-9]+ ms: a packet of"
                                + " [0-9]+ bytes sent by the mDNS port, .*"
                                + " byte [0-9]+ is 0x5F, recorded is 0x60\n"),
                text);
    }

    @Test
    void shouldReplayWhatWentToTheBleControllerAndCameFromIt() throws Exception {
        Path file = folder.resolve("ble.record");
        StopSignal stop = new StopSignal();
        try (AnsweringController controller = new AnsweringController(stop::ask)) {
            String[] arguments = {
                "--storage", folder.resolve("storage").toString(),
                "--port", freePort(),
                "--hci", controller.spec(),
                "--record", file.toString()
            };
            assertEquals(Main.OK, main("", Apps::compose, stop).execute(arguments));
        }
        String text = replayed(Main.OK, file, Apps::compose);
        assertTrue(text.matches("replayed [1-9][0-9]+ packets, identical\n"), text);
        byte[] content = Files.readAllBytes(file);
        // Kind, status, length, Reset.
        int reset = find(content, new byte[] {14, 0, 0, 0, 0, 0, 0, 0, 4, 1, 3, 0x0C, 0});
        content[reset + 10] = 4;
        Files.write(file, content);
        text = replayed(Main.DIFFERENT, file, Apps::compose);
        assertTrue(
                text.endsWith(
                        "a packet of 4 bytes sent by the BLE port, recorded are 4 bytes; byte 1 is"
                                + " 0x03, recorded is 0x04\n"),
                text);
    }

    /** Where it is first. */
    private static int find(byte[] content, byte[] part) {
        int at = 0;
        while (!Arrays.equals(Arrays.copyOfRange(content, at, at + part.length), part)) {
            at++;
        }
        return at;
    }

    @Test
    void shouldReplayUpToTheEndOfARecordThatWasCut() throws Exception {
        Path file = record("", Apps::compose, 1);
        byte[] content = Files.readAllBytes(file);
        for (int cut = 1; cut < 1000; cut += 37) {
            Files.write(file, Arrays.copyOf(content, content.length - cut));
            String text = replayed(Main.OK, file, Apps::compose);
            assertTrue(text.endsWith(" packets, identical\n"), text);
        }
    }

    @Test
    void shouldReplayRestartsAndResetsWithTheStoreGoingOn() throws Exception {
        assertEquals("abc", kept("abc\nrestart\n"));
        assertEquals("", kept("abc\nfactory\n"));
    }

    /** What the second life of the replayed device finds in its store. */
    private String kept(String input) throws Exception {
        Path file = record(input, ScriptedDevice.COMPOSITION, 2);
        String[] found = {null};
        int[] lives = {0};
        Composition looking =
                (options, ports, ready) -> {
                    lives[0]++;
                    byte[] value = new byte[100];
                    int length = ports.storage.store().get(7, value, 0, value.length);
                    found[0] = new String(value, 0, Math.max(0, length), StandardCharsets.US_ASCII);
                    return ScriptedDevice.COMPOSITION.compose(options, ports, ready);
                };
        assertEquals("replayed 0 packets, identical\n", replayed(Main.OK, file, looking));
        assertEquals(2, lives[0]);
        return found[0];
    }

    @Test
    void shouldRefuseWhatIsNoRecord() throws Exception {
        Path file = folder.resolve("b.record");
        Files.writeString(file, "something else, and longer than the magic");
        replayed(Main.REFUSED, file, Apps::compose);
        assertTrue(err.toString().endsWith(": wrong magic, not a record of Mattermote\n"));
        Files.write(file, new byte[3]);
        replayed(Main.REFUSED, file, Apps::compose);
        replayed(Main.REFUSED, folder.resolve("absent"), Apps::compose);
        err.reset();
        Main main = main("", Apps::compose, new StopSignal());
        Path storage = folder.resolve("storage");
        String nowhere = folder.resolve("absent/file").toString();
        String[] arguments = {
            "--storage", storage.toString(), "--port", freePort(), "--record", nowhere
        };
        assertEquals(Main.REFUSED, main.execute(arguments));
        assertTrue(err.toString().startsWith("mote: --record " + nowhere + " cannot be written"));
        assertFalse(Files.exists(folder.resolve("absent")));
    }
}
