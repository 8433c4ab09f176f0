package org.mattermote.webrtc.sdp;

/** One media section of a description. */
public final class SdpSection extends SdpTransport {
    private static final int NOT_LISTED = -1;

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
    final byte[] payloadType;
    final byte[] codec;

    /** Bits of {@link Feedback}. */
    final byte[] feedback;

    /** Of {@link H264Format}, where the codec is H.264. */
    final int[] format;

    SdpSection(int payloadTypes) {
        payloadType = new byte[payloadTypes];
        codec = new byte[payloadTypes];
        feedback = new byte[payloadTypes];
        format = new int[payloadTypes];
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
        if (payloadTypes < payloadType.length) {
            payloadType[payloadTypes] = (byte) number;
            codec[payloadTypes] = (byte) Codec.ofPayloadType(number);
            feedback[payloadTypes] = 0;
            format[payloadTypes] = H264Format.DEFAULT;
            payloadTypes++;
        }
    }

    /** Where payload type {@code number} is listed; negative if it is not. */
    int position(int number) {
        for (int i = 0; i < payloadTypes; i++) {
            if (payloadType[i] == number) {
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
            if (codec[i] != stream.codec) {
                continue;
            }
            if (stream.codec != Codec.H264) {
                return i;
            }
            if (H264Format.isFragmenting(format[i])) {
                if (H264Format.isConstrainedBaseline(format[i])) {
                    return i;
                }
                if (second < 0 && H264Format.isBaseline(format[i])) {
                    second = i;
                }
            }
        }
        return second;
    }
}
