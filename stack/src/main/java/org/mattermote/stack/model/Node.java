package org.mattermote.stack.model;

/** The node: every endpoint, ascending by number, endpoint 0 first. Made at boot. */
public final class Node {
    private final Endpoint[] endpoints;
    private final ChangeCounter changes = new ChangeCounter();
    private EventLog events;

    /**
     * @param endpoints ascending by number
     * @param seed random; initial data versions are spread from it
     */
    public Node(Endpoint[] endpoints, int seed) {
        this.endpoints = endpoints;
        int version = seed;
        for (int i = 0; i < endpoints.length; i++) {
            Endpoint endpoint = endpoints[i];
            for (int c = 0; c < endpoint.clusterCount(); c++) {
                version = version * 1664525 + 1013904223;
                endpoint.cluster(c).attach(endpoint, changes, version);
            }
        }
    }

    /** While the node is wired: it announces these revisions. */
    public void revise(Revisions revisions) {
        for (int i = 0; i < endpoints.length; i++) {
            endpoints[i].revise(revisions);
        }
    }

    public ChangeCounter changes() {
        return changes;
    }

    /** Gives the node its event log; at boot, once. */
    public void useEvents(EventLog log) {
        events = log;
    }

    /** Where clusters record events; null on a node without. */
    public EventLog events() {
        return events;
    }

    public int endpointCount() {
        return endpoints.length;
    }

    public Endpoint endpoint(int i) {
        return endpoints[i];
    }

    /** The endpoint with this number, or null. */
    public Endpoint find(int endpointId) {
        for (int i = 0; i < endpoints.length; i++) {
            if (endpoints[i].id() == endpointId) {
                return endpoints[i];
            }
        }
        return null;
    }

    /**
     * Runs every cluster that is due; returns the next deadline, {@link Cluster#NEVER} for none.
     */
    public long poll(long nowMillis) {
        long next = Cluster.NEVER;
        for (int i = 0; i < endpoints.length; i++) {
            Endpoint endpoint = endpoints[i];
            for (int c = 0; c < endpoint.clusterCount(); c++) {
                next = Math.min(next, endpoint.cluster(c).poll(nowMillis));
            }
        }
        return next;
    }

    /** A fabric left: every cluster forgets it. */
    public void fabricRemoved(int fabricIndex) {
        for (int i = 0; i < endpoints.length; i++) {
            Endpoint endpoint = endpoints[i];
            for (int c = 0; c < endpoint.clusterCount(); c++) {
                endpoint.cluster(c).fabricRemoved(fabricIndex);
            }
        }
    }
}
