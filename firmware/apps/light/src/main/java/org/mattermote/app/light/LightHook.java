package org.mattermote.app.light;

import org.mattermote.stack.cluster.IdentifyHook;
import org.mattermote.stack.cluster.OnOffHook;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.LogPort;

/**
 * The lamp. This is the one class to change for hardware of your own: each method says what the
 * lamp must do now, and returns at once. Here the lamp is a line of the log.
 */
public class LightHook implements OnOffHook, IdentifyHook {
    private final LogPort log;
    private boolean lit;

    public LightHook(LogPort log) {
        this.log = log;
    }

    /** Your LED goes here: set the pin to {@code on}. A lamp comes up dark. */
    @Override
    public void onOff(int endpoint, boolean on) {
        if (on != lit) {
            lit = on;
            log.event(LogEvent.ON_OFF, endpoint, on ? 1 : 0, 0);
        }
    }

    /** A lamp that can fade does it here; this one only goes off. */
    @Override
    public void offWithEffect(int endpoint, int effect, int variant) {}

    /** Your blinking goes here: start it for {@code seconds} > 0, end it and show on/off for 0. */
    @Override
    public void identify(int endpoint, int seconds) {
        log.event(LogEvent.IDENTIFY, endpoint, seconds, 0);
    }

    /** A lamp that can blink, breathe or nod does it here; this one cannot. */
    @Override
    public void effect(int endpoint, int effect) {}
}
