package org.mattermote.stack.transport.btp;

import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.message.Packets;

/**
 * The sending side of a connection: messages that wait, the one whose segments are being sent, the
 * sequence of our packets and which of them the peer has acknowledged (Matter core 4.19.4.3 to
 * 4.19.4.7).
 *
 * <table>
 * <caption>States, of the first message in the queue</caption>
 * <tr><th>state</th><th>event</th><th>next</th></tr>
 * <tr><td>EMPTY</td><td>{@link #add}</td><td>SENDING</td></tr>
 * <tr><td>SENDING</td><td>a segment was indicated that is not the last</td><td>SENDING</td></tr>
 * <tr><td>SENDING</td><td>the last segment was indicated</td><td>SENT</td></tr>
 * <tr><td>SENT</td><td>confirmed: its packet is given back</td>
 *     <td>SENDING, of the next one, or EMPTY</td></tr>
 * <tr><td>any</td><td>{@link #close}: all packets are given back</td><td>EMPTY</td></tr>
 * </table>
 *
 * Each packet takes a place in the peer's window until it is acknowledged, the handshake response
 * and acknowledgements alone, too. The last place is for a packet that has an acknowledgement, or
 * both sides could wait for the other one's.
 */
final class BtpSender {
    /** Time in which a packet of ours has to be acknowledged, ms. */
    static final int ACK_TIMEOUT = 15000;

    private final Packets packets;
    private final Packet[] queue;

    /** When the peer is taken for lost, ms; NEVER when everything is acknowledged. */
    private long ackBy;

    /** Messages in the queue, from its first place on. */
    private int count;

    /** Bytes of the first one that were indicated. */
    private int sent;

    private int segmentSize;
    private int window;

    /** Sequence number of the next packet. */
    private int next;

    /** Packets that were not acknowledged yet, those just before {@link #next}. */
    private int outstanding;

    /**
     * @param capacity messages that may wait, the one being sent among them
     */
    BtpSender(Packets packets, int capacity) {
        this.packets = packets;
        queue = new Packet[capacity];
        ackBy = Btp.NEVER;
    }

    /** The handshake response was sent: the first packet. */
    void open(int segmentSize, int window, long nowMillis) {
        this.segmentSize = segmentSize;
        this.window = window;
        packetSent(nowMillis);
    }

    /** Gives every packet back; true if messages are lost with it. */
    boolean close() {
        boolean lost = count > 0;
        while (count > 0) {
            remove();
        }
        ackBy = Btp.NEVER;
        sent = 0;
        segmentSize = 0;
        window = 0;
        next = 0;
        outstanding = 0;
        return lost;
    }

    /** Puts a message at the end of the queue; false when there is no place. */
    boolean add(Packet packet) {
        if (count == queue.length) {
            return false;
        }
        queue[count++] = packet;
        return true;
    }

    /** Whether a segment waits that the window lets go. */
    boolean hasSegment(boolean withAck) {
        return count > 0 && sent < queue[0].length && isAllowed(withAck);
    }

    /** Whether the window lets a packet go. */
    boolean isAllowed(boolean withAck) {
        int left = window - outstanding;
        return left > 1 || left == 1 && withAck;
    }

    /**
     * Writes the next segment with its header; {@link #segmentSent} tells that it was indicated.
     *
     * @param ackNumber −1 for none
     * @return its length, bytes
     */
    int writeSegment(byte[] to, int offset, int ackNumber) {
        Packet packet = queue[0];
        int part = partLength(ackNumber >= 0);
        int flags = sent == 0 ? BtpPacket.BEGIN : BtpPacket.CONTINUE;
        if (sent + part == packet.length) {
            flags |= BtpPacket.END;
        }
        int header = BtpPacket.encode(to, offset, flags, ackNumber, next, packet.length);
        System.arraycopy(packet.bytes, packet.offset + sent, to, offset + header, part);
        return header + part;
    }

    /** Writes an acknowledgement alone; {@link #packetSent} tells that it was indicated. */
    int writeAck(byte[] to, int offset, int ackNumber) {
        return BtpPacket.encode(to, offset, 0, ackNumber, next, 0);
    }

    private int partLength(boolean withAck) {
        int room = segmentSize - BtpPacket.headerLength(withAck, sent == 0);
        return Math.min(room, queue[0].length - sent);
    }

    /** What {@link #writeSegment} wrote last is on its way. */
    void segmentSent(boolean withAck, long nowMillis) {
        sent += partLength(withAck);
        packetSent(nowMillis);
    }

    /** A packet is on its way. */
    void packetSent(long nowMillis) {
        advance();
        outstanding++;
        if (ackBy == Btp.NEVER) {
            ackBy = nowMillis + ACK_TIMEOUT;
        }
    }

    /** The next packet has the next number. */
    void advance() {
        next = next + 1 & 0xFF;
    }

    /** The peer's host has the last packet; true if a message was whole with it. */
    boolean confirmed() {
        if (count == 0 || sent < queue[0].length) {
            return false;
        }
        remove();
        sent = 0;
        return true;
    }

    private void remove() {
        packets.release(queue[0]);
        count--;
        for (int i = 0; i < count; i++) {
            queue[i] = queue[i + 1];
        }
        queue[count] = null;
    }

    /**
     * The peer has our packets up to this one.
     *
     * @return {@link BtpFlaw#NONE}, or ACKNOWLEDGEMENT
     */
    int acknowledged(int ackNumber, long nowMillis) {
        int left = next - 1 - ackNumber & 0xFF;
        if (left >= outstanding) {
            return BtpFlaw.ACKNOWLEDGEMENT;
        }
        outstanding = left;
        ackBy = left == 0 ? Btp.NEVER : nowMillis + ACK_TIMEOUT;
        return BtpFlaw.NONE;
    }

    /** When the connection ends if no acknowledgement comes, ms; NEVER if none is awaited. */
    long ackTimeout() {
        return ackBy;
    }

    /** Packets that the peer has not acknowledged. */
    int outstanding() {
        return outstanding;
    }

    /** Messages that wait or are being sent. */
    int count() {
        return count;
    }

    void state(SlotState state) {
        for (int i = 0; i < queue.length; i++) {
            queue[i] = (Packet) state.slot(queue[i]);
        }
        ackBy = state.wide(ackBy);
        count = state.integer(count);
        sent = state.integer(sent);
        segmentSize = state.integer(segmentSize);
        window = state.integer(window);
        next = state.integer(next);
        outstanding = state.integer(outstanding);
    }
}
