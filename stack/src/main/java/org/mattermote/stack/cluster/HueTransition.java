package org.mattermote.stack.cluster;

import org.mattermote.stack.model.Cluster;

/**
 * The way of a hue round its circle: for a time, or for ever at a rate. Worked out from the time,
 * like {@link LevelTransition}. Values are those of EnhancedCurrentHue; the circle of CurrentHue is
 * a shorter one, since it has 255 values of 256 each.
 */
final class HueTransition {
    /** Circle of EnhancedCurrentHue. */
    static final int FINE_CIRCLE = 0x10000;

    /** Circle of CurrentHue. */
    static final int COARSE_CIRCLE = 0xFF00;

    private static final int SECOND_MILLIS = 1000;

    private final LevelTransition way = new LevelTransition();
    private int circle = FINE_CIRCLE;

    /** Of the movement without an end: units a second, negative downwards, 0 when there is none. */
    private int rate;

    private int from;
    private long start;

    /** Stays at {@code hue}. */
    void rest(int hue) {
        circle = FINE_CIRCLE;
        rate = 0;
        way.rest(hue);
    }

    /** Sets out over {@code distance}, negative downwards. */
    void begin(int distance, int newCircle, long millis, long nowMillis) {
        int hue = onCircle(nowMillis, newCircle);
        circle = newCircle;
        rate = 0;
        way.begin(hue, hue + distance, millis, nowMillis);
    }

    /** Sets out for ever. */
    void move(int newRate, int newCircle, long nowMillis) {
        from = onCircle(nowMillis, newCircle);
        circle = newCircle;
        rate = newRate;
        start = nowMillis;
    }

    /** Distance upwards from where it is, 0 for none. */
    int up(int target, int onCircle, long nowMillis) {
        return wrap(target - onCircle(nowMillis, onCircle), onCircle);
    }

    int hue(long nowMillis) {
        return wrap(rate == 0 ? way.level(nowMillis) : from + moved(nowMillis), circle);
    }

    /** Time at which it rests; NEVER for the movement without an end. */
    long end() {
        return rate == 0 ? way.end() : Cluster.NEVER;
    }

    /** Time of the next look, NEVER when it rests. */
    long next(long nowMillis) {
        if (rate == 0) {
            return nowMillis < way.end() ? way.next(nowMillis) : Cluster.NEVER;
        }
        long speed = rate > 0 ? rate : -rate;
        long units = (nowMillis - start) * speed / SECOND_MILLIS + 1;
        long change = start + (units * SECOND_MILLIS + speed - 1) / speed;
        return Math.max(change, nowMillis + LevelTransition.LEAST_STEP_MILLIS);
    }

    private long moved(long nowMillis) {
        return (nowMillis - start) * rate / SECOND_MILLIS;
    }

    /** The last of the coarse hues goes on over what EnhancedCurrentHue has beyond it. */
    private int onCircle(long nowMillis, int newCircle) {
        return Math.min(hue(nowMillis), newCircle - 1);
    }

    static int wrap(long hue, int circle) {
        int rest = (int) (hue % circle);
        return rest < 0 ? rest + circle : rest;
    }
}
