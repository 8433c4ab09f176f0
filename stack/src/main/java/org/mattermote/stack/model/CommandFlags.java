package org.mattermote.stack.model;

/**
 * Access and qualities of a client-to-server command in one int (Matter core 7.6 and 7.7). The
 * generator of {@code model.spec} reads the bit positions from this file.
 */
public final class CommandFlags {
    /** The cluster accepts this command. */
    public static final int EXISTS = 1 << 0;

    /** T: invoked only in a timed interaction. */
    public static final int TIMED = 1 << 1;

    /** F: refused without an accessing fabric. */
    public static final int FABRIC_SCOPED = 1 << 2;

    /** L: needs a transport for large messages. */
    public static final int LARGE = 1 << 3;

    /** Conformance is a bare M: accepted wherever the cluster is. */
    public static final int MANDATORY = 1 << 4;

    public static final int PRIVILEGE_SHIFT = 5;

    private CommandFlags() {}

    /** Whether all bits of {@code wanted} are set. */
    public static boolean has(int flags, int wanted) {
        return (flags & wanted) == wanted;
    }

    /** Privilege an invoke needs: 1 View, 3 Operate, 4 Manage, 5 Administer. */
    public static int privilege(int flags) {
        return flags >>> PRIVILEGE_SHIFT & 7;
    }
}
