package org.mattermote.stack.interact;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.ImStatus;

/** CommandPathIB (Matter core 10.6.11). */
final class CommandPath {
    private static final int ENDPOINT_TAG = 0;
    private static final int CLUSTER_TAG = 1;
    private static final int COMMAND_TAG = 2;

    /** Number or {@link Path#ANY_ENDPOINT}. */
    int endpoint;

    /** Id or {@link Path#ANY}. */
    int cluster;

    /** Id or {@link Path#ANY}. */
    int command;

    /**
     * Reads the reader's current element and leaves the reader behind it.
     *
     * @return SUCCESS or INVALID_ACTION
     */
    int read(TlvReader r) {
        endpoint = Path.ANY_ENDPOINT;
        cluster = Path.ANY;
        command = Path.ANY;
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
        return cluster == Path.ANY || command == Path.ANY
                ? ImStatus.INVALID_ACTION
                : ImStatus.SUCCESS;
    }

    static void put(TlvWriter w, int tag, int endpoint, int cluster, int command) {
        w.startList(tag);
        w.putUnsigned(ENDPOINT_TAG, endpoint);
        w.putUnsigned(CLUSTER_TAG, cluster & 0xFFFFFFFFL);
        w.putUnsigned(COMMAND_TAG, command & 0xFFFFFFFFL);
        w.endContainer();
    }

    /** A path to every endpoint of a group. */
    static void putInGroup(TlvWriter w, int tag, int cluster, int command) {
        w.startList(tag);
        w.putUnsigned(CLUSTER_TAG, cluster & 0xFFFFFFFFL);
        w.putUnsigned(COMMAND_TAG, command & 0xFFFFFFFFL);
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
            case COMMAND_TAG:
                command = (int) r.value();
                return ImMessage.checkId(r);
            default:
                return ImStatus.SUCCESS;
        }
    }
}
