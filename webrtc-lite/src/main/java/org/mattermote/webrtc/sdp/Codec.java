package org.mattermote.webrtc.sdp;

import static org.mattermote.webrtc.text.WordList.ANY_CASE;

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

    /**
     * What an rtpmap says of a codec, clock and channels included; of codec n at index n − 1:
     * H264/90000, VP8/90000, opus/48000/2, PCMU/8000, PCMA/8000.
     */
    static final byte[] WORDS = {
        ANY_CASE, 10, 'H', '2', '6', '4', '/', '9', '0', '0', '0', '0', 9, 'V', 'P', '8', '/', '9',
        '0', '0', '0', '0', 12, 'o', 'p', 'u', 's', '/', '4', '8', '0', '0', '0', '/', '2', 9, 'P',
        'C', 'M', 'U', '/', '8', '0', '0', '0', 9, 'P', 'C', 'M', 'A', '/', '8', '0', '0', '0'
    };

    private Codec() {}

    /** What a payload type is where no rtpmap says it (RFC 3551 6). */
    static int ofPayloadType(int payloadType) {
        if (payloadType == PCMU_PAYLOAD_TYPE) {
            return PCMU;
        }
        return payloadType == PCMA_PAYLOAD_TYPE ? PCMA : NONE;
    }

    static int kind(int codec) {
        return codec == H264 || codec == VP8 ? MediaKind.VIDEO : MediaKind.AUDIO;
    }
}
