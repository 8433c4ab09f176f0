package org.mattermote.stack.crypto;

import org.mattermote.stack.mem.Bytes;

/**
 * The verifier's computations of SPAKE2+ (Matter core 3.10, 4.14.1): the device's side of PASE.
 * Which step is due, and what is sent, is the PASE responder's affair.
 *
 * <pre>
 * computeShare    pB = y P + w0 N
 * computeSecrets  Z = y (pA - w0 M), V = y L
 * </pre>
 */
public final class Spake2pVerifier {
    private final P256 curve;
    private final byte[] w0 = new byte[P256.SCALAR];
    private final byte[] y = new byte[P256.SCALAR];
    private final byte[] point = new byte[P256.POINT];
    private boolean shared;

    /** Shares the scratch of {@code curve}. */
    public Spake2pVerifier(P256 curve) {
        this.curve = curve;
    }

    /**
     * Draws y, keeps it and w0 until {@link #clear}, and writes the share, 65 bytes.
     *
     * @return OK, INVALID_SCALAR for a w0 outside 1..n-1, INVALID_POINT for a share at infinity, or
     *     NO_ENTROPY
     */
    public int computeShare(byte[] w0Bytes, int w0Off, Drbg drbg, byte[] outPb65, int outOff) {
        clear();
        System.arraycopy(w0Bytes, w0Off, w0, 0, P256.SCALAR);
        int status = curve.randomScalar(drbg, y, 0);
        if (status == CryptoStatus.OK) {
            status = curve.multiply(w0, 0, Spake2pPoints.N, 0, point, 0);
        }
        if (status == CryptoStatus.OK) {
            status = curve.publicKey(y, 0, outPb65, outOff);
        }
        if (status == CryptoStatus.OK) {
            status = curve.add(outPb65, outOff, point, 0, outPb65, outOff);
        }
        Bytes.zero(point);
        shared = status == CryptoStatus.OK;
        if (!shared) {
            clear();
        }
        return status;
    }

    /**
     * Writes Z and V, 65 bytes each.
     *
     * @param pA the prover's share, checked here
     * @param l the verifier's second half, checked here
     * @return OK, INVALID_POINT, or BAD_STATE without a share
     */
    public int computeSecrets(
            byte[] pA,
            int pAOff,
            byte[] l,
            int lOff,
            byte[] outZ65,
            int zOff,
            byte[] outV65,
            int vOff) {
        if (!shared) {
            return CryptoStatus.BAD_STATE;
        }
        int status = curve.multiply(w0, 0, Spake2pPoints.M, 0, point, 0);
        if (status == CryptoStatus.OK) {
            curve.negate(point, 0);
            status = curve.add(pA, pAOff, point, 0, point, 0);
        }
        if (status == CryptoStatus.OK) {
            status = curve.multiply(y, 0, point, 0, outZ65, zOff);
        }
        if (status == CryptoStatus.OK) {
            status = curve.multiply(y, 0, l, lOff, outV65, vOff);
        }
        Bytes.zero(point);
        return status;
    }

    /** Forgets w0 and y. */
    public void clear() {
        shared = false;
        Bytes.zero(w0);
        Bytes.zero(y);
        Bytes.zero(point);
    }
}
