package org.mattermote.stack.interact;

import org.mattermote.stack.mem.SlotState;

/** How far a report has come; {@link ReportGenerator} moves it from chunk to chunk. */
final class ReportCursor {
    static final int ATTRIBUTES = 0;
    static final int EVENT_ERRORS = 1;
    static final int EVENTS = 2;
    static final int COMPLETE = 3;

    /** Number of the next event to be looked at. */
    long event;

    /** Number of the first event that is left to the next report. */
    long eventEnd;

    /** Stamp of the report before this one. */
    int since;

    /** Stamp when this report began. */
    int began;

    /** The data version that all reports of this cluster carry. */
    int version;

    /** The cluster's data version when the list was begun. */
    int itemVersion;

    /** Next item of a list that was begun in an earlier chunk, −1 when none was. */
    short item;

    /** Number of the attribute path, or of the event path in EVENT_ERRORS. */
    short path;

    /** Position of the endpoint in the node, for a wildcard path. */
    short endpoint;

    /** Position of the cluster in the endpoint, for a wildcard path. */
    short cluster;

    /** Position among the cluster's attributes, then the global ones; for a wildcard path. */
    short attribute;

    /** ATTRIBUTES to COMPLETE. */
    byte phase;

    /** How often the present list was begun again because it changed in between. */
    byte restarts;

    /** True while the path stands inside a cluster and {@link #version} is the cluster's. */
    boolean inCluster;

    /** True: only attributes that changed after {@link #since}. */
    boolean changesOnly;

    void begin(boolean onlyChanges, int sinceStamp, int stampNow, long fromEvent, long toEvent) {
        phase = ATTRIBUTES;
        changesOnly = onlyChanges;
        since = sinceStamp;
        began = stampNow;
        event = fromEvent;
        eventEnd = toEvent;
        path = 0;
        toPathStart();
    }

    void nextPath() {
        path++;
        toPathStart();
    }

    void nextEndpoint() {
        endpoint++;
        cluster = 0;
        toClusterStart();
    }

    void nextCluster() {
        cluster++;
        toClusterStart();
    }

    void nextAttribute() {
        attribute++;
        toAttributeStart();
    }

    void toAttributeStart() {
        item = -1;
        restarts = 0;
    }

    private void toClusterStart() {
        attribute = 0;
        inCluster = false;
        toAttributeStart();
    }

    private void toPathStart() {
        endpoint = 0;
        cluster = 0;
        toClusterStart();
    }

    /** Its part of the state of the slot it belongs to. */
    void state(SlotState state) {
        event = state.wide(event);
        eventEnd = state.wide(eventEnd);
        since = state.integer(since);
        began = state.integer(began);
        version = state.integer(version);
        itemVersion = state.integer(itemVersion);
        item = (short) state.integer(item);
        path = (short) state.integer(path);
        endpoint = (short) state.integer(endpoint);
        cluster = (short) state.integer(cluster);
        attribute = (short) state.integer(attribute);
        phase = (byte) state.integer(phase);
        restarts = (byte) state.integer(restarts);
        inCluster = state.flag(inCluster);
        changesOnly = state.flag(changesOnly);
    }
}
