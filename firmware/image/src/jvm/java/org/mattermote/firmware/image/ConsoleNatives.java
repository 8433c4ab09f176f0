package org.mattermote.firmware.image;

/** The console on a JVM, in the place of the natives of the same name. */
final class ConsoleNatives {
    private ConsoleNatives() {}

    static int write(byte[] text, int length) {
        System.out.write(text, 0, length);
        System.out.flush();
        return 0;
    }
}
