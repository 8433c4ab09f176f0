package org.mattermote.stack.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.mattermote.stack.model.spec.TimeSynchronizationSpec;

/** A node that looks for the time, whom it may ask, and what it knows then. */
abstract class TimeSyncBench {
    static final int NO_TIME = 0;
    static final int MINUTES = 1;
    static final int SECONDS = 2;
    static final int MILLIS = 3;

    static final int ADMIN = TimeSynchronizationSpec.TIME_SOURCE_ADMIN;
    static final int NODE = TimeSynchronizationSpec.TIME_SOURCE_NODE_TIME_CLUSTER;
    static final int SNTP = TimeSynchronizationSpec.TIME_SOURCE_NON_MATTER_SNTP;

    static final int MISSING = TimeSynchronizationSpec.EVENT_MISSING_TRUSTED_TIME_SOURCE;
    static final int FAILURE = TimeSynchronizationSpec.EVENT_TIME_FAILURE;

    static final int HOUR = 3_600_000;
    static final int HALF_DAY = 12 * HOUR;

    final TimeNode n = new TimeNode();

    void is(int source, int granularity) {
        assertEquals(source, n.source());
        assertEquals(granularity, n.granularity());
        assertTrue(Math.abs(n.error()) <= 1500, "off by " + n.error());
    }

    int reads() {
        int reads = n.peer.heard.size();
        n.peer.heard.clear();
        return reads;
    }

    void connected() {
        n.peer.connect();
        n.network.pass(10);
    }

    void is(int source, int granularity, long off) {
        assertEquals(source, n.source());
        assertEquals(granularity, n.granularity());
        assertEquals(off, n.error(), 1500);
    }
}
