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

    /** Bits of WildcardPathFlags; those above are free for the number of an item. */
    private static final int WILDCARD_BITS = 9;

    private static final int LAST_OF_ANY = 0x7F;
    private static final int LAST_OF_ONE = 0xFFFF;

    /**
     * 16 bits. Of an attribute path with a wildcard WildcardPathFlags and, above {@link
     * #WILDCARD_BITS}, ListIndex; of another ListIndex alone. {@link #URGENT} or 0 of an event
     * path.
     *
     * <pre>
     *   ListIndex   0: none      n + 1: item n, or one beyond any list      all ones: null
     * </pre>
     */
    int flags;

    /** Of an attribute path, once the rest is known. */
    void setFlags(int wildcardFlags, int listIndex) {
        int last = isConcrete() ? LAST_OF_ONE : LAST_OF_ANY;
        int kept =
                listIndex == AttributePath.END_OF_LIST ? last : Math.min(listIndex + 1, last - 1);
        flags =
                isConcrete()
                        ? kept
                        : wildcardFlags & (1 << WILDCARD_BITS) - 1 | kept << WILDCARD_BITS;
    }

    /** Of an attribute path: {@link AttributePath#listIndex}. */
    int listIndex() {
        int last = isConcrete() ? LAST_OF_ONE : LAST_OF_ANY;
        int kept = isConcrete() ? flags : flags >>> WILDCARD_BITS;
        return kept == last ? AttributePath.END_OF_LIST : kept - 1;
    }

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
