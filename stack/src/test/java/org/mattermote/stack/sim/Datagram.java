package org.mattermote.stack.sim;

import org.mattermote.stack.codec.MessageHeader;
import org.mattermote.stack.codec.ProtocolHeader;

/** One datagram as it was sent; {@code number} counts all that were sent on the network. */
public record Datagram(int number, int from, int to, byte[] bytes, long sentAt) {
    /** Opcode of an unsecured message, −1 of a secured one. */
    public int opcode() {
        MessageHeader header = new MessageHeader();
        int length = header.decode(bytes, 0, bytes.length);
        if (length < 0 || header.sessionId != 0) {
            return -1;
        }
        ProtocolHeader protocol = new ProtocolHeader();
        protocol.decode(bytes, length, bytes.length - length);
        return protocol.opcode;
    }

    /** Session id and message counter: equal for a message and its retransmissions. */
    public long identity() {
        MessageHeader header = new MessageHeader();
        header.decode(bytes, 0, bytes.length);
        return (long) from << 48 | (long) header.sessionId << 32 | header.counter & 0xFFFFFFFFL;
    }
}
