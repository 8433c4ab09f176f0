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
    static Label of(RunOptions options) {
        SetupPayload payload = new SetupPayload();
        payload.vendorId = options.vendorId();
        payload.productId = options.productId();
        payload.customFlow = SetupPayload.FLOW_STANDARD;
        payload.discoveryCapabilities = SetupPayload.CAPABILITY_ON_NETWORK;
        payload.discriminator = options.discriminator();
        payload.passcode = options.passcode();
        byte[] out = new byte[SetupPayload.QR_LENGTH];
        String qr = text(out, payload.qr(out, 0));
        String manual = text(out, payload.manualCode(out, 0));
        return new Label(manual, qr);
    }

    private static String text(byte[] out, int length) {
        if (length < 0) {
            throw new IllegalStateException("options were checked");
        }
        return new String(out, 0, length, StandardCharsets.US_ASCII);
    }

    /** The line by which scripts know that the device can be reached. */
    String readyLine(RunOptions options, int port, int fabrics) {
        return "mote: ready port="
                + port
                + " discriminator="
                + options.discriminator()
                + " passcode="
                + options.passcode()
                + " manual="
                + manual
                + " qr="
                + qr
                + " fabrics="
                + fabrics;
    }
}
