package org.mattermote.webrtc.provider;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.exchange.PeerSessions;
import org.mattermote.stack.exchange.SessionListener;
import org.mattermote.stack.message.LargeBuffer;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.message.ReliableTransport;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.stack.sim.Im;
import org.mattermote.stack.sim.SimController;
import org.mattermote.stack.sim.SimDevice;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimPort;

/** Pushes over real sessions: a peer on a simulated network that loses what the test wants. */
class CasePushesTest {
    private static final long NODE = 0x55;
    private static final SimFabric FABRIC = new SimFabric(11, 0xFAB1, true);
    private static final SimFabric.Identity DEVICE = FABRIC.issue(NODE);

    private final SimNetwork network = new SimNetwork(7);
    private final List<byte[]> received = new ArrayList<>();
    private final List<SessionListener> listeners = new ArrayList<>();
    private SimDevice device;
    private SimController peer;
    private ProviderRig rig;
    private int fabricIndex;
    private int requests;
    private int largeRequests;
    private boolean beginsConnections;
    private int requestAnswer = PeerSessions.STARTED;

    /** What the peer answers; −1 for nothing. */
    private int status;

    private final PeerSessions peers =
            new PeerSessions() {
                @Override
                public void addListener(SessionListener listener) {
                    listeners.add(listener);
                }

                @Override
                public SecureSession find(int fabric, long node) {
                    return device.sessions.findPeer(fabric, node);
                }

                @Override
                public int request(int fabric, long node, long now) {
                    requests++;
                    return requestAnswer;
                }

                @Override
                public int requestLarge(int fabric, long node, long now) {
                    largeRequests++;
                    boolean enough = !beginsConnections && find(fabric, node) != null;
                    return enough ? FOUND : request(fabric, node, now);
                }
            };

    @BeforeEach
    void build() {
        SimPort port = network.attach();
        device = new SimDevice(port, new SimDevice.Options());
        network.add(device);
        fabricIndex = device.join(DEVICE, FABRIC.ipkEpochKey).fabricIndex;
        peer = new SimController(network.attach(), port, 3);
        peer.acceptor = this::accept;
        network.add(peer);
        rig = new ProviderRig(new WebRtcSizes(), new CasePushes(peers, device.exchanges));
        rig.as(fabricIndex, ProviderRig.PEER);
        network.add(
                now -> {
                    rig.now = now;
                    return rig.poll();
                });
        rig.now = network.now;
    }

    private void connect() {
        SimController.Session before = peer.session;
        peer.operational(FABRIC.issue(ProviderRig.PEER), NODE);
        assertTrue(network.run(() -> peer.session != before, 10_000));
        network.pass(1_000);
        network.sent.clear();
    }

    private void accept(SimController.Talk talk) {
        talk.listener =
                message -> {
                    if (message.opcode() != Im.INVOKE_REQUEST) {
                        peer.finish(talk);
                        return;
                    }
                    received.add(message.payload());
                    if (status >= 0) {
                        peer.send(
                                talk,
                                1,
                                Im.INVOKE_RESPONSE,
                                Im.commandStatus(0x554, 1, status),
                                true);
                    }
                };
    }

    /** Endpoint, cluster and command of a request. */
    private static String path(byte[] request) {
        return Im.at(request, 2, -1, 0, 0).value()
                + "/"
                + Long.toHexString(Im.at(request, 2, -1, 0, 1).value())
                + "/"
                + Im.at(request, 2, -1, 0, 2).value();
    }

    private static String sdp(byte[] request) {
        TlvReader text = Im.at(request, 2, -1, 1, 1);
        return new String(text.array(), text.dataOffset(), text.dataLength());
    }

    private void expectRest() {
        network.pass(20_000);
        assertEquals(0, device.exchanges.slots().inUse());
        assertEquals(0, device.outbox.packets().inUse() + device.outbox.shortPackets().inUse());
        assertEquals(0, rig.cluster.queue().size());
    }

    @Tag("webrtc-provider T5")
    @Tag("webrtc-provider R34")
    @Tag("webrtc-provider R39")
    @Test
    void shouldPushOverTheSessionThatIsThere() {
        connect();
        int id = rig.established();
        rig.media.sdps.put(id, "v=answer");
        rig.media.signals.answer(id);
        rig.media.ring(id).add(ProviderCommandsTest.host(5000));
        rig.media.signals.iceCandidates(id);
        network.run(() -> received.size() == 2, 5_000);
        assertEquals("3/554/1", path(received.get(0)));
        assertEquals("v=answer", sdp(received.get(0)));
        assertEquals("3/554/2", path(received.get(1)));
        assertEquals(0, requests);
        expectRest();
        assertEquals(0, rig.media.ring(id).underWay());
    }

    @Tag("webrtc-provider T15")
    @Tag("webrtc-provider R40")
    @Test
    void shouldSendTheSameBytesAgain() {
        connect();
        int id = rig.established();
        for (int port = 1; port <= 16; port++) {
            rig.media.ring(id).add(ProviderCommandsTest.host(port));
        }
        rig.media.heard();
        List<byte[]> left = new ArrayList<>();
        network.fate =
                (datagram, random) -> {
                    if (datagram.bytes().length > 300) {
                        left.add(datagram.bytes());
                        return left.size() == 1 ? new long[0] : new long[] {1, 20};
                    }
                    return new long[] {1};
                };
        rig.media.signals.iceCandidates(id);
        network.run(() -> !received.isEmpty(), 5_000);
        expectRest();
        assertEquals(1, received.size());
        assertEquals(2, left.size());
        assertArrayEquals(left.get(0), left.get(1));
        // The second time there was nothing to be taken.
        assertEquals(
                List.of("take candidates 1", "acknowledged 1", "take candidates 1"),
                rig.media.heard());
    }

    @Tag("webrtc-provider R37")
    @Test
    void shouldAskForASessionWhereThereIsNone() {
        int id = rig.established();
        rig.media.signals.answer(id);
        network.pass(5_000);
        assertEquals(1, requests);
        connect();
        SecureSession session = device.sessions.findPeer(fabricIndex, ProviderRig.PEER);
        listeners.forEach(listener -> listener.sessionEstablished(session, network.now));
        network.run(() -> !received.isEmpty(), 5_000);
        assertEquals("3/554/1", path(received.get(0)));
        expectRest();
    }

    @Tag("webrtc-provider R42")
    @Test
    void shouldFailWhenNoSessionCanBeHad() {
        int id = rig.established();
        rig.media.signals.answer(id);
        network.pass(100);
        listeners.forEach(l -> l.sessionFailed(fabricIndex, 0x77, 0, network.now));
        listeners.forEach(l -> l.sessionFailed(fabricIndex, ProviderRig.PEER, 0, network.now));
        requestAnswer = PeerSessions.NO_FABRIC;
        network.pass(2_000);
        assertEquals(2, requests);
        assertEquals(0, rig.state(id));
        expectRest();
    }

    /** The peer lost its sessions; the next try is over a new one. */
    @Tag("webrtc-provider R35")
    @Tag("webrtc-provider R42")
    @Test
    void shouldAskAgainWhenTheSessionIsDead() {
        connect();
        int id = rig.established();
        peer.forget(peer.session);
        rig.media.signals.answer(id);
        network.run(() -> requests == 1, 120_000);
        assertEquals(1, requests);
        connect();
        SecureSession session = device.sessions.findPeer(fabricIndex, ProviderRig.PEER);
        listeners.forEach(listener -> listener.sessionEstablished(session, network.now));
        network.run(() -> !received.isEmpty(), 5_000);
        assertEquals(1, received.size());
        expectRest();
        assertEquals(WebRtcSession.ESTABLISHED, rig.state(id));
    }

    @Tag("webrtc-provider T20")
    @Tag("webrtc-provider R43")
    @Test
    void shouldForgetWhatThePeerForgot() {
        connect();
        int id = rig.established();
        status = ImStatus.NOT_FOUND;
        rig.media.signals.answer(id);
        network.run(() -> rig.state(id) == 0, 5_000);
        expectRest();
        assertEquals(1, received.size());
    }

    @Tag("webrtc-provider R35")
    @Test
    void shouldLetGoOfAPushWhoseSessionEnded() {
        connect();
        int id = rig.established();
        status = -1;
        rig.media.signals.answer(id);
        network.run(() -> !received.isEmpty(), 5_000);
        rig.end(id, 2);
        network.pass(500);
        assertEquals(0, device.exchanges.slots().inUse());
        expectRest();
    }

    /** Over UDP a description of 1,157 bytes always fits; two more while the ids are short. */
    @Tag("webrtc-provider T29")
    @Tag("webrtc-provider R37")
    @Test
    void shouldPushNoMoreThanADatagramHolds() {
        connect();
        assertEquals(1_159, longest());
        // An id of two bytes.
        for (int i = 0; i < 256; i++) {
            rig.end(rig.established(), 2);
        }
        assertEquals(1_158, longest());
        assertTrue(network.sent.stream().allMatch(d -> d.bytes().length <= 1_232));
        expectRest();
    }

    /** Packets of messages over TCP, in the order they were handed over. */
    private final List<Packet> handed = new ArrayList<>();

    private LargeBuffer overTcp() {
        LargeBuffer large = new LargeBuffer(8192 + 1024);
        device.outbox.store().setLarge(large);
        device.outbox.setConnections(
                new ReliableTransport() {
                    @Override
                    public int receive(byte[] into, int offset, int capacity, PeerAddress from) {
                        return PortStatus.NONE;
                    }

                    @Override
                    public void send(Packet packet, PeerAddress to) {
                        handed.add(packet);
                    }
                });
        PeerAddress connection = new PeerAddress();
        connection.setConnection(PeerAddress.TCP, 1);
        device.sessions.findPeer(fabricIndex, ProviderRig.PEER).setPeerAddress(connection);
        return large;
    }

    /** In one message, as long as the description may be; no byte of it is kept anywhere else. */
    @Tag("webrtc-provider T29")
    @Tag("webrtc-provider R37")
    @Tag("webrtc-provider R2")
    @Test
    void shouldPushADescriptionOverTcpInOneMessage() {
        connect();
        LargeBuffer large = overTcp();
        int id = rig.established();
        rig.media.sdps.put(id, "s".repeat(8192));
        rig.media.signals.answer(id);
        network.pass(10);
        assertEquals(1, handed.size());
        assertEquals(large.slot().at(0), handed.get(0));
        assertTrue(handed.get(0).length > 8192);
        assertEquals(WebRtcSession.ESTABLISHED, rig.state(id));
    }

    /** A description asks for TCP first; a peer that takes no connections gets it over UDP. */
    @Tag("webrtc-provider R37")
    @Test
    void shouldAskForTcpForADescriptionAndTakeWhatThereIs() {
        connect();
        beginsConnections = true;
        int id = rig.established();
        rig.media.ring(id).add(ProviderCommandsTest.host(5000));
        rig.media.signals.iceCandidates(id);
        network.run(() -> received.size() == 1, 5_000);
        assertEquals(0, largeRequests, "candidates go over any session");
        rig.media.sdps.put(id, "v=answer");
        rig.media.signals.answer(id);
        network.pass(500);
        assertEquals(1, largeRequests);
        assertEquals(1, received.size());
        SecureSession session = device.sessions.findPeer(fabricIndex, ProviderRig.PEER);
        listeners.forEach(listener -> listener.sessionEstablished(session, network.now));
        network.run(() -> received.size() == 2, 5_000);
        assertEquals("v=answer", sdp(received.get(1)));
        assertEquals(1, largeRequests);
        expectRest();
        // Anew for the next.
        rig.media.sdps.put(id, "v=answer");
        rig.media.signals.answer(id);
        network.pass(500);
        assertEquals(2, largeRequests);
        rig.end(id, 2);
        network.pass(500);
        expectRest();
    }

    /** A peer that takes connections, and cannot be reached so, is tried twice. */
    @Tag("webrtc-provider R37")
    @Tag("webrtc-provider R42")
    @Test
    void shouldEndASessionWhoseDescriptionFindsNoConnection() {
        connect();
        beginsConnections = true;
        int id = rig.established();
        rig.media.sdps.put(id, "v=answer");
        rig.media.signals.answer(id);
        for (int i = 1; i <= 2; i++) {
            network.pass(1_500);
            assertEquals(i, largeRequests);
            listeners.forEach(l -> l.sessionFailed(fabricIndex, ProviderRig.PEER, 0, network.now));
        }
        assertEquals(0, rig.state(id));
        assertEquals(0, received.size());
        expectRest();
    }

    /** Somebody else's large message goes first; nothing is taken meanwhile. */
    @Tag("webrtc-provider R34")
    @Tag("webrtc-provider R40")
    @Test
    void shouldWaitForTheLargeBuffer() {
        connect();
        LargeBuffer large = overTcp();
        Packet others = device.outbox.store().lendLarge();
        int id = rig.established();
        rig.media.sdps.put(id, "s".repeat(3000));
        rig.media.heard();
        rig.media.signals.answer(id);
        network.pass(5_000);
        assertEquals(List.of(), rig.media.heard());
        assertEquals(0, device.exchanges.slots().inUse());
        assertEquals(0, device.outbox.packets().inUse());
        device.outbox.store().release(others);
        network.pass(100);
        assertEquals(List.of("take answer 1"), rig.media.heard());
        assertEquals(1, large.slot().inUse());
        assertEquals(1, handed.size());
    }

    private int longest() {
        int longest = 0;
        for (int length = 1_100; length < 1_232; length++) {
            received.clear();
            int id = rig.established();
            rig.media.sdps.put(id, "s".repeat(length));
            rig.media.signals.answer(id);
            network.pass(300);
            if (!received.isEmpty()) {
                assertEquals(length, sdp(received.get(0)).length());
                longest = length;
            } else {
                assertEquals(0, rig.state(id));
            }
            rig.end(id, 2);
        }
        return longest;
    }
}
