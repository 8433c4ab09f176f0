package org.mattermote.stack.interact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.crypto.AesCcm;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.exchange.Exchange;
import org.mattermote.stack.exchange.ExchangeCleanup;
import org.mattermote.stack.exchange.ExchangeCounters;
import org.mattermote.stack.exchange.ExchangeHandler;
import org.mattermote.stack.exchange.Exchanges;
import org.mattermote.stack.exchange.MessageDispatch;
import org.mattermote.stack.exchange.Outbox;
import org.mattermote.stack.message.InboundMessage;
import org.mattermote.stack.message.MessageSealer;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.message.SecureSessions;
import org.mattermote.stack.message.UnsecuredSessions;
import org.mattermote.stack.port.DatagramPort;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;

/** The server on real exchanges, sealed messages and all, with a controller on the other side. */
class InteractionModelTest {
    private static final long DEVICE = 5;
    private static final long CONTROLLER = 10;

    private static final String SLOW =
            "{0:false,1:false,2:[{0:<0:1,1:256,2:" + TestSpec.SLOW_ASK + ">,1:{0:4}}]}";

    private final Side device = new Side(1);
    private final Side controller = new Side(2);
    private final Peer peer = new Peer();
    private final TestNode n = new TestNode();
    private InteractionModel model;
    private long now = 1000;

    /** One end of the line. */
    private static final class Side implements DatagramPort {
        final ArrayDeque<byte[]> inbox = new ArrayDeque<>();
        final ExchangeCounters counters = new ExchangeCounters();
        final SecureSessions sessions;
        final Outbox outbox;
        final Exchanges exchanges;
        final MessageDispatch dispatch;
        final ExchangeCleanup cleanup;
        final Drbg drbg = new Drbg();
        Side other;
        boolean cut;
        int largest;

        Side(int seed) {
            byte[] entropy = new byte[48];
            entropy[0] = (byte) seed;
            drbg.instantiate(entropy, 0, 48);
            sessions = new SecureSessions(4, seed * 100);
            MessageSealer sealer = new MessageSealer(new AesCcm(), null, seed);
            outbox = new Outbox(sealer, this, drbg, 8, Packet.CAPACITY, 4, counters);
            exchanges = new Exchanges(16, outbox, sessions, drbg, counters, 300);
            dispatch =
                    new MessageDispatch(
                            1280,
                            this,
                            sessions,
                            new UnsecuredSessions(2),
                            sealer,
                            exchanges,
                            outbox,
                            counters,
                            (event, a, b, c) -> {});
            cleanup = new ExchangeCleanup(exchanges, outbox, counters);
        }

        @Override
        public int receive(byte[] buffer, int offset, int capacity, PeerAddress from) {
            byte[] next = inbox.poll();
            if (next == null) {
                return PortStatus.NONE;
            }
            from.clear();
            from.ip[15] = 1;
            from.port = 5540;
            System.arraycopy(next, 0, buffer, offset, next.length);
            return next.length;
        }

        @Override
        public int send(byte[] buffer, int offset, int length, PeerAddress to) {
            largest = Math.max(largest, length);
            if (!cut) {
                other.inbox.add(Arrays.copyOfRange(buffer, offset, offset + length));
            }
            return PortStatus.OK;
        }
    }

    /** A controller that says yes to everything. */
    private final class Peer implements ExchangeHandler {
        final List<String> received = new ArrayList<>();
        final List<Integer> opcodes = new ArrayList<>();
        boolean silent;

        @Override
        public void received(Exchange exchange, InboundMessage m, long nowMillis) {
            byte[] payload =
                    Arrays.copyOfRange(
                            m.buffer, m.payloadOffset, m.payloadOffset + m.payloadLength);
            String text = TlvText.text(payload);
            received.add(text);
            opcodes.add(m.protocol.opcode);
            boolean report = m.protocol.opcode == ImOpcode.REPORT_DATA;
            if (silent || report && text.contains("4:true,255:12}")) {
                controller.exchanges.close(exchange, nowMillis);
            } else if (report) {
                TlvWriter w = controller.exchanges.begin(exchange);
                w.putRaw(TlvText.bytes("{0:0,255:12}"), 0, 8);
                controller.exchanges.sendAndAwait(exchange, ImOpcode.STATUS_RESPONSE, nowMillis);
                if (!exchange.isInitiator() && !text.contains("3:true,255")) {
                    controller.exchanges.close(exchange, nowMillis);
                }
            } else {
                controller.exchanges.close(exchange, nowMillis);
            }
        }

        @Override
        public int writeBusy(TlvWriter out, int waitMillis) {
            out.putRaw(
                    new byte[] {
                        8, 0, 0, 0, 0, 0, 4, 0, (byte) waitMillis, (byte) (waitMillis >> 8)
                    },
                    0,
                    10);
            return SecureChannelOpcode.STATUS_REPORT;
        }

        @Override
        public void closed(Exchange exchange, int reason, long nowMillis) {}

        String last() {
            return received.get(received.size() - 1);
        }
    }

    @BeforeEach
    void connect() {
        device.other = controller;
        controller.other = device;
        model =
                new InteractionModel(
                        device.exchanges,
                        device.sessions,
                        n.node,
                        n.access,
                        null,
                        device.drbg,
                        new InteractionSizes());
        device.dispatch.setHandlers(new Peer(), model);
        controller.dispatch.setHandlers(new Peer(), peer);
        newSession();
    }

    private SecureSession ofDevice;
    private SecureSession ofController;

    private void newSession() {
        ofDevice = device.sessions.reserve(1, now);
        ofController = controller.sessions.reserve(2, now);
        ofDevice.setPeerSessionId(ofController.localSessionId());
        ofController.setPeerSessionId(ofDevice.localSessionId());
        ofDevice.setPeer(1, DEVICE, CONTROLLER, new int[3]);
        ofController.setPeer(1, CONTROLLER, DEVICE, new int[3]);
        byte[] keys = new byte[48];
        keys[3] = 7;
        ofDevice.activate(SecureSession.TYPE_CASE, false, keys, 0, now);
        ofController.activate(SecureSession.TYPE_CASE, true, keys, 0, now);
    }

    /** Lets the line run for some milliseconds. */
    private void run(int millis) {
        for (int i = 0; i < millis; i += 10) {
            now += 10;
            device.dispatch.poll(now);
            device.dispatch.poll(now);
            model.poll(now);
            model.proceed(now);
            device.cleanup.poll(now);
            controller.dispatch.poll(now);
            controller.cleanup.poll(now);
        }
    }

    private void request(int opcode, String text) {
        byte[] payload = TlvText.bytes(text);
        Exchange e = controller.exchanges.open(ofController, ImOpcode.PROTOCOL, peer, now);
        TlvWriter w = controller.exchanges.begin(e);
        w.putRaw(payload, 0, payload.length);
        controller.exchanges.sendAndAwait(e, opcode, now);
        run(1000);
    }

    private void assertIdle() {
        assertEquals(0, model.interactions());
        assertEquals(0, device.exchanges.slots().inUse());
        assertEquals(0, device.outbox.packets().inUse());
    }

    @Test
    void shouldReadWriteAndInvoke() {
        request(ImOpcode.WRITE_REQUEST, "{1:false,2:[{1:<2:1,3:256,4:0>,2:true}]}");
        assertEquals("{0:[{0:<2:1,3:256,4:0>,1:{0:0}}],255:12}", peer.last());
        request(ImOpcode.READ_REQUEST, "{0:[<2:1,3:256,4:0>],3:true}");
        assertTrue(peer.last().contains("<2:1,3:256,4:0>,2:true"));
        request(ImOpcode.INVOKE_REQUEST, "{0:false,1:false,2:[{0:<0:1,1:256,2:1>,1:{0:4}}]}");
        assertTrue(peer.last().contains("{0:4,1:true}"));
        assertIdle();
    }

    @Test
    void shouldAnswerAPendingCommandLater() {
        n.full.polls = 50;
        request(ImOpcode.INVOKE_REQUEST, SLOW);
        assertEquals("{0:false,1:[{0:{0:<0:1,1:256,2:129>,1:{0:4,1:10}}}],255:12}", peer.last());
        assertEquals(50, n.full.proceeded);
        assertTrue(n.full.memoryStays);
        // Acknowledged alone, before the controller would ask again.
        assertTrue(device.counters.standaloneAcknowledgements > 0);
        assertEquals(0, controller.counters.mrpRetransmissions);
        assertIdle();
    }

    @Test
    void shouldCancelAPendingCommandWithItsSession() {
        n.full.polls = 500;
        request(ImOpcode.INVOKE_REQUEST, SLOW);
        assertTrue(model.hasPending());
        assertEquals(1, device.outbox.packets().inUse());
        device.exchanges.closeSession(ofDevice, now);
        assertEquals(TestSpec.SLOW_ASK, n.full.cancelled);
        run(1000);
        assertEquals(0, peer.received.size());
        assertIdle();
    }

    @Test
    void shouldReadEverythingInDatagramsThatFit() {
        n.full.longCount = 100;
        n.full.longSize = 60;
        request(ImOpcode.READ_REQUEST, "{0:[<>],1:[<>],3:true}");
        run(5000);
        assertTrue(peer.received.size() > 5);
        assertTrue(peer.last().contains("4:true,255:12}"));
        assertTrue(device.largest <= 1232, "largest " + device.largest);
        assertTrue(device.largest > 1100, "largest " + device.largest);
        assertIdle();
    }

    @Test
    void shouldReportAChangeToASubscriber() {
        request(ImOpcode.SUBSCRIBE_REQUEST, "{0:true,1:0,2:60,3:[<2:1>],7:true}");
        assertEquals(ImOpcode.SUBSCRIBE_RESPONSE, peer.opcodes.get(peer.opcodes.size() - 1));
        assertEquals(1, model.subscriptions(1));
        assertIdle();
        int before = peer.received.size();
        n.full.bool = true;
        n.full.change(TestSpec.BOOL);
        run(1000);
        assertEquals(before + 1, peer.received.size());
        assertTrue(peer.last().contains("<2:1,3:256,4:0>,2:true"), peer.last());
        assertIdle();
        run(60000);
        assertEquals(before + 2, peer.received.size());
        assertEquals(1, model.subscriptions());
        assertIdle();
    }

    @Test
    void shouldDropTheSubscriptionOfASilentPeer() {
        request(ImOpcode.SUBSCRIBE_REQUEST, "{0:true,1:0,2:60,3:[<2:1>],7:true}");
        device.cut = true;
        n.full.change(TestSpec.BOOL);
        run(120_000);
        assertEquals(0, model.subscriptions());
        assertIdle();
    }

    @Test
    void shouldGoOnOnAnotherSessionOfThePeer() {
        request(ImOpcode.SUBSCRIBE_REQUEST, "{0:true,1:0,2:60,3:[<2:1>],7:true}");
        SecureSession first = ofDevice;
        newSession();
        device.exchanges.closeSession(first, now);
        int before = peer.received.size();
        n.full.change(TestSpec.BOOL);
        run(1000);
        assertEquals(before + 1, peer.received.size());
        assertEquals(1, model.subscriptions());
        assertIdle();
    }

    @Test
    void shouldWaitForASessionOfThePeerUntilTheKeepAliveTime() {
        request(ImOpcode.SUBSCRIBE_REQUEST, "{0:true,1:0,2:60,3:[<2:1>],7:true}");
        device.exchanges.closeSession(ofDevice, now);
        int before = peer.received.size();
        n.full.change(TestSpec.BOOL);
        run(30_000);
        assertEquals(1, model.subscriptions());
        newSession();
        run(1000);
        assertEquals(before + 1, peer.received.size());
        device.exchanges.closeSession(ofDevice, now);
        n.full.change(TestSpec.BOOL);
        run(50_000);
        assertEquals(1, model.subscriptions());
        run(10_000);
        assertEquals(0, model.subscriptions());
        assertIdle();
    }

    @Test
    void shouldAnswerBusyWhenItIs() {
        peer.silent = true;
        n.full.longCount = 100;
        n.full.longSize = 60;
        for (int i = 0; i < 2; i++) {
            newSession();
            for (int k = 0; k < 3; k++) {
                request(ImOpcode.READ_REQUEST, "{0:[<>],3:true}");
            }
        }
        assertEquals(6, model.interactions());
        newSession();
        request(ImOpcode.READ_REQUEST, "{0:[<>],3:true}");
        assertEquals("{0:156,255:12}", peer.last());
        assertEquals(6, model.interactions());
        run(120_000);
        assertIdle();
    }
}
