package org.mattermote.stack.interact;

import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.EventFlags;
import org.mattermote.stack.model.EventLog;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Privilege;
import org.mattermote.stack.model.Subject;

/**
 * Fills the EventReports of a ReportData message (Matter core 8.4.3, 10.6.9): first what is wrong
 * with concrete paths, in their order, then events by number. The first event of a message says its
 * time, every other how much later it was than the one before, where both times are of one clock
 * that did not go back.
 */
final class EventReports {
    private static final int REPORT_STATUS_TAG = 0;
    private static final int REPORT_DATA_TAG = 1;

    private static final int STATUS_PATH_TAG = 0;
    private static final int STATUS_TAG = 1;

    private static final int PATH_TAG = 0;
    private static final int NUMBER_TAG = 1;
    private static final int PRIORITY_TAG = 2;
    private static final int EPOCH_TIME_TAG = 3;
    private static final int SYSTEM_TIME_TAG = 4;
    private static final int EPOCH_DELTA_TAG = 5;
    private static final int SYSTEM_DELTA_TAG = 6;
    private static final int DATA_TAG = 7;

    private static final int NONE = -1;

    private final Targets targets;

    /** Null on a node without. */
    private final EventLog log;

    private final PathTable paths;
    private final Subject subject;
    private final TlvReader data;

    /** The path that is being looked at. */
    private final Path path = new Path();

    private TlvWriter w;
    private int written;

    /** Record of the last event in this message. */
    private int last;

    /**
     * @param subject who reads, or whose subscription it is
     */
    EventReports(Targets targets, PathTable paths, Subject subject, RequestReaders readers) {
        this.targets = targets;
        this.log = targets.node.events();
        this.paths = paths;
        this.subject = subject;
        data = readers.value;
    }

    /** EventReportIBs that the last {@link #write} wrote. */
    int written() {
        return written;
    }

    /** Writes what is left of a report from the cursor on; false when the message is full. */
    boolean write(TlvWriter writer, ReportCursor c, PathHolder holder) {
        w = writer;
        written = 0;
        last = NONE;
        if (c.phase == ReportCursor.EVENT_ERRORS) {
            while (!c.changesOnly && c.path < holder.eventPaths) {
                paths.readEvent(holder, c.path, path);
                if (path.isConcrete() && !putError()) {
                    return false;
                }
                c.path++;
            }
            c.phase = ReportCursor.EVENTS;
        }
        if (log == null) {
            return true;
        }
        for (int at = log.first(c.event); at >= 0; at = log.next(at)) {
            long number = log.number(at);
            if (number - c.eventEnd >= 0) {
                return true;
            }
            if (isWanted(holder, at, false) && isVisible(holder.fabricFiltered, at) && !put(at)) {
                c.event = number;
                return false;
            }
        }
        return true;
    }

    /** Whether an event from {@code number} on goes by an urgent path. */
    boolean hasUrgent(PathHolder holder, long number) {
        if (log == null) {
            return false;
        }
        for (int at = log.first(number); at >= 0; at = log.next(at)) {
            if (isWanted(holder, at, true) && isVisible(holder.fabricFiltered, at)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a path names events that the subject may read. */
    boolean canRead(Path named) {
        for (int e = 0; e < targets.node.endpointCount(); e++) {
            Endpoint endpoint = targets.node.endpoint(e);
            for (int k = 0; k < endpoint.clusterCount(); k++) {
                Cluster cluster = endpoint.cluster(k);
                if (named.matchesEndpoint(endpoint.id())
                        && named.matchesCluster(cluster.id())
                        && mayRead(cluster, named.element)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean mayRead(Cluster cluster, int event) {
        if (event == Path.ANY) {
            return targets.mayView(subject, cluster);
        }
        return targets.checkEvent(subject, cluster.endpoint().id(), cluster.id(), event)
                == ImStatus.SUCCESS;
    }

    private boolean putError() {
        int status = targets.checkEvent(subject, path.endpoint, path.cluster, path.element);
        if (status == ImStatus.SUCCESS) {
            return true;
        }
        int mark = w.mark();
        w.startStruct(TlvTag.ANONYMOUS);
        w.startStruct(REPORT_STATUS_TAG);
        EventPath.put(w, STATUS_PATH_TAG, path.endpoint, path.cluster, path.element);
        ImMessage.putStatus(w, STATUS_TAG, status);
        w.endContainer();
        w.endContainer();
        return keep(mark);
    }

    private boolean put(int at) {
        int mark = w.mark();
        w.startStruct(TlvTag.ANONYMOUS);
        w.startStruct(REPORT_DATA_TAG);
        EventPath.put(w, PATH_TAG, log.endpoint(at), log.cluster(at), log.event(at));
        w.putUnsigned(NUMBER_TAG, log.number(at));
        w.putUnsigned(PRIORITY_TAG, log.priority(at));
        putTime(at);
        data.wrap(log.array(), log.dataOffset(at), log.dataLength(at));
        data.next();
        w.putElement(DATA_TAG, data);
        w.endContainer();
        w.endContainer();
        last = at;
        return keep(mark);
    }

    private void putTime(int at) {
        boolean epoch = log.isEpoch(at);
        long time = log.time(at);
        if (last == NONE || log.isEpoch(last) != epoch || time < log.time(last)) {
            w.putUnsigned(epoch ? EPOCH_TIME_TAG : SYSTEM_TIME_TAG, time);
        } else {
            w.putUnsigned(epoch ? EPOCH_DELTA_TAG : SYSTEM_DELTA_TAG, time - log.time(last));
        }
    }

    private boolean keep(int mark) {
        if (w.overflowed()) {
            w.rewind(mark);
            return false;
        }
        written++;
        return true;
    }

    private boolean isWanted(PathHolder holder, int at, boolean urgent) {
        for (int i = 0; i < holder.eventPaths; i++) {
            paths.readEvent(holder, i, path);
            if ((!urgent || path.flags == Path.URGENT)
                    && path.matchesEndpoint(log.endpoint(at))
                    && path.matchesCluster(log.cluster(at))
                    && path.matchesElement(log.event(at))) {
                return true;
            }
        }
        return false;
    }

    private boolean isVisible(boolean filtered, int at) {
        Cluster cluster = targets.find(log.endpoint(at), log.cluster(at));
        if (cluster == null) {
            return false;
        }
        int flags = cluster.spec().event(log.event(at));
        int fabric = log.fabricIndex(at);
        boolean foreign = fabric != 0 && fabric != subject.fabricIndex;
        if (foreign && (filtered || EventFlags.has(flags, EventFlags.FABRIC_SENSITIVE))) {
            return false;
        }
        int privilege = flags == 0 ? Privilege.VIEW : EventFlags.privilege(flags);
        return targets.mayView(subject, cluster)
                && targets.access.allows(subject, privilege, cluster.endpoint(), cluster.id());
    }
}
