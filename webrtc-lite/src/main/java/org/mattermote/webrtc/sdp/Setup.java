package org.mattermote.webrtc.sdp;

import static org.mattermote.webrtc.text.WordList.EXACT;

/** Who begins DTLS (RFC 4145 4, RFC 8842 5): active sends the first message. */
public final class Setup {
    public static final int NONE = 0;
    public static final int ACTPASS = 1;

    /** This and PASSIVE say who. */
    public static final int ACTIVE = 2;

    public static final int PASSIVE = 3;

    /** What they are called; of setup n at index n − 1: actpass, active, passive. */
    static final byte[] WORDS = {
        EXACT, 7, 'a', 'c', 't', 'p', 'a', 's', 's', 6, 'a', 'c', 't', 'i', 'v', 'e', 7, 'p', 'a',
        's', 's', 'i', 'v', 'e'
    };

    private Setup() {}

    /** Ours, where the peer's is {@code peer}: active unless the peer is. */
    static int answer(int peer) {
        return peer == ACTIVE ? PASSIVE : ACTIVE;
    }
}
