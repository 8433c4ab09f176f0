package org.mattermote.stack.cluster;

/**
 * How an intermittently connected device sleeps (Matter core 9.15, 9.16.6): the defaults are those
 * of a sensor that is polled every two seconds and looks for its clients every ten minutes. To be
 * set before the room is made of them.
 */
public final class IcdSettings {
    /** What a short idle time ICD may let pass between two polls at most, ms. */
    public static final int MAX_SHORT_POLL_INTERVAL = 15_000;

    /** What a long idle time ICD stays active after traffic at least, ms. */
    public static final int MIN_LONG_THRESHOLD = 5000;

    private static final int MAX_DURATION = 64_800;
    private static final int MAX_INSTRUCTION = 128;

    /** IdleModeDuration, s: the longest time in idle mode. */
    public int idleModeDuration = 600;

    /** ActiveModeDuration, ms: how long it is active at least, without traffic. */
    public int activeModeDuration = 10_000;

    /** ActiveModeThreshold, ms: how long it stays active after traffic. */
    public int activeModeThreshold = MIN_LONG_THRESHOLD;

    /** MaximumCheckInBackOff, s: the longest time between two Check-Ins that nobody answers. */
    public int maximumCheckInBackOff = 3600;

    /** How often the radio asks for messages in idle mode, ms: the session idle interval. */
    public int slowPollInterval = 2000;

    /** UserActiveModeTriggerHint: what the user does to wake it; 0 when there is nothing. */
    public int userActiveModeTriggerHint;

    /** UserActiveModeTriggerInstruction, UTF-8; null where the hint says all. */
    public byte[] userActiveModeTriggerInstruction;

    /** Whether the specification takes this mix for a long idle time ICD. */
    public boolean isAllowed() {
        return idleModeDuration >= 1
                && idleModeDuration <= MAX_DURATION
                && activeModeDuration >= 0
                && activeModeDuration <= idleModeDuration * 1000
                && activeModeThreshold >= MIN_LONG_THRESHOLD
                && activeModeThreshold <= 0xFFFF
                && maximumCheckInBackOff >= idleModeDuration
                && maximumCheckInBackOff <= MAX_DURATION
                && slowPollInterval >= 1
                && slowPollInterval <= MAX_SHORT_POLL_INTERVAL
                && userActiveModeTriggerHint != 0
                && (userActiveModeTriggerInstruction == null
                        || userActiveModeTriggerInstruction.length <= MAX_INSTRUCTION);
    }
}
