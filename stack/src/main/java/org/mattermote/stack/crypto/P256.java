package org.mattermote.stack.crypto;

/**
 * The curve P-256 (FIPS 186-4, Matter core 3.5). Scalars are 32 bytes, points 65 bytes 04 ‖ X ‖ Y,
 * big-endian. Holds all scratch and the multiples of the base point, about 5 KB: one instance
 * serves the stack.
 *
 * <pre>
 * base point   32 doublings, 64 additions: a comb of four teeth 64 bits apart, taken at bit j and at
 *              bit j + 32; two tables of 15 points, computed in the constructor
 * any point    252 doublings, 63 additions: windows of four bits over a table of 15 points
 * verification the second, with the comb's steps at its last 32 doublings
 * </pre>
 *
 * Accumulator in Jacobian, table entries in affine coordinates. Except in {@link #combine} and in
 * {@link #add}, table entries are picked by scanning the whole table, and infinity is dealt with by
 * masks. There an addition never meets its own operand: the accumulator is a smaller multiple, of
 * other bits, than the order allows it to coincide with.
 */
public final class P256 {
    /** Bytes of a scalar, and of one coordinate. */
    public static final int SCALAR = 32;

    /** Bytes of an uncompressed point. */
    public static final int POINT = 65;

    /** Draws before {@link #randomScalar} gives up; a true generator needs a second one in 2^32. */
    private static final int DRAWS = 16;

    private static final int[] B = {
        0x27d2604b, 0x3bce3c3e, 0xcc53b0f6, 0x651d06b0,
        0x769886bc, 0xb3ebbd55, 0xaa3a93e7, 0x5ac635d8
    };
    private static final int[] GX = {
        0xd898c296, 0xf4a13945, 0x2deb33a0, 0x77037d81,
        0x63a440f2, 0xf8bce6e5, 0xe12c4247, 0x6b17d1f2
    };
    private static final int[] GY = {
        0x37bf51f5, 0xcbb64068, 0x6b315ece, 0x2bce3357,
        0x7c0f9e16, 0x8ee7eb4a, 0xfe1a7f9b, 0x4fe342e2
    };
    private static final int[] ONE = {1, 0, 0, 0, 0, 0, 0, 0};

    /** Points of a table: 1 to 15 times something. */
    private static final int ENTRIES = 15;

    /** Words of an affine table entry. */
    private static final int ENTRY = 16;

    private final P256Field field = new P256Field();
    private final P256Order order = new P256Order();

    /** Two tables in a row: teeth at bit 0, then at bit 32. */
    private final int[] comb = new int[2 * ENTRIES * ENTRY];

    private final int[] window = new int[ENTRIES * ENTRY];

    /** While a table is made: the third coordinates, and their running product. */
    private final int[] depth = new int[ENTRIES * 8];

    private final int[] product = new int[ENTRIES * 8];

    /** The accumulator. */
    private final int[] x = new int[8];

    private final int[] y = new int[8];
    private final int[] z = new int[8];

    /** The affine operand. */
    private final int[] qx = new int[8];

    private final int[] qy = new int[8];
    private final int[] scalar = new int[8];
    private final int[] scalar2 = new int[8];
    private final int[] a = new int[8];
    private final int[] b = new int[8];
    private final int[] c = new int[8];
    private final int[] d = new int[8];
    private final int[] e = new int[8];
    private final int[] f = new int[8];

    public P256() {
        makeComb();
    }

    /** Writes scalar times base point, 65 bytes; OK or INVALID_SCALAR. */
    public int publicKey(byte[] scalarBytes, int scalarOff, byte[] out65, int outOff) {
        P256Field.load(scalarBytes, scalarOff, scalar);
        int status = CryptoStatus.INVALID_SCALAR;
        if (P256Order.validMask(scalar) != 0) {
            multiplyBase(scalar);
            status = encode(out65, outOff);
        }
        wipe();
        return status;
    }

    /** Writes the X coordinate of scalar times peer point, 32 bytes; OK or INVALID_…. */
    public int ecdh(
            byte[] scalarBytes,
            int scalarOff,
            byte[] peerPoint,
            int peerOff,
            byte[] outX32,
            int outOff) {
        int status = product(scalarBytes, scalarOff, peerPoint, peerOff);
        if (status == CryptoStatus.OK) {
            status = normalize();
            P256Field.store(a, outX32, outOff);
        }
        wipe();
        return status;
    }

    /**
     * Writes scalar times point, 65 bytes; OK or INVALID_…; {@code outPoint} may be the operand.
     */
    public int multiply(
            byte[] scalarBytes,
            int scalarOff,
            byte[] point,
            int pointOff,
            byte[] outPoint,
            int outOff) {
        int status = product(scalarBytes, scalarOff, point, pointOff);
        if (status == CryptoStatus.OK) {
            status = encode(outPoint, outOff);
        }
        wipe();
        return status;
    }

    /**
     * Writes the sum of two points, 65 bytes; OK, or INVALID_POINT also when the sum is infinity.
     * Branches on equal and opposite operands.
     */
    public int add(
            byte[] first, int firstOff, byte[] second, int secondOff, byte[] out65, int outOff) {
        if (!decode(first, firstOff)) {
            return CryptoStatus.INVALID_POINT;
        }
        P256Field.copy(qx, x);
        P256Field.copy(qy, y);
        P256Field.copy(ONE, z);
        if (!decode(second, secondOff)) {
            return CryptoStatus.INVALID_POINT;
        }
        addAnyAffine();
        int status = encode(out65, outOff);
        wipe();
        return status;
    }

    /** Turns a valid point into its negative, in place. */
    public void negate(byte[] point, int off) {
        P256Field.load(point, off + 1 + SCALAR, a);
        P256Field.negate(a, a);
        P256Field.store(a, point, off + 1 + SCALAR);
    }

    /** Whether the 65 bytes are an uncompressed point of the curve (infinity has no such form). */
    public boolean isOnCurve(byte[] point, int off) {
        return decode(point, off);
    }

    /** OK if the 32 bytes are a number in 1..n-1, else INVALID_SCALAR. */
    public int checkScalar(byte[] in, int off) {
        P256Field.load(in, off, scalar);
        int valid = P256Order.validMask(scalar);
        P256Field.zero(scalar);
        return valid != 0 ? CryptoStatus.OK : CryptoStatus.INVALID_SCALAR;
    }

    /**
     * Writes a long number modulo n, 32 bytes. SPAKE2+ shortens its two 40-byte halves so (Matter
     * core 3.10).
     *
     * @param len 1 to 64
     * @return OK or BAD_LENGTH
     */
    public int reduceWideScalar(byte[] in, int off, int len, byte[] out32, int outOff) {
        if (len < 1 || len > 2 * SCALAR) {
            return CryptoStatus.BAD_LENGTH;
        }
        P256Field.zero(scalar);
        P256Field.zero(scalar2);
        for (int i = 0; i < len; i++) {
            int value = (in[off + len - 1 - i] & 0xFF) << ((i & 3) << 3);
            if (i < SCALAR) {
                scalar[i >> 2] |= value;
            } else {
                scalar2[i - SCALAR >> 2] |= value;
            }
        }
        order.reduceWide(scalar2, scalar, a);
        P256Field.store(a, out32, outOff);
        wipe();
        return CryptoStatus.OK;
    }

    /** Draws 32 bytes until they are a number in 1..n-1; OK or NO_ENTROPY. */
    public int randomScalar(Drbg drbg, byte[] out, int off) {
        for (int i = 0; i < DRAWS; i++) {
            drbg.generate(out, off, SCALAR);
            if (checkScalar(out, off) == CryptoStatus.OK) {
                return CryptoStatus.OK;
            }
        }
        return CryptoStatus.NO_ENTROPY;
    }

    P256Order order() {
        return order;
    }

    /** out = x coordinate of k times base point, modulo n; k in 1..n-1. For signatures. */
    void multiplyBaseX(int[] k, int[] out) {
        multiplyBase(k);
        normalize();
        P256Order.reduce(a, out);
        wipe();
    }

    /**
     * Whether the x coordinate of k G + l Q, modulo n, is r. Time depends on the operands, which
     * are public.
     *
     * @param k and l are below n
     * @param r in 1..n-1
     */
    boolean combine(int[] k, int[] l, byte[] point, int pointOff, int[] r) {
        if (!decode(point, pointOff)) {
            return false;
        }
        makeWindow();
        setInfinity();
        for (int i = 255; i >= 0; i--) {
            twice();
            if ((i & 3) == 0) {
                addEntry(window, 0, l[i >> 5] >>> (i & 31) & 15);
            }
            if (i < 32) {
                addEntry(comb, 0, teeth(k, 0, i));
                addEntry(comb, ENTRIES * ENTRY, teeth(k, 1, i));
            }
        }
        boolean equal = false;
        if (P256Field.zeroMask(z) == 0) {
            // x / z^2 = r, or = r + n where that is still below p.
            field.square(z, b);
            field.multiply(r, b, a);
            P256Field.subtract(a, x, a);
            equal = P256Field.zeroMask(a) != 0;
            if (!equal && addOrder(r, c)) {
                field.multiply(c, b, a);
                P256Field.subtract(a, x, a);
                equal = P256Field.zeroMask(a) != 0;
            }
        }
        wipe();
        return equal;
    }

    /** out = r + n; false if that is p or more. */
    private static boolean addOrder(int[] r, int[] out) {
        long carry = 0;
        for (int i = 0; i < 8; i++) {
            carry += (r[i] & 0xFFFFFFFFL) + (P256Order.N[i] & 0xFFFFFFFFL);
            out[i] = (int) carry;
            carry >>>= 32;
        }
        return carry == 0 && P256Field.lessMask(out, P256Field.P) != 0;
    }

    /** Accumulator = scalar times point. */
    private int product(byte[] scalarBytes, int scalarOff, byte[] point, int pointOff) {
        P256Field.load(scalarBytes, scalarOff, scalar);
        if (P256Order.validMask(scalar) == 0) {
            return CryptoStatus.INVALID_SCALAR;
        }
        if (!decode(point, pointOff)) {
            return CryptoStatus.INVALID_POINT;
        }
        makeWindow();
        setInfinity();
        for (int i = 63; i >= 0; i--) {
            if (i < 63) {
                twice();
                twice();
                twice();
                twice();
            }
            addScanned(window, 0, scalar[i >> 3] >>> ((i & 7) << 2) & 15);
        }
        return CryptoStatus.OK;
    }

    private void multiplyBase(int[] k) {
        setInfinity();
        for (int i = 31; i >= 0; i--) {
            twice();
            addScanned(comb, 0, teeth(k, 0, i));
            addScanned(comb, ENTRIES * ENTRY, teeth(k, 1, i));
        }
    }

    /** The four bits of k at bit, bit + 64, bit + 128, bit + 192, in the low or the high words. */
    private static int teeth(int[] k, int half, int bit) {
        return k[half] >>> bit & 1
                | (k[2 + half] >>> bit & 1) << 1
                | (k[4 + half] >>> bit & 1) << 2
                | (k[6 + half] >>> bit & 1) << 3;
    }

    /** Operand = the point; false unless it is one. */
    private boolean decode(byte[] point, int off) {
        P256Field.load(point, off + 1, qx);
        P256Field.load(point, off + 1 + SCALAR, qy);
        // y^2 = x^3 - 3x + b
        field.square(qx, a);
        field.multiply(a, qx, a);
        P256Field.add(qx, qx, b);
        P256Field.add(b, qx, b);
        P256Field.subtract(a, b, a);
        P256Field.add(a, B, a);
        field.square(qy, b);
        P256Field.subtract(a, b, a);
        int inField =
                P256Field.lessMask(qx, P256Field.P)
                        & P256Field.lessMask(qy, P256Field.P)
                        & P256Field.zeroMask(a);
        return point[off] == 4 && inField != 0;
    }

    /** a, b = the accumulator's affine coordinates. */
    private int normalize() {
        if (P256Field.zeroMask(z) != 0) {
            P256Field.zero(a);
            P256Field.zero(b);
            return CryptoStatus.INVALID_POINT;
        }
        field.invert(z, c);
        field.square(c, d);
        field.multiply(x, d, a);
        field.multiply(d, c, d);
        field.multiply(y, d, b);
        return CryptoStatus.OK;
    }

    private int encode(byte[] out, int off) {
        int status = normalize();
        if (status == CryptoStatus.OK) {
            out[off] = 4;
            P256Field.store(a, out, off + 1);
            P256Field.store(b, out, off + 1 + SCALAR);
        }
        return status;
    }

    private void setInfinity() {
        P256Field.copy(ONE, x);
        P256Field.copy(ONE, y);
        P256Field.zero(z);
    }

    /** Accumulator doubled, 3 products and 5 squares, for a = -3. */
    private void twice() {
        field.square(z, a);
        field.square(y, b);
        field.multiply(x, b, c);
        P256Field.subtract(x, a, d);
        P256Field.add(x, a, e);
        field.multiply(d, e, d);
        P256Field.add(d, d, e);
        P256Field.add(d, e, d);
        // z = (y + z)^2 - b - a
        P256Field.add(y, z, z);
        field.square(z, z);
        P256Field.subtract(z, b, z);
        P256Field.subtract(z, a, z);
        // x = d^2 - 8c
        P256Field.add(c, c, c);
        P256Field.add(c, c, c);
        P256Field.add(c, c, e);
        field.square(d, x);
        P256Field.subtract(x, e, x);
        // y = d (4c - x) - 8 b^2
        P256Field.subtract(c, x, c);
        field.multiply(d, c, y);
        P256Field.add(b, b, b);
        field.square(b, b);
        P256Field.add(b, b, b);
        P256Field.subtract(y, b, y);
    }

    /** c = difference of the x coordinates, d = of the y coordinates, over the common third. */
    private void compare() {
        field.square(z, a);
        field.multiply(qx, a, c);
        P256Field.subtract(c, x, c);
        field.multiply(a, z, a);
        field.multiply(qy, a, d);
        P256Field.subtract(d, y, d);
    }

    /** a, b, e = accumulator plus operand, after {@link #compare}. */
    private void chord() {
        field.square(c, a);
        field.multiply(x, a, b);
        field.multiply(a, c, f);
        field.multiply(z, c, e);
        // a = d^2 - f - 2b
        field.square(d, a);
        P256Field.subtract(a, f, a);
        P256Field.subtract(a, b, a);
        P256Field.subtract(a, b, a);
        // b = d (b - a) - y f
        P256Field.subtract(b, a, b);
        field.multiply(b, d, b);
        field.multiply(f, y, f);
        P256Field.subtract(b, f, b);
    }

    /** Adds the table's entry for digit 0..15 in constant time. */
    private void addScanned(int[] table, int from, int digit) {
        for (int i = 0; i < 8; i++) {
            qx[i] = 0;
            qy[i] = 0;
        }
        int at = from;
        for (int entry = 1; entry <= ENTRIES; entry++) {
            int mask = (entry ^ digit) - 1 >> 31;
            for (int i = 0; i < 8; i++) {
                qx[i] |= table[at + i] & mask;
                qy[i] |= table[at + 8 + i] & mask;
            }
            at += ENTRY;
        }
        int none = digit - 1 >> 31;
        int infinite = P256Field.zeroMask(z);
        compare();
        chord();
        P256Field.select(infinite, qx, a);
        P256Field.select(infinite, qy, b);
        P256Field.select(infinite, ONE, e);
        P256Field.select(~none, a, x);
        P256Field.select(~none, b, y);
        P256Field.select(~none, e, z);
    }

    /** Adds the table's entry for digit 0..15; public digits only. */
    private void addEntry(int[] table, int from, int digit) {
        if (digit == 0) {
            return;
        }
        int at = from + (digit - 1) * ENTRY;
        System.arraycopy(table, at, qx, 0, 8);
        System.arraycopy(table, at + 8, qy, 0, 8);
        addAnyAffine();
    }

    /** Adds the operand, whatever the two are. */
    private void addAnyAffine() {
        if (P256Field.zeroMask(z) != 0) {
            P256Field.copy(qx, x);
            P256Field.copy(qy, y);
            P256Field.copy(ONE, z);
            return;
        }
        compare();
        if (P256Field.zeroMask(c) != 0) {
            if (P256Field.zeroMask(d) != 0) {
                twice();
            } else {
                setInfinity();
            }
            return;
        }
        chord();
        P256Field.copy(a, x);
        P256Field.copy(b, y);
        P256Field.copy(e, z);
    }

    /** Window = 1 to 15 times the operand. */
    private void makeWindow() {
        P256Field.copy(qx, x);
        P256Field.copy(qy, y);
        P256Field.copy(ONE, z);
        keep(window, 0, 0);
        for (int i = 2; i <= ENTRIES; i++) {
            if ((i & 1) == 0) {
                recall(window, 0, (i >> 1) - 1);
                twice();
            } else {
                // The entry before is what the accumulator still holds.
                addAnyAffine();
            }
            keep(window, 0, i - 1);
        }
        flatten(window, 0, ENTRIES);
    }

    private void makeComb() {
        // 2^0, 2^32 .. 2^224 times the base point, to the window's first eight places.
        P256Field.copy(GX, x);
        P256Field.copy(GY, y);
        P256Field.copy(ONE, z);
        keep(window, 0, 0);
        for (int i = 1; i < 8; i++) {
            for (int j = 0; j < 32; j++) {
                twice();
            }
            keep(window, 0, i);
        }
        flatten(window, 0, 8);
        for (int half = 0; half < 2; half++) {
            int from = half * ENTRIES * ENTRY;
            for (int entry = 1; entry <= ENTRIES; entry++) {
                setInfinity();
                for (int tooth = 0; tooth < 4; tooth++) {
                    if ((entry >> tooth & 1) != 0) {
                        addEntry(window, 0, 1 + half + 2 * tooth);
                    }
                }
                keep(comb, from, entry - 1);
            }
            flatten(comb, from, ENTRIES);
        }
        wipe();
    }

    private void keep(int[] table, int from, int index) {
        int at = from + index * ENTRY;
        System.arraycopy(x, 0, table, at, 8);
        System.arraycopy(y, 0, table, at + 8, 8);
        System.arraycopy(z, 0, depth, index << 3, 8);
    }

    private void recall(int[] table, int from, int index) {
        int at = from + index * ENTRY;
        System.arraycopy(table, at, x, 0, 8);
        System.arraycopy(table, at + 8, y, 0, 8);
        System.arraycopy(depth, index << 3, z, 0, 8);
    }

    /** Turns the kept points affine with a single inversion. */
    private void flatten(int[] table, int from, int count) {
        P256Field.copy(ONE, a);
        for (int i = 0; i < count; i++) {
            System.arraycopy(a, 0, product, i << 3, 8);
            System.arraycopy(depth, i << 3, z, 0, 8);
            field.multiply(a, z, a);
        }
        field.invert(a, a);
        for (int i = count - 1; i >= 0; i--) {
            recall(table, from, i);
            System.arraycopy(product, i << 3, b, 0, 8);
            field.multiply(a, b, b);
            field.multiply(a, z, a);
            field.square(b, c);
            field.multiply(x, c, x);
            field.multiply(c, b, c);
            field.multiply(y, c, y);
            keep(table, from, i);
        }
    }

    private void wipe() {
        P256Field.zero(x);
        P256Field.zero(y);
        P256Field.zero(z);
        P256Field.zero(qx);
        P256Field.zero(qy);
        P256Field.zero(scalar);
        P256Field.zero(scalar2);
        P256Field.zero(a);
        P256Field.zero(b);
        P256Field.zero(c);
        P256Field.zero(d);
        P256Field.zero(e);
        P256Field.zero(f);
        field.wipe();
        order.wipe();
    }
}
