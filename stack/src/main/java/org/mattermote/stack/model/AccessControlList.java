package org.mattermote.stack.model;

import org.mattermote.stack.mem.Pool;

/** The entries of the Access Control cluster and the check against them (Matter core 6.6.6). */
public final class AccessControlList {
    private static final long CAT_PREFIX = 0xFFFFFFFD00000000L;

    private final Pool<AccessControlEntry> entries;

    public AccessControlList(int capacity) {
        AccessControlEntry[] slots = new AccessControlEntry[capacity];
        for (int i = 0; i < capacity; i++) {
            slots[i] = new AccessControlEntry();
        }
        entries = new Pool<AccessControlEntry>(slots);
    }

    public Pool<AccessControlEntry> entries() {
        return entries;
    }

    /** Whether {@code subject} holds {@code privilege} on a cluster of an endpoint. */
    public boolean allows(Subject subject, int privilege, Endpoint endpoint, int clusterId) {
        return allows(subject, privilege, endpoint.id(), endpoint, clusterId);
    }

    /**
     * Whether {@code subject} holds {@code privilege} at a place that need not exist.
     *
     * @param endpoint what has the number, null for nothing
     */
    public boolean allows(
            Subject subject, int privilege, int endpointId, Endpoint endpoint, int clusterId) {
        if (subject.authMode == Subject.AUTH_MODE_PASE) {
            return true;
        }
        if (subject.fabricIndex == 0) {
            return false;
        }
        for (int i = 0; i < entries.capacity(); i++) {
            AccessControlEntry entry = entries.at(i);
            if (entry.isTaken()
                    && entry.fabricIndex == subject.fabricIndex
                    && entry.authMode == subject.authMode
                    && Privilege.includes(entry.privilege, privilege)
                    && matchesSubject(entry, subject)
                    && matchesTarget(entry, endpointId, endpoint, clusterId)) {
                return true;
            }
        }
        return false;
    }

    /** Removes every entry of a fabric. */
    public void removeFabric(int fabricIndex) {
        for (int i = 0; i < entries.capacity(); i++) {
            AccessControlEntry entry = entries.at(i);
            if (entry.isTaken() && entry.fabricIndex == fabricIndex) {
                entries.release(entry);
            }
        }
    }

    public int count(int fabricIndex) {
        int count = 0;
        for (int i = 0; i < entries.capacity(); i++) {
            AccessControlEntry entry = entries.at(i);
            if (entry.isTaken() && entry.fabricIndex == fabricIndex) {
                count++;
            }
        }
        return count;
    }

    private static boolean matchesSubject(AccessControlEntry entry, Subject subject) {
        if (entry.subjectCount == 0) {
            return true;
        }
        for (int i = 0; i < entry.subjectCount; i++) {
            long id = entry.subjects[i];
            if (id == subject.nodeId) {
                return true;
            }
            // A group is written as its id or as its group node id.
            if (subject.authMode == Subject.AUTH_MODE_GROUP
                    && (id & 0xFFFF) == (subject.nodeId & 0xFFFF)) {
                return true;
            }
            if ((id & 0xFFFFFFFF00000000L) == CAT_PREFIX
                    && subject.authMode == Subject.AUTH_MODE_CASE
                    && matchesCat((int) id, subject.cats)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matchesCat(int wanted, int[] cats) {
        for (int i = 0; i < cats.length; i++) {
            if (cats[i] != 0
                    && cats[i] >>> 16 == wanted >>> 16
                    && (cats[i] & 0xFFFF) >= (wanted & 0xFFFF)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matchesTarget(
            AccessControlEntry entry, int endpointId, Endpoint endpoint, int clusterId) {
        if (entry.targetCount == 0) {
            return true;
        }
        for (int i = 0; i < entry.targetCount; i++) {
            if (entry.targetMatches(i, endpointId, endpoint, clusterId)) {
                return true;
            }
        }
        return false;
    }
}
