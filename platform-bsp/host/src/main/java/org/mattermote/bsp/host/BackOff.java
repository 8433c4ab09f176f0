package org.mattermote.bsp.host;

/** When something that failed may be tried again: after one second, two, four, at most thirty. */
public final class BackOff {
    private static final long FIRST_MILLIS = 1000;
    private static final long LONGEST_MILLIS = 30_000;

    private final HostClock clock;
    private long pauseMillis = FIRST_MILLIS;
    private long due;

    public BackOff(HostClock clock) {
        this.clock = clock;
    }

    public boolean isOver() {
        return clock.millis() >= due;
    }

    public void failed() {
        due = clock.millis() + pauseMillis;
        pauseMillis = Math.min(2 * pauseMillis, LONGEST_MILLIS);
    }

    public void worked() {
        pauseMillis = FIRST_MILLIS;
    }
}
