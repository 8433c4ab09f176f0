package org.mattermote.stack.crypto;

/**
 * The curve P-256 (FIPS 186-4, Matter core 3.5). Scalars are 32 bytes, points 65 bytes 04 ‖ X ‖ Y,
 * big-endian. Holds all scratch, about 1,500 bytes: one instance serves the stack.
 *
 * <pre>
 * constant point   25 doublings, 52 additions: {@link P256Comb}; two such points share the doublings
 * any point        252 doublings, 64 additions: {@link P256Window}; a constant one may join at the
 *                  last 25 doublings
 * verification     the same, with about 43 additions for the public key
 * </pre>
 *
 * Each of these runs in steps: {@code begin…}, {@link #step} until it says OK, {@code end…}. The
 * public operations are the same at one go. One at a time: whatever uses the scratch in between
 * spoils it, which {@link #uses} tells. Work is counted in units, products in the field.
 *
 * <p>Secret digits pick their table entry by a scan of the whole table, their sign is a mask.
 */
public final class P256 {
    /** Bytes of a scalar, and of one coordinate. */
    public static final int SCALAR = 32;

    /** Bytes of an uncompressed point. */
    public static final int POINT = 65;

    /** Draws before {@link #randomScalar} gives up; a true generator needs a second one in 2^32. */
    private static final int DRAWS = 16;

    /** What a step does next. */
    private static final int DONE = 0;

    private static final int TABLE_POINT = 1;
    private static final int TABLE_INVERT = 2;
    private static final int TABLE_ENTRY = 3;
    private static final int BIT = 4;
    private static final int SECOND_COMB = 5;
    private static final int NORMALIZE = 6;

    /** What the scalar of the operand's table is. */
    private static final int NONE = 0;

    private static final int SECRET = 1;
    private static final int PUBLIC = 2;

    private final P256Field field = new P256Field();
    private final P256Order order = new P256Order();
    private final P256Inverse inverse = new P256Inverse();
    private final P256Point point = new P256Point(field);
    private final P256Window window = new P256Window(field, point);

    /** Scalar of the first comb. */
    private final int[] k = new int[8];

    /** Scalar of the operand, or of the second comb. */
    private final int[] l = new int[8];

    /** Ones where a scalar is the negative of what was asked for, which was even. */
    private int kNegative;

    private int lNegative;

    /** Tables of the combs, null for none. */
    private int[] comb;

    private int[] comb2;

    /** {@link #NONE}, {@link #SECRET} or {@link #PUBLIC}. */
    private int digits = NONE;

    private int phase = DONE;

    /** Bit the phase is at, and the one it began with. */
    private int position;

    private int top;

    private int uses;

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
            byte[] operand,
            int operandOff,
            byte[] outPoint,
            int outOff) {
        int status = beginMultiply(scalarBytes, scalarOff, operand, operandOff);
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
    public void negate(byte[] encoded, int off) {
        use();
        P256Field.load(encoded, off + 1 + SCALAR, point.a);
        P256Field.negateMasked(point.a, -1);
        P256Field.store(point.a, encoded, off + 1 + SCALAR);
    }

    /** Whether the 65 bytes are an uncompressed point of the curve (infinity has no such form). */
    public boolean isOnCurve(byte[] encoded, int off) {
        use();
        return point.decode(encoded, off);
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
        P256Field.zero(k);
        P256Field.zero(l);
        for (int i = 0; i < len; i++) {
            int value = (in[off + len - 1 - i] & 0xFF) << ((i & 3) << 3);
            if (i < SCALAR) {
                k[i >> 2] |= value;
            } else {
                l[i - SCALAR >> 2] |= value;
            }
        }
        order.reduceWide(l, k, k);
        P256Field.store(k, out32, outOff);
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

    P256Inverse inverse() {
        return inverse;
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
     * Products modulo the field's prime since the beginning, those modulo n twice, and rounds of
     * inversions; wraps around.
     */
    int units() {
        return field.units + order.units + inverse.units;
    }

    /** Starts scalar times base point; OK or INVALID_SCALAR. */
    int beginBase(byte[] scalarBytes, int scalarOff) {
        use();
        if (!loadScalar(scalarBytes, scalarOff, k)) {
            return CryptoStatus.INVALID_SCALAR;
        }
        beginCombs(P256CombTable.BASE, null);
        return CryptoStatus.OK;
    }

    /** Starts scalar times base point; the scalar in 1..n-1. */
    void beginBase(int[] scalar) {
        use();
        P256Field.copy(scalar, k);
        beginCombs(P256CombTable.BASE, null);
    }

    /** Starts first times base point plus second times SPAKE2+'s N; OK or INVALID_SCALAR. */
    int beginBlinded(byte[] first, int firstOff, byte[] second, int secondOff) {
        use();
        if (!loadScalar(first, firstOff, k) || !loadScalar(second, secondOff, l)) {
            wipe();
            return CryptoStatus.INVALID_SCALAR;
        }
        beginCombs(P256CombTable.BASE, P256CombTable.N);
        return CryptoStatus.OK;
    }

    /** Starts scalar times the operand; OK or INVALID_…. */
    int beginMultiply(byte[] scalarBytes, int scalarOff, byte[] operand, int operandOff) {
        use();
        if (!loadScalar(scalarBytes, scalarOff, l)) {
            return CryptoStatus.INVALID_SCALAR;
        }
        return beginWindow(operand, operandOff, null);
    }

    /** Starts scalar times (the operand minus blind times SPAKE2+'s M); OK or INVALID_…. */
    int beginUnblinded(
            byte[] scalarBytes,
            int scalarOff,
            byte[] blind,
            int blindOff,
            byte[] operand,
            int operandOff) {
        use();
        if (!loadScalar(scalarBytes, scalarOff, l) || !loadScalar(blind, blindOff, k)) {
            wipe();
            return CryptoStatus.INVALID_SCALAR;
        }
        order.multiply(k, l, k);
        P256Order.negate(k);
        return beginWindow(operand, operandOff, P256CombTable.M);
    }

    /** Starts the sum of two points; OK or INVALID_POINT. */
    int beginAdd(byte[] first, int firstOff, byte[] second, int secondOff) {
        use();
        if (!point.decode(first, firstOff)) {
            return CryptoStatus.INVALID_POINT;
        }
        point.takeOperand();
        if (!point.decode(second, secondOff)) {
            return CryptoStatus.INVALID_POINT;
        }
        point.add();
        beginNormalize();
        return CryptoStatus.OK;
    }

    /**
     * Starts first times the base point plus second times the operand. Time depends on all of them,
     * which are public.
     *
     * @param first below n
     * @param second below n
     * @return OK or INVALID_POINT
     */
    int beginCombine(int[] first, int[] second, byte[] operand, int operandOff) {
        use();
        if (!point.decode(operand, operandOff)) {
            return CryptoStatus.INVALID_POINT;
        }
        P256Field.copy(first, k);
        P256Field.copy(second, l);
        comb = P256CombTable.BASE;
        comb2 = null;
        digits = PUBLIC;
        kNegative = P256Order.makeOdd(k);
        window.begin();
        phase = TABLE_POINT;
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
        if (!point.isInfinity()) {
            out65[off] = 4;
            P256Field.store(point.a, out65, off + 1);
            P256Field.store(point.b, out65, off + 1 + SCALAR);
            status = CryptoStatus.OK;
        }
        wipe();
        return status;
    }

    /** Writes the resulting X coordinate, 32 bytes, 0 for infinity; OK, or INVALID_POINT for it. */
    int endX(byte[] out32, int off) {
        int status = point.isInfinity() ? CryptoStatus.INVALID_POINT : CryptoStatus.OK;
        P256Field.store(point.a, out32, off);
        wipe();
        return status;
    }

    /** out = the resulting x coordinate modulo n. */
    void endOrderX(int[] out) {
        P256Order.reduce(point.a, out);
        wipe();
    }

    /** Whether the x coordinate of the combination, modulo n, is r; r in 1..n-1. */
    boolean endCombine(int[] r) {
        boolean equal = false;
        if (!point.isInfinity()) {
            // x / z^2 = r, or = r + n where that is still below p.
            field.square(point.z, point.b);
            equal = isX(r);
            if (!equal && addOrder(r, point.c)) {
                equal = isX(point.c);
            }
        }
        wipe();
        return equal;
    }

    /** Whether x of the accumulator is that number; b = z^2. */
    private boolean isX(int[] value) {
        field.enter(value, point.a);
        field.multiply(point.a, point.b, point.a);
        P256Field.subtract(point.a, point.x, point.a);
        return P256Field.zeroMask(point.a) != 0;
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

    /** Does the next piece: 44 units at most. */
    private void advance() {
        switch (phase) {
            case TABLE_POINT:
                if (window.makeNext()) {
                    inverse.beginField(point.c);
                    phase = TABLE_INVERT;
                }
                break;
            case TABLE_INVERT:
                if (inverse.step()) {
                    field.enterInverse(point.c);
                    phase = TABLE_ENTRY;
                }
                break;
            case TABLE_ENTRY:
                if (window.flattenNext()) {
                    int highest = digits == PUBLIC ? window.recode(l) : P256Window.TOP;
                    beginBits(highest < P256Comb.TOP ? P256Comb.TOP : highest);
                }
                break;
            case BIT:
                doBit();
                break;
            case SECOND_COMB:
                P256Comb.add(point, comb2, l, position, lNegative);
                lower();
                break;
            default:
                if (inverse.step()) {
                    field.enterInverse(point.c);
                    point.normalize();
                    phase = DONE;
                }
                break;
        }
    }

    /** Doubles, and adds what is due at this bit but for the second comb. */
    private void doBit() {
        if (position < top) {
            point.twice();
        }
        if (digits == SECRET && position % P256Window.STRIDE == 0) {
            window.addDigit(l, position, lNegative);
        } else if (digits == PUBLIC) {
            window.addRecoded(position);
        }
        if (comb == null || position > P256Comb.TOP) {
            lower();
        } else if (digits == PUBLIC) {
            P256Comb.addPublic(point, comb, k, position, kNegative);
            lower();
        } else {
            P256Comb.add(point, comb, k, position, kNegative);
            if (comb2 == null) {
                lower();
            } else {
                phase = SECOND_COMB;
            }
        }
    }

    /** To the next lower bit; after the last comes what makes the result affine. */
    private void lower() {
        phase = BIT;
        position--;
        if (position < 0) {
            if (digits == PUBLIC) {
                phase = DONE;
            } else {
                beginNormalize();
            }
        }
    }

    private boolean loadScalar(byte[] scalarBytes, int scalarOff, int[] scalar) {
        P256Field.load(scalarBytes, scalarOff, scalar);
        boolean valid = P256Order.validMask(scalar) != 0;
        if (!valid) {
            P256Field.zero(scalar);
        }
        return valid;
    }

    /** Starts with k and, unless {@code second} is null, l. */
    private void beginCombs(int[] first, int[] second) {
        comb = first;
        comb2 = second;
        digits = NONE;
        kNegative = P256Order.makeOdd(k);
        lNegative = P256Order.makeOdd(l);
        beginBits(P256Comb.TOP);
    }

    /** Starts with l for the operand and, unless {@code constant} is null, k for that. */
    private int beginWindow(byte[] operand, int operandOff, int[] constant) {
        if (!point.decode(operand, operandOff)) {
            wipe();
            return CryptoStatus.INVALID_POINT;
        }
        comb = constant;
        comb2 = null;
        digits = SECRET;
        kNegative = P256Order.makeOdd(k);
        lNegative = P256Order.makeOdd(l);
        window.begin();
        phase = TABLE_POINT;
        return CryptoStatus.OK;
    }

    private void beginBits(int from) {
        point.setInfinity();
        top = from;
        position = from;
        phase = BIT;
    }

    private void beginNormalize() {
        if (point.isInfinity()) {
            P256Field.zero(point.a);
            P256Field.zero(point.b);
            phase = DONE;
        } else {
            P256Field.copy(point.z, point.c);
            inverse.beginField(point.c);
            phase = NORMALIZE;
        }
    }

    /** Forgets everything. */
    void wipe() {
        phase = DONE;
        comb = null;
        comb2 = null;
        kNegative = 0;
        lNegative = 0;
        P256Field.zero(k);
        P256Field.zero(l);
        point.wipe();
        window.wipe();
        inverse.wipe();
        order.wipe();
    }
}
