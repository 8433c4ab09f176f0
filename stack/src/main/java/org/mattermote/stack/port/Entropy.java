package org.mattermote.stack.port;

/** True randomness, asked for once at boot to seed the stack's HMAC-DRBG. */
public interface Entropy {
    /** Fills {@code length} bytes; OK or FAILED. */
    int fill(byte[] out, int offset, int length);
}
