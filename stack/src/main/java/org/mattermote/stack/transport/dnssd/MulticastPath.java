package org.mattermote.stack.transport.dnssd;

import org.mattermote.stack.port.PeerAddress;

/**
 * One interface with one of the two IP versions, and the answer that waits to be multicast there.
 */
final class MulticastPath {
    final boolean ipv4;

    /** The operating system's index; 0 when this path is not in use. */
    int interfaceIndex;

    /** Position in {@link org.mattermote.stack.port.NetworkPort}. */
    int position;

    /** Member of the multicast group. */
    boolean joined;

    /** Records to say at {@link #answerAt}. */
    final RecordSet pending;

    long answerAt;

    /** Who asked for what is pending, while it was one host only. */
    final PeerAddress asker = new PeerAddress();

    boolean severalAskers;

    MulticastPath(boolean ipv4, int services) {
        this.ipv4 = ipv4;
        pending = new RecordSet(services);
    }

    void clear() {
        interfaceIndex = 0;
        position = 0;
        joined = false;
        pending.clear();
    }
}
