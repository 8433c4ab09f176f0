package org.mattermote.webrtc.link;

import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.port.MediaWire;
import org.mattermote.stack.port.PortStatus;

/**
 * Writes one frame after the other to a wire, as {@link FrameReceiver} reads them, as fast as the
 * wire takes them. A frame is a few bytes of its own and a stretch of the first message that waits,
 * which stays where it is: only what the wire is offered at once is copied.
 */
final class FrameSender {
    /** Bytes of a frame before it is stuffed, its checksum among them. */
    static final int LONGEST = 254;

    /** Of a frame's own. */
    static final int OWN = 11;

    private static final int CRC_LENGTH = 2;

    /** Stuffed bytes that are offered at once. */
    private static final int PART = 32;

    /** Before the frame: its first code. */
    private static final int CODE = -1;

    private final MediaWire wire;
    private final TransmitRoom room;

    /** Own bytes of the frame that comes next, or is being written. */
    final byte[] own = new byte[OWN];

    /** Whether the wire may be within a frame of ours, so that a 0 goes before the next. */
    boolean torn = true;

    private int ownLength;
    private int from;

    /** Bytes before the checksum. */
    private int body;

    private int crc;

    /** Next byte of the frame, from CODE to its length, where the 0 is that ends it. */
    private int at;

    /** Bytes of the frame, or less than {@link #at} for none. */
    private int length = CODE;

    private final byte[] part = new byte[PART];
    private int partAt;
    private int partLength;

    FrameSender(MediaWire wire, TransmitRoom room) {
        this.wire = wire;
        this.room = room;
    }

    boolean isIdle() {
        return at > length && partAt == partLength;
    }

    /** Whether a frame is being written that has bytes of the room. */
    boolean isWithin() {
        return !isIdle() && body > ownLength;
    }

    /**
     * The next frame; the one before is written.
     *
     * @param ownLength bytes of {@link #own} that begin it
     * @param from offset in the first message of the room
     * @param count bytes of it
     */
    void begin(int ownLength, int from, int count) {
        this.ownLength = ownLength;
        this.from = from;
        body = ownLength + count;
        length = body + CRC_LENGTH;
        int running = Crc16.START;
        for (int i = 0; i < body; i++) {
            running = Crc16.update(running, byteAt(i));
        }
        crc = Crc16.end(running);
        at = CODE;
        if (torn) {
            part[0] = 0;
            partLength = 1;
            torn = false;
        }
    }

    private int byteAt(int index) {
        if (index < ownLength) {
            return own[index];
        }
        if (index < body) {
            return room.at(from + index - ownLength);
        }
        return (byte) (crc >> 8 * (index - body));
    }

    /**
     * Writes what the wire takes: OK when that was all, NONE, or FAILED, and then the frame is
     * given up.
     */
    int flush() {
        fill();
        while (partAt < partLength) {
            int taken = wire.write(part, partAt, partLength - partAt);
            if (taken < 0) {
                abort();
                return PortStatus.FAILED;
            }
            if (taken == 0) {
                return PortStatus.NONE;
            }
            partAt += taken;
            fill();
        }
        return PortStatus.OK;
    }

    private void fill() {
        if (partAt == partLength) {
            partAt = 0;
            partLength = 0;
        }
        while (at <= length && partLength < PART) {
            part[partLength++] = (byte) stuffed(at++);
        }
    }

    /**
     * A byte as it is on the wire: in place of each 0 of the frame, and before all, how far it is
     * to the next, or to the end. A frame is shorter than the longest run.
     */
    private int stuffed(int index) {
        int value = index == CODE ? 0 : byteAt(index);
        if (value != 0) {
            return value;
        }
        int next = Math.min(index + 1, length);
        while (next < length && byteAt(next) != 0) {
            next++;
        }
        return next - index;
    }

    /** Leaves off; what the wire has of the frame is for nothing. */
    void abort() {
        length = CODE;
        at = 0;
        partAt = 0;
        partLength = 0;
        torn = true;
    }

    /** With nothing half sent. */
    void state(SlotState state) {
        torn = state.flag(torn);
    }
}
