package org.mattermote.stack.interact;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.AttributeFlags;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.ChangeCounter;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.ClusterSpec;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.GlobalAttributes;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Subject;

/**
 * Fills ReportData messages (Matter core 8.4.3, 8.6, 10.7.5), one chunk a call, for reads, the
 * first and the later reports of subscriptions. Where it stopped is in the interaction's {@link
 * ReportCursor}; what fits is written whole or not at all, but for lists, which go on item by item.
 * A path with a ListIndex has that one item of what the reader would see of the list, one with null
 * an empty list.
 *
 * <pre>
 *   path 0 ─ endpoint ─ cluster ─ attribute ─ item     (a concrete path has the last two steps only)
 *   path 1 ─ …
 *   event path errors ─ events, ascending by number ─ complete
 * </pre>
 */
final class ReportGenerator {
    /** There is more to report in a further chunk. */
    static final int MORE = 1;

    /** All has been reported. */
    static final int COMPLETE = 0;

    /** One single element is too large for an empty chunk. */
    static final int NOTHING_FITS = -1;

    private static final int SUBSCRIPTION_ID_TAG = 0;
    private static final int ATTRIBUTE_REPORTS_TAG = 1;
    private static final int EVENT_REPORTS_TAG = 2;
    private static final int MORE_CHUNKED_MESSAGES_TAG = 3;
    private static final int SUPPRESS_RESPONSE_TAG = 4;

    private static final int REPORT_STATUS_TAG = 0;
    private static final int REPORT_DATA_TAG = 1;

    private static final int DATA_VERSION_TAG = 0;
    private static final int DATA_PATH_TAG = 1;
    private static final int DATA_TAG = 2;

    private static final int STATUS_PATH_TAG = 0;
    private static final int STATUS_TAG = 1;

    /** Ends of both arrays, start of the second, two booleans, end of the message. */
    private static final int TRAILER = 1 + 2 + 1 + 2 + 2 + ImMessage.END_LENGTH;

    /** Ends of the array, of its AttributeDataIB and its AttributeReportIB. */
    private static final int LIST_ENDS = 3;

    private static final int MAX_RESTARTS = 3;

    private static final int WRITTEN = 0;
    private static final int SKIPPED = 1;
    private static final int FULL = 2;

    private final Targets targets;
    private final EventReports events;
    private final RequestReaders readers;
    private final PathTable paths;
    private final AttributeRead read;
    private final ReportCursor probe = new ReportCursor();

    /** The path that is being looked at. */
    private final Path path = new Path();

    /** Whose paths the report goes by. */
    private PathHolder holder;

    /** Null while probing. */
    private TlvWriter w;

    private ReportCursor c;

    /** Reports in the array that is being written. */
    private int written;

    /**
     * @param subject who reads, or whose subscription it is
     */
    ReportGenerator(Targets targets, PathTable paths, Subject subject, RequestReaders readers) {
        this.targets = targets;
        this.paths = paths;
        this.readers = readers;
        read = new AttributeRead(subject);
        events = new EventReports(targets, paths, subject, readers);
    }

    /**
     * Writes one whole ReportData message.
     *
     * @return MORE, COMPLETE or NOTHING_FITS
     */
    int fill(Interaction interaction, TlvWriter writer, long nowMillis) {
        Subscription subscription = interaction.subscription;
        holder = interaction.reported();
        w = writer;
        c = interaction.cursor;
        read.fabricFiltered = holder.fabricFiltered;
        read.nowMillis = nowMillis;
        w.startStruct(TlvTag.ANONYMOUS);
        if (subscription != null) {
            w.putUnsigned(SUBSCRIPTION_ID_TAG, subscription.id & 0xFFFFFFFFL);
        }
        w.reserve(TRAILER);
        int unreserved = TRAILER;
        boolean full = false;
        boolean any = false;
        written = 0;
        if (c.phase == ReportCursor.ATTRIBUTES) {
            int mark = w.mark();
            w.startArray(ATTRIBUTE_REPORTS_TAG);
            full = walk() == FULL;
            if (written == 0) {
                w.rewind(mark);
            } else {
                w.unreserve(1);
                unreserved--;
                w.endContainer();
                any = true;
            }
            if (!full) {
                c.phase = ReportCursor.EVENT_ERRORS;
                c.path = 0;
            }
        }
        if (!full && holder.eventPaths > 0) {
            w.unreserve(3);
            unreserved -= 3;
            int mark = w.mark();
            w.startArray(EVENT_REPORTS_TAG);
            w.reserve(1);
            full = !events.write(w, c, holder);
            w.unreserve(1);
            if (events.written() == 0) {
                w.rewind(mark);
            } else {
                w.endContainer();
                any = true;
            }
        }
        w.unreserve(unreserved);
        if (full && !any) {
            return NOTHING_FITS;
        }
        if (full) {
            w.putBool(MORE_CHUNKED_MESSAGES_TAG, true);
        } else {
            c.phase = ReportCursor.COMPLETE;
            if (subscription == null) {
                w.putBool(SUPPRESS_RESPONSE_TAG, true);
            }
        }
        ImMessage.end(w);
        if (w.overflowed()) {
            return NOTHING_FITS;
        }
        return full ? MORE : COMPLETE;
    }

    /** Whether the subject may read anything of what a request names. */
    boolean canReadAny(ReportRequest request) {
        request.toAttributes();
        while (request.nextAttribute(path)) {
            startProbe(false, 0);
            if (walkPath() == FULL) {
                return true;
            }
        }
        request.toEvents();
        while (request.nextEvent(path)) {
            if (events.canRead(path)) {
                return true;
            }
        }
        return false;
    }

    /** Whether an attribute that the paths name and the subject may read changed after a stamp. */
    boolean hasChanges(PathHolder of, int since) {
        holder = of;
        startProbe(true, since);
        return walk() == FULL;
    }

    /** Whether an event from {@code number} on goes by an urgent path. */
    boolean hasUrgentEvents(PathHolder of, long number) {
        return events.hasUrgent(of, number);
    }

    private void startProbe(boolean changesOnly, int since) {
        w = null;
        c = probe;
        c.begin(changesOnly, since, since, 0, 0);
    }

    /**
     * Goes over all attribute paths from the cursor on; FULL, or SKIPPED when it came to the end.
     */
    private int walk() {
        while (c.path < holder.attributePaths) {
            paths.readAttribute(holder, c.path, path);
            if (walkPath() == FULL) {
                return FULL;
            }
            c.nextPath();
        }
        return SKIPPED;
    }

    private int walkPath() {
        return path.isConcrete() ? walkConcrete() : walkWildcard();
    }

    private int walkConcrete() {
        int endpoint = path.endpoint;
        int clusterId = path.cluster;
        int attribute = path.element;
        Cluster cluster = targets.find(endpoint, clusterId);
        if (c.changesOnly && (cluster == null || !isDue(cluster, attribute))) {
            return SKIPPED;
        }
        int status = targets.checkRead(read.subject, endpoint, clusterId, attribute);
        if (status != ImStatus.SUCCESS) {
            return w == null || c.changesOnly
                    ? SKIPPED
                    : putStatus(endpoint, clusterId, attribute, status);
        }
        if (!enterCluster(cluster)) {
            return SKIPPED;
        }
        return report(cluster, attribute, true);
    }

    private int walkWildcard() {
        int flags = path.flags;
        boolean anyEndpoint = path.endpoint == Path.ANY_ENDPOINT;
        while (c.endpoint < targets.node.endpointCount()) {
            Endpoint endpoint = targets.node.endpoint(c.endpoint);
            boolean skipped = anyEndpoint && WildcardPathFlags.skipsEndpoint(flags, endpoint.id());
            if (!skipped
                    && path.matchesEndpoint(endpoint.id())
                    && walkEndpoint(endpoint, flags) == FULL) {
                return FULL;
            }
            c.nextEndpoint();
        }
        return SKIPPED;
    }

    private int walkEndpoint(Endpoint endpoint, int flags) {
        boolean anyCluster = path.cluster == Path.ANY;
        while (c.cluster < endpoint.clusterCount()) {
            Cluster cluster = endpoint.cluster(c.cluster);
            boolean skipped = anyCluster && WildcardPathFlags.skipsCluster(flags, cluster.id());
            if (!skipped
                    && path.matchesCluster(cluster.id())
                    && enterCluster(cluster)
                    && walkCluster(cluster, flags) == FULL) {
                return FULL;
            }
            c.nextCluster();
        }
        return SKIPPED;
    }

    private int walkCluster(Cluster cluster, int pathFlags) {
        int[] own = cluster.attributes();
        boolean anyAttribute = path.element == Path.ANY;
        while (c.attribute < own.length + GlobalAttributes.COUNT) {
            int id =
                    c.attribute < own.length
                            ? own[c.attribute]
                            : GlobalAttributes.idAt(c.attribute - own.length);
            if (path.matchesElement(id) && (!c.changesOnly || isDue(cluster, id))) {
                int flags = Targets.attribute(cluster, id);
                boolean skipped =
                        anyAttribute && WildcardPathFlags.skipsAttribute(pathFlags, id, flags);
                if (!skipped
                        && targets.mayRead(read.subject, cluster, flags)
                        && report(cluster, id, false) == FULL) {
                    return FULL;
                }
            }
            c.nextAttribute();
        }
        return SKIPPED;
    }

    /**
     * Fixes the data version when the cursor comes into a cluster; false when the reader has that
     * version. After a change during the report an older one is given, so that no reader takes a
     * mixture of old and new values for the present version.
     */
    private boolean enterCluster(Cluster cluster) {
        if (c.inCluster || w == null) {
            return true;
        }
        if (!c.changesOnly
                && paths.hasFilter(
                        holder, cluster.endpoint().id(), cluster.id(), cluster.dataVersion())) {
            return false;
        }
        c.inCluster = true;
        c.version = cluster.dataVersion();
        int[] own = cluster.attributes();
        for (int i = 0; i < own.length; i++) {
            if (ChangeCounter.isAfter(cluster.changeStamp(own[i]), c.began)) {
                c.version = cluster.dataVersion() - 1;
                return true;
            }
        }
        return true;
    }

    /**
     * Whether an attribute changed since the last report, or a list is in the middle of this one.
     */
    private boolean isDue(Cluster cluster, int attribute) {
        return c.item >= 0
                || ChangeCounter.isAfter(cluster.changeStamp(attribute), c.since)
                        && !AttributeFlags.has(
                                cluster.spec().attribute(attribute),
                                AttributeFlags.CHANGES_OMITTED);
    }

    private int report(Cluster cluster, int attribute, boolean concrete) {
        if (w == null) {
            return FULL;
        }
        boolean global = GlobalAttributes.attribute(attribute) != 0;
        int size = global ? -1 : cluster.listSize(attribute, read);
        int listIndex = path.listIndex();
        if (size >= 0 && listIndex == AttributePath.WHOLE) {
            return reportList(cluster, attribute, size);
        }
        int mark = w.mark();
        startData(
                cluster,
                attribute,
                listIndex == AttributePath.END_OF_LIST ? AttributePath.WHOLE : listIndex);
        int position = w.position();
        read.tag = DATA_TAG;
        int status;
        if (size >= 0) {
            status = putItem(cluster, attribute, listIndex, size);
        } else {
            status = global ? putGlobal(cluster, attribute) : cluster.read(attribute, read, w);
            if (listIndex != AttributePath.WHOLE && status == ImStatus.SUCCESS) {
                status = cut(position, listIndex);
            }
        }
        w.endContainer();
        w.endContainer();
        if (w.overflowed()) {
            w.rewind(mark);
            return FULL;
        }
        if (status != ImStatus.SUCCESS) {
            w.rewind(mark);
            return concrete && !c.changesOnly
                    ? putStatus(cluster.endpoint().id(), cluster.id(), attribute, status)
                    : SKIPPED;
        }
        written++;
        return WRITTEN;
    }

    /** Writes one of the items that a cluster gives one by one, as the reader counts them. */
    private int putItem(Cluster cluster, int attribute, int listIndex, int size) {
        if (listIndex == AttributePath.END_OF_LIST) {
            return putNone();
        }
        int left = listIndex;
        for (int i = 0; i < size; i++) {
            int mark = w.mark();
            int position = w.position();
            int status = cluster.readItem(attribute, i, read, w);
            boolean given = status == ImStatus.SUCCESS && w.position() != position;
            if (w.overflowed() || given && left == 0) {
                return ImStatus.SUCCESS;
            }
            w.rewind(mark);
            left -= given ? 1 : 0;
        }
        return ImStatus.CONSTRAINT_ERROR;
    }

    /** Leaves one item of the value that was written, or none; all of it if it did not fit. */
    private int cut(int position, int listIndex) {
        TlvReader value = readers.copy;
        value.wrap(w.array(), position, w.position() - position);
        if (w.overflowed()) {
            return ImStatus.SUCCESS;
        }
        if (value.next() != CodecStatus.OK || value.type() != TlvType.ARRAY) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        value.enter();
        for (int i = 0; i <= listIndex; i++) {
            if (value.next() != CodecStatus.OK) {
                return ImStatus.CONSTRAINT_ERROR;
            }
        }
        w.rewind(position);
        if (listIndex == AttributePath.END_OF_LIST) {
            return putNone();
        }
        // Where it is written is before where it is read.
        w.putElement(DATA_TAG, value);
        return ImStatus.SUCCESS;
    }

    private int putNone() {
        w.startArray(DATA_TAG);
        w.endContainer();
        return ImStatus.SUCCESS;
    }

    /**
     * A list that the cluster gives item by item: first as an array, the rest as appended items.
     */
    private int reportList(Cluster cluster, int attribute, int size) {
        if (c.item >= 0 && c.itemVersion != cluster.dataVersion() && c.restarts < MAX_RESTARTS) {
            c.restarts++;
            c.item = -1;
        }
        if (c.item >= 0) {
            return appendItems(cluster, attribute, size);
        }
        int mark = w.mark();
        startData(cluster, attribute, AttributePath.WHOLE);
        w.startArray(DATA_TAG);
        w.reserve(LIST_ENDS);
        int items = 0;
        int next = 0;
        boolean fits = !w.overflowed();
        while (fits && next < size) {
            int itemMark = w.mark();
            int position = w.position();
            read.tag = TlvTag.ANONYMOUS;
            int status = cluster.readItem(attribute, next, read, w);
            if (w.overflowed()) {
                w.rewind(itemMark);
                fits = false;
            } else {
                if (status != ImStatus.SUCCESS) {
                    w.rewind(itemMark);
                } else if (w.position() != position) {
                    items++;
                }
                next++;
            }
        }
        w.unreserve(LIST_ENDS);
        if (!fits && items == 0 && (written > 0 || w.overflowed())) {
            w.rewind(mark);
            return FULL;
        }
        w.endContainer();
        w.endContainer();
        w.endContainer();
        written++;
        if (fits) {
            return WRITTEN;
        }
        c.item = (short) next;
        c.itemVersion = cluster.dataVersion();
        return FULL;
    }

    private int appendItems(Cluster cluster, int attribute, int size) {
        while (c.item < size) {
            int mark = w.mark();
            startData(cluster, attribute, AttributePath.END_OF_LIST);
            int position = w.position();
            read.tag = DATA_TAG;
            int status = cluster.readItem(attribute, c.item, read, w);
            boolean given = w.position() != position;
            w.endContainer();
            w.endContainer();
            if (w.overflowed()) {
                w.rewind(mark);
                return FULL;
            }
            if (status == ImStatus.SUCCESS && given) {
                written++;
            } else {
                w.rewind(mark);
            }
            c.item++;
        }
        c.toAttributeStart();
        return WRITTEN;
    }

    private void startData(Cluster cluster, int attribute, int listIndex) {
        w.startStruct(TlvTag.ANONYMOUS);
        w.startStruct(REPORT_DATA_TAG);
        w.putUnsigned(DATA_VERSION_TAG, c.version & 0xFFFFFFFFL);
        AttributePath.put(
                w, DATA_PATH_TAG, cluster.endpoint().id(), cluster.id(), attribute, listIndex);
    }

    private int putStatus(int endpoint, int cluster, int attribute, int status) {
        int mark = w.mark();
        w.startStruct(TlvTag.ANONYMOUS);
        w.startStruct(REPORT_STATUS_TAG);
        AttributePath.put(w, STATUS_PATH_TAG, endpoint, cluster, attribute, path.listIndex());
        ImMessage.putStatus(w, STATUS_TAG, status);
        w.endContainer();
        w.endContainer();
        if (w.overflowed()) {
            w.rewind(mark);
            return FULL;
        }
        written++;
        return WRITTEN;
    }

    private int putGlobal(Cluster cluster, int attribute) {
        switch (attribute) {
            case GlobalAttributes.FEATURE_MAP:
                w.putUnsigned(DATA_TAG, cluster.featureMap() & 0xFFFFFFFFL);
                return ImStatus.SUCCESS;
            case GlobalAttributes.CLUSTER_REVISION:
                w.putUnsigned(DATA_TAG, cluster.endpoint().revision(cluster.spec()));
                return ImStatus.SUCCESS;
            case GlobalAttributes.ATTRIBUTE_LIST:
                w.startArray(DATA_TAG);
                putIds(cluster.attributes());
                for (int i = 0; i < GlobalAttributes.COUNT; i++) {
                    putId(GlobalAttributes.idAt(i));
                }
                w.endContainer();
                return ImStatus.SUCCESS;
            case GlobalAttributes.ACCEPTED_COMMAND_LIST:
                w.startArray(DATA_TAG);
                putIds(cluster.commands());
                w.endContainer();
                return ImStatus.SUCCESS;
            case GlobalAttributes.GENERATED_COMMAND_LIST:
                w.startArray(DATA_TAG);
                putResponses(cluster);
                w.endContainer();
                return ImStatus.SUCCESS;
            default:
                return ImStatus.UNSUPPORTED_ATTRIBUTE;
        }
    }

    private void putIds(int[] ids) {
        for (int i = 0; i < ids.length; i++) {
            putId(ids[i]);
        }
    }

    private void putId(int id) {
        w.putUnsigned(TlvTag.ANONYMOUS, id & 0xFFFFFFFFL);
    }

    /** Every response of the accepted commands once, ascending. */
    private void putResponses(Cluster cluster) {
        int[] commands = cluster.commands();
        long last = -1;
        while (true) {
            long least = Long.MAX_VALUE;
            for (int i = 0; i < commands.length; i++) {
                int response = cluster.spec().response(commands[i]);
                long id = response & 0xFFFFFFFFL;
                if (response != ClusterSpec.NO_RESPONSE && id > last && id < least) {
                    least = id;
                }
            }
            if (least == Long.MAX_VALUE) {
                return;
            }
            w.putUnsigned(TlvTag.ANONYMOUS, least);
            last = least;
        }
    }
}
