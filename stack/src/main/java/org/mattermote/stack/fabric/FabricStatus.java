package org.mattermote.stack.fabric;

/** What the methods of this room answer instead of a length or a value. */
public final class FabricStatus {
    public static final int OK = 0;

    /** No such fabric, key set, or group. */
    public static final int NOT_FOUND = -1;

    /** Every slot is taken. */
    public static final int TABLE_FULL = -2;

    /** A fabric with this root public key and fabric id exists. */
    public static final int FABRIC_CONFLICT = -3;

    /** A certificate is not well-formed, or breaks the rules of its type (Matter core 6.5). */
    public static final int INVALID_CERTIFICATE = -4;

    /** Issuer and subject, key identifiers, or fabric ids of a chain do not fit together. */
    public static final int INVALID_CHAIN = -5;

    /** A certificate's signature does not verify. */
    public static final int INVALID_SIGNATURE = -6;

    /** A certificate is not valid yet, or not any more. */
    public static final int INVALID_TIME = -7;

    /** The fail-safe is armed by somebody else. */
    public static final int BUSY = -8;

    /** No fail-safe is armed, or not for the one who asks. */
    public static final int NO_FAIL_SAFE = -9;

    /** A stored record is damaged; nothing of the store was taken, nothing will be overwritten. */
    public static final int DAMAGED = -10;

    /** The store refused; its contents are as before. */
    public static final int STORE_FAILED = -11;

    /** A value is outside of what the specification takes. */
    public static final int OUT_OF_RANGE = -12;

    /** The platform could not make a key, a signature, or a random number. */
    public static final int CRYPTO_FAILED = -13;

    /** Step of a verification done, more to come. */
    public static final int MORE = 1;

    private FabricStatus() {}
}
