package org.mattermote.webrtc.sdp;

import org.mattermote.stack.mem.Bytes;

/** One media section of a description. */
public final class SdpSection extends SdpTransport {
    private static final int NOT_LISTED = -1;

    private static final int ROW = 7;
    private static final int CODEC = 1;
    private static final int FEEDBACK = 2;
    private static final int FORMAT = 3;

    /** Of {@link MediaKind}. */
    int kind;

    /** Number of its media line. */
    char line;

    /** The media line, without {@code m=}. */
    char mediaAt;

    char mediaLength;

    /** Where in it the protocol begins. */
    char protocolAt;

    char port;
    boolean protocolKnown;
    char midAt;
    char midLength;

    /** Named by the BUNDLE group. */
    boolean bundled;

    boolean bundleOnly;
    boolean rtcpMux;
    boolean endOfCandidates;

    int payloadTypes;

    /** For each payload type its number, codec, feedback and format (4 bytes, little-endian). */
    private final byte[] rows;

    SdpSection(int payloadTypes) {
        rows = new byte[payloadTypes * ROW];
    }

    @Override
    void clear() {
        super.clear();
        kind = MediaKind.OTHER;
        port = 0;
        protocolKnown = false;
        midAt = 0;
        midLength = 0;
        bundled = false;
        bundleOnly = false;
        rtcpMux = false;
        endOfCandidates = false;
        payloadTypes = 0;
    }

    /** One that is not even offered: its port is 0, and it does not wait for the bundle's. */
    public boolean isRejected() {
        return port == 0 && !(bundleOnly && bundled);
    }

    /** Of {@link MediaKind}. */
    public int kind() {
        return kind;
    }

    /** Of {@link Direction}, as the peer sees it. */
    public int direction() {
        return direction;
    }

    /** Of {@link Setup}. */
    public int setup() {
        return setup;
    }

    public boolean hasRtcpMux() {
        return rtcpMux;
    }

    public boolean isBundled() {
        return bundled;
    }

    /** Whether the peer says that all candidates of this section are in the description. */
    public boolean isEndOfCandidates() {
        return endOfCandidates;
    }

    void add(int number) {
        int at = payloadTypes * ROW;
        if (at < rows.length) {
            rows[at] = (byte) number;
            rows[at + FEEDBACK] = 0;
            setCodec(payloadTypes, Codec.ofPayloadType(number));
            setFormat(payloadTypes, H264Format.DEFAULT);
            payloadTypes++;
        }
    }

    int payloadType(int position) {
        return rows[position * ROW];
    }

    /** Of {@link Codec}. */
    int codec(int position) {
        return rows[position * ROW + CODEC];
    }

    void setCodec(int position, int codec) {
        rows[position * ROW + CODEC] = (byte) codec;
    }

    /** Bits of {@link Feedback}. */
    int feedback(int position) {
        return rows[position * ROW + FEEDBACK];
    }

    void addFeedback(int position, int bit) {
        rows[position * ROW + FEEDBACK] |= (byte) bit;
    }

    /** Of {@link H264Format}; without a meaning for another codec. */
    int format(int position) {
        return Bytes.u32le(rows, position * ROW + FORMAT);
    }

    void setFormat(int position, int format) {
        Bytes.putU32le(rows, position * ROW + FORMAT, format);
    }

    /** Where payload type {@code number} is listed; negative if it is not. */
    int position(int number) {
        for (int i = 0; i < payloadTypes; i++) {
            if (payloadType(i) == number) {
                return i;
            }
        }
        return NOT_LISTED;
    }

    /**
     * Where the payload type is that {@code stream} goes well with: the first of its codec, and of
     * H.264 constrained baseline before baseline; negative if there is none.
     */
    int choose(SdpStream stream) {
        int second = NOT_LISTED;
        for (int i = 0; i < payloadTypes; i++) {
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
