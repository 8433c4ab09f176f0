package org.mattermote.bsp.natives;

/**
 * Bytes to and from the media processor of a board that can have one; in C. Statuses are those of
 * {@link org.mattermote.stack.port.MediaWire}. Only an image whose Java names these has their C.
 * {@code BoardNatives.waitEvent} ends when something came in.
 */
public final class MediaNatives {
    private MediaNatives() {}

    /**
     * @return 1 when the board was given a media processor, else 0
     */
    public static native int there();

    public static native int read(byte[] buffer, int offset, int capacity);

    public static native int write(byte[] bytes, int offset, int length);
}
