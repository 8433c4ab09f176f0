package org.mattermote.stack.secure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.mattermote.stack.sim.Datagram;
import org.mattermote.stack.sim.SimController;
import org.mattermote.stack.sim.SimDevice;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimPort;

/** A device in a fabric, a controller, and the good network between them. */
final class Bench {
    static final int PASSCODE = 20202021;
    static final long NODE = 0x5555;
    static final long ADMIN = 0x9999;
    static final byte[] INVALID_PARAMETER = {1, 0, 0, 0, 0, 0, 2, 0};
    static final byte[] NO_SHARED_TRUST_ROOTS = {1, 0, 0, 0, 0, 0, 1, 0};
    static final int STATUS_REPORT = 0x40;

    private static final SimFabric FABRIC = new SimFabric(11, 0xFAB1, true);
    private static final SimFabric.Identity DEVICE = FABRIC.issue(NODE);

    final SimNetwork network = new SimNetwork(5);
    final SimPort devicePort = network.attach();
    final SimFabric fabric = FABRIC;
    final SimDevice device;
    final SimController controller;
    SimController.Talk talk;
    private final Map<Object, String> arrays;

    Bench() {
        this(new SimDevice.Options());
    }

    Bench(SimDevice.Options options) {
        device = new SimDevice(devicePort, options);
        device.join(DEVICE, FABRIC.ipkEpochKey);
        network.add(device);
        controller = new SimController(network.attach(), devicePort, 9);
        network.add(controller);
        talk = controller.openUnsecured();
        arrays = Internals.arrays(device.secureChannel);
    }

    /** Forgets what went before, so that the next handshake is looked at alone. */
    void forget() {
        controller.secrets.clear();
        controller.talks.clear();
        device.drbg.drawn.clear();
        network.sent.clear();
    }

    /** Another controller, on a host of its own. */
    SimController attach(long seed) {
        SimController other = new SimController(network.attach(), devicePort, seed);
        network.add(other);
        return other;
    }

    /** Sends a handshake message on the exchange under way; the answer's payload. */
    byte[] ask(int opcode, byte[] payload) {
        int before = talk.received.size();
        controller.say(talk, opcode, payload);
        assertTrue(network.run(() -> talk.received.size() > before, 1_000), "no answer");
        return talk.last().payload();
    }

    /** The device ended the handshake with this report, and nothing of it is left. */
    void assertRefused(byte[] report, String what) {
        assertRefused(talk, report, what);
    }

    void assertRefused(SimController.Talk by, byte[] report, String what) {
        assertTrue(
                network.run(
                        () ->
                                !by.received.isEmpty()
                                        && by.last().opcode() == STATUS_REPORT
                                        && by.isAcknowledged(),
                        3_000),
                what + ": no report");
        assertArrayEquals(report, by.last().payload(), what);
        assertEquals(0x04, flagsOfLastReport() & 0x04, what + ": not reliable");
        assertAtRest(0, what);
    }

    private int flagsOfLastReport() {
        int flags = 0;
        for (Datagram datagram : network.sent) {
            if (datagram.from() == 0 && datagram.opcode() == STATUS_REPORT) {
                flags = datagram.bytes()[16];
            }
        }
        return flags;
    }

    /** Pools are as at boot but for {@code sessions} sessions, and no secret is anywhere. */
    void assertAtRest(int sessions, String what) {
        network.run(() -> device.usage().equals(SimDevice.idle(sessions)), 400);
        assertEquals(SimDevice.idle(sessions), device.usage(), what);
        if (sessions == 0) {
            assertNoSecrets(what);
        }
    }

    /** Nothing that this controller derived, and nothing the device drew and kept to itself. */
    void assertNoSecrets(String what) {
        List<byte[]> secrets = new ArrayList<>(controller.secrets);
        for (byte[] drawn : device.drbg.drawn) {
            if (drawn.length >= 16 && !wasSent(drawn)) {
                secrets.add(drawn);
            }
        }
        List<String> found = new ArrayList<>(Internals.find(secrets, arrays));
        // What a resumption needs is meant to stay.
        found.removeIf(place -> place.contains(".records."));
        assertEquals(List.of(), found, what);
    }

    private boolean wasSent(byte[] bytes) {
        for (Datagram datagram : network.sent) {
            if (Internals.contains(datagram.bytes(), bytes)) {
                return true;
            }
        }
        return false;
    }
}
