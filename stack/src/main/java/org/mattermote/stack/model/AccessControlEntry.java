package org.mattermote.stack.model;

import org.mattermote.stack.mem.Slot;

/** One AccessControlEntryStruct (Matter core 9.10.5.6). */
public final class AccessControlEntry extends Slot {
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

    public final int[] targetEndpoint = new int[MAX_TARGETS];
    public final int[] targetDeviceType = new int[MAX_TARGETS];
    public int targetCount;

    @Override
    protected void clear() {
        fabricIndex = 0;
        privilege = 0;
        authMode = 0;
        subjectCount = 0;
        targetCount = 0;
    }

    public void set(AccessControlEntry other) {
        fabricIndex = other.fabricIndex;
        privilege = other.privilege;
        authMode = other.authMode;
        subjectCount = other.subjectCount;
        targetCount = other.targetCount;
        System.arraycopy(other.subjects, 0, subjects, 0, MAX_SUBJECTS);
        System.arraycopy(other.targetCluster, 0, targetCluster, 0, MAX_TARGETS);
        System.arraycopy(other.targetEndpoint, 0, targetEndpoint, 0, MAX_TARGETS);
        System.arraycopy(other.targetDeviceType, 0, targetDeviceType, 0, MAX_TARGETS);
    }

    /**
     * @param endpoint what has the number, null for nothing
     */
    boolean targetMatches(int i, int endpointId, Endpoint endpoint, int clusterId) {
        return (targetCluster[i] == ANY || targetCluster[i] == clusterId)
                && (targetEndpoint[i] == ANY || targetEndpoint[i] == endpointId)
                && (targetDeviceType[i] == ANY
                        || endpoint != null && endpoint.hasDeviceType(targetDeviceType[i]));
    }
}
