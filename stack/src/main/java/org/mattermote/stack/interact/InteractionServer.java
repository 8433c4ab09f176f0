package org.mattermote.stack.interact;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.mem.Handle;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.model.AccessControlList;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.EventLog;
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
    private static final int SUBSCRIPTION_ID_TAG = 0;
    private static final int MAX_INTERVAL_TAG = 2;

    /** Until a report is tried again for which no exchange or packet was free. */
    private static final long RETRY_MILLIS = 50;

    /** Reports that one poll begins. */
    private static final int MAX_REPORTS_PER_POLL = 2;

    /** Interactions that reports leave to requests. */
    private static final int KEPT_FOR_REQUESTS = 1;

    private final Outlet outlet;
    private final Node node;
    private final ReportGenerator reports;
    private final WriteHandler writes;
    private final InvokeHandler invokes;
    private final Subscriptions subscriptions;
    private final Pool<Interaction> pool;
    private final PathTable paths;

    /** Answers BUSY when the pool is empty. */
    private final Interaction spare;

    /** Who acts in the message, or whose subscription it is, that is being handled. */
    private final Subject subject = new Subject();

    private final ReportRequest request;
    private final TlvReader reader;

    /** The subscription that is looked at first in the next poll. */
    private int firstLook;

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
        this.node = node;
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
        pool = new Pool<Interaction>(interactions);
        spare = new Interaction(interactions.length);
        paths = new PathTable(interactions, slots, sizes);
        subscriptions = new Subscriptions(slots, paths, sizes.pathsPerSubscription, random);
        request = new ReportRequest(readers);
        reader = readers.message;
        reports = new ReportGenerator(targets, paths, subject, readers);
        writes = new WriteHandler(targets, groups, subject, readers);
        invokes =
                new InvokeHandler(outlet, targets, groups, sizes.pathsPerInvoke, subject, readers);
    }

    Pool<Interaction> pool() {
        return pool;
    }

    Pool<Subscription> subscriptions() {
        return subscriptions.pool();
    }

    /** Subscriptions of one fabric. */
    int subscriptions(int fabricIndex) {
        return subscriptions.count(fabricIndex);
    }

    /** To be looked at: paths and filters of reads and subscriptions. */
    PathTable paths() {
        return paths;
    }

    /** Who sends the next message: to be filled in before {@link #received}. */
    Subject subject() {
        return subject;
    }

    /** Lanes an outlet has to have: every interaction's and the spare one's. */
    int lanes() {
        return pool.capacity() + 1;
    }

    /** A fresh interaction, or null when all are in use: {@link #refuseBusy} then. */
    Interaction take() {
        return pool.take();
    }

    /** The interaction that carries the BUSY answer; free again as soon as that has left. */
    Interaction spare() {
        return spare;
    }

    void refuseBusy(long nowMillis) {
        refuse(spare, ImStatus.BUSY, nowMillis);
    }

    /**
     * Takes a message that {@link #subject()} sent.
     *
     * @param bytes stay as they are during the call
     */
    void received(
            Interaction in, int opcode, byte[] bytes, int offset, int length, long nowMillis) {
        if (in.group && opcode != ImOpcode.WRITE_REQUEST && opcode != ImOpcode.INVOKE_REQUEST) {
            close(in, nowMillis);
            return;
        }
        if (in.state != Interaction.NEW && opcode == ImOpcode.STATUS_RESPONSE) {
            int status = ImMessage.statusOf(reader, bytes, offset, length);
            if (status != ImStatus.SUCCESS) {
                abort(in, nowMillis);
                return;
            }
            if (in.state == Interaction.REPORTING) {
                reportAcknowledged(in, nowMillis);
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
                    refuse(in, ImStatus.INVALID_ACTION, nowMillis);
                } else if (nowMillis > in.timedUntil) {
                    refuse(in, ImStatus.TIMEOUT, nowMillis);
                } else {
                    begin(in, opcode, bytes, offset, length, nowMillis);
                }
                break;
            case Interaction.WRITING:
                if (opcode == ImOpcode.WRITE_REQUEST) {
                    write(in, bytes, offset, length, nowMillis);
                } else {
                    refuse(in, ImStatus.INVALID_ACTION, nowMillis);
                }
                break;
            default:
                refuse(in, ImStatus.INVALID_ACTION, nowMillis);
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
        release(in);
        if (s == null) {
            return;
        }
        boolean priming = s.state == Subscription.PRIMING;
        if (!priming && evicted) {
            reportAgain(s, nowMillis + RETRY_MILLIS);
        } else if (!priming && outlet.turnToOtherSession(s)) {
            reportAgain(s, nowMillis);
        } else {
            subscriptions.release(s);
        }
    }

    /** A fabric left the node: its subscriptions go, and the events that only it could read. */
    void fabricRemoved(int fabricIndex, long nowMillis) {
        if (node.events() != null) {
            node.events().fabricRemoved(fabricIndex);
        }
        for (int i = 0; i < subscriptions.pool().capacity(); i++) {
            Subscription s = subscriptions.pool().at(i);
            if (s.isTaken() && s.fabricIndex == fabricIndex) {
                drop(s, nowMillis);
            }
        }
    }

    /**
     * Begins a few of the reports that are due.
     *
     * @return time of the next one, {@link Cluster#NEVER} for none
     */
    long poll(long nowMillis) {
        if (node.events() != null) {
            node.events().reserve();
        }
        Pool<Subscription> all = subscriptions.pool();
        long next = Cluster.NEVER;
        int at = firstLook;
        int started = 0;
        for (int i = 0; i < all.capacity(); i++) {
            Subscription s = all.at(at);
            at = at + 1 == all.capacity() ? 0 : at + 1;
            if (s.isTaken() && s.state == Subscription.ACTIVE) {
                look(s);
                if (s.nextReport() <= nowMillis && started < MAX_REPORTS_PER_POLL) {
                    startReport(s, nowMillis);
                    started++;
                    firstLook = at;
                }
                if (s.isTaken() && s.state == Subscription.ACTIVE) {
                    next = Math.min(next, Math.max(nowMillis, s.nextReport()));
                }
            }
        }
        return next;
    }

    private void begin(
            Interaction in, int opcode, byte[] bytes, int offset, int length, long nowMillis) {
        switch (opcode) {
            case ImOpcode.READ_REQUEST:
                read(in, bytes, offset, length, nowMillis);
                break;
            case ImOpcode.SUBSCRIBE_REQUEST:
                subscribe(in, bytes, offset, length, nowMillis);
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
                refuse(in, ImStatus.INVALID_ACTION, nowMillis);
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
            refuse(in, ImStatus.INVALID_ACTION, nowMillis);
            return;
        }
        TlvWriter w = outlet.begin(in);
        if (w == null) {
            close(in, nowMillis);
            return;
        }
        ImMessage.statusResponse(w, ImStatus.SUCCESS);
        in.state = Interaction.TIMED;
        in.timedUntil = nowMillis + timeout;
        await(in, ImOpcode.STATUS_RESPONSE, nowMillis);
    }

    private void write(Interaction in, byte[] bytes, int offset, int length, long nowMillis) {
        int status = writes.open(in, bytes, offset, length);
        if (status != ImStatus.SUCCESS) {
            refuse(in, status, nowMillis);
            return;
        }
        if (in.group || writes.suppressesResponse()) {
            writes.run(in, null, nowMillis);
            close(in, nowMillis);
            return;
        }
        TlvWriter w = outlet.begin(in);
        if (w == null) {
            close(in, nowMillis);
            return;
        }
        if (w.remaining() < writes.responseLength()) {
            outlet.discard();
            refuse(in, ImStatus.RESOURCE_EXHAUSTED, nowMillis);
            return;
        }
        int handle = in.handle();
        writes.run(in, w, nowMillis);
        if (pool.find(handle) != in) {
            outlet.discard();
        } else if (writes.hasMoreChunks()) {
            in.state = Interaction.WRITING;
            await(in, ImOpcode.WRITE_RESPONSE, nowMillis);
        } else {
            finish(in, ImOpcode.WRITE_RESPONSE, nowMillis);
        }
    }

    private void invoke(Interaction in, byte[] bytes, int offset, int length, long nowMillis) {
        int status = invokes.open(in, bytes, offset, length);
        if (status != ImStatus.SUCCESS) {
            refuse(in, status, nowMillis);
            return;
        }
        int handle = in.handle();
        if (in.group || invokes.suppressesResponse()) {
            int ran = invokes.run(in, null, nowMillis);
            if (ran == InvokeHandler.PENDING) {
                invoked(in, handle, ran, nowMillis);
            } else if (pool.find(handle) == in) {
                close(in, nowMillis);
            }
            return;
        }
        TlvWriter w = outlet.begin(in);
        if (w == null) {
            close(in, nowMillis);
            return;
        }
        if (w.remaining() < invokes.responseLength()) {
            outlet.discard();
            refuse(in, ImStatus.RESOURCE_EXHAUSTED, nowMillis);
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
            await(in, ImOpcode.INVOKE_RESPONSE, nowMillis);
        } else {
            finish(in, ImOpcode.INVOKE_RESPONSE, nowMillis);
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
        return !hasPending() ? Cluster.NEVER : moved ? nowMillis : nowMillis + RETRY_MILLIS;
    }

    private void awaitCommand(Interaction in) {
        if (in.state != Interaction.PENDING) {
            in.state = Interaction.PENDING;
            outlet.expectComputation(in);
        }
    }

    /** False when no packet is free for the response. */
    private boolean proceed(Interaction in, long nowMillis) {
        boolean silent = invokes.held().isSilent();
        TlvWriter w = silent ? null : outlet.begin(in);
        if (w == null && !silent) {
            return false;
        }
        outlet.identify(in, subject);
        int handle = in.handle();
        int ran = invokes.proceed(in, w, nowMillis);
        if (silent && ran == InvokeHandler.DONE && pool.find(handle) == in) {
            close(in, nowMillis);
        } else {
            invoked(in, handle, ran, nowMillis);
        }
        return true;
    }

    private void read(Interaction in, byte[] bytes, int offset, int length, long nowMillis) {
        int status = request.open(false, bytes, offset, length);
        if (status == ImStatus.SUCCESS && !paths.open(in, request.paths())) {
            status = ImStatus.PATHS_EXHAUSTED;
        }
        if (status != ImStatus.SUCCESS) {
            refuse(in, status, nowMillis);
            return;
        }
        request.store(paths, in);
        in.fabricFiltered = request.fabricFiltered;
        beginReport(in, false, 0, request.eventMin, nowMillis);
        report(in, nowMillis);
    }

    private void subscribe(Interaction in, byte[] bytes, int offset, int length, long nowMillis) {
        if (subject.fabricIndex == 0) {
            refuse(in, ImStatus.UNSUPPORTED_ACCESS, nowMillis);
            return;
        }
        int status = request.open(true, bytes, offset, length);
        if (status == ImStatus.SUCCESS && !request.keepSubscriptions) {
            dropAllOfSubject(nowMillis);
        }
        if (status == ImStatus.SUCCESS
                && (request.minInterval > request.maxInterval || !reports.canReadAny(request))) {
            status = ImStatus.INVALID_ACTION;
        }
        if (status == ImStatus.SUCCESS) {
            status = subscriptions.admits(subject.fabricIndex, request.paths());
        }
        if (status != ImStatus.SUCCESS) {
            refuse(in, status, nowMillis);
            return;
        }
        Subscription s = makeSubscription(nowMillis);
        if (s == null) {
            refuse(in, ImStatus.RESOURCE_EXHAUSTED, nowMillis);
            return;
        }
        in.subscription = s;
        s.interaction = in.handle();
        beginReport(in, false, 0, request.eventMin, nowMillis);
        report(in, nowMillis);
    }

    /** Makes what the request asks for, at the cost of others if need be; null without room. */
    private Subscription makeSubscription(long nowMillis) {
        Subscription victim = subscriptions.victimFor(request.paths());
        while (victim != null) {
            drop(victim, nowMillis);
            victim = subscriptions.victimFor(request.paths());
        }
        Subscription s = subscriptions.take();
        if (s == null) {
            return null;
        }
        if (!paths.open(s, request.paths())) {
            subscriptions.release(s);
            return null;
        }
        request.store(paths, s);
        s.fabricIndex = (short) subject.fabricIndex;
        s.peerNodeId = subject.nodeId;
        s.session = subject.session;
        s.fabricFiltered = request.fabricFiltered;
        s.minInterval = (char) request.minInterval;
        s.maxInterval = (char) Math.max(1, request.maxInterval);
        return s;
    }

    /**
     * Looks at what changed since the last look, so that {@link Subscription#nextReport} is right.
     * As long as the peer has no session nobody can say what it may read: that look comes later.
     */
    private void look(Subscription s) {
        int stamp = node.changes().value();
        EventLog log = node.events();
        long events = log == null ? 0 : log.nextNumber();
        if (!s.due && (stamp != s.checkedStamp || events != s.checkedEvents)) {
            if (!outlet.identify(s, subject)) {
                return;
            }
            s.due =
                    stamp != s.checkedStamp && reports.hasChanges(s, s.reportedStamp)
                            || events != s.checkedEvents
                                    && reports.hasUrgentEvents(s, s.checkedEvents);
        }
        s.checkedStamp = stamp;
        s.checkedEvents = events;
    }

    /** Forgets that a report is due, and all that was looked at since the last one. */
    private static void lookAgain(Subscription s) {
        s.due = false;
        s.checkedStamp = s.reportedStamp;
        s.checkedEvents = s.reportedEvents;
    }

    private void beginReport(
            Interaction in, boolean changesOnly, int since, long fromEvent, long nowMillis) {
        EventLog log = node.events();
        long end = log == null ? 0 : log.nextNumber();
        in.cursor.begin(changesOnly, since, node.changes().value(), fromEvent, end);
        in.began = nowMillis;
    }

    private void startReport(Subscription s, long nowMillis) {
        if (pool.inUse() + KEPT_FOR_REQUESTS >= pool.capacity() && pool.capacity() > 1) {
            s.notBefore = nowMillis + RETRY_MILLIS;
            return;
        }
        Interaction in = pool.take();
        if (in == null) {
            s.notBefore = nowMillis + RETRY_MILLIS;
            return;
        }
        int opened = outlet.open(in, s, nowMillis);
        if (opened != Outlet.OPENED) {
            pool.release(in);
            if (opened == Outlet.GONE && s.due) {
                lookAgain(s);
            } else if (opened == Outlet.GONE) {
                subscriptions.release(s);
            } else {
                s.notBefore = nowMillis + RETRY_MILLIS;
            }
            return;
        }
        outlet.identify(s, subject);
        in.subscription = s;
        s.state = Subscription.REPORTING;
        s.interaction = in.handle();
        beginReport(in, true, s.reportedStamp, s.reportedEvents, nowMillis);
        report(in, nowMillis);
    }

    /** Sends the next chunk. */
    private void report(Interaction in, long nowMillis) {
        TlvWriter w = outlet.begin(in);
        if (w == null) {
            postpone(in, nowMillis);
            return;
        }
        int filled = reports.fill(in, w, nowMillis);
        if (filled == ReportGenerator.NOTHING_FITS) {
            outlet.discard();
            refuse(in, ImStatus.RESOURCE_EXHAUSTED, nowMillis);
        } else if (filled == ReportGenerator.COMPLETE && in.subscription == null) {
            finish(in, ImOpcode.REPORT_DATA, nowMillis);
        } else {
            in.state = Interaction.REPORTING;
            await(in, ImOpcode.REPORT_DATA, nowMillis);
        }
    }

    private void reportAcknowledged(Interaction in, long nowMillis) {
        Subscription s = in.subscription;
        if (in.cursor.phase != ReportCursor.COMPLETE) {
            report(in, nowMillis);
        } else if (s == null) {
            close(in, nowMillis);
        } else if (s.state == Subscription.PRIMING) {
            acceptSubscription(in, s, nowMillis);
        } else {
            reported(in, s);
            in.subscription = null;
            close(in, nowMillis);
        }
    }

    private void acceptSubscription(Interaction in, Subscription s, long nowMillis) {
        TlvWriter w = outlet.begin(in);
        if (w == null) {
            abort(in, nowMillis);
            return;
        }
        w.startStruct(TlvTag.ANONYMOUS);
        w.putUnsigned(SUBSCRIPTION_ID_TAG, s.id & 0xFFFFFFFFL);
        w.putUnsigned(MAX_INTERVAL_TAG, s.maxInterval);
        ImMessage.end(w);
        reported(in, s);
        in.subscription = null;
        finish(in, ImOpcode.SUBSCRIBE_RESPONSE, nowMillis);
    }

    private void reported(Interaction in, Subscription s) {
        s.state = Subscription.ACTIVE;
        s.interaction = Handle.NONE;
        s.due = false;
        s.reportedStamp = in.cursor.began;
        s.checkedStamp = in.cursor.began;
        s.reportedEvents = in.cursor.eventEnd;
        s.checkedEvents = in.cursor.eventEnd;
        s.reportedAt = in.began;
        s.notBefore = 0;
        paths.closeFilters(s);
    }

    private void reportAgain(Subscription s, long notBefore) {
        s.state = Subscription.ACTIVE;
        s.interaction = Handle.NONE;
        s.due = true;
        s.notBefore = notBefore;
    }

    /** No packet is free: a read or first report is given up, a later report comes again. */
    private void postpone(Interaction in, long nowMillis) {
        Subscription s = in.subscription;
        if (s != null && s.state != Subscription.PRIMING) {
            in.subscription = null;
            reportAgain(s, nowMillis + RETRY_MILLIS);
        }
        abort(in, nowMillis);
    }

    /** Ends an interaction and every subscription it carried, without a word. */
    private void abort(Interaction in, long nowMillis) {
        if (in.subscription != null) {
            subscriptions.release(in.subscription);
        }
        close(in, nowMillis);
    }

    private void refuse(Interaction in, int status, long nowMillis) {
        if (in.subscription != null) {
            subscriptions.release(in.subscription);
            in.subscription = null;
        }
        TlvWriter w = in.group ? null : outlet.begin(in);
        if (w == null) {
            close(in, nowMillis);
            return;
        }
        ImMessage.statusResponse(w, status);
        finish(in, ImOpcode.STATUS_RESPONSE, nowMillis);
    }

    private void await(Interaction in, int opcode, long nowMillis) {
        if (outlet.sendAndAwait(in, opcode, nowMillis) < 0) {
            postpone(in, nowMillis);
        }
    }

    private void finish(Interaction in, int opcode, long nowMillis) {
        if (outlet.sendLast(in, opcode, nowMillis) < 0) {
            outlet.close(in, nowMillis);
        }
        release(in);
    }

    private void close(Interaction in, long nowMillis) {
        outlet.close(in, nowMillis);
        release(in);
    }

    private void release(Interaction in) {
        if (in == spare) {
            spare.clear();
        } else {
            invokes.held().ended(in.handle());
            paths.close(in);
            pool.release(in);
        }
    }

    private void dropAllOfSubject(long nowMillis) {
        for (int i = 0; i < subscriptions.pool().capacity(); i++) {
            Subscription s = subscriptions.pool().at(i);
            if (s.isTaken() && s.isOf(subject.fabricIndex, subject.nodeId)) {
                drop(s, nowMillis);
            }
        }
    }

    private void drop(Subscription s, long nowMillis) {
        Interaction in = pool.find(s.interaction);
        subscriptions.release(s);
        if (in != null) {
            in.subscription = null;
            close(in, nowMillis);
        }
    }
}
