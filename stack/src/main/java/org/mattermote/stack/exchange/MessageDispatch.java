package org.mattermote.stack.exchange;

import org.mattermote.stack.codec.MessageHeader;
import org.mattermote.stack.codec.ProtocolHeader;
import org.mattermote.stack.codec.ProtocolId;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.message.InboundMessage;
import org.mattermote.stack.message.MessageSealer;
import org.mattermote.stack.message.MessageStatus;
import org.mattermote.stack.message.ReliableTransport;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.message.SecureSessions;
import org.mattermote.stack.message.UnsecuredSession;
import org.mattermote.stack.message.UnsecuredSessions;
import org.mattermote.stack.port.DatagramPort;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.PortStatus;

/**
 * The way of a datagram: header, session, decryption, duplicate check, acknowledgement, exchange,
 * handler (Matter core 4.7, 4.10.5, 4.12.5). Whatever does not fit is dropped and counted.
 */
public final class MessageDispatch {
    /** Datagrams taken in one poll. */
    public static final int MAX_PER_POLL = 4;

    /** What a newcomer is asked to wait when no exchange or session is free, ms. */
    public static final int BUSY_WAIT = 500;

    private DatagramPort udp;
    private final SecureSessions secureSessions;
    private final UnsecuredSessions unsecuredSessions;
    private final MessageSealer sealer;
    private final Exchanges exchanges;
    private final Outbox outbox;
    private final ExchangeCounters counters;
    private final LogPort log;
    private final InboundMessage message;
    private ExchangeHandler secureChannel;
    private ExchangeHandler interactionModel;

    /** Null when the node is in no groups. */
    private GroupReceiver groups;

    /** Null when messages come in datagrams only. */
    private ReliableTransport connections;

    /** Null when no message is longer than {@link InboundMessage#buffer}. */
    private LargeDispatch large;

    /**
     * @param maxMessage longest message taken, bytes
     */
    public MessageDispatch(
            int maxMessage,
            DatagramPort udp,
            SecureSessions secureSessions,
            UnsecuredSessions unsecuredSessions,
            MessageSealer sealer,
            Exchanges exchanges,
            Outbox outbox,
            ExchangeCounters counters,
            LogPort log) {
        this.udp = udp;
        this.secureSessions = secureSessions;
        this.unsecuredSessions = unsecuredSessions;
        this.sealer = sealer;
        this.exchanges = exchanges;
        this.outbox = outbox;
        this.counters = counters;
        this.log = log;
        message = new InboundMessage(maxMessage);
    }

    /** Names the protocols' handlers; once, at boot. */
    public void setHandlers(ExchangeHandler secureChannel, ExchangeHandler interactionModel) {
        this.secureChannel = secureChannel;
        this.interactionModel = interactionModel;
    }

    /** Names a socket in place of the first, which may be behind it; once, at boot. */
    public void setUdp(DatagramPort udp) {
        this.udp = udp;
    }

    /** Names who takes messages to groups; once, at boot. */
    public void setGroups(GroupReceiver groups) {
        this.groups = groups;
    }

    /** Names what messages come over beside datagrams; once, at boot. */
    public void setConnections(ReliableTransport connections) {
        this.connections = connections;
    }

    /** Names what large messages come by; once, at boot. */
    public void setLarge(LargeDispatch large) {
        this.large = large;
    }

    /**
     * Takes one large message or else waiting datagrams, and then messages of connections, at most
     * {@link #MAX_PER_POLL} each.
     *
     * @return true when that many came, so that more may wait
     */
    public boolean poll(long nowMillis) {
        if (large != null && large.poll(this, message, nowMillis)) {
            return true;
        }
        int taken = 0;
        while (taken < MAX_PER_POLL) {
            int length = udp.receive(message.buffer, 0, message.buffer.length, message.from);
            if (length == PortStatus.NONE) {
                break;
            }
            counters.rxDatagrams++;
            take(length, nowMillis);
            taken++;
        }
        return (connections != null && pollConnections(nowMillis)) | taken == MAX_PER_POLL;
    }

    private boolean pollConnections(long nowMillis) {
        for (int i = 0; i < MAX_PER_POLL; i++) {
            int length =
                    connections.receive(message.buffer, 0, message.buffer.length, message.from);
            if (length == PortStatus.NONE) {
                return false;
            }
            take(length, nowMillis);
        }
        return true;
    }

    /** A message of that length is in the buffer. */
    void take(int length, long nowMillis) {
        if (length < 0 || !process(length, nowMillis)) {
            counters.rxDropped++;
        }
    }

    private boolean process(int length, long nowMillis) {
        MessageHeader header = message.header;
        int headerLength = header.decode(message.buffer, 0, length);
        if (headerLength < 0) {
            return false;
        }
        if (header.sessionType() == MessageHeader.SESSION_GROUP) {
            return groups != null && groups.received(message, headerLength, length, nowMillis);
        }
        if (header.isPrivate() && header.sessionId == 0
                || header.sessionType() != MessageHeader.SESSION_UNICAST) {
            return false;
        }
        return header.sessionId == 0
                ? processUnsecured(headerLength, length, nowMillis)
                : processSecured(headerLength, length, nowMillis);
    }

    private boolean processSecured(int headerLength, int length, long nowMillis) {
        SecureSession session = secureSessions.findByLocalId(message.header.sessionId);
        if (session == null) {
            counters.rxNoSession++;
            return false;
        }
        if ((session.isOverConnection() || message.from.isConnection())
                && !session.isPeerAt(message.from)) {
            // A session ends with its connection: it does not move to another one, or to UDP.
            return false;
        }
        MessageHeader header = message.header;
        if (header.isPrivate() && !sealer.show(session, header, message.buffer, length)) {
            return false;
        }
        int plain = sealer.open(session, header, message.buffer, length, headerLength);
        if (plain < 0) {
            if (plain == MessageStatus.NOT_AUTHENTIC) {
                counters.rxNotAuthentic++;
            }
            return false;
        }
        if (!decodeProtocol(headerLength, plain)) {
            return false;
        }
        message.session = session;
        boolean duplicate = session.markDuplicate(message.header.counter);
        if (!duplicate) {
            // A recorded message that somebody sends again is authentic, too.
            session.setPeerAddress(message.from);
            session.received(nowMillis);
        }
        return processExchange(duplicate, nowMillis);
    }

    private boolean processUnsecured(int headerLength, int length, long nowMillis) {
        MessageHeader header = message.header;
        if (!decodeProtocol(headerLength, length - headerLength)) {
            return false;
        }
        boolean asked = message.protocol.isInitiator();
        UnsecuredSession session = null;
        if (asked && header.hasSource) {
            session = unsecuredSessions.find(header.sourceNodeId, message.from);
        } else if (!asked && header.destinationKind == MessageHeader.DESTINATION_NODE) {
            session = unsecuredSessions.findInitiated(header.destinationNodeId, message.from);
        }
        if (session == null) {
            if (!asked || !header.hasSource || !isNewSessionRequest()) {
                return false;
            }
            session = unsecuredSessions.create(header.sourceNodeId, message.from, nowMillis);
            if (session == null && exchanges.reclaimClosing()) {
                session = unsecuredSessions.create(header.sourceNodeId, message.from, nowMillis);
            }
            if (session == null) {
                message.session =
                        unsecuredSessions.stranger(header.sourceNodeId, message.from, nowMillis);
                refuse(secureChannel, nowMillis);
                return false;
            }
        }
        message.session = session;
        boolean duplicate = session.markDuplicate(header.counter);
        session.received(nowMillis);
        return processExchange(duplicate, nowMillis);
    }

    private boolean decodeProtocol(int headerLength, int length) {
        int protocolLength = message.protocol.decode(message.buffer, headerLength, length);
        message.payloadOffset = headerLength + protocolLength;
        message.payloadLength = length - protocolLength;
        return protocolLength >= 0;
    }

    private boolean isNewSessionRequest() {
        ProtocolHeader protocol = message.protocol;
        return protocol.vendorId == 0
                && protocol.protocolId == ProtocolId.SECURE_CHANNEL
                && (protocol.opcode == SecureChannelOpcode.PBKDF_PARAM_REQUEST
                        || protocol.opcode == SecureChannelOpcode.SIGMA1);
    }

    private boolean processExchange(boolean duplicate, long nowMillis) {
        ProtocolHeader protocol = message.protocol;
        boolean fromInitiator = protocol.isInitiator();
        int id = protocol.exchangeId;
        if (duplicate) {
            counters.rxDuplicates++;
            acknowledgeAlone(nowMillis);
            return true;
        }
        boolean foreignAck = false;
        if (protocol.isAcknowledgement()) {
            foreignAck = !takeAcknowledgement(nowMillis);
        }
        boolean secureChannelMessage =
                protocol.vendorId == 0 && protocol.protocolId == ProtocolId.SECURE_CHANNEL;
        if (secureChannelMessage && protocol.opcode == SecureChannelOpcode.STANDALONE_ACK) {
            return true;
        }
        if (secureChannelMessage && isCloseSession()) {
            exchanges.dropSession((SecureSession) message.session, nowMillis);
            return true;
        }
        if (fromInitiator && isRestart()) {
            evictStale(nowMillis);
        }
        Exchange exchange = exchanges.findLive(message.session, id, fromInitiator);
        if (exchange == null) {
            exchange = accept(nowMillis);
            if (exchange == null) {
                return false;
            }
        } else if (foreignAck && exchange.unacknowledged != null) {
            acknowledgeAlone(nowMillis);
            return false;
        }
        owe(exchange, nowMillis);
        exchange.responseDeadline = Exchange.NEVER;
        exchange.handler.received(exchange, message, nowMillis);
        return true;
    }

    private void evictStale(long nowMillis) {
        ProtocolHeader protocol = message.protocol;
        Exchange stale = exchanges.findStale(message.session, protocol.exchangeId);
        if (stale != null) {
            log.event(LogEvent.STALE_EXCHANGE_EVICTED, protocol.exchangeId, protocol.opcode, 0);
            exchanges.evict(stale, nowMillis);
        }
    }

    /** Clears the message that is acknowledged; false when no message of ours has this counter. */
    private boolean takeAcknowledgement(long nowMillis) {
        ProtocolHeader protocol = message.protocol;
        Exchange exchange =
                exchanges.findUnacknowledged(
                        message.session,
                        protocol.exchangeId,
                        protocol.isInitiator(),
                        protocol.ackedCounter);
        if (exchange == null) {
            return false;
        }
        outbox.acknowledged(exchange);
        if (exchange.state == Exchange.CLOSING && !exchange.isPending()) {
            exchanges.end(exchange);
        }
        return true;
    }

    private boolean isCloseSession() {
        return message.protocol.opcode == SecureChannelOpcode.STATUS_REPORT
                && message.session.isSecure()
                && exchanges.isCloseSession(
                        message.buffer, message.payloadOffset, message.payloadLength);
    }

    private boolean isRestart() {
        return !message.session.isSecure() && isNewSessionRequest();
    }

    /**
     * A new exchange for a message that matches none, or null: dropped, refused or acknowledged.
     */
    private Exchange accept(long nowMillis) {
        ProtocolHeader protocol = message.protocol;
        ExchangeHandler handler = handlerFor();
        boolean opens =
                protocol.isInitiator()
                        && handler != null
                        && (message.session.isSecure()
                                ? handler != secureChannel
                                        && ((SecureSession) message.session).isActive()
                                : isNewSessionRequest());
        if (!opens) {
            acknowledgeAlone(nowMillis);
            return null;
        }
        Exchange exchange =
                exchanges.accept(
                        message.session, protocol.exchangeId, protocol.protocolId, handler);
        if (exchange == null
                && (exchanges.reclaimEvicted(message.session)
                        || exchanges.isFull(message.session) && exchanges.reclaimClosing())) {
            exchange =
                    exchanges.accept(
                            message.session, protocol.exchangeId, protocol.protocolId, handler);
        }
        if (exchange == null) {
            refuse(handler, nowMillis);
        }
        return exchange;
    }

    private void refuse(ExchangeHandler handler, long nowMillis) {
        counters.refusals++;
        outbox.refuse(
                message.session,
                message.protocol,
                message.header.counter,
                handler,
                BUSY_WAIT,
                nowMillis);
    }

    private ExchangeHandler handlerFor() {
        ProtocolHeader protocol = message.protocol;
        if (protocol.vendorId != 0) {
            return null;
        }
        if (protocol.protocolId == ProtocolId.SECURE_CHANNEL) {
            return secureChannel;
        }
        return protocol.protocolId == ProtocolId.INTERACTION_MODEL ? interactionModel : null;
    }

    private void owe(Exchange exchange, long nowMillis) {
        if (!isToBeAcknowledged()) {
            return;
        }
        if (exchange.ackOwed) {
            outbox.acknowledge(exchange, nowMillis);
        }
        exchange.ackOwed = true;
        exchange.ackCounter = message.header.counter;
        exchange.ackDeadline = nowMillis + Mrp.STANDALONE_ACK_TIMEOUT;
    }

    /** Not what a connection has acknowledged already, whatever its flags ask for. */
    private boolean isToBeAcknowledged() {
        return message.protocol.isReliable() && !message.session.isOverConnection();
    }

    private void acknowledgeAlone(long nowMillis) {
        if (isToBeAcknowledged()) {
            outbox.acknowledge(
                    message.session,
                    message.protocol.exchangeId,
                    message.protocol.isInitiator(),
                    message.header.counter,
                    nowMillis);
        }
    }
}
