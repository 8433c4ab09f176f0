package org.mattermote.stack.interact;

/** Hears what became of the commands of an {@link InvokeClient}. */
public interface InvokeListener {
    /**
     * The peer answered.
     *
     * @param owner as given with the command
     * @param status of the command, SUCCESS for a response with fields; INVALID_ACTION for an
     *     answer that is none
     */
    void answered(int owner, int status, long nowMillis);

    /**
     * The exchange ended without an answer.
     *
     * @param delivered whether the peer acknowledged the command, and so may have run it
     */
    void unanswered(int owner, boolean delivered, long nowMillis);
}
