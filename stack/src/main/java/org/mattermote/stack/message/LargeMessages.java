package org.mattermote.stack.message;

import org.mattermote.stack.port.PeerAddress;

/** A transport whose messages may be longer than a datagram. */
public interface LargeMessages {
    /**
     * Takes one message that has come in whole and is in the {@link LargeBuffer}, which is the
     * caller's from now on.
     *
     * @param from filled with the connection it came over
     * @return the large buffer, the message at its start; null when there is none
     */
    Packet receiveLarge(PeerAddress from);
}
