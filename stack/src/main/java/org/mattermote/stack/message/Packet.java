package org.mattermote.stack.message;

import org.mattermote.stack.mem.Slot;

/**
 * An outgoing message, kept until it is acknowledged.
 *
 * <pre>
 *  0        offset                      PAYLOAD                     offset + length     CAPACITY
 *  | unused | message + protocol header | payload                 | tag |               |
 * </pre>
 *
 * The payload is written first, at a fixed place; the headers are then put right before it, so that
 * nothing moves.
 */
public final class Packet extends Slot {
    /** Longest message sent over UDP: an IPv6 packet of 1,280 bytes without its 48 of headers. */
    public static final int MAX_UDP_MESSAGE = 1232;

    /** Where the payload begins: room for both headers at their longest. */
    public static final int PAYLOAD = 36;

    /** Bytes of a packet. */
    public static final int CAPACITY = PAYLOAD + MAX_UDP_MESSAGE;

    public final byte[] bytes = new byte[CAPACITY];

    /** First byte of the message. */
    public int offset;

    /** Length of the message. */
    public int length;

    @Override
    protected void clear() {
        offset = 0;
        length = 0;
    }
}
