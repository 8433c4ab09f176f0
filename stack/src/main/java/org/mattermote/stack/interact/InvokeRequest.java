package org.mattermote.stack.interact;

import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;

/** InvokeRequestMessage with one command that is not timed (Matter core 10.7.9). */
final class InvokeRequest {
    private static final int SUPPRESS_RESPONSE_TAG = 0;
    private static final int TIMED_REQUEST_TAG = 1;
    private static final int INVOKE_REQUESTS_TAG = 2;

    private static final int PATH_TAG = 0;
    private static final int FIELDS_TAG = 1;

    private InvokeRequest() {}

    /** Bytes that {@link #end} writes: three ends of containers and that of the message. */
    private static final int ENDS = 3 + ImMessage.END_LENGTH;

    /**
     * Writes what is before the fields; those may take all that is left.
     *
     * @param endpoint {@link Path#ANY_ENDPOINT} for every one in the group, and then no response is
     *     wanted
     */
    static void begin(TlvWriter w, int endpoint, int cluster, int command) {
        w.startStruct(TlvTag.ANONYMOUS);
        w.putBool(SUPPRESS_RESPONSE_TAG, endpoint == Path.ANY_ENDPOINT);
        w.putBool(TIMED_REQUEST_TAG, false);
        w.startArray(INVOKE_REQUESTS_TAG);
        w.startStruct(TlvTag.ANONYMOUS);
        if (endpoint == Path.ANY_ENDPOINT) {
            CommandPath.putInGroup(w, PATH_TAG, cluster, command);
        } else {
            CommandPath.put(w, PATH_TAG, endpoint, cluster, command);
        }
        w.startStruct(FIELDS_TAG);
        w.reserve(ENDS);
    }

    /** Writes what is behind the fields. */
    static void end(TlvWriter w) {
        w.unreserve(ENDS);
        w.endContainer();
        w.endContainer();
        w.endContainer();
        ImMessage.end(w);
    }

    /**
     * @param fields members of the command's structure, TLV with context tags
     */
    static void put(
            TlvWriter w, int endpoint, int cluster, int command, byte[] fields, int length) {
        begin(w, endpoint, cluster, command);
        w.putRaw(fields, 0, length);
        end(w);
    }
}
