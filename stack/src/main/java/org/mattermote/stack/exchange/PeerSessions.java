package org.mattermote.stack.exchange;

import org.mattermote.stack.message.SecureSession;

/**
 * Sessions to peers that this node asks for (Matter core 4.3.2, 4.14.2): an open one, or
 * operational discovery and a CASE handshake. For rooms that have something to say first:
 * subscriptions after a restart, bindings, pushes.
 */
public interface PeerSessions {
    /** {@link #request}: under way, the listeners will hear. */
    int STARTED = 0;

    /** {@link #requestLarge}: the session that {@link #find} gives is the best there can be. */
    int FOUND = 1;

    /** {@link #request}: too many are under way; try again later. */
    int BUSY = -1;

    /** {@link #request}: there is no such fabric. */
    int NO_FABRIC = -2;

    /** {@link #request}: that is our own node id in this fabric, or no node's. */
    int NO_PEER = -3;

    /** At boot, at most 4. */
    void addListener(SessionListener listener);

    /**
     * The CASE session with a peer that may be used: of those over TCP the one that was used last,
     * else of the others; null for none.
     */
    SecureSession find(int fabricIndex, long peerNodeId);

    /**
     * Finds a peer on the network and starts a handshake, also if there is an open session: for
     * one, see {@link #find}. A request for a peer that one is under way for joins it.
     *
     * @return STARTED, BUSY, NO_FABRIC, NO_PEER
     */
    int request(int fabricIndex, long peerNodeId, long nowMillis);

    /**
     * The same for messages that a datagram may not hold: a session over TCP, on a connection of
     * ours. With a peer that takes no connections any session will do, also one that is there
     * already: the listeners hear of that.
     *
     * @return STARTED, FOUND, BUSY, NO_FABRIC, NO_PEER
     */
    int requestLarge(int fabricIndex, long peerNodeId, long nowMillis);
}
