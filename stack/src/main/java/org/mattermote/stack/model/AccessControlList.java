package org.mattermote.stack.model;

import org.mattermote.stack.mem.Occupancy;

/**
 * The entries of the Access Control cluster and the check against them (Matter core 6.6.6), packed
 * into one array, those of a fabric in the order in which they were added.
 *
 * <pre>
 *  word 0    31    24 23    20 19      16 15      12 11      8 7        0
 *           +--------+--------+----------+----------+---------+----------+
 *           | kinds  | targets| subjects | authMode | privi-  | fabric   |
 *           |        |        |          |          | lege    | index    |
 *           +--------+--------+----------+----------+---------+----------+
 *  word 1   subjects, 2 words each, the low one first
 *  word 9   targets, 2 words each: cluster, then endpoint or device type; −1 where null
 * </pre>
 *
 * Bit i of {@code kinds} is set when target i goes by a device type: one that goes by endpoint and
 * device type at once is not allowed.
 */
public final class AccessControlList implements Occupancy {
    private static final long CAT_PREFIX = 0xFFFFFFFD00000000L;

    private static final int SUBJECTS = 1;
    private static final int TARGETS = SUBJECTS + 2 * AccessControlEntry.MAX_SUBJECTS;
    private static final int WORDS = TARGETS + 2 * AccessControlEntry.MAX_TARGETS;

    private static final int PRIVILEGE_SHIFT = 8;
    private static final int AUTH_MODE_SHIFT = 12;
    private static final int SUBJECT_COUNT_SHIFT = 16;
    private static final int TARGET_COUNT_SHIFT = 20;
    private static final int KINDS_SHIFT = 24;
    private static final int NIBBLE = 0xF;

    private final int[] words;
    private int size;
    private int highWater;
    private int refusals;

    /**
     * @param capacity entries of all fabrics together, 60 bytes each
     */
    public AccessControlList(int capacity) {
        words = new int[capacity * WORDS];
    }

    @Override
    public int capacity() {
        return words.length / WORDS;
    }

    /** Entries of all fabrics. */
    @Override
    public int inUse() {
        return size;
    }

    @Override
    public int highWater() {
        return highWater;
    }

    @Override
    public int refusals() {
        return refusals;
    }

    /** Accessing fabric of entry {@code i}, 0 to inUse − 1. */
    public int fabricIndex(int i) {
        return words[i * WORDS] & 0xFF;
    }

    /** Unpacks entry {@code i}. */
    public void read(int i, AccessControlEntry into) {
        int at = i * WORDS;
        int head = words[at];
        into.fabricIndex = head & 0xFF;
        into.privilege = privilege(head);
        into.authMode = authMode(head);
        into.subjectCount = subjectCount(head);
        into.targetCount = targetCount(head);
        for (int s = 0; s < into.subjectCount; s++) {
            into.subjects[s] = subject(at, s);
        }
        for (int t = 0; t < into.targetCount; t++) {
            boolean deviceType = isDeviceType(head, t);
            int place = words[at + TARGETS + 2 * t + 1];
            into.targetCluster[t] = words[at + TARGETS + 2 * t];
            into.targetEndpoint[t] = deviceType ? AccessControlEntry.ANY : place;
            into.targetDeviceType[t] = deviceType ? place : AccessControlEntry.ANY;
        }
    }

    /** Puts an entry behind all others; false when the list is full. */
    public boolean add(AccessControlEntry entry) {
        if (size == capacity()) {
            refusals++;
            return false;
        }
        size++;
        highWater = Math.max(highWater, size);
        replace(size - 1, entry);
        return true;
    }

    /** Puts an entry into the place of entry {@code i}. */
    public void replace(int i, AccessControlEntry entry) {
        int at = i * WORDS;
        int kinds = 0;
        for (int s = 0; s < entry.subjectCount; s++) {
            words[at + SUBJECTS + 2 * s] = (int) entry.subjects[s];
            words[at + SUBJECTS + 2 * s + 1] = (int) (entry.subjects[s] >>> 32);
        }
        for (int t = 0; t < entry.targetCount; t++) {
            boolean deviceType = entry.targetDeviceType[t] != AccessControlEntry.ANY;
            kinds |= deviceType ? 1 << t : 0;
            words[at + TARGETS + 2 * t] = entry.targetCluster[t];
            words[at + TARGETS + 2 * t + 1] =
                    deviceType ? entry.targetDeviceType[t] : entry.targetEndpoint[t];
        }
        words[at] =
                entry.fabricIndex
                        | entry.privilege << PRIVILEGE_SHIFT
                        | entry.authMode << AUTH_MODE_SHIFT
                        | entry.subjectCount << SUBJECT_COUNT_SHIFT
                        | entry.targetCount << TARGET_COUNT_SHIFT
                        | kinds << KINDS_SHIFT;
    }

    /** Takes entry {@code i} out; those behind it move up. */
    public void remove(int i) {
        int at = i * WORDS;
        int end = size * WORDS;
        System.arraycopy(words, at + WORDS, words, at, end - at - WORDS);
        size--;
    }

    /** Removes every entry of a fabric. */
    public void removeFabric(int fabricIndex) {
        for (int i = size - 1; i >= 0; i--) {
            if (fabricIndex(i) == fabricIndex) {
                remove(i);
            }
        }
    }

    public int count(int fabricIndex) {
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (fabricIndex(i) == fabricIndex) {
                count++;
            }
        }
        return count;
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
        for (int i = 0; i < size; i++) {
            int at = i * WORDS;
            int head = words[at];
            if ((head & 0xFF) == subject.fabricIndex
                    && authMode(head) == subject.authMode
                    && Privilege.includes(privilege(head), privilege)
                    && matchesSubject(at, subject)
                    && matchesTarget(at, endpointId, endpoint, clusterId)) {
                return true;
            }
        }
        return false;
    }

    private boolean matchesSubject(int at, Subject subject) {
        int count = subjectCount(words[at]);
        if (count == 0) {
            return true;
        }
        for (int i = 0; i < count; i++) {
            long id = subject(at, i);
            if (id == subject.nodeId) {
                return true;
            }
            // A group is written as its id or as its group node id.
            if (subject.authMode == Subject.AUTH_MODE_GROUP
                    && (id & 0xFFFF) == (subject.nodeId & 0xFFFF)) {
                return true;
            }
            if (isTag(id)
                    && subject.authMode == Subject.AUTH_MODE_CASE
                    && matchesTag(id, subject.cats)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a subject is a CASE authenticated tag (Matter core 6.6.2.1.2). */
    public static boolean isTag(long subject) {
        return (subject & 0xFFFFFFFF00000000L) == CAT_PREFIX;
    }

    /** Whether one of these tags is the wanted one, of its version or a later. */
    public static boolean matchesTag(long tag, int[] cats) {
        int wanted = (int) tag;
        for (int i = 0; i < cats.length; i++) {
            if (cats[i] != 0
                    && cats[i] >>> 16 == wanted >>> 16
                    && (cats[i] & 0xFFFF) >= (wanted & 0xFFFF)) {
                return true;
            }
        }
        return false;
    }

    private boolean matchesTarget(int at, int endpointId, Endpoint endpoint, int clusterId) {
        int head = words[at];
        int count = targetCount(head);
        if (count == 0) {
            return true;
        }
        for (int i = 0; i < count; i++) {
            int cluster = words[at + TARGETS + 2 * i];
            int place = words[at + TARGETS + 2 * i + 1];
            boolean there =
                    isDeviceType(head, i)
                            ? endpoint != null && endpoint.hasDeviceType(place)
                            : place == AccessControlEntry.ANY || place == endpointId;
            if (there && (cluster == AccessControlEntry.ANY || cluster == clusterId)) {
                return true;
            }
        }
        return false;
    }

    private long subject(int at, int i) {
        int low = at + SUBJECTS + 2 * i;
        return (long) words[low + 1] << 32 | words[low] & 0xFFFFFFFFL;
    }

    private static int privilege(int head) {
        return head >>> PRIVILEGE_SHIFT & NIBBLE;
    }

    private static int authMode(int head) {
        return head >>> AUTH_MODE_SHIFT & NIBBLE;
    }

    private static int subjectCount(int head) {
        return head >>> SUBJECT_COUNT_SHIFT & NIBBLE;
    }

    private static int targetCount(int head) {
        return head >>> TARGET_COUNT_SHIFT & NIBBLE;
    }

    private static boolean isDeviceType(int head, int target) {
        return (head >>> KINDS_SHIFT + target & 1) != 0;
    }
}
