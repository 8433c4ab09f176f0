package org.mattermote.stack.model;

/**
 * One AccessControlEntryStruct (Matter core 9.10.5.6), unpacked: what is put into an {@link
 * AccessControlList} or was taken out of it.
 */
public final class AccessControlEntry {
    public static final int MAX_SUBJECTS = 4;
    public static final int MAX_TARGETS = 3;

    /** A target field that is null. */
    public static final int ANY = -1;

    public int fabricIndex;
    public int privilege;
    public int authMode;

    /** Node ids, CATs or group ids; only the first {@link #subjectCount} count. */
    public final long[] subjects = new long[MAX_SUBJECTS];

    public int subjectCount;

    /** Cluster, endpoint and device type of each target; {@link #ANY} where null. */
    public final int[] targetCluster = new int[MAX_TARGETS];

    /** Of endpoint and device type one at least is null. */
    public final int[] targetEndpoint = new int[MAX_TARGETS];

    public final int[] targetDeviceType = new int[MAX_TARGETS];
    public int targetCount;

    /** No fabric, no privilege, no subjects, no targets. */
    public void clear() {
        fabricIndex = 0;
        privilege = 0;
        authMode = 0;
        subjectCount = 0;
        targetCount = 0;
    }
}
