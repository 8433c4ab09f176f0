package org.mattermote.webrtc.link;

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

    private static final int IDLE = -1;

    /** The 0 that ends whatever the wire may have had last. */
    private static final int BEGIN = 0;

    private static final int CODE = 1;
    private static final int RUN = 2;

    private final MediaWire wire;
    private final TransmitRoom room;

    /** Own bytes of the frame that comes next, or is being written. */
    final byte[] own = new byte[OWN];

    private int ownLength;
    private int from;

    /** Bytes before the checksum. */
    private int body;

    private int crc;

    private int step = IDLE;

    /** Next byte of the frame. */
    private int at;

    /** Where the run ends that is being written: at a 0, or at the end of the frame. */
    private int runEnd;

    private final byte[] part = new byte[PART];
    private int partAt;
    private int partLength;

    FrameSender(MediaWire wire, TransmitRoom room) {
        this.wire = wire;
        this.room = room;
    }

    boolean isIdle() {
        return step == IDLE && partAt == partLength;
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
     * @param apart whether a 0 goes before, since the wire may be within a frame
     */
    void begin(int ownLength, int from, int count, boolean apart) {
        this.ownLength = ownLength;
        this.from = from;
        body = ownLength + count;
        int running = Crc16.START;
        for (int i = 0; i < body; i++) {
            running = Crc16.update(running, byteAt(i));
        }
        crc = Crc16.end(running);
        at = 0;
        step = apart ? BEGIN : CODE;
    }

    private int byteAt(int index) {
        if (index < ownLength) {
            return own[index];
        }
        if (index < body) {
            return room.at(from + index - ownLength);
        }
        return index == body ? crc & 0xFF : crc >> 8;
    }

    /**
     * Writes what the wire takes: OK when that was all, NONE, or FAILED, and then the frame is
     * given up.
     */
    int flush() {
        while (!isIdle()) {
            if (partAt == partLength) {
                fill();
            }
            int taken = wire.write(part, partAt, partLength - partAt);
            if (taken < 0) {
                abort();
                return PortStatus.FAILED;
            }
            if (taken == 0) {
                return PortStatus.NONE;
            }
            partAt += taken;
        }
        return PortStatus.OK;
    }

    private void fill() {
        partAt = 0;
        partLength = 0;
        while (step != IDLE && partLength < PART) {
            part[partLength++] = (byte) next();
        }
    }

    /** The next byte of the stuffed frame. A frame is shorter than the longest run. */
    private int next() {
        int length = body + CRC_LENGTH;
        if (step == BEGIN) {
            step = CODE;
            return 0;
        }
        if (step == RUN && at == runEnd && at < length) {
            at++;
            step = CODE;
        }
        if (step == CODE) {
            runEnd = at;
            while (runEnd < length && byteAt(runEnd) != 0) {
                runEnd++;
            }
            step = RUN;
            return runEnd - at + 1;
        }
        if (at < runEnd) {
            return byteAt(at++);
        }
        step = IDLE;
        return 0;
    }

    /** Leaves off; what the wire has of the frame is for nothing. */
    void abort() {
        step = IDLE;
        partAt = 0;
        partLength = 0;
    }
}
