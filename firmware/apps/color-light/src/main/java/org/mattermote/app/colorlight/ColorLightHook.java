package org.mattermote.app.colorlight;

import org.mattermote.stack.cluster.ColorHook;
import org.mattermote.stack.cluster.IdentifyHook;
import org.mattermote.stack.cluster.LevelHook;
import org.mattermote.stack.cluster.OnOffHook;
import org.mattermote.stack.model.spec.ColorControlSpec;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.LogPort;

/**
 * The lamp. This is the one class to change for hardware of your own: each method says what the
 * lamp must do now, and returns at once. Here the lamp is a line of the log.
 */
public final class ColorLightHook implements OnOffHook, LevelHook, ColorHook, IdentifyHook {
    private final LogPort log;
    private boolean on;
    private int rested;

    /** Mode and values of the color it rests at; −1 while it moves. */
    private int restedMode = -1;

    private int restedColor;

    public ColorLightHook(LogPort log) {
        this.log = log;
    }

    /**
     * Your mix of red, green and blue goes here; {@code ColorMath.hueSaturationToXy} says the color
     * in coordinates. It fades, and goes round in the color loop, by being called again.
     */
    @Override
    public void hueSaturation(int endpoint, int hue, int saturation, boolean moving) {
        color(
                endpoint,
                ColorControlSpec.COLOR_MODE_CURRENT_HUE_AND_CURRENT_SATURATION,
                hue << 16 | saturation,
                moving);
    }

    /** The same color, or any other, by its coordinates. */
    @Override
    public void xy(int endpoint, int x, int y, boolean moving) {
        color(endpoint, ColorControlSpec.COLOR_MODE_CURRENT_X_AND_CURRENT_Y, x << 16 | y, moving);
    }

    /** Your mix of warm and cool white goes here. */
    @Override
    public void colorTemperature(int endpoint, int mireds, boolean moving) {
        color(endpoint, ColorControlSpec.COLOR_MODE_COLOR_TEMPERATURE_MIREDS, mireds, moving);
    }

    private void color(int endpoint, int mode, int values, boolean moving) {
        if (moving) {
            restedMode = -1;
        } else if (mode != restedMode || values != restedColor) {
            restedMode = mode;
            restedColor = values;
            log.event(LogEvent.COLOR, endpoint, mode, values & 0xFFFFFFFFL);
        }
    }

    /** How bright that color is: 0 dark, 1 to 254. It fades by being called again. */
    @Override
    public void level(int endpoint, int level, boolean moving) {
        if (!moving && level != rested) {
            rested = level;
            log.event(LogEvent.LEVEL, endpoint, level, 0);
        }
    }

    /** What the switch says. Leave the light to {@link #level}: it may still be fading. */
    @Override
    public void onOff(int endpoint, boolean wanted) {
        if (wanted != on) {
            on = wanted;
            log.event(LogEvent.ON_OFF, endpoint, wanted ? 1 : 0, 0);
        }
    }

    /** A lamp that can die slowly does it here; this one only goes off. */
    @Override
    public void offWithEffect(int endpoint, int effect, int variant) {}

    /**
     * Your blinking goes here: start it for {@code seconds} > 0, end it and show the color for 0.
     */
    @Override
    public void identify(int endpoint, int seconds) {
        log.event(LogEvent.IDENTIFY, endpoint, seconds, 0);
    }

    /** A lamp that can blink, breathe or nod does it here; this one cannot. */
    @Override
    public void effect(int endpoint, int effect) {}
}
