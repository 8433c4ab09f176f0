package org.mattermote.webrtc.provider;

import org.mattermote.stack.codec.TlvWriter;

/**
 * The way of a command to a peer's requestor: a session that the node asks for where there is none,
 * and an exchange on it. One command at a time, written into the message it goes in.
 */
public interface PushChannel {
    /** {@link #open}: there is a session; {@link #send}: the command is on its way. */
    int OPEN = 0;

    /** {@link #open}: the listener will hear. */
    int ASKED = 1;

    /** {@link #open}: too much is under way; later again. */
    int BUSY = 2;

    /**
     * {@link #open}: there is no session, and none will be; {@link #send}: the session took it not.
     */
    int NO_SESSION = -1;

    /** Once, at boot. */
    void setListener(PushListener listener);

    /**
     * Looks for a session to a peer, and asks for one when there is none.
     *
     * @param large whether one of large messages is asked for where there is only another, before
     *     that will do
     * @return OPEN, ASKED, BUSY or NO_SESSION
     */
    int open(int fabricIndex, long peerNodeId, boolean large, long nowMillis);

    /**
     * Begins a command of WebRTC Transport Requestor on the session that {@link #open} found;
     * {@link #send} or {@link #cancel} follows at once.
     *
     * @param whole whether the longest message that this session carries is wanted, and any shorter
     *     one would not do
     * @return writer for the members of the command's structure, limited to what the message holds;
     *     null while nothing is free for it
     */
    TlvWriter begin(int endpoint, int command, boolean whole, long nowMillis);

    /**
     * Sends the command that was begun, if all its fields had room.
     *
     * @return OPEN or NO_SESSION
     */
    int send(long nowMillis);

    /**
     * Takes back what was begun, and waits for nothing more: the listener hears nothing until it is
     * asked again.
     */
    void cancel(long nowMillis);
}
