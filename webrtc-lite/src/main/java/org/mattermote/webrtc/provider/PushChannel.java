package org.mattermote.webrtc.provider;

/**
 * The way of a command to a peer's requestor: a session that the node asks for where there is none,
 * and an exchange on it. One command at a time.
 */
public interface PushChannel {
    /** {@link #open}: there is a session; {@link #send}: the command is on its way. */
    int OPEN = 0;

    /** {@link #open}: the listener will hear. */
    int ASKED = 1;

    /** Nothing is free for it now. */
    int BUSY = 2;

    /** {@link #open}: there is no session, and none will be. */
    int NO_SESSION = -1;

    /** {@link #send}: it does not fit a message on this session. */
    int TOO_LARGE = -2;

    /** Once, at boot. */
    void setListener(PushListener listener);

    /**
     * Looks for a session to a peer, and asks for one when there is none.
     *
     * @return OPEN, ASKED, BUSY or NO_SESSION
     */
    int open(int fabricIndex, long peerNodeId, long nowMillis);

    /** Bytes of fields that a command may have, on the session that {@link #open} found. */
    int room();

    /**
     * Sends a command of WebRTC Transport Requestor on that session.
     *
     * @param fields members of its structure, TLV with context tags
     * @return OPEN, BUSY or TOO_LARGE
     */
    int send(int endpoint, int command, byte[] fields, int length, long nowMillis);

    /** Waits for nothing more: the listener hears nothing until it is asked again. */
    void cancel(long nowMillis);
}
