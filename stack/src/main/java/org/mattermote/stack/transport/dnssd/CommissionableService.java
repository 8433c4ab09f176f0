package org.mattermote.stack.transport.dnssd;

import org.mattermote.stack.mem.ByteSpan;

/**
 * What a node that can be commissioned says of itself (Matter core 4.3.1): set the fields, then
 * {@link #fill} a service. {@link CommonText#ABSENT} and empty spans leave a key out.
 */
public final class CommissionableService {
    /** CM: commissioning mode off, but still findable (extended discovery). */
    public static final int MODE_NONE = 0;

    /** CM: initial or basic window, the passcode of the label. */
    public static final int MODE_BASIC = 1;

    /** CM: enhanced window, a passcode made for it. */
    public static final int MODE_ENHANCED = 2;

    private static final byte[] SUBTYPE_LONG = {'_', 'L'};
    private static final byte[] SUBTYPE_SHORT = {'_', 'S'};
    private static final byte[] SUBTYPE_VENDOR = {'_', 'V'};
    private static final byte[] SUBTYPE_DEVICE_TYPE = {'_', 'T'};
    private static final byte[] SUBTYPE_OPEN = {'_', 'C', 'M'};

    private static final byte[] D = {'D'};
    private static final byte[] CM = {'C', 'M'};
    private static final byte[] VP = {'V', 'P'};
    private static final byte[] DT = {'D', 'T'};
    private static final byte[] DN = {'D', 'N'};
    private static final byte[] RI = {'R', 'I'};
    private static final byte[] PH = {'P', 'H'};
    private static final byte[] PI = {'P', 'I'};

    private static final int DEVICE_NAME_LENGTH_MAX = 32;
    private static final int ROTATING_ID_LENGTH_MAX = 50;
    private static final int PAIRING_INSTRUCTION_LENGTH_MAX = 128;

    /** Long discriminator, 0..4095; its upper four bits are the short one. */
    public int discriminator;

    /** MODE_NONE, MODE_BASIC or MODE_ENHANCED. */
    public int commissioningMode = MODE_BASIC;

    /** 0..65535 or ABSENT. */
    public int vendorId = CommonText.ABSENT;

    /** 0..65535 or ABSENT; counts only with a vendor id. */
    public int productId = CommonText.ABSENT;

    /** Primary device type, 32 bits unsigned, or ABSENT. */
    public long deviceType = CommonText.ABSENT;

    /** At most 32 bytes of UTF-8. */
    public final ByteSpan deviceName = new ByteSpan();

    /** At most 50 bytes, advertised in hexadecimal. */
    public final ByteSpan rotatingId = new ByteSpan();

    /** Bitmap (Matter core 5.4.2.5.6), 32 bits unsigned, or ABSENT. */
    public long pairingHint = CommonText.ABSENT;

    /** At most 128 bytes of UTF-8, what the hint's bit asks for. */
    public final ByteSpan pairingInstruction = new ByteSpan();

    public final CommonText common = new CommonText();

    /**
     * Names the service and writes its sub-types and TXT keys.
     *
     * @param service taken, not yet published
     * @param instanceName random, another one for each window and each boot
     * @param port UDP port of the node
     * @return OK, or INCOMPLETE when a field is out of its range
     */
    public int fill(Service service, long instanceName, int port) {
        if (discriminator < 0
                || discriminator > 4095
                || deviceName.length > DEVICE_NAME_LENGTH_MAX
                || rotatingId.length > ROTATING_ID_LENGTH_MAX
                || pairingInstruction.length > PAIRING_INSTRUCTION_LENGTH_MAX) {
            return DnssdStatus.INCOMPLETE;
        }
        service.port(port);
        service.clearInstance();
        service.instanceHex(instanceName);
        fillSubtypes(service);
        fillTxt(service);
        return service.isComplete() ? DnssdStatus.OK : DnssdStatus.INCOMPLETE;
    }

    private void fillSubtypes(Service service) {
        service.subtypeCount = 0;
        service.subtypeBytes = 0;
        service.subtypeDecimal(SUBTYPE_LONG, discriminator);
        service.subtypeDecimal(SUBTYPE_SHORT, discriminator >> 8);
        if (vendorId != CommonText.ABSENT) {
            service.subtypeDecimal(SUBTYPE_VENDOR, vendorId);
        }
        if (deviceType != CommonText.ABSENT) {
            service.subtypeDecimal(SUBTYPE_DEVICE_TYPE, deviceType);
        }
        if (commissioningMode != MODE_NONE) {
            service.subtype(SUBTYPE_OPEN);
        }
    }

    private void fillTxt(Service service) {
        service.clearTxt();
        service.txtDecimal(D, discriminator);
        service.txtDecimal(CM, commissioningMode);
        if (vendorId != CommonText.ABSENT) {
            if (productId != CommonText.ABSENT) {
                service.txtDecimalPair(VP, vendorId, productId);
            } else {
                service.txtDecimal(VP, vendorId);
            }
        }
        if (deviceType != CommonText.ABSENT) {
            service.txtDecimal(DT, deviceType);
        }
        addBytes(service, DN, deviceName);
        if (rotatingId.length > 0) {
            service.txtHex(RI, rotatingId.array, rotatingId.offset, rotatingId.length);
        }
        if (pairingHint != CommonText.ABSENT) {
            service.txtDecimal(PH, pairingHint);
        }
        addBytes(service, PI, pairingInstruction);
        common.addTo(service);
    }

    private static void addBytes(Service service, byte[] key, ByteSpan value) {
        if (value.length > 0) {
            service.txtBytes(key, value.array, value.offset, value.length);
        }
    }
}
