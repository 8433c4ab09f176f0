package org.mattermote.stack.crypto;

/**
 * The curve P-256 (FIPS 186-4, Matter core 3.5). Scalars are 32 bytes, points 65 bytes 04 ‖ X ‖ Y,
 * big-endian. Holds all scratch, about 1,700 bytes: one instance serves the stack.
 *
 * <pre>
 * base point   32 doublings, 64 additions: a comb of four teeth 64 bits apart, taken at bit j and at
 *              bit j + 32; two constant tables of 15 points
 * any point    255 doublings, 85 additions: windows of three bits over a table of 7 points
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
    private static final int[] ONE = {1, 0, 0, 0, 0, 0, 0, 0};

    /** Points of a comb's table: 1 to 15 times something, in four teeth. */
    private static final int ENTRIES = 15;

    /** Bits of a window, and points of its table. */
    private static final int WIDTH = 3;

    private static final int MULTIPLES = 7;

    /** The highest window; it has but one bit. */
    private static final int LAST_DIGIT = 85;

    /** Words of an affine table entry. */
    private static final int ENTRY = 16;

    /** Two tables in a row, X and Y of each point: teeth at bit 0, then at bit 32. */
    private static final int[] COMB = {
        0xd898c296, 0xf4a13945, 0x2deb33a0, 0x77037d81,
        0x63a440f2, 0xf8bce6e5, 0xe12c4247, 0x6b17d1f2,
        0x37bf51f5, 0xcbb64068, 0x6b315ece, 0x2bce3357,
        0x7c0f9e16, 0x8ee7eb4a, 0xfe1a7f9b, 0x4fe342e2,
        0x8e14db63, 0x90e75cb4, 0xad651f7e, 0x29493baa,
        0x326e25de, 0x8492592e, 0x2811aaa5, 0x0fa822bc,
        0x5f462ee7, 0xe4112454, 0x50fe82f5, 0x34b1a650,
        0xb3df188b, 0x6f4ad4bc, 0xf5dba80d, 0xbff44ae8,
        0x097992af, 0x93391ce2, 0x0d35f1fa, 0xe96c98fd,
        0x95e02789, 0xb257c0de, 0x89d6726f, 0x300a4bbc,
        0xc08127a0, 0xaa54a291, 0xa9d806a5, 0x5bb1eead,
        0xff1e3c6f, 0x7f1ddb25, 0xd09b4644, 0x72aac7e0,
        0xd789bd85, 0x57c84fc9, 0xc297eac3, 0xfc35ff7d,
        0x88c6766e, 0xfb982fd5, 0xeedb5e67, 0x447d739b,
        0x72e25b32, 0x0c7e33c9, 0xa7fae500, 0x3d349b95,
        0x3a4aaff7, 0xe12e9d95, 0x834131ee, 0x2d4825ab,
        0x2a1d367f, 0x13949c93, 0x1a0a11b7, 0xef7fbd2b,
        0xb91dfc60, 0xddc6068b, 0x8a9c72ff, 0xef951932,
        0x7376d8a8, 0x196035a7, 0x95ca1740, 0x23183b08,
        0x022c219c, 0xc1ee9807, 0x7dbb2c9b, 0x611e9fc3,
        0x0b57f4bc, 0xcae2b192, 0xc6c9bc36, 0x2936df5e,
        0xe11238bf, 0x7dea6482, 0x7b51f5d8, 0x55066379,
        0x348a964c, 0x44ffe216, 0xdbdefbe1, 0x9fb3d576,
        0x8d9d50e5, 0x0afa4001, 0x8aecb851, 0x15716484,
        0xfc5cde01, 0xe48ecaff, 0x0d715f26, 0x7ccd84e7,
        0xf43e4391, 0xa2e8f483, 0xb21141ea, 0xeb5d7745,
        0x731a3479, 0xcac917e2, 0x2844b645, 0x85f22cfe,
        0x58006cee, 0x0990e6a1, 0xdbecc17b, 0xeafd72eb,
        0x313728be, 0x6cf20ffb, 0xa3c6b94a, 0x96439591,
        0x44315fc5, 0x2736ff83, 0xa7849276, 0xa6d39677,
        0xc357f5f4, 0xf2bab833, 0x2284059b, 0x824a920c,
        0x2d27ecdf, 0x66b8babd, 0x9b0b8816, 0x674f8474,
        0x677c8a3e, 0x2df48c04, 0x0203a56b, 0x74e02f08,
        0xb8c7fedb, 0x31855f7d, 0x72c9ddad, 0x4e769e76,
        0xb824bbb0, 0xa4c36165, 0x3b9122a5, 0xfb9ae16f,
        0x06947281, 0x1ec00572, 0xde830663, 0x42b99082,
        0xdda868b9, 0x6ef95150, 0x9c0ce131, 0xd1f89e79,
        0x08a1c478, 0x7fdc1ca0, 0x1c6ce04d, 0x78878ef6,
        0x1fe0d976, 0x9c62b912, 0xbde08d4f, 0x6ace570e,
        0x12309def, 0xde53142c, 0x7b72c321, 0xb6cb3f5d,
        0xc31a3573, 0x7f991ed2, 0xd54fb496, 0x5b82dd5b,
        0x812ffcae, 0x595c5220, 0x716b1287, 0x0c88bc4d,
        0x5f48aca8, 0x3a57bf63, 0xdf2564f3, 0x7c8181f4,
        0x9c04e6aa, 0x18d1b5b3, 0xf3901dc6, 0xdd5ddea3,
        0x3e72ad0c, 0xe96a79fb, 0x42ba792f, 0x43a0a28c,
        0x083e49f3, 0xefe0a423, 0x6b317466, 0x68f344af,
        0x3fb24d4a, 0xcdfe17db, 0x71f5c626, 0x668bfc22,
        0x24d67ff3, 0x604ed93c, 0xf8540a20, 0x31b9c405,
        0xa2582e7f, 0xd36b4789, 0x4ec39c28, 0x0d1a1014,
        0xedbad7a0, 0x663c62c3, 0x6f461db9, 0x4052bf4b,
        0x188d25eb, 0x235a27c3, 0x99bfcc5b, 0xe724f339,
        0x71d70cc8, 0x862be6bd, 0x90b0fc61, 0xfecf4d51,
        0xa1d4cfac, 0x74346c10, 0x8526a7a4, 0xafdf5cc0,
        0xf62bff7a, 0x123202a8, 0xc802e41a, 0x1eddbae2,
        0xd603f844, 0x8fa0af2d, 0x4c701917, 0x36e06b7e,
        0x73db33a0, 0x0c45f452, 0x560ebcfc, 0x43104d86,
        0x0d1d78e5, 0x9615b511, 0x25c4744b, 0x66b0de32,
        0x6aaf363a, 0x0a4a46fb, 0x84f7a21c, 0xb48e26b4,
        0x21a01b2d, 0x06ebb0f6, 0x8b7b0f98, 0xc004e404,
        0xfed6f668, 0x64131bcd, 0x4d4d3dab, 0xfac01540,
        0x185a5943, 0x3a5a9e22, 0x5c65dfb6, 0x1ab91936,
        0x262c71da, 0x21656b32, 0xaf22af89, 0x7fe36b40,
        0x699ca101, 0xd50d152c, 0x7b8af212, 0x74b3d586,
        0x07dca6f1, 0x9f09f404, 0x25b63624, 0xe697d458,
        0x7512218e, 0xa84aa939, 0x74ca0141, 0xe9a521b0,
        0x18a2e902, 0x57880b3a, 0x12a677a6, 0x4a5b5066,
        0x4c4f3840, 0x0beada7a, 0x19e26d9d, 0x626db154,
        0xe1627d40, 0xc42604fb, 0xeac089f1, 0xeb13461c,
        0x27a43281, 0xf9faed09, 0x4103ecbc, 0x5e52c414,
        0xa815c857, 0xc342967a, 0x1c6a220a, 0x0781b829,
        0xeac55f80, 0x5a8343ce, 0xe54a05e3, 0x88f80eee,
        0x12916434, 0x97b2a14f, 0xf0151593, 0x690cde8d,
        0xf7f82f2a, 0xaee9c75d, 0x4afdf43a, 0x9e4c3587,
        0x37371326, 0xf5622df4, 0x6ec73617, 0x8a535f56,
        0x223094b7, 0xc5f9a0ac, 0x4c8c7669, 0xcde53386,
        0x085a92bf, 0x37e02819, 0x68b08bd7, 0x0455c084,
        0x9477b5d9, 0x0c0a6e2c, 0x876dc444, 0xf9a4bf62,
        0xb6cdc279, 0x5050a949, 0xb77f8276, 0x06bada7a,
        0xea48dac9, 0xc8b4aed1, 0x7ea1070f, 0xdebd8a4b,
        0x1366eb70, 0x427d4910, 0x0e6cb18a, 0x5b476dfd,
        0x278c340a, 0x7c5c3e44, 0x12d66f3b, 0x4d546068,
        0xae23c5d8, 0x29a751b1, 0x8a2ec908, 0x3e29864e,
        0x26dbb850, 0x142d2a66, 0x765bd780, 0xad1744c4,
        0xe322d1ed, 0x1f150e68, 0x3dc31e7e, 0x239b90ea,
        0x7a53322a, 0x78c41652, 0x09776f8e, 0x305dde67,
        0xf8862ed4, 0xdbcab759, 0x49f72ff7, 0x820f4dd9,
        0x2b5debd4, 0x6cc544a6, 0x7b4e8cc4, 0x75be5d93,
        0x215c14d3, 0x1b481b1b, 0x783a05ec, 0x140406ec,
        0xe895df07, 0x6a703f10, 0x01876bd8, 0xfd75f3fa,
        0x0ce08ffe, 0xeb5b06e7, 0x2783dfee, 0x68f6b854,
        0x78712655, 0x90c76f8a, 0xf310bf7f, 0xcf5293d2,
        0xfda45028, 0xfbc8044d, 0x92e40ce6, 0xcbe1feba,
        0x4396e4c1, 0xe998ceea, 0x6acea274, 0xfc82ef0b,
        0x2250e927, 0x230f729f, 0x2f420109, 0xd0b2f94d,
        0xb38d4966, 0x4305addd, 0x624c3b45, 0x10b838f8,
        0x58954e7a, 0x7db26366, 0x8b0719e5, 0x97145982,
        0x23369fc9, 0x4bd6b726, 0x53d0b876, 0x57f2929e,
        0xf2340687, 0xc2d5cba4, 0x4a866aba, 0x96161000,
        0x2e407a5e, 0x49997bcd, 0x92ddcb24, 0x69ab197d,
        0x8fe5131c, 0x2cf1f243, 0xcee75e44, 0x7acb9fad,
        0x23d2d4c0, 0x254e8394, 0x7aea685b, 0xf57f0c91,
        0x6f75aaea, 0xa60d880f, 0xa333bf5b, 0x24eb9acc,
        0x1cda5dea, 0xe3de4ccb, 0xc51a6b4f, 0xfeef9341,
        0x8bac4c4d, 0x743125f8, 0xacd079cc, 0x69f891c5,
        0x702476b5, 0xeee44b35, 0xe45c2258, 0x7ed031a0,
        0xbd6f8514, 0xb422d1e7, 0x5972a107, 0xe51f547c,
        0xc9cf343d, 0xa25bcd6f, 0x097c184e, 0x8ca922ee,
        0xa9fe9a06, 0xa62f98b3, 0x25bb1387, 0x1c309a2b,
        0x1967c459, 0x9295dbeb, 0x3472c98e, 0xb0014883,
        0x08011828, 0xc5049777, 0xa2c4e503, 0x20b87b8a,
        0xe057c277, 0x3063175d, 0x8fe582dd, 0x1bd53933,
        0x5f69a044, 0x0d11adef, 0x919776be, 0xf5c6fa49,
        0x0fd59e11, 0x8c944e76, 0x102fad5f, 0x3876cba1,
        0xd83faa56, 0xa454c3fa, 0x332010b9, 0x1ed7d1b9,
        0x0024b889, 0xa1011a27, 0xac0cd344, 0x05e4d0dc,
        0xeb6a2a24, 0x52b520f0, 0x3217257a, 0x3a2b03f0,
        0xdf1d043d, 0xf20fc2af, 0xb58d5a62, 0xf330240d,
        0xa0058c3b, 0xfc7d229c, 0xc78dd9f6, 0x15fee545,
        0x5bc98cda, 0x501e8288, 0xd046ac04, 0x41ef80e5,
        0x461210fb, 0x557d9f49, 0xb8753f81, 0x4ab5b6b2
    };

    /** What a step does next. The phases of a table lead to {@link #afterTable}. */
    private static final int DONE = 0;

    private static final int TABLE_POINT = 1;
    private static final int TABLE_INVERT = 2;
    private static final int TABLE_ENTRY = 3;
    private static final int WINDOW_DIGIT = 4;
    private static final int COMB_BIT = 5;
    private static final int COMBINE_BIT = 6;
    private static final int NORMALIZE = 7;

    private final P256Field field = new P256Field();
    private final P256Order order = new P256Order();

    /** 1 to 7 times the operand. */
    private final int[] window = new int[MULTIPLES * ENTRY];

    /**
     * While the window is made: the third coordinate of each point but the first, over that of the
     * point before.
     */
    private final int[] ratio = new int[(MULTIPLES - 1) * 8];

    /** The accumulator. */
    private final int[] x = new int[8];

    private final int[] y = new int[8];
    private final int[] z = new int[8];

    /** The affine operand. */
    private final int[] qx = new int[8];

    private final int[] qy = new int[8];
    private final int[] scalar = new int[8];

    /** The point's scalar in a combination, lent. */
    private int[] scalar2;

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
        P256Field.zero(a);
        P256Field.zero(b);
        for (int i = 0; i < len; i++) {
            int value = (in[off + len - 1 - i] & 0xFF) << ((i & 3) << 3);
            if (i < SCALAR) {
                a[i >> 2] |= value;
            } else {
                b[i - SCALAR >> 2] |= value;
            }
        }
        order.reduceWide(b, a, c);
        P256Field.store(c, out32, outOff);
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
     * @param k below n
     * @param l below n, lent until the end
     * @return OK or INVALID_POINT
     */
    int beginCombine(int[] k, int[] l, byte[] point, int pointOff) {
        use();
        if (!decode(point, pointOff)) {
            return CryptoStatus.INVALID_POINT;
        }
        P256Field.copy(k, scalar);
        scalar2 = l;
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
                if (position > MULTIPLES) {
                    P256Field.copy(z, a);
                    field.beginInvert(a);
                    phase = TABLE_INVERT;
                }
                break;
            case TABLE_INVERT:
                if (field.stepInvert()) {
                    position = MULTIPLES;
                    phase = TABLE_ENTRY;
                }
                break;
            case TABLE_ENTRY:
                flattenPoint(position);
                position--;
                if (position == 1) {
                    beginDigits();
                }
                break;
            case WINDOW_DIGIT:
                addDigit(position);
                lower();
                break;
            case COMB_BIT:
                twice();
                addScanned(COMB, 0, ENTRIES, teeth(scalar, 0, position));
                addScanned(COMB, ENTRIES * ENTRY, ENTRIES, teeth(scalar, 1, position));
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
        keep(1);
        afterTable = then;
        position = 2;
        phase = TABLE_POINT;
    }

    private void beginDigits() {
        setInfinity();
        position = afterTable == COMBINE_BIT ? 255 : LAST_DIGIT;
        phase = afterTable;
    }

    private void beginNormalize() {
        if (P256Field.zeroMask(z) != 0) {
            P256Field.zero(a);
            P256Field.zero(b);
            phase = DONE;
        } else {
            P256Field.copy(z, c);
            field.beginInvert(c);
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
        if (digit < LAST_DIGIT) {
            for (int i = 0; i < WIDTH; i++) {
                twice();
            }
        }
        addScanned(window, 0, MULTIPLES, digit(scalar, WIDTH * digit));
    }

    private void combineBit(int bit) {
        twice();
        if (bit % WIDTH == 0) {
            addEntry(window, 0, digit(scalar2, bit));
        }
        if (bit < 32) {
            addEntry(COMB, 0, teeth(scalar, 0, bit));
            addEntry(COMB, ENTRIES * ENTRY, teeth(scalar, 1, bit));
        }
    }

    /** The bits of k from {@code bit} on that make a window. */
    private static int digit(int[] k, int bit) {
        int word = bit >> 5;
        int shift = bit & 31;
        int bits = k[word] >>> shift;
        if (shift > 32 - WIDTH && word < 7) {
            bits |= k[word + 1] << 32 - shift;
        }
        return bits & MULTIPLES;
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

    /** Adds the table's entry for digit 0..{@code entries} in constant time. */
    private void addScanned(int[] table, int from, int entries, int digit) {
        for (int i = 0; i < 8; i++) {
            qx[i] = 0;
            qy[i] = 0;
        }
        int at = from;
        for (int entry = 1; entry <= entries; entry++) {
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

    /** Adds the table's entry for the digit, none for 0; public digits only. */
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

    /**
     * Window point i of 2 to 7, so many times the operand: the one before, which the accumulator
     * still holds, and once more the operand. Its third coordinate is that of the one before times
     * what {@link #compare} left in c; that of 1 is 1.
     */
    private void makePoint(int i) {
        int[] times = c;
        if (i == 2) {
            twice();
            times = z;
        } else {
            addAnyAffine();
        }
        System.arraycopy(times, 0, ratio, i - 2 << 3, 8);
        keep(i);
    }

    /** Window point i = x and y. */
    private void keep(int i) {
        int at = (i - 1) * ENTRY;
        System.arraycopy(x, 0, window, at, 8);
        System.arraycopy(y, 0, window, at + 8, 8);
    }

    /** Window point i affine; a goes from the inverse of its third coordinate to the next one's. */
    private void flattenPoint(int i) {
        int at = (i - 1) * ENTRY;
        System.arraycopy(window, at, x, 0, 8);
        System.arraycopy(window, at + 8, y, 0, 8);
        field.square(a, b);
        field.multiply(x, b, x);
        field.multiply(a, b, b);
        field.multiply(y, b, y);
        keep(i);
        System.arraycopy(ratio, i - 2 << 3, b, 0, 8);
        field.multiply(a, b, a);
    }

    /** Forgets everything. */
    void wipe() {
        phase = DONE;
        P256Field.zero(window);
        P256Field.zero(ratio);
        P256Field.zero(x);
        P256Field.zero(y);
        P256Field.zero(z);
        P256Field.zero(qx);
        P256Field.zero(qy);
        P256Field.zero(scalar);
        scalar2 = null;
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
