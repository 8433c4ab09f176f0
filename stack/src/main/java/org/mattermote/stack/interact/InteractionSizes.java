package org.mattermote.stack.interact;

/** Table sizes of the interaction room, with what an entry costs. */
public final class InteractionSizes {
    /** Transactions at the same time, reports among them: about 0.3 KB and their paths each. */
    public int interactions = 8;

    /** Attribute paths and, besides, event paths of one read: 24 bytes. */
    public int pathsPerRead = 16;

    /** Data version filters of one read that are remembered: 12 bytes in each interaction. */
    public int versionFilters = 32;

    /** Three for each of five fabrics (Matter core 2.11.2.2): about 0.2 KB and their paths each. */
    public int subscriptions = 15;

    /** Attribute paths and, besides, event paths of one subscription: 24 bytes. */
    public int pathsPerSubscription = 16;

    /** MaxPathsPerInvoke. */
    public int pathsPerInvoke = 1;
}
