package org.mattermote.webrtc.ice;

import org.mattermote.webrtc.text.Ascii;

/** ICETransportPolicy: which of our candidates the peer may learn. */
public final class IcePolicy {
    /** Every candidate. */
    public static final int ALL = 0;

    /** Those of relays only. */
    public static final int RELAY = 1;

    /** No such policy. */
    public static final int UNKNOWN = -1;

    private static final byte[] ALL_WORD = {'a', 'l', 'l'};
    private static final byte[] RELAY_WORD = {'r', 'e', 'l', 'a', 'y'};

    private IcePolicy() {}

    /** The policy of this name, or UNKNOWN. Where a command names none it is ALL. */
    public static int of(byte[] text, int at, int length) {
        if (Ascii.equal(text, at, length, ALL_WORD)) {
            return ALL;
        }
        return Ascii.equal(text, at, length, RELAY_WORD) ? RELAY : UNKNOWN;
    }

    /** Whether the peer may learn a candidate of {@code type}. */
    static boolean allows(int policy, int type) {
        return policy != RELAY || type == IceCandidate.RELAY;
    }
}
