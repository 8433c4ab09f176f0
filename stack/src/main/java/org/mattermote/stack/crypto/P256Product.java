package org.mattermote.stack.crypto;

/**
 * Products and squares modulo p over 2^256 (Montgomery), sums and differences, unrolled: all that
 * is read and written of arrays is the operands and the result, once. No branch depends on a value.
 *
 * <p>Words are the digits, least significant first, in schoolbook rows; then the lower half is made
 * nothing. Images call the same in C or assembler where the processor has it (`fast.h` of the open
 * VM): this is what they are compared with.
 */
final class P256Product {
    private static final long M = 0xFFFFFFFFL;

    private P256Product() {}

    /** z = x y / 2^256 mod p; they may be the same array. */
    static void multiply(int[] x, int[] y, int[] z) {
        int y0 = y[0];
        int y1 = y[1];
        int y2 = y[2];
        int y3 = y[3];
        int y4 = y[4];
        int y5 = y[5];
        int y6 = y[6];
        int y7 = y[7];
        long xi = x[0] & M;
        long c = xi * (y0 & M);
        int t0 = (int) c;
        c = (c >>> 32) + xi * (y1 & M);
        int t1 = (int) c;
        c = (c >>> 32) + xi * (y2 & M);
        int t2 = (int) c;
        c = (c >>> 32) + xi * (y3 & M);
        int t3 = (int) c;
        c = (c >>> 32) + xi * (y4 & M);
        int t4 = (int) c;
        c = (c >>> 32) + xi * (y5 & M);
        int t5 = (int) c;
        c = (c >>> 32) + xi * (y6 & M);
        int t6 = (int) c;
        c = (c >>> 32) + xi * (y7 & M);
        int t7 = (int) c;
        int t8 = (int) (c >>> 32);
        xi = x[1] & M;
        c = xi * (y0 & M) + (t1 & M);
        t1 = (int) c;
        c = (c >>> 32) + xi * (y1 & M) + (t2 & M);
        t2 = (int) c;
        c = (c >>> 32) + xi * (y2 & M) + (t3 & M);
        t3 = (int) c;
        c = (c >>> 32) + xi * (y3 & M) + (t4 & M);
        t4 = (int) c;
        c = (c >>> 32) + xi * (y4 & M) + (t5 & M);
        t5 = (int) c;
        c = (c >>> 32) + xi * (y5 & M) + (t6 & M);
        t6 = (int) c;
        c = (c >>> 32) + xi * (y6 & M) + (t7 & M);
        t7 = (int) c;
        c = (c >>> 32) + xi * (y7 & M) + (t8 & M);
        t8 = (int) c;
        int t9 = (int) (c >>> 32);
        xi = x[2] & M;
        c = xi * (y0 & M) + (t2 & M);
        t2 = (int) c;
        c = (c >>> 32) + xi * (y1 & M) + (t3 & M);
        t3 = (int) c;
        c = (c >>> 32) + xi * (y2 & M) + (t4 & M);
        t4 = (int) c;
        c = (c >>> 32) + xi * (y3 & M) + (t5 & M);
        t5 = (int) c;
        c = (c >>> 32) + xi * (y4 & M) + (t6 & M);
        t6 = (int) c;
        c = (c >>> 32) + xi * (y5 & M) + (t7 & M);
        t7 = (int) c;
        c = (c >>> 32) + xi * (y6 & M) + (t8 & M);
        t8 = (int) c;
        c = (c >>> 32) + xi * (y7 & M) + (t9 & M);
        t9 = (int) c;
        int t10 = (int) (c >>> 32);
        xi = x[3] & M;
        c = xi * (y0 & M) + (t3 & M);
        t3 = (int) c;
        c = (c >>> 32) + xi * (y1 & M) + (t4 & M);
        t4 = (int) c;
        c = (c >>> 32) + xi * (y2 & M) + (t5 & M);
        t5 = (int) c;
        c = (c >>> 32) + xi * (y3 & M) + (t6 & M);
        t6 = (int) c;
        c = (c >>> 32) + xi * (y4 & M) + (t7 & M);
        t7 = (int) c;
        c = (c >>> 32) + xi * (y5 & M) + (t8 & M);
        t8 = (int) c;
        c = (c >>> 32) + xi * (y6 & M) + (t9 & M);
        t9 = (int) c;
        c = (c >>> 32) + xi * (y7 & M) + (t10 & M);
        t10 = (int) c;
        int t11 = (int) (c >>> 32);
        xi = x[4] & M;
        c = xi * (y0 & M) + (t4 & M);
        t4 = (int) c;
        c = (c >>> 32) + xi * (y1 & M) + (t5 & M);
        t5 = (int) c;
        c = (c >>> 32) + xi * (y2 & M) + (t6 & M);
        t6 = (int) c;
        c = (c >>> 32) + xi * (y3 & M) + (t7 & M);
        t7 = (int) c;
        c = (c >>> 32) + xi * (y4 & M) + (t8 & M);
        t8 = (int) c;
        c = (c >>> 32) + xi * (y5 & M) + (t9 & M);
        t9 = (int) c;
        c = (c >>> 32) + xi * (y6 & M) + (t10 & M);
        t10 = (int) c;
        c = (c >>> 32) + xi * (y7 & M) + (t11 & M);
        t11 = (int) c;
        int t12 = (int) (c >>> 32);
        xi = x[5] & M;
        c = xi * (y0 & M) + (t5 & M);
        t5 = (int) c;
        c = (c >>> 32) + xi * (y1 & M) + (t6 & M);
        t6 = (int) c;
        c = (c >>> 32) + xi * (y2 & M) + (t7 & M);
        t7 = (int) c;
        c = (c >>> 32) + xi * (y3 & M) + (t8 & M);
        t8 = (int) c;
        c = (c >>> 32) + xi * (y4 & M) + (t9 & M);
        t9 = (int) c;
        c = (c >>> 32) + xi * (y5 & M) + (t10 & M);
        t10 = (int) c;
        c = (c >>> 32) + xi * (y6 & M) + (t11 & M);
        t11 = (int) c;
        c = (c >>> 32) + xi * (y7 & M) + (t12 & M);
        t12 = (int) c;
        int t13 = (int) (c >>> 32);
        xi = x[6] & M;
        c = xi * (y0 & M) + (t6 & M);
        t6 = (int) c;
        c = (c >>> 32) + xi * (y1 & M) + (t7 & M);
        t7 = (int) c;
        c = (c >>> 32) + xi * (y2 & M) + (t8 & M);
        t8 = (int) c;
        c = (c >>> 32) + xi * (y3 & M) + (t9 & M);
        t9 = (int) c;
        c = (c >>> 32) + xi * (y4 & M) + (t10 & M);
        t10 = (int) c;
        c = (c >>> 32) + xi * (y5 & M) + (t11 & M);
        t11 = (int) c;
        c = (c >>> 32) + xi * (y6 & M) + (t12 & M);
        t12 = (int) c;
        c = (c >>> 32) + xi * (y7 & M) + (t13 & M);
        t13 = (int) c;
        int t14 = (int) (c >>> 32);
        xi = x[7] & M;
        c = xi * (y0 & M) + (t7 & M);
        t7 = (int) c;
        c = (c >>> 32) + xi * (y1 & M) + (t8 & M);
        t8 = (int) c;
        c = (c >>> 32) + xi * (y2 & M) + (t9 & M);
        t9 = (int) c;
        c = (c >>> 32) + xi * (y3 & M) + (t10 & M);
        t10 = (int) c;
        c = (c >>> 32) + xi * (y4 & M) + (t11 & M);
        t11 = (int) c;
        c = (c >>> 32) + xi * (y5 & M) + (t12 & M);
        t12 = (int) c;
        c = (c >>> 32) + xi * (y6 & M) + (t13 & M);
        t13 = (int) c;
        c = (c >>> 32) + xi * (y7 & M) + (t14 & M);
        t14 = (int) c;
        int t15 = (int) (c >>> 32);
        reduce(t0, t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11, t12, t13, t14, t15, z);
    }

    /** z = x^2 / 2^256 mod p; they may be the same array. */
    static void square(int[] x, int[] z) {
        // The products of different words,
        int x0 = x[0];
        int x1 = x[1];
        int x2 = x[2];
        int x3 = x[3];
        int x4 = x[4];
        int x5 = x[5];
        int x6 = x[6];
        int x7 = x[7];
        long c = (x0 & M) * (x1 & M);
        int t1 = (int) c;
        c = (c >>> 32) + (x0 & M) * (x2 & M);
        int t2 = (int) c;
        c = (c >>> 32) + (x0 & M) * (x3 & M);
        int t3 = (int) c;
        c = (c >>> 32) + (x0 & M) * (x4 & M);
        int t4 = (int) c;
        c = (c >>> 32) + (x0 & M) * (x5 & M);
        int t5 = (int) c;
        c = (c >>> 32) + (x0 & M) * (x6 & M);
        int t6 = (int) c;
        c = (c >>> 32) + (x0 & M) * (x7 & M);
        int t7 = (int) c;
        int t8 = (int) (c >>> 32);
        c = (x1 & M) * (x2 & M) + (t3 & M);
        t3 = (int) c;
        c = (c >>> 32) + (x1 & M) * (x3 & M) + (t4 & M);
        t4 = (int) c;
        c = (c >>> 32) + (x1 & M) * (x4 & M) + (t5 & M);
        t5 = (int) c;
        c = (c >>> 32) + (x1 & M) * (x5 & M) + (t6 & M);
        t6 = (int) c;
        c = (c >>> 32) + (x1 & M) * (x6 & M) + (t7 & M);
        t7 = (int) c;
        c = (c >>> 32) + (x1 & M) * (x7 & M) + (t8 & M);
        t8 = (int) c;
        int t9 = (int) (c >>> 32);
        c = (x2 & M) * (x3 & M) + (t5 & M);
        t5 = (int) c;
        c = (c >>> 32) + (x2 & M) * (x4 & M) + (t6 & M);
        t6 = (int) c;
        c = (c >>> 32) + (x2 & M) * (x5 & M) + (t7 & M);
        t7 = (int) c;
        c = (c >>> 32) + (x2 & M) * (x6 & M) + (t8 & M);
        t8 = (int) c;
        c = (c >>> 32) + (x2 & M) * (x7 & M) + (t9 & M);
        t9 = (int) c;
        int t10 = (int) (c >>> 32);
        c = (x3 & M) * (x4 & M) + (t7 & M);
        t7 = (int) c;
        c = (c >>> 32) + (x3 & M) * (x5 & M) + (t8 & M);
        t8 = (int) c;
        c = (c >>> 32) + (x3 & M) * (x6 & M) + (t9 & M);
        t9 = (int) c;
        c = (c >>> 32) + (x3 & M) * (x7 & M) + (t10 & M);
        t10 = (int) c;
        int t11 = (int) (c >>> 32);
        c = (x4 & M) * (x5 & M) + (t9 & M);
        t9 = (int) c;
        c = (c >>> 32) + (x4 & M) * (x6 & M) + (t10 & M);
        t10 = (int) c;
        c = (c >>> 32) + (x4 & M) * (x7 & M) + (t11 & M);
        t11 = (int) c;
        int t12 = (int) (c >>> 32);
        c = (x5 & M) * (x6 & M) + (t11 & M);
        t11 = (int) c;
        c = (c >>> 32) + (x5 & M) * (x7 & M) + (t12 & M);
        t12 = (int) c;
        int t13 = (int) (c >>> 32);
        c = (x6 & M) * (x7 & M) + (t13 & M);
        t13 = (int) c;
        int t14 = (int) (c >>> 32);
        // twice,
        int t15 = t14 >>> 31;
        t14 = t14 << 1 | t13 >>> 31;
        t13 = t13 << 1 | t12 >>> 31;
        t12 = t12 << 1 | t11 >>> 31;
        t11 = t11 << 1 | t10 >>> 31;
        t10 = t10 << 1 | t9 >>> 31;
        t9 = t9 << 1 | t8 >>> 31;
        t8 = t8 << 1 | t7 >>> 31;
        t7 = t7 << 1 | t6 >>> 31;
        t6 = t6 << 1 | t5 >>> 31;
        t5 = t5 << 1 | t4 >>> 31;
        t4 = t4 << 1 | t3 >>> 31;
        t3 = t3 << 1 | t2 >>> 31;
        t2 = t2 << 1 | t1 >>> 31;
        t1 <<= 1;
        // and the squares.
        c = (x0 & M) * (x0 & M);
        int t0 = (int) c;
        c = (c >>> 32) + (t1 & M);
        t1 = (int) c;
        c = (c >>> 32) + (x1 & M) * (x1 & M) + (t2 & M);
        t2 = (int) c;
        c = (c >>> 32) + (t3 & M);
        t3 = (int) c;
        c = (c >>> 32) + (x2 & M) * (x2 & M) + (t4 & M);
        t4 = (int) c;
        c = (c >>> 32) + (t5 & M);
        t5 = (int) c;
        c = (c >>> 32) + (x3 & M) * (x3 & M) + (t6 & M);
        t6 = (int) c;
        c = (c >>> 32) + (t7 & M);
        t7 = (int) c;
        c = (c >>> 32) + (x4 & M) * (x4 & M) + (t8 & M);
        t8 = (int) c;
        c = (c >>> 32) + (t9 & M);
        t9 = (int) c;
        c = (c >>> 32) + (x5 & M) * (x5 & M) + (t10 & M);
        t10 = (int) c;
        c = (c >>> 32) + (t11 & M);
        t11 = (int) c;
        c = (c >>> 32) + (x6 & M) * (x6 & M) + (t12 & M);
        t12 = (int) c;
        c = (c >>> 32) + (t13 & M);
        t13 = (int) c;
        c = (c >>> 32) + (x7 & M) * (x7 & M) + (t14 & M);
        t14 = (int) c;
        c = (c >>> 32) + (t15 & M);
        t15 = (int) c;
        reduce(t0, t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11, t12, t13, t14, t15, z);
    }

    /**
     * z = a number of 16 words over 2^256, modulo p. Word by word from below, as much of p is added
     * as makes the word nothing: the word itself, for p ends in ones. That goes to the places of
     * p's powers of two, summed in columns.
     */
    private static void reduce(
            int t0,
            int t1,
            int t2,
            int t3,
            int t4,
            int t5,
            int t6,
            int t7,
            int t8,
            int t9,
            int t10,
            int t11,
            int t12,
            int t13,
            int t14,
            int t15,
            int[] z) {
        long m0 = t0 & M;
        long m1 = t1 & M;
        long m2 = t2 & M;
        long c = (t3 & M) + m0;
        long m3 = c & M;
        c = (c >> 32) + (t4 & M) + m1;
        long m4 = c & M;
        c = (c >> 32) + (t5 & M) + m2;
        long m5 = c & M;
        c = (c >> 32) + (t6 & M) + m3 + m0;
        long m6 = c & M;
        c = (c >> 32) + (t7 & M) + m4 + m1 - m0;
        long m7 = c & M;
        c = (c >> 32) + (t8 & M) + m5 + m2 - m1 + m0;
        int z0 = (int) c;
        c = (c >> 32) + (t9 & M) + m6 + m3 - m2 + m1;
        int z1 = (int) c;
        c = (c >> 32) + (t10 & M) + m7 + m4 - m3 + m2;
        int z2 = (int) c;
        c = (c >> 32) + (t11 & M) + m5 - m4 + m3;
        int z3 = (int) c;
        c = (c >> 32) + (t12 & M) + m6 - m5 + m4;
        int z4 = (int) c;
        c = (c >> 32) + (t13 & M) + m7 - m6 + m5;
        int z5 = (int) c;
        c = (c >> 32) + (t14 & M) - m7 + m6;
        int z6 = (int) c;
        c = (c >> 32) + (t15 & M) + m7;
        int z7 = (int) c;
        int over = (int) (c >> 32);
        // Below 2p: take p away and give it back if that was too much.
        c = (z0 & M) - M;
        z0 = (int) c;
        c = (c >> 32) + (z1 & M) - M;
        z1 = (int) c;
        c = (c >> 32) + (z2 & M) - M;
        z2 = (int) c;
        c = (c >> 32) + (z3 & M);
        z3 = (int) c;
        c = (c >> 32) + (z4 & M);
        z4 = (int) c;
        c = (c >> 32) + (z5 & M);
        z5 = (int) c;
        c = (c >> 32) + (z6 & M) - 1;
        z6 = (int) c;
        c = (c >> 32) + (z7 & M) - M;
        z7 = (int) c;
        giveBack((int) (c >> 32) + over, z0, z1, z2, z3, z4, z5, z6, z7, z);
    }

    /** z = x + y mod p; they may be the same array. */
    static void add(int[] x, int[] y, int[] z) {
        long c = (x[0] & M) + (y[0] & M) - M;
        int z0 = (int) c;
        c = (c >> 32) + (x[1] & M) + (y[1] & M) - M;
        int z1 = (int) c;
        c = (c >> 32) + (x[2] & M) + (y[2] & M) - M;
        int z2 = (int) c;
        c = (c >> 32) + (x[3] & M) + (y[3] & M);
        int z3 = (int) c;
        c = (c >> 32) + (x[4] & M) + (y[4] & M);
        int z4 = (int) c;
        c = (c >> 32) + (x[5] & M) + (y[5] & M);
        int z5 = (int) c;
        c = (c >> 32) + (x[6] & M) + (y[6] & M) - 1;
        int z6 = (int) c;
        c = (c >> 32) + (x[7] & M) + (y[7] & M) - M;
        int z7 = (int) c;
        giveBack((int) (c >> 32), z0, z1, z2, z3, z4, z5, z6, z7, z);
    }

    /** z = x - y mod p; they may be the same array. */
    static void subtract(int[] x, int[] y, int[] z) {
        long c = (x[0] & M) - (y[0] & M);
        int z0 = (int) c;
        c = (c >> 32) + (x[1] & M) - (y[1] & M);
        int z1 = (int) c;
        c = (c >> 32) + (x[2] & M) - (y[2] & M);
        int z2 = (int) c;
        c = (c >> 32) + (x[3] & M) - (y[3] & M);
        int z3 = (int) c;
        c = (c >> 32) + (x[4] & M) - (y[4] & M);
        int z4 = (int) c;
        c = (c >> 32) + (x[5] & M) - (y[5] & M);
        int z5 = (int) c;
        c = (c >> 32) + (x[6] & M) - (y[6] & M);
        int z6 = (int) c;
        c = (c >> 32) + (x[7] & M) - (y[7] & M);
        int z7 = (int) c;
        giveBack((int) (c >> 32), z0, z1, z2, z3, z4, z5, z6, z7, z);
    }

    /** x = x / 2 mod p: p is added to an odd number before. */
    static void halve(int[] x) {
        int x0 = x[0];
        long odd = -(x0 & 1) & M;
        long c = (x0 & M) + odd;
        int z0 = (int) c;
        c = (c >>> 32) + (x[1] & M) + odd;
        int z1 = (int) c;
        c = (c >>> 32) + (x[2] & M) + odd;
        int z2 = (int) c;
        c = (c >>> 32) + (x[3] & M);
        int z3 = (int) c;
        c = (c >>> 32) + (x[4] & M);
        int z4 = (int) c;
        c = (c >>> 32) + (x[5] & M);
        int z5 = (int) c;
        c = (c >>> 32) + (x[6] & M) + (odd & 1);
        int z6 = (int) c;
        c = (c >>> 32) + (x[7] & M) + odd;
        int z7 = (int) c;
        x[0] = z0 >>> 1 | z1 << 31;
        x[1] = z1 >>> 1 | z2 << 31;
        x[2] = z2 >>> 1 | z3 << 31;
        x[3] = z3 >>> 1 | z4 << 31;
        x[4] = z4 >>> 1 | z5 << 31;
        x[5] = z5 >>> 1 | z6 << 31;
        x[6] = z6 >>> 1 | z7 << 31;
        x[7] = z7 >>> 1 | (int) (c >>> 32) << 31;
    }

    /** z = the words, and p more where the mask is ones. */
    private static void giveBack(
            int mask, int z0, int z1, int z2, int z3, int z4, int z5, int z6, int z7, int[] z) {
        long m = mask & M;
        long c = (z0 & M) + m;
        z[0] = (int) c;
        c = (c >> 32) + (z1 & M) + m;
        z[1] = (int) c;
        c = (c >> 32) + (z2 & M) + m;
        z[2] = (int) c;
        c = (c >> 32) + (z3 & M);
        z[3] = (int) c;
        c = (c >> 32) + (z4 & M);
        z[4] = (int) c;
        c = (c >> 32) + (z5 & M);
        z[5] = (int) c;
        c = (c >> 32) + (z6 & M) + (m & 1);
        z[6] = (int) c;
        c = (c >> 32) + (z7 & M) + m;
        z[7] = (int) c;
    }
}
