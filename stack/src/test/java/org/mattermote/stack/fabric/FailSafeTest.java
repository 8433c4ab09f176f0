package org.mattermote.stack.fabric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class FailSafeTest {
    private final MemoryStore store = new MemoryStore();
    private final TestFabrics node = new TestFabrics(store);
    private final FailSafe failSafe = node.failSafe;

    @Test
    void shouldArmForSixtySecondsWhenPaseIsDone() {
        assertEquals(Long.MAX_VALUE, failSafe.poll(0));
        assertEquals(FabricStatus.OK, failSafe.armForPase(9, 1000));
        assertEquals(61_000, failSafe.poll(1000));
        assertTrue(failSafe.isArmedFor(0, 9));
        assertFalse(failSafe.isArmedFor(0, 8));
        assertFalse(failSafe.isArmedFor(1, 9));
        assertEquals(61_000, failSafe.poll(60_999));
        assertEquals(Long.MAX_VALUE, failSafe.poll(61_000));
        assertFalse(failSafe.isArmed());
        assertEquals(List.of("expired 0 false"), node.events);
    }

    @Test
    void shouldExtendForItsHolderUpToTheCumulativeLimit() {
        failSafe.armForPase(9, 0);
        assertEquals(FabricStatus.BUSY, failSafe.arm(1, 9, 60, 10));
        assertEquals(FabricStatus.BUSY, failSafe.arm(0, 8, 60, 10));
        assertEquals(FabricStatus.OK, failSafe.arm(0, 9, 800, 10_000));
        assertEquals(810_000, failSafe.poll(10_000));
        assertEquals(FabricStatus.OK, failSafe.arm(0, 9, 800, 800_000));
        assertEquals(900_000, failSafe.poll(800_000));
        assertEquals(FabricStatus.OK, failSafe.arm(0, 9, 20, 800_000));
        assertEquals(820_000, failSafe.poll(800_000));
    }

    @Test
    void shouldExpireAtOnceOnZero() {
        assertEquals(FabricStatus.OK, failSafe.arm(1, 3, 0, 5));
        assertTrue(node.events.isEmpty());
        failSafe.arm(1, 3, 60, 5);
        assertEquals(FabricStatus.OK, failSafe.arm(1, 3, 0, 5));
        assertEquals(List.of("expired 1 false"), node.events);
    }

    @Test
    void shouldDropWhatAnEarlierPaseSessionLeft() {
        failSafe.armForPase(1, 0);
        failSafe.setKeyPair(new byte[32], 0, new byte[65], 0, false);
        failSafe.setRoot(new byte[10], 0, 10);
        assertEquals(FabricStatus.OK, failSafe.armForPase(2, 5));
        assertFalse(failSafe.hasKeyPair());
        assertEquals(0, failSafe.rootLength());
        assertTrue(failSafe.isArmedFor(0, 2));
        assertEquals(60_005, failSafe.poll(5));
        failSafe.expire(6);
        failSafe.arm(4, 1, 60, 7);
        assertEquals(FabricStatus.BUSY, failSafe.armForPase(3, 8));
    }

    private void shouldComeBackAfter(Runnable steps, String... events) {
        node.commission("Root01", "ICA01", "Node01_01");
        String memory = node.state();
        String stored = store.contents();
        node.events.clear();
        failSafe.armForPase(5, 0);
        steps.run();
        assertEquals(stored, store.contents());
        assertEquals(Long.MAX_VALUE, failSafe.poll(60_000));
        assertEquals(memory, node.state());
        assertEquals(stored, store.contents());
        assertEquals(List.of(events), node.events);
        assertFalse(failSafe.hasKeyPair());
        assertEquals(0, failSafe.rootLength());
        assertEquals(FailSafe.NOC_NONE, failSafe.nocCommand());
        for (byte b : failSafe.privateKey()) {
            assertEquals(0, b);
        }
        TestFabrics again = new TestFabrics(store);
        again.table.load();
        assertEquals(memory, again.state());
    }

    @Test
    void shouldExpireWhenOnlyArmed() {
        shouldComeBackAfter(() -> {}, "expired 0 false");
    }

    @Test
    void shouldExpireWithKeyPairAndRootPending() {
        shouldComeBackAfter(
                () -> {
                    failSafe.setKeyPair(TestFabrics.key("Node02_01"), 0, new byte[65], 0, false);
                    failSafe.setRoot(TestFabrics.tlv("Root02"), 0, 275);
                },
                "expired 0 false");
    }

    @Test
    void shouldRemoveAnAddedFabric() {
        shouldComeBackAfter(
                () -> {
                    Fabric f = node.add("Root02", "ICA02", "Node02_01");
                    node.table.advanceLastKnownGood(900_000_000L);
                    node.groupKeyMap.add(f.fabricIndex, 3, 4);
                    node.table.persist(f, node.groupKeyMap);
                },
                "added 2",
                "removed 2",
                "expired 2 true");
    }

    @Test
    void shouldPutOldCredentialsBack() {
        shouldComeBackAfter(
                () -> {
                    failSafe.expire(0);
                    node.events.clear();
                    failSafe.arm(1, 3, 60, 0);
                    Fabric f = node.table.find(1);
                    node.update(f, null, "Node01_02");
                    assertEquals(0, node.certificate(f, FabricCertificates.ICAC).length);
                    f.label[0] = 'x';
                    f.labelLength = 1;
                    node.table.persist(f);
                    node.groupKeyMap.add(1, 3, 4);
                    node.table.persist(f, node.groupKeyMap);
                },
                "updated 1",
                "updated 1",
                "expired 1 false");
    }

    @Test
    void shouldStoreOtherFabricsAtOnce() {
        node.commission("Root01", "ICA01", "Node01_01");
        failSafe.armForPase(5, 0);
        node.add("Root02", "ICA02", "Node02_01");
        Fabric other = node.table.find(1);
        other.label[0] = 'x';
        other.labelLength = 1;
        node.groupKeyMap.add(1, 3, 4);
        assertEquals(FabricStatus.OK, node.table.persist(other));
        assertEquals(FabricStatus.OK, node.table.persist(other, node.groupKeyMap));
        TestFabrics again = new TestFabrics(store);
        again.table.load();
        assertEquals(1, again.table.count());
        assertEquals(1, again.table.find(1).labelLength);
        assertEquals(1, again.groupKeyMap.size());
    }

    @Test
    void shouldCommitAnUpdate() {
        node.commission("Root01", "ICA01", "Node01_01");
        failSafe.arm(1, 3, 60, 0);
        node.update(node.table.find(1), null, "Node01_02");
        assertEquals(FabricStatus.OK, failSafe.commit(0));
        assertEquals("committed 1", node.events.get(node.events.size() - 1));
        TestFabrics again = new TestFabrics(store);
        again.table.load();
        assertEquals(node.state(), again.state());
        assertEquals(0xDEDEDEDE00010002L, again.table.find(1).nodeId);
    }

    @Test
    void shouldEndWhenItsFabricIsRemoved() {
        node.commission("Root01", "ICA01", "Node01_01");
        failSafe.armForPase(5, 0);
        node.add("Root02", "ICA02", "Node02_01");
        node.events.clear();
        assertEquals(FabricStatus.OK, node.table.remove(2, 0));
        assertFalse(failSafe.isArmed());
        assertEquals(List.of("expired 2 true", "removed 2"), node.events);
        failSafe.arm(1, 3, 60, 0);
        node.update(node.table.find(1), null, "Node01_02");
        node.events.clear();
        assertEquals(FabricStatus.OK, node.table.remove(1, 0));
        assertEquals(List.of("expired 1 false", "removed 1"), node.events);
        assertEquals(0, node.table.count());
        TestFabrics again = new TestFabrics(store);
        again.table.load();
        assertEquals(0, again.table.count());
    }
}
