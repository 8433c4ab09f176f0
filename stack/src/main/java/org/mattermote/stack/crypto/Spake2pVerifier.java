package org.mattermote.stack.crypto;

/**
 * The verifier's computations of SPAKE2+ (Matter core 3.10, 4.14.1): the device's side of PASE.
 * Which step is due, and what is sent, is the PASE responder's affair.
 *
 * <pre>
 * computeShare    pB = y P + w0 N
 * computeSecrets  Z = y (pA - w0 M) = y pA - (y w0) M, V = y L
 * </pre>
 *
 * Both also run in steps, as the operations of {@link P256} and under the same rules.
 */
public final class Spake2pVerifier {
    private static final int IDLE = 0;
    private static final int SHARE = 1;
    private static final int SECRETS_Z = 2;
    private static final int SECRETS_V = 3;

    private final P256 curve;
    private int state = IDLE;

    /** Operands and results of what is under way, lent. */
    private byte[] y;

    private int yAt;
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
        y = null;
        l = null;
        out = null;
        outV = null;
    }

    /** Starts the share; arrays lent until the end, the result used. OK or INVALID_SCALAR. */
    int beginShare(byte[] w0Bytes, int w0Off, byte[] yBytes, int yOff, byte[] outPb65, int outOff) {
        out = outPb65;
        outAt = outOff;
        state = SHARE;
        return curve.beginBlinded(yBytes, yOff, w0Bytes, w0Off);
    }

    /** Starts Z and V; arrays lent until the end. OK, INVALID_SCALAR or INVALID_POINT. */
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
        y = yBytes;
        yAt = yOff;
        l = lBytes;
        lAt = lOff;
        out = outZ65;
        outAt = zOff;
        outV = outV65;
        outVAt = vOff;
        state = SECRETS_Z;
        return curve.beginUnblinded(yBytes, yOff, w0Bytes, w0Off, pABytes, pAOff);
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

    /** Takes the result of the curve's operation and starts the next one; MORE, OK or INVALID_…. */
    private int advance() {
        switch (state) {
            case SHARE:
                return curve.endPoint(out, outAt);
            case SECRETS_Z:
                int status = curve.endPoint(out, outAt);
                if (status == CryptoStatus.OK) {
                    state = SECRETS_V;
                    status = curve.beginMultiply(y, yAt, l, lAt);
                }
                return status == CryptoStatus.OK ? CryptoStatus.MORE : status;
            case SECRETS_V:
                return curve.endPoint(outV, outVAt);
            default:
                return CryptoStatus.BAD_STATE;
        }
    }
}
