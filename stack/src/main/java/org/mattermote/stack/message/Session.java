package org.mattermote.stack.message;

import org.mattermote.stack.codec.SessionParameters;
import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.port.PeerAddress;

/** What secured and unsecured sessions have in common (Matter core 4.13.2). */
public abstract class Session extends Slot {
    /** SESSION_IDLE_INTERVAL, ms, of a peer that names none. */
    public static final int DEFAULT_IDLE_INTERVAL = 500;

    /** SESSION_ACTIVE_INTERVAL, ms. */
    public static final int DEFAULT_ACTIVE_INTERVAL = 300;

    /** SESSION_ACTIVE_THRESHOLD, ms. */
    public static final int DEFAULT_ACTIVE_THRESHOLD = 4000;

    private static final int MAX_INTERVAL = 3600000;

    /**
     * Whether the length before a message counts as part of it, peers do not agree: bytes of it.
     */
    private static final int LARGE_PREFIX = 4;

    private static final int DEFAULT_LONGEST_LARGE =
            SessionParameters.DEFAULT_MAX_TCP_MESSAGE_SIZE - LARGE_PREFIX;

    /** Address of the peer, in two halves. */
    private long peerHigh;

    private long peerLow;

    /** A {@link MessageReceptionState}. */
    private long reception;

    private long activeTimestamp;
    private long sessionTimestamp;
    private int peerInterface;
    private int idleInterval = DEFAULT_IDLE_INTERVAL;
    private int activeInterval = DEFAULT_ACTIVE_INTERVAL;

    /** At most 65,535. */
    private char activeThreshold = DEFAULT_ACTIVE_THRESHOLD;

    private char peerPort;
    private char exchanges;

    /** From the peer's MAX_TCP_MESSAGE_SIZE, bytes. */
    private char longestLarge = DEFAULT_LONGEST_LARGE;

    /** Called by the table when the slot is taken. */
    protected final void begin(long nowMillis) {
        activeTimestamp = nowMillis;
        sessionTimestamp = nowMillis;
    }

    /** Whether messages of this session are encrypted. */
    public abstract boolean isSecure();

    /** Which policy of {@link MessageReceptionState} its counters follow. */
    protected abstract int receptionPolicy();

    /** Which counters of the peer were seen, a {@link MessageReceptionState}. */
    public final long reception() {
        return reception;
    }

    /** Accepts no counter at or below {@code max}. */
    protected final void startReception(int max) {
        reception = MessageReceptionState.startAt(max);
    }

    /** Accepts what was sent shortly before {@code first}, too. */
    protected final void startReceptionWith(int first) {
        reception = MessageReceptionState.startWith(first);
    }

    /** Takes a counter of the peer down; true for a duplicate, which changes nothing. */
    public boolean markDuplicate(int counter) {
        long before = reception;
        reception = MessageReceptionState.accept(receptionPolicy(), before, counter);
        return reception == before;
    }

    /** Messages of this session go there. */
    public final void setPeerAddress(PeerAddress address) {
        peerHigh = address.high();
        peerLow = address.low();
        peerPort = (char) address.port;
        peerInterface = address.interfaceIndex;
    }

    /** Where messages of this session go. */
    public final void peerAddress(PeerAddress out) {
        out.set(peerHigh, peerLow, peerPort, peerInterface);
    }

    /** Whether its messages go over a {@link ReliableTransport}, where MRP is off. */
    public final boolean isOverConnection() {
        return PeerAddress.isConnection(peerInterface);
    }

    /** Whether its messages go over BLE. */
    public final boolean isOverBtp() {
        return isOverConnection() && peerPort == PeerAddress.BTP;
    }

    /** Whether messages of it may be longer than a datagram. */
    public final boolean carriesLarge() {
        return PeerAddress.isTcp(peerPort, peerInterface);
    }

    public final boolean isPeerAt(PeerAddress address) {
        return address.matches(peerHigh, peerLow, peerPort, peerInterface);
    }

    /**
     * Bytes of the longest message that the peer takes over a transport of large ones; never less
     * than a datagram has.
     */
    public final int longestLarge() {
        return longestLarge;
    }

    /** A message of the peer arrived (and, on a secure session, authenticated). */
    public final void received(long nowMillis) {
        activeTimestamp = nowMillis;
        sessionTimestamp = nowMillis;
    }

    public final void sent(long nowMillis) {
        sessionTimestamp = nowMillis;
    }

    /** Time of the last message either way; the least recent is evicted first. */
    public final long sessionTimestamp() {
        return sessionTimestamp;
    }

    /** Whether the peer sent something at that time or later. */
    public final boolean isHeardSince(long millis) {
        return activeTimestamp >= millis;
    }

    /** Whether the peer counts as active: it sent something less than its threshold ago. */
    public final boolean isPeerActive(long nowMillis) {
        return nowMillis - activeTimestamp < activeThreshold;
    }

    /** MRP base interval towards the peer now, ms. */
    public final int retryInterval(long nowMillis) {
        return isPeerActive(nowMillis) ? activeInterval : idleInterval;
    }

    public final int idleInterval() {
        return idleInterval;
    }

    public final int activeInterval() {
        return activeInterval;
    }

    public final int activeThreshold() {
        return activeThreshold;
    }

    /**
     * Takes over what the peer advertised; a zero or absent field leaves what is there. The fields
     * come from a stranger: intervals above an hour count as an hour, and messages as long as a
     * datagram are always sent.
     */
    public final void applyParameters(SessionParameters parameters) {
        if (parameters.has(SessionParameters.IDLE_INTERVAL)) {
            idleInterval = (int) Math.min(parameters.idleInterval, MAX_INTERVAL);
        }
        if (parameters.has(SessionParameters.ACTIVE_INTERVAL)) {
            activeInterval = (int) Math.min(parameters.activeInterval, MAX_INTERVAL);
        }
        if (parameters.has(SessionParameters.ACTIVE_THRESHOLD)) {
            activeThreshold = (char) parameters.activeThreshold;
        }
        if (parameters.has(SessionParameters.MAX_TCP_MESSAGE_SIZE)) {
            long longest = Math.min(parameters.maxTcpMessageSize, Character.MAX_VALUE);
            longestLarge = (char) Math.max(longest - LARGE_PREFIX, Packet.MAX_UDP_MESSAGE);
        }
    }

    /** The same of what discovery says, ms; negative for what it does not say. */
    public final void applyIntervals(int idle, int active, int threshold) {
        idleInterval = idle < 0 ? idleInterval : idle;
        activeInterval = active < 0 ? activeInterval : active;
        activeThreshold = threshold < 0 ? activeThreshold : (char) threshold;
    }

    public final void applyParameters(Session other) {
        idleInterval = other.idleInterval;
        activeInterval = other.activeInterval;
        activeThreshold = other.activeThreshold;
        longestLarge = other.longestLarge;
    }

    /** Exchanges that stand on this session; kept by the exchange table. */
    public final int exchangeCount() {
        return exchanges;
    }

    public final void exchangeOpened() {
        exchanges++;
    }

    public final void exchangeEnded() {
        exchanges--;
    }

    @Override
    protected void clear() {
        peerHigh = 0;
        peerLow = 0;
        peerPort = 0;
        peerInterface = 0;
        reception = 0;
        idleInterval = DEFAULT_IDLE_INTERVAL;
        activeInterval = DEFAULT_ACTIVE_INTERVAL;
        activeThreshold = DEFAULT_ACTIVE_THRESHOLD;
        activeTimestamp = 0;
        sessionTimestamp = 0;
        exchanges = 0;
        longestLarge = DEFAULT_LONGEST_LARGE;
    }

    @Override
    protected void state(SlotState state) {
        peerHigh = state.wide(peerHigh);
        peerLow = state.wide(peerLow);
        reception = state.wide(reception);
        activeTimestamp = state.wide(activeTimestamp);
        sessionTimestamp = state.wide(sessionTimestamp);
        peerInterface = state.integer(peerInterface);
        idleInterval = state.integer(idleInterval);
        activeInterval = state.integer(activeInterval);
        activeThreshold = (char) state.integer(activeThreshold);
        peerPort = (char) state.integer(peerPort);
        exchanges = (char) state.integer(exchanges);
        longestLarge = (char) state.integer(longestLarge);
    }
}
