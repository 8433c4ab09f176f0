package org.mattermote.stack.interact;

import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.model.ImStatus;

/**
 * One transaction on one exchange; {@link InteractionServer} draws its states. A read is the holder
 * of its own paths.
 */
final class Interaction extends PathHolder {
    static final int NEW = 0;
    static final int TIMED = 1;
    static final int WRITING = 2;
    static final int REPORTING = 3;
    static final int PENDING = 4;
    static final int INVOKING = 5;

    /** TIMED: until when the action may come. */
    long timedUntil;

    /** REPORTING: when the report began. */
    long began;

    final ReportCursor cursor = new ReportCursor();

    /** REPORTING for a subscription, else null. */
    Subscription subscription;

    /** WRITING: path of the last item, attribute {@link Path#ANY} when there is none. */
    int runEndpoint;

    int runCluster;
    int runAttribute = Path.ANY;

    /** What became of the checks and the replacement at the start of the run. */
    int runStatus;

    /** Position of the exchange in the outlet's own table. */
    final short lane;

    /** Of whom asked, or whose subscription it is; 0 for PASE without one. */
    short fabricIndex;

    /** NEW to INVOKING. */
    byte state;

    /** True when the message came to a group: nothing is answered. */
    boolean group;

    /**
     * @param lane position among all interactions of the server
     */
    Interaction(int lane) {
        this.lane = (short) lane;
    }

    /** Whose paths the report goes by. */
    PathHolder reported() {
        return subscription == null ? this : subscription;
    }

    @Override
    protected void clear() {
        state = NEW;
        group = false;
        fabricIndex = 0;
        timedUntil = 0;
        fabricFiltered = false;
        subscription = null;
        began = 0;
        runAttribute = Path.ANY;
        runStatus = ImStatus.SUCCESS;
    }

    @Override
    protected void state(SlotState state) {
        super.state(state);
        timedUntil = state.wide(timedUntil);
        began = state.wide(began);
        cursor.state(state);
        Slot reported = state.slot(subscription);
        subscription = reported instanceof Subscription ? (Subscription) reported : null;
        runEndpoint = state.integer(runEndpoint);
        runCluster = state.integer(runCluster);
        runAttribute = state.integer(runAttribute);
        runStatus = state.integer(runStatus);
        fabricIndex = (short) state.integer(fabricIndex);
        this.state = (byte) state.integer(this.state);
        group = state.flag(group);
    }
}
