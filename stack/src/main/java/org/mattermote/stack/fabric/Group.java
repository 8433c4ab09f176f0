package org.mattermote.stack.fabric;

import org.mattermote.stack.mem.Slot;

/** One group of one fabric, with the endpoints of this node that are in it. */
public final class Group extends Slot {
    public static final int MAX_NAME = 16;

    public int fabricIndex;

    /** 1..65535. */
    public int groupId;

    /** UTF-8. */
    public final byte[] name = new byte[MAX_NAME];

    public int nameLength;

    /** Endpoint numbers; only the first {@link #endpointCount} count. */
    public final int[] endpoints;

    public int endpointCount;

    Group(int endpoints) {
        this.endpoints = new int[endpoints];
    }

    public boolean contains(int endpoint) {
        for (int i = 0; i < endpointCount; i++) {
            if (endpoints[i] == endpoint) {
                return true;
            }
        }
        return false;
    }

    @Override
    protected void clear() {
        fabricIndex = 0;
        groupId = 0;
        nameLength = 0;
        endpointCount = 0;
    }
}
