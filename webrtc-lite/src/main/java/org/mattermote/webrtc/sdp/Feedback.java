package org.mattermote.webrtc.sdp;

import static org.mattermote.webrtc.text.WordList.EXACT;

/** What a receiver may tell a sender of a stream (RFC 4585 4.2 and others), a bit each. */
public final class Feedback {
    public static final int NACK = 1;
    public static final int NACK_PLI = 1 << 1;
    public static final int CCM_FIR = 1 << 2;
    public static final int GOOG_REMB = 1 << 3;
    public static final int TRANSPORT_CC = 1 << 4;

    static final int KINDS = 5;

    /** What the bits are called, bit 0 first: nack, nack pli, ccm fir, goog-remb, transport-cc. */
    static final byte[] WORDS = {
        EXACT, 4, 'n', 'a', 'c', 'k', 8, 'n', 'a', 'c', 'k', ' ', 'p', 'l', 'i', 7, 'c', 'c', 'm',
        ' ', 'f', 'i', 'r', 9, 'g', 'o', 'o', 'g', '-', 'r', 'e', 'm', 'b', 12, 't', 'r', 'a', 'n',
        's', 'p', 'o', 'r', 't', '-', 'c', 'c'
    };

    private Feedback() {}
}
