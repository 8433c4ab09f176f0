package org.mattermote.bsp.natives;

/** What the runtime under generated C gives on every board; in C, once for all. */
public final class RuntimeNatives {
    private RuntimeNatives() {}

    /** From now on an allocation is a fault. */
    public static native int seal();

    /** Why the device restarted: a number of {@code fault.h}, 0 if it was no fault. */
    public static native int lastFault();

    /** A fault of the processor: an instruction that there is not. Does not return. */
    public static native int trap();
}
