package org.mattermote.stack.port;

/**
 * A TCP socket that listens on the Matter port, the connections that were accepted on it, and those
 * that were begun. Never blocks.
 *
 * <p>A connection has a number, 0 to {@link #capacity()} − 1, from {@link #accept} or {@link
 * #connect} to {@link #close}, also when the peer has long closed it; then the number is free for
 * another.
 */
public interface StreamPort {
    /** How many connections can be there at a time. */
    int capacity();

    /**
     * Takes one newcomer. As long as every number is in use newcomers wait, or are closed.
     *
     * @return number of the connection; {@link PortStatus#NONE} when nobody waits
     */
    int accept();

    /**
     * Begins a connection. Until it is there {@link #send} takes nothing and {@link #receive} has
     * nothing; when it comes to nothing they say FAILED. How long that may take is the caller's
     * affair.
     *
     * @return number of the connection; {@link PortStatus#NONE} when every number is in use; {@link
     *     PortStatus#FAILED} when there is no way to that address
     */
    int connect(PeerAddress to);

    /**
     * Takes bytes that came in, in their order.
     *
     * @param capacity at most so many, 1 or more
     * @return how many; {@link PortStatus#NONE} when nothing waits; {@link PortStatus#FAILED} when
     *     all was taken and no more will come, or the connection is broken
     */
    int receive(int connection, byte[] buffer, int offset, int capacity);

    /**
     * Sends bytes behind those sent before.
     *
     * @return how many of them were taken, 0 when none fit now; {@link PortStatus#FAILED} when the
     *     connection is broken
     */
    int send(int connection, byte[] buffer, int offset, int length);

    /** Ends a connection; what was taken for sending still goes, as far as it can. */
    void close(int connection);
}
