package org.mattermote.stack.secure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mattermote.stack.codec.MessageHeader;
import org.mattermote.stack.codec.ProtocolHeader;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.exchange.PeerSessions;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.stack.sim.Datagram;
import org.mattermote.stack.sim.Fate;
import org.mattermote.stack.sim.ScriptedDrbg;
import org.mattermote.stack.sim.SimController;
import org.mattermote.stack.sim.SimDevice;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimPeer;
import org.mattermote.stack.transport.dnssd.Resolution;

/** Nodes that find each other by multicast DNS and ask for sessions, in virtual time. */
class SessionRequestsTest {
    private static final long ASKER = 0x1111;
    private static final long ASKED = 0x2222;
    private static final int PLACES = 4;

    private final SimNetwork network = new SimNetwork(3);
    private final SimFabric fabric = new SimFabric(9, 0xF00D, true);
    private SimPeer asker;
    private SimPeer asked;

    private static SimDevice.Options options(int seed) {
        SimDevice.Options options = new SimDevice.Options();
        options.drbg = new ScriptedDrbg(seed);
        return options;
    }

    private SimPeer peer(SimDevice.Options options, long nodeId) {
        SimPeer peer = new SimPeer(network, network.attach(), options, PLACES);
        peer.join(fabric, nodeId, network.now);
        network.add(peer);
        return peer;
    }

    @BeforeEach
    void build() {
        asker = peer(options(1), ASKER);
        asked = peer(options(2), ASKED);
        network.pass(5_000);
        network.sent.clear();
    }

    private void request(long node) {
        assertEquals(
                PeerSessions.STARTED, asker.requests.request(asker.fabricIndex, node, network.now));
    }

    private void assertHeard(String... expected) {
        assertTrue(
                network.run(() -> asker.heard.size() >= expected.length, 600_000),
                () -> "heard " + asker.heard);
        assertEquals(List.of(expected), asker.heard);
        asker.heard.clear();
    }

    /** Milliseconds until the listener hears something. */
    private long time(String expected) {
        long from = network.now;
        assertHeard(expected);
        return network.now - from;
    }

    private void assertIdle() {
        network.pass(60_000);
        assertEquals(0, asker.resolver.slots().inUse());
        assertEquals(0, asker.initiator.contexts().inUse());
        assertEquals(0, asker.device.exchanges.slots().inUse());
        assertEquals(0, asker.device.outbox.packets().inUse());
        assertEquals(0, asker.device.outbox.shortPackets().inUse());
    }

    private static void drop(SimPeer peer, long node, long now) {
        SecureSession session = peer.device.sessions.findPeer(1, node);
        peer.device.exchanges.dropSession(session, now);
    }

    private List<Datagram> sigma1s() {
        return network.sent.stream()
                .filter(d -> d.opcode() == SecureChannelOpcode.SIGMA1)
                .collect(Collectors.toList());
    }

    @Test
    @Tag("stale-exchange R34")
    void shouldFindAPeerAndMakeASession() {
        assertNull(asker.requests.find(1, ASKED));
        request(ASKED);
        assertTrue(time("established 2222") < 100);
        assertEquals(1, asked.device.caseResponder.fullSessions());
        SecureSession session = asker.requests.find(1, ASKED);
        assertNotNull(session);
        assertTrue(session.isActive() && session.isInitiator());
        assertIdle();
        assertEquals(0, asker.requests.slots().inUse());
    }

    @Test
    void shouldResumeWhatThereWas() {
        request(ASKED);
        assertHeard("established 2222");
        for (int i = 1; i <= 3; i++) {
            network.pass(3_000);
            drop(asker, ASKED, network.now);
            drop(asked, ASKER, network.now);
            request(ASKED);
            assertTrue(time("established 2222") < 100);
            network.pass(10);
            assertEquals(i, asked.device.caseResponder.resumedSessions());
        }
        assertEquals(1, asked.device.caseResponder.fullSessions());
        assertIdle();
    }

    private static SimController occupant(SimNetwork network, SimPeer of, SimFabric fabric) {
        SimController controller = new SimController(network.attach(), of.port, 77);
        controller.tamper =
                (opcode, payload) -> opcode == SecureChannelOpcode.SIGMA3 ? null : payload;
        controller.operational(fabric.issue(0x3333), ASKED);
        network.add(controller);
        network.pass(100);
        return controller;
    }

    private void askAnother(SimDevice.Options options) {
        network.remove(asked);
        asked.hide(network.now);
        network.pass(100);
        asked = peer(options, ASKED);
        network.pass(5_000);
        network.sent.clear();
    }

    @Test
    @Tag("session-layer R15")
    void shouldNotComeBackBeforeTheTimeABusyPeerAskedFor() {
        SimDevice.Options options = options(4);
        options.caseContexts = 1;
        askAnother(options);
        occupant(network, asked, fabric);
        request(ASKED);
        network.run(() -> !asker.heard.isEmpty(), 1_000);
        String[] failed = asker.heard.get(0).split(" ");
        int wait = Integer.parseInt(failed[2]);
        assertTrue(wait > 500 && wait <= 1_000, asker.heard.get(0));
        asker.heard.clear();
        long busyAt = network.now;
        int before = sigma1s().size();
        request(ASKED);
        assertHeard("established 2222");
        Datagram second = sigma1s().get(before);
        assertTrue(second.sentAt() >= busyAt + wait, second.sentAt() + " " + busyAt + " " + wait);
        assertTrue(second.sentAt() < busyAt + 2 * wait);
        assertIdle();
    }

    @Test
    @Tag("session-layer R15")
    void shouldKeepTheWaitOfABusyPeerThoughOthersNeedThePlace() {
        SimDevice.Options options = options(4);
        options.secureSessions = 0;
        askAnother(options);
        request(ASKED);
        assertHeard("failed 2222 500");
        for (int i = 1; i < PLACES; i++) {
            request(ASKED + i);
        }
        assertEquals(PeerSessions.BUSY, asker.requests.request(1, ASKED + PLACES, network.now));
        network.pass(700);
        assertEquals(PeerSessions.STARTED, asker.requests.request(1, ASKED + PLACES, network.now));
    }

    @Test
    void shouldAskABusyPeerLessAndLessOften() {
        SimDevice.Options options = options(4);
        options.secureSessions = 0;
        askAnother(options);
        long rest = 500;
        request(ASKED);
        assertHeard("failed 2222 500");
        for (int i = 0; i < 8; i++) {
            request(ASKED);
            long took = time("failed 2222 500");
            assertTrue(took >= rest && took <= rest * 5 / 4 + 100, i + ": " + took);
            rest = Math.min(2 * rest, 16_000);
        }
        assertIdle();
    }

    @Test
    void shouldLeaveAnAbsentPeerAloneForLongerAndLonger() {
        asked.hide(network.now);
        long rest = 0;
        for (int i = 0; i < 8; i++) {
            request(ASKED);
            long took = time("failed 2222 0") - 7_000;
            assertTrue(took >= rest && took <= rest * 5 / 4 + 100, i + ": " + took);
            rest = rest == 0 ? 1_000 : Math.min(2 * rest, SessionRequests.LONGEST_REST);
        }
        network.pass(rest * 5 / 4 + 61_000);
        request(ASKED);
        assertEquals(7_000, time("failed 2222 0"), "it has rested");
        request(ASKED);
        assertTrue(time("failed 2222 0") < 8_500, "and its failures are forgotten");
        assertIdle();
    }

    @Test
    void shouldFindAPeerThatCameBackAtAnotherAddress() {
        request(ASKED);
        assertHeard("established 2222");
        network.pass(3_000);
        askAnother(options(4));
        drop(asker, ASKED, network.now);
        request(ASKED);
        assertTrue(time("established 2222") < 100);
        assertEquals(1, asked.device.caseResponder.fullSessions(), "it has forgotten");
        assertIdle();
    }

    @Test
    void shouldTryOneAddressAfterTheOther() {
        byte[] dead = asked.addresses.get(0).clone();
        dead[15] = 99;
        byte[] deader = dead.clone();
        deader[15] = 98;
        asked.addresses.add(0, dead);
        asked.addresses.add(1, deader);
        asked.addressesChanged();
        network.pass(5_000);
        request(ASKED);
        long took = time("established 2222");
        // two ladders of five transmissions
        assertTrue(took > 2 * 3_382 && took < 2 * 7_049, "" + took);
        assertIdle();
    }

    @Test
    void shouldTellOnceWhenNoAddressIsGood() {
        asked.addresses.get(0)[14] = 1;
        asked.addresses.set(0, new byte[] {-3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 99});
        asked.addressesChanged();
        network.pass(5_000);
        request(ASKED);
        assertHeard("failed 2222 0");
        assertIdle();
        assertEquals(List.of(), asker.heard);
    }

    @Test
    void shouldRetransmitAsThePeerSaysOfItself() {
        askAnother(options(4));
        asked.hide(network.now);
        asked.text.sessionActiveInterval = 2000;
        asked.text.sessionIdleInterval = 3000;
        asked.text.sessionActiveThreshold = 1000;
        asked.announce(ASKED, network.now);
        network.pass(5_000);
        network.sent.clear();
        network.fate =
                (datagram, random) ->
                        datagram.opcode() == SecureChannelOpcode.SIGMA1
                                ? new long[0]
                                : new long[] {1};
        request(ASKED);
        assertHeard("failed 2222 0");
        List<Datagram> sent = sigma1s();
        assertEquals(5, sent.size());
        long first = sent.get(1).sentAt() - sent.get(0).sentAt();
        long second = sent.get(2).sentAt() - sent.get(1).sentAt();
        assertTrue(first >= 2_200 && first <= 2_750, "active " + first);
        assertTrue(second >= 3_300 && second <= 4_125, "idle " + second);
    }

    @Test
    void shouldRefuseWhatCannotBe() {
        assertEquals(PeerSessions.NO_FABRIC, asker.requests.request(9, ASKED, network.now));
        assertEquals(PeerSessions.NO_PEER, asker.requests.request(1, ASKER, network.now));
        assertEquals(PeerSessions.NO_PEER, asker.requests.request(1, 0, network.now));
        assertEquals(PeerSessions.NO_PEER, asker.requests.request(1, -1, network.now));
        assertEquals(0, asker.requests.slots().inUse());
    }

    @Test
    void shouldJoinWhatIsUnderWay() {
        request(ASKED);
        request(ASKED);
        network.run(() -> asker.initiator.contexts().inUse() > 0, 1_000);
        request(ASKED);
        assertHeard("established 2222");
        network.pass(20_000);
        assertEquals(1, sigma1s().size());
        assertEquals(List.of(), asker.heard);
    }

    @Test
    void shouldHaveTwoUnderWayAndServeTheRestInTurn() {
        SimPeer third = peer(options(5), 0x4444);
        network.pass(5_000);
        request(0x5555);
        request(0x6666);
        network.pass(1);
        request(ASKED);
        network.pass(1);
        request(0x4444);
        assertEquals(PeerSessions.BUSY, asker.requests.request(1, 0x7777, network.now));
        network.pass(30_000);
        assertEquals(
                List.of("failed 5555 0", "failed 6666 0", "established 2222", "established 4444"),
                asker.heard);
        assertEquals(2, asker.resolver.slots().highWater());
        assertEquals(1, third.device.caseResponder.fullSessions());
        assertIdle();
        assertEquals(PeerSessions.STARTED, asker.requests.request(1, 0x7777, network.now));
    }

    @Test
    void shouldNoticeThatOthersAreDoneWithTheResolver() {
        Resolution one = asker.resolver.resolve(1, 2, network.now);
        Resolution other = asker.resolver.resolve(1, 3, network.now);
        network.pass(20_000);
        assertEquals(Resolution.ABSENT, one.outcome());
        request(ASKED);
        network.pass(3_000);
        assertEquals(List.of(), asker.heard);
        asker.resolver.release(other);
        assertTrue(time("established 2222") < 600);
    }

    @Test
    void shouldWaitForRoomOfItsOwnAndGiveUp() {
        SimDevice.Options options = options(6);
        options.exchanges = 0;
        SimPeer full = peer(options, 0x8888);
        network.pass(5_000);
        long from = network.now;
        assertEquals(PeerSessions.STARTED, full.requests.request(1, ASKED, network.now));
        assertTrue(network.run(() -> !full.heard.isEmpty(), 60_000));
        assertEquals(List.of("failed 2222 0"), full.heard);
        assertTrue(network.now - from >= 4_500 && network.now - from < 4_700);
        assertEquals(0, full.resolver.slots().inUse());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void shouldEndWithItsFabricInWhateverState(int moment) {
        if (moment == 0) {
            asked.hide(network.now);
            request(ASKED);
            assertHeard("failed 2222 0");
        }
        request(ASKED);
        boolean[] states = {
            true,
            true,
            network.run(() -> moment < 2 || asker.resolver.slots().inUse() > 0, 1_000),
            network.run(() -> moment < 3 || asker.initiator.contexts().inUse() > 0, 1_000),
            network.run(() -> moment < 4 || sigma1s().size() > 0, 1_000),
        };
        assertTrue(states[moment]);
        assertEquals(List.of(), asker.heard);
        asker.device.fabrics.table.remove(asker.fabricIndex, network.now);
        assertHeard("failed 2222 0");
        assertEquals(0, asker.requests.slots().inUse());
        assertIdle();
        assertEquals(0, asker.device.sessions.slots().inUse());
        assertEquals(List.of(), asker.heard);
    }

    @Test
    void shouldForgetRestingPeersOfAFabricThatIsGone() {
        asked.hide(network.now);
        request(ASKED);
        assertHeard("failed 2222 0");
        assertEquals(1, asker.requests.slots().inUse());
        asker.device.fabrics.table.remove(asker.fabricIndex, network.now);
        assertEquals(0, asker.requests.slots().inUse());
        assertIdle();
        assertEquals(List.of(), asker.heard);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void shouldGetThereOverABadNetwork(long seed) {
        Random random = new Random(seed);
        Fate noisy = Fate.noisy(30, 10, 30, 300);
        network.fate = (datagram, ignored) -> noisy.arrivals(datagram, random);
        for (int round = 0; round < 5; round++) {
            boolean established = false;
            for (int tries = 0; tries < 10 && !established; tries++) {
                request(ASKED);
                assertTrue(network.run(() -> !asker.heard.isEmpty(), 120_000));
                established = asker.heard.remove(0).equals("established 2222");
            }
            assertTrue(established);
            network.pass(3_000);
            drop(asker, ASKED, network.now);
        }
        network.fate = Fate.GOOD;
        assertIdle();
    }

    /** After a start the first exchange has an id by chance (and the next the one after it). */
    @Test
    @Tag("stale-exchange R31")
    @Tag("stale-exchange R32")
    void shouldBeginElsewhereAfterEachStart() {
        Set<Integer> exchanges = new TreeSet<>();
        Set<Long> nodes = new TreeSet<>();
        for (int i = 0; i < 8; i++) {
            request(ASKED);
            assertHeard("established 2222");
            byte[] sigma1 = sigma1s().get(0).bytes();
            MessageHeader header = new MessageHeader();
            int length = header.decode(sigma1, 0, sigma1.length);
            nodes.add(header.sourceNodeId);
            ProtocolHeader protocol = new ProtocolHeader();
            protocol.decode(sigma1, length, sigma1.length - length);
            exchanges.add(protocol.exchangeId);
            network.remove(asker);
            asker = peer(options(100 + i), ASKER);
            network.pass(5_000);
            network.sent.clear();
        }
        assertEquals(8, exchanges.size());
        assertEquals(8, nodes.size());
    }
}
