package org.mattermote.stack.secure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.stack.sim.SimController;
import org.mattermote.stack.sim.SimFabric;

/** A controller that starts again in the middle, on the exchange id it had before. */
class RestartTest {
    private static final int SIGMA2 = 0x31;
    private static final int SIGMA3 = 0x32;
    private static final byte[] REQUEST = {0x15, 0x24, (byte) 0xFF, 12, 0x18};

    private final Bench bench = new Bench();
    private final SimFabric.Identity admin = bench.fabric.issue(Bench.ADMIN);
    private int id;
    private long node;

    /** A handshake that waits for Sigma3. */
    private SimController.Talk halfOpen() {
        bench.controller.tamper = (o, payload) -> o == SIGMA3 ? null : payload;
        SimController.Talk talk = begin();
        assertTrue(bench.network.run(() -> !talk.received.isEmpty(), 1_000));
        bench.controller.tamper = (o, payload) -> payload;
        return talk;
    }

    private SimController.Talk begin() {
        id = bench.controller.nextExchangeId;
        node = bench.controller.nextEphemeralNodeId;
        return bench.controller.operational(admin, Bench.NODE);
    }

    private void onTheSameExchange(SimController.Talk dead) {
        dead.dead = true;
        bench.controller.nextExchangeId = id;
        bench.controller.nextEphemeralNodeId = node;
    }

    @Test
    @Tag("stale-exchange R5")
    void shouldServePaseInThePlaceOfCase() {
        onTheSameExchange(halfOpen());
        bench.controller.pase(Bench.PASSCODE);
        assertTrue(bench.network.run(() -> bench.controller.session != null, 1_000));
        assertEquals(1, bench.device.counters.staleExchangeEvictions);
        assertEquals(0, bench.device.window.failedAttempts);
        bench.network.pass(5_000);
        bench.assertAtRest(1, "PASE");
    }

    @Test
    @Tag("stale-exchange R5")
    void shouldRefusePaseInThePlaceOfCaseWithoutAWindow() {
        bench.device.window.open = false;
        onTheSameExchange(halfOpen());
        SimController.Talk talk = bench.controller.pase(Bench.PASSCODE);
        bench.assertRefused(talk, Bench.INVALID_PARAMETER, "no window");
        assertEquals(1, bench.device.counters.staleExchangeEvictions);
    }

    @Test
    @Tag("stale-exchange R18")
    void shouldLeaveTheSessionOfACompletedHandshakeAlone() {
        SimController.Talk first = begin();
        assertTrue(bench.network.run(() -> bench.controller.session != null, 1_000));
        SimController.Session before = bench.controller.session;
        SimController.Talk early = bench.controller.request(before, 2, REQUEST);
        // The report is unacknowledged, its exchange still closing.
        onTheSameExchange(first);
        bench.controller.operational(admin, Bench.NODE);
        assertTrue(bench.network.run(() -> bench.controller.session != before, 1_000));
        bench.network.pass(10_000);
        SimController.Talk read = bench.controller.request(before, 2, REQUEST);
        assertTrue(bench.network.run(() -> !read.received.isEmpty(), 1_000));
        assertArrayEquals(REQUEST, read.last().payload());
        assertArrayEquals(REQUEST, early.last().payload());
        assertNotSame(before, bench.controller.session);
        bench.network.pass(5_000);
        bench.assertAtRest(2, "two sessions");
    }

    @Test
    @Tag("stale-exchange R12")
    @Tag("stale-exchange R16")
    void shouldNotSendTheReportOfACompletedHandshakeIntoTheNewOne() {
        SimController.Talk first = begin();
        assertTrue(bench.network.run(() -> bench.controller.session != null, 1_000));
        onTheSameExchange(first);
        SimController.Talk second = halfOpen();
        bench.network.pass(10_000);
        assertEquals(1, second.received.size());
        assertEquals(SIGMA2, second.last().opcode());
        assertEquals(1, bench.device.counters.staleExchangeEvictions);
    }

    @Test
    @Tag("stale-exchange R17")
    void shouldGiveTheStaleHandshakesContextToTheNewOne() {
        SimController.Talk[] others = new SimController.Talk[3];
        for (int i = 0; i < 3; i++) {
            others[i] = halfOpen();
        }
        SimController.Talk stale = halfOpen();
        assertEquals(4, bench.device.caseResponder.halfOpen());
        onTheSameExchange(stale);
        SimController.Talk fresh = bench.controller.operational(admin, Bench.NODE);
        assertTrue(bench.network.run(() -> bench.controller.session != null, 100));
        assertEquals(SIGMA2, fresh.received.get(0).opcode());
        assertEquals(3, bench.device.caseResponder.halfOpen());
        for (SimController.Talk other : others) {
            assertEquals(1, other.received.size());
        }
    }

    @Test
    @Tag("stale-exchange R30")
    void shouldLeaveAnotherHostsExchangeAlone() {
        SimController.Talk first = halfOpen();
        SimController other = bench.attach(55);
        other.nextExchangeId = id;
        other.nextEphemeralNodeId = node;
        other.operational(admin, Bench.NODE);
        assertTrue(bench.network.run(() -> other.session != null, 1_000));
        assertEquals(0, bench.device.counters.staleExchangeEvictions);
        assertEquals(1, bench.device.caseResponder.halfOpen());
        assertNotNull(first);
    }

    @Test
    @Tag("session-layer R21")
    void shouldServeAControllerWhoseCounterIsFarBehind() {
        onTheSameExchange(halfOpen());
        bench.controller.rewind(1_000);
        bench.controller.operational(admin, Bench.NODE);
        assertTrue(bench.network.run(() -> bench.controller.session != null, 1_000));
        assertEquals(1, bench.device.counters.staleExchangeEvictions);
    }

    @Test
    @Tag("session-layer R42")
    void shouldAnswerWhereTheLatestNewMessageCameFromAndNotWhereAReplayDid() {
        begin();
        assertTrue(bench.network.run(() -> bench.controller.session != null, 1_000));
        SimController.Talk read = bench.controller.request(bench.controller.session, 2, REQUEST);
        assertTrue(bench.network.run(() -> !read.received.isEmpty(), 1_000));
        bench.network.pass(5_000);
        byte[] recorded = null;
        for (org.mattermote.stack.sim.Datagram datagram : bench.network.sent) {
            if (datagram.to() == 0 && datagram.opcode() == -1) {
                recorded = datagram.bytes();
            }
        }
        int home = home();
        SimController attacker = bench.attach(66);
        attacker.replay(recorded);
        bench.network.pass(1_000);
        assertEquals(1, bench.device.counters.rxDuplicates);
        assertEquals(home, home());
    }

    /** Last byte of the address the device's session answers to. */
    private int home() {
        PeerAddress address = new PeerAddress();
        bench.device.sessions.slots().at(0).peerAddress(address);
        return address.ip[15];
    }
}
