package org.mattermote.webrtc.sdp;

import org.mattermote.webrtc.text.Ascii;

/** What a receiver may tell a sender of a stream (RFC 4585 4.2 and others), a bit each. */
public final class Feedback {
    public static final int NACK = 1;
    public static final int NACK_PLI = 1 << 1;
    public static final int CCM_FIR = 1 << 2;
    public static final int GOOG_REMB = 1 << 3;
    public static final int TRANSPORT_CC = 1 << 4;

    static final int KINDS = 5;

    private static final byte[] NACK_WORD = {'n', 'a', 'c', 'k'};
    private static final byte[] NACK_PLI_WORD = {'n', 'a', 'c', 'k', ' ', 'p', 'l', 'i'};
    private static final byte[] CCM_FIR_WORD = {'c', 'c', 'm', ' ', 'f', 'i', 'r'};
    private static final byte[] GOOG_REMB_WORD = {'g', 'o', 'o', 'g', '-', 'r', 'e', 'm', 'b'};
    private static final byte[] TRANSPORT_CC_WORD = {
        't', 'r', 'a', 'n', 's', 'p', 'o', 'r', 't', '-', 'c', 'c'
    };

    private Feedback() {}

    /** The bit, or 0 for what is none of these. */
    static int of(byte[] bytes, int at, int length) {
        for (int kind = 0; kind < KINDS; kind++) {
            if (Ascii.equal(bytes, at, length, word(kind))) {
                return 1 << kind;
            }
        }
        return 0;
    }

    /** What bit {@code kind} is called. */
    static byte[] word(int kind) {
        switch (kind) {
            case 0:
                return NACK_WORD;
            case 1:
                return NACK_PLI_WORD;
            case 2:
                return CCM_FIR_WORD;
            case 3:
                return GOOG_REMB_WORD;
            default:
                return TRANSPORT_CC_WORD;
        }
    }
}
