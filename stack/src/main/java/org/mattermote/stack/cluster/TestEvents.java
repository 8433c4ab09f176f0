package org.mattermote.stack.cluster;

/** A part of the node that does something when a test event is triggered. */
public interface TestEvents {
    /**
     * Triggers an event; the enable key was right.
     *
     * @param trigger EventTrigger of the command, unsigned 64 bits
     * @return an ImStatus: INVALID_COMMAND for a trigger of somebody else
     */
    int trigger(long trigger, long nowMillis);
}
