package org.mattermote.stack.secure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.exchange.PeerSessions;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.stack.sim.Datagram;
import org.mattermote.stack.sim.ScriptedDrbg;
import org.mattermote.stack.sim.SimDevice;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimPeer;

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
}
