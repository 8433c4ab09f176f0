package org.mattermote.stack.interact;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.ImStatus;

/** EventPathIB (Matter core 10.6.8). A node id in it is passed over. */
final class EventPath {
    private static final int ENDPOINT_TAG = 1;
    private static final int CLUSTER_TAG = 2;
    private static final int EVENT_TAG = 3;
    private static final int URGENT_TAG = 4;

    /** Number or {@link Path#ANY_ENDPOINT}. */
    int endpoint;

    /** Id or {@link Path#ANY}. */
    int cluster;

    /** Id or {@link Path#ANY}. */
    int event;

    boolean urgent;

    /**
     * Reads the reader's current element and leaves the reader behind it.
     *
     * @return SUCCESS or INVALID_ACTION
     */
    int read(TlvReader r) {
        endpoint = Path.ANY_ENDPOINT;
        cluster = Path.ANY;
        event = Path.ANY;
        urgent = false;
        if (r.type() != TlvType.LIST) {
            return ImStatus.INVALID_ACTION;
        }
        r.enter();
        while (r.next() == CodecStatus.OK) {
            if (member(r) != ImStatus.SUCCESS) {
                return ImStatus.INVALID_ACTION;
            }
        }
        r.exit();
        return cluster == Path.ANY && event != Path.ANY
                ? ImStatus.INVALID_ACTION
                : ImStatus.SUCCESS;
    }

    static void put(TlvWriter w, int tag, int endpoint, int cluster, int event) {
        w.startList(tag);
        w.putUnsigned(ENDPOINT_TAG, endpoint);
        w.putUnsigned(CLUSTER_TAG, cluster & 0xFFFFFFFFL);
        w.putUnsigned(EVENT_TAG, event & 0xFFFFFFFFL);
        w.endContainer();
    }

    private int member(TlvReader r) {
        switch (r.tag()) {
            case ENDPOINT_TAG:
                endpoint = (int) r.value();
                return ImMessage.checkEndpoint(r);
            case CLUSTER_TAG:
                cluster = (int) r.value();
                return ImMessage.checkId(r);
            case EVENT_TAG:
                event = (int) r.value();
                return ImMessage.checkId(r);
            case URGENT_TAG:
                urgent = r.boolValue();
                return r.bool() >= 0 ? ImStatus.SUCCESS : ImStatus.INVALID_ACTION;
            default:
                return ImStatus.SUCCESS;
        }
    }
}
