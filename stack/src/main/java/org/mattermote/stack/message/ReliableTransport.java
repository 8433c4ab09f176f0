package org.mattermote.stack.message;

import org.mattermote.stack.port.PeerAddress;

/**
 * A transport that itself sees to it that messages arrive, and in order: over it the Message
 * Reliability Protocol is off (Matter core 4.12). Its peers' addresses are of {@link
 * PeerAddress#setConnection}.
 */
public interface ReliableTransport {
    /**
     * Takes one message that has come in whole.
     *
     * @param from filled with the connection it came over
     * @return its length; {@code PortStatus.NONE} when there is none; {@code PortStatus.TOO_SMALL}
     *     when it was longer than {@code capacity} and was dropped
     */
    int receive(byte[] buffer, int offset, int capacity, PeerAddress from);

    /**
     * Sends the message in {@code packet}, which is the transport's from now on: it releases it to
     * {@link Packets} when the message was sent, or at once when it cannot be.
     *
     * @param to a connection; one that is gone takes nothing
     */
    void send(Packet packet, PeerAddress to);
}
