package org.mattermote.app.switchapp;

import org.mattermote.stack.cluster.IdentifyHook;
import org.mattermote.stack.interact.BindingListener;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.LogPort;

/**
 * The hardware of the switch beside its button. This is the one class to change: each method
 * returns at once.
 */
public final class SwitchHook implements IdentifyHook, BindingListener {
    private final LogPort log;

    public SwitchHook(LogPort log) {
        this.log = log;
    }

    /** An indicator that says whether the light heard it goes here. */
    @Override
    public void commanded(int endpoint, int fabricIndex, long target, int status, long nowMillis) {
        log.event(LogEvent.COMMANDED, endpoint, status, target);
    }

    /** Your blinking goes here: start it for {@code seconds} > 0, end it for 0. */
    @Override
    public void identify(int endpoint, int seconds) {
        log.event(LogEvent.IDENTIFY, endpoint, seconds, 0);
    }

    /** An indicator that can blink, breathe or nod does it here; this one cannot. */
    @Override
    public void effect(int endpoint, int effect) {}
}
