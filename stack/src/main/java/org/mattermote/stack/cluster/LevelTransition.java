package org.mattermote.stack.cluster;

/**
 * The straight way of a level, or of another value, to where it is to be. It is worked out from the
 * time, never counted: whoever looks later than asked to sees the right level.
 */
final class LevelTransition {
    /** ms between two looks at least: a faster way is seen in larger steps. */
    static final int LEAST_STEP_MILLIS = 20;

    private static final int TENTH_MILLIS = 100;

    private int from;
    private int target;
    private long start;
    private long duration;

    /** Stays at {@code level}. */
    void rest(int level) {
        from = level;
        target = level;
        start = 0;
        duration = 0;
    }

    /** Sets out; no way takes no time, however much is given. */
    void begin(int fromLevel, int toLevel, long millis, long nowMillis) {
        from = fromLevel;
        target = toLevel;
        start = nowMillis;
        duration = fromLevel == toLevel ? 0 : millis;
    }

    static int distance(int a, int b) {
        return a > b ? a - b : b - a;
    }

    int target() {
        return target;
    }

    int level(long nowMillis) {
        long passed = nowMillis - start;
        if (passed >= duration) {
            return target;
        }
        int steps = (int) (passed * distance(from, target) / duration);
        return target > from ? from + steps : from - steps;
    }

    /** Time at which the target is reached. */
    long end() {
        return start + duration;
    }

    /** Time left in 1/10 s, a begun one counts. */
    int remaining(long nowMillis) {
        long millis = Math.max(0, end() - nowMillis);
        return (int) ((millis + TENTH_MILLIS - 1) / TENTH_MILLIS);
    }

    /** Time of the next look: when the level is another one, or the end. Before the end. */
    long next(long nowMillis) {
        int way = distance(from, target);
        int steps = distance(from, level(nowMillis)) + 1;
        long change = start + (steps * duration + way - 1) / way;
        return Math.min(end(), Math.max(change, nowMillis + LEAST_STEP_MILLIS));
    }
}
