package org.mattermote.stack.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AccessControlListTest {
    private static final int ANY = AccessControlEntry.ANY;

    private final Random random = new Random(3);

    private AccessControlEntry anEntry() {
        AccessControlEntry entry = new AccessControlEntry();
        entry.fabricIndex = 1 + random.nextInt(254);
        entry.privilege = 1 + random.nextInt(5);
        entry.authMode = 1 + random.nextInt(3);
        entry.subjectCount = random.nextInt(AccessControlEntry.MAX_SUBJECTS + 1);
        for (int i = 0; i < entry.subjectCount; i++) {
            entry.subjects[i] = random.nextLong();
        }
        entry.targetCount = random.nextInt(AccessControlEntry.MAX_TARGETS + 1);
        for (int i = 0; i < entry.targetCount; i++) {
            int kind = random.nextInt(3);
            entry.targetCluster[i] = random.nextBoolean() ? ANY : random.nextInt();
            entry.targetEndpoint[i] = kind == 1 ? random.nextInt(0xFFFF) : ANY;
            entry.targetDeviceType[i] = kind == 2 ? random.nextInt() & 0x7FFFFFFF : ANY;
        }
        return entry;
    }

    private static String text(AccessControlEntry entry) {
        StringBuilder text = new StringBuilder();
        text.append(entry.fabricIndex).append(' ').append(entry.privilege);
        text.append(' ').append(entry.authMode);
        for (int i = 0; i < entry.subjectCount; i++) {
            text.append(" s").append(entry.subjects[i]);
        }
        for (int i = 0; i < entry.targetCount; i++) {
            text.append(" t").append(entry.targetCluster[i]);
            text.append(',').append(entry.targetEndpoint[i]);
            text.append(',').append(entry.targetDeviceType[i]);
        }
        return text.toString();
    }

    private static List<String> texts(AccessControlList list) {
        List<String> texts = new ArrayList<>();
        AccessControlEntry entry = new AccessControlEntry();
        for (int i = 0; i < list.inUse(); i++) {
            list.read(i, entry);
            assertEquals(entry.fabricIndex, list.fabricIndex(i));
            texts.add(text(entry));
        }
        return texts;
    }

    @Test
    void shouldGiveBackWhatWasPutIn() {
        AccessControlList list = new AccessControlList(6);
        List<String> expected = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            AccessControlEntry entry = anEntry();
            int size = expected.size();
            int i = size == 0 ? 0 : random.nextInt(size);
            switch (random.nextInt(3)) {
                case 0 -> {
                    assertEquals(size < 6, list.add(entry));
                    if (size < 6) {
                        expected.add(text(entry));
                    }
                }
                case 1 -> {
                    if (size > 0) {
                        list.replace(i, entry);
                        expected.set(i, text(entry));
                    }
                }
                default -> {
                    if (size > 0) {
                        list.remove(i);
                        expected.remove(i);
                    }
                }
            }
            assertEquals(expected, texts(list));
        }
        assertEquals(6, list.highWater());
        assertTrue(list.refusals() > 0);
    }

    @Test
    void shouldRemoveAFabricAndLeaveTheOthersInOrder() {
        AccessControlList list = new AccessControlList(5);
        List<String> left = new ArrayList<>();
        for (int fabric : new int[] {2, 1, 2, 3, 2}) {
            AccessControlEntry entry = anEntry();
            entry.fabricIndex = fabric;
            list.add(entry);
            if (fabric != 2) {
                left.add(text(entry));
            }
        }
        assertEquals(3, list.count(2));
        list.removeFabric(2);
        assertEquals(0, list.count(2));
        assertEquals(left, texts(list));
    }

    @Test
    void shouldGoByClusterEndpointAndDeviceType() {
        Endpoint endpoint = new Endpoint(7, new int[] {256, 3}, new Cluster[0]);
        Subject subject = new Subject();
        subject.authMode = Subject.AUTH_MODE_CASE;
        subject.fabricIndex = 1;
        assertTrue(allows(6, ANY, ANY, subject, endpoint));
        assertFalse(allows(8, ANY, ANY, subject, endpoint));
        assertTrue(allows(ANY, 7, ANY, subject, endpoint));
        assertFalse(allows(ANY, 256, ANY, subject, endpoint));
        assertTrue(allows(ANY, ANY, 256, subject, endpoint));
        assertFalse(allows(ANY, ANY, 7, subject, endpoint));
        assertTrue(allows(6, ANY, 256, subject, endpoint));
        assertFalse(allows(8, ANY, 256, subject, endpoint));
    }

    private static boolean allows(
            int cluster, int endpointId, int deviceType, Subject subject, Endpoint endpoint) {
        AccessControlList list = new AccessControlList(1);
        AccessControlEntry entry = new AccessControlEntry();
        entry.fabricIndex = 1;
        entry.privilege = Privilege.VIEW;
        entry.authMode = Subject.AUTH_MODE_CASE;
        entry.targetCount = 1;
        entry.targetCluster[0] = cluster;
        entry.targetEndpoint[0] = endpointId;
        entry.targetDeviceType[0] = deviceType;
        list.add(entry);
        return list.allows(subject, Privilege.VIEW, endpoint, 6);
    }

    @Test
    void shouldGoByNodeIdAndByTagOfTheSameOrALaterVersion() {
        AccessControlList list = new AccessControlList(1);
        AccessControlEntry entry = new AccessControlEntry();
        entry.fabricIndex = 1;
        entry.privilege = Privilege.OPERATE;
        entry.authMode = Subject.AUTH_MODE_CASE;
        entry.subjectCount = 2;
        entry.subjects[0] = 0x1122334455667788L;
        entry.subjects[1] = 0xFFFFFFFDABCD0002L;
        list.add(entry);
        Endpoint endpoint = new Endpoint(1, new int[0], new Cluster[0]);
        Subject subject = new Subject();
        subject.authMode = Subject.AUTH_MODE_CASE;
        subject.fabricIndex = 1;
        subject.nodeId = 0x1122334455667788L;
        assertTrue(list.allows(subject, Privilege.OPERATE, endpoint, 6));
        assertFalse(list.allows(subject, Privilege.ADMINISTER, endpoint, 6));
        subject.nodeId++;
        assertFalse(list.allows(subject, Privilege.OPERATE, endpoint, 6));
        subject.cats[1] = 0xABCD0001;
        assertFalse(list.allows(subject, Privilege.OPERATE, endpoint, 6));
        subject.cats[1] = 0xABCD0003;
        assertTrue(list.allows(subject, Privilege.OPERATE, endpoint, 6));
        subject.fabricIndex = 2;
        assertFalse(list.allows(subject, Privilege.OPERATE, endpoint, 6));
    }
}
