package org.mattermote.firmware.boot;

import java.nio.charset.StandardCharsets;
import org.mattermote.stack.codec.SetupPayload;

/**
 * What would be printed on the device: QR text and manual code.
 *
 * @param manual 11 digits
 * @param qr "MT:" and base38
 */
record Label(String manual, String qr) {
    /** What stands where the passcode is not known. */
    private static final String UNKNOWN = "unknown";

    /**
     * @param ble whether the device can be found over BLE
     */
    static Label of(RunOptions options, boolean ble) {
        return options.passcode() == FactoryLabel.UNKNOWN
                ? new Label(UNKNOWN, UNKNOWN)
                : of(
                        options.vendorId(),
                        options.productId(),
                        options.discriminator(),
                        options.passcode(),
                        ble);
    }

    static Label of(int vendorId, int productId, int discriminator, int passcode, boolean ble) {
        SetupPayload payload = new SetupPayload();
        payload.vendorId = vendorId;
        payload.productId = productId;
        payload.customFlow = SetupPayload.FLOW_STANDARD;
        payload.discoveryCapabilities =
                SetupPayload.CAPABILITY_ON_NETWORK | (ble ? SetupPayload.CAPABILITY_BLE : 0);
        payload.discriminator = discriminator;
        payload.passcode = passcode;
        byte[] out = new byte[SetupPayload.QR_LENGTH];
        String qr = text(out, payload.qr(out, 0));
        String manual = text(out, payload.manualCode(out, 0));
        return new Label(manual, qr);
    }

    /** Whether there is something to scan. */
    boolean isKnown() {
        return !qr.equals(UNKNOWN);
    }

    private static String text(byte[] out, int length) {
        if (length < 0) {
            throw new IllegalStateException("options were checked");
        }
        return new String(out, 0, length, StandardCharsets.US_ASCII);
    }

    /** The line by which scripts know that the device can be reached. */
    String readyLine(RunOptions options, int port, int fabrics) {
        return "mote: ready port=" + port + " " + words(options) + " fabrics=" + fabrics;
    }

    /** Who the device is, in the words of that line. */
    String words(RunOptions options) {
        return "discriminator="
                + options.discriminator()
                + " passcode="
                + (isKnown() ? Integer.toString(options.passcode()) : UNKNOWN)
                + " manual="
                + manual
                + " qr="
                + qr;
    }
}
