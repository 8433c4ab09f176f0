package org.mattermote.stack.interact;

/** The command that an endpoint gave last to what it is bound to for one cluster. */
final class BoundCommand {
    /** {@link #cursor} when every binding was looked at. */
    static final int DONE = -1;

    /** Members of the command's structure. */
    final byte[] fields = new byte[BindingClient.MAX_FIELDS];

    int length;

    /** Endpoint of this node; negative in a place nobody took yet. */
    int endpoint = -1;

    int cluster;
    int command;

    /** Counts commands: a target that has another number has an older one. */
    int number;

    /** The binding to be looked at next. */
    int cursor = DONE;

    /** {@code BindingTable.changes()} when the walk began. */
    int changes;

    boolean isOf(int localEndpoint, int clusterId) {
        return endpoint == localEndpoint && cluster == clusterId;
    }
}
