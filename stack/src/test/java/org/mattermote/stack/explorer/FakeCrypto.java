package org.mattermote.stack.explorer;

import java.util.Arrays;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.port.CryptoPort;
import org.mattermote.stack.port.PortStatus;

/**
 * The crypto port without cryptography: every job takes two steps, a secret is what one can guess
 * from the public key, and every signature is good.
 */
final class FakeCrypto implements CryptoPort {
    private static final int JOB = 1;
    private static final int POINT = 65;
    private static final int SCALAR = 32;
    private static final int MASK = 0x55;

    private int stepsLeft;
    private final byte[] first = new byte[POINT];
    private final byte[] second = new byte[POINT];
    private byte[] firstOut;
    private byte[] secondOut;
    private int firstAt;
    private int secondAt;
    private int firstLength;

    boolean isIdle() {
        return stepsLeft == 0;
    }

    void state(SlotState state) {
        stepsLeft = state.integer(stepsLeft);
        state.bytes(first);
        state.bytes(second);
        firstOut = state.array(firstOut);
        secondOut = state.array(secondOut);
        firstAt = state.integer(firstAt);
        secondAt = state.integer(secondAt);
        firstLength = state.integer(firstLength);
    }

    static byte[] publicKey(byte[] scalar) {
        byte[] point = new byte[POINT];
        publicKey(scalar, 0, point);
        return point;
    }

    private static void publicKey(byte[] scalar, int off, byte[] point) {
        point[0] = 4;
        System.arraycopy(scalar, off, point, 1, SCALAR);
        System.arraycopy(scalar, off, point, 1 + SCALAR, SCALAR);
    }

    /** Of a scalar and the other's public key: the same for both. */
    static byte[] shared(byte[] scalar, byte[] point) {
        byte[] out = new byte[SCALAR];
        shared(scalar, 0, point, 0, out);
        return out;
    }

    private static void shared(byte[] scalar, int off, byte[] point, int pointOff, byte[] out) {
        for (int i = 0; i < SCALAR; i++) {
            out[i] = (byte) (scalar[off + i] ^ point[pointOff + 1 + i]);
        }
    }

    /** Z of SPAKE2+ for both shares. */
    static byte[] z(byte[] pA, byte[] pB) {
        byte[] out = new byte[POINT];
        z(pA, 0, pB, out);
        return out;
    }

    private static void z(byte[] pA, int pAOff, byte[] pB, byte[] out) {
        out[0] = 4;
        for (int i = 1; i < POINT; i++) {
            out[i] = (byte) (pA[pAOff + i] ^ pB[i]);
        }
    }

    private static void pB(byte[] y, int off, byte[] out) {
        publicKey(y, off, out);
        for (int i = 1; i < POINT; i++) {
            out[i] ^= MASK;
        }
    }

    private int start(byte[] out, int at, int length) {
        firstOut = out;
        firstAt = at;
        firstLength = length;
        stepsLeft = 2;
        return JOB;
    }

    @Override
    public int startPublicKey(byte[] scalar, int scalarOff, byte[] outPoint, int outOff) {
        if (!isIdle()) {
            return PortStatus.BUSY;
        }
        publicKey(scalar, scalarOff, first);
        return start(outPoint, outOff, POINT);
    }

    @Override
    public int startEcdh(
            byte[] scalar, int scalarOff, byte[] point, int pointOff, byte[] outX, int outOff) {
        if (!isIdle()) {
            return PortStatus.BUSY;
        }
        shared(scalar, scalarOff, point, pointOff, first);
        return start(outX, outOff, SCALAR);
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
        if (!isIdle()) {
            return PortStatus.BUSY;
        }
        System.arraycopy(hash, hashOff, first, 0, SCALAR);
        System.arraycopy(hash, hashOff, first, SCALAR, SCALAR);
        return start(outSignature, outOff, 2 * SCALAR);
    }

    @Override
    public int startVerify(
            byte[] point,
            int pointOff,
            byte[] hash,
            int hashOff,
            byte[] signature,
            int signatureOff) {
        return isIdle() ? start(null, 0, 0) : PortStatus.BUSY;
    }

    @Override
    public int startSpake2pShare(
            byte[] w0, int w0Off, byte[] y, int yOff, byte[] outPb, int outOff) {
        if (!isIdle()) {
            return PortStatus.BUSY;
        }
        pB(y, yOff, first);
        return start(outPb, outOff, POINT);
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
        if (!isIdle()) {
            return PortStatus.BUSY;
        }
        pB(y, yOff, second);
        z(pA, pAOff, second, first);
        System.arraycopy(first, 0, second, 0, POINT);
        secondOut = outV;
        secondAt = vOff;
        return start(outZ, zOff, POINT);
    }

    @Override
    public int step(int job, int budget) {
        if (job != JOB || isIdle()) {
            return PortStatus.FAILED;
        }
        stepsLeft--;
        if (stepsLeft > 0) {
            return MORE;
        }
        if (firstOut != null) {
            System.arraycopy(first, 0, firstOut, firstAt, firstLength);
        }
        if (secondOut != null) {
            System.arraycopy(second, 0, secondOut, secondAt, POINT);
        }
        clear();
        return DONE;
    }

    @Override
    public void cancel(int job) {
        if (job == JOB) {
            clear();
        }
    }

    private void clear() {
        stepsLeft = 0;
        Arrays.fill(first, (byte) 0);
        Arrays.fill(second, (byte) 0);
        firstOut = null;
        secondOut = null;
        firstAt = 0;
        secondAt = 0;
        firstLength = 0;
    }
}
