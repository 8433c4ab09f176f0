package org.mattermote.stack.interact;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.model.ImStatus;

/** DataVersionFilterIB (Matter core 10.6.6): a cluster of which the reader has this state. */
final class VersionFilter {
    private static final int PATH_TAG = 0;
    private static final int VERSION_TAG = 1;
    private static final int PATH_ENDPOINT_TAG = 1;
    private static final int PATH_CLUSTER_TAG = 2;

    int endpoint;
    int cluster;
    int version;

    /**
     * Reads the reader's current element and leaves the reader behind it.
     *
     * @return SUCCESS or INVALID_ACTION
     */
    int read(TlvReader r) {
        if (r.type() != TlvType.STRUCT) {
            return ImStatus.INVALID_ACTION;
        }
        boolean hasPath = false;
        boolean hasVersion = false;
        r.enter();
        while (r.next() == CodecStatus.OK) {
            if (r.tag() == PATH_TAG) {
                if (!readPath(r)) {
                    return ImStatus.INVALID_ACTION;
                }
                hasPath = true;
            } else if (r.tag() == VERSION_TAG) {
                if (r.u32() < 0) {
                    return ImStatus.INVALID_ACTION;
                }
                version = (int) r.u32();
                hasVersion = true;
            }
        }
        r.exit();
        return hasPath && hasVersion ? ImStatus.SUCCESS : ImStatus.INVALID_ACTION;
    }

    private boolean readPath(TlvReader r) {
        if (r.type() != TlvType.LIST) {
            return false;
        }
        endpoint = Path.ANY_ENDPOINT;
        cluster = Path.ANY;
        r.enter();
        while (r.next() == CodecStatus.OK) {
            if (r.tag() == PATH_ENDPOINT_TAG) {
                if (ImMessage.checkEndpoint(r) != ImStatus.SUCCESS) {
                    return false;
                }
                endpoint = (int) r.value();
            } else if (r.tag() == PATH_CLUSTER_TAG) {
                if (ImMessage.checkId(r) != ImStatus.SUCCESS) {
                    return false;
                }
                cluster = (int) r.value();
            }
        }
        r.exit();
        return endpoint != Path.ANY_ENDPOINT && cluster != Path.ANY;
    }
}
