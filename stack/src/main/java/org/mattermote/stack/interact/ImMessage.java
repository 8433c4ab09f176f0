package org.mattermote.stack.interact;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.ImStatus;

/** What all Interaction Model messages share (Matter core 10.7). */
final class ImMessage {
    /** Written as last member of every message. */
    static final int REVISION = 12;

    private static final int REVISION_TAG = 0xFF;

    private static final int STATUS_TAG = 0;
    private static final int CLUSTER_STATUS_TAG = 1;

    /** Bytes that {@link #end} writes. */
    static final int END_LENGTH = 4;

    private ImMessage() {}

    /**
     * Checks a whole message, which is one anonymous structure, and enters it.
     *
     * @return SUCCESS or INVALID_ACTION
     */
    static int open(TlvReader r, byte[] bytes, int offset, int length) {
        r.wrap(bytes, offset, length);
        if (r.next() != CodecStatus.OK
                || r.type() != TlvType.STRUCT
                || r.tag() != TlvTag.ANONYMOUS
                || r.elementEnd() != offset + length) {
            return ImStatus.INVALID_ACTION;
        }
        r.enter();
        return ImStatus.SUCCESS;
    }

    /** The Status of a StatusResponse, or −1 when the message is none. */
    static int statusOf(TlvReader r, byte[] bytes, int offset, int length) {
        if (open(r, bytes, offset, length) != ImStatus.SUCCESS
                || r.find(STATUS_TAG) != CodecStatus.OK) {
            return -1;
        }
        int status = r.u8();
        return status < 0 ? -1 : status;
    }

    /** Closes the message's structure. */
    static void end(TlvWriter w) {
        w.putUnsigned(REVISION_TAG, REVISION);
        w.endContainer();
    }

    /** A whole StatusResponse. */
    static void statusResponse(TlvWriter w, int status) {
        w.startStruct(TlvTag.ANONYMOUS);
        w.putUnsigned(STATUS_TAG, ImStatus.code(status));
        end(w);
    }

    /** A StatusIB. */
    static void putStatus(TlvWriter w, int tag, int status) {
        w.startStruct(tag);
        w.putUnsigned(STATUS_TAG, ImStatus.code(status));
        if (ImStatus.hasClusterStatus(status)) {
            w.putUnsigned(CLUSTER_STATUS_TAG, ImStatus.clusterStatus(status));
        }
        w.endContainer();
    }

    /** The current element as a 32-bit id; SUCCESS, or INVALID_ACTION when it is none. */
    static int checkId(TlvReader r) {
        long id = r.u32();
        return id < 0 || id == 0xFFFFFFFFL ? ImStatus.INVALID_ACTION : ImStatus.SUCCESS;
    }

    /** The current element as an endpoint number; SUCCESS, or INVALID_ACTION when it is none. */
    static int checkEndpoint(TlvReader r) {
        int endpoint = r.u16();
        return endpoint < 0 || endpoint == Path.ANY_ENDPOINT
                ? ImStatus.INVALID_ACTION
                : ImStatus.SUCCESS;
    }
}
