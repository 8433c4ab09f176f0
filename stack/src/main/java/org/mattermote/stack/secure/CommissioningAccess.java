package org.mattermote.stack.secure;

import org.mattermote.stack.message.SecureSession;

/** What PASE asks of, and tells to, whoever keeps the commissioning windows. */
public interface CommissioningAccess {
    /** Whether a commissioning window is open and takes another attempt. */
    boolean admits();

    /** Whether a window is open, and a commissioner who came through it is at work. */
    boolean isOccupied();

    /** PBKDF2 iterations of the open window's verifier. */
    int iterations();

    /** Copies the salt, 16..32 bytes; returns its length. */
    int salt(byte[] out, int offset);

    /** Copies w0 ‖ L, 97 bytes. */
    void verifier(byte[] out, int offset);

    /** A handshake failed: the confirmation was wrong, or it was given up half way. */
    void attemptFailed(long nowMillis);

    /** A commissioner holds the passcode; its session is active. */
    void established(SecureSession session, long nowMillis);
}
