package org.mattermote.webrtc.sdp;

import org.mattermote.webrtc.text.WordList;

/** Who begins DTLS (RFC 4145 4, RFC 8842 5): active sends the first message. */
public final class Setup {
    public static final int NONE = 0;
    public static final int ACTPASS = 1;
    public static final int ACTIVE = 2;
    public static final int PASSIVE = 3;

    /** What they are called; of setup n at index n − 1. */
    static final byte[] WORDS = {
        WordList.EXACT,
        7,
        'a',
        'c',
        't',
        'p',
        'a',
        's',
        's', // actpass
        6,
        'a',
        'c',
        't',
        'i',
        'v',
        'e', // active
        7,
        'p',
        'a',
        's',
        's',
        'i',
        'v',
        'e' // passive
    };

    private Setup() {}

    /** Ours, where the peer's is {@code peer}: active unless the peer is. */
    static int answer(int peer) {
        return peer == ACTIVE ? PASSIVE : ACTIVE;
    }
}
