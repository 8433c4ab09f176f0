package org.mattermote.stack.exchange;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.ProtocolId;
import org.mattermote.stack.codec.SecureChannelProtocolCode;
import org.mattermote.stack.codec.StatusReport;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.message.MessageSealer;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.message.SecureSessions;
import org.mattermote.stack.message.Session;
import org.mattermote.stack.message.UnsecuredSession;
import org.mattermote.stack.port.PeerAddress;

/**
 * The exchange table, one pool for all sessions, and what handlers do with an exchange. Sending is
 * two calls: {@link #begin} lends a packet to write the payload into, a {@code send…} seals it and
 * lets it go.
 */
public final class Exchanges {
    /** Exchanges a peer may have open on one session; it opens no more itself. */
    public static final int MAX_PER_SESSION = 5;

    private final Pool<Exchange> slots;
    private final Outbox outbox;
    private final SecureSessions sessions;
    private final ExchangeCounters counters;
    private final int ownActiveInterval;
    private final TlvWriter writer = new TlvWriter();
    private final StatusReport report = new StatusReport();
    private Packet begun;
    private int nextExchangeId;

    /**
     * @param capacity exchanges of all sessions together
     * @param ownActiveInterval SESSION_ACTIVE_INTERVAL we advertise, ms
     */
    public Exchanges(
            int capacity,
            Outbox outbox,
            SecureSessions sessions,
            Drbg drbg,
            ExchangeCounters counters,
            int ownActiveInterval) {
        Exchange[] exchanges = new Exchange[capacity];
        for (int i = 0; i < capacity; i++) {
            exchanges[i] = new Exchange();
        }
        slots = new Pool<Exchange>(exchanges);
        this.outbox = outbox;
        this.sessions = sessions;
        this.counters = counters;
        this.ownActiveInterval = ownActiveInterval;
        nextExchangeId = drbg.nextInt() & 0xFFFF;
    }

    public Pool<Exchange> slots() {
        return slots;
    }

    /**
     * Whether there is no slot for another exchange on this session. One is kept for a handshake:
     * whoever has a session must not keep others out.
     */
    boolean isFull(Session session) {
        return slots.inUse() + (session.isSecure() ? 1 : 0) >= slots.capacity();
    }

    /** The exchange a handle names, or null when it ended. */
    public Exchange find(int handle) {
        return slots.find(handle);
    }

    /**
     * Lends a packet for the exchange's next message. One message is begun at a time.
     *
     * @return writer at the payload's start, limited so that the datagram fits 1,232 bytes, over a
     *     transport of large messages the large buffer if that is free, up to what the peer takes;
     *     null when every packet that this exchange may have waits for an acknowledgement
     */
    public TlvWriter begin(Exchange exchange) {
        discard();
        begun = packetFor(exchange.session);
        if (begun == null && reclaimClosing()) {
            begun = packetFor(exchange.session);
        }
        if (begun == null) {
            counters.refusals++;
            return null;
        }
        int longest = Math.min(outbox.store().longest(begun), exchange.session.longestLarge());
        int room = longest - MessageSealer.overhead(exchange.session);
        writer.wrap(begun.bytes, Packet.PAYLOAD, Packet.PAYLOAD + room);
        return writer;
    }

    /** The writer that {@link #begin} gave, until the message is sent or discarded. */
    public TlvWriter writer() {
        return writer;
    }

    /**
     * Bytes that the payload of a message on this session may have: over a transport of large
     * messages those of the large buffer, which may be somebody else's at the moment, or fewer if
     * the peer takes no more.
     */
    public int longest(Session session) {
        int longest =
                session.carriesLarge() && session.isSecure()
                        ? Math.min(outbox.store().longestLarge(), session.longestLarge())
                        : Packet.MAX_UDP_MESSAGE;
        return longest - MessageSealer.overhead(session);
    }

    /** One is kept for a handshake, as of exchanges. */
    private Packet packetFor(Session session) {
        if (session.carriesLarge() && session.isSecure()) {
            Packet large = outbox.store().lendLarge();
            if (large != null) {
                return large;
            }
        }
        Pool<Packet> packets = outbox.packets();
        boolean kept = session.isSecure() && packets.inUse() + 1 >= packets.capacity();
        return kept ? null : packets.take();
    }

    /** Gives the begun packet back. */
    public void discard() {
        if (begun != null) {
            outbox.store().release(begun);
            begun = null;
        }
    }

    /** Lends a packet as working memory, all zero; null when none is free. */
    public Packet lend() {
        Packet packet = outbox.packets().take();
        if (packet == null) {
            counters.refusals++;
        } else {
            Bytes.zero(packet.bytes, 0, packet.bytes.length);
        }
        return packet;
    }

    /**
     * Keeps the message that is being handled, if it is a large one, as working memory: its buffer
     * is the caller's now. Null when it is none.
     */
    public Packet takeOver(byte[] bytes) {
        return outbox.store().takeOver(bytes);
    }

    /** Gives back, zeroed, what was lent. */
    public void giveBack(Packet lent) {
        Bytes.zero(lent.bytes, 0, lent.bytes.length);
        outbox.store().release(lent);
    }

    /** Sends what was begun, reliably, and waits for the peer's next message. */
    public int sendAndAwait(Exchange exchange, int opcode, long nowMillis) {
        int status = send(exchange, opcode, nowMillis);
        if (status == ExchangeStatus.OK) {
            exchange.responseDeadline =
                    nowMillis + Mrp.receiveTimeout(exchange.session, ownActiveInterval);
        }
        return status;
    }

    /** Sends what was begun, reliably, as the last message, and closes the exchange. */
    public int sendLast(Exchange exchange, int opcode, long nowMillis) {
        int status = send(exchange, opcode, nowMillis);
        close(exchange, nowMillis);
        return status;
    }

    /**
     * Answers with a report nobody acknowledges, for a refusal that may be repeated, and closes.
     */
    public void refuse(Exchange exchange, StatusReport refusal, long nowMillis) {
        if (exchange.isTaken() && exchange.isOpen()) {
            counters.refusals++;
            outbox.report(exchange, refusal, nowMillis);
            close(exchange, nowMillis);
        }
    }

    /**
     * The handler has nothing more to send or to receive; what is under way is brought to an end.
     */
    public void close(Exchange exchange, long nowMillis) {
        if (!exchange.isTaken() || !exchange.isOpen()) {
            return;
        }
        exchange.responseDeadline = Exchange.NEVER;
        if (exchange.isPending()) {
            exchange.state = Exchange.CLOSING;
            if (exchange.ackOwed) {
                exchange.ackDeadline = Math.min(exchange.ackDeadline, nowMillis);
            }
        } else {
            end(exchange);
        }
    }

    /**
     * The answer takes a computation over many long polls. The acknowledgement owed is due so much
     * earlier that it still leaves within {@link Mrp#STANDALONE_ACK_TIMEOUT}: the message may have
     * waited for one such poll, the deadline may fall into another, and in the one that sees it a
     * step goes before.
     */
    public void expectComputation(Exchange exchange) {
        if (exchange.ackOwed) {
            exchange.ackDeadline -= 3 * Mrp.LONGEST_POLL;
        }
    }

    /** Gives an exchange up in the middle; an unacknowledged message takes its session with it. */
    public void abort(Exchange exchange, long nowMillis) {
        if (!exchange.isTaken() || !exchange.isOpen()) {
            return;
        }
        if (exchange.isPending()) {
            exchange.state = Exchange.DROPPED;
            exchange.responseDeadline = Exchange.NEVER;
        } else {
            end(exchange);
        }
    }

    /** Takes an exchange away from a peer that is not heard of: nothing more is sent on it. */
    public void cancel(Exchange exchange, long nowMillis) {
        if (exchange.isTaken()) {
            end(exchange);
        }
    }

    /** Opens an exchange as initiator; null when none is free or the session takes none. */
    public Exchange open(
            SecureSession session, int protocolId, ExchangeHandler handler, long nowMillis) {
        return session != null && session.isActive() ? open(session, protocolId, handler) : null;
    }

    /** Opens an exchange of the secure channel for a handshake of ours; null when none is free. */
    public Exchange open(UnsecuredSession session, ExchangeHandler handler) {
        return open(session, ProtocolId.SECURE_CHANNEL, handler);
    }

    private Exchange open(Session session, int protocolId, ExchangeHandler handler) {
        if (initiatedOn(session) >= MAX_PER_SESSION) {
            return null;
        }
        int id = nextExchangeId;
        while (findLive(session, id, false) != null) {
            id = id + 1 & 0xFFFF;
        }
        Exchange exchange = take(session, id, true, protocolId, handler);
        if (exchange != null) {
            nextExchangeId = id + 1 & 0xFFFF;
        }
        return exchange;
    }

    /** Closes a session: CloseSession to the peer, every exchange on it ended. */
    public void closeSession(SecureSession session, long nowMillis) {
        if (session.hasKeys()) {
            report.setSecureChannel(SecureChannelProtocolCode.CLOSE_SESSION);
            outbox.reportAlone(session, report, nowMillis);
        }
        dropSession(session, nowMillis);
    }

    /** Forgets a session and every exchange on it; the peer is not told. */
    public void dropSession(SecureSession session, long nowMillis) {
        session.expire();
        for (int i = 0; i < slots.capacity() && session.isTaken(); i++) {
            Exchange exchange = slots.at(i);
            if (exchange.isTaken() && exchange.session == session) {
                endWith(exchange, Exchange.SESSION_CLOSED, nowMillis);
            }
        }
        sessions.release(session);
    }

    /** Ends every session over a connection that is gone, and every exchange on them. */
    public void connectionClosed(PeerAddress connection, long nowMillis) {
        for (int i = 0; i < slots.capacity(); i++) {
            Exchange exchange = slots.at(i);
            if (exchange.isTaken()
                    && !exchange.session.isSecure()
                    && exchange.session.isPeerAt(connection)) {
                endWith(exchange, Exchange.SESSION_CLOSED, nowMillis);
            }
        }
        for (int i = 0; i < sessions.slots().capacity(); i++) {
            SecureSession session = sessions.slots().at(i);
            if (session.isTaken() && session.isPeerAt(connection)) {
                dropSession(session, nowMillis);
            }
        }
    }

    /** Whether a payload of the secure channel is the peer's CloseSession. */
    boolean isCloseSession(byte[] payload, int offset, int length) {
        return report.decode(payload, offset, length) == CodecStatus.OK
                && report.isSecureChannel(SecureChannelProtocolCode.CLOSE_SESSION);
    }

    /** Lets a session go once its exchanges have ended; at once when it has none. */
    public void expireSession(SecureSession session, long nowMillis) {
        session.expire();
        if (session.exchangeCount() == 0) {
            sessions.release(session);
        }
    }

    /**
     * Reserves a session for a handshake. One place is kept for a commissioner: when CASE takes the
     * last, the session that can go first is closed.
     *
     * @param fabricIndex the newcomer's, 0 for PASE
     * @param counterSeed random bits for the message counter's start
     * @return null when every session that may go is busy
     */
    public SecureSession reserveSession(int fabricIndex, int counterSeed, long nowMillis) {
        SecureSession reserved = sessions.reserve(counterSeed, nowMillis);
        boolean full = sessions.slots().inUse() == sessions.slots().capacity();
        boolean makeRoom = reserved == null || full && fabricIndex != 0;
        if (makeRoom && evictSession(fabricIndex, nowMillis) && reserved == null) {
            reserved = sessions.reserve(counterSeed, nowMillis);
        }
        return reserved;
    }

    /** Evicts the session that can go first; false when every one that may go is busy. */
    private boolean evictSession(int fabricIndex, long nowMillis) {
        SecureSession session = sessions.evictable(fabricIndex);
        if (session == null) {
            return false;
        }
        closeSession(session, nowMillis);
        return true;
    }

    /** A slot for a message of the peer that opens an exchange; null when there is none. */
    Exchange accept(Session session, int id, int protocolId, ExchangeHandler handler) {
        int open = 0;
        for (int i = 0; i < slots.capacity(); i++) {
            Exchange exchange = slots.at(i);
            if (exchange.isTaken()
                    && exchange.session == session
                    && !exchange.initiator
                    && exchange.state == Exchange.OPEN) {
                open++;
            }
        }
        return open >= MAX_PER_SESSION ? null : take(session, id, false, protocolId, handler);
    }

    /** The exchange that receives a message's payload, or null. */
    Exchange findLive(Session session, int id, boolean fromInitiator) {
        for (int i = 0; i < slots.capacity(); i++) {
            Exchange exchange = slots.at(i);
            if (exchange.matches(session, id, fromInitiator) && exchange.state == Exchange.OPEN) {
                return exchange;
            }
        }
        return null;
    }

    /**
     * The exchange of our peer whose id a new handshake takes, or null: an open one, or one whose
     * last message is sent again until it is acknowledged.
     */
    Exchange findStale(Session session, int id) {
        for (int i = 0; i < slots.capacity(); i++) {
            Exchange exchange = slots.at(i);
            if (exchange.matches(session, id, true) && exchange.state != Exchange.DROPPED) {
                return exchange;
            }
        }
        return null;
    }

    /** The exchange, in any state, whose unacknowledged message has this counter, or null. */
    Exchange findUnacknowledged(Session session, int id, boolean fromInitiator, int counter) {
        for (int i = 0; i < slots.capacity(); i++) {
            Exchange exchange = slots.at(i);
            if (exchange.matches(session, id, fromInitiator)
                    && exchange.unacknowledged != null
                    && exchange.unacknowledged.counter == counter) {
                return exchange;
            }
        }
        return null;
    }

    /**
     * A new handshake came on the id of an exchange: the old one goes, without a word to the peer,
     * since a report would carry the id that is the new handshake's now.
     */
    void evict(Exchange exchange, long nowMillis) {
        counters.staleExchangeEvictions++;
        ExchangeHandler handler = exchange.handler;
        boolean tell = exchange.state == Exchange.OPEN;
        boolean pending = exchange.isPending();
        outbox.acknowledged(exchange);
        exchange.restartEvicted = true;
        exchange.state = Exchange.DROPPED;
        if (tell) {
            handler.closed(exchange, Exchange.EVICTED, nowMillis);
        }
        if (!pending) {
            end(exchange);
        }
    }

    /** Frees a slot that an evicted exchange holds on this session; false when there is none. */
    boolean reclaimEvicted(Session session) {
        for (int i = 0; i < slots.capacity(); i++) {
            Exchange exchange = slots.at(i);
            if (exchange.isTaken() && exchange.session == session && exchange.restartEvicted) {
                end(exchange);
                return true;
            }
        }
        return false;
    }

    /**
     * Gives up the last message of an unsecured exchange that is closing, the one that was sent
     * most often: strangers that never acknowledge must not keep others out. False when there is
     * none.
     */
    boolean reclaimClosing() {
        Exchange found = null;
        for (int i = 0; i < slots.capacity(); i++) {
            Exchange exchange = slots.at(i);
            if (exchange.isTaken()
                    && exchange.state == Exchange.CLOSING
                    && exchange.unacknowledged != null
                    && !exchange.session.isSecure()
                    && (found == null
                            || exchange.unacknowledged.transmissions
                                    > found.unacknowledged.transmissions)) {
                found = exchange;
            }
        }
        if (found != null) {
            end(found);
        }
        return found != null;
    }

    /** Tells the handler of an open exchange that it is over, and frees the slot. */
    void endWith(Exchange exchange, int reason, long nowMillis) {
        ExchangeHandler handler = exchange.handler;
        boolean tell = exchange.state == Exchange.OPEN;
        exchange.state = Exchange.CLOSING;
        if (tell) {
            handler.closed(exchange, reason, nowMillis);
        }
        end(exchange);
    }

    /** Frees the slot; the last exchange of an expired session takes the session along. */
    void end(Exchange exchange) {
        outbox.acknowledged(exchange);
        Session session = exchange.session;
        slots.release(exchange);
        session.exchangeEnded();
        if (session.isSecure() && session.exchangeCount() == 0) {
            SecureSession secure = (SecureSession) session;
            if (secure.isExpired()) {
                sessions.release(secure);
            }
        }
    }

    /** What it holds beside its slots. */
    public void state(SlotState state) {
        nextExchangeId = state.integer(nextExchangeId);
    }

    private int send(Exchange exchange, int opcode, long nowMillis) {
        Packet packet = begun;
        begun = null;
        if (writer.overflowed()) {
            outbox.store().release(packet);
            return ExchangeStatus.TOO_LONG;
        }
        if (!exchange.isTaken() || !exchange.isOpen()) {
            outbox.store().release(packet);
            return ExchangeStatus.EXCHANGE_STALE;
        }
        int length = writer.position() - Packet.PAYLOAD;
        int status = outbox.send(exchange, packet, opcode, length, nowMillis);
        if (status == ExchangeStatus.KEY_EXHAUSTED) {
            ((SecureSession) exchange.session).expire();
        }
        return status;
    }

    private int initiatedOn(Session session) {
        int count = 0;
        for (int i = 0; i < slots.capacity(); i++) {
            Exchange exchange = slots.at(i);
            if (exchange.isTaken() && exchange.session == session && exchange.initiator) {
                count++;
            }
        }
        return count;
    }

    private Exchange take(
            Session session, int id, boolean initiator, int protocolId, ExchangeHandler handler) {
        Exchange exchange = isFull(session) ? null : slots.take();
        if (exchange != null) {
            exchange.session = session;
            exchange.id = (char) id;
            exchange.initiator = initiator;
            exchange.protocolId = (char) protocolId;
            exchange.handler = handler;
            exchange.state = Exchange.OPEN;
            session.exchangeOpened();
        }
        return exchange;
    }
}
