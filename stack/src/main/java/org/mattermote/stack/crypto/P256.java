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
 * Each of these runs in steps: {@code begin…}, {@link #step} until it says OK, {@code end…}. The
 * public operations are the same at one go. One at a time: whatever uses the scratch in between
 * spoils it, which {@link #uses} tells. Work is counted in units, products in the field.
 *
 * <p>Accumulator in Jacobian, table entries in affine coordinates. Except in {@link #combine} and
 * in {@link #add}, table entries are picked by scanning the whole table, and infinity is dealt with
 * by masks. There an addition never meets its own operand: the accumulator is a smaller multiple,
 * of other bits, than the order allows it to coincide with.
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

    /** What a step does next. The phases of a table lead to {@link #afterTable}. */
    private static final int DONE = 0;

    private static final int TABLE_POINT = 1;
    private static final int TABLE_DEPTHS = 2;
    private static final int TABLE_INVERT = 3;
    private static final int TABLE_ENTRY = 4;
    private static final int WINDOW_DIGIT = 5;
    private static final int COMB_BIT = 6;
    private static final int COMBINE_BIT = 7;
    private static final int NORMALIZE = 8;

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

    private int phase = DONE;
    private int afterTable = DONE;

    /** Entry, digit or bit the phase is at. */
    private int position;

    /** The table that is being made affine. */
    private int[] table;

    private int tableFrom;
    private int tableCount;
    private int uses;

    public P256() {
        makeComb();
    }

    /** Writes scalar times base point, 65 bytes; OK or INVALID_SCALAR. */
    public int publicKey(byte[] scalarBytes, int scalarOff, byte[] out65, int outOff) {
        int status = beginBase(scalarBytes, scalarOff);
        return status == CryptoStatus.OK ? run().endPoint(out65, outOff) : status;
    }

    /** Writes the X coordinate of scalar times peer point, 32 bytes; OK or INVALID_…. */
    public int ecdh(
            byte[] scalarBytes,
            int scalarOff,
            byte[] peerPoint,
            int peerOff,
            byte[] outX32,
            int outOff) {
        int status = beginMultiply(scalarBytes, scalarOff, peerPoint, peerOff);
        return status == CryptoStatus.OK ? run().endX(outX32, outOff) : status;
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
        int status = beginMultiply(scalarBytes, scalarOff, point, pointOff);
        return status == CryptoStatus.OK ? run().endPoint(outPoint, outOff) : status;
    }

    /**
     * Writes the sum of two points, 65 bytes; OK, or INVALID_POINT also when the sum is infinity.
     * Branches on equal and opposite operands.
     */
    public int add(
            byte[] first, int firstOff, byte[] second, int secondOff, byte[] out65, int outOff) {
        int status = beginAdd(first, firstOff, second, secondOff);
        return status == CryptoStatus.OK ? run().endPoint(out65, outOff) : status;
    }

    /** Turns a valid point into its negative, in place. */
    public void negate(byte[] point, int off) {
        use();
        P256Field.load(point, off + 1 + SCALAR, a);
        P256Field.negate(a, a);
        P256Field.store(a, point, off + 1 + SCALAR);
    }

    /** Whether the 65 bytes are an uncompressed point of the curve (infinity has no such form). */
    public boolean isOnCurve(byte[] point, int off) {
        use();
        return decode(point, off);
    }

    /** OK if the 32 bytes are a number in 1..n-1, else INVALID_SCALAR. */
    public static int checkScalar(byte[] in, int off) {
        int borrow = 0;
        int any = 0;
        for (int i = 0; i < SCALAR; i++) {
            int value = in[off + SCALAR - 1 - i] & 0xFF;
            any |= value;
            borrow = value - (P256Order.N[i >> 2] >>> ((i & 3) << 3) & 0xFF) + borrow >> 8;
        }
        return (borrow & -any) != 0 ? CryptoStatus.OK : CryptoStatus.INVALID_SCALAR;
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
        use();
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
    public static int randomScalar(Drbg drbg, byte[] out, int off) {
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

    /**
     * Counts the operations and tests of points begun so far; wraps around. An operation in steps
     * is spoilt when it grew otherwise than by that operation.
     */
    int uses() {
        return uses;
    }

    /** Takes the scratch. */
    void use() {
        uses++;
        phase = DONE;
    }

    /**
     * Products modulo the field's prime since the beginning, those modulo n twice; wraps around.
     */
    int units() {
        return field.units + order.units;
    }

    /** Starts scalar times base point; OK or INVALID_SCALAR. */
    int beginBase(byte[] scalarBytes, int scalarOff) {
        use();
        if (!loadScalar(scalarBytes, scalarOff)) {
            return CryptoStatus.INVALID_SCALAR;
        }
        beginComb();
        return CryptoStatus.OK;
    }

    /** Starts k times base point; k in 1..n-1. */
    void beginBase(int[] k) {
        use();
        P256Field.copy(k, scalar);
        beginComb();
    }

    /** Starts scalar times point; OK or INVALID_…. */
    int beginMultiply(byte[] scalarBytes, int scalarOff, byte[] point, int pointOff) {
        use();
        if (!loadScalar(scalarBytes, scalarOff)) {
            return CryptoStatus.INVALID_SCALAR;
        }
        if (!decode(point, pointOff)) {
            wipe();
            return CryptoStatus.INVALID_POINT;
        }
        beginWindow(WINDOW_DIGIT);
        return CryptoStatus.OK;
    }

    /** Starts the sum of two points; OK or INVALID_POINT. */
    int beginAdd(byte[] first, int firstOff, byte[] second, int secondOff) {
        use();
        if (!decode(first, firstOff)) {
            return CryptoStatus.INVALID_POINT;
        }
        takeOperand();
        if (!decode(second, secondOff)) {
            return CryptoStatus.INVALID_POINT;
        }
        addAnyAffine();
        beginNormalize();
        return CryptoStatus.OK;
    }

    /**
     * Starts k G + l Q. Time depends on the operands, which are public.
     *
     * @param k and l are below n
     * @return OK or INVALID_POINT
     */
    int beginCombine(int[] k, int[] l, byte[] point, int pointOff) {
        use();
        if (!decode(point, pointOff)) {
            return CryptoStatus.INVALID_POINT;
        }
        P256Field.copy(k, scalar);
        P256Field.copy(l, scalar2);
        beginWindow(COMBINE_BIT);
        return CryptoStatus.OK;
    }

    /** Goes on with what was begun until {@code budget} units are used; MORE or OK. */
    int step(int budget) {
        int start = units();
        while (phase != DONE && units() - start < budget) {
            advance();
        }
        return phase == DONE ? CryptoStatus.OK : CryptoStatus.MORE;
    }

    /** Writes the resulting point, 65 bytes; OK, or INVALID_POINT for infinity. */
    int endPoint(byte[] out65, int off) {
        int status = CryptoStatus.INVALID_POINT;
        if (P256Field.zeroMask(z) == 0) {
            out65[off] = 4;
            P256Field.store(a, out65, off + 1);
            P256Field.store(b, out65, off + 1 + SCALAR);
            status = CryptoStatus.OK;
        }
        wipe();
        return status;
    }

    /** Writes the resulting X coordinate, 32 bytes, 0 for infinity; OK, or INVALID_POINT for it. */
    int endX(byte[] out32, int off) {
        int status = P256Field.zeroMask(z) == 0 ? CryptoStatus.OK : CryptoStatus.INVALID_POINT;
        P256Field.store(a, out32, off);
        wipe();
        return status;
    }

    /** out = the resulting x coordinate modulo n. */
    void endOrderX(int[] out) {
        P256Order.reduce(a, out);
        wipe();
    }

    /** Whether the x coordinate of the combination, modulo n, is r; r in 1..n-1. */
    boolean endCombine(int[] r) {
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

    private P256 run() {
        while (phase != DONE) {
            advance();
        }
        return this;
    }

    /** Does the next piece: 43 units at most. */
    private void advance() {
        switch (phase) {
            case TABLE_POINT:
                makePoint(position);
                position++;
                if (position > ENTRIES) {
                    beginFlatten(window, 0, ENTRIES);
                }
                break;
            case TABLE_DEPTHS:
                multiplyDepths();
                field.beginInvert(a);
                phase = TABLE_INVERT;
                break;
            case TABLE_INVERT:
                if (field.stepInvert()) {
                    field.endInvert(a);
                    position = tableCount;
                    phase = TABLE_ENTRY;
                }
                break;
            case TABLE_ENTRY:
                position--;
                flattenEntry(position);
                if (position == 0) {
                    beginDigits();
                }
                break;
            case WINDOW_DIGIT:
                addDigit(position);
                lower();
                break;
            case COMB_BIT:
                twice();
                addScanned(comb, 0, teeth(scalar, 0, position));
                addScanned(comb, ENTRIES * ENTRY, teeth(scalar, 1, position));
                lower();
                break;
            case COMBINE_BIT:
                combineBit(position);
                position--;
                if (position < 0) {
                    phase = DONE;
                }
                break;
            default:
                if (field.stepInvert()) {
                    field.endInvert(c);
                    normalize();
                    phase = DONE;
                }
                break;
        }
    }

    private boolean loadScalar(byte[] scalarBytes, int scalarOff) {
        P256Field.load(scalarBytes, scalarOff, scalar);
        boolean valid = P256Order.validMask(scalar) != 0;
        if (!valid) {
            P256Field.zero(scalar);
        }
        return valid;
    }

    private void beginComb() {
        setInfinity();
        position = 31;
        phase = COMB_BIT;
    }

    /** Starts with the window of the operand, to go on with a phase over all digits. */
    private void beginWindow(int then) {
        takeOperand();
        keep(window, 0, 0);
        afterTable = then;
        position = 2;
        phase = TABLE_POINT;
    }

    private void beginFlatten(int[] points, int from, int count) {
        table = points;
        tableFrom = from;
        tableCount = count;
        phase = TABLE_DEPTHS;
    }

    private void beginDigits() {
        setInfinity();
        position = afterTable == COMBINE_BIT ? 255 : 63;
        phase = afterTable;
    }

    private void beginNormalize() {
        if (P256Field.zeroMask(z) != 0) {
            P256Field.zero(a);
            P256Field.zero(b);
            phase = DONE;
        } else {
            field.beginInvert(z);
            phase = NORMALIZE;
        }
    }

    /** To the next lower digit or bit; after the last comes what makes the result affine. */
    private void lower() {
        position--;
        if (position < 0) {
            beginNormalize();
        }
    }

    private void addDigit(int digit) {
        if (digit < 63) {
            twice();
            twice();
            twice();
            twice();
        }
        addScanned(window, 0, scalar[digit >> 3] >>> ((digit & 7) << 2) & 15);
    }

    private void combineBit(int bit) {
        twice();
        if ((bit & 3) == 0) {
            addEntry(window, 0, scalar2[bit >> 5] >>> (bit & 31) & 15);
        }
        if (bit < 32) {
            addEntry(comb, 0, teeth(scalar, 0, bit));
            addEntry(comb, ENTRIES * ENTRY, teeth(scalar, 1, bit));
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

    /** a, b = the accumulator's affine coordinates, by c = 1/z. */
    private void normalize() {
        field.square(c, d);
        field.multiply(x, d, a);
        field.multiply(d, c, d);
        field.multiply(y, d, b);
    }

    /** Accumulator = the operand. */
    private void takeOperand() {
        P256Field.copy(qx, x);
        P256Field.copy(qy, y);
        P256Field.copy(ONE, z);
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
            takeOperand();
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

    /** Window entry i of 2 to 15: so many times the operand. */
    private void makePoint(int i) {
        if ((i & 1) == 0) {
            recall(window, 0, (i >> 1) - 1);
            twice();
        } else {
            // The entry before is what the accumulator still holds.
            addAnyAffine();
        }
        keep(window, 0, i - 1);
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
    private void flatten(int[] points, int from, int count) {
        beginFlatten(points, from, count);
        run();
    }

    /** a = the product of all third coordinates; keeps the products up to each. */
    private void multiplyDepths() {
        P256Field.copy(ONE, a);
        for (int i = 0; i < tableCount; i++) {
            System.arraycopy(a, 0, product, i << 3, 8);
            System.arraycopy(depth, i << 3, z, 0, 8);
            field.multiply(a, z, a);
        }
    }

    /**
     * Entry i affine; a goes from the inverse of the product up to it to that of the one before.
     */
    private void flattenEntry(int i) {
        recall(table, tableFrom, i);
        System.arraycopy(product, i << 3, b, 0, 8);
        field.multiply(a, b, b);
        field.multiply(a, z, a);
        field.square(b, c);
        field.multiply(x, c, x);
        field.multiply(c, b, c);
        field.multiply(y, c, y);
        keep(table, tableFrom, i);
    }

    /** Forgets everything but the comb. */
    void wipe() {
        phase = DONE;
        P256Field.zero(window);
        P256Field.zero(depth);
        P256Field.zero(product);
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
