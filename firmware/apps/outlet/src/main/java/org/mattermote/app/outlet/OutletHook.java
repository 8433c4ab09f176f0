package org.mattermote.app.outlet;

import org.mattermote.stack.cluster.IdentifyHook;
import org.mattermote.stack.cluster.OnOffHook;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.LogPort;

/**
 * The relay. This is the one class to change for hardware of your own: each method says what the
 * outlet must do now, and returns at once. Here the relay is a line of the log.
 */
public final class OutletHook implements OnOffHook, IdentifyHook {
    private final LogPort log;
    private boolean closed;

    public OutletHook(LogPort log) {
        this.log = log;
    }

    /** Your relay goes here: close it for {@code on}. A relay comes up open. */
    @Override
    public void onOff(int endpoint, boolean on) {
        if (on != closed) {
            closed = on;
            log.event(LogEvent.ON_OFF, endpoint, on ? 1 : 0, 0);
        }
    }

    /** A relay knows no effects: it goes off. */
    @Override
    public void offWithEffect(int endpoint, int effect, int variant) {}

    /** Your indicator goes here: blink for {@code seconds} > 0, end it for 0. */
    @Override
    public void identify(int endpoint, int seconds) {
        log.event(LogEvent.IDENTIFY, endpoint, seconds, 0);
    }

    /** An indicator that can blink, breathe or nod does it here; this one cannot. */
    @Override
    public void effect(int endpoint, int effect) {}
}
