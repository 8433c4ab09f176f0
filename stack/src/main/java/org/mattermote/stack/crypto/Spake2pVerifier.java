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
 *
 * Both also run in steps, as the operations of {@link P256} and under the same rules.
 */
public final class Spake2pVerifier {
    private static final int IDLE = 0;
    private static final int SHARE_BLIND = 1;
    private static final int SHARE_MULTIPLY = 2;
    private static final int SHARE_ADD = 3;
    private static final int SECRETS_UNBLIND = 4;
    private static final int SECRETS_SUBTRACT = 5;
    private static final int SECRETS_Z = 6;
    private static final int SECRETS_V = 7;

    private final P256 curve;
    private final byte[] point = new byte[P256.POINT];
    private int state = IDLE;

    /** Operands and results of what is under way, lent. */
    private byte[] w0;

    private int w0At;
    private byte[] y;
    private int yAt;
    private byte[] pA;
    private int pAAt;
    private byte[] l;
    private int lAt;
    private byte[] out;
    private int outAt;
    private byte[] outV;
    private int outVAt;

    /** Shares the scratch of {@code curve}. */
    public Spake2pVerifier(P256 curve) {
        this.curve = curve;
    }

    /**
     * Writes the share, 65 bytes.
     *
     * @return OK, INVALID_SCALAR for a w0 or y outside 1..n-1, INVALID_POINT for a share at
     *     infinity
     */
    public int computeShare(
            byte[] w0Bytes, int w0Off, byte[] yBytes, int yOff, byte[] outPb65, int outOff) {
        return run(beginShare(w0Bytes, w0Off, yBytes, yOff, outPb65, outOff));
    }

    /**
     * Writes Z and V, 65 bytes each.
     *
     * @param pA the prover's share, checked here
     * @param l the verifier's second half, checked here
     * @return OK, INVALID_SCALAR or INVALID_POINT
     */
    public int computeSecrets(
            byte[] w0Bytes,
            int w0Off,
            byte[] yBytes,
            int yOff,
            byte[] pA,
            int pAOff,
            byte[] l,
            int lOff,
            byte[] outZ65,
            int zOff,
            byte[] outV65,
            int vOff) {
        return run(
                beginSecrets(
                        w0Bytes, w0Off, yBytes, yOff, pA, pAOff, l, lOff, outZ65, zOff, outV65,
                        vOff));
    }

    /** Forgets what is under way. */
    void clear() {
        state = IDLE;
        Bytes.zero(point);
        w0 = null;
        y = null;
        pA = null;
        l = null;
        out = null;
        outV = null;
    }

    /** Starts the share; arrays lent until the end, the result used. OK or INVALID_SCALAR. */
    int beginShare(byte[] w0Bytes, int w0Off, byte[] yBytes, int yOff, byte[] outPb65, int outOff) {
        take(w0Bytes, w0Off, yBytes, yOff);
        out = outPb65;
        outAt = outOff;
        state = SHARE_BLIND;
        return curve.beginMultiply(w0, w0At, Spake2pPoints.N, 0);
    }

    /** Starts Z and V; arrays lent until the end. OK or INVALID_SCALAR. */
    int beginSecrets(
            byte[] w0Bytes,
            int w0Off,
            byte[] yBytes,
            int yOff,
            byte[] pABytes,
            int pAOff,
            byte[] lBytes,
            int lOff,
            byte[] outZ65,
            int zOff,
            byte[] outV65,
            int vOff) {
        take(w0Bytes, w0Off, yBytes, yOff);
        pA = pABytes;
        pAAt = pAOff;
        l = lBytes;
        lAt = lOff;
        out = outZ65;
        outAt = zOff;
        outV = outV65;
        outVAt = vOff;
        state = SECRETS_UNBLIND;
        return curve.beginMultiply(w0, w0At, Spake2pPoints.M, 0);
    }

    /** Goes on with what was begun until {@code budget} units are used; MORE, OK or INVALID_…. */
    int step(int budget) {
        int start = curve.units();
        int status = CryptoStatus.MORE;
        int left = budget;
        while (status == CryptoStatus.MORE && left > 0) {
            if (curve.step(left) == CryptoStatus.OK) {
                status = advance();
            }
            left = budget - (curve.units() - start);
        }
        if (status != CryptoStatus.MORE) {
            clear();
        }
        return status;
    }

    private int run(int begun) {
        int status = begun;
        if (status == CryptoStatus.OK) {
            status = step(Integer.MAX_VALUE);
        }
        clear();
        return status;
    }

    private void take(byte[] w0Bytes, int w0Off, byte[] yBytes, int yOff) {
        w0 = w0Bytes;
        w0At = w0Off;
        y = yBytes;
        yAt = yOff;
    }

    /** Takes the result of the curve's operation and starts the next one; MORE, OK or INVALID_…. */
    private int advance() {
        int status;
        switch (state) {
            case SHARE_BLIND:
                status = curve.endPoint(point, 0);
                return status == CryptoStatus.OK
                        ? next(SHARE_MULTIPLY, curve.beginBase(y, yAt))
                        : status;
            case SHARE_MULTIPLY:
                status = curve.endPoint(out, outAt);
                return status == CryptoStatus.OK
                        ? next(SHARE_ADD, curve.beginAdd(out, outAt, point, 0))
                        : status;
            case SHARE_ADD:
                return curve.endPoint(out, outAt);
            case SECRETS_UNBLIND:
                status = curve.endPoint(point, 0);
                if (status != CryptoStatus.OK) {
                    return status;
                }
                curve.negate(point, 0);
                return next(SECRETS_SUBTRACT, curve.beginAdd(pA, pAAt, point, 0));
            case SECRETS_SUBTRACT:
                status = curve.endPoint(point, 0);
                return status == CryptoStatus.OK
                        ? next(SECRETS_Z, curve.beginMultiply(y, yAt, point, 0))
                        : status;
            case SECRETS_Z:
                status = curve.endPoint(out, outAt);
                return status == CryptoStatus.OK
                        ? next(SECRETS_V, curve.beginMultiply(y, yAt, l, lAt))
                        : status;
            case SECRETS_V:
                return curve.endPoint(outV, outVAt);
            default:
                return CryptoStatus.BAD_STATE;
        }
    }

    private int next(int then, int begun) {
        state = then;
        return begun == CryptoStatus.OK ? CryptoStatus.MORE : begun;
    }
}
