package org.mattermote.stack.interact;

/**
 * One attribute or event path of a request or subscription, unpacked. Ids that no specification
 * gives out stand for a wildcard.
 */
final class Path {
    static final int ANY_ENDPOINT = 0xFFFF;

    /** Any cluster, attribute or event. */
    static final int ANY = -1;

    /** Flag of an event path: IsUrgent. */
    static final int URGENT = 1;

    /** Number or {@link #ANY_ENDPOINT}. */
    int endpoint;

    /** Id or {@link #ANY}. */
    int cluster;

    /** Attribute or event id, or {@link #ANY}. */
    int element;

    /** WildcardPathFlags of an attribute path, {@link #URGENT} or 0 of an event path: 16 bits. */
    int flags;

    boolean isConcrete() {
        return endpoint != ANY_ENDPOINT && cluster != ANY && element != ANY;
    }

    boolean matchesEndpoint(int id) {
        return endpoint == ANY_ENDPOINT || endpoint == id;
    }

    boolean matchesCluster(int id) {
        return cluster == ANY || cluster == id;
    }

    boolean matchesElement(int id) {
        return element == ANY || element == id;
    }
}
