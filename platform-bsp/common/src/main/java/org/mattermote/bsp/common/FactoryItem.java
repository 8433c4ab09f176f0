package org.mattermote.bsp.common;

/** Numbers of the items in a {@link FactoryPartition}, with what their values are. */
public final class FactoryItem {
    /** 16 bits. */
    public static final int VENDOR_ID = 1;

    /** 16 bits. */
    public static final int PRODUCT_ID = 2;

    /** 16 bits, 0 to 4095. */
    public static final int DISCRIMINATOR = 3;

    /** 16 bits. */
    public static final int HARDWARE_VERSION = 4;

    /** 32 bits, 1000 to 100000. */
    public static final int VERIFIER_ITERATIONS = 5;

    /** 16 to 32 bytes. */
    public static final int VERIFIER_SALT = 6;

    /** w0 ‖ L, 97 bytes. */
    public static final int VERIFIER = 7;

    /** DER. */
    public static final int DAC = 8;

    /** DER. */
    public static final int PAI = 9;

    /** CMS, DER. */
    public static final int CERTIFICATION_DECLARATION = 10;

    /** Private key of the DAC, 32 bytes, big-endian. */
    public static final int ATTESTATION_KEY = 11;

    /** Of the test event triggers, 16 bytes; optional. */
    public static final int ENABLE_KEY = 12;

    /**
     * The first text of {@link org.mattermote.stack.port.DeviceDataPort}, UTF-8; the others follow
     * in its order. All but the names of vendor and product are optional.
     */
    public static final int TEXT = 16;

    /**
     * 16 bits endpoint, 8 bits length of the label, the label, the value. The one item that may
     * come often.
     */
    public static final int FIXED_LABEL = 32;

    private FactoryItem() {}
}
