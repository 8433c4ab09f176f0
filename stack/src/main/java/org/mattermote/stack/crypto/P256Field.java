package org.mattermote.stack.crypto;

/**
 * Arithmetic modulo p = 2^256 - 2^224 + 2^192 + 2^96 - 1, the field of P-256. Elements are eight
 * words, least significant first, always fully reduced, in Montgomery's form: times 2^256. {@link
 * #enter} and {@link #leave} are its doors. No branch and no index depends on a value. Operands and
 * result may be the same array.
 */
final class P256Field {
    static final int[] P = {-1, -1, -1, 0, 0, 0, 1, -1};

    /** 1. */
    static final int[] ONE = {1, 0, 0, -1, -1, -1, -2, 0};

    /** 2^512 modulo p, not in Montgomery's form. */
    private static final int[] SQUARE = {
        0x00000003, 0x00000000, 0xffffffff, 0xfffffffb,
        0xfffffffe, 0xffffffff, 0xfffffffd, 0x00000004
    };

    /** 2^768 modulo p, not in Montgomery's form. */
    private static final int[] CUBE = {
        0x0000000a, 0xfffffffd, 0xfffffff7, 0xffffffed,
        0xfffffffc, 0x00000005, 0x00000001, 0x00000018
    };

    /** 1, not in Montgomery's form. */
    private static final int[] PLAIN_ONE = {1, 0, 0, 0, 0, 0, 0, 0};

    private static final long M = 0xFFFFFFFFL;

    /** Products since the beginning; wraps around. */
    int units;

    /** z = a number below p in Montgomery's form; they may be the same array. */
    void enter(int[] x, int[] z) {
        multiply(x, SQUARE, z);
    }

    /** z = the number itself; they may be the same array. */
    void leave(int[] x, int[] z) {
        multiply(x, PLAIN_ONE, z);
    }

    /** Brings the inverse of the words of an element to Montgomery's form, in place. */
    void enterInverse(int[] x) {
        multiply(x, CUBE, x);
    }

    /** z = x y. */
    void multiply(int[] x, int[] y, int[] z) {
        units++;
        P256Product.multiply(x, y, z);
    }

    void square(int[] x, int[] z) {
        units++;
        P256Product.square(x, z);
    }

    static void add(int[] x, int[] y, int[] z) {
        P256Product.add(x, y, z);
    }

    static void subtract(int[] x, int[] y, int[] z) {
        P256Product.subtract(x, y, z);
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
        P256Product.halve(x);
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
}
