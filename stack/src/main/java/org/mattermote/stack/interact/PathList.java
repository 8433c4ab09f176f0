package org.mattermote.stack.interact;

/**
 * The attribute or event paths of a request or subscription, three ints a path.
 *
 * <pre>
 *  31        16 15          0   31      0   31               0
 * +------------+-------------+ +---------+ +------------------+
 * | flags      | endpoint    | | cluster | | attribute, event |
 * +------------+-------------+ +---------+ +------------------+
 * </pre>
 *
 * Ids that no specification gives out stand for a wildcard.
 */
final class PathList extends TripleList {
    static final int ANY_ENDPOINT = 0xFFFF;

    /** Any cluster, attribute or event. */
    static final int ANY = -1;

    /** Flag of an event path: IsUrgent. */
    static final int URGENT = 1;

    /**
     * @param capacity paths at most
     */
    PathList(TripleTable table, int capacity) {
        super(table, capacity);
    }

    /** False when there is no room. */
    boolean add(int endpoint, int cluster, int element, int flags) {
        return add(flags << 16 | endpoint, cluster, element);
    }

    int endpoint(int i) {
        return get(i, 0) & 0xFFFF;
    }

    int cluster(int i) {
        return get(i, 1);
    }

    /** Attribute or event id. */
    int element(int i) {
        return get(i, 2);
    }

    /** WildcardPathFlags of an attribute path, {@link #URGENT} or 0 of an event path. */
    int flags(int i) {
        return get(i, 0) >>> 16;
    }

    boolean isConcrete(int i) {
        return endpoint(i) != ANY_ENDPOINT && cluster(i) != ANY && element(i) != ANY;
    }

    boolean matchesEndpoint(int i, int endpoint) {
        return endpoint(i) == ANY_ENDPOINT || endpoint(i) == endpoint;
    }

    boolean matchesCluster(int i, int cluster) {
        return cluster(i) == ANY || cluster(i) == cluster;
    }

    boolean matchesElement(int i, int element) {
        return element(i) == ANY || element(i) == element;
    }
}
