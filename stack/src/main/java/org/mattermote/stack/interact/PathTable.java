package org.mattermote.stack.interact;

import org.mattermote.stack.mem.Occupancy;

/**
 * The paths and data version filters of all reads and subscriptions, three ints each, in one array.
 *
 * <pre>
 *  31        16 15          0   31      0   31                        0
 * +------------+-------------+ +---------+ +---------------------------+
 * | flags      | endpoint    | | cluster | | attribute, event, version |
 * +------------+-------------+ +---------+ +---------------------------+
 *
 * +-------------------------------------------+----------------+---+------+
 * | one holder's attributes, events, filters  | another one's  | … | free |
 * +-------------------------------------------+----------------+---+------+
 * </pre>
 *
 * What a holder gives back is closed up. Who may have how many:
 *
 * <ul>
 *   <li>a read always as many as {@link InteractionSizes#pathsPerRead}; what reads have above that
 *       comes out of {@link InteractionSizes#furtherReadPaths};
 *   <li>subscriptions together {@link InteractionSizes#pathsPerSubscription} times their number;
 *       {@link Subscriptions} sees to the share of each fabric;
 *   <li>filters what nobody needs at the time: they are lost where room is needed, which makes a
 *       report longer than it had to be, and no less true.
 * </ul>
 */
final class PathTable implements Occupancy {
    /** Holders number records by 15 bits. */
    static final int MAX_CAPACITY = Short.MAX_VALUE;

    private static final int INTS = 3;

    private final int[] records;
    private final Interaction[] reads;
    private final Subscription[] subscriptions;
    private final int perRead;
    private final int furtherForReads;
    private final int forSubscriptions;
    private int used;
    private int highWater;
    private int refusals;

    /**
     * @param reads every interaction that may be a read
     * @param subscriptions every subscription
     */
    PathTable(Interaction[] reads, Subscription[] subscriptions, InteractionSizes sizes) {
        this.reads = reads;
        this.subscriptions = subscriptions;
        perRead = sizes.pathsPerRead;
        furtherForReads = sizes.furtherReadPaths;
        forSubscriptions = subscriptions.length * sizes.pathsPerSubscription;
        records = new int[sizes.pathTable() * INTS];
    }

    @Override
    public int capacity() {
        return records.length / INTS;
    }

    /** Paths and filters held. */
    @Override
    public int inUse() {
        return used;
    }

    @Override
    public int highWater() {
        return highWater;
    }

    @Override
    public int refusals() {
        return refusals;
    }

    /** Makes room for the paths of a read; false when it may not have so many now. */
    boolean open(Interaction read, int paths) {
        int further = Math.max(0, paths - perRead);
        for (int i = 0; i < reads.length; i++) {
            further += Math.max(0, reads[i].paths() - perRead);
        }
        return open(read, paths, paths <= perRead || further <= furtherForReads);
    }

    /** Makes room for the paths of a subscription; false when it may not have so many now. */
    boolean open(Subscription subscription, int paths) {
        return open(subscription, paths, isRoomForSubscription(paths));
    }

    /** Whether subscriptions may have so many paths besides those they have. */
    boolean isRoomForSubscription(int paths) {
        int held = paths;
        for (int i = 0; i < subscriptions.length; i++) {
            held += subscriptions[i].paths();
        }
        return held <= forSubscriptions;
    }

    /** Adds one of the attribute paths that room was made for; before every event path. */
    void addAttribute(PathHolder holder, Path path) {
        add(path.endpoint, path.cluster, path.element, path.flags);
        holder.attributePaths++;
    }

    /** Adds one of the event paths that room was made for; before every filter. */
    void addEvent(PathHolder holder, Path path) {
        add(path.endpoint, path.cluster, path.element, path.flags);
        holder.eventPaths++;
    }

    /** Adds a filter if there is room; nothing of another holder may have come in between. */
    void addFilter(PathHolder holder, VersionFilter filter) {
        if (used < capacity()) {
            add(filter.endpoint, filter.cluster, filter.version, 0);
            holder.versionFilters++;
        }
    }

    /** Takes back all that a holder has. */
    void close(PathHolder holder) {
        closeFilters(holder);
        int paths = holder.paths();
        holder.attributePaths = 0;
        holder.eventPaths = 0;
        remove(holder.firstPath, paths);
    }

    /** Takes back a holder's filters. */
    void closeFilters(PathHolder holder) {
        int filters = holder.versionFilters;
        holder.versionFilters = 0;
        remove(holder.firstPath + holder.paths(), filters);
    }

    /** Unpacks an attribute path, 0 to {@link PathHolder#attributePaths} − 1. */
    void readAttribute(PathHolder holder, int i, Path into) {
        read(holder.firstPath + i, into);
    }

    /** Unpacks an event path, 0 to {@link PathHolder#eventPaths} − 1. */
    void readEvent(PathHolder holder, int i, Path into) {
        read(holder.firstPath + holder.attributePaths + i, into);
    }

    /** Whether a filter names this cluster in this version. */
    boolean hasFilter(PathHolder holder, int endpoint, int cluster, int version) {
        int at = (holder.firstPath + holder.paths()) * INTS;
        int end = at + holder.versionFilters * INTS;
        while (at < end) {
            if (records[at] == endpoint
                    && records[at + 1] == cluster
                    && records[at + 2] == version) {
                return true;
            }
            at += INTS;
        }
        return false;
    }

    private boolean open(PathHolder holder, int paths, boolean allowed) {
        if (!allowed) {
            refusals++;
            return false;
        }
        closeFiltersFor(paths, reads);
        closeFiltersFor(paths, subscriptions);
        holder.firstPath = (short) used;
        return true;
    }

    private void closeFiltersFor(int paths, PathHolder[] holders) {
        for (int i = 0; i < holders.length && used + paths > capacity(); i++) {
            closeFilters(holders[i]);
        }
    }

    private void add(int endpoint, int cluster, int last, int flags) {
        int at = used * INTS;
        records[at] = flags << 16 | endpoint;
        records[at + 1] = cluster;
        records[at + 2] = last;
        used++;
        highWater = Math.max(highWater, used);
    }

    private void read(int record, Path into) {
        int at = record * INTS;
        into.endpoint = records[at] & 0xFFFF;
        into.flags = records[at] >>> 16;
        into.cluster = records[at + 1];
        into.element = records[at + 2];
    }

    private void remove(int record, int count) {
        if (count == 0) {
            return;
        }
        int from = record + count;
        System.arraycopy(records, from * INTS, records, record * INTS, (used - from) * INTS);
        used -= count;
        moveUp(reads, from, count);
        moveUp(subscriptions, from, count);
    }

    private static void moveUp(PathHolder[] holders, int from, int by) {
        for (int i = 0; i < holders.length; i++) {
            if (holders[i].firstPath >= from) {
                holders[i].firstPath -= by;
            }
        }
    }
}
