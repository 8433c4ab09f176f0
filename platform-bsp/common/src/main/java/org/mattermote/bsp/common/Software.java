package org.mattermote.bsp.common;

/** What this software is, on whatever board it runs and whatever the factory wrote. */
public final class Software {
    /** SoftwareVersion of Basic Information (Matter core 11.1.5.10). */
    public static final int VERSION = 1;

    /** SoftwareVersionString, UTF-8. */
    public static final byte[] TEXT = {'0', '.', '1', '.', '0'};

    /**
     * When this software was made: no certificate is judged as if it were earlier. 2026-11-01
     * 00:00:00 UTC, seconds since 2000-01-01 00:00:00 UTC. Raised by hand with a release, so that
     * two builds of the same sources are the same.
     */
    public static final long BUILD_TIME = 846_806_400L;

    private Software() {}
}
