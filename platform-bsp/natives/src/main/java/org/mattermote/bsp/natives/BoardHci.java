package org.mattermote.bsp.natives;

import org.mattermote.bsp.common.HciStream;

/** The line of the board to its BLE controller. */
public final class BoardHci implements HciStream {
    /** Whether the board was given a controller. */
    public static boolean isThere() {
        return HciNatives.there() != 0;
    }

    @Override
    public int read(byte[] out, int offset, int length) {
        return HciNatives.read(out, offset, length);
    }

    @Override
    public int write(byte[] bytes, int offset, int length) {
        return HciNatives.write(bytes, offset, length);
    }
}
