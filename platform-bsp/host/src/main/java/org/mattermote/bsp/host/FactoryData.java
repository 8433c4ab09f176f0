package org.mattermote.bsp.host;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.mattermote.stack.port.CryptoPort;
import org.mattermote.stack.port.DeviceDataPort;
import org.mattermote.stack.port.PortStatus;

/**
 * Factory data of a device on this machine: names, passcode verifier, and the published test
 * attestation certificates of vendor 0xFFF1 and product 0x8000 (the key of which everybody has).
 */
public final class FactoryData implements DeviceDataPort {
    public static final int DEFAULT_VENDOR_ID = 0xFFF1;
    public static final int DEFAULT_PRODUCT_ID = 0x8000;

    /** The one that certification tests use by default: a device with test certificates is one. */
    private static final byte[] TEST_EVENT_KEY = {
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
    };

    private static final int ITERATIONS = 1000;
    private static final int HARDWARE_VERSION = 1;

    /** Of the software itself, whatever the factory wrote. */
    static final int SOFTWARE_VERSION = 1;

    static final String SOFTWARE_TEXT = "0.1.0";

    private final int vendorId;
    private final int productId;
    private final int discriminator;
    private final byte[][] texts = new byte[TEXT_PRODUCT_LABEL + 1][];
    private final byte[] dac;
    private final byte[] pai;
    private final byte[] declaration;
    private final AttestationSigner signer;
    private final byte[] salt;
    private final byte[] verifier;

    /**
     * @param productName at most 32 bytes of UTF-8
     */
    public FactoryData(
            int vendorId,
            int productId,
            int passcode,
            int discriminator,
            String productName,
            DeviceProperties properties)
            throws HostException {
        checkPair(vendorId, productId);
        this.vendorId = vendorId;
        this.productId = productId;
        this.discriminator = discriminator;
        String folder = String.format("attestation-%04X-%04X/", vendorId, productId);
        dac = resource(folder + "dac.der");
        pai = resource(folder + "pai.der");
        declaration = resource(folder + "cd.der");
        String key = new String(resource(folder + "dac.key"), StandardCharsets.US_ASCII).strip();
        signer = new AttestationSigner(new BigInteger(key, 16));
        salt = properties.verifierSalt();
        verifier = PasscodeVerifier.of(passcode, salt, ITERATIONS);
        texts[TEXT_VENDOR_NAME] = utf8("Mattermote");
        texts[TEXT_PRODUCT_NAME] = utf8(productName);
        texts[TEXT_PRODUCT_LABEL] = utf8(productName);
        texts[TEXT_SERIAL_NUMBER] = utf8(properties.serialNumber());
        texts[TEXT_UNIQUE_ID] = utf8(properties.uniqueId());
        texts[TEXT_HARDWARE_VERSION] = utf8("1");
        texts[TEXT_SOFTWARE_VERSION] = utf8(SOFTWARE_TEXT);
    }

    /**
     * A file of the published test attestation: dac.der, dac.key (hexadecimal), pai.der, cd.der.
     */
    public static byte[] published(String name) {
        return resource(
                String.format("attestation-%04X-%04X/", DEFAULT_VENDOR_ID, DEFAULT_PRODUCT_ID)
                        + name);
    }

    /** Refuses vendor and product ids for which there are no certificates. */
    public static void checkPair(int vendorId, int productId) throws HostException {
        if (vendorId != DEFAULT_VENDOR_ID || productId != DEFAULT_PRODUCT_ID) {
            throw new HostException(
                    String.format(
                            "no attestation certificates for vendor 0x%04X product 0x%04X; there"
                                    + " are some for 0x%04X and 0x%04X",
                            vendorId, productId, DEFAULT_VENDOR_ID, DEFAULT_PRODUCT_ID));
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] resource(String name) {
        try (InputStream in = FactoryData.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("not in the jar: " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("not readable: " + name, e);
        }
    }

    private static int copy(byte[] from, byte[] out, int offset, int capacity) {
        if (from == null) {
            return PortStatus.NONE;
        }
        if (from.length > capacity) {
            return PortStatus.TOO_SMALL;
        }
        System.arraycopy(from, 0, out, offset, from.length);
        return from.length;
    }

    @Override
    public int vendorId() {
        return vendorId;
    }

    @Override
    public int productId() {
        return productId;
    }

    @Override
    public int hardwareVersion() {
        return HARDWARE_VERSION;
    }

    @Override
    public int softwareVersion() {
        return SOFTWARE_VERSION;
    }

    @Override
    public int discriminator() {
        return discriminator;
    }

    @Override
    public int text(int item, byte[] out, int offset, int capacity) {
        return copy(texts[item], out, offset, capacity);
    }

    @Override
    public int certificate(int type, byte[] out, int offset, int capacity) {
        switch (type) {
            case CERTIFICATE_DAC:
                return copy(dac, out, offset, capacity);
            case CERTIFICATE_PAI:
                return copy(pai, out, offset, capacity);
            case CERTIFICATION_DECLARATION:
                return copy(declaration, out, offset, capacity);
            default:
                return PortStatus.NONE;
        }
    }

    @Override
    public int signWithAttestationKey(
            CryptoPort crypto,
            byte[] hash,
            int hashOffset,
            byte[] extra,
            int extraOffset,
            byte[] signature,
            int signatureOffset) {
        return signer.sign(hash, hashOffset, signature, signatureOffset);
    }

    @Override
    public int testEventKey(byte[] out, int offset, int capacity) {
        return copy(TEST_EVENT_KEY, out, offset, capacity);
    }

    @Override
    public int verifierIterations() {
        return ITERATIONS;
    }

    @Override
    public int verifierSalt(byte[] out, int offset, int capacity) {
        return copy(salt, out, offset, capacity);
    }

    @Override
    public int verifier(byte[] out, int offset, int capacity) {
        return copy(verifier, out, offset, capacity);
    }

    @Override
    public int fixedLabel(int endpoint, int index, byte[] out, int offset, int capacity) {
        return PortStatus.NONE;
    }
}
