package org.mattermote.stack.model;

/**
 * Keeps the boundary of the event numbers: every number given is below it, over restarts and power
 * cuts (Matter core 7.14.2.1).
 */
public interface EventBoundary {
    /**
     * Makes a boundary durable.
     *
     * @return 0, or a negative number when the old one stays
     */
    int raise(long boundary);
}
