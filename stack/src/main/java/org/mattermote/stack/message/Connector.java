package org.mattermote.stack.message;

import org.mattermote.stack.port.PeerAddress;

/** Begins connections of a {@link ReliableTransport}. */
public interface Connector {
    /** {@link #connect}: all connections there may be are in use. */
    int FULL = -1;

    /** {@link #connect}: there is no way to that address. */
    int NO_WAY = -2;

    /**
     * Begins a connection to a peer. What is sent to it waits until it is there; one that comes to
     * nothing ends as any other does. It is ended too when nothing uses it: whoever asks for it
     * begins a handshake over it at once.
     *
     * @param to where the peer listens
     * @return number of the connection, to be made an address with {@link
     *     PeerAddress#setConnection(int, int)}; FULL or NO_WAY
     */
    int connect(PeerAddress to, long nowMillis);
}
