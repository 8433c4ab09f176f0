package org.mattermote.bsp.natives;

import org.mattermote.stack.port.MediaWire;

/** The wire of the board to its media processor. */
public final class BoardMedia implements MediaWire {
    /** Whether the board was given a media processor. */
    public static boolean isThere() {
        return MediaNatives.there() != 0;
    }

    @Override
    public int read(byte[] buffer, int offset, int capacity) {
        return MediaNatives.read(buffer, offset, capacity);
    }

    @Override
    public int write(byte[] bytes, int offset, int length) {
        return MediaNatives.write(bytes, offset, length);
    }
}
