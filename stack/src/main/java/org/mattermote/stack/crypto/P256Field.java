package org.mattermote.stack.crypto;

import org.bouncycastle.math.raw.Nat256;

/**
 * Arithmetic modulo p = 2^256 - 2^224 + 2^192 + 2^96 - 1, the field of P-256. Elements are eight
 * words, least significant first, always fully reduced. No branch and no index depends on a value.
 * Operands and result may be the same array.
 */
final class P256Field {
    static final int[] P = {-1, -1, -1, 0, 0, 0, 1, -1};

    private static final long M = 0xFFFFFFFFL;

    /** Multiplications and squarings since the beginning; wraps around. */
    int units;

    private final int[] wide = new int[16];

    void multiply(int[] x, int[] y, int[] z) {
        units++;
        Nat256.mul(x, y, wide);
        reduce(z);
    }

    void square(int[] x, int[] z) {
        units++;
        Nat256.square(x, wide);
        reduce(z);
    }

    static void add(int[] x, int[] y, int[] z) {
        long c = 0;
        for (int i = 0; i < 8; i++) {
            c += (x[i] & M) + (y[i] & M) - (P[i] & M);
            z[i] = (int) c;
            c >>= 32;
        }
        addMasked(z, (int) c);
    }

    static void subtract(int[] x, int[] y, int[] z) {
        long c = 0;
        for (int i = 0; i < 8; i++) {
            c += (x[i] & M) - (y[i] & M);
            z[i] = (int) c;
            c >>= 32;
        }
        addMasked(z, (int) c);
    }

    /** x = -x where the mask is ones; x is not 0. */
    static void negateMasked(int[] x, int mask) {
        long c = mask & 1;
        for (int i = 0; i < 8; i++) {
            c += (P[i] & mask & M) + ((x[i] ^ mask) & M);
            x[i] = (int) c;
            c >>= 32;
        }
    }

    /** x = x/2. */
    static void halve(int[] x) {
        int odd = -(x[0] & 1);
        long c = 0;
        int below = 0;
        for (int i = 0; i < 8; i++) {
            c += (x[i] & M) + (P[i] & odd & M);
            int word = (int) c;
            if (i > 0) {
                x[i - 1] = below >>> 1 | word << 31;
            }
            below = word;
            c >>= 32;
        }
        x[7] = below >>> 1 | (int) c << 31;
    }

    /** Forgets intermediate values. */
    void wipe() {
        zero(wide);
    }

    /** All ones if x is 0, else 0. */
    static int zeroMask(int[] x) {
        int v = 0;
        for (int i = 0; i < 8; i++) {
            v |= x[i];
        }
        return ~((v | -v) >> 31);
    }

    /** All ones if x &lt; bound, else 0. */
    static int lessMask(int[] x, int[] bound) {
        long c = 0;
        for (int i = 0; i < 8; i++) {
            c += (x[i] & M) - (bound[i] & M);
            c >>= 32;
        }
        return (int) c;
    }

    static void zero(int[] x) {
        for (int i = 0; i < x.length; i++) {
            x[i] = 0;
        }
    }

    static void copy(int[] from, int[] to) {
        System.arraycopy(from, 0, to, 0, 8);
    }

    /** to = from where the mask is ones. */
    static void select(int mask, int[] from, int[] to) {
        for (int i = 0; i < 8; i++) {
            to[i] ^= (to[i] ^ from[i]) & mask;
        }
    }

    /** Reads 32 bytes, most significant first. */
    static void load(byte[] b, int off, int[] x) {
        int at = off + 28;
        for (int i = 0; i < 8; i++) {
            x[i] =
                    b[at] << 24
                            | (b[at + 1] & 0xFF) << 16
                            | (b[at + 2] & 0xFF) << 8
                            | b[at + 3] & 0xFF;
            at -= 4;
        }
    }

    /** Writes 32 bytes, most significant first. */
    static void store(int[] x, byte[] b, int off) {
        int at = off + 28;
        for (int i = 0; i < 8; i++) {
            int v = x[i];
            b[at] = (byte) (v >>> 24);
            b[at + 1] = (byte) (v >>> 16);
            b[at + 2] = (byte) (v >>> 8);
            b[at + 3] = (byte) v;
            at -= 4;
        }
    }

    private static void addMasked(int[] z, int mask) {
        long c = 0;
        for (int i = 0; i < 8; i++) {
            c += (z[i] & M) + (P[i] & mask & M);
            z[i] = (int) c;
            c >>= 32;
        }
    }

    /**
     * z = {@link #wide} mod p. Words 8 to 15 are folded in by the pattern of p's powers of two
     * (FIPS 186-4 D.2.3), summed in columns; what runs over, a small signed number, is folded twice
     * more.
     */
    private void reduce(int[] z) {
        int[] t = wide;
        long c8 = t[8] & M;
        long c9 = t[9] & M;
        long c10 = t[10] & M;
        long c11 = t[11] & M;
        long c12 = t[12] & M;
        long c13 = t[13] & M;
        long c14 = t[14] & M;
        long c15 = t[15] & M;
        long c = (t[0] & M) + c8 + c9 - c11 - c12 - c13 - c14;
        long z0 = c & M;
        c = (c >> 32) + (t[1] & M) + c9 + c10 - c12 - c13 - c14 - c15;
        long z1 = c & M;
        c = (c >> 32) + (t[2] & M) + c10 + c11 - c13 - c14 - c15;
        long z2 = c & M;
        c = (c >> 32) + (t[3] & M) + (c11 + c12 << 1) + c13 - c15 - c8 - c9;
        long z3 = c & M;
        c = (c >> 32) + (t[4] & M) + (c12 + c13 << 1) + c14 - c9 - c10;
        long z4 = c & M;
        c = (c >> 32) + (t[5] & M) + (c13 + c14 << 1) + c15 - c10 - c11;
        long z5 = c & M;
        c = (c >> 32) + (t[6] & M) + (c14 + c15 << 1) + c14 + c13 - c8 - c9;
        long z6 = c & M;
        c = (c >> 32) + (t[7] & M) + (c15 << 1) + c15 + c8 - c10 - c11 - c12 - c13;
        long z7 = c & M;
        for (int i = 0; i < 2; i++) {
            // 2^256 = 2^224 - 2^192 - 2^96 + 1 (mod p)
            long o = c >> 32;
            c = z0 + o;
            z0 = c & M;
            c = (c >> 32) + z1;
            z1 = c & M;
            c = (c >> 32) + z2;
            z2 = c & M;
            c = (c >> 32) + z3 - o;
            z3 = c & M;
            c = (c >> 32) + z4;
            z4 = c & M;
            c = (c >> 32) + z5;
            z5 = c & M;
            c = (c >> 32) + z6 - o;
            z6 = c & M;
            c = (c >> 32) + z7 + o;
            z7 = c & M;
        }
        // Now below 2^256, that is below 2p: take p away and give it back if that was too much.
        c = z0 - M;
        z[0] = (int) c;
        c = (c >> 32) + z1 - M;
        z[1] = (int) c;
        c = (c >> 32) + z2 - M;
        z[2] = (int) c;
        c = (c >> 32) + z3;
        z[3] = (int) c;
        c = (c >> 32) + z4;
        z[4] = (int) c;
        c = (c >> 32) + z5;
        z[5] = (int) c;
        c = (c >> 32) + z6 - 1;
        z[6] = (int) c;
        c = (c >> 32) + z7 - M;
        z[7] = (int) c;
        addMasked(z, (int) (c >> 32));
    }
}
