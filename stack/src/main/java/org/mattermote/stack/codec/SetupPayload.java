package org.mattermote.stack.codec;

import org.mattermote.stack.mem.Bytes;

/**
 * What a commissioner learns from the label: QR text and manual pairing code (Matter core 5.1).
 *
 * <pre>
 *  QR: "MT:" + base38 of 88 bits, least significant first, and of optional TLV
 *   0     3           19           35     37             45              57         84     88
 *  +-----+-----------+------------+------+--------------+---------------+----------+------+
 *  |vers.| vendor id | product id | flow | capabilities | discriminator | passcode | 0000 |
 *  +-----+-----------+------------+------+--------------+---------------+----------+------+
 *  manual code: digit 1     ids present &lt;&lt; 2 | discriminator &gt;&gt; 10
 *               digits 2-6  (discriminator &gt;&gt; 8 &amp; 3) &lt;&lt; 14 | passcode &amp; 0x3FFF
 *               digits 7-10 passcode &gt;&gt; 14
 *               with ids: 5 digits vendor id, 5 digits product id;  last digit Verhoeff
 * </pre>
 */
public final class SetupPayload {
    /** Characters of a QR text without optional TLV. */
    public static final int QR_LENGTH = 22;

    public static final int MANUAL_LENGTH = 11;
    public static final int MANUAL_LENGTH_WITH_IDS = 21;

    public static final int FLOW_STANDARD = 0;
    public static final int FLOW_USER_INTENT = 1;
    public static final int FLOW_CUSTOM = 2;

    public static final int CAPABILITY_SOFT_AP = 0x01;
    public static final int CAPABILITY_BLE = 0x02;
    public static final int CAPABILITY_ON_NETWORK = 0x04;
    public static final int CAPABILITY_WIFI_PAF = 0x08;
    public static final int CAPABILITY_NFC = 0x10;

    public static final int MAX_DISCRIMINATOR = 4095;
    public static final int MAX_PASSCODE = 99999998;

    /** Bytes of {@link #packed()} without optional TLV. */
    public static final int PACKED_LENGTH = 11;

    private static final int MAX_PACKED_LENGTH = 256;
    private static final int PREFIX_LENGTH = 3;

    public int vendorId;
    public int productId;

    /** FLOW_STANDARD, FLOW_USER_INTENT or FLOW_CUSTOM. */
    public int customFlow;

    /** Bits CAPABILITY_...; 0 after {@link #parseManual}, whose code does not hold them. */
    public int discoveryCapabilities;

    /** 0 to 4095; only the upper 4 of the 12 bits when {@link #hasShortDiscriminator}. */
    public int discriminator;

    public boolean hasShortDiscriminator;
    public int passcode;

    /** Bytes of optional TLV in {@link #packed()} from 11 on, after {@link #parseQr}. */
    public int optionalLength;

    private final byte[] packed;
    private final TlvReader optional = new TlvReader();

    public SetupPayload() {
        this(MAX_PACKED_LENGTH);
    }

    /**
     * @param packedBytes of the longest {@link #packed()}: 11 and the optional TLV
     */
    public SetupPayload(int packedBytes) {
        packed = new byte[packedBytes];
    }

    public void clear() {
        vendorId = 0;
        productId = 0;
        customFlow = FLOW_STANDARD;
        discoveryCapabilities = 0;
        discriminator = 0;
        hasShortDiscriminator = false;
        passcode = 0;
        optionalLength = 0;
    }

    /** The bits of the last QR text, 11 bytes and the optional TLV. */
    public byte[] packed() {
        return packed;
    }

    /** Not one of those that anybody would try first (Matter core 5.1.7.1), and in range. */
    public static boolean isPasscodeAllowed(int passcode) {
        return passcode > 0
                && passcode <= MAX_PASSCODE
                && passcode % 11111111 != 0
                && passcode != 12345678
                && passcode != 87654321;
    }

    /**
     * Writes the QR text, {@link #QR_LENGTH} ASCII characters.
     *
     * @return its length, or OUT_OF_RANGE for a field, or NO_SPACE
     */
    public int qr(byte[] out, int off) {
        if (!inRange() || discoveryCapabilities < 0 || discoveryCapabilities > 0xFF) {
            return CodecStatus.OUT_OF_RANGE;
        }
        if (out.length - off < QR_LENGTH) {
            return CodecStatus.NO_SPACE;
        }
        Bytes.zero(packed, 0, PACKED_LENGTH);
        putBits(3, 16, vendorId);
        putBits(19, 16, productId);
        putBits(35, 2, customFlow);
        putBits(37, 8, discoveryCapabilities);
        putBits(45, 12, discriminator);
        putBits(57, 27, passcode);
        out[off] = 'M';
        out[off + 1] = 'T';
        out[off + 2] = ':';
        return PREFIX_LENGTH + Base38.encode(packed, 0, PACKED_LENGTH, out, off + PREFIX_LENGTH);
    }

    /**
     * Writes the manual pairing code in ASCII digits: with the ids unless the flow is standard.
     *
     * @return its length, or OUT_OF_RANGE for a field, or NO_SPACE
     */
    public int manualCode(byte[] out, int off) {
        if (!inRange()) {
            return CodecStatus.OUT_OF_RANGE;
        }
        boolean ids = customFlow != FLOW_STANDARD;
        int length = ids ? MANUAL_LENGTH_WITH_IDS : MANUAL_LENGTH;
        if (out.length - off < length) {
            return CodecStatus.NO_SPACE;
        }
        putDigits(out, off, 1, (ids ? 4 : 0) | discriminator >> 10);
        putDigits(out, off + 1, 5, (discriminator >> 8 & 3) << 14 | passcode & 0x3FFF);
        putDigits(out, off + 6, 4, passcode >> 14);
        if (ids) {
            putDigits(out, off + 10, 5, vendorId);
            putDigits(out, off + 15, 5, productId);
        }
        putDigits(out, off + length - 1, 1, Verhoeff.checkDigit(out, off, length - 1));
        return length;
    }

    /**
     * Reads a QR text.
     *
     * @return OK, or TRUNCATED, MALFORMED, OUT_OF_RANGE (version, passcode), NO_SPACE (more than
     *     there is place for), and then the fields are undefined
     */
    public int parseQr(byte[] b, int off, int len) {
        clear();
        if (len < QR_LENGTH) {
            return CodecStatus.TRUNCATED;
        }
        if (b[off] != 'M' || b[off + 1] != 'T' || b[off + 2] != ':') {
            return CodecStatus.MALFORMED;
        }
        int n =
                Base38.decode(
                        b, off + PREFIX_LENGTH, len - PREFIX_LENGTH, packed, 0, packed.length);
        if (n < 0) {
            return n;
        }
        if (n < PACKED_LENGTH) {
            return CodecStatus.TRUNCATED;
        }
        vendorId = bits(3, 16);
        productId = bits(19, 16);
        customFlow = bits(35, 2);
        discoveryCapabilities = bits(37, 8);
        discriminator = bits(45, 12);
        passcode = bits(57, 27);
        if (bits(0, 3) != 0 || !inRange()) {
            return CodecStatus.OUT_OF_RANGE;
        }
        if (bits(84, 4) != 0) {
            return CodecStatus.MALFORMED;
        }
        if (n > PACKED_LENGTH) {
            optional.wrap(packed, PACKED_LENGTH, n - PACKED_LENGTH);
            int status = optional.next();
            if (status == CodecStatus.OK) {
                status = optional.validate();
            }
            if (status != CodecStatus.OK) {
                return status;
            }
            if (optional.type() != TlvType.STRUCT || optional.elementEnd() != n) {
                return CodecStatus.MALFORMED;
            }
            optionalLength = n - PACKED_LENGTH;
        }
        return CodecStatus.OK;
    }

    /**
     * Reads a manual pairing code of 11 or 21 ASCII digits. The flow of a code with ids is some
     * other than the standard one, and taken for the custom one.
     *
     * @return OK, or MALFORMED (length, digits, check digit), OUT_OF_RANGE, and then the fields are
     *     undefined
     */
    public int parseManual(byte[] b, int off, int len) {
        clear();
        if (len != MANUAL_LENGTH && len != MANUAL_LENGTH_WITH_IDS) {
            return CodecStatus.MALFORMED;
        }
        for (int i = 0; i < len; i++) {
            if (b[off + i] < '0' || b[off + i] > '9') {
                return CodecStatus.MALFORMED;
            }
        }
        int first = digits(b, off, 1);
        boolean ids = len == MANUAL_LENGTH_WITH_IDS;
        if (first > 7 || (first & 4) != 0 != ids || !Verhoeff.isValid(b, off, len)) {
            return CodecStatus.MALFORMED;
        }
        int low = digits(b, off + 1, 5);
        int high = digits(b, off + 6, 4);
        if (low > 0xFFFF || high > 0x1FFF) {
            return CodecStatus.OUT_OF_RANGE;
        }
        if (ids) {
            vendorId = digits(b, off + 10, 5);
            productId = digits(b, off + 15, 5);
            customFlow = FLOW_CUSTOM;
        }
        discriminator = (first & 3) << 10 | low >> 14 << 8;
        hasShortDiscriminator = true;
        passcode = high << 14 | low & 0x3FFF;
        return inRange() ? CodecStatus.OK : CodecStatus.OUT_OF_RANGE;
    }

    private boolean inRange() {
        return (vendorId & ~0xFFFF) == 0
                && (productId & ~0xFFFF) == 0
                && customFlow >= FLOW_STANDARD
                && customFlow <= FLOW_CUSTOM
                && discriminator >= 0
                && discriminator <= MAX_DISCRIMINATOR
                && isPasscodeAllowed(passcode);
    }

    private void putBits(int at, int count, int v) {
        for (int i = 0; i < count; i++) {
            packed[(at + i) >> 3] |= (byte) ((v >> i & 1) << ((at + i) & 7));
        }
    }

    private int bits(int at, int count) {
        int v = 0;
        for (int i = count - 1; i >= 0; i--) {
            v = v << 1 | packed[(at + i) >> 3] >> ((at + i) & 7) & 1;
        }
        return v;
    }

    private static void putDigits(byte[] out, int at, int count, int v) {
        for (int i = count - 1; i >= 0; i--) {
            out[at + i] = (byte) ('0' + v % 10);
            v /= 10;
        }
    }

    private static int digits(byte[] b, int at, int count) {
        int v = 0;
        for (int i = 0; i < count; i++) {
            v = v * 10 + b[at + i] - '0';
        }
        return v;
    }
}
