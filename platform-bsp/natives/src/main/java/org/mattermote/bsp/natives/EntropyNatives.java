package org.mattermote.bsp.natives;

/** What a board with a random number generator of its own tells of it; in C. */
public final class EntropyNatives {
    private EntropyNatives() {}

    /**
     * Shows the health tests (NIST SP 800-90B section 4.4) a source that is stuck, one that prefers
     * a value, and a good one.
     *
     * @return 0 if they tell them apart
     */
    public static native int tryHealthTests();
}
