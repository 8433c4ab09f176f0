package org.mattermote.firmware.image.loop;

import org.mattermote.stack.crypto.Spake2pPasscode;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.secure.CommissioningAccess;

/** A commissioning window that is always open. */
final class LoopWindow implements CommissioningAccess {
    static final int PASSCODE = 20202021;

    /** Few: the derivation is tested elsewhere, here it would only take long. */
    private static final int ITERATIONS = 10;

    private static final byte[] SALT = {
        'l', 'o', 'o', 'p', 'b', 'a', 'c', 'k', ' ', 's', 'a', 'l', 't', ' ', '1', '6'
    };

    private final Spake2pPasscode passcode;
    private final byte[] verifier = new byte[Spake2pPasscode.VERIFIER];
    private boolean made;
    int established;

    LoopWindow(Spake2pPasscode passcode) {
        this.passcode = passcode;
    }

    @Override
    public boolean admits() {
        return true;
    }

    @Override
    public boolean isOccupied() {
        return false;
    }

    @Override
    public int iterations() {
        return ITERATIONS;
    }

    @Override
    public int salt(byte[] out, int offset) {
        System.arraycopy(SALT, 0, out, offset, SALT.length);
        return SALT.length;
    }

    @Override
    public void verifier(byte[] out, int offset) {
        if (!made) {
            passcode.verifier(PASSCODE, SALT, 0, SALT.length, ITERATIONS, verifier, 0);
            made = true;
        }
        System.arraycopy(verifier, 0, out, offset, verifier.length);
    }

    @Override
    public void attemptFailed(long nowMillis) {}

    @Override
    public void established(SecureSession session, long nowMillis) {
        established++;
    }
}
