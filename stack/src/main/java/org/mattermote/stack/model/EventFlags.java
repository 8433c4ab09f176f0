package org.mattermote.stack.model;

/**
 * Access and priority of an event in one int (Matter core 7.6 and 7.14). The generator of {@code
 * model.spec} reads the bit positions from this file.
 */
public final class EventFlags {
    /** The cluster has this event. */
    public static final int EXISTS = 1 << 0;

    /** S: shown to the fabric it belongs to only. */
    public static final int FABRIC_SENSITIVE = 1 << 1;

    /** Conformance is a bare M: present wherever the cluster is. */
    public static final int MANDATORY = 1 << 2;

    public static final int PRIVILEGE_SHIFT = 3;
    public static final int PRIORITY_SHIFT = 6;

    public static final int PRIORITY_DEBUG = 0;
    public static final int PRIORITY_INFO = 1;
    public static final int PRIORITY_CRITICAL = 2;

    private EventFlags() {}

    /** Whether all bits of {@code wanted} are set. */
    public static boolean has(int flags, int wanted) {
        return (flags & wanted) == wanted;
    }

    /** Privilege a read needs: 1 View, 3 Operate, 4 Manage, 5 Administer. */
    public static int privilege(int flags) {
        return flags >>> PRIVILEGE_SHIFT & 7;
    }

    /** 0 debug, 1 info, 2 critical, as on the wire. */
    public static int priority(int flags) {
        return flags >>> PRIORITY_SHIFT & 3;
    }
}
