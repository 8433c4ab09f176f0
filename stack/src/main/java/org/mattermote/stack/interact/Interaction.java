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
     * @param paths attribute paths and event paths of a read, each
     * @param versionFilters filters that are remembered
     */
    Interaction(int lane, int paths, int versionFilters) {
        this.lane = lane;
        ownAttributes = new PathList(paths);
        ownEvents = new PathList(paths);
        filters = new VersionFilters(versionFilters);
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
