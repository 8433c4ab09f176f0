package org.mattermote.stack.sim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.requirement.Tag;

/** Strangers who begin CASE and are never heard of again, and who is served beside them. */
class AbandonedHandshakesTest {
    private static final int STRANGERS = 20;
    private static final int INTERVAL = 50;
    private static final byte[] BUSY = {8, 0, 0, 0, 0, 0, 4, 0};
    private static final long NODE = 0x55;
    private static final SimFabric FABRIC = new SimFabric(12, 0xFAB2, true);
    private static final SimFabric.Identity ADMIN = FABRIC.issue(0x99);
    private static final SimFabric.Identity DEVICE = FABRIC.issue(NODE);

    private final SimNetwork network = new SimNetwork(17);
    private final SimPort devicePort = network.attach();
    private SimDevice device;

    private SimController attach(long seed) {
        SimController made = new SimController(network.attach(), devicePort, seed);
        network.add(made);
        return made;
    }

    /**
     * @param stepMillis what a step of computation costs: nothing, or as on a Cortex-M4 at 64 MHz
     * @param thinking how long the handshake under way keeps its Sigma3 back, ms
     * @param limit ms
     */
    @ParameterizedTest
    @CsvSource({"0,0,1500", "0,700,1500", "0,2500,1500", "14,700,2500"})
    @Tag("stale-exchange R17")
    void shouldServeTheNextControllerAfterTwentyAbandonedHandshakes(
            long stepMillis, long thinking, long limit) {
        SimDevice.Options options = new SimDevice.Options();
        options.stepMillis = stepMillis;
        device = new SimDevice(devicePort, options);
        device.join(DEVICE, FABRIC.ipkEpochKey);
        network.add(device);
        SimController slow = attach(1);
        long[] sigma3 = {-1};
        // Its acknowledgement of Sigma2 comes, as a stack below a slow administrator sends it.
        network.fate =
                (datagram, random) -> {
                    if (datagram.from() != 1
                            || datagram.opcode() != SecureChannelOpcode.SIGMA3
                            || thinking == 0) {
                        return Fate.GOOD.arrivals(datagram, random);
                    }
                    boolean first = sigma3[0] < 0;
                    sigma3[0] = first ? datagram.sentAt() + thinking : sigma3[0];
                    return first ? new long[] {thinking} : new long[0];
                };
        SimController.Talk underWay = slow.operational(ADMIN, NODE);
        network.run(() -> !underWay.received.isEmpty(), 5_000);
        if (thinking > 0) {
            slow.acknowledge(underWay);
        }
        for (int i = 0; i < STRANGERS; i++) {
            SimController stranger = attach(100 + i);
            stranger.operational(ADMIN, NODE).dead = true;
            network.pass(INTERVAL);
        }
        SimController next = attach(2);
        long began = network.now;
        int busy = 0;
        SimController.Talk talk = next.operational(ADMIN, NODE);
        while (next.session == null && network.now - began < 10_000) {
            SimController.Talk asked = talk;
            network.run(() -> asked.handshake.report != null, 10_000);
            if (next.session == null) {
                byte[] report = asked.handshake.report;
                assertArrayEquals(BUSY, Arrays.copyOf(report, BUSY.length));
                busy++;
                network.pass(report[8] & 0xFF | (report[9] & 0xFF) << 8);
                talk = next.operational(ADMIN, NODE);
            }
        }
        assertNotNull(next.session);
        long took = network.now - began;
        System.out.printf(
                "mote: 20 abandoned Sigma1, %d ms a step: CASE in %d ms, Busy %d%n",
                stepMillis, took, busy);
        assertTrue(took <= limit, "ms " + took);
        assertTrue(busy <= 1 || stepMillis > 0, "busy " + busy);
        network.run(() -> slow.session != null, 5_000);
        assertNotNull(slow.session, "the handshake under way");
        assertNull(underWay.handshake.refusal);
        network.pass(60_000);
        assertEquals(SimDevice.idle(2), device.usage());
    }
}
