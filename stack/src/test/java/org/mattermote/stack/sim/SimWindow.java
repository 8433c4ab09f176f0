package org.mattermote.stack.sim;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.secure.CommissioningAccess;

/** A commissioning window that is open until a test closes it. */
public final class SimWindow implements CommissioningAccess {
    public boolean open = true;
    public boolean occupied;
    public int failedAttempts;
    public final List<SecureSession> established = new ArrayList<>();
    private final int iterations;
    private final byte[] salt;
    private final byte[] verifier;

    public SimWindow(int passcode) {
        this(1000, "SPAKE2P Key Salt".getBytes(), null, passcode);
    }

    /** With a verifier made elsewhere, w0 ‖ L. */
    public SimWindow(int iterations, byte[] salt, byte[] verifier) {
        this(iterations, salt, verifier, 0);
    }

    private SimWindow(int iterations, byte[] salt, byte[] verifier, int passcode) {
        this.iterations = iterations;
        this.salt = salt;
        this.verifier =
                verifier != null
                        ? verifier
                        : Oracle.concat(
                                Oracle.bytes32(secret(passcode, salt, iterations, 0)),
                                Oracle.encode(Oracle.base(secret(passcode, salt, iterations, 40))));
    }

    /** w0 at 0 or w1 at 40 of what the passcode gives. */
    public static BigInteger secret(int passcode, byte[] salt, int iterations, int at) {
        byte[] both = Oracle.pbkdf2(Oracle.le(passcode, 4), salt, iterations, 80);
        return Oracle.number(java.util.Arrays.copyOfRange(both, at, at + 40)).mod(Oracle.N);
    }

    @Override
    public boolean admits() {
        return open;
    }

    @Override
    public boolean isOccupied() {
        return occupied;
    }

    @Override
    public int iterations() {
        return iterations;
    }

    @Override
    public int salt(byte[] out, int offset) {
        System.arraycopy(salt, 0, out, offset, salt.length);
        return salt.length;
    }

    @Override
    public void verifier(byte[] out, int offset) {
        System.arraycopy(verifier, 0, out, offset, verifier.length);
    }

    @Override
    public void attemptFailed(long nowMillis) {
        failedAttempts++;
    }

    @Override
    public void established(SecureSession session, long nowMillis) {
        established.add(session);
    }
}
