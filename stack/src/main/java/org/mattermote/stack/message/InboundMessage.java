package org.mattermote.stack.message;

import org.mattermote.stack.codec.MessageHeader;
import org.mattermote.stack.codec.ProtocolHeader;
import org.mattermote.stack.port.PeerAddress;

/**
 * The message being processed: one exists, and it is valid during the call it is handed to. Who
 * needs the payload later copies it.
 */
public final class InboundMessage {
    public final MessageHeader header = new MessageHeader();
    public final ProtocolHeader protocol = new ProtocolHeader();
    public final PeerAddress from = new PeerAddress();

    /** The message as it came; decrypted in place. A large one's own bytes take its place. */
    public byte[] buffer;

    public int payloadOffset;
    public int payloadLength;

    /** Session it belongs to. */
    public Session session;

    /**
     * @param capacity longest message taken, bytes
     */
    public InboundMessage(int capacity) {
        buffer = new byte[capacity];
    }
}
