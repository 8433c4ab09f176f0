package org.mattermote.stack.exchange;

import org.mattermote.stack.codec.MessageHeader;
import org.mattermote.stack.message.InboundMessage;
import org.mattermote.stack.message.LargeBuffer;
import org.mattermote.stack.message.LargeMessages;
import org.mattermote.stack.message.Packet;

/**
 * The way of a large message into {@link MessageDispatch}: it is decrypted and handled where it is,
 * in the large buffer. Only a session of its own keys may bring one; handshakes have none, and
 * rooms that keep what a stranger says have no place for it.
 */
public final class LargeDispatch {
    private final LargeMessages from;
    private final LargeBuffer buffer;

    /** Whether the last poll was for a large message: this one is for the others. */
    private boolean yields;

    public LargeDispatch(LargeMessages from, LargeBuffer buffer) {
        this.from = from;
        this.buffer = buffer;
    }

    /**
     * Takes one message, if there is one, but not in two polls running: none of the other messages
     * is taken in the same, that it may not last too long.
     *
     * @return whether there was
     */
    boolean poll(MessageDispatch dispatch, InboundMessage message, long nowMillis) {
        Packet packet = yields ? null : from.receiveLarge(message.from);
        yields = packet != null;
        if (packet == null) {
            return false;
        }
        byte[] own = message.buffer;
        message.buffer = packet.bytes;
        boolean secured = isSecured(message.header, packet);
        dispatch.take(secured ? packet.length : -1, nowMillis);
        message.buffer = own;
        buffer.handled();
        return true;
    }

    private static boolean isSecured(MessageHeader header, Packet packet) {
        return header.decode(packet.bytes, 0, packet.length) >= 0
                && header.sessionId != 0
                && header.sessionType() == MessageHeader.SESSION_UNICAST;
    }
}
