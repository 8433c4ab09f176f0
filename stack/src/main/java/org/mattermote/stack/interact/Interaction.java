package org.mattermote.stack.interact;

import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Subject;

/** One transaction on one exchange; {@link InteractionServer} draws its states. */
final class Interaction extends Slot {
    static final int NEW = 0;
    static final int TIMED = 1;
    static final int WRITING = 2;
    static final int REPORTING = 3;

    /** NEW to REPORTING. */
    int state;

    /** Position of the exchange in the outlet's own table. */
    final int lane;

    /** Who acts on the other side; brought up to date with every message. */
    final Subject subject = new Subject();

    /** True when the message came to a group: nothing is answered. */
    boolean group;

    /** TIMED: until when the action may come. */
    long timedUntil;

    /** REPORTING: paths of a read; a subscription has its own. */
    final PathList ownAttributes;

    final PathList ownEvents;

    /** Paths the report goes by. */
    PathList attributes;

    PathList events;
    final VersionFilters filters;
    final ReportCursor cursor = new ReportCursor();
    boolean fabricFiltered;

    /** REPORTING for a subscription, else null. */
    Subscription subscription;

    /** REPORTING: the subscription's first report. */
    boolean priming;

    /** REPORTING: when the report began. */
    long began;

    /** WRITING: path of the last item, attribute {@link PathList#ANY} when there is none. */
    int runEndpoint;

    int runCluster;
    int runAttribute = PathList.ANY;

    /** What became of the checks and the replacement at the start of the run. */
    int runStatus;

    /**
     * @param lane position among all interactions of the server
     * @param paths where the paths of a read lie
     * @param maxPaths attribute paths at most, and event paths
     * @param filters where the filters of a read lie
     * @param maxFilters filters that are remembered
     */
    Interaction(int lane, TripleTable paths, int maxPaths, TripleTable filters, int maxFilters) {
        this.lane = lane;
        ownAttributes = new PathList(paths, maxPaths);
        ownEvents = new PathList(paths, maxPaths);
        this.filters = new VersionFilters(filters, maxFilters);
    }

    @Override
    protected void clear() {
        state = NEW;
        group = false;
        timedUntil = 0;
        ownAttributes.clear();
        ownEvents.clear();
        attributes = null;
        events = null;
        filters.clear();
        fabricFiltered = false;
        subscription = null;
        priming = false;
        began = 0;
        runAttribute = PathList.ANY;
        runStatus = ImStatus.SUCCESS;
    }
}
