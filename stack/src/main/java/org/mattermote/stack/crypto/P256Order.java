package org.mattermote.stack.crypto;

/**
 * Arithmetic modulo n, the order of P-256's base point, by Montgomery multiplication. Elements are
 * eight words, least significant first. No branch and no index depends on a value. Operands and
 * result may be the same array.
 */
final class P256Order {
    static final int[] N = {
        0xfc632551, 0xf3b9cac2, 0xa7179e84, 0xbce6faad,
        0xffffffff, 0xffffffff, 0x00000000, 0xffffffff
    };

    /** 2^512 mod n. */
    private static final int[] SQUARED_RADIX = {
        0xbe79eea2, 0x83244c95, 0x49bd6fa6, 0x4699799c,
        0x2b6bec59, 0x2845b239, 0xf3d95620, 0x66e12d94
    };

    /** -1/n mod 2^32. */
    private static final int FACTOR = 0xee00bc4f;

    private static final long M = 0xFFFFFFFFL;

    /**
     * What a product modulo n counts, in units of {@link P256Field#units}: it takes twice as long.
     */
    private static final int UNITS = 2;

    /** Units since the beginning; wraps around. */
    int units;

    private final int[] t = new int[9];
    private final int[] base = new int[8];

    /** z = x y mod n. */
    void multiply(int[] x, int[] y, int[] z) {
        montgomery(x, SQUARED_RADIX, base);
        montgomery(base, y, z);
    }

    /** z = x mod n, for x below 2^256. */
    static void reduce(int[] x, int[] z) {
        long c = 0;
        for (int i = 0; i < 8; i++) {
            c += (x[i] & M) - (N[i] & M);
            z[i] = (int) c;
            c >>= 32;
        }
        addMasked(z, (int) c);
    }

    /** z = high 2^256 + low mod n, both below 2^256. */
    void reduceWide(int[] high, int[] low, int[] z) {
        reduce(low, base);
        montgomery(high, SQUARED_RADIX, z);
        add(z, base, z);
    }

    /** z = x + y mod n. */
    static void add(int[] x, int[] y, int[] z) {
        long c = 0;
        for (int i = 0; i < 8; i++) {
            c += (x[i] & M) + (y[i] & M) - (N[i] & M);
            z[i] = (int) c;
            c >>= 32;
        }
        addMasked(z, (int) c);
    }

    /** x = n - x if x, not above n, is even; returns all ones then, else 0. */
    static int makeOdd(int[] x) {
        int even = (x[0] & 1) - 1;
        negate(x, even);
        return even;
    }

    /** x = n - x, for x not above n. */
    static void negate(int[] x) {
        negate(x, -1);
    }

    private static void negate(int[] x, int mask) {
        long c = mask & 1;
        for (int i = 0; i < 8; i++) {
            c += (N[i] & mask & M) + ((x[i] ^ mask) & M);
            x[i] = (int) c;
            c >>= 32;
        }
    }

    /** All ones if x is in 1..n-1. */
    static int validMask(int[] x) {
        return P256Field.lessMask(x, N) & ~P256Field.zeroMask(x);
    }

    void wipe() {
        P256Field.zero(t);
        P256Field.zero(base);
    }

    /** z = x y / 2^256 mod n; one of x, y below n, the other below 2^256. */
    private void montgomery(int[] x, int[] y, int[] z) {
        units += UNITS;
        P256Field.zero(t);
        for (int i = 0; i < 8; i++) {
            long xi = x[i] & M;
            long c = 0;
            for (int j = 0; j < 8; j++) {
                c += (t[j] & M) + xi * (y[j] & M);
                t[j] = (int) c;
                c >>>= 32;
            }
            c += t[8] & M;
            t[8] = (int) c;
            long top = c >>> 32;
            long m = t[0] * FACTOR & M;
            c = (t[0] & M) + m * (N[0] & M) >>> 32;
            for (int j = 1; j < 8; j++) {
                c += (t[j] & M) + m * (N[j] & M);
                t[j - 1] = (int) c;
                c >>>= 32;
            }
            c += t[8] & M;
            t[7] = (int) c;
            t[8] = (int) (top + (c >>> 32));
        }
        long c = 0;
        for (int i = 0; i < 8; i++) {
            c += (t[i] & M) - (N[i] & M);
            z[i] = (int) c;
            c >>= 32;
        }
        addMasked(z, (int) (c + (t[8] & M) >> 32));
    }

    private static void addMasked(int[] z, int mask) {
        long c = 0;
        for (int i = 0; i < 8; i++) {
            c += (z[i] & M) + (N[i] & mask & M);
            z[i] = (int) c;
            c >>= 32;
        }
    }
}
