package org.mattermote.stack.interact;

/** Hears what became of the commands to what an endpoint is bound to. */
public interface BindingListener {
    /**
     * A target has the command, or will not have it.
     *
     * @param endpoint of this node
     * @param target node id, or the group node id 0xFFFFFFFFFFFFxxxx of a group
     * @param status of the command, SUCCESS for one that left for a group; UNREACHABLE, NO_ANSWER
     *     or NOT_SENT of {@link BindingClient}
     */
    void commanded(int endpoint, int fabricIndex, long target, int status, long nowMillis);
}
