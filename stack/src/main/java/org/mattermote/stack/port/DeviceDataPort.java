package org.mattermote.stack.port;

/**
 * Factory data of one device. Private keys never leave the platform: it signs.
 *
 * <p>Texts are UTF-8. All methods that copy return the length, {@link PortStatus#NONE} when the
 * device has no such item, or {@link PortStatus#TOO_SMALL}.
 */
public interface DeviceDataPort {
    int TEXT_VENDOR_NAME = 0;
    int TEXT_PRODUCT_NAME = 1;
    int TEXT_SERIAL_NUMBER = 2;
    int TEXT_UNIQUE_ID = 3;
    int TEXT_HARDWARE_VERSION = 4;
    int TEXT_SOFTWARE_VERSION = 5;
    int TEXT_MANUFACTURING_DATE = 6;
    int TEXT_PART_NUMBER = 7;
    int TEXT_PRODUCT_URL = 8;
    int TEXT_PRODUCT_LABEL = 9;

    int CERTIFICATE_DAC = 1;
    int CERTIFICATE_PAI = 2;
    int CERTIFICATION_DECLARATION = 3;

    int vendorId();

    int productId();

    int hardwareVersion();

    int softwareVersion();

    /** 12 bits. */
    int discriminator();

    int text(int item, byte[] out, int offset, int capacity);

    /** DER certificate or CMS declaration, at most 600 bytes. */
    int certificate(int type, byte[] out, int offset, int capacity);

    /**
     * ECDSA-SHA256 with the device attestation key. Whoever has the key in software starts it with
     * {@code crypto}, so that no poll takes long; a chip of its own answers DONE.
     *
     * @param hash SHA-256 of the message, 32 bytes
     * @param extra 32 random bytes, to be mixed into the nonce
     * @param signature 64 bytes r ‖ s, big-endian; like the others lent until the job ends
     * @return {@link CryptoPort#DONE} and it is there; the job that {@code crypto} started; {@link
     *     PortStatus#BUSY} to be asked again later; or FAILED
     */
    int signWithAttestationKey(
            CryptoPort crypto,
            byte[] hash,
            int hashOffset,
            byte[] extra,
            int extraOffset,
            byte[] signature,
            int signatureOffset);

    /**
     * Key that test event triggers are enabled with (Matter core 11.12.7.1): 16 bytes on a device
     * made for tests. A product has none, which an all-zero key says as well.
     */
    int testEventKey(byte[] out, int offset, int capacity);

    /** PBKDF2 iterations of the verifier, 1000..100000. */
    int verifierIterations();

    /** Salt of the verifier, 16..32 bytes. */
    int verifierSalt(byte[] out, int offset, int capacity);

    /** SPAKE2+ verifier w0 ‖ L, 97 bytes (Matter core 3.10). */
    int verifier(byte[] out, int offset, int capacity);

    /**
     * Copies fixed label {@code index} (from 0) of an endpoint: its label, directly followed by its
     * value, at most 16 bytes each (Matter core 9.8).
     *
     * @return length of the label &lt;&lt; 8 | length of the value
     */
    int fixedLabel(int endpoint, int index, byte[] out, int offset, int capacity);
}
