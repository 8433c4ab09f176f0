package org.mattermote.stack.crypto;

/**
 * AES-128, encryption only (FIPS 197): all that CCM and counter mode need. One table of 256 words,
 * turned for the other three columns. Table look-ups depend on data: see the package's remark.
 */
public final class Aes128 {
    public static final int BLOCK = 16;
    public static final int KEY = 16;

    private static final byte[] SBOX = new byte[256];

    /** Substitution and column mix of one byte: 2s, s, s, 3s from the top. */
    private static final int[] MIX = new int[256];

    static {
        // p runs through the powers of 3, q through their inverses.
        int p = 1;
        int q = 1;
        do {
            p = p ^ p << 1 & 0xFF ^ ((p & 0x80) != 0 ? 0x1B : 0);
            q ^= q << 1;
            q ^= q << 2;
            q ^= q << 4;
            q &= 0xFF;
            if ((q & 0x80) != 0) {
                q ^= 0x09;
            }
            int s = q | q << 8;
            SBOX[p] = (byte) (s ^ s >> 7 ^ s >> 6 ^ s >> 5 ^ s >> 4 ^ 0x63);
        } while (p != 1);
        SBOX[0] = 0x63;
        for (int i = 0; i < 256; i++) {
            int s = SBOX[i] & 0xFF;
            int twice = s << 1 ^ ((s & 0x80) != 0 ? 0x11B : 0);
            MIX[i] = twice << 24 | s << 16 | s << 8 | twice ^ s;
        }
    }

    private final int[] schedule = new int[44];

    /** Expands a key of 16 bytes. */
    public void setKey(byte[] key, int off) {
        int[] w = schedule;
        for (int i = 0; i < 4; i++) {
            w[i] = word(key, off + (i << 2));
        }
        int round = 1;
        for (int i = 4; i < 44; i++) {
            int t = w[i - 1];
            if ((i & 3) == 0) {
                t =
                        SBOX[t >>> 16 & 0xFF] << 24
                                | (SBOX[t >>> 8 & 0xFF] & 0xFF) << 16
                                | (SBOX[t & 0xFF] & 0xFF) << 8
                                | SBOX[t >>> 24] & 0xFF;
                t ^= round << 24;
                round = round << 1 ^ (round >> 7) * 0x11B;
            }
            w[i] = w[i - 4] ^ t;
        }
    }

    /** Forgets the key. */
    public void clearKey() {
        for (int i = 0; i < 44; i++) {
            schedule[i] = 0;
        }
    }

    /** Encrypts 16 bytes; {@code in} and {@code out} may be the same place. */
    public void encryptBlock(byte[] in, int inOff, byte[] out, int outOff) {
        int[] k = schedule;
        int[] m = MIX;
        int a = word(in, inOff) ^ k[0];
        int b = word(in, inOff + 4) ^ k[1];
        int c = word(in, inOff + 8) ^ k[2];
        int d = word(in, inOff + 12) ^ k[3];
        int at = 4;
        while (at < 40) {
            int e = column(m, a, b, c, d) ^ k[at];
            int f = column(m, b, c, d, a) ^ k[at + 1];
            int g = column(m, c, d, a, b) ^ k[at + 2];
            d = column(m, d, a, b, c) ^ k[at + 3];
            a = e;
            b = f;
            c = g;
            at += 4;
        }
        put(out, outOff, last(a, b, c, d) ^ k[40]);
        put(out, outOff + 4, last(b, c, d, a) ^ k[41]);
        put(out, outOff + 8, last(c, d, a, b) ^ k[42]);
        put(out, outOff + 12, last(d, a, b, c) ^ k[43]);
    }

    private static int column(int[] m, int a, int b, int c, int d) {
        int t1 = m[b >>> 16 & 0xFF];
        int t2 = m[c >>> 8 & 0xFF];
        int t3 = m[d & 0xFF];
        return m[a >>> 24] ^ (t1 >>> 8 | t1 << 24) ^ (t2 >>> 16 | t2 << 16) ^ (t3 >>> 24 | t3 << 8);
    }

    private static int last(int a, int b, int c, int d) {
        return SBOX[a >>> 24] << 24
                | (SBOX[b >>> 16 & 0xFF] & 0xFF) << 16
                | (SBOX[c >>> 8 & 0xFF] & 0xFF) << 8
                | SBOX[d & 0xFF] & 0xFF;
    }

    private static int word(byte[] b, int at) {
        return b[at] << 24 | (b[at + 1] & 0xFF) << 16 | (b[at + 2] & 0xFF) << 8 | b[at + 3] & 0xFF;
    }

    private static void put(byte[] b, int at, int value) {
        b[at] = (byte) (value >>> 24);
        b[at + 1] = (byte) (value >>> 16);
        b[at + 2] = (byte) (value >>> 8);
        b[at + 3] = (byte) value;
    }
}
