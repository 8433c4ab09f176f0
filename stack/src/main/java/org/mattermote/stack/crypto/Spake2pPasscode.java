package org.mattermote.stack.crypto;

import org.mattermote.stack.mem.Bytes;

/** From a passcode to the numbers of SPAKE2+ (Matter core 3.10): factory and controller work. */
public final class Spake2pPasscode {
    /** w0 ‖ L, bytes. */
    public static final int VERIFIER = P256.SCALAR + P256.POINT;

    /** w0 ‖ w1, bytes. */
    public static final int SECRETS = 2 * P256.SCALAR;

    /** Bytes of each half before it is taken modulo the order. */
    private static final int WIDE = 40;

    private final P256 curve;
    private final Pbkdf2 pbkdf2;
    private final byte[] password = new byte[4];
    private final byte[] wide = new byte[2 * WIDE];
    private final byte[] w1 = new byte[P256.SCALAR];

    /** Shares the scratch of both. */
    public Spake2pPasscode(P256 curve, Pbkdf2 pbkdf2) {
        this.curve = curve;
        this.pbkdf2 = pbkdf2;
    }

    /** Writes w0 ‖ w1, 64 bytes; OK or BAD_LENGTH. */
    public int secrets(
            int passcode,
            byte[] salt,
            int saltOff,
            int saltLen,
            int iterations,
            byte[] out64,
            int off) {
        Bytes.putU32le(password, 0, passcode);
        int status =
                pbkdf2.derive(
                        password, 0, 4, salt, saltOff, saltLen, iterations, wide, 0, 2 * WIDE);
        if (status > 0) {
            curve.reduceWideScalar(wide, 0, WIDE, out64, off);
            status = curve.reduceWideScalar(wide, WIDE, WIDE, out64, off + P256.SCALAR);
        }
        Bytes.zero(password);
        Bytes.zero(wide);
        return status;
    }

    /** Writes w0 ‖ L, 97 bytes; OK, BAD_LENGTH or INVALID_SCALAR. */
    public int verifier(
            int passcode,
            byte[] salt,
            int saltOff,
            int saltLen,
            int iterations,
            byte[] out97,
            int off) {
        int status = secrets(passcode, salt, saltOff, saltLen, iterations, out97, off);
        if (status == CryptoStatus.OK) {
            System.arraycopy(out97, off + P256.SCALAR, w1, 0, P256.SCALAR);
            status = curve.publicKey(w1, 0, out97, off + P256.SCALAR);
            Bytes.zero(w1);
        }
        return status;
    }
}
