package org.mattermote.stack.transport.btp;

import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.message.Packets;
import org.mattermote.stack.port.PortStatus;

/**
 * The receiving side of a connection: the sequence of the peer's packets, what of it is to be
 * acknowledged, and messages put together from their segments (Matter core 4.19.4.2 to 4.19.4.8).
 *
 * <table>
 * <caption>States</caption>
 * <tr><th>state</th><th>event</th><th>next</th></tr>
 * <tr><td>CLOSED, no buffer</td><td>{@link #open}</td><td>EMPTY</td></tr>
 * <tr><td>EMPTY</td><td>B</td><td>ASSEMBLING</td></tr>
 * <tr><td>EMPTY</td><td>B and E</td><td>WAITING</td></tr>
 * <tr><td>EMPTY</td><td>C or E without B: flaw</td><td>EMPTY</td></tr>
 * <tr><td>ASSEMBLING</td><td>C</td><td>ASSEMBLING</td></tr>
 * <tr><td>ASSEMBLING</td><td>E, the length is right</td><td>WAITING</td></tr>
 * <tr><td>ASSEMBLING</td><td>B, or the length is wrong: flaw</td><td>ASSEMBLING</td></tr>
 * <tr><td>WAITING</td><td>{@link #take}</td><td>EMPTY</td></tr>
 * <tr><td>WAITING</td><td>segments of a next message that there is room for behind the first</td>
 *     <td>WAITING, with it</td></tr>
 * <tr><td>WAITING</td><td>B of a longer one, or of a third: flaw</td><td>WAITING</td></tr>
 * <tr><td>WAITING, with a next</td><td>{@link #take}</td>
 *     <td>what the next message alone makes of it</td></tr>
 * <tr><td>any</td><td>acknowledgement alone</td><td>the same</td></tr>
 * <tr><td>any</td><td>{@link #close}</td><td>CLOSED</td></tr>
 * </table>
 *
 * After a flaw the owner closes. While a message waits nothing is acknowledged, so that the peer's
 * window does not get wider: a device that does not take its messages is sent no more of them.
 *
 * <pre>
 *   0                whole              whole + filled    whole + length
 *  | message waiting | segments of the next one          |
 * </pre>
 */
final class BtpReceiver {
    /** Longest message, bytes: that of a packet over IPv6 that is never fragmented. */
    static final int MAX_MESSAGE = 1280;

    /** Time in which a packet is acknowledged, ms. */
    static final int ACK_DELAY = 2500;

    /**
     * The same for an acknowledgement alone from a peer that has no place left for more, ms: soon,
     * as it may want to send, but not so soon that two such sides would do nothing else.
     */
    static final int BLOCKED_ACK_DELAY = 250;

    /** More than a segment may have; known controllers count the ATT header in. */
    private static final int SEGMENT_TOLERANCE = 3;

    private final Packets packets;

    /** Null when there is no connection. */
    private Packet buffer;

    /** When to acknowledge, ms; NEVER if nothing is owed. */
    private long ackAt;

    private int segmentSize;
    private int window;

    /** Sequence number of the peer's next packet. */
    private int expected;

    /** Packets of the peer that were not acknowledged yet. */
    private int owed;

    /** Whether a segment is among these. */
    private boolean segmentOwed;

    /** Bytes of the message that waits; 0 for none. */
    private int whole;

    /** Bytes of the message being put together, as it says; 0 for none. */
    private int length;

    /** Bytes of it that are there. */
    private int filled;

    BtpReceiver(Packets packets) {
        this.packets = packets;
        ackAt = Btp.NEVER;
    }

    /** Lends itself a packet; false if none is free. */
    boolean lend() {
        buffer = packets.full().take();
        return buffer != null;
    }

    /** The handshake is done: packets of {@code segmentSize} bytes at most may come. */
    void open(int segmentSize, int window) {
        this.segmentSize = segmentSize;
        this.window = window;
    }

    /** Gives everything back; true if a message that nobody took is lost with it. */
    boolean close() {
        boolean lost = whole > 0;
        if (buffer != null) {
            packets.release(buffer);
            buffer = null;
        }
        ackAt = Btp.NEVER;
        segmentSize = 0;
        window = 0;
        expected = 0;
        owed = 0;
        segmentOwed = false;
        whole = 0;
        length = 0;
        filled = 0;
        return lost;
    }

    /**
     * Takes a packet that was decoded without a flaw.
     *
     * @param bytes the array it was decoded from
     * @param total its length with the header
     * @return {@link BtpFlaw#NONE}, or the flaw that the connection ends with
     */
    int received(BtpPacket packet, byte[] bytes, int total, long nowMillis) {
        if (total > segmentSize + SEGMENT_TOLERANCE) {
            return BtpFlaw.SEGMENT_LENGTH;
        }
        if (packet.sequence != expected) {
            return BtpFlaw.SEQUENCE;
        }
        expected = expected + 1 & 0xFF;
        if (owed == 0) {
            ackAt = nowMillis + ACK_DELAY;
        }
        owed++;
        if (!packet.isSegment()) {
            return BtpFlaw.NONE;
        }
        segmentOwed = true;
        int flaw = packet.isBegin() ? begin(packet) : length == 0 ? BtpFlaw.NO_BEGIN : BtpFlaw.NONE;
        return flaw == BtpFlaw.NONE ? append(packet, bytes) : flaw;
    }

    private int begin(BtpPacket packet) {
        if (length > 0) {
            return isNextWhole() ? BtpFlaw.OVERRUN : BtpFlaw.BEGIN_INSIDE;
        }
        if (packet.messageLength == 0 || packet.messageLength > capacity()) {
            return BtpFlaw.MESSAGE_LENGTH;
        }
        if (packet.messageLength > buffer.bytes.length - whole) {
            return BtpFlaw.OVERRUN;
        }
        length = packet.messageLength;
        filled = 0;
        return BtpFlaw.NONE;
    }

    private int append(BtpPacket packet, byte[] bytes) {
        int after = filled + packet.payloadLength;
        if (packet.isEnd() ? after != length : after >= length) {
            return BtpFlaw.LENGTH_MISMATCH;
        }
        System.arraycopy(bytes, packet.payload, buffer.bytes, whole + filled, packet.payloadLength);
        filled = after;
        if (filled == length && whole == 0) {
            whole = length;
            length = 0;
            filled = 0;
        }
        return BtpFlaw.NONE;
    }

    /** Of the message behind the one that waits, the last segment is there. */
    private boolean isNextWhole() {
        return length > 0 && filled == length;
    }

    /** Longest message that can be put together, bytes. */
    private int capacity() {
        return Math.min(MAX_MESSAGE, buffer.bytes.length);
    }

    /**
     * Copies out the message that waits, and makes room for the next.
     *
     * @return its length, or a code of {@link PortStatus}
     */
    int take(byte[] to, int offset, int capacity) {
        if (whole == 0) {
            return PortStatus.NONE;
        }
        int taken = whole;
        if (taken <= capacity) {
            System.arraycopy(buffer.bytes, 0, to, offset, taken);
        }
        boolean again = isNextWhole();
        System.arraycopy(buffer.bytes, taken, buffer.bytes, 0, filled);
        whole = 0;
        if (again) {
            whole = length;
            length = 0;
            filled = 0;
        }
        return taken <= capacity ? taken : PortStatus.TOO_SMALL;
    }

    /** The acknowledgement that a packet of ours can carry; −1 for none. */
    int ack() {
        return owed > 0 && whole == 0 ? expected - 1 & 0xFF : -1;
    }

    /** When to acknowledge if no segment does, ms; NEVER if nothing is to be acknowledged. */
    long ackDeadline(long nowMillis) {
        if (ack() < 0) {
            return Btp.NEVER;
        }
        int left = window - owed;
        if (segmentOwed) {
            return isUrgent(left) ? nowMillis : ackAt;
        }
        return left <= 1 ? ackAt - ACK_DELAY + BLOCKED_ACK_DELAY : ackAt;
    }

    /**
     * Whether the peer will soon not be able to send on: with one place left in the window it must
     * have something to acknowledge. Not after a message's end in a window of two: it is the answer
     * that will carry the acknowledgement, and that might find no place after one that went alone.
     */
    private boolean isUrgent(int left) {
        return left <= (window > 3 ? 2 : 1) && (window > 2 || length > 0);
    }

    /** What {@link #ack} said was sent. */
    void acknowledged() {
        owed = 0;
        segmentOwed = false;
        ackAt = Btp.NEVER;
    }

    /** Packets of the peer that are not acknowledged. */
    int owed() {
        return owed;
    }

    /** Whether a message waits to be taken. */
    boolean hasMessage() {
        return whole > 0;
    }

    void state(SlotState state) {
        buffer = (Packet) state.slot(buffer);
        ackAt = state.wide(ackAt);
        segmentSize = state.integer(segmentSize);
        window = state.integer(window);
        expected = state.integer(expected);
        owed = state.integer(owed);
        segmentOwed = state.flag(segmentOwed);
        whole = state.integer(whole);
        length = state.integer(length);
        filled = state.integer(filled);
    }
}
