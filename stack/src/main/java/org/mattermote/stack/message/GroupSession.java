package org.mattermote.stack.message;

/**
 * A group session (Matter core 4.16.1): it comes with a message to a group, and goes with it. What
 * lasts is in {@link GroupPeers}.
 */
public final class GroupSession {
    int fabricIndex;
    int groupId;
    long sourceNodeId;

    /** Whose group it is, 1..254. */
    public int fabricIndex() {
        return fabricIndex;
    }

    /** 1..65535. */
    public int groupId() {
        return groupId;
    }

    /** Who sent the message. */
    public long sourceNodeId() {
        return sourceNodeId;
    }
}
