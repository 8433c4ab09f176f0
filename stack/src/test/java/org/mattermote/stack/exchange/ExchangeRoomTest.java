package org.mattermote.stack.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.ProtocolHeader;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.crypto.AesCcm;
import org.mattermote.stack.message.MessageReceptionState;
import org.mattermote.stack.message.MessageSealer;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.message.SecureSessions;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.requirement.Tag;

/** Dispatch, acknowledgement, retransmission and cleanup over a port in memory. */
class ExchangeRoomTest extends ExchangeFixture {
    private byte[] ackOf(int counter) {
        return peer.secured(
                session.localSessionId(),
                I | A,
                SecureChannelOpcode.STANDALONE_ACK,
                EXCHANGE,
                0,
                counter);
    }

    @Test
    void shouldTakePrivateMessages() {
        byte[] clear = request(I);
        peer.hides = true;
        byte[] hidden = request(I);
        assertNotEquals(clear[5], hidden[5]);
        for (int at = 4; at < hidden.length; at++) {
            byte[] changed = hidden.clone();
            changed[at] ^= 1;
            receive(changed, 0);
        }
        for (int length = 0; length < hidden.length; length++) {
            receive(java.util.Arrays.copyOf(hidden, length), 0);
        }
        assertEquals(0, interaction.received);
        receive(hidden, 0);
        assertEquals(1, interaction.received);
        receive(hidden, 0);
        assertEquals(1, interaction.received);
        assertEquals(1, counters.rxDuplicates);
        // Not where nothing is encrypted.
        byte[] unsecured = peer.unsecured(I, SecureChannelOpcode.SIGMA1, 9, 0, new byte[0]);
        unsecured[3] |= (byte) 0x80;
        receive(unsecured, 0);
        assertEquals(0, secureChannel.received);
    }

    @Test
    @Tag("session-layer R41")
    void shouldAnswerOnTheExchangeWithTheAcknowledgementRidingAlong() {
        receive(request(I | R), 0);
        int requestCounter = peer.counter;
        answer(0);
        byte[] payload = peer.open(udp.last());
        assertArrayEquals(new byte[] {0x15, 0x18}, payload);
        assertEquals(99, peer.header.sessionId);
        assertFalse(peer.header.hasSource);
        assertEquals(A | R, peer.protocol.exchangeFlags);
        assertEquals(requestCounter, peer.protocol.ackedCounter);
        assertEquals(EXCHANGE, peer.protocol.exchangeId);
        receive(ackOf(peer.header.counter), 10);
        assertEquals(0, exchanges.slots().inUse());
        assertEquals(0, outbox.packets().inUse());
    }

    @Test
    @Tag("session-layer R57")
    void shouldAcknowledgeAloneAfter200Milliseconds() {
        receive(request(I | R), 0);
        assertEquals(200, cleanup.poll(0));
        cleanup.poll(199);
        assertEquals(0, udp.sent.size());
        cleanup.poll(200);
        assertEquals(1, udp.sent.size());
        peer.open(udp.last());
        assertEquals(SecureChannelOpcode.STANDALONE_ACK, peer.protocol.opcode);
        assertEquals(A, peer.protocol.exchangeFlags);
    }

    @Test
    @Tag("session-layer R32")
    @Tag("session-layer R56")
    void shouldRetransmitTheSameBytesFiveTimesInAllAndThenGiveUp() {
        receive(request(I | R), 0);
        answer(0);
        long now = 0;
        while (exchanges.slots().inUse() > 0) {
            now = cleanup.poll(now);
            assertTrue(now < 60000 || exchanges.slots().inUse() == 0, "never given up");
        }
        assertEquals(5, udp.sent.size());
        for (byte[] copy : udp.sent) {
            assertArrayEquals(udp.sent.get(0), copy);
        }
        assertEquals(4, counters.mrpRetransmissions);
        assertEquals(1, counters.mrpGivenUp);
        assertEquals(0, outbox.packets().inUse());
    }

    @Test
    @Tag("session-layer R46")
    void shouldAcknowledgeADuplicateAndNotHandItOver() {
        byte[] message = request(I | R);
        receive(message.clone(), 0);
        receive(message.clone(), 5);
        assertEquals(1, interaction.received);
        assertEquals(1, counters.rxDuplicates);
        assertEquals(1, udp.sent.size());
    }

    @Test
    @Tag("session-layer R23")
    @Tag("session-layer R40")
    @Tag("session-layer R42")
    void shouldLetAForgedMessageChangeNothing() {
        byte[] good = request(I | R);
        byte[] forged = request(I | R);
        forged[forged.length - 1] ^= 1;
        udp.sourcePort = 50000;
        receive(forged, 0);
        assertEquals(0, MessageReceptionState.max(session.reception()));
        assertEquals(0, peerPort());
        udp.sourcePort = 40000;
        receive(good, 0);
        assertEquals(40000, peerPort());
        assertEquals(1, interaction.received);
        assertEquals(1, counters.rxNotAuthentic);
    }

    @Test
    @Tag("session-layer R45")
    void shouldDropAndCountAMessageOfAnUnknownSession() {
        receive(peer.secured(0x4444, I | R, READ, EXCHANGE, PROTOCOL_IM, 0), 0);
        assertEquals(0, udp.sent.size());
        assertEquals(1, counters.rxNoSession);
    }

    @Test
    @Tag("session-layer R47")
    void shouldAcknowledgeAReplyNobodyWaitsForAndOpenNoExchange() {
        receive(request(R), 0);
        assertEquals(0, exchanges.slots().inUse());
        peer.open(udp.last());
        assertEquals(SecureChannelOpcode.STANDALONE_ACK, peer.protocol.opcode);
        assertEquals(I | A, peer.protocol.exchangeFlags);
        receive(request(0), 0);
        assertEquals(1, udp.sent.size());
    }

    @Test
    void shouldGoOnWithAnExchangeWhosePeerAnswered() {
        receive(request(I | R), 0);
        TlvWriter out = exchanges.begin(interaction.exchange);
        out.startStruct(TlvTag.ANONYMOUS);
        out.endContainer();
        exchanges.sendAndAwait(interaction.exchange, REPORT, 0);
        peer.open(udp.last());
        receive(
                peer.secured(
                        session.localSessionId(),
                        I | A | R,
                        STATUS,
                        EXCHANGE,
                        PROTOCOL_IM,
                        peer.header.counter),
                20);
        assertEquals(2, interaction.received);
        assertEquals(STATUS, interaction.lastOpcode);
        assertEquals(0, outbox.packets().inUse());
    }

    @Test
    @Tag("session-layer R59")
    void shouldTellTheHandlerWhenThePeerDoesNotAnswer() {
        receive(request(I | R), 0);
        TlvWriter out = exchanges.begin(interaction.exchange);
        out.startStruct(TlvTag.ANONYMOUS);
        out.endContainer();
        exchanges.sendAndAwait(interaction.exchange, REPORT, 0);
        peer.open(udp.last());
        receive(ackOf(peer.header.counter), 10);
        assertEquals(38452, cleanup.poll(38451));
        cleanup.poll(38452);
        assertEquals(Exchange.NO_RESPONSE, interaction.closedFor);
        assertEquals(0, exchanges.slots().inUse());
    }

    @Test
    @Tag("session-layer R14")
    void shouldForgetASessionThePeerCloses() {
        byte[] close = {0, 0, 0, 0, 0, 0, 3, 0};
        receive(request(I | R), 0);
        peer.counter++;
        receive(closeMessage(close), 0);
        assertEquals(Exchange.SESSION_CLOSED, interaction.closedFor);
        assertEquals(0, sessions.slots().inUse());
        assertEquals(0, exchanges.slots().inUse());
    }

    private int peerPort() {
        PeerAddress address = new PeerAddress();
        session.peerAddress(address);
        return address.port;
    }

    private byte[] closeMessage(byte[] report) {
        SecureSession other = new SecureSessions(1, 0).reserve(3, 0);
        byte[] keys = new byte[48];
        System.arraycopy(TestPeer.I2R, 0, keys, 0, 16);
        other.setPeerSessionId(session.localSessionId());
        other.activate(SecureSession.TYPE_PASE, true, keys, 0, 0);
        other.localMessageCounter().startAt(peer.counter + 1);
        ProtocolHeader protocol = new ProtocolHeader();
        protocol.exchangeFlags = I;
        protocol.opcode = SecureChannelOpcode.STATUS_REPORT;
        protocol.exchangeId = 0x4321;
        org.mattermote.stack.message.Packet packet = new org.mattermote.stack.message.Packet();
        System.arraycopy(report, 0, packet.bytes, 36, report.length);
        new MessageSealer(new AesCcm(), null, 1).seal(other, protocol, packet, report.length);
        return java.util.Arrays.copyOfRange(
                packet.bytes, packet.offset, packet.offset + packet.length);
    }

    @Test
    void shouldTellThePeerWhenASessionIsClosed() {
        PeerAddress address = new PeerAddress();
        address.port = 1;
        session.setPeerAddress(address);
        exchanges.closeSession(session, 0);
        assertArrayEquals(new byte[] {0, 0, 0, 0, 0, 0, 3, 0}, peer.open(udp.last()));
        assertEquals(I, peer.protocol.exchangeFlags);
        assertEquals(0, sessions.slots().inUse());
    }

    @Test
    @Tag("session-layer R39")
    void shouldOpenAnUnsecuredSessionForAHandshakeOnly() {
        receive(peer.unsecured(I | R, SecureChannelOpcode.SIGMA3, EXCHANGE, 0, new byte[4]), 0);
        assertEquals(0, unsecured.slots().inUse());
        receive(peer.unsecured(I | R, SecureChannelOpcode.SIGMA1, EXCHANGE, 0, new byte[4]), 0);
        assertEquals(1, unsecured.slots().inUse());
        assertEquals(1, secureChannel.received);
    }

    @Test
    @Tag("session-layer R38")
    void shouldAddressAnUnsecuredAnswerToTheInitiatorsEphemeralNodeId() {
        receive(peer.unsecured(I | R, SecureChannelOpcode.SIGMA1, EXCHANGE, 0, new byte[4]), 0);
        TlvWriter out = exchanges.begin(secureChannel.exchange);
        out.startStruct(TlvTag.ANONYMOUS);
        out.endContainer();
        exchanges.sendLast(secureChannel.exchange, SecureChannelOpcode.SIGMA2, 0);
        peer.open(udp.last());
        assertEquals(TestPeer.EPHEMERAL_NODE, peer.header.destinationNodeId);
        assertFalse(peer.header.hasSource);
        assertEquals(0, peer.header.sessionId);
    }

    @Test
    @Tag("stale-exchange R9")
    @Tag("stale-exchange R10")
    void shouldGiveANewHandshakeTheExchangeIdOfAStaleOne() {
        receive(peer.unsecured(I | R, SecureChannelOpcode.SIGMA1, EXCHANGE, 0, new byte[4]), 0);
        Exchange stale = secureChannel.exchange;
        cleanup.poll(200);
        int handle = stale.handle();
        receive(peer.unsecured(I | R, SecureChannelOpcode.SIGMA1, EXCHANGE, 0, new byte[4]), 300);
        assertEquals(Exchange.EVICTED, secureChannel.closedFor);
        assertEquals(2, secureChannel.received);
        assertNull(exchanges.find(handle));
        assertNotNull(exchanges.find(secureChannel.exchange.handle()));
        assertEquals(1, counters.staleExchangeEvictions);
    }

    @Test
    @Tag("stale-exchange R4")
    void shouldNotEvictForARetransmission() {
        byte[] sigma1 = peer.unsecured(I | R, SecureChannelOpcode.SIGMA1, EXCHANGE, 0, new byte[4]);
        receive(sigma1.clone(), 0);
        receive(sigma1.clone(), 300);
        assertEquals(0, counters.staleExchangeEvictions);
        assertEquals(1, secureChannel.received);
        peer.open(udp.last());
        assertEquals(SecureChannelOpcode.STANDALONE_ACK, peer.protocol.opcode);
    }

    @Test
    @Tag("stale-exchange R15")
    void shouldAnswerBusyWhenAPeerHasFiveExchanges() {
        for (int i = 0; i < 5; i++) {
            receive(peer.unsecured(I | R, SecureChannelOpcode.SIGMA1, i, 0, new byte[4]), 0);
        }
        receive(peer.unsecured(I | R, SecureChannelOpcode.SIGMA1, 6, 0, new byte[4]), 0);
        byte[] busy = peer.open(udp.last());
        assertArrayEquals(new byte[] {8, 0, 0, 0, 0, 0, 4, 0, (byte) 0xF4, 1}, busy);
        assertEquals(A, peer.protocol.exchangeFlags);
        assertEquals(5, exchanges.slots().inUse());
    }

    @Test
    @Tag("stale-exchange R15")
    void shouldKeepAnExchangeAndAPacketForAHandshake() {
        for (int i = 0; i < 4; i++) {
            receive(peer.unsecured(I | R, SecureChannelOpcode.SIGMA1, i, 0, new byte[4]), 0);
        }
        for (int i = 0; i < 3; i++) {
            receive(read(i), 0);
            assertNotNull(exchanges.begin(interaction.exchange));
            exchanges.sendAndAwait(interaction.exchange, REPORT, 0);
        }
        assertNull(exchanges.begin(interaction.exchange));
        // One exchange of eight is free, and one packet of four.
        receive(read(3), 0);
        assertEquals(3, interaction.received);
        assertNull(exchanges.open(session, PROTOCOL_IM, interaction, 0));
        receive(peer.unsecured(I | R, SecureChannelOpcode.SIGMA1, 4, 0, new byte[4]), 0);
        assertEquals(5, secureChannel.received);
        assertEquals(exchanges.slots().capacity(), exchanges.slots().inUse());
        assertNotNull(exchanges.begin(secureChannel.exchange));
    }

    private byte[] read(int exchange) {
        return peer.secured(session.localSessionId(), I | R, READ, exchange, PROTOCOL_IM, 0);
    }

    @Test
    @Tag("stale-exchange R15")
    void shouldAnswerBusyWhenEverySessionHasAHandshake() {
        for (int i = 0; i < 3; i++) {
            udp.sourcePort = 41000 + i;
            receive(peer.unsecured(I | R, SecureChannelOpcode.SIGMA1, i, 0, new byte[4]), 0);
        }
        int sent = udp.sent.size();
        udp.sourcePort = 42000;
        receive(peer.unsecured(I | R, SecureChannelOpcode.SIGMA1, 9, 0, new byte[4]), 0);
        assertEquals(sent + 1, udp.sent.size());
        byte[] busy = peer.open(udp.last());
        assertArrayEquals(new byte[] {8, 0, 0, 0, 0, 0, 4, 0, (byte) 0xF4, 1}, busy);
        assertEquals(A, peer.protocol.exchangeFlags);
        assertEquals(9, peer.protocol.exchangeId);
        assertEquals(3, exchanges.slots().inUse());
    }

    @Test
    @Tag("stale-exchange R2")
    void shouldDropAHandshakeThatComesEncrypted() {
        receive(request(I | R), 0);
        receive(
                peer.secured(
                        session.localSessionId(), I | R, SecureChannelOpcode.SIGMA1, 0x5555, 0, 0),
                0);
        assertEquals(0, secureChannel.received);
        assertEquals(1, exchanges.slots().inUse());
    }

    @Test
    void shouldSurviveEveryTruncationOfAMessage() {
        byte[] message = request(I | R);
        for (int n = 0; n < message.length; n++) {
            receive(java.util.Arrays.copyOf(message, n), 0);
        }
        assertEquals(0, interaction.received);
        assertEquals(message.length, counters.rxDropped);
        receive(message, 0);
        assertEquals(1, interaction.received);
    }

    @Test
    @Tag("session-layer R58")
    void shouldNeitherTakeNorDeliverAnAcknowledgementOfAnotherMessage() {
        receive(request(I | R), 0);
        assertNotNull(exchanges.begin(interaction.exchange));
        exchanges.sendAndAwait(interaction.exchange, REPORT, 0);
        peer.open(udp.last());
        int counter = peer.header.counter;
        receive(status(counter + 1), 10);
        assertEquals(1, interaction.received);
        assertFalse(interaction.exchange.isAcknowledged());
        peer.open(udp.last());
        assertEquals(SecureChannelOpcode.STANDALONE_ACK, peer.protocol.opcode);
        receive(status(counter), 20);
        assertEquals(2, interaction.received);
        assertTrue(interaction.exchange.isAcknowledged());
    }

    private byte[] status(int acked) {
        return peer.secured(
                session.localSessionId(), I | A | R, STATUS, EXCHANGE, PROTOCOL_IM, acked);
    }

    @Test
    @Tag("session-layer R48")
    void shouldDoWhatIsDueOnSecuredAndUnsecuredSessionsAndSayWhatIsNext() {
        assertEquals(Long.MAX_VALUE, cleanup.poll(0));
        receive(request(I | R), 0);
        answer(0);
        receive(peer.unsecured(I | R, SecureChannelOpcode.SIGMA1, 9, 0, new byte[4]), 100);
        assertNotNull(exchanges.begin(secureChannel.exchange));
        exchanges.sendAndAwait(secureChannel.exchange, SecureChannelOpcode.SIGMA2, 100);
        assertEquals(2, udp.sent.size());
        long first = cleanup.poll(100);
        assertTrue(first >= 330 && first <= 412, "ms " + first);
        cleanup.poll(first - 1);
        assertEquals(2, udp.sent.size());
        long second = cleanup.poll(first);
        assertEquals(3, udp.sent.size());
        assertArrayEquals(udp.sent.get(0), udp.last());
        assertTrue(second >= 430 && second <= 512, "ms " + second);
        cleanup.poll(second);
        assertEquals(4, udp.sent.size());
        assertArrayEquals(udp.sent.get(1), udp.last());
    }

    @Test
    @Tag("session-layer R37")
    void shouldCountAPeerAsActiveByAuthenticMessagesOnly() {
        assertTrue(session.isPeerActive(3_999));
        assertFalse(session.isPeerActive(4_000));
        byte[] forged = request(I);
        forged[forged.length - 1] ^= 1;
        receive(forged, 5_000);
        assertFalse(session.isPeerActive(5_000));
        byte[] good = request(I);
        receive(good.clone(), 6_000);
        assertTrue(session.isPeerActive(9_999));
        assertFalse(session.isPeerActive(10_000));
        assertEquals(300, session.retryInterval(9_999));
        assertEquals(500, session.retryInterval(10_000));
        // Somebody who recorded it sends it again.
        receive(good, 12_000);
        assertFalse(session.isPeerActive(12_000));
        // What we send makes nobody active.
        answer(12_000);
        assertFalse(session.isPeerActive(12_000));
    }

    @Test
    @Tag("session-layer R3")
    void shouldKeepTimeInWholeMillisecondsForYears() {
        long now = 1L << 40;
        receive(request(I | R), now);
        assertEquals(now + 200, cleanup.poll(now));
        answer(now);
        long next = cleanup.poll(now);
        assertTrue(next >= now + 330 && next <= now + 412, "ms " + (next - now));
        assertEquals(500, session.idleInterval());
        assertEquals(300, session.activeInterval());
        assertEquals(4000, session.activeThreshold());
        assertTrue(session.isPeerActive(now + 3_999));
        assertFalse(session.isPeerActive(now + 4_000));
    }

    @Test
    @Tag("session-layer R28")
    @Tag("session-layer R29")
    void shouldCountUnsecuredMessagesTogetherAndEachSecuredSessionAlone() {
        int[] unsecuredCounters = new int[2];
        for (int i = 0; i < 2; i++) {
            udp.sourcePort = 41000 + i;
            receive(peer.unsecured(I | R, SecureChannelOpcode.SIGMA1, i, 0, new byte[4]), 0);
            assertNotNull(exchanges.begin(secureChannel.exchange));
            exchanges.sendAndAwait(secureChannel.exchange, SecureChannelOpcode.SIGMA2, 0);
            peer.open(udp.last());
            unsecuredCounters[i] = peer.header.counter;
        }
        assertEquals(2, unsecured.slots().inUse());
        assertEquals(unsecuredCounters[0] + 1, unsecuredCounters[1]);
        receive(request(I | R), 0);
        answer(0);
        peer.open(udp.last());
        int own = peer.header.counter;
        // Its own begins at 78: 77 was drawn.
        assertEquals(78, own);
        receive(ackOf(own), 0);
        SecureSession other = sessions.reserve(1000, 0);
        assertEquals(1001, other.localMessageCounter().next());
        receive(
                peer.secured(session.localSessionId(), I | R, READ, EXCHANGE + 1, PROTOCOL_IM, 0),
                0);
        answer(0);
        peer.open(udp.last());
        assertEquals(own + 1, peer.header.counter);
    }
}
