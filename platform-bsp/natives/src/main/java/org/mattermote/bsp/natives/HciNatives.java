package org.mattermote.bsp.natives;

/**
 * Bytes to and from the BLE controller of a board that can have one; in C. Statuses are those of
 * {@link org.mattermote.bsp.common.HciStream}. After a read that found too few bytes, {@code
 * BoardNatives.waitEvent} ends when there are enough.
 */
public final class HciNatives {
    private HciNatives() {}

    /**
     * @return 1 when the board was given a controller, else 0
     */
    public static native int there();

    public static native int read(byte[] out, int offset, int length);

    public static native int write(byte[] bytes, int offset, int length);
}
