package org.mattermote.stack.fabric;

import org.mattermote.stack.port.UtcClock;

/**
 * The node's wall-clock time (Matter core 3.5.6): what an administrator set last, going on with the
 * monotonic time of the polls; until then, what the platform knows.
 */
public final class NodeTime implements UtcClock {
    /** The time is not known. */
    public static final long UNKNOWN = -1;

    private final UtcClock platform;
    private final FailSafe failSafe;
    private boolean set;

    /** Epoch time at monotonic time 0, µs. */
    private long origin;

    private long monotonicMillis;

    /**
     * @param platform its time counts until one is set
     * @param failSafe takes a raised Last Known Good UTC Time back when it expires
     */
    public NodeTime(UtcClock platform, FailSafe failSafe) {
        this.platform = platform;
        this.failSafe = failSafe;
    }

    /** A poll begins at this monotonic time. */
    public void advance(long nowMillis) {
        monotonicMillis = nowMillis;
    }

    @Override
    public long epochMicros() {
        return set ? origin + monotonicMillis * 1000 : platform.epochMicros();
    }

    /** {@link #epochMicros} in whole seconds, or {@link #UNKNOWN}. */
    public long epochSeconds() {
        long micros = epochMicros();
        return micros < 0 ? UNKNOWN : micros / 1000000;
    }

    /** Whether {@link #set} was called since boot. */
    public boolean isSet() {
        return set;
    }

    /**
     * SetUTCTime, or another source the node trusts: this is the time from now on, and Last Known
     * Good UTC Time is not before it.
     *
     * @param epochMicros microseconds since 2000-01-01 UTC, not negative
     */
    public void set(long epochMicros, long nowMillis) {
        set = true;
        monotonicMillis = nowMillis;
        origin = epochMicros - nowMillis * 1000;
        failSafe.raiseLastKnownGood(epochMicros / 1000000);
    }
}
