package org.mattermote.stack.crypto;

import org.mattermote.stack.mem.Bytes;

/**
 * ECDSA with P-256 over a SHA-256 digest (FIPS 186-4, Matter core 3.5.3). Signatures are raw, r ‖
 * s, 64 bytes big-endian.
 */
public final class Ecdsa {
    public static final int SIGNATURE = 64;

    /** Longest DER form, bytes. */
    public static final int MAX_DER = 72;

    private final P256 curve;
    private final P256Order order;
    private final Drbg nonces = new Drbg();
    private final byte[] seed = new byte[96];
    private final int[] k = new int[8];
    private final int[] r = new int[8];
    private final int[] s = new int[8];
    private final int[] e = new int[8];
    private final int[] key = new int[8];

    /** Shares the scratch of {@code curve}. */
    public Ecdsa(P256 curve) {
        this.curve = curve;
        order = curve.order();
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
        P256Field.load(privateScalar, keyOff, key);
        if (P256Order.validMask(key) == 0) {
            P256Field.zero(key);
            return CryptoStatus.INVALID_SCALAR;
        }
        P256Field.load(hash32, hashOff, e);
        P256Order.reduce(e, e);
        System.arraycopy(privateScalar, keyOff, seed, 0, 32);
        P256Field.store(e, seed, 32);
        int seedLength = 64;
        if (drbg != null) {
            drbg.generate(seed, 64, 32);
            seedLength = 96;
        }
        nonces.instantiate(seed, 0, seedLength);
        int status = CryptoStatus.NO_ENTROPY;
        for (int i = 0; i < 16 && status != CryptoStatus.OK; i++) {
            if (curve.randomScalar(nonces, seed, 0) != CryptoStatus.OK) {
                break;
            }
            P256Field.load(seed, 0, k);
            curve.multiplyBaseX(k, r);
            // s = (e + r key) / k
            order.multiply(r, key, s);
            P256Order.add(s, e, s);
            order.invert(k, k);
            order.multiply(s, k, s);
            if ((P256Field.zeroMask(r) | P256Field.zeroMask(s)) == 0) {
                P256Field.store(r, outRaw64, outOff);
                P256Field.store(s, outRaw64, outOff + 32);
                status = CryptoStatus.OK;
            }
        }
        nonces.clear();
        Bytes.zero(seed);
        P256Field.zero(key);
        P256Field.zero(k);
        P256Field.zero(e);
        P256Field.zero(s);
        order.wipe();
        return status;
    }

    /** OK, or BAD_SIGNATURE also for a public key or a signature out of range. */
    public int verify(
            byte[] publicPoint,
            int pointOff,
            byte[] hash32,
            int hashOff,
            byte[] rawSig64,
            int sigOff) {
        P256Field.load(rawSig64, sigOff, r);
        P256Field.load(rawSig64, sigOff + 32, s);
        if ((P256Order.validMask(r) & P256Order.validMask(s)) == 0) {
            return CryptoStatus.BAD_SIGNATURE;
        }
        P256Field.load(hash32, hashOff, e);
        P256Order.reduce(e, e);
        order.invert(s, s);
        order.multiply(e, s, e);
        order.multiply(r, s, s);
        return curve.combine(e, s, publicPoint, pointOff, r)
                ? CryptoStatus.OK
                : CryptoStatus.BAD_SIGNATURE;
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
