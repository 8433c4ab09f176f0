package org.mattermote.stack.crypto;

import org.mattermote.stack.mem.Bytes;

/**
 * The prover's computations of SPAKE2+: the controller's side of PASE. A device never proves, so
 * this lives with the tests.
 *
 * <pre>
 * computeShare    pA = x P + w0 M
 * computeSecrets  Z = x (pB - w0 N), V = w1 (pB - w0 N)
 * </pre>
 */
public final class Spake2pProver {
    private final P256 curve;
    private final byte[] w0 = new byte[P256.SCALAR];
    private final byte[] x = new byte[P256.SCALAR];
    private final byte[] point = new byte[P256.POINT];

    public Spake2pProver(P256 curve) {
        this.curve = curve;
    }

    /** Draws x, keeps it and w0, and writes pA, 65 bytes. */
    public int computeShare(byte[] w0Bytes, int w0Off, Drbg drbg, byte[] outPa65, int outOff) {
        System.arraycopy(w0Bytes, w0Off, w0, 0, P256.SCALAR);
        int status = P256.randomScalar(drbg, x, 0);
        if (status == CryptoStatus.OK) {
            status = curve.multiply(w0, 0, Spake2pPoints.M, 0, point, 0);
        }
        if (status == CryptoStatus.OK) {
            status = curve.publicKey(x, 0, outPa65, outOff);
        }
        if (status == CryptoStatus.OK) {
            status = curve.add(outPa65, outOff, point, 0, outPa65, outOff);
        }
        return status;
    }

    /** Writes Z and V, 65 bytes each. */
    public int computeSecrets(
            byte[] pB,
            int pBOff,
            byte[] w1,
            int w1Off,
            byte[] outZ65,
            int zOff,
            byte[] outV65,
            int vOff) {
        int status = curve.multiply(w0, 0, Spake2pPoints.N, 0, point, 0);
        if (status == CryptoStatus.OK) {
            curve.negate(point, 0);
            status = curve.add(pB, pBOff, point, 0, point, 0);
        }
        if (status == CryptoStatus.OK) {
            status = curve.multiply(x, 0, point, 0, outZ65, zOff);
        }
        if (status == CryptoStatus.OK) {
            status = curve.multiply(w1, w1Off, point, 0, outV65, vOff);
        }
        return status;
    }

    public void clear() {
        Bytes.zero(w0);
        Bytes.zero(x);
    }
}
