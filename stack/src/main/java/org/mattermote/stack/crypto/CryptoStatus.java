package org.mattermote.stack.crypto;

/** What the crypto room answers beside a length: 0 or more is success. */
public final class CryptoStatus {
    public static final int OK = 0;

    /** The budget of this step is used up and the operation is not through. */
    public static final int MORE = 1;

    /** Not an uncompressed point of P-256, or the operation led to the point at infinity. */
    public static final int INVALID_POINT = -1;

    /** A scalar outside 1..n-1. */
    public static final int INVALID_SCALAR = -2;

    /** The signature does not belong to this key and hash, or its parts are out of range. */
    public static final int BAD_SIGNATURE = -3;

    /** The message was not sealed with this key, nonce and additional data. */
    public static final int BAD_TAG = -4;

    /** The generator gives nothing usable: it was never seeded. */
    public static final int NO_ENTROPY = -5;

    /** A length this operation cannot take, or a buffer too small for the result. */
    public static final int BAD_LENGTH = -6;

    /** Asked for a step that the steps before it did not prepare. */
    public static final int BAD_STATE = -7;

    private CryptoStatus() {}
}
