package org.mattermote.stack.fabric;

/**
 * Last Known Good UTC Time (Matter core 3.5.6.1), seconds since 2000-01-01 UTC: not after the
 * present, as far as anybody trustworthy ever said. Certificates end by it where the present is not
 * known. It only goes up, but for what a fail-safe takes back.
 *
 * <pre>
 *  stored &lt;= settled &lt;= present
 *    |          |          raised by whoever acts under the fail-safe, until it ends
 *    |          from before the fail-safe: what a roll-back returns to
 *    in the record of the fabric table
 * </pre>
 */
final class LastKnownGoodTime {
    /** Greatest time that fits the record, and a certificate: in the year 2136. */
    static final long MAX_SECONDS = 0xFFFFFFFFL;

    /** Less than this is not worth a write to flash, s: a day. */
    private static final long STORE_STEP = 86400;

    private long present;
    private long settled;
    private long stored;

    /**
     * @param buildTime when this software was made: the time of a new device
     */
    LastKnownGoodTime(long buildTime) {
        present = buildTime;
        settled = buildTime;
        stored = buildTime;
    }

    long seconds() {
        return present;
    }

    /** What is to be stored. */
    long settled() {
        return settled;
    }

    /** Raises it until the fail-safe ends. */
    void raise(long epochSeconds) {
        present = Math.max(present, Math.min(epochSeconds, MAX_SECONDS));
    }

    /** What was raised stays; returns what {@link #unsettle} takes. */
    long settle() {
        long before = settled;
        settled = present;
        return before;
    }

    /** Takes a {@link #settle} back, for it could not be stored. */
    void unsettle(long before) {
        settled = before;
    }

    /** Whether enough was settled since the last time it was stored. */
    boolean isWorthStoring() {
        return settled - stored >= STORE_STEP;
    }

    void stored() {
        stored = settled;
    }

    /** At boot: this is what the record says; newer software is a newer time all the same. */
    void load(long epochSeconds) {
        present = Math.max(present, epochSeconds);
        settled = present;
        stored = epochSeconds;
    }

    void rollBack() {
        present = settled;
    }
}
