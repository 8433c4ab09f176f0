package org.mattermote.stack.interact;

/** Table sizes of the interaction room, with what an entry costs. */
public final class InteractionSizes {
    /** Paths every read can count on (Matter core 2.11.2.1). */
    static final int GUARANTEED_READ_PATHS = 9;

    /** Paths every subscription can count on (Matter core 2.11.2.2). */
    static final int GUARANTEED_SUBSCRIPTION_PATHS = 3;

    /**
     * Transactions at the same time, with the paths of a read 252 B each: a read for each of five
     * fabrics (Matter core 2.11.2.1) and one more. What is answered with one message, as most
     * commands, writes and reads are, takes a place for no longer than that; only reports in
     * several messages, reports of subscriptions, timed and chunked requests stay.
     */
    public int interactions = 6;

    /**
     * Paths, of attributes and events together, that every read can count on; for all interactions
     * 72 B each.
     */
    public int pathsPerRead = 9;

    /** Further paths, for reads that are longer than that; 12 B each. */
    public int furtherReadPaths = 15;

    /** Three for each of five fabrics (Matter core 2.11.2.2); with their paths 168 B each. */
    public int subscriptions = 15;

    /**
     * Paths, of attributes and events together, a subscription; for all of them 180 B each. All
     * subscriptions share them: each fabric can count on those of three, here 15, and may have any
     * that are free.
     */
    public int pathsPerSubscription = 5;

    /** Commands in one message, MaxPathsPerInvoke; 16 B each. */
    public int pathsPerInvoke = 4;

    /**
     * Whether reads and subscriptions have the paths they can count on, in a table not too long.
     */
    public boolean hasPaths() {
        return pathsPerRead >= GUARANTEED_READ_PATHS
                && furtherReadPaths >= 0
                && pathsPerSubscription >= GUARANTEED_SUBSCRIPTION_PATHS
                && pathTable() <= PathTable.MAX_CAPACITY;
    }

    /** Records of the table of paths. */
    int pathTable() {
        return interactions * pathsPerRead
                + furtherReadPaths
                + subscriptions * pathsPerSubscription;
    }
}
