package org.mattermote.webrtc.ice;

import static org.mattermote.webrtc.text.WordList.EXACT;

import org.mattermote.webrtc.text.WordList;

/** ICETransportPolicy: which of our candidates the peer may learn. */
public final class IcePolicy {
    /** Every candidate. */
    public static final int ALL = 0;

    /** Those of relays only. */
    public static final int RELAY = 1;

    /** No such policy. */
    public static final int UNKNOWN = WordList.NONE;

    /** all, relay. */
    private static final byte[] WORDS = {EXACT, 3, 'a', 'l', 'l', 5, 'r', 'e', 'l', 'a', 'y'};

    private IcePolicy() {}

    /** The policy of this name, or UNKNOWN. Where a command names none it is ALL. */
    public static int of(byte[] text, int at, int length) {
        return WordList.find(WORDS, text, at, length);
    }

    /** Whether the peer may learn a candidate of {@code type}. */
    static boolean allows(int policy, int type) {
        return policy != RELAY || type == IceCandidate.RELAY;
    }
}
