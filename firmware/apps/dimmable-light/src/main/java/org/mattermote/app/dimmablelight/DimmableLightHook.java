package org.mattermote.app.dimmablelight;

import org.mattermote.stack.cluster.IdentifyHook;
import org.mattermote.stack.cluster.LevelHook;
import org.mattermote.stack.cluster.OnOffHook;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.LogPort;

/**
 * The lamp. This is the one class to change for hardware of your own: each method says what the
 * lamp must do now, and returns at once. Here the lamp is a line of the log.
 */
public final class DimmableLightHook implements OnOffHook, LevelHook, IdentifyHook {
    private final LogPort log;
    private boolean on;
    private int rested;

    public DimmableLightHook(LogPort log) {
        this.log = log;
    }

    /** Your PWM goes here: 0 dark, 1 to 254 the brightness. It fades by being called again. */
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
     * Your blinking goes here: start it for {@code seconds} > 0, end it and show the level for 0.
     */
    @Override
    public void identify(int endpoint, int seconds) {
        log.event(LogEvent.IDENTIFY, endpoint, seconds, 0);
    }

    /** A lamp that can blink, breathe or nod does it here; this one cannot. */
    @Override
    public void effect(int endpoint, int effect) {}
}
