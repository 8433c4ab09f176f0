package org.mattermote.stack.cluster;

/**
 * The way over which a node that is on no network yet is commissioned, as Network Commissioning
 * sees it: BTP, for a radio that cannot keep it up while it joins the operational network.
 */
public interface CommissioningLink {
    /** Whether somebody is connected over it. */
    boolean isOpen();

    /**
     * Ends it as soon as what waits to be sent is through: the node is about to join the network.
     * Nobody can connect over it until the fail-safe has expired.
     */
    void release(long nowMillis);
}
