package org.mattermote.firmware.image;

/** The console of a device; in C. */
final class ConsoleNatives {
    private ConsoleNatives() {}

    /**
     * Writes bytes as they are.
     *
     * @return 0
     */
    static native int write(byte[] text, int length);
}
