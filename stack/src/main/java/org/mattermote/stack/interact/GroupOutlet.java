package org.mattermote.stack.interact;

import org.mattermote.stack.codec.TlvWriter;

/** The way of a message to a group. */
interface GroupOutlet {
    /** Lends a packet for the next message; null when none is free or the group has no key. */
    TlvWriter begin(int fabricIndex, int groupId);

    /** Sends what was begun; negative when it did not leave. */
    int send(int opcode, long nowMillis);
}
