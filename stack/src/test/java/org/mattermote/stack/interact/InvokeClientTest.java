package org.mattermote.stack.interact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.exchange.ExchangeStatus;
import org.mattermote.stack.exchange.Exchanges;
import org.mattermote.stack.mem.Handle;
import org.mattermote.stack.message.LargeBuffer;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.message.ReliableTransport;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.sim.Im;
import org.mattermote.stack.sim.SimController;
import org.mattermote.stack.sim.SimDevice;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimPort;

class InvokeClientTest {
    private static final long NODE = 0x55;
    private static final long LIGHT = 0x66;
    private static final SimFabric FABRIC = new SimFabric(11, 0xFAB1, true);
    private static final SimFabric.Identity DEVICE = FABRIC.issue(NODE);
    private static final byte[] NO_FIELDS = {};

    private final List<String> heard = new ArrayList<>();
    private SimNetwork network;
    private SimDevice device;
    private BoundLight light;
    private InvokeClient client;
    private SecureSession session;

    @BeforeEach
    void build() {
        network = new SimNetwork(7);
        SimPort port = network.attach();
        device = new SimDevice(port, new SimDevice.Options());
        network.add(device);
        int fabricIndex = device.join(DEVICE, FABRIC.ipkEpochKey).fabricIndex;
        light = new BoundLight(network, port, FABRIC, LIGHT, NODE, 3);
        light.connect();
        session = device.sessions.findPeer(fabricIndex, LIGHT);
        client =
                new InvokeClient(
                        device.exchanges,
                        new InvokeListener() {
                            @Override
                            public void answered(int owner, int status, long nowMillis) {
                                heard.add(owner + " answered " + status);
                            }

                            @Override
                            public void unanswered(int owner, boolean delivered, long nowMillis) {
                                heard.add(owner + " unanswered " + delivered);
                            }
                        });
        network.sent.clear();
    }

    private int invoke(int owner) {
        return client.invoke(session, owner, 1, 6, 1, NO_FIELDS, 0, network.now);
    }

    private void expect(String what, long within) {
        network.run(() -> !heard.isEmpty(), within);
        assertEquals(List.of(what), heard);
        network.pass(10_000);
        assertEquals(List.of(what), heard);
        assertEquals(0, device.exchanges.slots().inUse());
        assertEquals(0, device.outbox.packets().inUse() + device.outbox.shortPackets().inUse());
    }

    @Test
    void shouldSendACommandAndHearItsStatus() {
        assertTrue(invoke(7) >= 0);
        expect("7 answered 0", 1_000);
        assertEquals(List.of("1/6/1"), light.commands);
    }

    @Test
    void shouldWriteWhatTheSpecificationSays() {
        byte[] bytes = new byte[100];
        TlvWriter out = new TlvWriter();
        out.wrap(bytes, 0, bytes.length);
        InvokeRequest.put(out, 1, 8, 4, new byte[] {0x24, 0, 9}, 3);
        byte[] written = java.util.Arrays.copyOf(bytes, out.position());
        assertArrayEquals(Im.invoke(false, 1, 8, 4, fields -> fields.putUnsigned(0, 9)), written);
        out.wrap(bytes, 0, bytes.length);
        InvokeRequest.put(out, Path.ANY_ENDPOINT, 6, 2, NO_FIELDS, 0);
        byte[] group = java.util.Arrays.copyOf(bytes, out.position());
        byte[] like = Im.invoke(false, Im.ANY, 6, 2, fields -> {});
        // SuppressResponse is true of a message to a group.
        like[1] = 0x29;
        assertArrayEquals(like, group);
    }

    @Test
    void shouldHearAStatusThatRefuses() {
        light.answer = talk -> light.status(talk, ImStatus.UNSUPPORTED_ACCESS);
        invoke(0);
        expect("0 answered " + ImStatus.UNSUPPORTED_ACCESS, 1_000);
    }

    @Test
    void shouldTakeAResponseCommandForSuccess() {
        light.answer =
                talk ->
                        light.respond(
                                talk,
                                out -> {
                                    out.startStruct(TlvTag.ANONYMOUS);
                                    out.startStruct(0);
                                    out.startStruct(1);
                                    out.endContainer();
                                    out.endContainer();
                                    out.endContainer();
                                });
        invoke(1);
        expect("1 answered 0", 1_000);
    }

    @Test
    void shouldHearAStatusResponse() {
        light.answer = talk -> light.send(talk, Im.STATUS_RESPONSE, Im.status(ImStatus.BUSY));
        invoke(1);
        expect("1 answered " + ImStatus.BUSY, 1_000);
    }

    private void refuses(int opcode, byte[] payload) {
        heard.clear();
        light.commands.clear();
        light.answer = talk -> light.send(talk, opcode, payload);
        invoke(1);
        expect("1 answered " + ImStatus.INVALID_ACTION, 1_000);
        assertEquals(List.of("1/6/1", "opcode " + Im.STATUS_RESPONSE), light.commands);
    }

    @Test
    void shouldRefuseWhatIsNoAnswer() {
        refuses(Im.REPORT_DATA, Im.status(0));
        refuses(Im.INVOKE_RESPONSE, new byte[] {1, 2, 3});
        refuses(Im.INVOKE_RESPONSE, Im.status(0));
        refuses(Im.STATUS_RESPONSE, new byte[0]);
        byte[] none =
                Im.message(
                        out -> {
                            out.startArray(1);
                            out.endContainer();
                        });
        refuses(Im.INVOKE_RESPONSE, none);
        // A prefix of a good response is none.
        byte[] good =
                Im.message(
                        out -> {
                            out.startArray(1);
                            BoundLight.putStatus(out, 0);
                            out.endContainer();
                        });
        for (int length = 0; length < good.length; length++) {
            refuses(Im.INVOKE_RESPONSE, java.util.Arrays.copyOf(good, length));
        }
    }

    @Test
    void shouldHearTheFirstOfSeveralMessagesAndEndIt() {
        light.answer =
                talk ->
                        light.send(
                                talk,
                                Im.INVOKE_RESPONSE,
                                Im.message(
                                        out -> {
                                            out.startArray(1);
                                            BoundLight.putStatus(out, 0);
                                            out.endContainer();
                                            out.putBool(2, true);
                                        }));
        invoke(1);
        expect("1 answered 0", 1_000);
        assertEquals(List.of("1/6/1", "opcode " + Im.STATUS_RESPONSE), light.commands);
    }

    @Test
    void shouldSayWhetherTheCommandWasDelivered() {
        light.dead = true;
        invoke(1);
        expect("1 unanswered false", 10_000);
        assertEquals(0, device.sessions.slots().inUse(), "the session is worth nothing");
    }

    @Test
    void shouldSayThatAnAcknowledgedCommandWasNotAnswered() {
        light.answer = null;
        int handle = invoke(1);
        network.pass(20);
        assertEquals(false, client.isDelivered(handle));
        network.pass(300);
        assertTrue(client.isDelivered(handle));
        expect("1 unanswered true", 60_000);
    }

    @Test
    void shouldHearOfTheEndOfTheSession() {
        light.answer = talk -> light.controller.close(talk.session);
        invoke(1);
        network.run(() -> !heard.isEmpty(), 1_000);
        assertEquals(List.of("1 unanswered false"), heard);
    }

    @Test
    void shouldForgetACommand() {
        light.answer = null;
        client.forget(invoke(1), network.now);
        network.pass(60_000);
        assertEquals(List.of(), heard);
        assertEquals(0, device.exchanges.slots().inUse());
        client.forget(Handle.NONE, network.now);
    }

    @Test
    void shouldOpenNoMoreExchangesThanASessionTakes() {
        light.answer = null;
        for (int i = 0; i < Exchanges.MAX_PER_SESSION; i++) {
            assertTrue(invoke(i) >= 0);
        }
        assertEquals(Handle.NONE, invoke(9));
        assertEquals(Exchanges.MAX_PER_SESSION, device.exchanges.slots().inUse());
    }

    @Test
    void shouldTakeNoExchangeWhenNoPacketIsFree() {
        while (device.outbox.packets().take() != null) {}
        assertEquals(Handle.NONE, invoke(1));
        assertEquals(0, device.exchanges.slots().inUse());
        session.expire();
        assertEquals(Handle.NONE, invoke(1));
    }

    private int begin(boolean whole) {
        return client.begin(session, 3, 1, 6, 1, whole, network.now);
    }

    /** As if they had come in one piece. */
    @Test
    void shouldSendFieldsThatAreWrittenInTheirPlace() {
        int handle = begin(false);
        client.fields().putUnsigned(0, 9);
        assertEquals(ExchangeStatus.OK, client.send(handle, network.now));
        expect("3 answered 0", 1_000);
        assertEquals(List.of("1/6/1 0=9"), light.commands);
    }

    @Test
    void shouldTakeBackWhatWasBegun() {
        int sent = network.sent.size();
        client.discard(begin(true), network.now);
        assertEquals(0, device.exchanges.slots().inUse());
        assertEquals(0, device.outbox.packets().inUse());
        network.pass(60_000);
        assertEquals(sent, network.sent.size());
        assertEquals(List.of(), heard);
    }

    /** Its fields may have whatever the message leaves. */
    @Test
    void shouldSendNothingThatDoesNotFit() {
        int handle = begin(false);
        int room = client.fields().remaining();
        client.fields().putBytes(0, new byte[room], 0, room - 4);
        assertEquals(ExchangeStatus.OK, client.send(handle, network.now));
        expect("3 answered 0", 1_000);
        handle = begin(false);
        client.fields().putBytes(0, new byte[room], 0, room - 3);
        assertEquals(ExchangeStatus.TOO_LONG, client.send(handle, network.now));
        assertEquals(0, device.exchanges.slots().inUse());
        assertEquals(0, device.outbox.packets().inUse());
    }

    /** Messages of a session over TCP; a test gives their packets back. */
    private final List<Packet> handed = new ArrayList<>();

    private LargeBuffer overTcp() {
        LargeBuffer large = new LargeBuffer(4096);
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
        session.setPeerAddress(connection);
        return large;
    }

    @Test
    void shouldWaitForTheLargeBufferWhenNothingLessWillDo() {
        LargeBuffer large = overTcp();
        int handle = begin(true);
        assertTrue(client.fields().remaining() > 3_900);
        client.fields().putBytes(0, new byte[3_000], 0, 3_000);
        assertEquals(ExchangeStatus.OK, client.send(handle, network.now));
        assertTrue(handed.get(0) == large.slot().at(0) && handed.get(0).length > 3_000);
        assertEquals(Handle.NONE, begin(true));
        assertEquals(1, device.exchanges.slots().inUse());
        assertEquals(0, device.outbox.packets().inUse());
        // What may be shorter goes meanwhile.
        handle = begin(false);
        assertTrue(client.fields().remaining() > 1_100 && client.fields().remaining() < 1_232);
        assertEquals(ExchangeStatus.OK, client.send(handle, network.now));
        device.outbox.store().release(handed.get(0));
        device.outbox.store().release(handed.get(1));
        // What turns out short does not keep the large buffer.
        handle = begin(true);
        client.fields().putBytes(0, new byte[1_000], 0, 1_000);
        assertEquals(ExchangeStatus.OK, client.send(handle, network.now));
        assertEquals(0, large.slot().inUse());
    }

    @Test
    void shouldGetThroughALossyNetwork() {
        network.fate = org.mattermote.stack.sim.Fate.noisy(30, 20, 20, 100);
        int answered = 0;
        for (int i = 0; i < 40; i++) {
            heard.clear();
            invoke(i);
            network.run(() -> !heard.isEmpty(), 60_000);
            answered += heard.equals(List.of(i + " answered 0")) ? 1 : 0;
            if (!session.isActive()) {
                break;
            }
        }
        assertTrue(answered >= 5, answered + " answered");
        for (SimController.Talk talk : light.controller.talks) {
            talk.dead = true;
        }
        network.pass(60_000);
        assertEquals(0, device.exchanges.slots().inUse());
    }
}
