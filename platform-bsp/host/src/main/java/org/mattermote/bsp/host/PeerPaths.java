package org.mattermote.bsp.host;

import org.mattermote.stack.port.PeerAddress;

/**
 * By which path each peer was last heard, so that it is answered from the address it sent to. A
 * table of fixed size; the peer neither heard nor asked for longest gives way.
 */
final class PeerPaths {
    /** More than the sessions a device has. */
    static final int CAPACITY = 64;

    private final PeerAddress[] peers = new PeerAddress[CAPACITY];
    private final UdpPath[] paths = new UdpPath[CAPACITY];
    private final long[] used = new long[CAPACITY];
    private long uses;

    PeerPaths() {
        for (int i = 0; i < CAPACITY; i++) {
            peers[i] = new PeerAddress();
        }
    }

    void heard(PeerAddress peer, UdpPath path) {
        int at = find(peer);
        if (at < 0) {
            at = oldest();
            peers[at].set(peer);
        }
        paths[at] = path;
        used[at] = ++uses;
    }

    /** Null if this peer is not known. */
    UdpPath path(PeerAddress peer) {
        int at = find(peer);
        if (at < 0) {
            return null;
        }
        used[at] = ++uses;
        return paths[at];
    }

    void forget(UdpPath path) {
        for (int i = 0; i < CAPACITY; i++) {
            if (paths[i] == path) {
                paths[i] = null;
                used[i] = 0;
            }
        }
    }

    private int find(PeerAddress peer) {
        for (int i = 0; i < CAPACITY; i++) {
            if (paths[i] != null && peers[i].matches(peer)) {
                return i;
            }
        }
        return -1;
    }

    private int oldest() {
        int found = 0;
        for (int i = 1; i < CAPACITY; i++) {
            if (used[i] < used[found]) {
                found = i;
            }
        }
        return found;
    }
}
