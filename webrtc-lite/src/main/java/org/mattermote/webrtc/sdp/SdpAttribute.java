package org.mattermote.webrtc.sdp;

import static org.mattermote.webrtc.text.WordList.EXACT;

/**
 * Names of the attributes that are known. The first four are the constants of {@link Direction}.
 */
final class SdpAttribute {
    // Of a section or of the session.
    static final int FINGERPRINT = 4;
    static final int ICE_UFRAG = 5;
    static final int ICE_PWD = 6;
    static final int ICE_OPTIONS = 7;
    static final int ICE_LITE = 8;
    static final int SETUP = 9;

    /** Of the session. What follows is of a section. */
    static final int GROUP = 10;

    static final int RTPMAP = 11;
    static final int RTCP_FB = 12;
    static final int FMTP = 13;
    static final int CANDIDATE = 14;
    static final int MID = 15;

    /** From here on: a flag of {@link SdpSection} each, in their order. */
    static final int FLAGS = 16;

    /**
     * inactive, sendonly, recvonly, sendrecv, fingerprint, ice-ufrag, ice-pwd, ice-options,
     * ice-lite, setup, group, rtpmap, rtcp-fb, fmtp, candidate, mid, bundle-only, rtcp-mux,
     * end-of-candidates.
     */
    static final byte[] WORDS = {
        EXACT, 8, 'i', 'n', 'a', 'c', 't', 'i', 'v', 'e', 8, 's', 'e', 'n', 'd', 'o', 'n', 'l', 'y',
        8, 'r', 'e', 'c', 'v', 'o', 'n', 'l', 'y', 8, 's', 'e', 'n', 'd', 'r', 'e', 'c', 'v', 11,
        'f', 'i', 'n', 'g', 'e', 'r', 'p', 'r', 'i', 'n', 't', 9, 'i', 'c', 'e', '-', 'u', 'f', 'r',
        'a', 'g', 7, 'i', 'c', 'e', '-', 'p', 'w', 'd', 11, 'i', 'c', 'e', '-', 'o', 'p', 't', 'i',
        'o', 'n', 's', 8, 'i', 'c', 'e', '-', 'l', 'i', 't', 'e', 5, 's', 'e', 't', 'u', 'p', 5,
        'g', 'r', 'o', 'u', 'p', 6, 'r', 't', 'p', 'm', 'a', 'p', 7, 'r', 't', 'c', 'p', '-', 'f',
        'b', 4, 'f', 'm', 't', 'p', 9, 'c', 'a', 'n', 'd', 'i', 'd', 'a', 't', 'e', 3, 'm', 'i',
        'd', 11, 'b', 'u', 'n', 'd', 'l', 'e', '-', 'o', 'n', 'l', 'y', 8, 'r', 't', 'c', 'p', '-',
        'm', 'u', 'x', 17, 'e', 'n', 'd', '-', 'o', 'f', '-', 'c', 'a', 'n', 'd', 'i', 'd', 'a',
        't', 'e', 's'
    };

    private SdpAttribute() {}
}
