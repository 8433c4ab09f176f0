package org.mattermote.stack.cluster;

import org.mattermote.stack.model.spec.ColorControlSpec;

/**
 * The color loop (Matter application clusters 3.2.7.14 to 3.2.7.18): the hue goes round for ever,
 * worked out from the time. It goes in steps of equal time: 360 a loop where that is 10 to 50 a
 * second, so that after a whole loop it shows the hue it started from for a while.
 *
 * <pre>
 *  state  | activate                  | new direction, time | deactivate
 *  idle   | active, stores the hue    | -                   | -
 *  active | active, from the hue      | goes on from where  | idle, hue is the
 *         | asked for                 | it is               | stored one again
 * </pre>
 */
final class ColorLoop {
    private static final int DEFAULT_SECONDS = 25;
    private static final int DEFAULT_START_HUE = 0x2300;
    private static final int SECOND_MILLIS = 1000;
    private static final int STEPS = 360;
    private static final int LEAST_STEPS_PER_SECOND = 10;
    private static final int MOST_STEPS_PER_SECOND = 50;

    private boolean active;
    private int direction;
    private int seconds;
    private int startHue;
    private int storedHue;

    /** Where and when it started, or changed direction or time. */
    private int from;

    private long since;

    /** A bit for each attribute that changed, ColorLoopActive being the lowest. */
    private int changes;

    boolean isActive() {
        return active;
    }

    /** ColorLoopStoredEnhancedHue. */
    int storedHue() {
        return storedHue;
    }

    /** As it comes from the factory. */
    void reset() {
        active = false;
        direction = ColorControlSpec.COLOR_LOOP_DIRECTION_DECREMENT;
        seconds = DEFAULT_SECONDS;
        startHue = DEFAULT_START_HUE;
        storedHue = 0;
        changes = 0;
    }

    /** Takes over a stored value of an attribute; an active one starts at its start hue. */
    void restore(int attribute, int value) {
        switch (attribute) {
            case ColorControlSpec.ATTR_COLOR_LOOP_ACTIVE:
                active = value != 0;
                break;
            case ColorControlSpec.ATTR_COLOR_LOOP_DIRECTION:
                direction = value;
                break;
            case ColorControlSpec.ATTR_COLOR_LOOP_TIME:
                seconds = value;
                break;
            case ColorControlSpec.ATTR_COLOR_LOOP_START_ENHANCED_HUE:
                startHue = value;
                from = value;
                break;
            default:
                storedHue = value;
                break;
        }
    }

    /** Value of an attribute. */
    int value(int attribute) {
        switch (attribute) {
            case ColorControlSpec.ATTR_COLOR_LOOP_ACTIVE:
                return active ? 1 : 0;
            case ColorControlSpec.ATTR_COLOR_LOOP_DIRECTION:
                return direction;
            case ColorControlSpec.ATTR_COLOR_LOOP_TIME:
                return seconds;
            case ColorControlSpec.ATTR_COLOR_LOOP_START_ENHANCED_HUE:
                return startHue;
            default:
                return storedHue;
        }
    }

    void setDirection(int newDirection, long nowMillis) {
        if (newDirection != direction) {
            goOn(nowMillis);
            direction = newDirection;
            mark(ColorControlSpec.ATTR_COLOR_LOOP_DIRECTION);
        }
    }

    void setSeconds(int newSeconds, long nowMillis) {
        if (newSeconds != seconds) {
            goOn(nowMillis);
            seconds = newSeconds;
            mark(ColorControlSpec.ATTR_COLOR_LOOP_TIME);
        }
    }

    void setStartHue(int newStartHue) {
        if (newStartHue != startHue) {
            startHue = newStartHue;
            mark(ColorControlSpec.ATTR_COLOR_LOOP_START_ENHANCED_HUE);
        }
    }

    private void goOn(long nowMillis) {
        from = hue(nowMillis);
        since = nowMillis;
    }

    private void mark(int attribute) {
        changes |= 1 << attribute - ColorControlSpec.ATTR_COLOR_LOOP_ACTIVE;
    }

    /**
     * What changed since the last call.
     *
     * @return a bit for each attribute, the lowest one for ColorLoopActive
     */
    int takeChanges() {
        int taken = changes;
        changes = 0;
        return taken;
    }

    /**
     * Sets out.
     *
     * @param hue of the light; from there, or else from the start hue
     */
    void activate(boolean fromHue, int hue, long nowMillis) {
        if (!active) {
            active = true;
            mark(ColorControlSpec.ATTR_COLOR_LOOP_ACTIVE);
            if (hue != storedHue) {
                storedHue = hue;
                mark(ColorControlSpec.ATTR_COLOR_LOOP_STORED_ENHANCED_HUE);
            }
        }
        from = fromHue ? hue : startHue;
        since = nowMillis;
    }

    void deactivate() {
        active = false;
        mark(ColorControlSpec.ATTR_COLOR_LOOP_ACTIVE);
    }

    /** Hue of the loop. */
    int hue(long nowMillis) {
        long way = step(nowMillis) * HueTransition.FINE_CIRCLE / steps();
        boolean up = direction == ColorControlSpec.COLOR_LOOP_DIRECTION_INCREMENT;
        return HueTransition.wrap(up ? from + way : from - way, HueTransition.FINE_CIRCLE);
    }

    /** Time of the next step. */
    long next(long nowMillis) {
        long millis = loopMillis();
        long steps = steps();
        return since + ((step(nowMillis) + 1) * millis + steps - 1) / steps;
    }

    private long step(long nowMillis) {
        return (nowMillis - since) * steps() / loopMillis();
    }

    /** A loop in no time takes a second. */
    private long loopMillis() {
        return (long) Math.max(1, seconds) * SECOND_MILLIS;
    }

    private long steps() {
        long loop = loopMillis() / SECOND_MILLIS;
        long most = Math.min(STEPS, loop * MOST_STEPS_PER_SECOND);
        return Math.min(HueTransition.FINE_CIRCLE, Math.max(most, loop * LEAST_STEPS_PER_SECOND));
    }
}
