package org.mattermote.stack.interact;

import org.mattermote.stack.mem.Handle;
import org.mattermote.stack.mem.SlotState;

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
 *  ACTIVE    | a report is due for a change but | waits for one until the keep-alive time
 *            | the peer has no session          |
 *  ACTIVE    | keep-alive time, and no session  | released
 *  REPORTING | last StatusResponse SUCCESS      | ACTIVE
 *  REPORTING | other status                     | released
 *  REPORTING | no answer, another session there | ACTIVE, at once again on that session
 *  REPORTING | no answer, no other session      | released
 *  REPORTING | exchange evicted, no packet free | ACTIVE, again a little later
 *  any       | fabric removed, evicted, or the  | released
 *            | peer subscribes without keeping  |
 * </pre>
 *
 * With {@link SubscriptionResumption} it outlives a restart of the node:
 *
 * <pre>
 *  state      | event                            | then
 *  -----------+----------------------------------+-------------------------------------------
 *  WAITING    | its time                         | a session is asked for, CONNECTING
 *  WAITING,   | there is a session to the peer   | ACTIVE, with a report of everything due
 *  CONNECTING |                                  |
 *  CONNECTING | no session                       | WAITING, longer each time; in the end
 *             |                                  | released
 *  REPORTING  | no answer to that first report   | WAITING, as without a session
 *  WAITING,   | its fabric needs the place       | released
 *  CONNECTING |                                  |
 * </pre>
 */
final class Subscription extends PathHolder {
    static final int PRIMING = 0;
    static final int ACTIVE = 1;
    static final int REPORTING = 2;
    static final int WAITING = 3;
    static final int CONNECTING = 4;

    private static final long MILLIS = 1000;

    /** Packets before the maximum interval is over: room for retransmissions. */
    private static final long KEEP_ALIVE_MARGIN = 5000;

    /** Node id of the peer. */
    long peerNodeId;

    /** Events below this number have been reported. */
    long reportedEvents;

    /** Events below this number have been looked at. */
    long checkedEvents;

    /** When the last complete report began. */
    long reportedAt;

    /** No report before this. */
    long notBefore;

    /** Random, not 0. */
    int id;

    /** Handle of the peer's session that was used last. */
    int session = Handle.NONE;

    /** Rises with each subscription: the order in which they were made. */
    int age;

    /** Interaction that carries the present report, else Handle.NONE. */
    int interaction = Handle.NONE;

    /** Changes up to this stamp have been reported. */
    int reportedStamp;

    /** Changes up to this stamp have been looked at. */
    int checkedStamp;

    /** Seconds, 16 bits unsigned. */
    char minInterval;

    /** Seconds, 16 bits unsigned. */
    char maxInterval;

    /** Fabric of the peer. */
    short fabricIndex;

    /** PRIMING to CONNECTING. */
    byte state;

    /** There is something that may not wait for the keep-alive. */
    boolean due;

    /** Whether this is the peer. */
    boolean isOf(int fabric, long nodeId) {
        return fabricIndex == fabric && peerNodeId == nodeId;
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

    /** The report that was begun comes again. */
    void reportAgain(long earliest) {
        state = ACTIVE;
        interaction = Handle.NONE;
        due = true;
        notBefore = earliest;
    }

    @Override
    protected void clear() {
        state = PRIMING;
        id = 0;
        fabricIndex = 0;
        peerNodeId = 0;
        session = Handle.NONE;
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

    @Override
    protected void state(SlotState state) {
        super.state(state);
        peerNodeId = state.wide(peerNodeId);
        reportedEvents = state.wide(reportedEvents);
        checkedEvents = state.wide(checkedEvents);
        reportedAt = state.wide(reportedAt);
        notBefore = state.wide(notBefore);
        id = state.integer(id);
        session = state.integer(session);
        age = state.integer(age);
        interaction = state.integer(interaction);
        reportedStamp = state.integer(reportedStamp);
        checkedStamp = state.integer(checkedStamp);
        minInterval = (char) state.integer(minInterval);
        maxInterval = (char) state.integer(maxInterval);
        fabricIndex = (short) state.integer(fabricIndex);
        this.state = (byte) state.integer(this.state);
        due = state.flag(due);
    }
}
