package org.mattermote.stack.message;

import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.mem.SlotState;

/** Which message counters of one node in the groups of one fabric were seen. */
final class GroupPeer extends Slot {
    long nodeId;

    /** A {@link MessageReceptionState}. */
    long reception;

    /** Of its last new message. */
    long timestamp;

    char fabricIndex;

    /** The peer itself said where its counter is. */
    boolean synchronised;

    @Override
    protected void clear() {
        nodeId = 0;
        reception = 0;
        timestamp = 0;
        fabricIndex = 0;
        synchronised = false;
    }

    @Override
    protected void state(SlotState state) {
        nodeId = state.wide(nodeId);
        reception = state.wide(reception);
        timestamp = state.wide(timestamp);
        fabricIndex = (char) state.integer(fabricIndex);
        synchronised = state.flag(synchronised);
    }
}
