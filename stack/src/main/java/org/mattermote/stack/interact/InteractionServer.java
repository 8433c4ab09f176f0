package org.mattermote.stack.interact;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.model.AccessControlList;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Node;
import org.mattermote.stack.model.Subject;

/**
 * The states of every interaction with this node as server (Matter core 8).
 *
 * <pre>
 *  state     | message                 | answer, next state
 *  ----------+-------------------------+------------------------------------------------------
 *  NEW       | ReadRequest             | ReportData: last chunk, end; else REPORTING
 *  NEW       | SubscribeRequest        | ReportData, REPORTING (priming)
 *  NEW       | WriteRequest            | WriteResponse, end; more chunks to come: WRITING
 *  NEW       | InvokeRequest           | InvokeResponse, end; more to come: INVOKING
 *            |                         | a command is pending: nothing, PENDING
 *  NEW       | TimedRequest            | StatusResponse SUCCESS, TIMED
 *  NEW       | any other               | StatusResponse INVALID_ACTION, end
 *  TIMED     | Write-, InvokeRequest   | in time as in NEW, else StatusResponse TIMEOUT, end
 *  WRITING   | WriteRequest            | as in NEW
 *  REPORTING | StatusResponse SUCCESS  | next ReportData; after the last: of a first report
 *            |                         | SubscribeResponse, else nothing, end
 *  PENDING   | the command is through  | as in NEW
 *  INVOKING  | StatusResponse SUCCESS  | a command is pending: PENDING; else as in NEW
 *  not NEW   | StatusResponse, another | nothing, end
 *  not NEW   | any other               | StatusResponse INVALID_ACTION, end
 *  any       | exchange ended          | end
 * </pre>
 *
 * A request that is wrong as a whole is answered by a StatusResponse and ends the interaction. In a
 * group only writes and commands are heard, and nothing is answered. The end of an interaction for
 * a subscription is drawn in {@link Subscription}.
 */
final class InteractionServer {
    private static final int TIMEOUT_TAG = 0;

    private final Outlet outlet;
    private final Transactions all;
    private final Reporting reporting;
    private final WriteHandler writes;
    private final InvokeHandler invokes;
    private final Pool<Interaction> pool;

    /** Who acts in the message, or whose subscription it is, that is being handled. */
    private final Subject subject = new Subject();

    private final TlvReader reader;

    /**
     * @param node with its event log set, if it has one
     * @param groups null when the node is in no groups
     */
    InteractionServer(
            Outlet outlet,
            Node node,
            AccessControlList access,
            GroupMembership groups,
            Drbg random,
            InteractionSizes sizes) {
        this.outlet = outlet;
        Interaction[] interactions = new Interaction[sizes.interactions];
        for (int i = 0; i < interactions.length; i++) {
            interactions[i] = new Interaction(i);
        }
        Subscription[] slots = new Subscription[sizes.subscriptions];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = new Subscription();
        }
        Targets targets = new Targets(node, access);
        RequestReaders readers = new RequestReaders();
        reader = readers.message;
        writes = new WriteHandler(targets, groups, subject, readers);
        invokes =
                new InvokeHandler(outlet, targets, groups, sizes.pathsPerInvoke, subject, readers);
        PathTable paths = new PathTable(interactions, slots, sizes);
        Subscriptions subscriptions =
                new Subscriptions(slots, paths, sizes.pathsPerSubscription, random);
        all = new Transactions(outlet, interactions, paths, subscriptions, invokes.held());
        pool = all.pool;
        reporting = new Reporting(all, node, targets, subject, readers);
    }

    /** Lets subscriptions outlive a restart; once, at boot, when the fabrics are loaded. */
    void resume(SubscriptionResumption resumption) {
        reporting.resume(resumption);
    }

    Pool<Interaction> pool() {
        return pool;
    }

    Pool<Subscription> subscriptions() {
        return all.subscriptions.pool();
    }

    /** Subscriptions of one fabric. */
    int subscriptions(int fabricIndex) {
        return all.subscriptions.count(fabricIndex);
    }

    /** {@link Subscribers#hasSubscription}; a tag is known by the subscriber's session. */
    boolean hasSubscription(int fabricIndex, long wanted) {
        Pool<Subscription> slots = subscriptions();
        for (int i = 0; i < slots.capacity(); i++) {
            Subscription s = slots.at(i);
            if (s.isTaken()
                    && s.fabricIndex == fabricIndex
                    && !all.subscriptions.isMissed(s)
                    && (s.peerNodeId == wanted
                            || AccessControlList.isTag(wanted)
                                    && outlet.identify(s, subject)
                                    && AccessControlList.matchesTag(wanted, subject.cats))) {
                return true;
            }
        }
        return false;
    }

    /** Whether a subscription reports over this session; a handle. */
    boolean hasSubscriptionOn(int session) {
        Pool<Subscription> slots = subscriptions();
        for (int i = 0; i < slots.capacity(); i++) {
            if (slots.at(i).isTaken() && slots.at(i).session == session) {
                return true;
            }
        }
        return false;
    }

    /** To be looked at: paths and filters of reads and subscriptions. */
    PathTable paths() {
        return all.paths;
    }

    /** Who sends the next message: to be filled in before {@link #received}. */
    Subject subject() {
        return subject;
    }

    /** Lanes an outlet has to have: every interaction's and the spare one's. */
    int lanes() {
        return pool.capacity() + 1;
    }

    /**
     * A fresh interaction for a request of a fabric, or null when all are in use: {@link
     * #refuseBusy} then.
     */
    Interaction take(int fabricIndex, long nowMillis) {
        return all.take(fabricIndex, nowMillis);
    }

    /** The interaction that carries the BUSY answer; free again as soon as that has left. */
    Interaction spare() {
        return all.spare;
    }

    void refuseBusy(long nowMillis) {
        all.refuse(all.spare, ImStatus.BUSY, nowMillis);
    }

    /**
     * Takes a message that {@link #subject()} sent.
     *
     * @param bytes stay as they are during the call
     */
    void received(
            Interaction in, int opcode, byte[] bytes, int offset, int length, long nowMillis) {
        if (in.group && opcode != ImOpcode.WRITE_REQUEST && opcode != ImOpcode.INVOKE_REQUEST) {
            all.close(in, nowMillis);
            return;
        }
        if (in.state != Interaction.NEW && opcode == ImOpcode.STATUS_RESPONSE) {
            int status = ImMessage.statusOf(reader, bytes, offset, length);
            if (status != ImStatus.SUCCESS) {
                all.abort(in, nowMillis);
                return;
            }
            if (in.state == Interaction.REPORTING) {
                reporting.reportAcknowledged(in, nowMillis);
                return;
            }
            if (in.state == Interaction.INVOKING) {
                awaitCommand(in);
                if (!invokes.held().hasPending()) {
                    proceed(in, nowMillis);
                }
                return;
            }
        }
        switch (in.state) {
            case Interaction.NEW:
                begin(in, opcode, bytes, offset, length, nowMillis);
                break;
            case Interaction.TIMED:
                if (opcode != ImOpcode.WRITE_REQUEST && opcode != ImOpcode.INVOKE_REQUEST) {
                    all.refuse(in, ImStatus.INVALID_ACTION, nowMillis);
                } else if (nowMillis > in.timedUntil) {
                    all.refuse(in, ImStatus.TIMEOUT, nowMillis);
                } else {
                    begin(in, opcode, bytes, offset, length, nowMillis);
                }
                break;
            case Interaction.WRITING:
                if (opcode == ImOpcode.WRITE_REQUEST) {
                    write(in, bytes, offset, length, nowMillis);
                } else {
                    all.refuse(in, ImStatus.INVALID_ACTION, nowMillis);
                }
                break;
            default:
                all.refuse(in, ImStatus.INVALID_ACTION, nowMillis);
                break;
        }
    }

    /**
     * The interaction's exchange is gone.
     *
     * @param evicted true when it had to make room, false when the peer did not answer or its
     *     session was closed
     */
    void ended(Interaction in, boolean evicted, long nowMillis) {
        Subscription s = in.subscription;
        all.release(in);
        if (s != null) {
            reporting.ended(s, evicted, nowMillis);
        }
    }

    /** A fabric left the node: its subscriptions go, and the events that only it could read. */
    void fabricRemoved(int fabricIndex, long nowMillis) {
        reporting.fabricRemoved(fabricIndex, nowMillis);
    }

    /**
     * Begins a few of the reports that are due.
     *
     * @return time of the next one, {@link Cluster#NEVER} for none
     */
    long poll(long nowMillis) {
        return reporting.poll(nowMillis);
    }

    private void begin(
            Interaction in, int opcode, byte[] bytes, int offset, int length, long nowMillis) {
        switch (opcode) {
            case ImOpcode.READ_REQUEST:
                reporting.read(in, bytes, offset, length, nowMillis);
                break;
            case ImOpcode.SUBSCRIBE_REQUEST:
                reporting.subscribe(in, bytes, offset, length, nowMillis);
                break;
            case ImOpcode.WRITE_REQUEST:
                write(in, bytes, offset, length, nowMillis);
                break;
            case ImOpcode.INVOKE_REQUEST:
                invoke(in, bytes, offset, length, nowMillis);
                break;
            case ImOpcode.TIMED_REQUEST:
                timed(in, bytes, offset, length, nowMillis);
                break;
            default:
                all.refuse(in, ImStatus.INVALID_ACTION, nowMillis);
                break;
        }
    }

    private void timed(Interaction in, byte[] bytes, int offset, int length, long nowMillis) {
        int timeout = CodecStatus.NOT_FOUND;
        if (ImMessage.open(reader, bytes, offset, length) == ImStatus.SUCCESS
                && reader.find(TIMEOUT_TAG) == CodecStatus.OK) {
            timeout = reader.u16();
        }
        if (timeout < 0) {
            all.refuse(in, ImStatus.INVALID_ACTION, nowMillis);
            return;
        }
        TlvWriter w = outlet.begin(in);
        if (w == null) {
            all.close(in, nowMillis);
            return;
        }
        ImMessage.statusResponse(w, ImStatus.SUCCESS);
        in.state = Interaction.TIMED;
        in.timedUntil = nowMillis + timeout;
        all.await(in, ImOpcode.STATUS_RESPONSE, nowMillis);
    }

    private void write(Interaction in, byte[] bytes, int offset, int length, long nowMillis) {
        int status = writes.open(in, bytes, offset, length);
        if (status != ImStatus.SUCCESS) {
            all.refuse(in, status, nowMillis);
            return;
        }
        if (in.group || writes.suppressesResponse()) {
            writes.run(in, null, nowMillis);
            all.close(in, nowMillis);
            return;
        }
        TlvWriter w = outlet.begin(in);
        if (w == null) {
            all.close(in, nowMillis);
            return;
        }
        if (w.remaining() < writes.responseLength()) {
            outlet.discard();
            all.refuse(in, ImStatus.RESOURCE_EXHAUSTED, nowMillis);
            return;
        }
        int handle = in.handle();
        writes.run(in, w, nowMillis);
        if (pool.find(handle) != in) {
            outlet.discard();
        } else if (writes.hasMoreChunks()) {
            in.state = Interaction.WRITING;
            all.await(in, ImOpcode.WRITE_RESPONSE, nowMillis);
        } else {
            all.finish(in, ImOpcode.WRITE_RESPONSE, nowMillis);
        }
    }

    private void invoke(Interaction in, byte[] bytes, int offset, int length, long nowMillis) {
        int status = invokes.open(in, bytes, offset, length);
        if (status != ImStatus.SUCCESS) {
            all.refuse(in, status, nowMillis);
            return;
        }
        int handle = in.handle();
        if (in.group || invokes.suppressesResponse()) {
            int ran = invokes.run(in, null, nowMillis);
            if (ran == InvokeHandler.PENDING) {
                invoked(in, handle, ran, nowMillis);
            } else if (pool.find(handle) == in) {
                all.close(in, nowMillis);
            }
            return;
        }
        TlvWriter w = outlet.begin(in);
        if (w == null) {
            all.close(in, nowMillis);
            return;
        }
        if (w.remaining() < invokes.responseLength()) {
            outlet.discard();
            all.refuse(in, ImStatus.RESOURCE_EXHAUSTED, nowMillis);
            return;
        }
        int ran = invokes.run(in, w, nowMillis);
        invoked(in, handle, ran, nowMillis);
    }

    /** Sends what the handler wrote, or waits for its pending command. */
    private void invoked(Interaction in, int handle, int ran, long nowMillis) {
        if (pool.find(handle) != in) {
            outlet.discard();
        } else if (ran == InvokeHandler.PENDING) {
            outlet.discard();
            awaitCommand(in);
        } else if (ran == InvokeHandler.MORE) {
            in.state = Interaction.INVOKING;
            all.await(in, ImOpcode.INVOKE_RESPONSE, nowMillis);
        } else {
            all.finish(in, ImOpcode.INVOKE_RESPONSE, nowMillis);
        }
    }

    /** Whether an InvokeRequest is held that {@link #proceed} can bring on. */
    boolean hasPending() {
        Interaction in = pool.find(invokes.held().interaction());
        return in != null && in.state == Interaction.PENDING;
    }

    /**
     * Brings the pending command on.
     *
     * @return when to do so again, {@link Cluster#NEVER} when there is no more
     */
    long proceed(long nowMillis) {
        if (!hasPending()) {
            return Cluster.NEVER;
        }
        boolean moved = proceed(pool.find(invokes.held().interaction()), nowMillis);
        return !hasPending()
                ? Cluster.NEVER
                : moved ? nowMillis : nowMillis + Transactions.RETRY_MILLIS;
    }

    private void awaitCommand(Interaction in) {
        if (in.state != Interaction.PENDING) {
            in.state = Interaction.PENDING;
            outlet.expectComputation(in);
        }
    }

    /** False when no packet is free for the response, or the command waits for something. */
    private boolean proceed(Interaction in, long nowMillis) {
        boolean silent = invokes.held().isSilent();
        TlvWriter w = silent ? null : outlet.begin(in);
        if (w == null && !silent) {
            return false;
        }
        outlet.identify(in, subject);
        int handle = in.handle();
        int ran = invokes.proceed(in, w, nowMillis);
        boolean waits = ran == InvokeHandler.WAITING;
        if (silent && ran == InvokeHandler.DONE && pool.find(handle) == in) {
            all.close(in, nowMillis);
        } else {
            invoked(in, handle, waits ? InvokeHandler.PENDING : ran, nowMillis);
        }
        return !waits;
    }
}
