package org.mattermote.webrtc.link;

import org.mattermote.stack.mem.SlotState;

/**
 * Finds frames among the bytes that come: consistent overhead byte stuffing (COBS), of which a 0
 * ends each frame, and inside it a CRC-16, little-endian, over all before it. Of what is none
 * nothing is given, and the next 0 begins anew.
 */
final class FrameReceiver {
    private static final int CRC_LENGTH = 2;

    /** Stuffed so far; after its end, what was before its checksum. */
    final byte[] frame;

    /** Stuffed bytes since the last 0; one more than there is place for if they were too many. */
    private int length;

    private int damaged;

    /**
     * @param longest frame, with its checksum, shorter than the longest run of bytes without a 0
     */
    FrameReceiver(int longest) {
        frame = new byte[longest + 1];
    }

    /** Frames that were none, were damaged, or too long. */
    int damaged() {
        return damaged;
    }

    /** Takes a byte: the length of the frame that it ended, without checksum; 0 for none. */
    int take(int value) {
        if (value != 0) {
            if (length < frame.length) {
                frame[length] = (byte) value;
            }
            length = Math.min(length, frame.length) + 1;
            return 0;
        }
        int stuffed = length;
        length = 0;
        // two zeros follow each other where a sender made sure of a beginning
        if (stuffed == 0) {
            return 0;
        }
        int count = stuffed > frame.length ? 0 : unstuff(stuffed);
        if (count == 0) {
            damaged++;
        }
        return count;
    }

    /** The length of what is in so many stuffed bytes, without checksum; 0 if it is no frame. */
    private int unstuff(int stuffed) {
        int crc = Crc16.START;
        int code = frame[0] & 0xFF;
        for (int i = 1; i < stuffed; i++) {
            int value = frame[i];
            if (i == code) {
                code += value & 0xFF;
                value = 0;
            }
            frame[i - 1] = (byte) value;
            crc = Crc16.update(crc, value);
        }
        int count = stuffed - 1 - CRC_LENGTH;
        return code == stuffed && crc == Crc16.GOOD ? Math.max(count, 0) : 0;
    }

    void state(SlotState state) {
        state.bytes(frame);
        length = state.integer(length);
    }
}
