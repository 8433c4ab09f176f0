package org.mattermote.stack.exchange;

import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.message.Session;

/**
 * One exchange (Matter core 4.10).
 *
 * <table>
 * <caption>States</caption>
 * <tr><th>state</th><th>event</th><th>next</th></tr>
 * <tr><td>FREE</td><td>first message of the peer, or opened by us</td><td>OPEN</td></tr>
 * <tr><td>OPEN</td><td>closed, nothing pending</td><td>FREE</td></tr>
 * <tr><td>OPEN</td><td>closed, acknowledgement owed or awaited</td><td>CLOSING</td></tr>
 * <tr><td>OPEN</td><td>aborted, message unacknowledged</td><td>DROPPED</td></tr>
 * <tr><td>OPEN</td><td>evicted by a new handshake, nothing pending</td><td>FREE</td></tr>
 * <tr><td>OPEN</td><td>evicted by a new handshake, pending</td><td>DROPPED</td></tr>
 * <tr><td>CLOSING</td><td>acknowledged and acknowledgement sent, or given up</td><td>FREE</td></tr>
 * <tr><td>DROPPED</td><td>next cleanup</td><td>FREE</td></tr>
 * </table>
 *
 * OPEN receives messages; CLOSING and DROPPED only acknowledgements.
 */
public final class Exchange extends Slot {
    static final int OPEN = 1;
    static final int CLOSING = 2;
    static final int DROPPED = 3;

    /** A new handshake came on the same exchange id. */
    public static final int EVICTED = 1;

    /** Our reliable message was never acknowledged. */
    public static final int NO_ACKNOWLEDGEMENT = 2;

    /** The peer's next message did not come in time. */
    public static final int NO_RESPONSE = 3;

    /** The session under it is gone. */
    public static final int SESSION_CLOSED = 4;

    static final long NEVER = Long.MAX_VALUE;

    /** When the acknowledgement owed must leave. */
    long ackDeadline = NEVER;

    /** When the peer's next message must be here. */
    long responseDeadline = NEVER;

    Session session;
    ExchangeHandler handler;

    /** Our message that is not acknowledged yet; null for none. */
    Packet unacknowledged;

    /** For the handler: index of its context; −1 on a new exchange. */
    public int owner = -1;

    /** Counter of the peer's message we have to acknowledge. */
    int ackCounter;

    char id;
    char protocolId;
    byte state;
    boolean initiator;
    boolean restartEvicted;

    /** Whether there is a message of the peer that we have to acknowledge. */
    boolean ackOwed;

    /** The secured session, or null on an unsecured one. */
    public SecureSession session() {
        return session != null && session.isSecure() ? (SecureSession) session : null;
    }

    /** The session, secured or not. */
    public Session anySession() {
        return session;
    }

    /** 16-bit id its initiator chose. */
    public int id() {
        return id;
    }

    public boolean isInitiator() {
        return initiator;
    }

    /** Whether messages can still be sent and received. */
    public boolean isOpen() {
        return state == OPEN;
    }

    /** Whether the peer has every reliable message of ours. */
    public boolean isAcknowledged() {
        return unacknowledged == null;
    }

    boolean isPending() {
        return ackOwed || unacknowledged != null;
    }

    /** When our message is due again. */
    long retransmitAt() {
        return unacknowledged == null ? NEVER : unacknowledged.sendAt;
    }

    boolean matches(Session on, int exchangeId, boolean fromInitiator) {
        return isTaken() && session == on && id == exchangeId && initiator != fromInitiator;
    }

    @Override
    protected void clear() {
        owner = -1;
        session = null;
        handler = null;
        state = 0;
        id = 0;
        protocolId = 0;
        initiator = false;
        restartEvicted = false;
        ackOwed = false;
        ackCounter = 0;
        ackDeadline = NEVER;
        unacknowledged = null;
        responseDeadline = NEVER;
    }

    @Override
    protected void state(SlotState state) {
        ackDeadline = state.wide(ackDeadline);
        responseDeadline = state.wide(responseDeadline);
        Slot on = state.slot(session);
        session = on instanceof Session ? (Session) on : null;
        Object by = state.other(handler);
        handler = by instanceof ExchangeHandler ? (ExchangeHandler) by : null;
        Slot kept = state.slot(unacknowledged);
        unacknowledged = kept instanceof Packet ? (Packet) kept : null;
        owner = state.integer(owner);
        ackCounter = state.integer(ackCounter);
        id = (char) state.integer(id);
        protocolId = (char) state.integer(protocolId);
        this.state = (byte) state.integer(this.state);
        initiator = state.flag(initiator);
        restartEvicted = state.flag(restartEvicted);
        ackOwed = state.flag(ackOwed);
    }
}
