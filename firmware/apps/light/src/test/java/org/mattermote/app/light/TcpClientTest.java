package org.mattermote.app.light;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mattermote.firmware.testkit.DeviceNode;
import org.mattermote.firmware.testkit.MemoryFactory;
import org.mattermote.firmware.testkit.MemoryRecords;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.exchange.PeerSessions;
import org.mattermote.stack.exchange.SessionListener;
import org.mattermote.stack.interact.InvokeClient;
import org.mattermote.stack.interact.InvokeListener;
import org.mattermote.stack.mem.Handle;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.stack.sim.SimAdministrator;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimNode;
import org.mattermote.stack.sim.SimPort;
import org.mattermote.stack.transport.tcp.ScriptedStreams;

/** Two whole devices, sealed: one begins TCP connections to the other for what it has to say. */
class TcpClientTest {
    private static final long ASKER = 0xA1;
    private static final long ASKED = 0xB1;
    private static final long ADMINISTRATOR = 0x91;

    /** Places of the asker: two connections, and one to turn somebody away. */
    private static final int PLACES = 3;

    private static final int IDLE_MILLIS = 300_000;

    private final SimNetwork network = new SimNetwork(5);
    private final SimFabric fabric = new SimFabric(31, 0xFAC1, true);
    private final ScriptedStreams ours = new ScriptedStreams(PLACES);
    private final ScriptedStreams theirs = new ScriptedStreams(PLACES);
    private final Heard heard = new Heard();
    private final Wire wire = new Wire();
    private DeviceNode asker;
    private DeviceNode asked;
    private PeerSessions sessions;
    private InvokeClient invokes;

    /** What the asker hears; it allocates nothing, as every poll is measured. */
    private static final class Heard implements SessionListener, InvokeListener {
        int established;
        int failed;
        SecureSession session;
        int status = -1;
        int unanswered;

        @Override
        public void sessionEstablished(SecureSession now, long nowMillis) {
            established++;
            session = now;
        }

        @Override
        public void sessionFailed(int fabricIndex, long node, int waitMillis, long nowMillis) {
            failed++;
        }

        @Override
        public void answered(int owner, int answer, long nowMillis) {
            status = answer;
        }

        @Override
        public void unanswered(int owner, boolean delivered, long nowMillis) {
            unanswered++;
        }
    }

    /** The network between the connections that the asker begins and those that the asked takes. */
    private final class Wire implements SimNode {
        final List<ScriptedStreams.Peer> far = new ArrayList<>();

        /** Whether the asked listens. */
        boolean reaches = true;

        /** Whether an address that is not reached says so. */
        boolean refuses = true;

        /** So many messages pass, and then the connection breaks. */
        int most = Integer.MAX_VALUE;

        @Override
        public long poll(long now) {
            boolean moved = false;
            while (far.size() < ours.begun.size()) {
                ScriptedStreams.Peer near = ours.begun.get(far.size());
                near.isThere = reaches;
                near.broken = !reaches && refuses;
                far.add(reaches ? theirs.connect() : null);
                moved = true;
            }
            for (int i = 0; i < far.size(); i++) {
                moved |= far.get(i) != null && carry(ours.begun.get(i), far.get(i));
            }
            return moved ? now : Long.MAX_VALUE;
        }

        private boolean carry(ScriptedStreams.Peer near, ScriptedStreams.Peer other) {
            boolean moved = pass(near, other);
            moved |= pass(other, near);
            if (near.closed != other.ended || other.closed != near.ended) {
                other.ended |= near.closed;
                near.ended |= other.closed;
                moved = true;
            }
            return moved;
        }

        private boolean pass(ScriptedStreams.Peer from, ScriptedStreams.Peer to) {
            boolean moved = false;
            for (byte[] message : from.messages()) {
                if (most-- > 0) {
                    to.sendMessage(message);
                } else {
                    from.broken = true;
                    to.broken = true;
                }
                moved = true;
            }
            return moved;
        }
    }

    private DeviceNode device(ScriptedStreams streams, long nodeId, boolean begins, boolean takes) {
        SimPort port = network.attach();
        DeviceNode device =
                new DeviceNode(
                        LargeApp.class,
                        port,
                        network.attachMulticast(port),
                        null,
                        stack -> {
                            if (takes) {
                                stack.tcp(streams);
                            }
                            if (begins) {
                                sessions = stack.largeSessions();
                                sessions.addListener(heard);
                                invokes = new InvokeClient(stack.exchanges(), heard);
                            }
                        },
                        new MemoryRecords(),
                        nodeId,
                        network.now);
        network.add(device);
        new SimAdministrator(
                        network,
                        network.attach(),
                        port,
                        fabric,
                        ADMINISTRATOR,
                        nodeId,
                        (int) nodeId)
                .commission(MemoryFactory.PASSCODE);
        return device;
    }

    @BeforeEach
    void build() {
        ours.prepare(40);
        asker = device(ours, ASKER, true, true);
    }

    private void find(boolean takesConnections) {
        asked = device(theirs, ASKED, false, takesConnections);
        // It takes in what both have just sent.
        network.add(wire);
        network.pass(5_000);
    }

    private void request() {
        assertEquals(PeerSessions.STARTED, sessions.requestLarge(1, ASKED, network.now));
        int before = heard.established + heard.failed;
        assertTrue(network.run(() -> heard.established + heard.failed > before, 120_000));
    }

    private void assertNothingLeft(DeviceNode node) {
        assertEquals(DeviceNode.IDLE, node.usage());
        assertEquals(0, node.allocated);
    }

    /** The connection's other ends are gone, and nothing is left of them. */
    private void assertEnded() {
        network.pass(2_000);
        assertTrue(ours.begun.stream().allMatch(peer -> peer.closed));
        assertEquals(0, ours.inUse());
        assertNothingLeft(asker);
    }

    @Tag("webrtc-provider R37")
    @Test
    void shouldMakeASessionOverAConnectionOfItsOwn() {
        find(true);
        request();
        assertEquals(1, heard.established);
        assertTrue(heard.session.carriesLarge());
        assertSame(heard.session, sessions.find(1, ASKED));
        assertEquals(1, ours.begun.size());
        network.pass(2_000);
        assertNothingLeft(asker);
        assertNothingLeft(asked);
        assertEquals(0, asker.stack.counters().mrpRetransmissions);
        assertFalse(ours.begun.get(0).closed);
    }

    @Tag("webrtc-provider R37")
    @Test
    void shouldSendOverItWhatNoDatagramHolds() {
        find(true);
        request();
        int handle =
                invokes.begin(
                        heard.session, 0, 1, LargeApp.CLUSTER, LargeApp.TAKE, true, network.now);
        assertTrue(handle != Handle.NONE);
        invokes.fields().putBytes(0, new byte[3000], 0, 3000);
        assertEquals(0, invokes.send(handle, network.now));
        assertTrue(network.run(() -> heard.status >= 0, 10_000));
        assertEquals(ImStatus.UNSUPPORTED_ACCESS, heard.status, "no entry of its list names us");
        network.pass(1_000);
        assertNothingLeft(asker);
        assertNothingLeft(asked);
    }

    @Test
    void shouldResumeOverANewConnectionWhenTheFirstIsLost() {
        find(true);
        for (int i = 1; i <= 4; i++) {
            request();
            assertEquals(i, heard.established);
            // The peer has its last word, too.
            network.pass(100);
            ours.begun.get(i - 1).broken = true;
            wire.far.get(i - 1).broken = true;
            network.pass(1_000);
            assertNull(sessions.find(1, ASKED));
            assertEnded();
        }
        assertEquals(3, asked.stack.resumedCaseSessions());
    }

    @Test
    void shouldEndTheConnectionWithItsSession() {
        find(true);
        request();
        SecureSession session = heard.session;
        asker.stack.exchanges().closeSession(session, network.now);
        assertEnded();
        network.pass(2_000);
        assertTrue(wire.far.get(0).closed);
        assertNothingLeft(asked);
    }

    @Test
    void shouldEndAConnectionThatRests() {
        find(true);
        request();
        network.pass(IDLE_MILLIS - 10_000);
        assertFalse(ours.begun.get(0).closed);
        network.pass(20_000);
        assertNull(sessions.find(1, ASKED));
        assertEnded();
    }

    /** At each message of a handshake, and of the one that is resumed. */
    @Test
    void shouldLeaveNothingWhenAConnectionBreaksInAHandshake() {
        find(true);
        for (int messages = 0; messages < 4; messages++) {
            wire.most = messages;
            request();
            assertEquals(messages + 1, heard.failed, "broken behind message " + messages);
            assertEnded();
            network.pass(60_000);
            assertNothingLeft(asked);
        }
        wire.most = Integer.MAX_VALUE;
        request();
        assertEquals(1, heard.established);
    }

    @Test
    void shouldFailWhenNobodyListens() {
        find(true);
        wire.reaches = false;
        request();
        assertEquals(1, heard.failed);
        assertEnded();
        wire.refuses = false;
        long from = network.now;
        request();
        assertEquals(2, heard.failed);
        // It rested for a second or so before, and was given five to answer.
        assertTrue(network.now - from < 9_000, "after " + (network.now - from));
        assertEnded();
        ours.reachable = false;
        request();
        assertEquals(3, heard.failed);
        assertEnded();
    }

    @Tag("webrtc-provider R37")
    @Test
    void shouldTakeUdpWithAPeerThatTakesNoConnections() {
        find(false);
        request();
        assertEquals(1, heard.established);
        SecureSession session = heard.session;
        assertFalse(session.carriesLarge());
        assertEquals(0, ours.begun.size());
        request();
        assertEquals(2, heard.established);
        assertSame(session, heard.session, "the one that is there will do");
        network.pass(5_000);
        assertNothingLeft(asker);
    }

    @Tag("webrtc-provider R37")
    @Test
    void shouldMakeOneOverTcpBesideOneOverUdp() {
        find(true);
        assertEquals(PeerSessions.STARTED, sessions.request(1, ASKED, network.now));
        assertTrue(network.run(() -> heard.established == 1, 10_000));
        SecureSession first = heard.session;
        assertFalse(first.carriesLarge());
        request();
        assertNotSame(first, heard.session);
        assertSame(heard.session, sessions.find(1, ASKED));
        request();
        assertEquals(1, ours.begun.size(), "and no other beside that");
    }

    @Test
    void shouldWaitWhileWhatIsUnderWayIsOfAnotherKind() {
        find(true);
        assertEquals(PeerSessions.STARTED, sessions.request(1, ASKED, network.now));
        network.sent.clear();
        assertTrue(network.run(this::isHandshakeBegun, 10_000));
        assertEquals(PeerSessions.BUSY, sessions.requestLarge(1, ASKED, network.now));
        assertTrue(network.run(() -> heard.established == 1, 10_000));
        request();
        assertTrue(heard.session.carriesLarge());
    }

    private boolean isHandshakeBegun() {
        return network.sent.stream().anyMatch(d -> d.opcode() == SecureChannelOpcode.SIGMA1);
    }

    /** Two peers have the places; a third is told that there is none, and nothing is left. */
    @Test
    void shouldFailWhenAllConnectionsAreInUse() {
        find(true);
        DeviceNode second = device(new ScriptedStreams(PLACES), 0xC1, false, true);
        network.pass(5_000);
        request();
        ScriptedStreams.Peer stranger = ours.connect();
        network.pass(1_000);
        assertTrue(stranger.accepted && !stranger.closed, "in its grace");
        assertEquals(PeerSessions.STARTED, sessions.requestLarge(1, 0xC1, network.now));
        assertTrue(network.run(() -> heard.failed == 1, 30_000), "a stranger has the place");
        assertEquals(1, ours.begun.size());
        network.pass(2_000);
        assertNothingLeft(asker);
        assertNothingLeft(second);
    }
}
