package org.mattermote.bsp.teavm;

import org.teavm.interop.Import;

/**
 * What device code calls in the place of a division, or where a library throws; in C. Nothing else
 * may be in this class.
 */
public final class Intrinsics {
    private Intrinsics() {}

    @Import(name = "mote_divide")
    public static native int divide(int a, int b);

    @Import(name = "mote_remainder")
    public static native int remainder(int a, int b);

    @Import(name = "mote_divide_long")
    public static native long divideLong(long a, long b);

    @Import(name = "mote_remainder_long")
    public static native long remainderLong(long a, long b);

    @Import(name = "mote_thrown")
    public static native RuntimeException thrown();
}
