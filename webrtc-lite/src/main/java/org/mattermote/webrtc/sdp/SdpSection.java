package org.mattermote.webrtc.sdp;

import org.mattermote.stack.mem.Bytes;

/**
 * One media section of a description. Its payload types lie in memory that is lent, 7 bytes each:
 *
 * <pre>
 *  0        1       2          3
 *  +--------+-------+----------+---------------------------+
 *  | number | codec | feedback | format, 4, little-endian  |
 *  +--------+-------+----------+---------------------------+
 * </pre>
 */
public final class SdpSection extends SdpTransport {
    /** Flags: its port is not 0. */
    static final int HAS_PORT = 1;

    static final int PROTOCOL_KNOWN = 1 << 1;

    /** Named by the BUNDLE group. */
    static final int BUNDLED = 1 << 2;

    // In the order of SdpAttribute.

    static final int BUNDLE_ONLY = 1 << 3;
    static final int RTCP_MUX = 1 << 4;
    static final int END_OF_CANDIDATES = 1 << 5;

    private static final int NOT_LISTED = -1;

    private static final int ROW = 7;
    private static final int NUMBER = 0;
    private static final int CODEC = 1;
    private static final int FEEDBACK = 2;
    private static final int FORMAT = 3;

    /** Number of its media line. */
    char line;

    /** Place of its mid, as in {@link SdpTransport}. */
    char midAt;

    private byte midLength;
    private byte kind;
    private byte flags;
    private byte count;
    private byte[] rows;
    private int at;

    /** Bytes of its payload types. */
    static int length(int payloadTypes) {
        return payloadTypes * ROW;
    }

    /** Its payload types are in {@code memory} from {@code offset} on. */
    void place(byte[] memory, int offset) {
        rows = memory;
        at = offset;
    }

    @Override
    void clear() {
        super.clear();
        midAt = 0;
        midLength = 0;
        flags = 0;
        count = 0;
    }

    boolean is(int flag) {
        return (flags & flag) != 0;
    }

    void mark(int flag) {
        flags |= (byte) flag;
    }

    int midLength() {
        return midLength & 0xFF;
    }

    void setMid(int place, int length) {
        midAt = (char) place;
        midLength = (byte) length;
    }

    /** One that is not even offered: its port is 0, and it does not wait for the bundle's. */
    public boolean isRejected() {
        return !is(HAS_PORT) && !(is(BUNDLE_ONLY) && is(BUNDLED));
    }

    /** Of {@link MediaKind}. */
    public int kind() {
        return kind & 0xFF;
    }

    void setKind(int kind) {
        this.kind = (byte) kind;
    }

    public boolean hasRtcpMux() {
        return is(RTCP_MUX);
    }

    public boolean isBundled() {
        return is(BUNDLED);
    }

    /** Whether the peer says that all candidates of this section are in the description. */
    public boolean isEndOfCandidates() {
        return is(END_OF_CANDIDATES);
    }

    int payloadTypes() {
        return count & 0xFF;
    }

    private int get(int position, int field) {
        return rows[at + position * ROW + field];
    }

    private void put(int position, int field, int value) {
        rows[at + position * ROW + field] = (byte) value;
    }

    /** One more payload type, if there are less than {@code most}. */
    void add(int number, int most) {
        int position = payloadTypes();
        if (position < most) {
            int codec = Codec.ofPayloadType(number);
            // No feedback, and where the format begins, which is next.
            Bytes.putU32le(rows, at + position * ROW + NUMBER, number | codec << 8);
            setFormat(position, H264Format.DEFAULT);
            count++;
        }
    }

    int payloadType(int position) {
        return get(position, NUMBER);
    }

    /** Of {@link Codec}. */
    int codec(int position) {
        return get(position, CODEC);
    }

    void setCodec(int position, int codec) {
        put(position, CODEC, codec);
    }

    /** Bits of {@link Feedback}. */
    int feedback(int position) {
        return get(position, FEEDBACK);
    }

    void addFeedback(int position, int bit) {
        put(position, FEEDBACK, feedback(position) | bit);
    }

    /** Of {@link H264Format}; without a meaning for another codec. */
    int format(int position) {
        return Bytes.u32le(rows, at + position * ROW + FORMAT);
    }

    void setFormat(int position, int format) {
        Bytes.putU32le(rows, at + position * ROW + FORMAT, format);
    }

    /**
     * Where the payload type is that {@code stream} goes well with: the first of its codec, and of
     * H.264 constrained baseline before baseline; negative if there is none.
     */
    int choose(SdpStream stream) {
        int second = NOT_LISTED;
        for (int i = 0; i < payloadTypes(); i++) {
            if (codec(i) != stream.codec) {
                continue;
            }
            if (stream.codec != Codec.H264) {
                return i;
            }
            int format = format(i);
            if (H264Format.isFragmenting(format)) {
                if (H264Format.isConstrainedBaseline(format)) {
                    return i;
                }
                if (second < 0 && H264Format.isBaseline(format)) {
                    second = i;
                }
            }
        }
        return second;
    }
}
