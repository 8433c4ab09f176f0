package org.mattermote.webrtc.sdp;

import org.mattermote.webrtc.text.WordList;

/** What a receiver may tell a sender of a stream (RFC 4585 4.2 and others), a bit each. */
public final class Feedback {
    public static final int NACK = 1;
    public static final int NACK_PLI = 1 << 1;
    public static final int CCM_FIR = 1 << 2;
    public static final int GOOG_REMB = 1 << 3;
    public static final int TRANSPORT_CC = 1 << 4;

    static final int KINDS = 5;

    /** What the bits are called, bit 0 first. */
    static final byte[] WORDS = {
        WordList.EXACT,
        4,
        'n',
        'a',
        'c',
        'k', // nack
        8,
        'n',
        'a',
        'c',
        'k',
        ' ',
        'p',
        'l',
        'i', // nack pli
        7,
        'c',
        'c',
        'm',
        ' ',
        'f',
        'i',
        'r', // ccm fir
        9,
        'g',
        'o',
        'o',
        'g',
        '-',
        'r',
        'e',
        'm',
        'b', // goog-remb
        12,
        't',
        'r',
        'a',
        'n',
        's',
        'p',
        'o',
        'r',
        't',
        '-',
        'c',
        'c' // transport-cc
    };

    private Feedback() {}
}
