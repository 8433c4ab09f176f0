package org.mattermote.webrtc.sdp;

import org.mattermote.stack.mem.Bytes;

/**
 * One media section of a description. Behind its transport are, little-endian:
 *
 * <pre>
 *  12     14    16             17     18      19              20
 *  +------+-----+--------------+------+-------+---------------+------------------+
 *  | line | mid | its length   | kind | flags | payload types | 7 bytes for each |
 *  +------+-----+--------------+------+-------+---------------+------------------+
 *  a payload type: its number, codec, feedback, and format (4 bytes)
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

    private static final int LINE = LENGTH;
    private static final int MID = 14;
    private static final int MID_LENGTH = 16;
    private static final int KIND = 17;
    private static final int FLAGS = 18;
    private static final int COUNT = 19;
    private static final int ROWS = 20;

    private static final int ROW = 7;
    private static final int CODEC = 1;
    private static final int FEEDBACK = 2;
    private static final int FORMAT = 3;

    private final int most;

    SdpSection(int payloadTypes) {
        most = payloadTypes;
    }

    /** Bytes of its record. */
    static int length(int payloadTypes) {
        return ROWS + payloadTypes * ROW;
    }

    void clear() {
        clear(ROWS);
    }

    boolean is(int flag) {
        return (get(FLAGS) & flag) != 0;
    }

    void mark(int flag) {
        put(FLAGS, get(FLAGS) | flag);
    }

    /** Number of its media line. */
    int line() {
        return get16(LINE);
    }

    void setLine(int line) {
        put16(LINE, line);
    }

    int midAt() {
        return get16(MID);
    }

    int midLength() {
        return get(MID_LENGTH);
    }

    void setMid(int place, int length) {
        put16(MID, place);
        put(MID_LENGTH, length);
    }

    /** One that is not even offered: its port is 0, and it does not wait for the bundle's. */
    public boolean isRejected() {
        return !is(HAS_PORT) && !(is(BUNDLE_ONLY) && is(BUNDLED));
    }

    /** Of {@link MediaKind}. */
    public int kind() {
        return get(KIND);
    }

    void setKind(int kind) {
        put(KIND, kind);
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
        return get(COUNT);
    }

    private static int row(int position) {
        return ROWS + position * ROW;
    }

    void add(int number) {
        int position = payloadTypes();
        if (position < most) {
            put(row(position), number);
            put(row(position) + FEEDBACK, 0);
            setCodec(position, Codec.ofPayloadType(number));
            setFormat(position, H264Format.DEFAULT);
            put(COUNT, position + 1);
        }
    }

    int payloadType(int position) {
        return get(row(position));
    }

    /** Of {@link Codec}. */
    int codec(int position) {
        return get(row(position) + CODEC);
    }

    void setCodec(int position, int codec) {
        put(row(position) + CODEC, codec);
    }

    /** Bits of {@link Feedback}. */
    int feedback(int position) {
        return get(row(position) + FEEDBACK);
    }

    void addFeedback(int position, int bit) {
        put(row(position) + FEEDBACK, feedback(position) | bit);
    }

    /** Of {@link H264Format}; without a meaning for another codec. */
    int format(int position) {
        return Bytes.u32le(record, at + row(position) + FORMAT);
    }

    void setFormat(int position, int format) {
        Bytes.putU32le(record, at + row(position) + FORMAT, format);
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
            if (H264Format.isFragmenting(format(i))) {
                if (H264Format.isConstrainedBaseline(format(i))) {
                    return i;
                }
                if (second < 0 && H264Format.isBaseline(format(i))) {
                    second = i;
                }
            }
        }
        return second;
    }
}
