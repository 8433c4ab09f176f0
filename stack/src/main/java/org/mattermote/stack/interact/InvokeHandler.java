package org.mattermote.stack.interact;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.ClusterSpec;
import org.mattermote.stack.model.CommandFlags;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Privilege;
import org.mattermote.stack.model.Subject;

/**
 * Runs InvokeRequests (Matter core 8.8.3, 10.7.8). {@link #open} looks at the whole message before
 * any command runs, {@link #run} then runs them in order; the second must follow the first with
 * nothing in between. A request that cannot be answered at once by one message is held, and {@link
 * #proceed} goes on with it.
 *
 * <p>Responses fill a message, and one that does not fit begins the next. In each, room for a
 * status of every command behind is kept: a response that does not fit an empty message, or while
 * another request is held, becomes RESOURCE_EXHAUSTED. So does one that fits neither the rest of a
 * large message nor a packet.
 */
final class InvokeHandler {
    /** {@link #run}: the last response is written, if any is wanted. */
    static final int DONE = 0;

    /** {@link #run}: a response is written, and there will be more. */
    static final int MORE = 1;

    /** {@link #run}: a command is pending, and nothing is written. */
    static final int PENDING = 2;

    /** {@link #proceed}: as PENDING, and not to be called at once again. */
    static final int WAITING = 3;

    private static final int SUPPRESS_RESPONSE_TAG = 0;
    private static final int TIMED_REQUEST_TAG = 1;
    private static final int INVOKE_REQUESTS_TAG = 2;

    private static final int PATH_TAG = 0;
    private static final int FIELDS_TAG = 1;
    private static final int REFERENCE_TAG = 2;

    private static final int RESPONSE_SUPPRESS_TAG = 0;
    private static final int RESPONSES_TAG = 1;
    private static final int MORE_CHUNKS_TAG = 2;

    /** Bytes of the longest InvokeResponseIB with a status. */
    private static final int STATUS_LENGTH = 1 + 2 + (2 + 4 + 6 + 6 + 1) + 9 + 4 + 2;

    /** Bytes of an InvokeResponse before its InvokeResponseIBs. */
    private static final int HEAD_LENGTH = 1 + 2 + 2;

    /** Bytes of an InvokeResponse behind its InvokeResponseIBs. */
    private static final int TAIL_LENGTH = 1 + 2 + ImMessage.END_LENGTH;

    /** Bytes of a response that does not fit a large message, and may begin one of a packet. */
    private static final int ASIDE = 1024;

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

    private final HeldInvoke held;
    private final Outlet outlet;

    /** Writes a response aside that may not fit. */
    private final TlvWriter aside = new TlvWriter();

    /** Endpoint, cluster, command and reference of each command of the message. */
    private final int[] seen;

    private boolean timed;
    private boolean suppressResponse;
    private int reference;
    private int count;
    private byte[] bytes;
    private int offset;
    private int length;

    /** Where the InvokeResponseIBs of the message begin. */
    private int first;

    /** The command at hand. */
    private Cluster cluster;

    /**
     * @param outlet lends packets for what is held
     * @param groups null when the node is in no groups
     * @param maxPaths MaxPathsPerInvoke, 1 or more
     * @param subject who acts in the message that is being handled
     */
    InvokeHandler(
            Outlet outlet,
            Targets targets,
            GroupMembership groups,
            int maxPaths,
            Subject subject,
            RequestReaders readers) {
        this.outlet = outlet;
        held = new HeldInvoke(outlet);
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

    /** The request that takes longer than its poll. */
    HeldInvoke held() {
        return held;
    }

    /**
     * Checks a message as a whole.
     *
     * @return SUCCESS or the status that answers it all
     */
    int open(Interaction in, byte[] from, int at, int size) {
        int status = parse(from, at, size);
        if (status != ImStatus.SUCCESS) {
            return status;
        }
        if (timed != (in.state == Interaction.TIMED)) {
            return ImStatus.TIMED_REQUEST_MISMATCH;
        }
        return checkItems(in.group);
    }

    private int parse(byte[] from, int at, int size) {
        int timedFlag = -1;
        int suppressFlag = -1;
        boolean hasRequests = false;
        bytes = from;
        offset = at;
        length = size;
        if (ImMessage.open(message, from, at, size) != ImStatus.SUCCESS) {
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
        return ImStatus.SUCCESS;
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
     * @return DONE, MORE or PENDING
     */
    int run(Interaction in, TlvWriter w, long nowMillis) {
        begin(in, w, count, nowMillis);
        item.copyFrom(requests);
        item.enter();
        return runFrom(in, w, 0);
    }

    /**
     * Goes on with the request that is held: with its pending command, or the next message.
     *
     * @param w takes the InvokeResponse; null when none is wanted
     * @return DONE, MORE, PENDING or WAITING; PENDING with nothing held when the interaction ended
     *     in it
     */
    int proceed(Interaction in, TlvWriter w, long nowMillis) {
        parse(held.bytes(), 0, held.length());
        checkItems(in.group);
        int done = held.done();
        begin(in, w, count - done, nowMillis);
        item.copyFrom(requests);
        item.enter();
        for (int i = 0; i < done; i++) {
            item.next();
        }
        if (held.response() != null) {
            w.putRaw(held.response().bytes, 0, held.responseLength());
            held.dropResponse();
        }
        if (held.hasPending()) {
            item.next();
            readItem();
            lent.copyFrom(fields);
            if (w != null) {
                w.unreserve(STATUS_LENGTH);
            }
            response.begin(w, path.endpoint, path.cluster, path.command, reference);
            int status = held.proceed(response, lent);
            if (status < 0) {
                response.postpone();
                return status == ImStatus.WAITING ? WAITING : PENDING;
            }
            response.end(status);
            done++;
        }
        return runFrom(in, w, done);
    }

    private void begin(Interaction in, TlvWriter w, int left, long nowMillis) {
        response.group = in.group;
        response.nowMillis = nowMillis;
        if (w != null) {
            w.startStruct(TlvTag.ANONYMOUS);
            w.putBool(RESPONSE_SUPPRESS_TAG, false);
            w.startArray(RESPONSES_TAG);
            w.reserve(TAIL_LENGTH + left * STATUS_LENGTH);
            first = w.position();
        }
    }

    /** Runs the commands from {@code done} on, before which {@link #item} stands. */
    private int runFrom(Interaction in, TlvWriter w, int done) {
        int at = done;
        while (item.next() == CodecStatus.OK) {
            readItem();
            if (w != null) {
                w.unreserve(STATUS_LENGTH);
            }
            int ran = DONE;
            if (path.endpoint == Path.ANY_ENDPOINT) {
                runOnGroup(in);
            } else {
                ran = runItem(in, w, at);
            }
            if (ran != DONE) {
                return ran == PENDING && isEmpty(w) ? PENDING : end(w, count - at - 1, ran);
            }
            at++;
        }
        return end(w, 0, DONE);
    }

    private boolean isEmpty(TlvWriter w) {
        return w == null || w.position() == first;
    }

    /** Completes the message; MORE if there is to be another one. */
    private static int end(TlvWriter w, int left, int ran) {
        if (w != null) {
            w.unreserve(TAIL_LENGTH + left * STATUS_LENGTH);
            w.endContainer();
            if (ran != DONE) {
                w.putBool(MORE_CHUNKS_TAG, true);
            }
            ImMessage.end(w);
        }
        return ran == DONE ? DONE : MORE;
    }

    private int checkItems(boolean group) {
        count = 0;
        boolean anyWithout = false;
        item.copyFrom(requests);
        item.enter();
        while (item.next() == CodecStatus.OK) {
            if (readItem() != ImStatus.SUCCESS
                    || group != (path.endpoint == Path.ANY_ENDPOINT)
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
                if (check(endpoint.id()) == ImStatus.SUCCESS) {
                    lent.copyFrom(fields);
                    cluster.invoke(path.command, response, lent);
                }
            }
        }
    }

    /**
     * Runs one command.
     *
     * @param at its position in the request
     * @return DONE; MORE when its response is held, PENDING when it is itself
     */
    private int runItem(Interaction in, TlvWriter w, int at) {
        int status = check(path.endpoint);
        Packet packet = null;
        if (status == ImStatus.SUCCESS
                && !isEmpty(w)
                && w.remaining() < Packet.CAPACITY
                && cluster.spec().response(path.command) != ClusterSpec.NO_RESPONSE
                && (held.isFree() || held.isOf(in))) {
            packet = outlet.lend();
        }
        TlvWriter to = w;
        if (packet != null) {
            int most = w.limit() - first;
            aside.wrap(packet.bytes, 0, most > Packet.CAPACITY ? ASIDE : most);
            to = aside;
        }
        response.begin(to, path.endpoint, path.cluster, path.command, reference);
        if (status == ImStatus.SUCCESS) {
            lent.copyFrom(fields);
            status = cluster.invoke(path.command, response, lent);
        }
        if (status == ImStatus.PENDING) {
            if (!in.group && held.keep(in, bytes, offset, length, at, suppressResponse)) {
                held.setPending(cluster, path.command);
                response.postpone();
                giveBack(packet);
                return PENDING;
            }
            status = ImStatus.BUSY;
        }
        response.end(status);
        if (packet == null) {
            return DONE;
        }
        int size = aside.position();
        if (size > w.remaining()) {
            if (held.keep(in, bytes, offset, length, at + 1, suppressResponse)) {
                held.setResponse(packet, size);
                return MORE;
            }
            response.begin(w, path.endpoint, path.cluster, path.command, reference);
            response.end(ImStatus.RESOURCE_EXHAUSTED);
        } else {
            w.putRaw(packet.bytes, 0, size);
        }
        outlet.giveBack(packet);
        return DONE;
    }

    private void giveBack(Packet packet) {
        if (packet != null) {
            outlet.giveBack(packet);
        }
    }

    /** All checks in the order of Matter core 8.8.3.2; {@link #cluster} then is the command's. */
    private int check(int endpointId) {
        Endpoint endpoint = targets.node.find(endpointId);
        if (endpoint == null) {
            return ImStatus.UNSUPPORTED_ENDPOINT;
        }
        cluster = endpoint.find(path.cluster);
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
        if (!response.subject.largeMessages && CommandFlags.has(flags, CommandFlags.LARGE)) {
            return ImStatus.INVALID_TRANSPORT_TYPE;
        }
        if (response.subject.fabricIndex == 0
                && CommandFlags.has(flags, CommandFlags.FABRIC_SCOPED)) {
            return ImStatus.UNSUPPORTED_ACCESS;
        }
        if (!timed && CommandFlags.has(flags, CommandFlags.TIMED)) {
            return ImStatus.NEEDS_TIMED_INTERACTION;
        }
        return fields.type() == TlvType.STRUCT ? ImStatus.SUCCESS : ImStatus.INVALID_COMMAND;
    }
}
