package org.mattermote.stack.interact;

import org.mattermote.stack.codec.TlvReader;

/** Hears what became of the read of a {@link ReadClient}. */
public interface ReadListener {
    /**
     * The peer says this of one of the attributes; {@link #read} or {@link #unread} follows in the
     * same call, and only with {@link #read} of SUCCESS the values are good.
     *
     * @param value stands on the value, which may be of any type; to be used within the call
     */
    void value(int attribute, TlvReader value);

    /**
     * The peer answered.
     *
     * @param status SUCCESS when a report came, in which attributes may be missing; INVALID_ACTION
     *     for an answer that is none
     * @param sentMillis when the request was sent
     */
    void read(int status, long sentMillis, long nowMillis);

    /** There is no session to the peer, or it gave no answer on one that was new. */
    void unread(long nowMillis);
}
