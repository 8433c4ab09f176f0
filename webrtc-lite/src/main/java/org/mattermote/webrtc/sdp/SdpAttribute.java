package org.mattermote.webrtc.sdp;

import static org.mattermote.webrtc.text.WordList.EXACT;

/** Names of the attributes that are known, those that come often first. */
final class SdpAttribute {
    // Of a section.
    static final int RTPMAP = 0;
    static final int RTCP_FB = 1;
    static final int FMTP = 2;
    static final int CANDIDATE = 3;
    static final int MID = 4;

    /** From here on: a flag of {@link SdpSection} each, in their order. */
    static final int FLAGS = 5;

    /** Of the session. What follows is of either. */
    static final int GROUP = 8;

    static final int FINGERPRINT = 9;
    static final int ICE_UFRAG = 10;
    static final int ICE_PWD = 11;
    static final int ICE_OPTIONS = 12;
    static final int ICE_LITE = 13;
    static final int SETUP = 14;

    /** From here on: the constants of {@link Direction}, in their order. */
    static final int DIRECTIONS = 15;

    /**
     * rtpmap, rtcp-fb, fmtp, candidate, mid, bundle-only, rtcp-mux, end-of-candidates, group,
     * fingerprint, ice-ufrag, ice-pwd, ice-options, ice-lite, setup, inactive, sendonly, recvonly,
     * sendrecv.
     */
    static final byte[] WORDS = {
        EXACT, 6, 'r', 't', 'p', 'm', 'a', 'p', 7, 'r', 't', 'c', 'p', '-', 'f', 'b', 4, 'f', 'm',
        't', 'p', 9, 'c', 'a', 'n', 'd', 'i', 'd', 'a', 't', 'e', 3, 'm', 'i', 'd', 11, 'b', 'u',
        'n', 'd', 'l', 'e', '-', 'o', 'n', 'l', 'y', 8, 'r', 't', 'c', 'p', '-', 'm', 'u', 'x', 17,
        'e', 'n', 'd', '-', 'o', 'f', '-', 'c', 'a', 'n', 'd', 'i', 'd', 'a', 't', 'e', 's', 5, 'g',
        'r', 'o', 'u', 'p', 11, 'f', 'i', 'n', 'g', 'e', 'r', 'p', 'r', 'i', 'n', 't', 9, 'i', 'c',
        'e', '-', 'u', 'f', 'r', 'a', 'g', 7, 'i', 'c', 'e', '-', 'p', 'w', 'd', 11, 'i', 'c', 'e',
        '-', 'o', 'p', 't', 'i', 'o', 'n', 's', 8, 'i', 'c', 'e', '-', 'l', 'i', 't', 'e', 5, 's',
        'e', 't', 'u', 'p', 8, 'i', 'n', 'a', 'c', 't', 'i', 'v', 'e', 8, 's', 'e', 'n', 'd', 'o',
        'n', 'l', 'y', 8, 'r', 'e', 'c', 'v', 'o', 'n', 'l', 'y', 8, 's', 'e', 'n', 'd', 'r', 'e',
        'c', 'v'
    };

    private SdpAttribute() {}
}
