package org.mattermote.webrtc.ice;

import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.SlotState;

/** User fragment and password of one generation of ICE (RFC 8839 5.4). */
public final class IceCredentials {
    /** Random bytes that one pair is made of. */
    public static final int RANDOM_LENGTH = 24;

    /** 48 bits; RFC 8445 5.3 demands 24. */
    public static final int UFRAG_LENGTH = 8;

    /** 144 bits; RFC 8445 5.3 demands 128. */
    public static final int PASSWORD_LENGTH = 24;

    public final byte[] ufrag = new byte[UFRAG_LENGTH];
    public final byte[] password = new byte[PASSWORD_LENGTH];

    /** Makes a pair of RANDOM_LENGTH bytes from the DRBG. */
    public void make(byte[] random, int at) {
        letters(random, at, ufrag);
        letters(random, at + UFRAG_LENGTH / 4 * 3, password);
    }

    /** Three bytes are four letters. */
    private static void letters(byte[] random, int from, byte[] letters) {
        int at = from;
        for (int i = 0; i < letters.length; i += 4) {
            int bits =
                    (random[at] & 0xFF) << 16
                            | (random[at + 1] & 0xFF) << 8
                            | random[at + 2] & 0xFF;
            for (int k = 0; k < 4; k++) {
                letters[i + k] = letter(bits >> 18 - 6 * k & 63);
            }
            at += 3;
        }
    }

    private static byte letter(int value) {
        if (value < 26) {
            return (byte) ('A' + value);
        }
        if (value < 52) {
            return (byte) ('a' + value - 26);
        }
        if (value < 62) {
            return (byte) ('0' + value - 52);
        }
        return (byte) (value == 62 ? '+' : '/');
    }

    /** Whether there is a pair. */
    public boolean isMade() {
        return ufrag[0] != 0;
    }

    public void copyTo(IceCredentials other) {
        System.arraycopy(ufrag, 0, other.ufrag, 0, UFRAG_LENGTH);
        System.arraycopy(password, 0, other.password, 0, PASSWORD_LENGTH);
    }

    public void clear() {
        Bytes.zero(ufrag);
        Bytes.zero(password);
    }

    public void state(SlotState state) {
        state.bytes(ufrag);
        state.bytes(password);
    }
}
