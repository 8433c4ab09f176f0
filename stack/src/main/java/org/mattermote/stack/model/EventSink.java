package org.mattermote.stack.model;

import org.mattermote.stack.codec.TlvWriter;

/** Where clusters put their events: the node's event log, seen from here. One event at a time. */
public interface EventSink {
    /**
     * Starts an event.
     *
     * @param cluster tells endpoint, cluster id and priority
     * @param event its id, from the generated constants
     * @param fabricIndex fabric of a fabric-sensitive event, else 0
     * @return writer that stands inside the structure of its fields, context tags ascending
     */
    TlvWriter begin(Cluster cluster, int event, int fabricIndex);

    /**
     * Records what was begun.
     *
     * @param nowMillis ms since boot
     * @return 0, or a negative number when there is no room for it
     */
    int commit(long nowMillis);
}
