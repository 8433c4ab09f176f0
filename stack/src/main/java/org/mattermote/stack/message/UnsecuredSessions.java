package org.mattermote.stack.message;

import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.port.PeerAddress;

/** The table of unsecured sessions; the least recently used one without exchanges gives way. */
public final class UnsecuredSessions {
    private final Pool<UnsecuredSession> slots;
    private final UnsecuredSession stranger = new UnsecuredSession();

    public UnsecuredSessions(int capacity) {
        UnsecuredSession[] sessions = new UnsecuredSession[capacity];
        for (int i = 0; i < capacity; i++) {
            sessions[i] = new UnsecuredSession();
        }
        slots = new Pool<UnsecuredSession>(sessions);
    }

    public Pool<UnsecuredSession> slots() {
        return slots;
    }

    /** The session of an initiator, or null. */
    public UnsecuredSession find(long initiatorNodeId, PeerAddress from) {
        return find(false, initiatorNodeId, from);
    }

    /** The session of a handshake of ours with a peer, or null. */
    public UnsecuredSession findInitiated(long ourNodeId, PeerAddress peer) {
        return find(true, ourNodeId, peer);
    }

    private UnsecuredSession find(boolean initiator, long initiatorNodeId, PeerAddress from) {
        for (int i = 0; i < slots.capacity(); i++) {
            UnsecuredSession session = slots.at(i);
            if (session.isTaken()
                    && session.isInitiator() == initiator
                    && session.ephemeralInitiatorNodeId() == initiatorNodeId
                    && session.isPeerAt(from)) {
                return session;
            }
        }
        return null;
    }

    /** A new session for an initiator; null when every slot has an exchange. */
    public UnsecuredSession create(long initiatorNodeId, PeerAddress from, long nowMillis) {
        return create(false, initiatorNodeId, from, nowMillis);
    }

    /**
     * A session for a handshake of ours; null when every slot has an exchange.
     *
     * @param ourNodeId ephemeral: fresh and random for each, so that after a restart no peer takes
     *     it for an old one
     */
    public UnsecuredSession initiate(long ourNodeId, PeerAddress peer, long nowMillis) {
        return create(true, ourNodeId, peer, nowMillis);
    }

    private UnsecuredSession create(
            boolean initiator, long initiatorNodeId, PeerAddress from, long nowMillis) {
        UnsecuredSession session = null;
        if (slots.inUse() == slots.capacity()) {
            UnsecuredSession idle = leastRecentIdle();
            if (idle != null) {
                slots.release(idle);
            }
        }
        session = slots.take();
        if (session != null) {
            session.begin(initiator, initiatorNodeId, nowMillis);
            session.setPeerAddress(from);
        }
        return session;
    }

    /** A session outside the table, for one answer to an initiator whom the table cannot take. */
    public UnsecuredSession stranger(long initiatorNodeId, PeerAddress from, long nowMillis) {
        stranger.begin(false, initiatorNodeId, nowMillis);
        stranger.setPeerAddress(from);
        return stranger;
    }

    /**
     * A session outside the table, for one message of ours that nobody answers.
     *
     * @param ourNodeId as for {@link #initiate}
     */
    public UnsecuredSession passing(long ourNodeId, PeerAddress to, long nowMillis) {
        stranger.begin(true, ourNodeId, nowMillis);
        stranger.setPeerAddress(to);
        return stranger;
    }

    /** Whether a handshake of ours is under way with a peer. */
    public boolean isInitiating(PeerAddress peer) {
        for (int i = 0; i < slots.capacity(); i++) {
            UnsecuredSession session = slots.at(i);
            if (session.isTaken()
                    && session.isInitiator()
                    && session.exchangeCount() > 0
                    && session.isPeerAt(peer)) {
                return true;
            }
        }
        return false;
    }

    /** Forgets who came over a connection that is gone; their exchanges have ended. */
    public void connectionClosed(PeerAddress connection) {
        for (int i = 0; i < slots.capacity(); i++) {
            UnsecuredSession session = slots.at(i);
            if (session.isTaken() && session.isPeerAt(connection)) {
                slots.release(session);
            }
        }
    }

    private UnsecuredSession leastRecentIdle() {
        UnsecuredSession found = null;
        for (int i = 0; i < slots.capacity(); i++) {
            UnsecuredSession session = slots.at(i);
            if (session.isTaken()
                    && session.exchangeCount() == 0
                    && (found == null || session.sessionTimestamp() < found.sessionTimestamp())) {
                found = session;
            }
        }
        return found;
    }
}
