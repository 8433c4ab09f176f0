package org.mattermote.stack.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.message.ReliableTransport;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;

/** Exchanges over a transport that is reliable itself. */
class ConnectionTest extends ExchangeFixture {
    private static final int CONNECTION = 0x80000001;

    private final Transport transport = new Transport();

    /** Keeps what it is given until the test lets it go. */
    private final class Transport implements ReliableTransport {
        final Queue<byte[]> inbox = new ArrayDeque<>();
        final List<byte[]> sent = new ArrayList<>();
        final List<Packet> held = new ArrayList<>();
        final PeerAddress to = new PeerAddress();
        int from = CONNECTION;

        @Override
        public int receive(byte[] buffer, int offset, int capacity, PeerAddress sender) {
            byte[] message = inbox.poll();
            if (message == null) {
                return PortStatus.NONE;
            }
            System.arraycopy(message, 0, buffer, offset, message.length);
            sender.setConnection(from);
            return message.length;
        }

        @Override
        public void send(Packet packet, PeerAddress address) {
            int from = packet.offset;
            sent.add(Arrays.copyOfRange(packet.bytes, from, from + packet.length));
            held.add(packet);
            to.set(address);
        }

        void letGo() {
            held.forEach(outbox.store()::release);
            held.clear();
        }

        byte[] last() {
            return sent.get(sent.size() - 1);
        }
    }

    @BeforeEach
    void connect() {
        dispatch.setConnections(transport);
        outbox.setConnections(transport);
        session.setPeerAddress(connection(CONNECTION));
    }

    private static PeerAddress connection(int number) {
        PeerAddress address = new PeerAddress();
        address.setConnection(number);
        return address;
    }

    private void receiveOver(byte[] message) {
        transport.inbox.add(message);
        dispatch.poll(0);
    }

    @Test
    void shouldAnswerWithoutMrpAndForgetTheMessage() {
        receiveOver(request(I));
        assertEquals(Long.MAX_VALUE, cleanup.poll(0), "nothing is owed");
        answer(0);
        assertArrayEquals(new byte[] {0x15, 0x18}, peer.open(transport.last()));
        assertEquals(0, peer.protocol.exchangeFlags, "neither R nor A");
        assertEquals(CONNECTION, transport.to.connection());
        assertTrue(transport.to.isConnection());
        assertEquals(0, udp.sent.size());
        assertEquals(0, exchanges.slots().inUse(), "over, though nobody acknowledged");
        assertEquals(1, outbox.packets().inUse(), "the transport's");
        transport.letGo();
        assertEquals(0, outbox.packets().inUse());
    }

    @Test
    void shouldAcknowledgeNothingWhateverTheFlags() {
        byte[] request = request(I | R);
        receiveOver(request);
        assertEquals(1, interaction.received);
        assertEquals(Long.MAX_VALUE, cleanup.poll(0));
        receiveOver(request);
        receiveOver(peer.secured(session.localSessionId(), R, REPORT, EXCHANGE + 1, 1, 0));
        assertEquals(1, interaction.received, "a duplicate, and one of no exchange");
        assertEquals(0, transport.sent.size());
        answer(0);
        peer.open(transport.last());
        assertEquals(0, peer.protocol.exchangeFlags);
    }

    @Test
    void shouldSendReportsAndRefusalsToo() {
        receiveOver(peer.unsecured(I, SecureChannelOpcode.SIGMA1, 9, 0, new byte[0]));
        assertEquals(1, secureChannel.received);
        exchanges.closeSession(session, 0);
        assertEquals(1, transport.sent.size());
        assertEquals(0, udp.sent.size());
        peer.open(transport.last());
        assertEquals(SecureChannelOpcode.STATUS_REPORT, peer.protocol.opcode);
        assertEquals(I, peer.protocol.exchangeFlags);
        transport.letGo();
        assertEquals(0, outbox.packets().inUse());
    }

    @Test
    void shouldTakeASessionOverItsConnectionOnly() {
        receive(request(I), 0);
        transport.from = CONNECTION + 1;
        receiveOver(request(I));
        assertEquals(0, interaction.received);
        assertTrue(session.isPeerAt(connection(CONNECTION)), "and it has not moved");
        transport.from = CONNECTION;
        receiveOver(request(I));
        assertEquals(1, interaction.received);

        session.setPeerAddress(new PeerAddress());
        receiveOver(request(I));
        assertEquals(1, interaction.received, "nor one of UDP over a connection");
    }

    /** Over a TCP connection a handler asks, and waits; the peer is heard of or not. */
    private void ask(boolean isHeardOf) {
        PeerAddress tcp = new PeerAddress();
        tcp.setConnection(PeerAddress.TCP, CONNECTION);
        session.setPeerAddress(tcp);
        byte[] keys = new byte[SecureSession.KEY_BLOCK_LENGTH];
        session.activate(SecureSession.TYPE_CASE, false, keys, 0, 0);
        Exchange exchange = exchanges.open(session, 1, interaction, 1000);
        exchanges.begin(exchange);
        assertEquals(ExchangeStatus.OK, exchanges.sendAndAwait(exchange, 2, 1000));
        transport.letGo();
        if (isHeardOf) {
            session.received(1000);
        }
        assertEquals(31_000, cleanup.poll(1000));
        cleanup.poll(30_999);
        assertTrue(exchange.isOpen());
        cleanup.poll(31_000);
        assertEquals(0, exchanges.slots().inUse());
        assertEquals(List.of(-Exchange.NO_RESPONSE), interaction.heard);
    }

    @Test
    void shouldWaitThirtySecondsForAnAnswerOverTcp() {
        ask(true);
        assertTrue(session.isActive(), "it only did not answer this");
    }

    @Test
    void shouldGiveUpTheSessionOfAPeerThatIsNotHeardOfOverTcp() {
        ask(false);
        assertFalse(session.isTaken());
    }

    @Test
    void shouldEndWhatIsOverAConnectionThatIsGone() {
        receiveOver(request(I));
        receiveOver(peer.unsecured(I, SecureChannelOpcode.SIGMA1, 9, 0, new byte[0]));
        receive(peer.unsecured(I, SecureChannelOpcode.SIGMA1, 8, 0, new byte[0]), 0);
        assertEquals(3, exchanges.slots().inUse());

        exchanges.connectionClosed(connection(CONNECTION + 1), 0);
        assertEquals(3, exchanges.slots().inUse());

        exchanges.connectionClosed(connection(CONNECTION), 0);
        unsecured.connectionClosed(connection(CONNECTION));
        assertEquals(-Exchange.SESSION_CLOSED, interaction.heard.get(1));
        assertEquals(Exchange.SESSION_CLOSED, secureChannel.closedFor);
        assertFalse(session.isTaken());
        assertEquals(1, exchanges.slots().inUse(), "that over UDP");
        assertEquals(1, unsecured.slots().inUse());
        assertEquals(0, transport.sent.size(), "nobody is there to hear it");
    }
}
