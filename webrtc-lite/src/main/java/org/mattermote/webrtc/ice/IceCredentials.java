package org.mattermote.webrtc.ice;

import org.mattermote.stack.mem.Bytes;

/** User fragment and password of one generation of ICE (RFC 8839 5.4), where they lie. */
public final class IceCredentials {
    /** Random bytes that one pair is made of. */
    public static final int RANDOM_LENGTH = 24;

    /** 48 bits; RFC 8445 5.3 demands 24. */
    public static final int UFRAG_LENGTH = 8;

    /** 144 bits; RFC 8445 5.3 demands 128. */
    public static final int PASSWORD_LENGTH = 24;

    /** Letters of both, the user fragment first. */
    public static final int LENGTH = UFRAG_LENGTH + PASSWORD_LENGTH;

    public byte[] letters;

    /** Where in {@link #letters} the user fragment is, of UFRAG_LENGTH. */
    public int ufragAt;

    /** Of its own letters. */
    public IceCredentials() {
        set(new byte[LENGTH], 0);
    }

    /** Of LENGTH letters in {@code array} at {@code at}; null for none yet. */
    public IceCredentials(byte[] array, int at) {
        set(array, at);
    }

    /** Is about other letters from here on. */
    public void set(byte[] array, int at) {
        letters = array;
        ufragAt = at;
    }

    /** Where in {@link #letters} the password is, of PASSWORD_LENGTH. */
    public int passwordAt() {
        return ufragAt + UFRAG_LENGTH;
    }

    /** Makes a pair of RANDOM_LENGTH bytes from the DRBG: three bytes are four letters. */
    public void make(byte[] random, int at) {
        int to = ufragAt;
        int bits = 0;
        int count = 0;
        for (int i = at; i < at + RANDOM_LENGTH; i++) {
            bits = bits << 8 | random[i] & 0xFF;
            count += 8;
            while (count >= 6) {
                count -= 6;
                letters[to++] = letter(bits >> count & 63);
            }
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
        return (byte) (value == 63 ? '/' : '+');
    }

    /** Whether there is a pair. */
    public boolean isMade() {
        return letters[ufragAt] != 0;
    }

    public void clear() {
        Bytes.zero(letters, ufragAt, LENGTH);
    }
}
