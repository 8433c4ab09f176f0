package org.mattermote.firmware.image.bench;

/** The counter of instructions, and the script that was compiled in; in C. */
public final class BenchNatives {
    private BenchNatives() {}

    /** Copies bytes of the script; returns how many there were. */
    public static native int script(byte[] out, int offset, int from, int length);

    /** Starts to count; returns 0. */
    public static native int begin();

    /** Ends what {@link #begin} started; instructions since, or 0 where a tool counts them. */
    public static native int end();

    /** Tells such a tool that all since the last call was row {@code row}; returns 0. */
    public static native int row(int row);

    /** Writes bytes to the console as they are; returns 0. */
    public static native int write(byte[] text, int length);
}
