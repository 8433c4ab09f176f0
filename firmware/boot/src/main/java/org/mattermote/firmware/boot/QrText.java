package org.mattermote.firmware.boot;

import io.nayuki.qrcodegen.QrCode;

/** A QR code for a terminal: two modules a character, black on white whatever its colours are. */
final class QrText {
    private static final int QUIET_ZONE = 4;
    private static final String BLACK_ON_WHITE = "\u001b[30;107m";
    private static final String NORMAL = "\u001b[0m";

    private QrText() {}

    static String of(String text) {
        QrCode code = QrCode.encodeText(text, QrCode.Ecc.LOW);
        StringBuilder out = new StringBuilder();
        for (int y = -QUIET_ZONE; y < code.size + QUIET_ZONE; y += 2) {
            out.append(BLACK_ON_WHITE);
            for (int x = -QUIET_ZONE; x < code.size + QUIET_ZONE; x++) {
                out.append(half(code.getModule(x, y), code.getModule(x, y + 1)));
            }
            out.append(NORMAL).append('\n');
        }
        return out.toString();
    }

    private static char half(boolean upper, boolean lower) {
        if (upper) {
            return lower ? '\u2588' : '\u2580';
        }
        return lower ? '\u2584' : ' ';
    }
}
