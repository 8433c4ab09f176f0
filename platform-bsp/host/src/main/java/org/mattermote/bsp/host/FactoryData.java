package org.mattermote.bsp.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.mattermote.bsp.common.FactoryItem;
import org.mattermote.stack.port.DeviceDataPort;

/**
 * Factory data of a device on this machine: names, passcode verifier, and the published test
 * attestation certificates of vendor 0xFFF1 and product 0x8000 (the key of which everybody has).
 */
public final class FactoryData {
    public static final int DEFAULT_VENDOR_ID = 0xFFF1;
    public static final int DEFAULT_PRODUCT_ID = 0x8000;

    /** The one that certification tests use by default: a device with test certificates is one. */
    private static final byte[] TEST_EVENT_KEY = {
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
    };

    private static final int ITERATIONS = 1000;
    private static final int HARDWARE_VERSION = 1;

    private FactoryData() {}

    /**
     * A partition such as a factory would program it.
     *
     * @param productName at most 32 bytes of UTF-8
     */
    public static FactoryFile of(
            int vendorId,
            int productId,
            int passcode,
            int discriminator,
            String productName,
            DeviceProperties properties)
            throws HostException {
        checkPair(vendorId, productId);
        FactoryImage image = new FactoryImage();
        image.addU16(FactoryItem.VENDOR_ID, vendorId);
        image.addU16(FactoryItem.PRODUCT_ID, productId);
        image.addU16(FactoryItem.DISCRIMINATOR, discriminator);
        image.addU16(FactoryItem.HARDWARE_VERSION, HARDWARE_VERSION);
        image.addVerifier(passcode, properties.verifierSalt(), ITERATIONS);
        image.add(FactoryItem.DAC, published("dac.der"));
        image.add(FactoryItem.PAI, published("pai.der"));
        image.add(FactoryItem.CERTIFICATION_DECLARATION, published("cd.der"));
        String key = new String(published("dac.key"), StandardCharsets.US_ASCII).strip();
        image.add(FactoryItem.ATTESTATION_KEY, HexFormat.of().parseHex(key));
        image.add(FactoryItem.ENABLE_KEY, TEST_EVENT_KEY);
        image.addText(DeviceDataPort.TEXT_VENDOR_NAME, "Mattermote");
        image.addText(DeviceDataPort.TEXT_PRODUCT_NAME, productName);
        image.addText(DeviceDataPort.TEXT_PRODUCT_LABEL, productName);
        image.addText(DeviceDataPort.TEXT_SERIAL_NUMBER, properties.serialNumber());
        image.addText(DeviceDataPort.TEXT_UNIQUE_ID, properties.uniqueId());
        image.addText(DeviceDataPort.TEXT_HARDWARE_VERSION, "1");
        return FactoryFile.of(image.bytes(), "factory data");
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
}
