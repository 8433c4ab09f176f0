package org.mattermote.webrtc.sdp;

import org.mattermote.webrtc.text.Ascii;

/** Who begins DTLS (RFC 4145 4, RFC 8842 5): active sends the first message. */
public final class Setup {
    public static final int NONE = 0;
    public static final int ACTPASS = 1;
    public static final int ACTIVE = 2;
    public static final int PASSIVE = 3;

    private static final byte[] ACTPASS_WORD = {'a', 'c', 't', 'p', 'a', 's', 's'};
    private static final byte[] ACTIVE_WORD = {'a', 'c', 't', 'i', 'v', 'e'};
    private static final byte[] PASSIVE_WORD = {'p', 'a', 's', 's', 'i', 'v', 'e'};

    private Setup() {}

    /** NONE for what may not be said where DTLS is to begin. */
    static int of(byte[] bytes, int at, int length) {
        if (Ascii.equal(bytes, at, length, ACTPASS_WORD)) {
            return ACTPASS;
        }
        if (Ascii.equal(bytes, at, length, ACTIVE_WORD)) {
            return ACTIVE;
        }
        return Ascii.equal(bytes, at, length, PASSIVE_WORD) ? PASSIVE : NONE;
    }

    /** Ours, where the peer's is {@code peer}: active unless the peer is. */
    static int answer(int peer) {
        return peer == ACTIVE ? PASSIVE : ACTIVE;
    }

    static byte[] word(int setup) {
        switch (setup) {
            case ACTIVE:
                return ACTIVE_WORD;
            case PASSIVE:
                return PASSIVE_WORD;
            default:
                return ACTPASS_WORD;
        }
    }
}
