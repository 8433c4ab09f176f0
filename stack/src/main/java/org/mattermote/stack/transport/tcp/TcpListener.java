package org.mattermote.stack.transport.tcp;

/** Who knows what connections are for, and wants to know that one is no more. */
public interface TcpListener {
    /** {@link #use}: no session goes over it. */
    int UNUSED = 0;

    /** {@link #use}: a session goes over it, and rests. */
    int RESTING = 1;

    /** {@link #use}: an exchange is open on it, or something the peer was promised goes over it. */
    int BUSY = 2;

    /** {@link #use}: a handshake of ours goes over it, and no session yet. */
    int BEGINNING = 3;

    /**
     * What a connection is used for.
     *
     * @return UNUSED, RESTING, BUSY or BEGINNING
     */
    int use(int connection);

    /** A connection has ended, whoever ended it and why; nothing comes from it any more. */
    void closed(int connection, long nowMillis);
}
