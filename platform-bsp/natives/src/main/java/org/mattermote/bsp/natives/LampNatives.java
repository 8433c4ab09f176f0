package org.mattermote.bsp.natives;

/** The lamp of a board that has one; in C. */
public final class LampNatives {
    private LampNatives() {}

    /**
     * @param on 1 or 0; dark at boot
     * @return 0
     */
    public static native int set(int on);
}
