package org.mattermote.stack.cluster;

import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.spec.ColorControlSpec;

/**
 * The color of a light: its mode, its values, and the ways they are on. Only the values of the mode
 * move. When the mode changes, those of the new one become what the light shows, and what was on
 * its way stays where it is; the others keep what they were.
 *
 * <pre>
 *  mode             | values                      | moves
 *  hue, saturation  | hue, saturation             | each for itself
 *  enhanced hue     | hue, saturation             | each for itself; the color loop moves the hue
 *  x and y          | x, y                        | each for itself
 *  temperature      | mireds                      | mireds
 * </pre>
 *
 * While the color loop is active no command moves the hue, and the mode of the enhanced hue takes
 * the place of the other hue mode. In the modes without a hue the loop is not to be seen.
 */
final class ColorMotion {
    /** RemainingTime of what has no end. */
    static final int ENDLESS = 0xFFFF;

    static final int HUE = ColorControlSpec.ENHANCED_COLOR_MODE_CURRENT_HUE_AND_CURRENT_SATURATION;
    static final int XY = ColorControlSpec.ENHANCED_COLOR_MODE_CURRENT_X_AND_CURRENT_Y;
    static final int TEMPERATURE = ColorControlSpec.ENHANCED_COLOR_MODE_COLOR_TEMPERATURE_MIREDS;
    static final int ENHANCED_HUE =
            ColorControlSpec.ENHANCED_COLOR_MODE_ENHANCED_CURRENT_HUE_AND_CURRENT_SATURATION;

    private static final int MAX_REMAINING = 0xFFFE;
    private static final int TENTH_MILLIS = 100;

    final HueTransition hue = new HueTransition();
    final LevelTransition saturation = new LevelTransition();
    final LevelTransition x = new LevelTransition();
    final LevelTransition y = new LevelTransition();
    final LevelTransition mireds = new LevelTransition();
    final ColorLoop loop = new ColorLoop();

    private final int minMireds;
    private final int maxMireds;
    private int mode;

    ColorMotion(int minMireds, int maxMireds) {
        this.minMireds = minMireds;
        this.maxMireds = maxMireds;
    }

    /** EnhancedColorMode. */
    int mode() {
        return mode;
    }

    boolean isHueMode() {
        return isHueMode(mode);
    }

    private static boolean isHueMode(int someMode) {
        return someMode == HUE || someMode == ENHANCED_HUE;
    }

    /** Sets the mode and leaves the values alone: at boot. */
    void restoreMode(int storedMode) {
        mode = storedMode;
    }

    int clipMireds(int wanted) {
        return Math.max(minMireds, Math.min(maxMireds, wanted));
    }

    int minMireds() {
        return minMireds;
    }

    int maxMireds() {
        return maxMireds;
    }

    /** The shorter way to a hue, in the hue mode it is in. */
    void turnTo(int target, long millis, long nowMillis) {
        int circle = circle();
        int up = hue.up(Math.min(target, circle - 1), circle, nowMillis);
        hue.begin(up <= circle - up ? up : up - circle, circle, millis, nowMillis);
    }

    /** Circle of the hue mode it is in. */
    int circle() {
        return mode == ENHANCED_HUE ? HueTransition.FINE_CIRCLE : HueTransition.COARSE_CIRCLE;
    }

    /** Sets out for x and y, 0..65279, in their mode. */
    void moveToXy(int targetX, int targetY, long millis, long nowMillis) {
        begin(x, targetX, millis, nowMillis);
        begin(y, targetY, millis, nowMillis);
    }

    /** Lets one value set out from where it is. */
    static void begin(LevelTransition value, int target, long millis, long nowMillis) {
        value.begin(value.level(nowMillis), target, millis, nowMillis);
    }

    /** Whether it is the loop that moves the hue. */
    boolean isLooping() {
        return loop.isActive() && mode == ENHANCED_HUE;
    }

    /** EnhancedCurrentHue. */
    int hue(long nowMillis) {
        return isLooping() ? loop.hue(nowMillis) : hue.hue(nowMillis);
    }

    /** Changes to a mode, from what is shown now. */
    void switchTo(int wanted, long nowMillis) {
        int newMode = wanted == HUE && loop.isActive() ? ENHANCED_HUE : wanted;
        if (newMode == mode || isHueMode(newMode) && isHueMode(mode)) {
            mode = newMode;
            return;
        }
        int shown = xy(nowMillis);
        int shownX = ColorMath.first(shown);
        int shownY = ColorMath.second(shown);
        stop(nowMillis);
        mode = newMode;
        if (newMode == XY) {
            x.rest(shownX);
            y.rest(shownY);
        } else if (newMode == TEMPERATURE) {
            mireds.rest(clipMireds(ColorMath.xyToMireds(shownX, shownY)));
        } else {
            int hueSaturation = ColorMath.xyToHueSaturation(shownX, shownY);
            saturation.rest(ColorMath.second(hueSaturation));
            if (!loop.isActive()) {
                hue.rest(ColorMath.first(hueSaturation));
            }
        }
    }

    private int xy(long nowMillis) {
        switch (mode) {
            case XY:
                return x.level(nowMillis) << 16 | y.level(nowMillis);
            case TEMPERATURE:
                return ColorMath.miredsToXy(mireds.level(nowMillis));
            default:
                return ColorMath.hueSaturationToXy(hue(nowMillis), saturation.level(nowMillis));
        }
    }

    /** Everything but the color loop stays where it is. */
    void stop(long nowMillis) {
        hue.rest(hue.hue(nowMillis));
        saturation.rest(saturation.level(nowMillis));
        x.rest(x.level(nowMillis));
        y.rest(y.level(nowMillis));
        mireds.rest(mireds.level(nowMillis));
    }

    /** Starts the color loop, from the hue or from its start hue. */
    void startLoop(boolean fromHue, long nowMillis) {
        switchTo(ENHANCED_HUE, nowMillis);
        int current = hue(nowMillis);
        if (!loop.isActive()) {
            hue.rest(current);
        }
        loop.activate(fromHue, current, nowMillis);
    }

    /** Ends the color loop: the hue is what it was before. */
    void stopLoop() {
        if (loop.isActive()) {
            loop.deactivate();
            hue.rest(loop.storedHue());
        }
    }

    /** Whether a value of the mode is on its way. */
    boolean isMoving(long nowMillis) {
        return nowMillis < end();
    }

    /** Time at which all rests; NEVER for what has no end. */
    private long end() {
        if (mode == XY) {
            return Math.max(x.end(), y.end());
        }
        if (mode == TEMPERATURE) {
            return mireds.end();
        }
        return isLooping() ? Cluster.NEVER : Math.max(hue.end(), saturation.end());
    }

    /** RemainingTime, 1/10 s, a begun one counts. */
    int remaining(long nowMillis) {
        long end = end();
        if (end == Cluster.NEVER) {
            return ENDLESS;
        }
        long millis = Math.max(0, end - nowMillis);
        return (int) Math.min(MAX_REMAINING, (millis + TENTH_MILLIS - 1) / TENTH_MILLIS);
    }

    /** Time of the next look, while something moves. */
    long next(long nowMillis) {
        if (mode == XY) {
            return Math.min(next(x, nowMillis), next(y, nowMillis));
        }
        if (mode == TEMPERATURE) {
            return next(mireds, nowMillis);
        }
        long nextHue = isLooping() ? loop.next(nowMillis) : hue.next(nowMillis);
        return Math.min(nextHue, next(saturation, nowMillis));
    }

    private static long next(LevelTransition value, long nowMillis) {
        return nowMillis < value.end() ? value.next(nowMillis) : Cluster.NEVER;
    }
}
