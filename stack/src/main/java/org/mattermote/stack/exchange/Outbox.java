package org.mattermote.stack.exchange;

import org.mattermote.stack.codec.ProtocolHeader;
import org.mattermote.stack.codec.ProtocolId;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.codec.StatusReport;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.message.MessageSealer;
import org.mattermote.stack.message.MessageStatus;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.message.Packets;
import org.mattermote.stack.message.ReliableTransport;
import org.mattermote.stack.message.Session;
import org.mattermote.stack.port.DatagramPort;
import org.mattermote.stack.port.PeerAddress;

/**
 * Seals messages and sends them: first transmissions, retransmissions, and those without answer.
 */
public final class Outbox {
    /** Bytes of a refusal's payload at most. */
    private static final int MAX_REFUSAL = 32;

    private final MessageSealer sealer;
    private final DatagramPort udp;
    private final Drbg drbg;
    private final ExchangeCounters counters;
    private final Packets packets;

    /** Null when messages go in datagrams only. */
    private ReliableTransport connections;

    private final TlvWriter writer = new TlvWriter();
    private final ProtocolHeader protocol = new ProtocolHeader();
    private final PeerAddress to = new PeerAddress();

    /** Spreads retransmissions: no secret, so a generator of three shifts; never 0. */
    private int jitter;

    /** For messages nobody acknowledges; so they never lack a packet. */
    private final Packet unreliable = new Packet(Packet.SHORT);

    /**
     * @param packetCount messages of any length that wait for an acknowledgement; each is written
     *     in one of these packets
     * @param packetBytes bytes of each, {@link Packet#CAPACITY} at least
     * @param shortPacketCount further ones that turned out short
     */
    public Outbox(
            MessageSealer sealer,
            DatagramPort udp,
            Drbg drbg,
            int packetCount,
            int packetBytes,
            int shortPacketCount,
            ExchangeCounters counters) {
        this.sealer = sealer;
        this.udp = udp;
        this.drbg = drbg;
        jitter = drbg.nextInt() | 1;
        this.counters = counters;
        packets = new Packets(packetCount, packetBytes, shortPacketCount);
    }

    /** Names what messages go over beside datagrams; once, at boot. */
    public void setConnections(ReliableTransport connections) {
        this.connections = connections;
    }

    /** Where its packets are from, and those of the transports. */
    public Packets store() {
        return packets;
    }

    /** Packets to write messages in, and to keep long ones. */
    public Pool<Packet> packets() {
        return packets.full();
    }

    /** Packets that keep short messages. */
    public Pool<Packet> shortPackets() {
        return packets.brief();
    }

    /** To be filled and sent at once, for messages nobody acknowledges. */
    Packet unreliable() {
        return unreliable;
    }

    /**
     * Sends an exchange's message reliably and keeps it for retransmission; over a connection that
     * is the transport's. An owed acknowledgement rides on it. A message of ours that is still
     * unacknowledged counts as delivered: the peer went on.
     *
     * @return OK or KEY_EXHAUSTED, and then the packet is free again
     */
    int send(Exchange exchange, Packet packet, int opcode, int payloadLength, long nowMillis) {
        boolean connected = exchange.session.isOverConnection();
        address(exchange, exchange.protocolId, opcode);
        protocol.exchangeFlags |= connected ? 0 : ProtocolHeader.RELIABLE;
        int status = sealer.seal(exchange.session, protocol, packet, payloadLength);
        if (status != MessageStatus.OK) {
            packets.release(packet);
            return ExchangeStatus.KEY_EXHAUSTED;
        }
        acknowledged(exchange);
        counters.txMessages++;
        Packet kept = packets.settle(packet);
        if (connected) {
            hand(exchange.session, kept, nowMillis);
        } else {
            exchange.unacknowledged = kept;
            transmit(exchange, nowMillis);
        }
        acknowledgementSent(exchange);
        return ExchangeStatus.OK;
    }

    /** Sends the unacknowledged message, the same bytes each time, and sets when to do so again. */
    void transmit(Exchange exchange, long nowMillis) {
        Packet packet = exchange.unacknowledged;
        if (packet.transmissions > 0) {
            counters.mrpRetransmissions++;
        }
        put(exchange.session, packet, nowMillis);
        packet.sendAt =
                nowMillis
                        + Mrp.backoff(
                                exchange.session.retryInterval(nowMillis),
                                packet.transmissions,
                                nextJitter());
        packet.transmissions++;
    }

    private int nextJitter() {
        jitter ^= jitter << 13;
        jitter ^= jitter >>> 17;
        jitter ^= jitter << 5;
        return jitter;
    }

    /** The peer has our message: its packet is free. */
    void acknowledged(Exchange exchange) {
        if (exchange.unacknowledged != null) {
            packets.release(exchange.unacknowledged);
            exchange.unacknowledged = null;
        }
    }

    /** Sends the acknowledgement an exchange owes, alone. */
    void acknowledge(Exchange exchange, long nowMillis) {
        address(exchange, ProtocolId.SECURE_CHANNEL, SecureChannelOpcode.STANDALONE_ACK);
        counters.standaloneAcknowledgements++;
        sendUnreliable(exchange.session, 0, nowMillis);
        acknowledgementSent(exchange);
    }

    /** Acknowledges a message that no exchange takes: a duplicate, or one of an ended exchange. */
    void acknowledge(
            Session session, int exchangeId, boolean fromInitiator, int counter, long nowMillis) {
        ephemeral(exchangeId, fromInitiator, SecureChannelOpcode.STANDALONE_ACK, counter);
        counters.standaloneAcknowledgements++;
        sendUnreliable(session, 0, nowMillis);
    }

    /** Answers a request that gets no exchange with its protocol's Busy, acknowledging it. */
    void refuse(
            Session session,
            ProtocolHeader request,
            int counter,
            ExchangeHandler handler,
            int waitMillis,
            long nowMillis) {
        writer.wrap(unreliable.bytes, Packet.PAYLOAD, Packet.PAYLOAD + MAX_REFUSAL);
        int opcode = handler.writeBusy(writer, waitMillis);
        ephemeral(request.exchangeId, true, opcode, counter);
        protocol.protocolId = request.protocolId;
        sendUnreliable(session, writer.position() - Packet.PAYLOAD, nowMillis);
    }

    /** Sends an unreliable status report on an exchange; an owed acknowledgement rides on it. */
    void report(Exchange exchange, StatusReport report, long nowMillis) {
        address(exchange, ProtocolId.SECURE_CHANNEL, SecureChannelOpcode.STATUS_REPORT);
        int end = report.encodeInto(unreliable.bytes, Packet.PAYLOAD);
        sendUnreliable(exchange.session, end - Packet.PAYLOAD, nowMillis);
        acknowledgementSent(exchange);
    }

    /** Opens an exchange of no slot with one unreliable status report: CloseSession. */
    void reportAlone(Session session, StatusReport report, long nowMillis) {
        alone(SecureChannelOpcode.STATUS_REPORT);
        int end = report.encodeInto(unreliable.bytes, Packet.PAYLOAD);
        sendUnreliable(session, end - Packet.PAYLOAD, nowMillis);
    }

    /** What it holds beside its packets. */
    public void state(SlotState state) {
        jitter = state.integer(jitter);
    }

    /**
     * Opens an exchange of no slot with one unreliable message of the secure channel.
     *
     * @param payload from the start of the array, so short that a short packet holds it
     */
    public void sendAlone(Session session, int opcode, byte[] payload, int length, long nowMillis) {
        alone(opcode);
        System.arraycopy(payload, 0, unreliable.bytes, Packet.PAYLOAD, length);
        sendUnreliable(session, length, nowMillis);
    }

    private void alone(int opcode) {
        protocol.clear();
        protocol.exchangeFlags = ProtocolHeader.INITIATOR;
        protocol.exchangeId = drbg.nextInt() & 0xFFFF;
        protocol.protocolId = ProtocolId.SECURE_CHANNEL;
        protocol.opcode = opcode;
    }

    private void ephemeral(int exchangeId, boolean fromInitiator, int opcode, int counter) {
        protocol.clear();
        protocol.exchangeFlags =
                ProtocolHeader.ACKNOWLEDGEMENT | (fromInitiator ? 0 : ProtocolHeader.INITIATOR);
        protocol.exchangeId = exchangeId;
        protocol.protocolId = ProtocolId.SECURE_CHANNEL;
        protocol.opcode = opcode;
        protocol.ackedCounter = counter;
    }

    private void address(Exchange exchange, int protocolId, int opcode) {
        protocol.clear();
        protocol.exchangeFlags = exchange.initiator ? ProtocolHeader.INITIATOR : 0;
        if (exchange.ackOwed) {
            protocol.exchangeFlags |= ProtocolHeader.ACKNOWLEDGEMENT;
            protocol.ackedCounter = exchange.ackCounter;
        }
        protocol.exchangeId = exchange.id;
        protocol.protocolId = protocolId;
        protocol.opcode = opcode;
    }

    private void sendUnreliable(Session session, int payloadLength, long nowMillis) {
        counters.txMessages++;
        if (sealer.seal(session, protocol, unreliable, payloadLength) != MessageStatus.OK) {
            return;
        }
        if (!session.isOverConnection()) {
            put(session, unreliable, nowMillis);
            return;
        }
        Packet kept = packets.keep(unreliable.length);
        if (kept != null) {
            kept.copy(unreliable);
            hand(session, kept, nowMillis);
        }
    }

    /** Gives a message to the transport, and its packet. */
    private void hand(Session session, Packet packet, long nowMillis) {
        session.peerAddress(to);
        connections.send(packet, to);
        session.sent(nowMillis);
    }

    private void put(Session session, Packet packet, long nowMillis) {
        session.peerAddress(to);
        udp.send(packet.bytes, packet.offset, packet.length, to);
        session.sent(nowMillis);
    }

    private static void acknowledgementSent(Exchange exchange) {
        exchange.ackOwed = false;
        exchange.ackDeadline = Exchange.NEVER;
    }
}
