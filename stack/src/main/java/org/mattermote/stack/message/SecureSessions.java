package org.mattermote.stack.message;

import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.mem.SlotState;

/** The table of PASE and CASE sessions. */
public final class SecureSessions {
    private final Pool<SecureSession> slots;
    private int lastSessionId;

    /**
     * @param capacity number of sessions
     * @param firstSessionId any number; ids count on from it
     */
    public SecureSessions(int capacity, int firstSessionId) {
        SecureSession[] sessions = new SecureSession[capacity];
        for (int i = 0; i < capacity; i++) {
            sessions[i] = new SecureSession();
        }
        slots = new Pool<SecureSession>(sessions);
        lastSessionId = firstSessionId & 0xFFFF;
    }

    public Pool<SecureSession> slots() {
        return slots;
    }

    /**
     * Takes a slot for a handshake and gives it a session id, 1..65535, that no other has.
     *
     * @param counterSeed random bits for the message counter's start
     * @return null when the table is full
     */
    public SecureSession reserve(int counterSeed, long nowMillis) {
        SecureSession session = slots.take();
        if (session != null) {
            session.reserve(nextSessionId(), counterSeed, nowMillis);
        }
        return session;
    }

    public void release(SecureSession session) {
        slots.release(session);
    }

    public SecureSession find(int handle) {
        return slots.find(handle);
    }

    /** The session with keys whose id of ours this is, or null. */
    public SecureSession findByLocalId(int sessionId) {
        for (int i = 0; i < slots.capacity(); i++) {
            SecureSession session = slots.at(i);
            if (session.isTaken() && session.hasKeys() && session.localSessionId() == sessionId) {
                return session;
            }
        }
        return null;
    }

    /**
     * The active CASE session to a peer that was used last, one that carries large messages before
     * others; or null.
     */
    public SecureSession findPeer(int fabricIndex, long nodeId) {
        SecureSession found = null;
        for (int i = 0; i < slots.capacity(); i++) {
            SecureSession session = slots.at(i);
            if (session.isTaken()
                    && session.isActive()
                    && session.type() == SecureSession.TYPE_CASE
                    && session.fabricIndex() == fabricIndex
                    && session.peerNodeId() == nodeId
                    && (found == null || isBetter(session, found))) {
                found = session;
            }
        }
        return found;
    }

    private static boolean isBetter(SecureSession session, SecureSession other) {
        return session.carriesLarge() == other.carriesLarge()
                ? session.sessionTimestamp() > other.sessionTimestamp()
                : session.carriesLarge();
    }

    /**
     * The session that has to go first when a newcomer needs a place: an expired one; else, of the
     * fabric that has most, the newcomer's own before others, of its peer that has most, the least
     * recently used. Never one that is reserved or has exchanges, nor one of a fabric that would
     * have fewer left than the newcomer's has then. Null when there is none.
     *
     * @param fabricIndex the newcomer's, 0 for PASE
     */
    public SecureSession evictable(int fabricIndex) {
        int own = countFabric(fabricIndex) + 1;
        SecureSession found = null;
        for (int i = 0; i < slots.capacity(); i++) {
            SecureSession session = slots.at(i);
            if (session.isTaken()
                    && session.hasKeys()
                    && session.exchangeCount() == 0
                    && (session.isExpired()
                            || session.fabricIndex() == fabricIndex
                            || countFabric(session.fabricIndex()) > own)
                    && (found == null || goesBefore(session, found, fabricIndex))) {
                found = session;
            }
        }
        return found;
    }

    private boolean goesBefore(SecureSession session, SecureSession other, int newcomer) {
        if (session.isExpired() != other.isExpired()) {
            return session.isExpired();
        }
        int ofFabric = weight(session, newcomer) - weight(other, newcomer);
        if (ofFabric != 0) {
            return ofFabric > 0;
        }
        int ofPeer = countPeer(session) - countPeer(other);
        if (ofPeer != 0) {
            return ofPeer > 0;
        }
        return session.sessionTimestamp() < other.sessionTimestamp();
    }

    /** What it holds beside its slots. */
    public void state(SlotState state) {
        lastSessionId = state.integer(lastSessionId);
    }

    /** How many sessions the fabric of one has, with the newcomer. */
    private int weight(SecureSession session, int newcomer) {
        int fabricIndex = session.fabricIndex();
        return countFabric(fabricIndex) + (fabricIndex == newcomer ? 1 : 0);
    }

    private int countFabric(int fabricIndex) {
        int count = 0;
        for (int i = 0; i < slots.capacity(); i++) {
            SecureSession session = slots.at(i);
            if (session.isTaken() && session.hasKeys() && session.fabricIndex() == fabricIndex) {
                count++;
            }
        }
        return count;
    }

    private int countPeer(SecureSession like) {
        int count = 0;
        for (int i = 0; i < slots.capacity(); i++) {
            SecureSession session = slots.at(i);
            if (session.isTaken()
                    && session.hasKeys()
                    && session.fabricIndex() == like.fabricIndex()
                    && session.peerNodeId() == like.peerNodeId()) {
                count++;
            }
        }
        return count;
    }

    private int nextSessionId() {
        int id = lastSessionId;
        do {
            id = id + 1 & 0xFFFF;
        } while (id == 0 || isInUse(id));
        lastSessionId = id;
        return id;
    }

    private boolean isInUse(int sessionId) {
        for (int i = 0; i < slots.capacity(); i++) {
            if (slots.at(i).isTaken() && slots.at(i).localSessionId() == sessionId) {
                return true;
            }
        }
        return false;
    }
}
