package org.mattermote.stack.transport.dnssd;

import org.mattermote.stack.port.PeerAddress;

/**
 * One interface with one of the two IP versions, and the answer that waits to be multicast there.
 */
final class MulticastPath {
    long answerAt;

    /** Who asked for what is pending, by this interface: an address in two halves, and a port. */
    private long askerHigh;

    private long askerLow;

    /** Records to say at {@link #answerAt}. */
    final RecordSet pending;

    /** The operating system's index; 0 when this path is not in use. */
    int interfaceIndex;

    /** Position in {@link org.mattermote.stack.port.NetworkPort}. */
    char position;

    private char askerPort;

    final boolean ipv4;

    /** Member of the multicast group. */
    boolean joined;

    /** More than one host asked for what is pending. */
    private boolean severalAskers;

    MulticastPath(boolean ipv4, int services) {
        this.ipv4 = ipv4;
        pending = new RecordSet(services);
    }

    /** The first host to ask for what is pending. */
    void askedBy(PeerAddress querier) {
        askerHigh = querier.high();
        askerLow = querier.low();
        askerPort = (char) querier.port;
        severalAskers = false;
    }

    /** One more host that asks for what is pending; it may be the same. */
    void askedAlsoBy(PeerAddress querier) {
        severalAskers |= !isAsker(querier);
    }

    /** Did this host, and no other, ask for what is pending? */
    boolean isOnlyAsker(PeerAddress querier) {
        return !severalAskers && isAsker(querier);
    }

    private boolean isAsker(PeerAddress querier) {
        return querier.matches(askerHigh, askerLow, askerPort, querier.interfaceIndex);
    }

    void clear() {
        interfaceIndex = 0;
        position = 0;
        joined = false;
        pending.clear();
    }
}
