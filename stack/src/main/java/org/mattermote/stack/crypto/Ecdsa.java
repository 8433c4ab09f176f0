package org.mattermote.stack.crypto;

import org.mattermote.stack.mem.Bytes;

/**
 * ECDSA with P-256 over a SHA-256 digest (FIPS 186-4, Matter core 3.5.3). Signatures are raw, r ‖
 * s, 64 bytes big-endian. Both operations also run in steps, as those of {@link P256} and under the
 * same rules.
 */
public final class Ecdsa {
    public static final int SIGNATURE = 64;

    /** Longest DER form, bytes. */
    public static final int MAX_DER = 72;

    /** Where the extra random bytes lie in the seed, after key and hash. */
    private static final int EXTRA = 64;

    /** Nonces tried before a signature is given up. */
    private static final int ATTEMPTS = 16;

    private static final int IDLE = 0;
    private static final int SIGN_MULTIPLY = 1;
    private static final int SIGN_INVERT = 2;
    private static final int SIGNED = 3;
    private static final int VERIFY_INVERT = 4;
    private static final int VERIFY_COMBINE = 5;

    private final P256 curve;
    private final P256Order order;
    private final P256Inverse inverse;
    private final Drbg nonces;
    private final byte[] seed = new byte[96];
    private final int[] k = new int[8];
    private final int[] r = new int[8];
    private final int[] s = new int[8];
    private final int[] e = new int[8];
    private int state = IDLE;
    private int attempts;

    /** Private key that signs, or public key of the signature that is verified, lent. */
    private byte[] key;

    private int keyAt;

    public Ecdsa(P256 curve) {
        this(curve, new Hmac());
    }

    /** Shares the scratch of {@code curve}, and {@code hmac}, whose key it replaces and forgets. */
    public Ecdsa(P256 curve, Hmac hmac) {
        this.curve = curve;
        order = curve.order();
        inverse = curve.inverse();
        nonces = new Drbg(hmac);
    }

    /**
     * Signs. The nonce is that of RFC 6979 with 32 random bytes mixed in (its section 3.6): neither
     * a weak generator nor a faulted repetition gives the key away.
     *
     * @param drbg null leaves the random bytes out: the deterministic signature of RFC 6979
     * @param outRaw64 receives r ‖ s
     * @return OK, INVALID_SCALAR, or NO_ENTROPY (which no key and hash is known to cause)
     */
    public int sign(
            byte[] privateScalar,
            int keyOff,
            byte[] hash32,
            int hashOff,
            Drbg drbg,
            byte[] outRaw64,
            int outOff) {
        if (drbg != null) {
            drbg.generate(seed, EXTRA, 32);
        }
        int status = beginSign(privateScalar, keyOff, hash32, hashOff, drbg != null);
        if (status == CryptoStatus.OK) {
            status = step(Integer.MAX_VALUE);
        }
        return status == CryptoStatus.OK ? endSign(outRaw64, outOff) : status;
    }

    /**
     * Starts a signature; the key's array stays as it is until the end.
     *
     * @param extra32 random bytes to mix in, null for none
     * @return OK, INVALID_SCALAR or NO_ENTROPY
     */
    int beginSign(
            byte[] privateScalar,
            int keyOff,
            byte[] hash32,
            int hashOff,
            byte[] extra32,
            int extraOff) {
        if (extra32 != null) {
            System.arraycopy(extra32, extraOff, seed, EXTRA, 32);
        }
        return beginSign(privateScalar, keyOff, hash32, hashOff, extra32 != null);
    }

    /** Writes r ‖ s after the last step; OK. */
    int endSign(byte[] outRaw64, int outOff) {
        P256Field.store(r, outRaw64, outOff);
        P256Field.store(s, outRaw64, outOff + 32);
        clear();
        return CryptoStatus.OK;
    }

    /**
     * Starts a verification; the point's array stays as it is until the end. OK or BAD_SIGNATURE.
     */
    int beginVerify(
            byte[] publicPoint,
            int pointOff,
            byte[] hash32,
            int hashOff,
            byte[] rawSig64,
            int sigOff) {
        curve.use();
        P256Field.load(rawSig64, sigOff, r);
        P256Field.load(rawSig64, sigOff + 32, s);
        if ((P256Order.validMask(r) & P256Order.validMask(s)) == 0) {
            return CryptoStatus.BAD_SIGNATURE;
        }
        P256Field.load(hash32, hashOff, e);
        P256Order.reduce(e, e);
        key = publicPoint;
        keyAt = pointOff;
        inverse.beginOrder(s);
        state = VERIFY_INVERT;
        return CryptoStatus.OK;
    }

    /**
     * Goes on with what was begun until {@code budget} units are used.
     *
     * @return MORE; OK when {@link #endSign} may follow, or the signature is good; NO_ENTROPY or
     *     BAD_SIGNATURE
     */
    int step(int budget) {
        int start = curve.units();
        int status = CryptoStatus.MORE;
        int left = budget;
        while (status == CryptoStatus.MORE && left > 0) {
            status = advance(left);
            left = budget - (curve.units() - start);
        }
        return status;
    }

    /** Forgets everything. */
    void clear() {
        state = IDLE;
        key = null;
        nonces.clear();
        Bytes.zero(seed);
        P256Field.zero(k);
        P256Field.zero(e);
        P256Field.zero(r);
        P256Field.zero(s);
        inverse.wipe();
        order.wipe();
    }

    /** The extra bytes, if any, are in {@link #seed}. */
    private int beginSign(
            byte[] privateScalar, int keyOff, byte[] hash32, int hashOff, boolean extra) {
        curve.use();
        if (P256.checkScalar(privateScalar, keyOff) != CryptoStatus.OK) {
            clear();
            return CryptoStatus.INVALID_SCALAR;
        }
        key = privateScalar;
        keyAt = keyOff;
        P256Field.load(hash32, hashOff, e);
        P256Order.reduce(e, e);
        System.arraycopy(privateScalar, keyOff, seed, 0, 32);
        P256Field.store(e, seed, 32);
        nonces.instantiate(seed, 0, extra ? EXTRA + 32 : EXTRA);
        attempts = 0;
        return drawNonce();
    }

    private int drawNonce() {
        attempts++;
        if (attempts > ATTEMPTS || P256.randomScalar(nonces, seed, 0) != CryptoStatus.OK) {
            clear();
            return CryptoStatus.NO_ENTROPY;
        }
        P256Field.load(seed, 0, k);
        curve.beginBase(k);
        state = SIGN_MULTIPLY;
        return CryptoStatus.OK;
    }

    /** Does one round of an inversion, or the curve's part as far as the units go; as step. */
    private int advance(int units) {
        switch (state) {
            case SIGN_MULTIPLY:
                if (curve.step(units) == CryptoStatus.OK) {
                    curve.endOrderX(r);
                    // s = (e + r key) / k
                    P256Field.load(key, keyAt, s);
                    order.multiply(r, s, s);
                    P256Order.add(s, e, s);
                    inverse.beginOrder(k);
                    state = SIGN_INVERT;
                }
                return CryptoStatus.MORE;
            case SIGN_INVERT:
                return inverse.step() ? finishSign() : CryptoStatus.MORE;
            case SIGNED:
                return CryptoStatus.OK;
            case VERIFY_INVERT:
                return inverse.step() ? beginCombine() : CryptoStatus.MORE;
            case VERIFY_COMBINE:
                if (curve.step(units) != CryptoStatus.OK) {
                    return CryptoStatus.MORE;
                }
                state = IDLE;
                return curve.endCombine(r) ? CryptoStatus.OK : CryptoStatus.BAD_SIGNATURE;
            default:
                return CryptoStatus.BAD_STATE;
        }
    }

    private int finishSign() {
        order.multiply(s, k, s);
        if ((P256Field.zeroMask(r) | P256Field.zeroMask(s)) == 0) {
            state = SIGNED;
            return CryptoStatus.OK;
        }
        int drawn = drawNonce();
        return drawn == CryptoStatus.OK ? CryptoStatus.MORE : drawn;
    }

    private int beginCombine() {
        order.multiply(e, s, e);
        order.multiply(r, s, s);
        if (curve.beginCombine(e, s, key, keyAt) != CryptoStatus.OK) {
            state = IDLE;
            return CryptoStatus.BAD_SIGNATURE;
        }
        state = VERIFY_COMBINE;
        return CryptoStatus.MORE;
    }

    /** OK, or BAD_SIGNATURE also for a public key or a signature out of range. */
    public int verify(
            byte[] publicPoint,
            int pointOff,
            byte[] hash32,
            int hashOff,
            byte[] rawSig64,
            int sigOff) {
        int status = beginVerify(publicPoint, pointOff, hash32, hashOff, rawSig64, sigOff);
        return status == CryptoStatus.OK ? step(Integer.MAX_VALUE) : status;
    }

    /**
     * Writes the DER form, SEQUENCE of two INTEGERs as short as can be (X9.62 ECDSA-Sig-Value).
     *
     * @return its length, 8 to {@link #MAX_DER}
     */
    public int rawToDer(byte[] raw64, int rawOff, byte[] out, int outOff) {
        out[outOff] = 0x30;
        int at = integer(raw64, rawOff, out, outOff + 2);
        at = integer(raw64, rawOff + 32, out, at);
        out[outOff + 1] = (byte) (at - outOff - 2);
        return at - outOff;
    }

    private static int integer(byte[] raw, int off, byte[] out, int outOff) {
        int from = 0;
        while (from < 31 && raw[off + from] == 0) {
            from++;
        }
        int length = 32 - from;
        int pad = raw[off + from] < 0 ? 1 : 0;
        out[outOff] = 2;
        out[outOff + 1] = (byte) (length + pad);
        out[outOff + 2] = 0;
        System.arraycopy(raw, off + from, out, outOff + 2 + pad, length);
        return outOff + 2 + pad + length;
    }
}
