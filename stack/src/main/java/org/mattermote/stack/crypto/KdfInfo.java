package org.mattermote.stack.crypto;

/**
 * The ASCII words that Matter puts into key derivations, and the fixed nonces of CASE. Read only.
 */
public final class KdfInfo {
    /** Session keys of PASE and CASE (Matter core 4.14). */
    public static final byte[] SESSION_KEYS = {
        'S', 'e', 's', 's', 'i', 'o', 'n', 'K', 'e', 'y', 's'
    };

    /** Key of encrypted2 (Matter core 4.14.2.3). */
    public static final byte[] SIGMA2 = {'S', 'i', 'g', 'm', 'a', '2'};

    /** Key of encrypted3 (Matter core 4.14.2.3). */
    public static final byte[] SIGMA3 = {'S', 'i', 'g', 'm', 'a', '3'};

    /** Key of the resume MIC in Sigma1. */
    public static final byte[] SIGMA1_RESUME = {
        'S', 'i', 'g', 'm', 'a', '1', '_', 'R', 'e', 's', 'u', 'm', 'e'
    };

    /** Key of the resume MIC in Sigma2Resume. */
    public static final byte[] SIGMA2_RESUME = {
        'S', 'i', 'g', 'm', 'a', '2', '_', 'R', 'e', 's', 'u', 'm', 'e'
    };

    /** Session keys of a resumed CASE session. */
    public static final byte[] SESSION_RESUMPTION_KEYS = {
        'S', 'e', 's', 's', 'i', 'o', 'n', 'R', 'e', 's', 'u', 'm', 'p', 't', 'i', 'o', 'n', 'K',
        'e', 'y', 's'
    };

    /** KcA and KcB of SPAKE2+ (Matter core 3.10). */
    public static final byte[] CONFIRMATION_KEYS = {
        'C', 'o', 'n', 'f', 'i', 'r', 'm', 'a', 't', 'i', 'o', 'n', 'K', 'e', 'y', 's'
    };

    /** Operational group key (Matter core 4.17.2). */
    public static final byte[] GROUP_KEY = {
        'G', 'r', 'o', 'u', 'p', 'K', 'e', 'y', ' ', 'v', '1', '.', '0'
    };

    /** Group session id, 2 bytes (Matter core 4.17.3.6). */
    public static final byte[] GROUP_KEY_HASH = {
        'G', 'r', 'o', 'u', 'p', 'K', 'e', 'y', 'H', 'a', 's', 'h'
    };

    /** Compressed fabric id, 8 bytes (Matter core 4.3.2.2). */
    public static final byte[] COMPRESSED_FABRIC = {
        'C', 'o', 'm', 'p', 'r', 'e', 's', 's', 'e', 'd', 'F', 'a', 'b', 'r', 'i', 'c'
    };

    /** Message privacy key (Matter core 4.9.1). */
    public static final byte[] PRIVACY_KEY = {'P', 'r', 'i', 'v', 'a', 'c', 'y', 'K', 'e', 'y'};

    /** Nonce of encrypted2, 13 bytes. */
    public static final byte[] NONCE_SIGMA2N = {
        'N', 'C', 'A', 'S', 'E', '_', 'S', 'i', 'g', 'm', 'a', '2', 'N'
    };

    /** Nonce of encrypted3, 13 bytes. */
    public static final byte[] NONCE_SIGMA3N = {
        'N', 'C', 'A', 'S', 'E', '_', 'S', 'i', 'g', 'm', 'a', '3', 'N'
    };

    /** Nonce of the resume MIC in Sigma1, 13 bytes. */
    public static final byte[] NONCE_SIGMA_S1 = {
        'N', 'C', 'A', 'S', 'E', '_', 'S', 'i', 'g', 'm', 'a', 'S', '1'
    };

    /** Nonce of the resume MIC in Sigma2Resume, 13 bytes. */
    public static final byte[] NONCE_SIGMA_S2 = {
        'N', 'C', 'A', 'S', 'E', '_', 'S', 'i', 'g', 'm', 'a', 'S', '2'
    };

    private KdfInfo() {}
}
