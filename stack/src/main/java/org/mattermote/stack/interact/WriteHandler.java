package org.mattermote.stack.interact;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.AttributeFlags;
import org.mattermote.stack.model.AttributeWrite;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Subject;

/**
 * Runs WriteRequests (Matter core 8.7.3, 10.7.6). {@link #open} looks at the whole message before
 * anything is written, {@link #run} then writes path by path; the second must follow the first with
 * nothing in between.
 *
 * <p>Items of equal path in a row, also over the messages of a chunked write, are one run:
 * privilege, timing and data version are checked at its start, and appends share the fate of the
 * replacement before them. What a message has of one run becomes durable at once.
 */
final class WriteHandler {
    private static final int SUPPRESS_RESPONSE_TAG = 0;
    private static final int TIMED_REQUEST_TAG = 1;
    private static final int WRITE_REQUESTS_TAG = 2;
    private static final int MORE_CHUNKED_MESSAGES_TAG = 3;

    private static final int DATA_VERSION_TAG = 0;
    private static final int PATH_TAG = 1;
    private static final int DATA_TAG = 2;

    private static final int WRITE_RESPONSES_TAG = 0;
    private static final int STATUS_PATH_TAG = 0;
    private static final int STATUS_TAG = 1;

    /** Bytes of an AttributeStatusIB beside its path, with a cluster status. */
    private static final int STATUS_LENGTH = 1 + 2 + 3 + 3 + 1 + 1;

    /** Bytes of a WriteResponse beside its AttributeStatusIBs. */
    private static final int RESPONSE_LENGTH = 1 + 2 + 1 + ImMessage.END_LENGTH;

    /** Bytes of a path beside its numbers, with a null list index. */
    private static final int PATH_LENGTH = 2 + 3 * 2 + 2 + 1;

    private final Targets targets;
    private final GroupMembership groups;
    private final ValueCheck valueCheck;
    private final AttributePath path = new AttributePath();
    private final AttributeWrite write;
    private final TlvReader message;
    private final TlvReader requests;
    private final TlvReader item;
    private final TlvReader data;
    private final TlvReader lent;

    private boolean timed;
    private boolean suppressResponse;
    private boolean moreChunks;
    private int responseLength;

    /** Whose list the items at hand write, null for nobody's. */
    private Cluster list;

    /** Position in the message of the first item that the list took. */
    private int listFirst;

    /** Before the status of that item. */
    private int listMark;

    /** Whose list took the last item, null when it was no list or not taken. */
    private Cluster taken;

    private boolean hasVersion;
    private int version;

    /**
     * @param groups null when the node is in no groups
     * @param subject who acts in the message that is being handled
     */
    WriteHandler(Targets targets, GroupMembership groups, Subject subject, RequestReaders readers) {
        this.targets = targets;
        this.groups = groups;
        write = new AttributeWrite(subject);
        message = readers.message;
        requests = readers.list;
        item = readers.item;
        data = readers.value;
        lent = readers.copy;
        valueCheck = new ValueCheck(readers.copy);
    }

    /**
     * Checks a message as a whole.
     *
     * @return SUCCESS or the status that answers it all
     */
    int open(Interaction in, byte[] bytes, int offset, int length) {
        int timedFlag = -1;
        boolean hasRequests = false;
        suppressResponse = false;
        moreChunks = false;
        if (ImMessage.open(message, bytes, offset, length) != ImStatus.SUCCESS) {
            return ImStatus.INVALID_ACTION;
        }
        while (message.next() == CodecStatus.OK) {
            int flag = 0;
            switch (message.tag()) {
                case SUPPRESS_RESPONSE_TAG:
                    flag = message.bool();
                    suppressResponse = flag == 1;
                    break;
                case TIMED_REQUEST_TAG:
                    flag = message.bool();
                    timedFlag = flag;
                    break;
                case WRITE_REQUESTS_TAG:
                    if (message.type() != TlvType.ARRAY) {
                        return ImStatus.INVALID_ACTION;
                    }
                    requests.copyFrom(message);
                    hasRequests = true;
                    break;
                case MORE_CHUNKED_MESSAGES_TAG:
                    flag = message.bool();
                    moreChunks = flag == 1;
                    break;
                default:
                    break;
            }
            if (flag < 0) {
                return ImStatus.INVALID_ACTION;
            }
        }
        if (timedFlag < 0 || !hasRequests) {
            return ImStatus.INVALID_ACTION;
        }
        timed = timedFlag == 1;
        if (moreChunks && (timed || suppressResponse || in.group)) {
            return ImStatus.INVALID_ACTION;
        }
        if (timed != (in.state == Interaction.TIMED)) {
            return ImStatus.TIMED_REQUEST_MISMATCH;
        }
        return checkItems(in.group);
    }

    /** Whether no response is wanted. */
    boolean suppressesResponse() {
        return suppressResponse;
    }

    /** Whether another WriteRequest follows. */
    boolean hasMoreChunks() {
        return moreChunks;
    }

    /** Bytes that the response to the opened message may need. */
    int responseLength() {
        return responseLength;
    }

    /**
     * Writes what the opened message asks for.
     *
     * @param w takes the WriteResponse; null when none is wanted
     */
    void run(Interaction in, TlvWriter w, long nowMillis) {
        write.nowMillis = nowMillis;
        if (w != null) {
            w.startStruct(TlvTag.ANONYMOUS);
            w.startArray(WRITE_RESPONSES_TAG);
        }
        list = null;
        item.copyFrom(requests);
        item.enter();
        int at = 0;
        while (item.next() == CodecStatus.OK) {
            readItem();
            if (list != null && !isInRun(in, path.endpoint)) {
                endList(in, w, at);
                item.next();
                readItem();
            }
            if (path.endpoint == Path.ANY_ENDPOINT) {
                writeToGroup(in);
            } else {
                int status = writeItem(in, path.endpoint);
                if (taken != null && list == null) {
                    list = taken;
                    listFirst = at;
                    listMark = w == null ? 0 : w.mark();
                }
                if (w != null) {
                    putStatus(w, status);
                }
            }
            at++;
        }
        if (list != null) {
            endList(in, w, at);
        }
        if (w != null) {
            w.endContainer();
            ImMessage.end(w);
        }
    }

    /** Every item must be whole and concrete; a group's path, and only that, has no endpoint. */
    private int checkItems(boolean group) {
        responseLength = RESPONSE_LENGTH;
        item.copyFrom(requests);
        item.enter();
        while (item.next() == CodecStatus.OK) {
            if (readItem() != ImStatus.SUCCESS
                    || !path.hasElement()
                    || group != (path.endpoint == Path.ANY_ENDPOINT)) {
                return ImStatus.INVALID_ACTION;
            }
            responseLength += STATUS_LENGTH + pathLength();
        }
        return ImStatus.SUCCESS;
    }

    /**
     * Reads the AttributeDataIB that {@link #item} stands on; {@link #data} then is at its value.
     */
    private int readItem() {
        if (item.type() != TlvType.STRUCT) {
            return ImStatus.INVALID_ACTION;
        }
        boolean hasPath = false;
        boolean hasData = false;
        hasVersion = false;
        item.enter();
        while (item.next() == CodecStatus.OK) {
            switch (item.tag()) {
                case DATA_VERSION_TAG:
                    if (item.u32() < 0) {
                        return ImStatus.INVALID_ACTION;
                    }
                    version = (int) item.u32();
                    hasVersion = true;
                    break;
                case PATH_TAG:
                    if (path.read(item) != ImStatus.SUCCESS) {
                        return ImStatus.INVALID_ACTION;
                    }
                    hasPath = true;
                    break;
                case DATA_TAG:
                    data.copyFrom(item);
                    hasData = true;
                    break;
                default:
                    break;
            }
        }
        item.exit();
        return hasPath && hasData ? ImStatus.SUCCESS : ImStatus.INVALID_ACTION;
    }

    /** Bytes of {@link #path} in the response at most. */
    private int pathLength() {
        int endpoint = path.endpoint > 0xFF ? 2 : 1;
        return PATH_LENGTH + endpoint + width(path.cluster) + width(path.attribute);
    }

    private static int width(int id) {
        return id >>> 16 != 0 ? 4 : id > 0xFF ? 2 : 1;
    }

    /**
     * The items of a list that this message has are through, those before position {@code end};
     * {@link #item} then stands behind the last of them.
     */
    private void endList(Interaction in, TlvWriter w, int end) {
        Cluster written = list;
        list = null;
        int status = written.listWritten(in.runAttribute, write);
        if (status != ImStatus.SUCCESS) {
            in.runStatus = status;
        }
        item.copyFrom(requests);
        item.enter();
        for (int i = 0; i < end; i++) {
            item.next();
            if (status != ImStatus.SUCCESS && w != null && i >= listFirst) {
                if (i == listFirst) {
                    w.rewind(listMark);
                }
                readItem();
                putStatus(w, status);
            }
        }
    }

    private void writeToGroup(Interaction in) {
        if (groups == null) {
            return;
        }
        for (int i = 0; i < targets.node.endpointCount(); i++) {
            Endpoint endpoint = targets.node.endpoint(i);
            if (groups.contains(
                    write.subject.fabricIndex,
                    (int) write.subject.nodeId & 0xFFFF,
                    endpoint.id())) {
                writeItem(in, endpoint.id());
                if (taken != null) {
                    taken.listWritten(path.attribute, write);
                }
            }
        }
    }

    private int writeItem(Interaction in, int endpoint) {
        boolean append = path.listIndex == AttributePath.END_OF_LIST;
        boolean inRun = isInRun(in, endpoint);
        taken = null;
        boolean granted = inRun && in.runStatus == ImStatus.SUCCESS;
        if (inRun && append) {
            return granted ? store(endpoint, true) : in.runStatus;
        }
        int status = check(endpoint, granted);
        in.runEndpoint = endpoint;
        in.runCluster = path.cluster;
        in.runAttribute = path.attribute;
        in.runStatus = status;
        if (status == ImStatus.SUCCESS) {
            status = store(endpoint, append);
            if (!append) {
                in.runStatus = status;
            }
        }
        return status;
    }

    private boolean isInRun(Interaction in, int endpoint) {
        return in.runAttribute == path.attribute
                && in.runCluster == path.cluster
                && in.runEndpoint == endpoint;
    }

    /** All checks but those of the value, in the order of Matter core 8.4.3.2. */
    private int check(int endpoint, boolean granted) {
        Cluster cluster = targets.find(endpoint, path.cluster);
        int flags = cluster == null ? 0 : Targets.attribute(cluster, path.attribute);
        if (flags == 0) {
            return targets.missing(
                    write.subject, endpoint, path.cluster, ImStatus.UNSUPPORTED_ATTRIBUTE);
        }
        if (!AttributeFlags.has(flags, AttributeFlags.WRITE) || path.listIndex >= 0) {
            return ImStatus.UNSUPPORTED_WRITE;
        }
        int privilege = AttributeFlags.writePrivilege(flags);
        if (!granted
                && !targets.access.allows(
                        write.subject, privilege, cluster.endpoint(), cluster.id())) {
            return ImStatus.UNSUPPORTED_ACCESS;
        }
        if (!timed && AttributeFlags.has(flags, AttributeFlags.TIMED)) {
            return ImStatus.NEEDS_TIMED_INTERACTION;
        }
        if (hasVersion && version != cluster.dataVersion()) {
            return ImStatus.DATA_VERSION_MISMATCH;
        }
        if (write.subject.fabricIndex == 0
                && AttributeFlags.has(flags, AttributeFlags.FABRIC_SCOPED)) {
            return ImStatus.UNSUPPORTED_ACCESS;
        }
        return ImStatus.SUCCESS;
    }

    private int store(int endpoint, boolean append) {
        Cluster cluster = targets.find(endpoint, path.cluster);
        int flags = Targets.attribute(cluster, path.attribute);
        if (append && !AttributeFlags.has(flags, AttributeFlags.LIST)) {
            return ImStatus.INVALID_DATA_TYPE;
        }
        int status = valueCheck.check(cluster.spec(), path.attribute, flags, append, data);
        if (status != ImStatus.SUCCESS) {
            return status;
        }
        write.operation = append ? AttributeWrite.APPEND : AttributeWrite.REPLACE;
        lent.copyFrom(data);
        status = cluster.write(path.attribute, write, lent);
        if (status == ImStatus.SUCCESS && AttributeFlags.has(flags, AttributeFlags.LIST)) {
            taken = cluster;
        }
        return status;
    }

    private void putStatus(TlvWriter w, int status) {
        w.startStruct(TlvTag.ANONYMOUS);
        AttributePath.put(
                w, STATUS_PATH_TAG, path.endpoint, path.cluster, path.attribute, path.listIndex);
        ImMessage.putStatus(w, STATUS_TAG, status);
        w.endContainer();
    }
}
