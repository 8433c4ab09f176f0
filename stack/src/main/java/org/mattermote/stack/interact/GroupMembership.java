package org.mattermote.stack.interact;

/** Which endpoints listen to which groups (Matter core 4.16). */
public interface GroupMembership {
    /** Whether an endpoint is a member of a fabric's group. */
    boolean contains(int fabricIndex, int groupId, int endpoint);
}
