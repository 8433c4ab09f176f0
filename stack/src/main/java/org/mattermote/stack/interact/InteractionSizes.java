package org.mattermote.stack.interact;

/** Table sizes of the interaction room, with what an entry costs. */
public final class InteractionSizes {
    /** Paths every read can count on (Matter core 2.11.2.1). */
    public static final int GUARANTEED_READ_PATHS = 9;

    /** Paths every subscription can count on (Matter core 2.11.2.2). */
    public static final int GUARANTEED_SUBSCRIPTION_PATHS = 3;

    /** Transactions at the same time, reports among them: about 0.3 KB and their paths each. */
    public int interactions = 8;

    /**
     * Attribute paths and, besides, event paths of one read. There is room for one such read, 26
     * bytes, while all others have the 9 paths they can count on.
     */
    public int pathsPerRead = 16;

    /**
     * Data version filters of one read that are remembered. There is room for half as many more, 20
     * bytes; where it ends, more is reported than needed.
     */
    public int versionFilters = 32;

    /** Three for each of five fabrics (Matter core 2.11.2.2): about 0.2 KB and their paths each. */
    public int subscriptions = 15;

    /**
     * Attribute paths and, besides, event paths of one subscription. There is room for one such, 26
     * bytes, while all others have the 3 paths they can count on.
     */
    public int pathsPerSubscription = 16;

    /** MaxPathsPerInvoke. */
    public int pathsPerInvoke = 1;

    /** Whether every list of paths has what it can count on, and no table is too long. */
    public boolean hasPaths() {
        return pathsPerRead >= GUARANTEED_READ_PATHS
                && pathsPerSubscription >= GUARANTEED_SUBSCRIPTION_PATHS
                && readTable() <= TripleTable.MAX_CAPACITY
                && subscriptionTable() <= TripleTable.MAX_CAPACITY
                && filterTable() <= TripleTable.MAX_CAPACITY;
    }

    /** Places for the paths of reads. */
    int readTable() {
        return (interactions - 1) * GUARANTEED_READ_PATHS + 2 * pathsPerRead;
    }

    /** Places for the paths of subscriptions. */
    int subscriptionTable() {
        return (subscriptions - 1) * GUARANTEED_SUBSCRIPTION_PATHS + 2 * pathsPerSubscription;
    }

    /** Places for version filters. */
    int filterTable() {
        return versionFilters * 3 / 2;
    }
}
