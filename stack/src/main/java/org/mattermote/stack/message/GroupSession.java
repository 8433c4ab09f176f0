package org.mattermote.stack.message;

import org.mattermote.stack.fabric.GroupKeySet;
import org.mattermote.stack.mem.SlotState;

/**
 * A group session (Matter core 4.16.1): it comes with a message under a group key, and goes with
 * it. What lasts is in {@link GroupPeers}.
 */
public final class GroupSession {
    int fabricIndex;
    int groupId;
    int keySetId;

    /** Place of the epoch key in its set. */
    int key;

    int policy;
    long sourceNodeId;

    /** Whose group it is, 1..254. */
    public int fabricIndex() {
        return fabricIndex;
    }

    /** 1..65535; 0 for a control message, which goes to a node. */
    public int groupId() {
        return groupId;
    }

    /** Who sent the message. */
    public long sourceNodeId() {
        return sourceNodeId;
    }

    /** Of the key that opened the message. */
    public int keySetId() {
        return keySetId;
    }

    /** Whether messages of a peer whose counter is not known have to wait. */
    public boolean isCacheAndSync() {
        return policy == GroupKeySet.POLICY_CACHE_AND_SYNC;
    }

    /** Keeps what another one says. */
    public void copy(GroupSession other) {
        fabricIndex = other.fabricIndex;
        groupId = other.groupId;
        keySetId = other.keySetId;
        key = other.key;
        policy = other.policy;
        sourceNodeId = other.sourceNodeId;
    }

    /** Its part of the state of the slot it belongs to. */
    public void state(SlotState state) {
        fabricIndex = state.integer(fabricIndex);
        groupId = state.integer(groupId);
        keySetId = state.integer(keySetId);
        key = state.integer(key);
        policy = state.integer(policy);
        sourceNodeId = state.wide(sourceNodeId);
    }
}
