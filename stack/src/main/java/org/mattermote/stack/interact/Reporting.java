package org.mattermote.stack.interact;

import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.mem.Handle;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.EventLog;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Node;
import org.mattermote.stack.model.Subject;

/**
 * Reads, first and later reports of subscriptions (Matter core 8.4, 8.5): when a report begins,
 * goes on and ends. {@link InteractionServer} and {@link Subscription} draw the states.
 */
final class Reporting {
    private static final int SUBSCRIPTION_ID_TAG = 0;
    private static final int MAX_INTERVAL_TAG = 2;

    /** Reports that one poll begins. */
    private static final int MAX_REPORTS_PER_POLL = 2;

    /** Interactions that reports leave to requests. */
    private static final int KEPT_FOR_REQUESTS = 1;

    private final Transactions all;
    private final Outlet outlet;
    private final Node node;
    private final ReportGenerator reports;
    private final Subscriptions subscriptions;
    private final Pool<Interaction> pool;
    private final PathTable paths;
    private final Subject subject;
    private final ReportRequest request;

    /** The subscription that is looked at first in the next poll. */
    private int firstLook;

    /**
     * @param subject who acts in the message, or whose subscription it is, that is being handled
     */
    Reporting(
            Transactions all, Node node, Targets targets, Subject subject, RequestReaders readers) {
        this.all = all;
        this.node = node;
        this.subject = subject;
        outlet = all.outlet;
        subscriptions = all.subscriptions;
        pool = all.pool;
        paths = all.paths;
        request = new ReportRequest(readers);
        reports = new ReportGenerator(targets, paths, subject, readers);
    }

    /** Lets subscriptions outlive a restart; once, at boot, when the fabrics are loaded. */
    void resume(SubscriptionResumption by) {
        subscriptions.resume(by);
    }

    void read(Interaction in, byte[] bytes, int offset, int length, long nowMillis) {
        int status = request.open(false, bytes, offset, length);
        if (status == ImStatus.SUCCESS && !paths.open(in, request.paths())) {
            status = ImStatus.PATHS_EXHAUSTED;
        }
        if (status != ImStatus.SUCCESS) {
            all.refuse(in, status, nowMillis);
            return;
        }
        request.store(paths, in);
        in.fabricFiltered = request.fabricFiltered;
        beginReport(in, false, 0, request.eventMin, nowMillis);
        report(in, nowMillis);
    }

    void subscribe(Interaction in, byte[] bytes, int offset, int length, long nowMillis) {
        if (subject.fabricIndex == 0) {
            all.refuse(in, ImStatus.UNSUPPORTED_ACCESS, nowMillis);
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
            status = admit();
        }
        if (status != ImStatus.SUCCESS) {
            all.refuse(in, status, nowMillis);
            return;
        }
        Subscription s = makeSubscription(nowMillis);
        if (s == null) {
            all.refuse(in, ImStatus.RESOURCE_EXHAUSTED, nowMillis);
            return;
        }
        in.subscription = s;
        s.interaction = in.handle();
        beginReport(in, false, 0, request.eventMin, nowMillis);
        report(in, nowMillis);
    }

    /** Who is here goes before whoever has not been heard of since the restart. */
    private int admit() {
        int status = subscriptions.admits(subject.fabricIndex, request.paths());
        while (status != ImStatus.SUCCESS) {
            Subscription waiting = subscriptions.waiting(subject.fabricIndex, subject.nodeId);
            if (waiting == null) {
                return status;
            }
            subscriptions.release(waiting);
            status = subscriptions.admits(subject.fabricIndex, request.paths());
        }
        return status;
    }

    void reportAcknowledged(Interaction in, long nowMillis) {
        Subscription s = in.subscription;
        if (in.cursor.phase != ReportCursor.COMPLETE) {
            report(in, nowMillis);
        } else if (s == null) {
            all.close(in, nowMillis);
        } else if (s.state == Subscription.PRIMING) {
            acceptSubscription(in, s, nowMillis);
        } else {
            reported(in, s);
            in.subscription = null;
            all.close(in, nowMillis);
        }
    }

    /**
     * The exchange of a report is gone.
     *
     * @param evicted true when it had to make room, false when the peer did not answer or its
     *     session was closed
     */
    void ended(Subscription s, boolean evicted, long nowMillis) {
        boolean priming = s.state == Subscription.PRIMING;
        if (!priming && evicted) {
            s.reportAgain(nowMillis + Transactions.RETRY_MILLIS);
        } else if (!priming && outlet.turnToOtherSession(s)) {
            s.reportAgain(nowMillis);
        } else if (!subscriptions.waitForPeer(s, nowMillis)) {
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
                all.drop(s, nowMillis);
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
        Pool<Subscription> slots = subscriptions.pool();
        long next = Cluster.NEVER;
        int at = firstLook;
        int started = 0;
        subscriptions.poll(nowMillis);
        for (int i = 0; i < slots.capacity(); i++) {
            Subscription s = slots.at(at);
            at = at + 1 == slots.capacity() ? 0 : at + 1;
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
        return Math.min(next, subscriptions.deadline(nowMillis));
    }

    /** Makes what the request asks for, at the cost of others if need be; null without room. */
    private Subscription makeSubscription(long nowMillis) {
        Subscription victim = subscriptions.victimFor(request.paths());
        while (victim != null) {
            all.drop(victim, nowMillis);
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
            s.notBefore = nowMillis + Transactions.RETRY_MILLIS;
            return;
        }
        Interaction in = pool.take();
        if (in == null) {
            s.notBefore = nowMillis + Transactions.RETRY_MILLIS;
            return;
        }
        in.fabricIndex = s.fabricIndex;
        int opened = outlet.open(in, s, nowMillis);
        if (opened != Outlet.OPENED) {
            pool.release(in);
            if (opened == Outlet.GONE && s.due) {
                if (!subscriptions.isFirstReport(s)) {
                    lookAgain(s);
                } else if (!subscriptions.waitForPeer(s, nowMillis)) {
                    subscriptions.release(s);
                }
            } else if (opened == Outlet.GONE) {
                subscriptions.release(s);
            } else {
                s.notBefore = nowMillis + Transactions.RETRY_MILLIS;
            }
            return;
        }
        outlet.identify(s, subject);
        in.subscription = s;
        s.state = Subscription.REPORTING;
        s.interaction = in.handle();
        beginReport(
                in, !subscriptions.isFirstReport(s), s.reportedStamp, s.reportedEvents, nowMillis);
        report(in, nowMillis);
    }

    /** Sends the next chunk. */
    private void report(Interaction in, long nowMillis) {
        TlvWriter w = outlet.begin(in);
        if (w == null) {
            all.postpone(in, nowMillis);
            return;
        }
        int room = w.remaining();
        int filled = reports.fill(in, w, nowMillis);
        if (filled == ReportGenerator.NOTHING_FITS) {
            boolean later =
                    in.subscription != null && in.subscription.state != Subscription.PRIMING;
            outlet.discard();
            if (later && room < outlet.longest(in)) {
                all.postpone(in, nowMillis);
            } else if (in.state == Interaction.NEW && later) {
                // The peer would not know what is refused: it will miss the report.
                all.abort(in, nowMillis);
            } else {
                all.refuse(in, ImStatus.RESOURCE_EXHAUSTED, nowMillis);
            }
        } else if (filled == ReportGenerator.COMPLETE && in.subscription == null) {
            all.finish(in, ImOpcode.REPORT_DATA, nowMillis);
        } else {
            in.state = Interaction.REPORTING;
            all.await(in, ImOpcode.REPORT_DATA, nowMillis);
        }
    }

    private void acceptSubscription(Interaction in, Subscription s, long nowMillis) {
        TlvWriter w = outlet.begin(in);
        if (w == null) {
            all.abort(in, nowMillis);
            return;
        }
        w.startStruct(TlvTag.ANONYMOUS);
        w.putUnsigned(SUBSCRIPTION_ID_TAG, s.id & 0xFFFFFFFFL);
        w.putUnsigned(MAX_INTERVAL_TAG, s.maxInterval);
        ImMessage.end(w);
        reported(in, s);
        in.subscription = null;
        all.finish(in, ImOpcode.SUBSCRIBE_RESPONSE, nowMillis);
        subscriptions.made(s);
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
        subscriptions.reported(s);
    }

    private void dropAllOfSubject(long nowMillis) {
        for (int i = 0; i < subscriptions.pool().capacity(); i++) {
            Subscription s = subscriptions.pool().at(i);
            if (s.isTaken() && s.isOf(subject.fabricIndex, subject.nodeId)) {
                all.drop(s, nowMillis);
            }
        }
    }
}
