package org.mattermote.stack;

import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Endpoint;

/** What makes a node a product: its endpoints, and the hardware behind them. */
public interface App {
    /** Device type told while commissionable. */
    int deviceType();

    /**
     * Clusters of endpoint 0 beside those that every node has. Once, at boot.
     *
     * @return in any order
     */
    Cluster[] rootClusters(Stack stack);

    /** Endpoints 1 and up, ascending. Once, at boot. */
    Endpoint[] endpoints(Stack stack);

    /** Sets the hardware to what it was before the restart. Once, at boot. */
    void start();

    /** The button of the product. */
    void button(long nowMillis);
}
