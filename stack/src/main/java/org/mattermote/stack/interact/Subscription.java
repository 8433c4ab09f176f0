package org.mattermote.stack.interact;

import org.mattermote.stack.mem.Handle;
import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.model.Subject;

/**
 * A subscription and its next report (Matter core 8.5).
 *
 * <pre>
 *  state     | event                            | then
 *  ----------+----------------------------------+--------------------------------------------
 *  PRIMING   | last StatusResponse SUCCESS      | SubscribeResponse leaves, ACTIVE
 *  PRIMING   | anything else                    | released
 *  ACTIVE    | change or urgent event, and the  | report begins, REPORTING
 *            | minimum interval is over         |
 *  ACTIVE    | keep-alive time                  | empty report begins, REPORTING
 *  ACTIVE    | no session of the peer left      | released
 *  REPORTING | last StatusResponse SUCCESS      | ACTIVE
 *  REPORTING | other status                     | released
 *  REPORTING | no answer, another session there | ACTIVE, at once again on that session
 *  REPORTING | no answer, no other session      | released
 *  REPORTING | exchange evicted, no packet free | ACTIVE, again a little later
 *  any       | fabric removed, evicted, or the  | released
 *            | peer subscribes without keeping  |
 * </pre>
 */
final class Subscription extends Slot {
    static final int PRIMING = 0;
    static final int ACTIVE = 1;
    static final int REPORTING = 2;

    private static final long MILLIS = 1000;

    /** Packets before the maximum interval is over: room for retransmissions. */
    private static final long KEEP_ALIVE_MARGIN = 5000;

    int state;

    /** Random, not 0. */
    int id;

    /** Peer, as it was when it last showed itself. */
    final Subject subject = new Subject();

    final PathList attributes;
    final PathList events;
    boolean fabricFiltered;

    /** Seconds. */
    int minInterval;

    /** Seconds. */
    int maxInterval;

    /** Rises with each subscription: the order in which they were made. */
    int age;

    /** Interaction that carries the present report, else Handle.NONE. */
    int interaction = Handle.NONE;

    /** Changes up to this stamp have been reported. */
    int reportedStamp;

    /** Changes up to this stamp have been looked at. */
    int checkedStamp;

    /** Events below this number have been reported. */
    long reportedEvents;

    /** Events below this number have been looked at. */
    long checkedEvents;

    /** There is something that may not wait for the keep-alive. */
    boolean due;

    /** When the last complete report began. */
    long reportedAt;

    /** No report before this. */
    long notBefore;

    /**
     * @param paths where its paths lie
     * @param maxPaths attribute paths at most, and event paths
     */
    Subscription(TripleTable paths, int maxPaths) {
        attributes = new PathList(paths, maxPaths);
        events = new PathList(paths, maxPaths);
    }

    /** When the next report is to begin. */
    long nextReport() {
        long earliest = reportedAt + minInterval * MILLIS;
        if (!due) {
            long max = maxInterval * MILLIS;
            earliest = Math.max(earliest, reportedAt + max - Math.min(max / 5, KEEP_ALIVE_MARGIN));
        }
        return Math.max(earliest, notBefore);
    }

    @Override
    protected void clear() {
        state = PRIMING;
        id = 0;
        attributes.clear();
        events.clear();
        fabricFiltered = false;
        minInterval = 0;
        maxInterval = 0;
        age = 0;
        interaction = Handle.NONE;
        reportedStamp = 0;
        checkedStamp = 0;
        reportedEvents = 0;
        checkedEvents = 0;
        due = false;
        reportedAt = 0;
        notBefore = 0;
    }
}
