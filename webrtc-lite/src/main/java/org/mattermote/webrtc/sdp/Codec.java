package org.mattermote.webrtc.sdp;

import org.mattermote.webrtc.text.Ascii;

/** The codecs a stream may have, by the name and clock of their {@code rtpmap}. */
public final class Codec {
    public static final int NONE = 0;

    /** RFC 6184. */
    public static final int H264 = 1;

    /** RFC 7741. */
    public static final int VP8 = 2;

    /** RFC 7587. */
    public static final int OPUS = 3;

    /** RFC 3551; payload type 0 without an rtpmap. */
    public static final int PCMU = 4;

    /** RFC 3551; payload type 8 without an rtpmap. */
    public static final int PCMA = 5;

    private static final int PCMU_PAYLOAD_TYPE = 0;
    private static final int PCMA_PAYLOAD_TYPE = 8;

    private static final byte[] H264_WORD = {'H', '2', '6', '4', '/', '9', '0', '0', '0', '0'};
    private static final byte[] VP8_WORD = {'V', 'P', '8', '/', '9', '0', '0', '0', '0'};
    private static final byte[] OPUS_WORD = {
        'o', 'p', 'u', 's', '/', '4', '8', '0', '0', '0', '/', '2'
    };
    private static final byte[] PCMU_WORD = {'P', 'C', 'M', 'U', '/', '8', '0', '0', '0'};
    private static final byte[] PCMA_WORD = {'P', 'C', 'M', 'A', '/', '8', '0', '0', '0'};

    private Codec() {}

    /** The codec an rtpmap names, clock and channels included; NONE if it is none of these. */
    static int of(byte[] bytes, int at, int length) {
        for (int codec = H264; codec <= PCMA; codec++) {
            if (Ascii.equalAnyCase(bytes, at, length, word(codec))) {
                return codec;
            }
        }
        return NONE;
    }

    /** What a payload type is where no rtpmap says it (RFC 3551 6). */
    static int ofPayloadType(int payloadType) {
        if (payloadType == PCMU_PAYLOAD_TYPE) {
            return PCMU;
        }
        return payloadType == PCMA_PAYLOAD_TYPE ? PCMA : NONE;
    }

    static byte[] word(int codec) {
        switch (codec) {
            case H264:
                return H264_WORD;
            case VP8:
                return VP8_WORD;
            case OPUS:
                return OPUS_WORD;
            case PCMU:
                return PCMU_WORD;
            default:
                return PCMA_WORD;
        }
    }

    static int kind(int codec) {
        return codec == H264 || codec == VP8 ? MediaKind.VIDEO : MediaKind.AUDIO;
    }
}
