package org.mattermote.stack.interact;

import org.mattermote.stack.codec.TlvWriter;

/**
 * What the server needs of the exchanges. An interaction's exchange is known by its lane; at most
 * one message is begun at a time.
 */
interface Outlet {
    int OPENED = 0;

    /** The peer has no usable session. */
    int GONE = -1;

    /** No exchange is free. */
    int LATER = -2;

    /** A writer for the interaction's next message, or null when no packet is free. */
    TlvWriter begin(Interaction interaction);

    /**
     * Sends what was begun and waits for the peer's next message; negative when it cannot be sent.
     */
    int sendAndAwait(Interaction interaction, int opcode, long nowMillis);

    /**
     * Sends what was begun as the last message of the exchange; negative when it cannot be sent.
     */
    int sendLast(Interaction interaction, int opcode, long nowMillis);

    /** Gives back what was begun. */
    void discard();

    /** Ends the exchange; nothing more is sent. */
    void close(Interaction interaction, long nowMillis);

    /**
     * Opens an exchange to the subscriber, on the subject's session or another of the same peer,
     * and brings the subscription's subject up to date.
     *
     * @return OPENED, GONE or LATER
     */
    int open(Interaction interaction, Subscription subscription, long nowMillis);

    /** Whether the peer has another session than the subject's; the subject then names that one. */
    boolean turnToOtherSession(Subscription subscription);
}
