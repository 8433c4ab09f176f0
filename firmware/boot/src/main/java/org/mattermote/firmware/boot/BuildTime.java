package org.mattermote.firmware.boot;

/**
 * When this software was made: no certificate is judged as if it were earlier. Raised by hand with
 * a release, so that two builds of the same sources are the same.
 */
final class BuildTime {
    /** 2026-11-01 00:00:00 UTC, seconds since 2000-01-01 00:00:00 UTC. */
    static final long SECONDS = 846_806_400L;

    private BuildTime() {}
}
