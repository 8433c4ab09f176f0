package org.mattermote.firmware.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mattermote.bsp.host.Device;
import org.mattermote.bsp.host.HostBoot;
import org.mattermote.bsp.host.HostException;
import org.mattermote.bsp.host.StopSignal;
import org.mattermote.bsp.host.Storage;
import org.mattermote.bsp.host.recording.RecordWriter;
import org.mattermote.stack.port.DatagramPort;
import org.mattermote.stack.port.NetworkPort;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.sim.Im;
import org.mattermote.stack.sim.SimAdministrator;
import org.mattermote.stack.sim.SimClient;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimPort;

/**
 * The session that images replay: a simulated controller does with the light what controllers do,
 * in virtual time, and the light is recorded. The same sources make the same file.
 *
 * <p>The kept file is written with {@code -Dmote.session.record=FILE}; `mote test emulation` says
 * when it must be.
 */
@Timeout(120)
class SessionRecordTest {
    private static final int PASSCODE = 20202021;
    private static final int ON_OFF = 6;
    private static final int TOGGLE = 2;
    private static final long UTC = 857_000_000_000_000L;

    @TempDir Path folder;

    private final SimNetwork network = new SimNetwork(5);
    private final SimPort devicePort = network.attach();
    private final Questions questions = new Questions();
    private Device device;

    private static RunOptions options(Path storage) throws HostException {
        return RunOptions.of(Map.of("app", "light"), storage);
    }

    /** The device's identity, as if its factory had been asked for this one. */
    private Path storage() throws Exception {
        Path storage = Files.createDirectory(folder.resolve("storage"));
        Files.writeString(
                storage.resolve(Storage.PROPERTIES),
                "serial-number=000000000001\nunique-id=00000000000000000000000000000001\n"
                        + "verifier-salt="
                        + "5350414B453250204B65792053616C745350414B453250204B65792053616C74\n");
        return storage;
    }

    private HostPorts ports(RunOptions options) throws HostException {
        HostPorts ports = HostPorts.quiet(options, HostBoot.POWER_ON);
        Random random = new Random(6);
        ports.clock = () -> UTC + network.now * 1000;
        ports.entropy =
                (out, offset, length) -> {
                    for (int i = 0; i < length; i++) {
                        out[offset + i] = (byte) random.nextInt();
                    }
                    return PortStatus.OK;
                };
        ports.network = network();
        ports.matter = devicePort;
        ports.multicastDns = questions;
        return ports;
    }

    /** One interface with a link-local and a global address. */
    private static NetworkPort network() {
        byte[][] addresses = new byte[2][PeerAddress.IP_LENGTH];
        addresses[0][0] = (byte) 0xFE;
        addresses[0][1] = (byte) 0x80;
        addresses[0][15] = 1;
        addresses[1][0] = (byte) 0xFD;
        byte[] hardware = {2, 0, 0, 0, 0, 1};
        return (NetworkPort)
                Proxy.newProxyInstance(
                        NetworkPort.class.getClassLoader(),
                        new Class<?>[] {NetworkPort.class},
                        (proxy, method, arguments) -> {
                            switch (method.getName()) {
                                case "interfaceCount", "interfaceIndex":
                                    return 1;
                                case "addressCount":
                                    return addresses.length;
                                case "link":
                                    return -1L;
                                case "name":
                                    ((byte[]) arguments[1])[(int) arguments[2]] = 'e';
                                    return 1;
                                case "hardwareAddress":
                                    System.arraycopy(
                                            hardware, 0, arguments[1], (int) arguments[2], 6);
                                    return hardware.length;
                                case "address":
                                    System.arraycopy(
                                            addresses[(int) arguments[1]],
                                            0,
                                            arguments[2],
                                            (int) arguments[3],
                                            PeerAddress.IP_LENGTH);
                                    return null;
                                default:
                                    return 0;
                            }
                        });
    }

    /** Somebody asks for _matter._tcp once; nobody hears the answers. */
    private static final class Questions implements DatagramPort {
        private static final byte[] QUESTION =
                "\0\0\0\0\0\1\0\0\0\0\0\0\7_matter\4_tcp\5local\0\0\f\0\1"
                        .getBytes(StandardCharsets.ISO_8859_1);
        boolean asked;

        @Override
        public int receive(byte[] buffer, int offset, int capacity, PeerAddress from) {
            if (!asked) {
                return PortStatus.NONE;
            }
            asked = false;
            from.ip[0] = (byte) 0xFE;
            from.ip[1] = (byte) 0x80;
            from.ip[15] = 2;
            from.port = 5353;
            from.interfaceIndex = 1;
            System.arraycopy(QUESTION, 0, buffer, offset, QUESTION.length);
            return QUESTION.length;
        }

        @Override
        public int send(byte[] buffer, int offset, int length, PeerAddress to) {
            return PortStatus.OK;
        }
    }

    /** What follows in the recording belongs to this. */
    private void phase(String name) {
        device.consoleLine("# " + name, network.now);
    }

    private SimAdministrator administrator(int seed, boolean icac) {
        SimFabric fabric = new SimFabric(30 + seed, 0xFAB0 + seed, icac);
        SimPort port = network.attach();
        return new SimAdministrator(
                network, port, devicePort, fabric, 0x9990 + seed, 0x5550 + seed, seed);
    }

    private void live() {
        network.add(device::poll);
        phase("boot");
        network.pass(2000);
        SimAdministrator admin = administrator(1, true);
        phase("pase");
        admin.pase(PASSCODE);
        phase("commissioning");
        commission(admin);
        phase("case");
        admin.operational();
        admin.complete();
        phase("case with icac");
        admin.operational();
        phase("case resumed");
        admin.resume();
        operate(admin);
        phase("second fabric");
        admin.openBasicWindow(180);
        SimAdministrator second = administrator(2, false);
        second.commission(PASSCODE);
        phase("case without icac");
        second.operational();
        phase("mdns");
        questions.asked = true;
        network.pass(5000);
        phase("idle");
        network.pass(61_000);
        device.stop(network.now);
    }

    private static void commission(SimAdministrator admin) {
        admin.arm(60);
        admin.regulate(2, "XX");
        admin.expect(admin.client.read(0, 0x28, Im.ANY, 0, 0x30, Im.ANY), "basic information");
        admin.attest();
        SimFabric.Identity certified = admin.certify(false);
        admin.addRoot();
        admin.addNoc(certified);
    }

    private void operate(SimAdministrator admin) {
        SimClient client = admin.client;
        phase("read one");
        admin.expect(client.read(1, ON_OFF, 0), "read");
        phase("read everything");
        admin.expect(client.readEverything(), "wildcard read");
        phase("toggle");
        admin.expect(client.invoke(1, ON_OFF, TOGGLE, out -> {}), "toggle");
        phase("write");
        byte[] label = "hall".getBytes(StandardCharsets.US_ASCII);
        admin.expect(
                client.write(0, 0x28, 5, out -> out.putUtf8(2, label, 0, label.length)), "write");
        phase("subscribe");
        admin.expect(client.subscribe(false, 0, 60, 1, ON_OFF, Im.ANY), "subscribe");
        phase("report");
        int before = client.reports;
        device.consoleLine("b", network.now);
        assertTrue(network.run(() -> client.reports > before, 10_000), "no report");
    }

    private void record(Path file) throws Exception {
        RunOptions options = options(storage());
        try (HostPorts ports = ports(options)) {
            RecordWriter record =
                    RecordWriter.open(
                            file, options.settings(options.port()), options.storage(), line -> {});
            ports.recordTo(record);
            device = record.device(Apps.compose(options, ports, fabrics -> {}));
            live();
            record.close();
        }
    }

    private String replayed(int code, Path file) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream to = new PrintStream(out, true, StandardCharsets.UTF_8);
        Main main =
                new Main(
                        to,
                        to,
                        new ByteArrayInputStream(new byte[0]),
                        false,
                        Apps::compose,
                        new StopSignal());
        int ended = main.execute("replay", file.toString());
        String text = out.toString(StandardCharsets.UTF_8);
        assertEquals(code, ended, text);
        return text;
    }

    @Test
    void shouldRecordASessionThatReplays() throws Exception {
        String kept = System.getProperty("mote.session.record");
        Path file = kept == null ? folder.resolve("session.record") : Path.of(kept);
        record(file);
        String text = replayed(Main.OK, file);
        assertTrue(text.matches("replayed [1-9][0-9]{2,} packets, identical\n"), text);
    }
}
