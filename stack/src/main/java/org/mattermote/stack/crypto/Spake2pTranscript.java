package org.mattermote.stack.crypto;

import org.mattermote.stack.mem.Bytes;

/**
 * Transcript, keys and confirmations of SPAKE2+ (Matter core 3.10), the same for both sides.
 *
 * <pre>
 * TT        = Context, idProver, idVerifier, M, N, pA, pB, Z, V, w0, each behind its length as u64 LE
 * Ka ‖ Ke   = SHA-256(TT)
 * KcA ‖ KcB = KDF(Ka, no salt, "ConfirmationKeys", 32 bytes)
 * cA, cB    = HMAC(KcA, pB), HMAC(KcB, pA)
 * </pre>
 */
public final class Spake2pTranscript {
    /**
     * Where the results lie in the output of {@link #confirm}: keys of 16, confirmations of 32
     * bytes.
     */
    public static final int KA = 0;

    public static final int KE = 16;
    public static final int KCA = 32;
    public static final int KCB = 48;
    public static final int CA = 64;
    public static final int CB = 96;

    /** Bytes of all results. */
    public static final int LENGTH = 128;

    /** Bytes of Ka, Ke, KcA and KcB each. */
    public static final int KEY = 16;

    /** Bytes of cA and cB each. */
    public static final int CONFIRMATION = 32;

    private final Sha256 sha;
    private final Hmac hmac;
    private final Hkdf hkdf;

    /**
     * Shares all three within a call.
     *
     * @param hkdf over any HMAC
     */
    public Spake2pTranscript(Sha256 sha, Hmac hmac, Hkdf hkdf) {
        this.sha = sha;
        this.hmac = hmac;
        this.hkdf = hkdf;
    }

    /**
     * Computes everything from the shares and secrets; both identities are empty, as in Matter. The
     * caller compares cA or cB with what the peer sent by {@link Bytes#equalConstantTime}, and
     * zeroes {@code out} when done. {@code out} may be where z, v or w0 lie.
     *
     * @param context 32 bytes
     * @param w0 32 bytes
     * @param out receives {@link #LENGTH} bytes: Ka, Ke, KcA, KcB, cA, cB
     * @return OK
     */
    public int confirm(
            byte[] context,
            int contextOff,
            byte[] pA,
            int pAOff,
            byte[] pB,
            int pBOff,
            byte[] z,
            int zOff,
            byte[] v,
            int vOff,
            byte[] w0,
            int w0Off,
            byte[] out,
            int outOff) {
        begin(context, contextOff, Sha256.LENGTH, null, 0, null, 0);
        return finish(pA, pAOff, pB, pBOff, z, zOff, v, vOff, w0, w0Off, out, outOff);
    }

    /** Starts a transcript with any context and identities, as the drafts of SPAKE2+ have them. */
    void begin(
            byte[] context,
            int contextOff,
            int contextLen,
            byte[] idProver,
            int idProverLen,
            byte[] idVerifier,
            int idVerifierLen) {
        sha.reset();
        element(context, contextOff, contextLen);
        element(idProver, 0, idProverLen);
        element(idVerifier, 0, idVerifierLen);
        element(Spake2pPoints.M, 0, P256.POINT);
        element(Spake2pPoints.N, 0, P256.POINT);
    }

    int finish(
            byte[] pA,
            int pAOff,
            byte[] pB,
            int pBOff,
            byte[] z,
            int zOff,
            byte[] v,
            int vOff,
            byte[] w0,
            int w0Off,
            byte[] out,
            int outOff) {
        element(pA, pAOff, P256.POINT);
        element(pB, pBOff, P256.POINT);
        element(z, zOff, P256.POINT);
        element(v, vOff, P256.POINT);
        element(w0, w0Off, P256.SCALAR);
        sha.finish(out, outOff + KA);
        byte[] info = KdfInfo.CONFIRMATION_KEYS;
        hkdf.derive(
                out, outOff + KA, KEY, null, 0, 0, info, info.length, out, outOff + KCA, 2 * KEY);
        hmac.init(out, outOff + KCA, KEY).update(pB, pBOff, P256.POINT).finish(out, outOff + CA);
        hmac.init(out, outOff + KCB, KEY).update(pA, pAOff, P256.POINT).finish(out, outOff + CB);
        hmac.clear();
        return CryptoStatus.OK;
    }

    private void element(byte[] b, int off, int len) {
        sha.update(len);
        sha.update(len >>> 8);
        for (int i = 2; i < 8; i++) {
            sha.update(0);
        }
        if (len > 0) {
            sha.update(b, off, len);
        }
    }
}
