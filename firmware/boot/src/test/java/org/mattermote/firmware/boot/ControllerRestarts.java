package org.mattermote.firmware.boot;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.mattermote.stack.codec.MessageHeader;
import org.mattermote.stack.codec.ProtocolHeader;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.sim.Restart;
import org.mattermote.stack.sim.SimAdministrator;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimPort;

/**
 * A controller that starts again in the middle of CASE, over UDP, with a device in a process of its
 * own. As a process it does so in the network namespace it was started in, with a device of a
 * board.
 */
final class ControllerRestarts implements AutoCloseable {
    /** A board whose device is in an emulator takes so long to begin, ms. */
    private static final int BOOT = 60_000;

    /** What a device of a board says when it ends. */
    static final String LAST = ".* allocations after seal: .*";

    private static final int PORT = 5540;
    private static final String TAP = "mote0";

    private final SimNetwork network = new SimNetwork(51);
    private final SimPort port = network.attach();
    private final SimAdministrator admin =
            new SimAdministrator(
                    network,
                    network.attach(),
                    port,
                    new SimFabric(51, 0xFAB5, true),
                    0x99,
                    0x55,
                    52);
    private final Restart restart = new Restart(network, network.attach(), port, admin);
    private final UdpBridge bridge;
    private final List<Long> untilSigma2 = new ArrayList<>();
    private final MessageHeader header = new MessageHeader();
    private final ProtocolHeader protocol = new ProtocolHeader();

    /** When the Sigma1 left that waits for its Sigma2, or 0. */
    private long sigma1At;

    private int sigma1Counter;

    /**
     * @param device a device that nobody has commissioned
     */
    ControllerRestarts(InetSocketAddress device) throws IOException {
        bridge = new UdpBridge(port, device, () -> {});
        network.add(bridge);
        admin.commission(RunOptions.DEFAULT_PASSCODE);
    }

    /**
     * So many restarts one after the other, at each of these moments in turn; throws when a first
     * attempt does not succeed.
     *
     * @return times from Sigma1 to Sigma2, the shortest first, ns
     */
    List<Long> run(int count, Restart.Moment... moments) {
        untilSigma2.clear();
        for (int i = 0; i < count; i++) {
            Restart.Moment moment = moments[i % moments.length];
            try {
                restart.die(moment);
                bridge.tap = this::measure;
                restart.serve();
            } catch (IllegalStateException e) {
                throw new IllegalStateException("restart " + i + " " + moment, e);
            }
            bridge.tap = UdpBridge.Tap.NONE;
        }
        Collections.sort(untilSigma2);
        return untilSigma2;
    }

    private void measure(byte[] bytes, int length, boolean toDevice, long nanos) {
        int at = header.decode(bytes, 0, length);
        if (at < 0 || header.sessionId != 0 || protocol.decode(bytes, at, length - at) < 0) {
            return;
        }
        if (toDevice && protocol.opcode == SecureChannelOpcode.SIGMA1) {
            sigma1At = nanos;
            sigma1Counter = header.counter;
        } else if (!toDevice
                && protocol.opcode == SecureChannelOpcode.SIGMA2
                && sigma1At != 0
                && (!protocol.isAcknowledgement() || protocol.ackedCounter == sigma1Counter)) {
            untilSigma2.add(nanos - sigma1At);
            sigma1At = 0;
        }
    }

    /** For a person: the one in the middle and the longest. */
    static String text(List<Long> sorted) {
        return String.format(
                "Sigma1 to Sigma2 p50 %.1f ms, longest %.1f ms, %d over 5 ms",
                sorted.get(sorted.size() / 2) / 1e6,
                sorted.get(sorted.size() - 1) / 1e6,
                sorted.stream().filter(nanos -> nanos > 5_000_000).count());
    }

    @Override
    public void close() throws IOException {
        bridge.close();
    }

    /** The launcher, a board, a folder for the device, how many restarts. */
    public static void main(String[] args) throws Exception {
        List<String> command =
                List.of(args[0], "run", "--board", args[1], "--storage", args[2], "--no-ble");
        try (MdnsProbe.Peer device = new MdnsProbe.Peer(command)) {
            if (device.line(0, "mote: ready .*", BOOT) == null) {
                throw new IllegalStateException("the device does not start: " + device);
            }
            int count = Integer.parseInt(args[3]);
            try (ControllerRestarts restarts =
                    new ControllerRestarts(new InetSocketAddress(linkLocal(args[2]), PORT))) {
                System.out.printf(
                        "restarts: %d of %d first attempts, %s%n",
                        count, count, text(restarts.run(count, Restart.Moment.values())));
            }
            device.stop();
            System.out.println(device.line(0, LAST, BOOT));
        }
    }

    /** Where a device of an emulator is, by the hardware address that its storage has. */
    static InetAddress linkLocal(String storage) throws IOException, NoSuchAlgorithmException {
        String folder = Path.of(storage).toRealPath().toString();
        byte[] digest =
                MessageDigest.getInstance("SHA-256")
                        .digest(folder.getBytes(StandardCharsets.UTF_8));
        return InetAddress.getByName(
                String.format(
                        "fe80::4d:54ff:fe%02x:%02x%02x%%%s", digest[0], digest[1], digest[2], TAP));
    }
}
