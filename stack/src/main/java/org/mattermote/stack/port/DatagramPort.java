package org.mattermote.stack.port;

/** One UDP socket: the Matter port, or the multicast DNS port. Never blocks. */
public interface DatagramPort {
    /**
     * Takes one waiting datagram.
     *
     * @param from filled with the sender's address and the interface it came in by
     * @return its length; {@link PortStatus#NONE} when nothing waits; {@link PortStatus#TOO_SMALL}
     *     when it was longer than {@code capacity} and was dropped
     */
    int receive(byte[] buffer, int offset, int capacity, PeerAddress from);

    /**
     * Sends one datagram; a multicast destination leaves by {@code to.interfaceIndex}.
     *
     * @return {@link PortStatus#OK} or {@link PortStatus#FAILED}; a lost datagram is not an error
     */
    int send(byte[] buffer, int offset, int length, PeerAddress to);
}
