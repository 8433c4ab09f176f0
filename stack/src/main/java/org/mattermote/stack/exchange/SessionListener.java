package org.mattermote.stack.exchange;

import org.mattermote.stack.message.SecureSession;

/** Hears what became of the sessions that {@link PeerSessions} were asked for. */
public interface SessionListener {
    /** The session is open; messages may be sent from now on. */
    void sessionEstablished(SecureSession session, long nowMillis);

    /**
     * There is no session to this peer.
     *
     * @param waitMillis how long the peer asks to wait before the next try, 0 when it did not
     */
    void sessionFailed(int fabricIndex, long peerNodeId, int waitMillis, long nowMillis);
}
