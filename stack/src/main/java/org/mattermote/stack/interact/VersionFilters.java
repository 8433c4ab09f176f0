package org.mattermote.stack.interact;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.model.ImStatus;

/**
 * The DataVersionFilterIBs of a request (Matter core 10.6.6): clusters of which the reader has the
 * present state. What does not fit is left out, so that more is reported than needed.
 */
final class VersionFilters extends TripleList {
    private static final int PATH_TAG = 0;
    private static final int VERSION_TAG = 1;
    private static final int PATH_ENDPOINT_TAG = 1;
    private static final int PATH_CLUSTER_TAG = 2;

    private int pathEndpoint;
    private int pathCluster;

    /**
     * @param capacity filters at most
     */
    VersionFilters(TripleTable table, int capacity) {
        super(table, capacity);
    }

    /** Whether a filter names this cluster in this version. */
    boolean has(int endpoint, int cluster, int version) {
        for (int i = 0; i < count(); i++) {
            if (get(i, 0) == endpoint && get(i, 1) == cluster && get(i, 2) == version) {
                return true;
            }
        }
        return false;
    }

    /**
     * Takes in the filter at the reader's current element.
     *
     * @return SUCCESS or INVALID_ACTION
     */
    int read(TlvReader r) {
        if (r.type() != TlvType.STRUCT) {
            return ImStatus.INVALID_ACTION;
        }
        boolean hasPath = false;
        long version = -1;
        r.enter();
        while (r.next() == CodecStatus.OK) {
            if (r.tag() == PATH_TAG) {
                if (!readPath(r)) {
                    return ImStatus.INVALID_ACTION;
                }
                hasPath = true;
            } else if (r.tag() == VERSION_TAG) {
                version = r.u32();
                if (version < 0) {
                    return ImStatus.INVALID_ACTION;
                }
            }
        }
        r.exit();
        if (!hasPath || version < 0) {
            return ImStatus.INVALID_ACTION;
        }
        add(pathEndpoint, pathCluster, (int) version);
        return ImStatus.SUCCESS;
    }

    private boolean readPath(TlvReader r) {
        if (r.type() != TlvType.LIST) {
            return false;
        }
        pathEndpoint = PathList.ANY_ENDPOINT;
        pathCluster = PathList.ANY;
        r.enter();
        while (r.next() == CodecStatus.OK) {
            if (r.tag() == PATH_ENDPOINT_TAG) {
                if (ImMessage.checkEndpoint(r) != ImStatus.SUCCESS) {
                    return false;
                }
                pathEndpoint = (int) r.value();
            } else if (r.tag() == PATH_CLUSTER_TAG) {
                if (ImMessage.checkId(r) != ImStatus.SUCCESS) {
                    return false;
                }
                pathCluster = (int) r.value();
            }
        }
        r.exit();
        return pathEndpoint != PathList.ANY_ENDPOINT && pathCluster != PathList.ANY;
    }
}
