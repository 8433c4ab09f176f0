package org.mattermote.stack.interact;

import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.model.Subject;

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

    /** Bytes that such a message has if whatever it may be written in is free. */
    int longest(Interaction interaction);

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

    /** Working memory for as long as it is needed, or null when no packet is free. */
    Packet lend();

    /**
     * The buffer of the message that is being handled, if it is a large one, as working memory for
     * as long as it is needed; else null.
     */
    Packet takeOver(byte[] bytes);

    /** Gives back what was lent, zeroed. */
    void giveBack(Packet lent);

    /** The answer takes many polls. */
    void expectComputation(Interaction interaction);

    /** Fills in who the peer of an interaction is. */
    void identify(Interaction interaction, Subject into);

    /** Fills in who the subscriber is, by its session; false when it has none at present. */
    boolean identify(Subscription subscription, Subject into);

    /**
     * Opens an exchange to the subscriber, on the session that was used last or another of the same
     * peer; the subscription then names that one.
     *
     * @return OPENED, GONE or LATER
     */
    int open(Interaction interaction, Subscription subscription, long nowMillis);

    /**
     * Whether the peer has another session than the one used last; the subscription then names it.
     */
    boolean turnToOtherSession(Subscription subscription);
}
