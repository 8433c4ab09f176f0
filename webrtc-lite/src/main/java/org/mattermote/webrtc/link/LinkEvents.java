package org.mattermote.webrtc.link;

/**
 * What a {@link FrameLink} tells, within its poll. Stretches of bytes are valid during the call.
 */
public interface LinkEvents {
    /**
     * What the peer says of itself in its HELLO.
     *
     * @return whether it is understood; else the HELLO counts for nothing
     */
    boolean hello(byte[] bytes, int at, int length);

    /** Messages go both ways from now on. */
    void up();

    /** No message goes any more, and what was not acknowledged is gone. */
    void down();

    /** A message of the peer. */
    void message(byte[] bytes, int at, int length);
}
