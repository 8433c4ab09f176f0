package org.mattermote.stack.icd;

import org.mattermote.stack.cluster.IcdSettings;

/**
 * Idle mode and active mode (Matter core 9.15.1).
 *
 * <table>
 * <caption>States</caption>
 * <tr><th>state</th><th>event</th><th>next</th></tr>
 * <tr><td>ACTIVE</td><td>boot</td><td>ACTIVE for ActiveModeDuration</td></tr>
 * <tr><td>IDLE</td><td>IdleModeDuration is over</td><td>ACTIVE for ActiveModeDuration</td></tr>
 * <tr><td>IDLE</td><td>a message either way, user active mode trigger, a Check-In is due, a
 * subscription is lost</td><td>ACTIVE for ActiveModeDuration</td></tr>
 * <tr><td>ACTIVE</td><td>a message either way</td><td>ACTIVE, ActiveModeThreshold from now at
 * least</td></tr>
 * <tr><td>ACTIVE</td><td>StayActiveRequest</td><td>ACTIVE, what was promised from now at
 * least</td></tr>
 * <tr><td>ACTIVE</td><td>user active mode trigger</td><td>ACTIVE, ActiveModeDuration from now at
 * least</td></tr>
 * <tr><td>ACTIVE</td><td>time is over, something is pending</td><td>ACTIVE</td></tr>
 * <tr><td>ACTIVE</td><td>time is over, nothing pending</td><td>IDLE for IdleModeDuration at
 * most</td></tr>
 * </table>
 *
 * Pending is an open exchange, with its retransmissions; an armed fail-safe; an open commissioning
 * window; and a Check-In whose receiver is being looked for.
 */
final class IdleActive {
    /** What StayActiveRequest can always have, ms. */
    static final int STAY_ACTIVE = 30_000;

    private static final long NEVER = Long.MAX_VALUE;

    private final IcdSettings settings;
    private boolean active;

    /** When the present mode ends. */
    private long until;

    /** Active mode began, and nobody has been told. */
    private boolean began;

    IdleActive(IcdSettings settings) {
        this.settings = settings;
    }

    boolean isActive() {
        return active;
    }

    /** Active from now on for ActiveModeDuration at least. */
    void wake(long nowMillis) {
        if (active) {
            until = Math.max(until, nowMillis + settings.activeModeDuration);
            return;
        }
        active = true;
        began = true;
        until = nowMillis + settings.activeModeDuration;
    }

    /** A message came, or left. */
    void traffic(long nowMillis) {
        if (!active) {
            wake(nowMillis);
        }
        until = Math.max(until, nowMillis + settings.activeModeThreshold);
    }

    /**
     * Stays active for a time, or for {@link #STAY_ACTIVE} where that is shorter.
     *
     * @return what is promised, ms: more than asked for if it would be active anyway
     */
    long stayActive(long millis, long nowMillis) {
        if (!active) {
            wake(nowMillis);
        }
        until = Math.max(until, nowMillis + Math.min(millis, STAY_ACTIVE));
        return until - nowMillis;
    }

    /** Whether active mode began since the last call. */
    boolean hasBegun() {
        boolean told = began;
        began = false;
        return told;
    }

    /**
     * Lets time pass.
     *
     * @return when the present mode ends by itself, NEVER while something is pending beyond that
     */
    long poll(boolean pending, long nowMillis) {
        if (!active && nowMillis >= until) {
            wake(nowMillis);
        } else if (active && nowMillis >= until && !pending) {
            active = false;
            until = nowMillis + settings.idleModeDuration * 1000L;
        }
        return nowMillis >= until ? NEVER : until;
    }
}
