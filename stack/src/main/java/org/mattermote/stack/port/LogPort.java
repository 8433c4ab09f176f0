package org.mattermote.stack.port;

/**
 * What the stack tells a person. Events are numbers with up to three values, never text, so that a
 * device needs no strings; the platform words them.
 */
public interface LogPort {
    /**
     * @param event a constant of {@link LogEvent}
     * @param a first value, meaning by event
     * @param b second value
     * @param c third value
     */
    void event(int event, long a, long b, long c);
}
