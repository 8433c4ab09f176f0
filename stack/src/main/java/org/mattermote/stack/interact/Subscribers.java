package org.mattermote.stack.interact;

/** Who hears of changes by subscription. */
public interface Subscribers {
    /**
     * Whether a subject has a subscription: one that is being made or reported, or that is to be
     * taken up again after a restart and whose peer was not yet looked for in vain.
     *
     * @param subject a node id, or a CASE authenticated tag as a subject (Matter core 6.6.2.1.2)
     */
    boolean hasSubscription(int fabricIndex, long subject);
}
