package org.mattermote.stack.interact;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.CommandFlags;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Privilege;
import org.mattermote.stack.model.Subject;

/**
 * Runs InvokeRequests (Matter core 8.8.3, 10.7.8). {@link #open} looks at the whole message before
 * any command runs, {@link #run} then runs them in order; the second must follow the first with
 * nothing in between. All responses go into one message: room for a status of each command behind
 * is kept, and a response that needs more becomes RESOURCE_EXHAUSTED.
 */
final class InvokeHandler {
    private static final int SUPPRESS_RESPONSE_TAG = 0;
    private static final int TIMED_REQUEST_TAG = 1;
    private static final int INVOKE_REQUESTS_TAG = 2;

    private static final int PATH_TAG = 0;
    private static final int FIELDS_TAG = 1;
    private static final int REFERENCE_TAG = 2;

    private static final int RESPONSE_SUPPRESS_TAG = 0;
    private static final int RESPONSES_TAG = 1;

    /** Bytes of the longest InvokeResponseIB with a status. */
    private static final int STATUS_LENGTH = 1 + 2 + (2 + 4 + 6 + 6 + 1) + 9 + 4 + 2;

    /** Bytes of an InvokeResponse before its InvokeResponseIBs. */
    private static final int HEAD_LENGTH = 1 + 2 + 2;

    /** Bytes of an InvokeResponse behind its InvokeResponseIBs. */
    private static final int TAIL_LENGTH = 1 + ImMessage.END_LENGTH;

    private static final int SEEN_INTS = 4;

    private static final byte[] NO_FIELDS = {0x15, 0x18};

    private final Targets targets;
    private final GroupMembership groups;
    private final CommandPath path = new CommandPath();
    private final CommandResponse response;
    private final TlvReader message;
    private final TlvReader requests;
    private final TlvReader item;
    private final TlvReader fields;
    private final TlvReader lent;

    /** Endpoint, cluster, command and reference of each command of the message. */
    private final int[] seen;

    private boolean timed;
    private boolean suppressResponse;
    private int reference;
    private int count;

    /**
     * @param groups null when the node is in no groups
     * @param maxPaths MaxPathsPerInvoke, 1 or more
     * @param subject who acts in the message that is being handled
     */
    InvokeHandler(
            Targets targets,
            GroupMembership groups,
            int maxPaths,
            Subject subject,
            RequestReaders readers) {
        this.targets = targets;
        this.groups = groups;
        response = new CommandResponse(subject);
        message = readers.message;
        requests = readers.list;
        item = readers.item;
        fields = readers.value;
        lent = readers.copy;
        seen = new int[maxPaths * SEEN_INTS];
    }

    /**
     * Checks a message as a whole.
     *
     * @return SUCCESS or the status that answers it all
     */
    int open(Interaction in, byte[] bytes, int offset, int length) {
        int timedFlag = -1;
        int suppressFlag = -1;
        boolean hasRequests = false;
        if (ImMessage.open(message, bytes, offset, length) != ImStatus.SUCCESS) {
            return ImStatus.INVALID_ACTION;
        }
        while (message.next() == CodecStatus.OK) {
            if (message.tag() == SUPPRESS_RESPONSE_TAG) {
                suppressFlag = message.bool();
                if (suppressFlag < 0) {
                    return ImStatus.INVALID_ACTION;
                }
            } else if (message.tag() == TIMED_REQUEST_TAG) {
                timedFlag = message.bool();
                if (timedFlag < 0) {
                    return ImStatus.INVALID_ACTION;
                }
            } else if (message.tag() == INVOKE_REQUESTS_TAG) {
                if (message.type() != TlvType.ARRAY) {
                    return ImStatus.INVALID_ACTION;
                }
                requests.copyFrom(message);
                hasRequests = true;
            }
        }
        if (timedFlag < 0 || suppressFlag < 0 || !hasRequests) {
            return ImStatus.INVALID_ACTION;
        }
        timed = timedFlag == 1;
        suppressResponse = suppressFlag == 1;
        if (timed != (in.state == Interaction.TIMED)) {
            return ImStatus.TIMED_REQUEST_MISMATCH;
        }
        return checkItems(in.group);
    }

    /** Whether no response is wanted. */
    boolean suppressesResponse() {
        return suppressResponse;
    }

    /** Bytes that the least response to the opened message needs: a status of each command. */
    int responseLength() {
        return HEAD_LENGTH + count * STATUS_LENGTH + TAIL_LENGTH;
    }

    /**
     * Runs what the opened message asks for.
     *
     * @param w takes the InvokeResponse; null when none is wanted
     */
    void run(Interaction in, TlvWriter w, long nowMillis) {
        response.group = in.group;
        response.nowMillis = nowMillis;
        int left = count;
        if (w != null) {
            w.startStruct(TlvTag.ANONYMOUS);
            w.putBool(RESPONSE_SUPPRESS_TAG, false);
            w.startArray(RESPONSES_TAG);
            w.reserve(TAIL_LENGTH + left * STATUS_LENGTH);
        }
        item.copyFrom(requests);
        item.enter();
        while (item.next() == CodecStatus.OK) {
            readItem();
            left--;
            if (w != null) {
                w.unreserve(STATUS_LENGTH);
            }
            if (path.endpoint == Path.ANY_ENDPOINT) {
                runOnGroup(in);
            } else {
                response.begin(w, path.endpoint, path.cluster, path.command, reference);
                response.end(runItem(path.endpoint));
            }
        }
        if (w != null) {
            w.unreserve(TAIL_LENGTH + left * STATUS_LENGTH);
            w.endContainer();
            ImMessage.end(w);
        }
    }

    private int checkItems(boolean group) {
        count = 0;
        boolean anyWithout = false;
        item.copyFrom(requests);
        item.enter();
        while (item.next() == CodecStatus.OK) {
            if (readItem() != ImStatus.SUCCESS
                    || (!group && path.endpoint == Path.ANY_ENDPOINT)
                    || isSeen()
                    || !remember()) {
                return ImStatus.INVALID_ACTION;
            }
            anyWithout |= reference == CommandResponse.NO_REFERENCE;
        }
        return count == 0 || (count > 1 && anyWithout) ? ImStatus.INVALID_ACTION : ImStatus.SUCCESS;
    }

    /** Whether the path or the reference of the present item came before. */
    private boolean isSeen() {
        for (int at = 0; at < count * SEEN_INTS; at += SEEN_INTS) {
            if (seen[at] == path.endpoint
                    && seen[at + 1] == path.cluster
                    && seen[at + 2] == path.command) {
                return true;
            }
            if (reference != CommandResponse.NO_REFERENCE && seen[at + 3] == reference) {
                return true;
            }
        }
        return false;
    }

    /** False when there are more commands than may be. */
    private boolean remember() {
        int at = count * SEEN_INTS;
        if (at == seen.length) {
            return false;
        }
        seen[at] = path.endpoint;
        seen[at + 1] = path.cluster;
        seen[at + 2] = path.command;
        seen[at + 3] = reference;
        count++;
        return true;
    }

    /**
     * Reads the CommandDataIB that {@link #item} stands on; {@link #fields} then is at its fields.
     */
    private int readItem() {
        if (item.type() != TlvType.STRUCT) {
            return ImStatus.INVALID_ACTION;
        }
        boolean hasPath = false;
        reference = CommandResponse.NO_REFERENCE;
        fields.wrap(NO_FIELDS, 0, NO_FIELDS.length);
        fields.next();
        item.enter();
        while (item.next() == CodecStatus.OK) {
            switch (item.tag()) {
                case PATH_TAG:
                    if (path.read(item) != ImStatus.SUCCESS) {
                        return ImStatus.INVALID_ACTION;
                    }
                    hasPath = true;
                    break;
                case FIELDS_TAG:
                    fields.copyFrom(item);
                    break;
                case REFERENCE_TAG:
                    reference = item.u16();
                    if (reference < 0) {
                        return ImStatus.INVALID_ACTION;
                    }
                    break;
                default:
                    break;
            }
        }
        item.exit();
        return hasPath ? ImStatus.SUCCESS : ImStatus.INVALID_ACTION;
    }

    private void runOnGroup(Interaction in) {
        if (groups == null) {
            return;
        }
        for (int i = 0; i < targets.node.endpointCount(); i++) {
            Endpoint endpoint = targets.node.endpoint(i);
            if (groups.contains(
                    response.subject.fabricIndex,
                    (int) response.subject.nodeId & 0xFFFF,
                    endpoint.id())) {
                response.begin(null, endpoint.id(), path.cluster, path.command, reference);
                response.end(runItem(endpoint.id()));
            }
        }
    }

    /** All checks in the order of Matter core 8.8.3.2, then the command. */
    private int runItem(int endpointId) {
        Endpoint endpoint = targets.node.find(endpointId);
        if (endpoint == null) {
            return ImStatus.UNSUPPORTED_ENDPOINT;
        }
        Cluster cluster = endpoint.find(path.cluster);
        if (cluster == null) {
            return ImStatus.UNSUPPORTED_CLUSTER;
        }
        if (!cluster.hasCommand(path.command)) {
            return ImStatus.UNSUPPORTED_COMMAND;
        }
        int flags = cluster.spec().command(path.command);
        int privilege = flags == 0 ? Privilege.OPERATE : CommandFlags.privilege(flags);
        if (!targets.access.allows(response.subject, privilege, endpoint, path.cluster)) {
            return ImStatus.UNSUPPORTED_ACCESS;
        }
        if (CommandFlags.has(flags, CommandFlags.LARGE)) {
            return ImStatus.INVALID_TRANSPORT_TYPE;
        }
        if (response.subject.fabricIndex == 0
                && CommandFlags.has(flags, CommandFlags.FABRIC_SCOPED)) {
            return ImStatus.UNSUPPORTED_ACCESS;
        }
        if (!timed && CommandFlags.has(flags, CommandFlags.TIMED)) {
            return ImStatus.NEEDS_TIMED_INTERACTION;
        }
        if (fields.type() != TlvType.STRUCT) {
            return ImStatus.INVALID_COMMAND;
        }
        lent.copyFrom(fields);
        return cluster.invoke(path.command, response, lent);
    }
}
