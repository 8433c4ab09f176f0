package org.mattermote.stack.fabric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.crypto.Hkdf;
import org.mattermote.stack.crypto.Hmac;

class FabricTableTest {
    private final MemoryStore store = new MemoryStore();
    private final TestFabrics node = new TestFabrics(store);

    @Test
    void shouldStoreNothingBeforeCommitAndEverythingWithIt() {
        node.failSafe.armForPase(1, 0);
        Fabric fabric = node.add("Root01", "ICA01", "Node01_01");
        assertTrue(fabric.pending);
        node.groupKeyMap.add(fabric.fabricIndex, 5, 1);
        assertEquals(FabricStatus.OK, node.table.persist(fabric, node.groupKeyMap));
        assertEquals(FabricStatus.OK, node.table.persist(fabric));
        assertEquals("", store.contents());
        assertEquals(FabricStatus.OK, node.failSafe.commit(0));
        assertFalse(fabric.pending);
        assertEquals(1, store.commits);
        assertNotNull(store.value(StoreKeys.FABRIC_TABLE));
        assertNotNull(store.value(StoreKeys.fabric(1)));
        assertNotNull(store.value(StoreKeys.groupKeys(1)));
        assertNotNull(store.value(StoreKeys.groupKeyMap(1)));
    }

    @Test
    void shouldLoadWhatItStored() {
        Fabric one = node.commission("Root01", "ICA01", "Node01_01");
        one.label[0] = 'x';
        one.labelLength = 1;
        assertEquals(FabricStatus.OK, node.table.persist(one));
        Fabric two = node.commission("Root02", "ICA02", "Node02_03");
        node.groupKeyMap.add(two.fabricIndex, 7, 0x1234);
        node.groups.add(two.fabricIndex, 7, 1, new byte[] {'g', 'o'}, 0, 2);
        node.groups.add(two.fabricIndex, 7, 2, new byte[] {'g', 'o'}, 0, 2);
        long[] times = {1, -1L >>> 1};
        byte[] keys = new byte[32];
        Arrays.fill(keys, (byte) 9);
        assertEquals(FabricStatus.OK, node.groupKeys.write(two, 0x1234, 0, 2, keys, 0, times));
        assertEquals(FabricStatus.OK, node.table.persist(two, node.groupKeyMap, node.groups));
        assertEquals(FabricStatus.OK, node.table.persist(two, node.groupKeys));
        node.table.advanceLastKnownGood(650_000_000L);
        node.commission("Root01", null, "Node01_02").fabricId = 0;
        node.table.remove(3, 0);

        TestFabrics again = new TestFabrics(store);
        assertEquals(FabricStatus.OK, again.table.load());
        assertEquals(node.state(), again.state());
        assertEquals(2, again.table.count());
        assertEquals(650_000_000L, again.table.lastKnownGood());
        assertEquals(4, again.table.nextIndex());
        assertTrue(again.events.isEmpty());
    }

    @Test
    void shouldForgetARemovedFabricWhole() {
        node.commission("Root01", "ICA01", "Node01_01");
        String before = store.contents().replaceAll("(?m)^1=.*\\n", "");
        Fabric two = node.commission("Root02", "ICA02", "Node02_01");
        node.groupKeyMap.add(two.fabricIndex, 7, 0x1234);
        node.table.persist(two, node.groupKeyMap);
        node.events.clear();
        assertEquals(FabricStatus.OK, node.table.remove(2, 0));
        assertEquals(List.of("removed 2"), node.events);
        assertEquals(before, store.contents().replaceAll("(?m)^1=.*\\n", ""));
        assertNull(node.table.find(2));
        assertEquals(0, node.groupKeys.count(2));
        assertEquals(0, node.groupKeyMap.size());
        assertEquals(FabricStatus.NOT_FOUND, node.table.remove(2, 0));
    }

    @Test
    void shouldKeepEverythingWhenTheStoreRefuses() {
        Fabric fabric = node.commission("Root01", "ICA01", "Node01_01");
        String memory = node.state();
        String stored = store.contents();
        store.refuse = true;
        assertEquals(FabricStatus.STORE_FAILED, node.table.remove(1, 0));
        node.groupKeyMap.add(1, 9, 1);
        assertEquals(FabricStatus.STORE_FAILED, node.table.persist(fabric, node.groupKeyMap));
        assertEquals(memory, node.state());
        node.failSafe.armForPase(1, 0);
        node.add("Root02", "ICA02", "Node02_01");
        assertEquals(FabricStatus.STORE_FAILED, node.failSafe.commit(0));
        assertTrue(node.failSafe.isArmed());
        store.refuse = false;
        node.failSafe.expire(0);
        assertEquals(memory, node.state());
        assertEquals(stored, store.contents());
    }

    @Test
    void shouldFillUpAndReuse() {
        String[] nocs = {"Node02_01", "Node02_02", "Node02_03", "Node02_04", "Node02_05"};
        for (String noc : nocs) {
            assertNotNull(node.commission("Root02", "ICA02", noc));
        }
        assertEquals(5, node.table.count());
        assertEquals(FabricStatus.TABLE_FULL, node.table.nextIndex());
        assertNull(node.add("Root01", "ICA01", "Node01_01"));
        node.table.remove(2, 0);
        assertEquals(6, node.table.nextIndex());
    }

    @Test
    void shouldFindByDestinationWithEachIpk() {
        Fabric fabric = node.commission("Root01", "ICA01", "Node01_01");
        node.commission("Root02", "ICA02", "Node02_01");
        byte[] keys = new byte[48];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = (byte) (i * 3);
        }
        node.groupKeys.write(fabric, 0, 0, 3, keys, 0, new long[] {1, 2, 3});
        byte[] random = new byte[40];
        Arrays.fill(random, (byte) 7);
        for (int k = 0; k < 3; k++) {
            byte[] ipk = new byte[16];
            FabricKeySchedule other = new FabricKeySchedule(new Hmac(), new Hkdf());
            other.operationalKey(keys, 16 * k, fabric.compressedFabricId, ipk, 0);
            byte[] id = new byte[33];
            other.destinationId(
                    ipk, 0, random, 3, fabric.rootPublicKey, fabric.fabricId, fabric.nodeId, id, 1);
            assertSame(fabric, node.table.matchDestination(id, 1, random, 3));
            assertEquals(Vectors.hex(ipk), Vectors.hex(node.table.matchedIpk()));
            id[20] ^= 1;
            assertNull(node.table.matchDestination(id, 1, random, 3));
        }
    }

    @Test
    void shouldRefuseDamageAndOverwriteNothing() {
        node.commission("Root01", "ICA01", "Node01_01");
        Fabric two = node.commission("Root02", "ICA02", "Node02_01");
        node.groupKeyMap.add(2, 7, 0x1234);
        node.groups.add(2, 7, 1, new byte[0], 0, 0);
        node.table.persist(two, node.groupKeyMap, node.groups);
        int[] keys = {
            StoreKeys.FABRIC_TABLE,
            StoreKeys.fabric(1),
            StoreKeys.fabric(2),
            StoreKeys.rcac(1),
            StoreKeys.icac(2),
            StoreKeys.noc(1),
            StoreKeys.groupKeys(1),
            StoreKeys.groupKeyMap(2),
            StoreKeys.groupTable(2)
        };
        for (int key : keys) {
            byte[] good = store.value(key);
            byte[] version = good.clone();
            version[3]++;
            byte[][] flaws = {
                version, Arrays.copyOf(good, good.length - 1), {}, Arrays.copyOf(good, 4000 / 2)
            };
            for (byte[] flaw : flaws) {
                store.set(key, flaw);
                String contents = store.contents();
                TestFabrics again = new TestFabrics(store);
                assertEquals(FabricStatus.DAMAGED, again.table.load());
                assertTrue(again.table.isDamaged());
                assertEquals(0, again.table.count());
                again.failSafe.armForPase(1, 0);
                again.add("Root01", null, "Node01_02");
                assertEquals(FabricStatus.DAMAGED, again.failSafe.commit(0));
                assertEquals(contents, store.contents());
            }
            store.set(key, good);
        }
        assertEquals(FabricStatus.OK, new TestFabrics(store).table.load());
    }

    @Test
    void shouldNeverFaultOnFlippedBytes() {
        node.commission("Root01", "ICA01", "Node01_01");
        int[] keys = {
            StoreKeys.FABRIC_TABLE,
            StoreKeys.fabric(1),
            StoreKeys.rcac(1),
            StoreKeys.icac(1),
            StoreKeys.noc(1),
            StoreKeys.groupKeys(1)
        };
        for (int key : keys) {
            byte[] good = store.value(key);
            for (int at = 0; at < good.length; at++) {
                byte[] flaw = good.clone();
                flaw[at] ^= (byte) 0x94;
                store.set(key, flaw);
                new TestFabrics(store).table.load();
            }
            store.set(key, good);
        }
    }
}
