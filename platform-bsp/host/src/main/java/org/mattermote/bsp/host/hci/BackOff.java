package org.mattermote.bsp.host.hci;

import org.mattermote.bsp.host.HostClock;

/** When a carrier that failed may be tried again: after one second, two, four, at most thirty. */
final class BackOff {
    private static final long FIRST_MILLIS = 1000;
    private static final long LONGEST_MILLIS = 30_000;

    private final HostClock clock;
    private long pauseMillis = FIRST_MILLIS;
    private long due;

    BackOff(HostClock clock) {
        this.clock = clock;
    }

    boolean isOver() {
        return clock.millis() >= due;
    }

    void failed() {
        due = clock.millis() + pauseMillis;
        pauseMillis = Math.min(2 * pauseMillis, LONGEST_MILLIS);
    }

    void worked() {
        pauseMillis = FIRST_MILLIS;
    }
}
