package org.mattermote.firmware.boot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mattermote.bsp.host.StopSignal;
import org.mattermote.bsp.host.Storage;
import org.mattermote.stack.Stack;
import org.mattermote.stack.codec.SetupPayload;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.spec.DeviceTypes;

@Timeout(60)
class MainTest {
    @TempDir Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final StopSignal stopSignal = new StopSignal();

    private Main main(String input, boolean terminal, Composition composition) {
        return new Main(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                terminal,
                composition,
                stopSignal);
    }

    private String refused(String... args) {
        err.reset();
        assertEquals(Main.REFUSED, main("", false, ScriptedDevice.COMPOSITION).execute(args));
        String text = err.toString(StandardCharsets.UTF_8);
        assertEquals(1, text.lines().count(), text);
        assertTrue(text.startsWith("mote: "), text);
        assertEquals("", out.toString(StandardCharsets.UTF_8));
        return text.substring(6, text.length() - 1);
    }

    private static int freePort() throws Exception {
        try (DatagramSocket socket = new DatagramSocket()) {
            return socket.getLocalPort();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0", "00000000", "11111111", "22222222", "33333333", "44444444", "55555555",
                "66666666", "77777777", "88888888", "99999999", "12345678", "87654321", "100000000"
            })
    void shouldRefuseForbiddenPasscodes(String passcode) {
        assertEquals(
                "--passcode "
                        + passcode
                        + " is forbidden, must be 1 to 99999998 without 12345678, 87654321 and"
                        + " eight equal digits",
                refused("--passcode", passcode));
    }

    @ParameterizedTest
    @CsvSource({
        "--discriminator, 4096, is out of range, 0 to 4095",
        "--discriminator, -1, is not a number, 0 to 4095",
        "--discriminator, x, is not a number, 0 to 4095",
        "--discriminator, 0x, is not a number, 0 to 4095",
        "--port, 0, is out of range, 1 to 65535",
        "--port, 65536, is out of range, 1 to 65535",
        "--port, 99999999999999999999, is out of range, 1 to 65535",
        "--port, 55a0, is not a number, 1 to 65535",
        "--vendor-id, 65536, is out of range, 0 to 65535",
        "--product-id, 0x10000, is out of range, 0 to 65535",
    })
    void shouldRefuseNumbersThatAreWrong(String option, String value, String why, String right) {
        assertEquals(
                option + " " + value + " " + why + ", must be " + right, refused(option, value));
    }

    /** Some hubs look nowhere else. */
    @Test
    void shouldListenOnPort5540UnlessToldOtherwise() {
        assertEquals("5540", new RunCommand().port);
    }

    @Test
    void shouldRefuseAProductThatIsNotWhatItSays() throws Exception {
        Composition incomplete =
                (options, host, ready) -> {
                    Stack stack = Wiring.stack(Wiring.ports(host));
                    int[] light = {DeviceTypes.ON_OFF_LIGHT, DeviceTypes.ON_OFF_LIGHT_REVISION};
                    Endpoint[] endpoints = {new Endpoint(1, light, new Cluster[0])};
                    stack.compose(new Cluster[0], endpoints, DeviceTypes.ON_OFF_LIGHT);
                    Apps.check(stack.node());
                    throw new AssertionError("not refused");
                };
        int code =
                main("", false, incomplete)
                        .execute("--storage", folder.toString(), "--port", "" + freePort());
        assertEquals(Main.REFUSED, code);
        String name = "mote: endpoint 1 On/Off Light (0x0100): ";
        assertEquals(
                List.of(
                        name + "Descriptor (0x001D) is missing",
                        name + "Identify (0x0003) is missing",
                        name + "Groups (0x0004) is missing",
                        name + "Scenes Management (0x0062) is missing",
                        name + "On/Off (0x0006) is missing"),
                err.toString(StandardCharsets.UTF_8).lines().toList());
        assertEquals("", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void shouldRefuseNamesItDoesNotKnow() {
        assertTrue(
                refused("--app", "toaster")
                        .startsWith("--app toaster is unknown, must be light, dimmable-light"));
        assertEquals("--board moon is unknown, must be jvm", refused("--board", "moon"));
        assertTrue(
                refused("--interface", "nope0")
                        .startsWith("interface nope0 is not there; usable:"));
        assertTrue(refused("--colour", "red").startsWith("--colour is unknown, the options are"));
        assertTrue(refused("walk").startsWith("walk is unknown, the options are --app"));
        assertTrue(refused("run", "walk").startsWith("walk is unknown"));
        assertTrue(refused("reset", "--port", "1").startsWith("--port is unknown"));
    }

    @Test
    void shouldRefuseAnOptionTwiceOrWithoutItsValue() {
        assertTrue(refused("--port").contains("--port"));
        assertTrue(refused("--port", "--no-ble").contains("--port"));
        assertTrue(refused("--port", "1", "--port", "2").contains("only once"));
        assertEquals("--storage is empty, must be a folder", refused("--storage", ""));
        assertEquals(
                "--media is for app camera, light has no picture", refused("--media", "processor"));
    }

    @Test
    void shouldRefuseIdsWithoutCertificates() {
        assertEquals(
                "no attestation certificates for vendor 0xFFF2 product 0x8000; there are some for"
                        + " 0xFFF1 and 0x8000",
                refused("--vendor-id", "0xfff2"));
        assertTrue(refused("--product-id", "32769").contains("product 0x8001"));
    }

    @ParameterizedTest
    @CsvSource({
        "tcp:localhost, tcp:HOST:PORT with a port of 1 to 65535",
        "tcp::6402, tcp:HOST:PORT with a port of 1 to 65535",
        "tcp:localhost:0, tcp:HOST:PORT with a port of 1 to 65535",
        "tcp:localhost:65536, tcp:HOST:PORT with a port of 1 to 65535",
        "tcp:localhost:99999999999, tcp:HOST:PORT with a port of 1 to 65535",
        "serial:/dev/ttyACM0, serial:PATH:BAUD with a rate of 1 to 4000000",
        "serial:/dev/ttyACM0:fast, serial:PATH:BAUD with a rate of 1 to 4000000",
        "user-channel:0, 'user-channel:hciN, as user-channel:hci0'",
        "hci0, 'tcp:HOST:PORT, serial:PATH:BAUD or user-channel:hciN'",
        "usb:0, 'tcp:HOST:PORT, serial:PATH:BAUD or user-channel:hciN'",
    })
    void shouldRefuseAControllerThatCannotBe(String spec, String right) {
        String why = "--hci " + spec + " names no controller, must be " + right;
        assertEquals(why, refused("--hci", spec));
        assertEquals(why, refused("--no-ble", "--hci", spec));
    }

    @ParameterizedTest
    @CsvSource({
        "wifi, 'is unknown, must be wifi:SSID:PASSWORD or thread:DATASET'",
        "thread:0E080, 'is unknown, must be wifi:SSID:PASSWORD or thread:DATASET'",
        "alone-wifi:home:secret, 'gives BLE up to join: it needs --hci or --virtual-ble'"
    })
    void shouldRefuseAVirtualRadioThatIsNone(String spec, String why) {
        assertEquals("--virtual-radio " + spec + " " + why, refused("--virtual-radio", spec));
    }

    @Test
    void shouldSayThatTheTcpPortIsTaken() throws Exception {
        try (ServerSocket other = new ServerSocket(0)) {
            String port = Integer.toString(other.getLocalPort());
            assertEquals(
                    "TCP port " + port + " is in use; give another --port",
                    refused("--tcp", "--port", port, "--storage", folder.toString()));
        }
    }

    @Test
    void shouldGoOnWithoutAControllerThatIsNotThere() throws Exception {
        stopSignal.ask();
        int tcp;
        try (ServerSocket socket = new ServerSocket(0)) {
            tcp = socket.getLocalPort();
        }
        String port = Integer.toString(freePort());
        Main main = main("", false, ScriptedDevice.COMPOSITION);
        String spec = "tcp:localhost:" + tcp;
        assertEquals(
                Main.OK,
                main.execute("--storage", folder.toString(), "--port", port, "--hci", spec));
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(
                "mote: BLE controller " + spec + ": Connection refused; goes on without Bluetooth",
                lines.get(0));
        assertTrue(lines.get(1).contains(" qr=MT:Y.K90AFN00KA0648G00 "), lines.get(1));
    }

    @Test
    void shouldSayInTheQrCodeThatThereIsBle() throws Exception {
        stopSignal.ask();
        try (ServerSocket controller = new ServerSocket(0)) {
            String spec = "tcp:localhost:" + controller.getLocalPort();
            String port = Integer.toString(freePort());
            Main main = main("", false, ScriptedDevice.COMPOSITION);
            main.execute("--storage", folder.toString(), "--port", port, "--hci", spec);
        }
        String text = out.toString(StandardCharsets.UTF_8);
        String qr = text.replaceFirst("(?s).* qr=([^ ]+) .*", "$1");
        SetupPayload payload = new SetupPayload();
        byte[] bytes = qr.getBytes(StandardCharsets.US_ASCII);
        assertTrue(payload.parseQr(bytes, 0, bytes.length) >= 0, text);
        assertEquals(
                SetupPayload.CAPABILITY_BLE | SetupPayload.CAPABILITY_ON_NETWORK,
                payload.discoveryCapabilities);
    }

    @Test
    void shouldRefuseAPortInUse() throws Exception {
        try (DatagramSocket socket = new DatagramSocket()) {
            String port = Integer.toString(socket.getLocalPort());
            assertEquals(
                    "UDP port " + port + " is in use; give another --port",
                    refused("--port", port, "--storage", folder.toString()));
        }
        // Nothing of the refused start holds on to the folder.
        Storage.open(folder).close();
    }

    @Test
    void shouldRefuseStorageThatIsDamagedInUseOrNotWritable() throws Exception {
        String path = folder.toString();
        try (Storage storage = Storage.open(folder)) {
            assertTrue(refused("--storage", path).contains("used by another running device"));
            assertTrue(refused("reset", "--storage", path).contains("used by another"));
        }
        Path store = folder.resolve(Storage.STORE);
        byte[] content = Files.readAllBytes(store);
        content[3] = 0;
        Files.write(store, content);
        assertEquals(
                store
                        + ": wrong magic, not a store of Mattermote; nothing was changed, `mote"
                        + " reset --storage "
                        + folder
                        + "` starts anew",
                refused("--storage", path));
        assertArrayEquals(content, Files.readAllBytes(store));
        assertTrue(refused("--storage", store.toString()).contains("cannot be written"));
    }

    @Test
    void shouldSayNotYetWithoutAComposition() throws Exception {
        String port = Integer.toString(freePort());
        Main main = main("", false, null);
        assertEquals(Main.REFUSED, main.execute("--storage", folder.toString(), "--port", port));
        assertEquals("mote: not yet\n", err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void shouldPrintTheReadyLineAndNoQrCodeWhereNobodyLooks() throws Exception {
        stopSignal.ask();
        String port = Integer.toString(freePort());
        Main main = main("", false, ScriptedDevice.COMPOSITION);
        assertEquals(Main.OK, main.execute("run", "--storage", folder.toString(), "--port", port));
        assertEquals(
                "mote: ready port="
                        + port
                        + " discriminator=3840 passcode=20202021 manual=34970112332"
                        + " qr=MT:Y.K90AFN00KA0648G00 fabrics=0\n",
                out.toString(StandardCharsets.UTF_8));
        assertEquals("", err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void shouldPrintTheQrCodeOnATerminal() throws Exception {
        stopSignal.ask();
        Main main = main("", true, ScriptedDevice.COMPOSITION);
        main.execute(
                "--storage",
                folder.toString(),
                "--port",
                Integer.toString(freePort()),
                "--passcode",
                "00123123",
                "--discriminator",
                "0xABC");
        String[] lines = out.toString(StandardCharsets.UTF_8).split("\n");
        assertTrue(lines.length > 12);
        assertTrue(lines[2].matches("\u001b\\[30;107m {4}[\u2580\u2584\u2588 ]+ {4}\u001b\\[0m"));
        String ready = lines[lines.length - 1];
        assertTrue(ready.contains(" discriminator=2748 passcode=123123 manual="), ready);
    }

    @Test
    void shouldEndWith70AndOneLineAtAFault() throws Exception {
        Main main = main("fail\n", false, ScriptedDevice.COMPOSITION);
        assertEquals(
                Main.FAULT,
                main.execute(
                        "--storage", folder.toString(), "--port", Integer.toString(freePort())));
        String text = err.toString(StandardCharsets.UTF_8);
        assertEquals(1, text.lines().count(), text);
        assertTrue(
                text.startsWith("mote: fault ArrayIndexOutOfBoundsException at org.mattermote."),
                text);
        assertTrue(text.endsWith(": Index 5 out of bounds\n"), text);
        Storage.open(folder).close();
    }

    @Test
    void shouldRestartAndResetInPlace() throws Exception {
        assertEquals(3, fabricsAfterTwoLives("abc\nrestart\n"));
        assertEquals(0, fabricsAfterTwoLives("factory\n"));
    }

    /** What the second life announces: the scripted device counts the bytes it kept. */
    private int fabricsAfterTwoLives(String input) throws Exception {
        out.reset();
        StopSignal stop = new StopSignal();
        int[] lives = {0};
        Composition composition =
                (options, ports, ready) -> {
                    lives[0]++;
                    if (lives[0] == 2) {
                        stop.ask();
                    }
                    return ScriptedDevice.COMPOSITION.compose(options, ports, ready);
                };
        Main main =
                new Main(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        false,
                        composition,
                        stop);
        assertEquals(
                Main.OK,
                main.execute(
                        "--storage", folder.toString(), "--port", Integer.toString(freePort())));
        assertEquals(2, lives[0]);
        String text = out.toString(StandardCharsets.UTF_8);
        assertEquals(2, text.lines().count(), text);
        return Integer.parseInt(text.substring(text.lastIndexOf('=') + 1).strip());
    }

    @Test
    void shouldSayThatNoDeviceRunsWhereNoneDoes() {
        assertEquals(
                "no device runs with --storage " + folder + "; `mote run` starts one",
                refused("status", "--storage", folder.toString()));
        assertTrue(refused("status", "--port", "1").startsWith("--port is unknown"));
    }

    @Test
    void shouldResetStorage() throws Exception {
        Storage.open(folder).close();
        Path store = folder.resolve(Storage.STORE);
        Files.write(store, new byte[3]);
        Main main = main("", false, null);
        assertEquals(Main.OK, main.execute("reset", "--storage", folder.toString()));
        assertEquals("mote: reset storage=" + folder + "\n", out.toString(StandardCharsets.UTF_8));
        Storage.open(folder).close();
        Path absent = folder.resolve("absent");
        assertEquals(Main.OK, main.execute("reset", "--storage", absent.toString()));
        assertFalse(Files.exists(absent));
    }

    @Test
    void shouldKeepEachAppInTheHomeOfTheUser() throws Exception {
        assertEquals(
                Path.of(System.getProperty("user.home"), ".mattermote", "light"),
                RunOptions.of(new RunCommand()).storage());
    }

    @Test
    void shouldHelp() {
        assertEquals(Main.OK, main("", false, null).execute("--help"));
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("--discriminator"));
    }
}
