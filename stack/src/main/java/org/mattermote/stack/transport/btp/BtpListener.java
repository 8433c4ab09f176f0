package org.mattermote.stack.transport.btp;

/** Who wants to know that a connection is no more. */
public interface BtpListener {
    /**
     * A connection that messages could go over has ended, whoever ended it and why; nothing comes
     * from it any more.
     */
    void closed(int connection, long nowMillis);
}
