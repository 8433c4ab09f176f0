package org.mattermote.webrtc.sdp;

import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.SlotState;

/**
 * The sections of a session, whose number, order and mids stay as they are once they are there (RFC
 * 3264 8), and what of ours is in each. One array, {@value #ROW} bytes a section. One that is
 * refused has the first payload type that was offered, and its codec in place of the feedback.
 *
 * <pre>
 *  0          1     17     18       19             20          21        22         23
 *  +----------+-----+------+--------+--------------+-----------+---------+----------+------------------+
 *  | length   | mid | kind | stream | payload type | direction | bundled | feedback | profile-level-id |
 *  | of mid   | 16  |      | FF: no |              | ours      |         |          | 3, big-endian    |
 *  +----------+-----+------+--------+--------------+-----------+---------+----------+------------------+
 * </pre>
 */
final class SdpLayout {
    static final int NO_STREAM = 0xFF;
    static final int MID_MAX = 16;

    private static final int ROW = 26;
    private static final int MID = 1;
    private static final int KIND = 17;
    private static final int STREAM = 18;
    private static final int PAYLOAD_TYPE = 19;
    private static final int DIRECTION = 20;
    private static final int BUNDLED = 21;
    private static final int FEEDBACK = 22;
    private static final int PROFILE = 23;

    private final byte[] rows;
    private int count;

    SdpLayout(int sections) {
        rows = new byte[sections * ROW];
    }

    int count() {
        return count;
    }

    int capacity() {
        return rows.length / ROW;
    }

    /** One more section, without a mid and a stream; its index. */
    int add(int kind) {
        int at = count * ROW;
        Bytes.zero(rows, at, ROW);
        rows[at + KIND] = (byte) kind;
        rows[at + STREAM] = (byte) NO_STREAM;
        return count++;
    }

    /** At most 16 bytes. */
    void setMid(int row, byte[] bytes, int at, int length) {
        rows[row * ROW] = (byte) length;
        System.arraycopy(bytes, at, rows, row * ROW + MID, length);
    }

    void accept(int row, int stream, int payloadType, int direction) {
        int at = row * ROW;
        rows[at + STREAM] = (byte) stream;
        rows[at + PAYLOAD_TYPE] = (byte) payloadType;
        rows[at + DIRECTION] = (byte) direction;
    }

    /** Keeps the payload type and the codec that a refusal names. */
    void refuse(int row, int payloadType, int codec) {
        accept(row, NO_STREAM, payloadType, Direction.INACTIVE);
        setFormat(row, codec, 0);
    }

    void setBundled(int row, boolean bundled) {
        rows[row * ROW + BUNDLED] = (byte) (bundled ? 1 : 0);
    }

    void setFormat(int row, int feedback, int profileLevelId) {
        int at = row * ROW;
        rows[at + FEEDBACK] = (byte) feedback;
        rows[at + PROFILE] = (byte) (profileLevelId >> 16);
        Bytes.putU16be(rows, at + PROFILE + 1, profileLevelId);
    }

    byte[] bytes() {
        return rows;
    }

    int midAt(int row) {
        return row * ROW + MID;
    }

    int midLength(int row) {
        return rows[row * ROW];
    }

    int kind(int row) {
        return rows[row * ROW + KIND];
    }

    /** NO_STREAM for a section that is refused. */
    int stream(int row) {
        return rows[row * ROW + STREAM] & 0xFF;
    }

    boolean isAccepted(int row) {
        return stream(row) != NO_STREAM;
    }

    int payloadType(int row) {
        return rows[row * ROW + PAYLOAD_TYPE];
    }

    int direction(int row) {
        return rows[row * ROW + DIRECTION];
    }

    boolean isBundled(int row) {
        return rows[row * ROW + BUNDLED] != 0;
    }

    int feedback(int row) {
        return rows[row * ROW + FEEDBACK];
    }

    /** Of {@link Codec}, of a section that is refused. */
    int refusedCodec(int row) {
        return feedback(row);
    }

    int profileLevelId(int row) {
        int at = row * ROW + PROFILE;
        return (rows[at] & 0xFF) << 16 | Bytes.u16be(rows, at + 1);
    }

    /** The first section that is not refused: it carries what belongs to all; negative if none. */
    int first() {
        for (int row = 0; row < count; row++) {
            if (isAccepted(row)) {
                return row;
            }
        }
        return -1;
    }

    void copyTo(SdpLayout other) {
        System.arraycopy(rows, 0, other.rows, 0, rows.length);
        other.count = count;
    }

    void clear() {
        Bytes.zero(rows);
        count = 0;
    }

    void state(SlotState state) {
        state.bytes(rows);
        count = state.integer(count);
    }
}
