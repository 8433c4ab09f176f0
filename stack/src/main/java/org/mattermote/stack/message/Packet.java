package org.mattermote.stack.message;

import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.mem.SlotState;

/**
 * An outgoing message, kept until it is acknowledged. A short one keeps a message that needs no
 * more than {@link #SHORT} bytes, as most do.
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

    /** Bytes of a packet: a message of BTP at its longest, and more than one of UDP needs. */
    public static final int CAPACITY = 1280;

    /** Bytes of a short packet. */
    public static final int SHORT = 192;

    /** When it is to be sent again, ms; set by each transmission. */
    public long sendAt;

    public final byte[] bytes;

    /** Its message counter, which the peer's acknowledgement names. */
    public int counter;

    /** First byte of the message. */
    public char offset;

    /** Length of the message. */
    public char length;

    /** How often it was sent. */
    public byte transmissions;

    public Packet() {
        this(CAPACITY);
    }

    /**
     * @param capacity {@link #SHORT}, or {@link #CAPACITY} and more; anything for one that is in no
     *     pool
     */
    public Packet(int capacity) {
        bytes = new byte[capacity];
    }

    /** Takes over another one's message, not sent yet; as long as this packet at most. */
    public void copy(Packet other) {
        System.arraycopy(other.bytes, other.offset, bytes, 0, other.length);
        offset = 0;
        length = other.length;
        counter = other.counter;
    }

    /** Whether a short packet can keep this message. */
    public boolean isShort() {
        return length <= SHORT;
    }

    @Override
    protected void clear() {
        sendAt = 0;
        counter = 0;
        offset = 0;
        length = 0;
        transmissions = 0;
    }

    @Override
    protected void state(SlotState state) {
        sendAt = state.wide(sendAt);
        state.bytes(bytes);
        counter = state.integer(counter);
        offset = (char) state.integer(offset);
        length = (char) state.integer(length);
        transmissions = (byte) state.integer(transmissions);
    }
}
