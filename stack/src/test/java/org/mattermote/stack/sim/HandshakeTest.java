package org.mattermote.stack.sim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.requirement.Tag;

/** PASE and CASE over a network that loses, doubles and reorders. */
class HandshakeTest {
    private static final byte[] REQUEST = {0x15, 0x24, (byte) 0xFF, 12, 0x18};
    private static final int READ = 2;
    private static final int INVOKE = 8;
    private static final long NODE = 0x55;
    private static final SimFabric FABRIC = new SimFabric(11, 0xFAB1, true);
    private static final SimFabric.Identity ADMIN = FABRIC.issue(0x99, 0x00010002);
    private static final SimFabric.Identity DEVICE = FABRIC.issue(NODE);

    private SimNetwork network;
    private SimDevice device;
    private SimController controller;

    @BeforeEach
    void build() {
        network = new SimNetwork(7);
        SimPort devicePort = network.attach();
        device = new SimDevice(devicePort, new SimDevice.Options());
        controller = new SimController(network.attach(), devicePort, 3);
        network.add(device);
        network.add(controller);
        device.join(DEVICE, FABRIC.ipkEpochKey);
    }

    private SimController.Talk start(boolean pase) {
        return pase ? controller.pase(20202021) : controller.operational(ADMIN, NODE);
    }

    /** PASE, CASE, or CASE that resumes: the handshakes there are. */
    enum Kind {
        PASE,
        FULL,
        RESUMED
    }

    /** Has ready what the handshake starts from; the sessions that are there then. */
    private int prepare(Kind kind) {
        build();
        if (kind != Kind.RESUMED) {
            return 0;
        }
        start(false);
        network.run(() -> controller.session != null, 5_000);
        network.pass(1_000);
        controller.talks.clear();
        network.sent.clear();
        return 1;
    }

    private SimController.Talk start(Kind kind) {
        return kind == Kind.RESUMED
                ? controller.resume(ADMIN, controller.session)
                : start(kind == Kind.PASE);
    }

    private void establishAndUse(Kind kind, String what) {
        SimController.Talk handshake = start(kind);
        controller.session = null;
        assertTrue(network.run(() -> controller.session != null, 20_000), what);
        assertNull(handshake.handshake.refusal, what);
        assertEquals(
                kind == Kind.RESUMED,
                handshake.handshake instanceof SimCaseInitiator made && made.resumed,
                what);
        SimController.Talk read = controller.request(controller.session, READ, REQUEST);
        SimController.Talk invoke = controller.request(controller.session, INVOKE, REQUEST);
        assertTrue(
                network.run(() -> !read.received.isEmpty() && !invoke.received.isEmpty(), 20_000),
                what);
        assertArrayEquals(REQUEST, read.last().payload(), what);
        assertArrayEquals(REQUEST, invoke.last().payload(), what);
        network.pass(20_000);
        assertTrue(read.isAcknowledged() && invoke.isAcknowledged(), what);
    }

    /** Law 6: whatever has the counter of an earlier datagram is that datagram. */
    private void assertRetransmissionsAreCopies() {
        Map<Long, byte[]> first = new HashMap<>();
        for (Datagram datagram : network.sent) {
            byte[] before = first.putIfAbsent(datagram.identity(), datagram.bytes());
            assertTrue(before == null || Arrays.equals(before, datagram.bytes()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldMakeASessionThatCarriesRequests(Kind kind) {
        int before = prepare(kind);
        establishAndUse(kind, "undisturbed");
        assertEquals(SimDevice.idle(before + 1), device.usage());
        assertEquals(0, device.counters.mrpRetransmissions);
        assertEquals(0, device.counters.rxDuplicates);
        assertEquals(0, device.counters.rxDropped);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("session-layer R32")
    @Tag("stale-exchange R33")
    void shouldMakeASessionThoughAnyOneMessageIsLost(Kind kind) {
        eachMessage(kind, 1, new long[0]);
        eachMessage(kind, 2, new long[0]);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("session-layer R46")
    void shouldMakeASessionThoughAnyOneMessageComesMoreThanOnce(Kind kind) {
        eachMessage(kind, 1, new long[] {1, 3});
        eachMessage(kind, 2, new long[] {1, 3, 40});
    }

    @ParameterizedTest
    @EnumSource
    void shouldMakeASessionThoughAnyOneMessageComesLateAndOutOfOrder(Kind kind) {
        eachMessage(kind, 1, new long[] {450});
        eachMessage(kind, 2, new long[] {450});
    }

    @ParameterizedTest
    @EnumSource
    void shouldMakeASessionThoughAnyOneMessageComesAgainLongAfter(Kind kind) {
        eachMessage(kind, 1, new long[] {1, 1500});
        eachMessage(kind, 2, new long[] {1, 800, 1500});
    }

    /**
     * Disturbs one message after the other, the whole handshake and two requests anew for each.
     *
     * @param times how many of the message's transmissions are disturbed
     */
    private void eachMessage(Kind kind, int times, long[] arrivals) {
        int victim = 0;
        int messages = 1;
        while (victim < messages) {
            int before = prepare(kind);
            Map<Long, Integer> order = new HashMap<>();
            Map<Long, Integer> transmissions = new HashMap<>();
            int which = victim;
            network.fate =
                    (datagram, random) -> {
                        long message = datagram.identity();
                        order.putIfAbsent(message, order.size());
                        boolean disturbed =
                                order.get(message) == which
                                        && transmissions.merge(message, 1, Integer::sum) <= times;
                        return disturbed ? arrivals : Fate.GOOD.arrivals(datagram, random);
                    };
            String what = "message " + which + " " + times + " times";
            establishAndUse(kind, what);
            assertEquals(SimDevice.idle(before + 1), device.usage(), what);
            assertEquals(2, device.requests().size(), what);
            assertRetransmissionsAreCopies();
            messages = order.size();
            victim++;
        }
        assertTrue(victim > 8);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void shouldComeBackToRestAfterNoise(long seed) {
        network = new SimNetwork(seed);
        SimPort devicePort = network.attach();
        device = new SimDevice(devicePort, new SimDevice.Options());
        device.join(DEVICE, FABRIC.ipkEpochKey);
        network.add(device);
        network.fate = Fate.noisy(15, 15, 30, 400);
        SimController[] controllers = new SimController[3];
        for (int i = 0; i < controllers.length; i++) {
            controllers[i] = new SimController(network.attach(), devicePort, 100 * seed + i);
            network.add(controllers[i]);
        }
        SimController.Talk first = controllers[0].pase(20202021);
        SimController.Talk second = controllers[1].operational(ADMIN, NODE);
        SimController.Talk third = controllers[2].operational(ADMIN, NODE);
        network.pass(90_000);
        int made = 0;
        for (SimController c : controllers) {
            made += c.session != null ? 1 : 0;
        }
        for (SimController.Talk talk : new SimController.Talk[] {first, second, third}) {
            assertTrue(
                    talk.failed || talk.handshake.report != null || talk.handshake.refusal != null);
        }
        assertRetransmissionsAreCopies();
        String usage = device.usage();
        int sessions = device.sessions.slots().inUse();
        assertEquals(SimDevice.idle(sessions), usage);
        assertTrue(sessions >= made && sessions <= 3, "sessions " + sessions + " made " + made);
    }

    @Test
    void shouldBeRepeatable() {
        network.fate = Fate.noisy(20, 20, 20, 500);
        start(true);
        network.pass(30_000);
        int count = network.sent.size();
        byte[] last = network.sent.get(count - 1).bytes();
        build();
        network.fate = Fate.noisy(20, 20, 20, 500);
        start(true);
        network.pass(30_000);
        assertEquals(count, network.sent.size());
        assertArrayEquals(last, network.sent.get(count - 1).bytes());
    }

    @Test
    @Tag("session-layer R39")
    void shouldReceiveOnTheSessionFromTheMomentTheFinalReportLeaves() {
        // The device's last handshake message is never acknowledged.
        SimController.Talk handshake = start(true);
        network.run(() -> controller.session != null, 5_000);
        handshake.dead = true;
        SimController.Talk read = controller.request(controller.session, READ, REQUEST);
        long asked = network.now;
        assertTrue(network.run(() -> !read.received.isEmpty(), 5_000));
        assertTrue(network.now - asked < 10);
        network.pass(10_000);
        assertEquals(SimDevice.idle(1), device.usage());
    }

    @Test
    @Tag("session-layer R57")
    void shouldAcknowledgeSigma1InTimeWhileItComputes() {
        // At 25 ms a step the last of four Sigma2 is ready after more than 200 ms.
        SimDevice.Options slow = new SimDevice.Options();
        slow.stepMillis = 25;
        network = new SimNetwork(1);
        SimPort devicePort = network.attach();
        device = new SimDevice(devicePort, slow);
        device.join(DEVICE, FABRIC.ipkEpochKey);
        network.add(device);
        SimController[] controllers = new SimController[4];
        for (int i = 0; i < controllers.length; i++) {
            controllers[i] = new SimController(network.attach(), devicePort, i);
            network.add(controllers[i]);
            controllers[i].operational(ADMIN, NODE);
        }
        network.pass(10_000);
        for (SimController c : controllers) {
            assertNotNull(c.session);
        }
        assertEquals(0, device.counters.rxDuplicates);
        assertTrue(device.counters.standaloneAcknowledgements > 0);
    }

    @Test
    @Tag("stale-exchange R36")
    void shouldServeAControllerThatStartsAgainOnTheSameExchangeId() {
        for (int i = 0; i < 100; i++) {
            int id = controller.nextExchangeId;
            long node = controller.nextEphemeralNodeId;
            SimController.Talk dead = start(false);
            // Every other time the process dies before it can acknowledge Sigma2.
            boolean acknowledged = i % 2 == 0;
            controller.tamper =
                    (opcode, payload) -> opcode == SecureChannelOpcode.SIGMA3 ? null : payload;
            network.run(() -> !dead.received.isEmpty(), 5_000);
            if (acknowledged) {
                network.pass(250);
            }
            dead.dead = true;
            controller.tamper = (opcode, payload) -> payload;
            controller.nextExchangeId = id;
            controller.nextEphemeralNodeId = node;
            controller.session = null;
            long restarted = network.now;
            int retransmissions = device.counters.mrpRetransmissions;
            start(false);
            assertTrue(network.run(() -> controller.session != null, 5_000), "restart " + i);
            assertTrue(network.now - restarted < 20, "restart " + i);
            assertEquals(i + 1, device.counters.staleExchangeEvictions);
            network.pass(5_000);
            assertEquals(retransmissions, device.counters.mrpRetransmissions, "restart " + i);
            device.exchanges.closeSession(device.sessions.slots().at(0), network.now);
            assertEquals(SimDevice.idle(0), device.usage(), "restart " + i);
        }
    }

    @Test
    void shouldServeAGoodControllerAfterTwentyHalfOpenHandshakes() {
        for (int i = 0; i < 20; i++) {
            SimController.Talk abandoned = start(false);
            controller.tamper =
                    (opcode, payload) -> opcode == SecureChannelOpcode.SIGMA3 ? null : payload;
            network.run(() -> !abandoned.received.isEmpty(), 5_000);
            abandoned.dead = true;
        }
        controller.tamper = (opcode, payload) -> payload;
        network.pass(1_000);
        start(false);
        assertTrue(network.run(() -> controller.session != null, 100), device.usage());
        network.pass(60_000);
        assertEquals(SimDevice.idle(1), device.usage());
    }

    @Test
    void shouldServeAGoodControllerThoughStrangersDoNotAcknowledgeTheirRefusals() {
        for (int i = 0; i < 30; i++) {
            SimController.Talk stranger = controller.operational(ADMIN, NODE + 1);
            network.run(() -> !stranger.received.isEmpty(), 20);
            stranger.dead = true;
        }
        controller.operational(ADMIN, NODE);
        assertTrue(network.run(() -> controller.session != null, 100), device.usage());
        network.pass(10_000);
        assertEquals(SimDevice.idle(1), device.usage());
    }
}
