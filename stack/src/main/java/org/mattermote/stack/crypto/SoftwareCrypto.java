package org.mattermote.stack.crypto;

import org.mattermote.stack.port.CryptoPort;
import org.mattermote.stack.port.PortStatus;

/**
 * {@link CryptoPort} in software. It shares the scratch of curve, signatures and SPAKE2+ with those
 * who use them at one go: whoever does so while a job is under way gets a correct result, and the
 * job begins again at its next step.
 */
public final class SoftwareCrypto implements CryptoPort {
    private static final int NONE = 0;
    private static final int PUBLIC_KEY = 1;
    private static final int ECDH = 2;
    private static final int SIGN = 3;
    private static final int VERIFY = 4;
    private static final int SPAKE2P_SHARE = 5;
    private static final int SPAKE2P_SECRETS = 6;

    private final P256 curve;
    private final Ecdsa ecdsa;
    private final Spake2pVerifier spake2p;
    private int lastJob;
    private int operation = NONE;

    /** {@link P256#uses} as this job left it. */
    private int uses;

    /** Operands and results, lent; which is which depends on the operation. */
    private byte[] a;

    private int aAt;
    private byte[] b;
    private int bAt;
    private byte[] c;
    private int cAt;
    private byte[] d;
    private int dAt;
    private byte[] out;
    private int outAt;
    private byte[] out2;
    private int out2At;

    /** All three over the same curve. */
    public SoftwareCrypto(P256 curve, Ecdsa ecdsa, Spake2pVerifier spake2p) {
        this.curve = curve;
        this.ecdsa = ecdsa;
        this.spake2p = spake2p;
    }

    /** Units of work of this curve since boot, also those at one go; wraps around. */
    public int units() {
        return curve.units();
    }

    /** Whether a job is under way. */
    public boolean isBusy() {
        return operation != NONE;
    }

    @Override
    public int startPublicKey(byte[] scalar, int scalarOff, byte[] outPoint, int outOff) {
        if (operation != NONE) {
            return PortStatus.BUSY;
        }
        a = scalar;
        aAt = scalarOff;
        return start(PUBLIC_KEY, outPoint, outOff);
    }

    @Override
    public int startEcdh(
            byte[] scalar, int scalarOff, byte[] point, int pointOff, byte[] outX, int outOff) {
        if (operation != NONE) {
            return PortStatus.BUSY;
        }
        a = scalar;
        aAt = scalarOff;
        b = point;
        bAt = pointOff;
        return start(ECDH, outX, outOff);
    }

    @Override
    public int startSign(
            byte[] scalar,
            int scalarOff,
            byte[] hash,
            int hashOff,
            byte[] extra,
            int extraOff,
            byte[] outSignature,
            int outOff) {
        if (operation != NONE) {
            return PortStatus.BUSY;
        }
        a = scalar;
        aAt = scalarOff;
        b = hash;
        bAt = hashOff;
        c = extra;
        cAt = extraOff;
        return start(SIGN, outSignature, outOff);
    }

    @Override
    public int startVerify(
            byte[] point,
            int pointOff,
            byte[] hash,
            int hashOff,
            byte[] signature,
            int signatureOff) {
        if (operation != NONE) {
            return PortStatus.BUSY;
        }
        a = point;
        aAt = pointOff;
        b = hash;
        bAt = hashOff;
        c = signature;
        cAt = signatureOff;
        return start(VERIFY, null, 0);
    }

    @Override
    public int startSpake2pShare(
            byte[] w0, int w0Off, byte[] y, int yOff, byte[] outPb, int outOff) {
        if (operation != NONE) {
            return PortStatus.BUSY;
        }
        a = w0;
        aAt = w0Off;
        b = y;
        bAt = yOff;
        return start(SPAKE2P_SHARE, outPb, outOff);
    }

    @Override
    public int startSpake2pSecrets(
            byte[] w0,
            int w0Off,
            byte[] y,
            int yOff,
            byte[] pA,
            int pAOff,
            byte[] l,
            int lOff,
            byte[] outZ,
            int zOff,
            byte[] outV,
            int vOff) {
        if (operation != NONE) {
            return PortStatus.BUSY;
        }
        a = w0;
        aAt = w0Off;
        b = y;
        bAt = yOff;
        c = pA;
        cAt = pAOff;
        d = l;
        dAt = lOff;
        out2 = outV;
        out2At = vOff;
        return start(SPAKE2P_SECRETS, outZ, zOff);
    }

    @Override
    public int step(int job, int budget) {
        if (job != lastJob || operation == NONE) {
            return PortStatus.FAILED;
        }
        int status = CryptoStatus.OK;
        if (curve.uses() != uses) {
            status = begin();
        }
        if (status == CryptoStatus.OK) {
            status = advance(budget);
        }
        uses = curve.uses();
        if (status == CryptoStatus.MORE) {
            return MORE;
        }
        if (status == CryptoStatus.OK) {
            status = finish();
        }
        end();
        return result(status);
    }

    @Override
    public void cancel(int job) {
        if (job == lastJob && operation != NONE) {
            end();
        }
    }

    private int start(int what, byte[] result, int resultAt) {
        operation = what;
        out = result;
        outAt = resultAt;
        int status = begin();
        if (status != CryptoStatus.OK) {
            end();
            return result(status);
        }
        uses = curve.uses();
        lastJob = lastJob == Integer.MAX_VALUE ? 1 : lastJob + 1;
        return lastJob;
    }

    private int begin() {
        switch (operation) {
            case PUBLIC_KEY:
                return curve.beginBase(a, aAt);
            case ECDH:
                return curve.beginMultiply(a, aAt, b, bAt);
            case SIGN:
                return ecdsa.beginSign(a, aAt, b, bAt, c, cAt);
            case VERIFY:
                return ecdsa.beginVerify(a, aAt, b, bAt, c, cAt);
            case SPAKE2P_SHARE:
                return spake2p.beginShare(a, aAt, b, bAt, out, outAt);
            default:
                return spake2p.beginSecrets(
                        a, aAt, b, bAt, c, cAt, d, dAt, out, outAt, out2, out2At);
        }
    }

    private int advance(int budget) {
        switch (operation) {
            case PUBLIC_KEY:
            case ECDH:
                return curve.step(budget);
            case SIGN:
            case VERIFY:
                return ecdsa.step(budget);
            default:
                return spake2p.step(budget);
        }
    }

    private int finish() {
        switch (operation) {
            case PUBLIC_KEY:
                return curve.endPoint(out, outAt);
            case ECDH:
                return curve.endX(out, outAt);
            case SIGN:
                return ecdsa.endSign(out, outAt);
            default:
                return CryptoStatus.OK;
        }
    }

    private void end() {
        operation = NONE;
        a = null;
        b = null;
        c = null;
        d = null;
        out = null;
        out2 = null;
        spake2p.clear();
        ecdsa.clear();
        curve.wipe();
    }

    private static int result(int status) {
        if (status == CryptoStatus.OK) {
            return DONE;
        }
        return status == CryptoStatus.NO_ENTROPY || status == CryptoStatus.BAD_STATE
                ? PortStatus.FAILED
                : PortStatus.INVALID;
    }
}
