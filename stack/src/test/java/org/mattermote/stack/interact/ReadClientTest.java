package org.mattermote.stack.interact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mattermote.stack.sim.SimAnswerer.putData;
import static org.mattermote.stack.sim.SimAnswerer.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.exchange.PeerSessions;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.sim.Im;
import org.mattermote.stack.sim.SimAnswerer;
import org.mattermote.stack.sim.SimDevice;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimPeers;
import org.mattermote.stack.sim.SimPort;

class ReadClientTest {
    private static final long NODE = 0x55;
    private static final long PEER = 0x66;
    private static final int ENDPOINT = 3;
    private static final int CLUSTER = 0x38;
    private static final int[] ATTRIBUTES = {0, 1};
    private static final SimFabric FABRIC = new SimFabric(12, 0xFAB2, true);
    private static final SimFabric.Identity DEVICE = FABRIC.issue(NODE);

    private static final byte[] GOOD =
            report(
                    out -> {
                        putData(out, ENDPOINT, CLUSTER, 0, v -> v.putUnsigned(2, 1L << 50));
                        putData(out, ENDPOINT, CLUSTER, 1, v -> v.putUnsigned(2, 4));
                    },
                    false,
                    true);

    private final List<String> heard = new ArrayList<>();
    private SimNetwork network;
    private SimDevice device;
    private SimAnswerer peer;
    private SimPeers peers;
    private ReadClient client;
    private int fabric;

    @BeforeEach
    void build() {
        network = new SimNetwork(7);
        SimPort port = network.attach();
        device = new SimDevice(port, new SimDevice.Options());
        network.add(device);
        fabric = device.join(DEVICE, FABRIC.ipkEpochKey).fabricIndex;
        peer = new SimAnswerer(network, port, FABRIC, PEER, NODE);
        peer.connect();
        peer.answer = (talk, message) -> peer.send(talk, Im.REPORT_DATA, GOOD);
        peers = new SimPeers(device, network);
        ReadListener listener =
                new ReadListener() {
                    @Override
                    public void value(int attribute, TlvReader value) {
                        heard.add(attribute + "=" + value.value());
                    }

                    @Override
                    public void read(int status, long sentMillis, long nowMillis) {
                        assertTrue(sentMillis <= nowMillis);
                        heard.add("read " + status);
                    }

                    @Override
                    public void unread(long nowMillis) {
                        heard.add("unread");
                    }
                };
        client = new ReadClient(peers, device.exchanges, new TlvReader(), listener);
        network.sent.clear();
    }

    private void read() {
        client.read(fabric, PEER, ENDPOINT, CLUSTER, ATTRIBUTES, network.now);
    }

    private void expect(String... what) {
        network.run(() -> !client.isReading(), 60_000);
        assertEquals(List.of(what), heard);
        network.pass(10_000);
        assertEquals(List.of(what), heard);
        assertFalse(client.isReading());
        assertEquals(0, device.exchanges.slots().inUse());
        assertEquals(0, device.outbox.packets().inUse() + device.outbox.shortPackets().inUse());
        heard.clear();
    }

    private List<Integer> opcodes() {
        List<Integer> opcodes = new ArrayList<>();
        peer.heard.forEach(message -> opcodes.add(message.opcode()));
        peer.heard.clear();
        return opcodes;
    }

    @Test
    void shouldReadWhatItWasAskedFor() {
        read();
        expect("0=" + (1L << 50), "1=4", "read 0");
        assertArrayEquals(
                Im.read(ENDPOINT, CLUSTER, 0, ENDPOINT, CLUSTER, 1), peer.heard.get(0).payload());
        assertEquals(List.of(Im.READ_REQUEST), opcodes());
        assertEquals(List.of(), peers.requests);
        read();
        expect("0=" + (1L << 50), "1=4", "read 0");
    }

    @Test
    void shouldAnswerAReportThatWantsIt() {
        byte[] report =
                report(
                        out -> putData(out, ENDPOINT, CLUSTER, 1, v -> v.putUnsigned(2, 3)),
                        false,
                        false);
        peer.answer = (talk, message) -> peer.send(talk, Im.REPORT_DATA, report);
        read();
        expect("1=3", "read 0");
        assertEquals(List.of(Im.READ_REQUEST, Im.STATUS_RESPONSE), opcodes());
    }

    @Test
    void shouldPassOverWhatItDidNotAskFor() {
        byte[] report =
                report(
                        out -> {
                            putData(out, ENDPOINT + 1, CLUSTER, 0, v -> v.putUnsigned(2, 1));
                            putData(out, ENDPOINT, CLUSTER + 1, 0, v -> v.putUnsigned(2, 1));
                            // An attribute's status, and one with nothing in it.
                            out.startStruct(TlvTag.ANONYMOUS);
                            out.startStruct(0);
                            out.endContainer();
                            out.endContainer();
                            out.startStruct(TlvTag.ANONYMOUS);
                            out.endContainer();
                            putData(out, ENDPOINT, CLUSTER, 1, v -> {});
                            putData(out, ENDPOINT, CLUSTER, 1, v -> v.putUnsigned(2, 9));
                        },
                        false,
                        true);
        peer.answer = (talk, message) -> peer.send(talk, Im.REPORT_DATA, report);
        read();
        expect("1=9", "read 0");
    }

    @Test
    void shouldHearAStatus() {
        peer.answer =
                (talk, message) ->
                        peer.send(talk, Im.STATUS_RESPONSE, Im.status(ImStatus.UNSUPPORTED_ACCESS));
        read();
        expect("read " + ImStatus.UNSUPPORTED_ACCESS);
        assertEquals(List.of(Im.READ_REQUEST), opcodes());
    }

    private void refuses(int opcode, byte[] payload) {
        heard.clear();
        peer.heard.clear();
        peer.answer = (talk, message) -> peer.send(talk, opcode, payload);
        read();
        network.run(() -> !client.isReading(), 10_000);
        assertEquals("read " + ImStatus.INVALID_ACTION, heard.get(heard.size() - 1));
        network.pass(5_000);
        assertEquals(List.of(Im.READ_REQUEST, Im.STATUS_RESPONSE), opcodes());
        assertEquals(0, device.exchanges.slots().inUse());
    }

    @Test
    void shouldRefuseWhatIsNoAnswer() {
        refuses(Im.INVOKE_RESPONSE, GOOD);
        refuses(Im.STATUS_RESPONSE, Im.status(0));
        refuses(Im.STATUS_RESPONSE, new byte[0]);
        refuses(Im.REPORT_DATA, report(out -> {}, true, false));
        refuses(Im.REPORT_DATA, report(out -> out.putUnsigned(TlvTag.ANONYMOUS, 1), false, true));
        for (int length = 0; length < GOOD.length; length++) {
            refuses(Im.REPORT_DATA, Arrays.copyOf(GOOD, length));
        }
    }

    @Test
    void shouldAskForASessionWhereThereIsNone() {
        device.exchanges.dropSession(peers.find(fabric, PEER), network.now);
        read();
        assertTrue(client.isReading());
        assertEquals(List.of(PEER), peers.requests);
        peers.succeed(fabric, peer);
        expect("0=" + (1L << 50), "1=4", "read 0");
    }

    @Test
    void shouldHearThatThereIsNoSession() {
        device.exchanges.dropSession(peers.find(fabric, PEER), network.now);
        read();
        peers.fail(fabric, PEER + 1);
        peers.fail(fabric + 1, PEER);
        assertEquals(List.of(), heard);
        peers.fail(fabric, PEER);
        expect("unread");
        peers.answer = PeerSessions.NO_PEER;
        read();
        expect("unread");
        peers.answer = PeerSessions.BUSY;
        read();
        expect("unread");
    }

    @Test
    void shouldTryANewSessionWhenTheOldOneIsDead() {
        peer.dead = true;
        read();
        network.run(() -> !peers.requests.isEmpty(), 60_000);
        assertEquals(List.of(PEER), peers.requests);
        assertEquals(List.of(), heard);
        peer.dead = false;
        peers.succeed(fabric, peer);
        expect("0=" + (1L << 50), "1=4", "read 0");
    }

    @Test
    void shouldTryOnlyOneNewSession() {
        peer.answer = null;
        read();
        network.run(() -> !peers.requests.isEmpty(), 60_000);
        assertEquals(List.of(PEER), peers.requests);
        peers.succeed(fabric, peer);
        expect("unread");
        assertEquals(1, peers.requests.size());
    }

    @Test
    void shouldSayThatNoPacketIsFree() {
        while (device.outbox.packets().take() != null) {}
        read();
        assertEquals(List.of("unread"), heard);
        assertEquals(0, device.exchanges.slots().inUse());
    }

    @Test
    void shouldReadNoMoreWhenTold() {
        peer.answer = null;
        read();
        client.cancel(network.now);
        expect();
        device.exchanges.dropSession(peers.find(fabric, PEER), network.now);
        read();
        client.cancel(network.now);
        peers.fail(fabric, PEER);
        peers.succeed(fabric, peer);
        expect();
        // The next takes the place of one that is under way.
        peer.answer = null;
        read();
        peer.answer = (talk, message) -> peer.send(talk, Im.REPORT_DATA, GOOD);
        read();
        network.pass(1_000);
        assertEquals(List.of("0=" + (1L << 50), "1=4", "read 0"), heard);
    }
}
