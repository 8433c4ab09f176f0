package org.mattermote.webrtc.link;

import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.SlotState;

/**
 * Finds frames among the bytes that come: consistent overhead byte stuffing (COBS), of which a 0
 * ends each frame, and inside it a CRC-16, little-endian, over all before it. Of what is none
 * nothing is given, and the next 0 begins anew.
 */
final class FrameReceiver {
    /** The byte was not the last of a frame. */
    static final int NONE = -1;

    /** A frame ended that was none, was damaged, or too long. */
    static final int DAMAGED = -2;

    private static final int CRC_LENGTH = 2;
    private static final int LONGEST_RUN = 0xFF;

    /** The frame so far; after its end, what was before its checksum. */
    final byte[] frame;

    private int length;
    private boolean tooLong;

    /** Bytes until the next code. */
    private int left;

    /** Whether a 0 is between the run at hand and the next. */
    private boolean zero;

    private boolean begun;

    /**
     * @param longest frame, with its checksum
     */
    FrameReceiver(int longest) {
        frame = new byte[longest];
    }

    /** Takes a byte: the length of the frame that it ended, without checksum, or NONE, DAMAGED. */
    int take(int value) {
        if (value == 0) {
            return end();
        }
        if (left > 0) {
            left--;
            put(value);
            return NONE;
        }
        if (zero) {
            put(0);
        }
        begun = true;
        left = (value & 0xFF) - 1;
        zero = (value & 0xFF) != LONGEST_RUN;
        return NONE;
    }

    private void put(int value) {
        if (length == frame.length) {
            tooLong = true;
        } else {
            frame[length++] = (byte) value;
        }
    }

    private int end() {
        boolean whole = left == 0 && !tooLong && length > CRC_LENGTH;
        int count = length - CRC_LENGTH;
        // two zeros follow each other where a sender made sure of a beginning
        int status = begun ? DAMAGED : NONE;
        if (whole && Bytes.u16le(frame, count) == crc(count)) {
            status = count;
        }
        length = 0;
        tooLong = false;
        left = 0;
        zero = false;
        begun = false;
        return status;
    }

    private int crc(int count) {
        int crc = Crc16.START;
        for (int i = 0; i < count; i++) {
            crc = Crc16.update(crc, frame[i]);
        }
        return Crc16.end(crc);
    }

    void state(SlotState state) {
        state.bytes(frame);
        length = state.integer(length);
        tooLong = state.flag(tooLong);
        left = state.integer(left);
        zero = state.flag(zero);
        begun = state.flag(begun);
    }
}
