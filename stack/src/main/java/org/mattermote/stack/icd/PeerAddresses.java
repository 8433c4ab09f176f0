package org.mattermote.stack.icd;

import org.mattermote.stack.port.PeerAddress;

/** Where nodes of our fabrics are: operational discovery (Matter core 4.3.2). */
public interface PeerAddresses {
    /** {@link #find}: here it is. */
    int FOUND = 0;

    /** {@link #find}: it was asked for; ask again in a later poll. */
    int SEARCHING = 1;

    /** {@link #find}: nobody knows. */
    int UNKNOWN = -1;

    /**
     * Looks for a node; the search is over with FOUND or UNKNOWN.
     *
     * @param search number of it, 0 and up: who asks has so many at a time at most
     * @param out filled in if it is found
     * @return FOUND, SEARCHING or UNKNOWN
     */
    int find(int search, int fabricIndex, long nodeId, PeerAddress out, long nowMillis);

    /** Nobody wants to know any more; nothing happens when there is no such search. */
    void forget(int search);
}
