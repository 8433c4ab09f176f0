package org.mattermote.stack.crypto;

/**
 * Inversion modulo p or n by division steps (Bernstein and Yang, "Fast constant-time gcd
 * computation and modular inversion", with their delta begun at one half: 590 steps are enough for
 * 256 bits). No branch and no index depends on a value; about a tenth of what powers take.
 *
 * <p>A round does 30 steps on the low words of f and g alone, which gives a matrix, and applies it
 * to the whole numbers. Those are nine limbs of 30 bits, least significant first; the highest one
 * has the sign.
 *
 * <pre>
 * f = +-d x, g = +-e x (mod m) up to powers of two that the division of d and e takes along
 * </pre>
 */
final class P256Inverse {
    private static final int LIMBS = 9;
    private static final int BITS = 30;
    private static final int LOW = (1 << BITS) - 1;

    /** 20 times 30 steps: not less than 590. */
    private static final int ROUNDS = 20;

    /** p, and 1/p modulo 2^30. */
    private static final int[] FIELD = {
        0x3fffffff, 0x3fffffff, 0x3fffffff, 0x0000003f, 0x00000000,
        0x00000000, 0x00001000, 0x3fffc000, 0x0000ffff, 0x3fffffff
    };

    /** n, and 1/n modulo 2^30. */
    private static final int[] ORDER = {
        0x3c632551, 0x0ee72b0b, 0x3179e84f, 0x39beab69, 0x3fffffbc,
        0x3fffffff, 0x00000fff, 0x3fffc000, 0x0000ffff, 0x11ff43b1
    };

    /** Rounds since the beginning, a unit each; wraps around. */
    int units;

    private final int[] d = new int[LIMBS];
    private final int[] e = new int[LIMBS];
    private final int[] f = new int[LIMBS];
    private final int[] g = new int[LIMBS];

    /** {@link #FIELD} or {@link #ORDER}. */
    private int[] modulus;

    /** What is being inverted, lent. */
    private int[] number;

    private int round;

    /** -(delta + 1/2). */
    private int zeta;

    /** The matrix of a round, times 2^30: f gets u f + v g, g gets q f + r g. */
    private int u;

    private int v;
    private int q;
    private int r;

    /** Starts 1/x modulo p in the place of x, which is below p; one at a time. 0 gives 0. */
    void beginField(int[] x) {
        begin(x, FIELD);
    }

    /** As {@link #beginField}, modulo n. */
    void beginOrder(int[] x) {
        begin(x, ORDER);
    }

    /** Does one unit; true when it was the last, and x is the inverse. */
    boolean step() {
        units++;
        divide();
        updateCofactors();
        updateNumbers();
        round++;
        if (round < ROUNDS) {
            return false;
        }
        finish();
        return true;
    }

    /** Forgets everything. */
    void wipe() {
        P256Field.zero(d);
        P256Field.zero(e);
        P256Field.zero(f);
        P256Field.zero(g);
        zeta = 0;
        u = 0;
        v = 0;
        q = 0;
        r = 0;
        number = null;
        modulus = null;
    }

    private void begin(int[] x, int[] m) {
        number = x;
        modulus = m;
        round = 0;
        zeta = -1;
        P256Field.zero(d);
        P256Field.zero(e);
        e[0] = 1;
        int bit = 0;
        for (int i = 0; i < LIMBS; i++) {
            f[i] = m[i];
            int word = bit >> 5;
            int shift = bit & 31;
            int limb = x[word] >>> shift;
            if (shift > 2 && word < 7) {
                limb |= x[word + 1] << 32 - shift;
            }
            g[i] = limb & LOW;
            bit += BITS;
        }
    }

    /** The matrix of the next 30 steps. */
    private void divide() {
        int f0 = f[0] | f[1] << BITS;
        int g0 = g[0] | g[1] << BITS;
        int z = zeta;
        int a = 1;
        int b = 0;
        int c = 0;
        int k = 1;
        for (int i = 0; i < BITS; i++) {
            int swap = z >> 31;
            int odd = -(g0 & 1);
            // Where delta is positive f and its row count negatively.
            g0 += (f0 ^ swap) - swap & odd;
            c += (a ^ swap) - swap & odd;
            k += (b ^ swap) - swap & odd;
            swap &= odd;
            z = (z ^ swap) - 1;
            f0 += g0 & swap;
            a += c & swap;
            b += k & swap;
            g0 >>= 1;
            a <<= 1;
            b <<= 1;
        }
        zeta = z;
        u = a;
        v = b;
        q = c;
        r = k;
    }

    /** f, g = the matrix times them, over 2^30; the division leaves no rest. */
    private void updateNumbers() {
        long fi = f[0];
        long gi = g[0];
        long cf = u * fi + v * gi >> BITS;
        long cg = q * fi + r * gi >> BITS;
        for (int i = 1; i < LIMBS; i++) {
            fi = f[i];
            gi = g[i];
            cf += u * fi + v * gi;
            cg += q * fi + r * gi;
            f[i - 1] = (int) cf & LOW;
            g[i - 1] = (int) cg & LOW;
            cf >>= BITS;
            cg >>= BITS;
        }
        f[LIMBS - 1] = (int) cf;
        g[LIMBS - 1] = (int) cg;
    }

    /** d, e = the matrix times them, over 2^30 modulo m; both stay between -2m and m. */
    private void updateCofactors() {
        int[] m = modulus;
        int signD = d[LIMBS - 1] >> 31;
        int signE = e[LIMBS - 1] >> 31;
        // Multiples of m that bring them up from below 0, and that make the low 30 bits nothing.
        int md = (u & signD) + (v & signE);
        int me = (q & signD) + (r & signE);
        long di = d[0];
        long ei = e[0];
        long cd = u * di + v * ei;
        long ce = q * di + r * ei;
        md -= m[LIMBS] * (int) cd + md & LOW;
        me -= m[LIMBS] * (int) ce + me & LOW;
        cd = cd + (long) m[0] * md >> BITS;
        ce = ce + (long) m[0] * me >> BITS;
        for (int i = 1; i < LIMBS; i++) {
            di = d[i];
            ei = e[i];
            long mi = m[i];
            cd += u * di + v * ei + mi * md;
            ce += q * di + r * ei + mi * me;
            d[i - 1] = (int) cd & LOW;
            e[i - 1] = (int) ce & LOW;
            cd >>= BITS;
            ce >>= BITS;
        }
        d[LIMBS - 1] = (int) cd;
        e[LIMBS - 1] = (int) ce;
    }

    /** Now g is 0 and f is 1 or -1: the number = d or -d, between 0 and m. */
    private void finish() {
        addModulus();
        int negative = f[LIMBS - 1] >> 31;
        for (int i = 0; i < LIMBS; i++) {
            d[i] = (d[i] ^ negative) - negative;
        }
        carry();
        addModulus();
        int bit = 0;
        for (int i = 0; i < 8; i++) {
            int limb = bit / BITS;
            int shift = bit % BITS;
            number[i] = d[limb] >>> shift | d[limb + 1] << BITS - shift;
            bit += 32;
        }
        number = null;
    }

    /** Adds m if d is negative. */
    private void addModulus() {
        int negative = d[LIMBS - 1] >> 31;
        for (int i = 0; i < LIMBS; i++) {
            d[i] += modulus[i] & negative;
        }
        carry();
    }

    private void carry() {
        int c = 0;
        for (int i = 0; i < LIMBS - 1; i++) {
            c += d[i];
            d[i] = c & LOW;
            c >>= BITS;
        }
        d[LIMBS - 1] += c;
    }
}
