package org.mattermote.stack.secure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mattermote.stack.codec.MessageHeader;
import org.mattermote.stack.exchange.SessionListener;
import org.mattermote.stack.fabric.ResumptionRecord;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.stack.sim.Datagram;
import org.mattermote.stack.sim.Fate;
import org.mattermote.stack.sim.ScriptedDrbg;
import org.mattermote.stack.sim.SimDevice;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimPort;

/** One node of a fabric asks another for a session. */
class CaseInitiatorTest {
    private static final long ASKER = 0x1111;
    private static final long ASKED = 0x2222;

    private final SimNetwork network = new SimNetwork(3);
    private final SimPort askerPort = network.attach();
    private final SimPort askedPort = network.attach();
    private final SimFabric fabric = new SimFabric(9, 0xF00D, true);
    private final List<String> heard = new ArrayList<>();
    private SimDevice asker;
    private SimDevice asked;
    private CaseInitiator initiator;
    private int fabricIndex;

    private final class Listener implements SessionListener {
        @Override
        public void sessionEstablished(SecureSession session, long nowMillis) {
            heard.add("established " + Long.toHexString(session.peerNodeId()));
            assertTrue(session.isActive() && session.isInitiator());
        }

        @Override
        public void sessionFailed(int index, long peerNodeId, int waitMillis, long nowMillis) {
            heard.add("failed " + Long.toHexString(peerNodeId) + " " + waitMillis);
        }
    }

    private static SimDevice.Options options(int seed) {
        SimDevice.Options options = new SimDevice.Options();
        options.drbg = new ScriptedDrbg(seed);
        return options;
    }

    @BeforeEach
    void build() {
        build(options(2));
    }

    private void build(SimDevice.Options ofAsked) {
        if (asker != null) {
            network.remove(asker);
            network.remove(asked);
        }
        asker = new SimDevice(askerPort, options(1));
        asked = new SimDevice(askedPort, ofAsked);
        fabricIndex = asker.join(fabric.issue(ASKER), fabric.ipkEpochKey).fabricIndex;
        asked.join(fabric.issue(ASKED), fabric.ipkEpochKey);
        initiator = asker.initiate(2);
        initiator.addListener(new Listener());
        network.add(asker);
        network.add(asked);
    }

    private void connect(long node) {
        assertEquals(
                CaseInitiator.STARTED,
                initiator.connect(fabricIndex, node, askedPort.address, network.now));
    }

    private void assertEstablished() {
        heard.clear();
        connect(ASKED);
        assertTrue(network.run(() -> !heard.isEmpty(), 60_000));
        assertEquals(List.of("established 2222"), heard);
        network.pass(3_000);
        assertSameKeys();
    }

    private void assertFailed(String expected) {
        assertTrue(network.run(() -> !heard.isEmpty(), 120_000));
        assertEquals(List.of(expected), heard);
        network.pass(60_000);
        assertEquals(0, asker.exchanges.slots().inUse());
        assertEquals(0, initiator.contexts().inUse());
        assertEquals(0, asker.outbox.packets().inUse() + asker.outbox.shortPackets().inUse());
    }

    private static SecureSession last(SimDevice device, long peer) {
        return device.sessions.findPeer(1, peer);
    }

    private void assertSameKeys() {
        SecureSession ours = last(asker, ASKED);
        SecureSession theirs = last(asked, ASKER);
        assertNotNull(ours);
        assertNotNull(theirs);
        assertEquals(ours.localSessionId(), theirs.peerSessionId());
        assertEquals(ours.peerSessionId(), theirs.localSessionId());
        assertTrue(
                java.util.Arrays.equals(
                        ours.attestationChallenge(), theirs.attestationChallenge()));
        assertEquals(0, initiator.contexts().inUse());
        assertEquals(0, asker.exchanges.slots().inUse());
        assertEquals(0, asked.exchanges.slots().inUse());
        assertEquals(0, asker.outbox.packets().inUse() + asker.outbox.shortPackets().inUse());
    }

    @Test
    @Tag("stale-exchange R34")
    void shouldMakeASessionWithANodeOfItsFabric() {
        assertEstablished();
        assertEquals(1, asked.caseResponder.fullSessions());
        assertEquals(1, asker.sessions.slots().inUse());
    }

    @Test
    @Tag("session-layer R53")
    @Tag("session-layer R54")
    @Tag("session-layer R55")
    void shouldResumeTheNextTimeWithAnotherId() {
        assertEstablished();
        Set<String> ids = new HashSet<>();
        for (int i = 1; i <= 3; i++) {
            ResumptionRecord record = asker.resumption.find(fabricIndex, ASKED);
            assertTrue(ids.add(java.util.Arrays.toString(record.resumptionId)));
            assertNotNull(asked.resumption.find(record.resumptionId, 0));
            asker.exchanges.dropSession(last(asker, ASKED), network.now);
            asked.exchanges.dropSession(last(asked, ASKER), network.now);
            assertEstablished();
            assertEquals(i, asked.caseResponder.resumedSessions());
        }
        assertEquals(1, asked.caseResponder.fullSessions());
    }

    @Test
    void shouldMakeAFullHandshakeWhenThePeerForgot() {
        assertEstablished();
        asked.resumption.forget(1);
        asker.exchanges.dropSession(last(asker, ASKED), network.now);
        asked.exchanges.dropSession(last(asked, ASKER), network.now);
        assertEstablished();
        assertEquals(2, asked.caseResponder.fullSessions());
        assertEquals(0, asked.caseResponder.resumedSessions());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void shouldMakeASessionThoughAnyOneMessageIsLost(int lost) {
        network.fate =
                (datagram, random) -> datagram.number() == lost ? new long[0] : new long[] {1};
        assertEstablished();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void shouldMakeASessionThoughAnyOneMessageComesTwiceAndLate(int twice) {
        network.fate =
                (datagram, random) ->
                        datagram.number() == twice ? new long[] {1, 40} : new long[] {1};
        assertEstablished();
    }

    @Test
    @Tag("stale-exchange R32")
    void shouldTakeAFreshEphemeralNodeIdForEachHandshake() {
        Set<Long> ids = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            int from = network.sent.size();
            assertEstablished();
            Datagram sigma1 = network.sent.get(from);
            MessageHeader header = new MessageHeader();
            header.decode(sigma1.bytes(), 0, sigma1.bytes().length);
            assertTrue(header.hasSource);
            assertEquals(MessageHeader.DESTINATION_NONE, header.destinationKind);
            assertTrue(ids.add(header.sourceNodeId));
            asker.exchanges.dropSession(last(asker, ASKED), network.now);
        }
    }

    @Test
    void shouldFailWhenNobodyAnswers() {
        network.remove(asked);
        connect(ASKED);
        assertFailed("failed 2222 0");
        assertEquals(0, asker.sessions.slots().inUse());
    }

    @Test
    void shouldFailForANodeThatIsNotThere() {
        connect(ASKED + 1);
        assertFailed("failed 2223 0");
        assertEquals(0, asker.sessions.slots().inUse());
    }

    @Test
    @Tag("session-layer R15")
    void shouldSayHowLongABusyPeerAsksToWait() {
        SimDevice.Options options = options(2);
        options.secureSessions = 0;
        build(options);
        connect(ASKED);
        assertFailed("failed 2222 500");
    }

    @Test
    void shouldRefuseToStartMoreThanItMay() {
        assertEquals(CaseInitiator.NO_FABRIC, initiator.connect(9, ASKED, askedPort.address, 0));
        connect(ASKED);
        connect(ASKED);
        assertEquals(1, initiator.contexts().inUse());
        connect(ASKED + 1);
        assertEquals(
                CaseInitiator.BUSY,
                initiator.connect(fabricIndex, ASKED + 2, askedPort.address, network.now));
        assertTrue(initiator.isConnecting(fabricIndex, ASKED));
        network.pass(60_000);
        assertFalse(initiator.isConnecting(fabricIndex, ASKED));
        assertEquals(2, heard.size());
    }

    @Test
    void shouldEndWithItsFabric() {
        connect(ASKED);
        network.run(() -> network.sent.size() > 1, 1_000);
        asker.fabrics.table.remove(fabricIndex, network.now);
        assertFailed("failed 2222 0");
        assertEquals(0, asker.sessions.slots().inUse());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldRefuseASigma2ThatWasChanged(int where) {
        network.fate =
                (datagram, random) -> {
                    byte[] bytes = datagram.bytes();
                    boolean sigma2 = datagram.opcode() == 0x31;
                    if (sigma2) {
                        bytes[bytes.length - where * 60] ^= 1;
                    }
                    return new long[] {1};
                };
        connect(ASKED);
        assertFailed("failed 2222 0");
        assertEquals(0, asker.sessions.slots().inUse());
        network.fate = Fate.GOOD;
        network.pass(10_000);
        assertEquals(0, asked.exchanges.slots().inUse());
    }
}
