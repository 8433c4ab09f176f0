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
        for (int i = 0; i < slots.capacity(); i++) {
            UnsecuredSession session = slots.at(i);
            if (session.isTaken()
                    && session.ephemeralInitiatorNodeId() == initiatorNodeId
                    && session.isPeerAt(from)) {
                return session;
            }
        }
        return null;
    }

    /** A new session for an initiator; null when every slot has an exchange. */
    public UnsecuredSession create(long initiatorNodeId, PeerAddress from, long nowMillis) {
        UnsecuredSession session = null;
        if (slots.inUse() == slots.capacity()) {
            UnsecuredSession idle = leastRecentIdle();
            if (idle != null) {
                slots.release(idle);
            }
        }
        session = slots.take();
        if (session != null) {
            session.begin(initiatorNodeId, nowMillis);
            session.setPeerAddress(from);
        }
        return session;
    }

    /** A session outside the table, for one answer to an initiator whom the table cannot take. */
    public UnsecuredSession stranger(long initiatorNodeId, PeerAddress from, long nowMillis) {
        stranger.begin(initiatorNodeId, nowMillis);
        stranger.setPeerAddress(from);
        return stranger;
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
