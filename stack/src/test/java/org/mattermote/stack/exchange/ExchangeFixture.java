package org.mattermote.stack.exchange;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.mattermote.stack.codec.ProtocolHeader;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.crypto.Aes128;
import org.mattermote.stack.crypto.AesCcm;
import org.mattermote.stack.crypto.AesCtr;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.crypto.Hkdf;
import org.mattermote.stack.message.InboundMessage;
import org.mattermote.stack.message.MessagePrivacy;
import org.mattermote.stack.message.MessageSealer;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.message.SecureSessions;
import org.mattermote.stack.message.UnsecuredSessions;

/**
 * Exchanges, dispatch and cleanup over a port in memory, a PASE session, and what handlers hear.
 */
abstract class ExchangeFixture {
    static final int I = ProtocolHeader.INITIATOR;
    static final int A = ProtocolHeader.ACKNOWLEDGEMENT;
    static final int R = ProtocolHeader.RELIABLE;
    static final int PROTOCOL_IM = 1;
    static final int READ = 2;
    static final int REPORT = 5;
    static final int STATUS = 1;
    static final int EXCHANGE = 0x1234;

    /** Events of the log: number and two values. */
    final List<String> log = new ArrayList<>();

    final FakeUdp udp = new FakeUdp();
    final TestPeer peer = new TestPeer();
    final ExchangeCounters counters = new ExchangeCounters();
    final RecordingHandler secureChannel = new RecordingHandler();
    final RecordingHandler interaction = new RecordingHandler();
    final SecureSessions sessions = new SecureSessions(4, 7);
    final UnsecuredSessions unsecured = new UnsecuredSessions(3);
    Exchanges exchanges;
    MessageDispatch dispatch;
    ExchangeCleanup cleanup;
    Outbox outbox;
    SecureSession session;

    final class RecordingHandler implements ExchangeHandler {
        Exchange exchange;
        int received;
        int lastOpcode;
        int closedFor;

        /** Opcodes that came, and reasons of ends, negative, in their order. */
        final List<Integer> heard = new ArrayList<>();

        @Override
        public void received(Exchange from, InboundMessage message, long nowMillis) {
            exchange = from;
            received++;
            lastOpcode = message.protocol.opcode;
            heard.add(lastOpcode);
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
        public void closed(Exchange from, int reason, long nowMillis) {
            closedFor = reason;
            heard.add(-reason);
        }
    }

    @BeforeEach
    void build() {
        Drbg drbg = new Drbg();
        drbg.instantiate(new byte[48], 0, 48);
        MessagePrivacy privacy = new MessagePrivacy(new AesCtr(new Aes128()), new Hkdf());
        MessageSealer sealer = new MessageSealer(new AesCcm(), privacy, 5);
        outbox = new Outbox(sealer, udp, drbg, 4, Packet.CAPACITY, 0, counters);
        exchanges = new Exchanges(8, outbox, sessions, drbg, counters, 300);
        dispatch =
                new MessageDispatch(
                        1280,
                        udp,
                        sessions,
                        unsecured,
                        sealer,
                        exchanges,
                        outbox,
                        counters,
                        (event, a, b, c) -> log.add(event + " " + a + " " + b));
        dispatch.setHandlers(secureChannel, interaction);
        cleanup = new ExchangeCleanup(exchanges, outbox, counters);
        session = sessions.reserve(77, 0);
        session.setPeerSessionId(99);
        byte[] keys = new byte[48];
        System.arraycopy(TestPeer.I2R, 0, keys, 0, 16);
        System.arraycopy(TestPeer.R2I, 0, keys, 16, 16);
        session.activate(SecureSession.TYPE_PASE, false, keys, 0, 0);
    }

    void receive(byte[] datagram, long now) {
        udp.inbox.add(datagram);
        dispatch.poll(now);
        assertOneLiveExchangeForEachId();
    }

    private void assertOneLiveExchangeForEachId() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < exchanges.slots().capacity(); i++) {
            Exchange at = exchanges.slots().at(i);
            if (at.isTaken() && at.isOpen()) {
                Object on = at.anySession();
                String name = System.identityHashCode(on) + " " + at.id() + at.isInitiator();
                assertTrue(seen.add(name), "two live exchanges with id " + at.id());
            }
        }
    }

    byte[] request(int flags) {
        return peer.secured(session.localSessionId(), flags, READ, EXCHANGE, PROTOCOL_IM, 0);
    }

    void answer(long now) {
        TlvWriter out = exchanges.begin(interaction.exchange);
        out.startStruct(TlvTag.ANONYMOUS);
        out.endContainer();
        exchanges.sendLast(interaction.exchange, REPORT, now);
    }
}
