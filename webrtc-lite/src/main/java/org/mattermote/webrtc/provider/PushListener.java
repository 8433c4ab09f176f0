package org.mattermote.webrtc.provider;

/** Hears what became of what a {@link PushChannel} was asked for. */
public interface PushListener {
    /** There is a session now. */
    void opened(long nowMillis);

    /**
     * There is none.
     *
     * @param waitMillis how long the peer asks to wait before the next try, 0 when it did not
     */
    void notOpened(int waitMillis, long nowMillis);

    /** The peer answered the command with this Interaction Model status. */
    void answered(int status, long nowMillis);

    /** It did not. */
    void unanswered(long nowMillis);
}
