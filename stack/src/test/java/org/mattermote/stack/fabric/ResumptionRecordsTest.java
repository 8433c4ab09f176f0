package org.mattermote.stack.fabric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.requirement.Tag;

@Tag("session-layer R52")
class ResumptionRecordsTest {
    private static final int[] CATS = {0x00010002, 0, 0};

    private final ResumptionRecords records = new ResumptionRecords(4);

    private static byte[] bytes(int fill, int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) fill);
        return bytes;
    }

    private void put(int fabric, long peer, int id) {
        records.put(fabric, peer, CATS, bytes(id, 16), 0, bytes(id + 100, 32), 0, 0);
    }

    @Test
    void shouldKeepOneRecordAPeer() {
        put(1, 10, 1);
        put(1, 10, 2);
        assertEquals(1, records.slots().inUse());
        assertNull(records.find(bytes(1, 16), 0));
        ResumptionRecord record = records.find(bytes(2, 16), 0);
        assertEquals(10, record.peerNodeId);
        assertArrayEquals(bytes(102, 32), record.sharedSecret);
    }

    @Test
    void shouldTakeFromTheFabricThatHasMostItsLeastRecentlyUsed() {
        put(1, 10, 1);
        put(1, 11, 2);
        put(2, 10, 3);
        put(1, 12, 4);
        records.renew(records.find(bytes(1, 16), 0), bytes(9, 16), 0, 0);
        put(3, 1, 5);
        assertNull(records.find(bytes(2, 16), 0));
        assertNotNull(records.find(bytes(9, 16), 0));
        assertNotNull(records.find(bytes(3, 16), 0));
        assertNotNull(records.find(bytes(5, 16), 0));
    }

    @Test
    void shouldComeBackFromTheStoreInOrderOfUse() {
        MemoryStore store = new MemoryStore();
        RecordStore recordStore = new RecordStore(store, new Scratch(400));
        Fabric fabric = new Fabric();
        fabric.fabricIndex = 1;
        put(1, 10, 1);
        put(1, 11, 2);
        put(2, 12, 3);
        records.renew(records.find(bytes(1, 16), 0), bytes(9, 16), 0, 0);
        store.begin();
        assertEquals(FabricStatus.OK, records.store(fabric, recordStore));
        store.commit();
        ResumptionRecords loaded = new ResumptionRecords(2);
        assertEquals(FabricStatus.OK, loaded.load(fabric, recordStore));
        recordStore.close();
        assertEquals(2, loaded.slots().inUse());
        assertArrayEquals(CATS, loaded.find(bytes(9, 16), 0).peerCats);
        assertArrayEquals(bytes(101, 32), loaded.find(bytes(9, 16), 0).sharedSecret);
        loaded.put(1, 13, CATS, bytes(7, 16), 0, bytes(7, 32), 0, 0);
        assertNull(loaded.find(bytes(2, 16), 0));
    }

    @Test
    void shouldCountADamagedRecordAsNone() {
        MemoryStore store = new MemoryStore();
        RecordStore recordStore = new RecordStore(store, new Scratch(400));
        Fabric fabric = new Fabric();
        fabric.fabricIndex = 1;
        put(1, 10, 1);
        store.begin();
        records.store(fabric, recordStore);
        store.commit();
        byte[] whole = store.value(StoreKeys.resumption(1));
        for (int cut = 0; cut < whole.length; cut++) {
            store.begin();
            store.put(StoreKeys.resumption(1), whole, 0, cut);
            store.commit();
            ResumptionRecords loaded = new ResumptionRecords(2);
            assertEquals(FabricStatus.OK, loaded.load(fabric, recordStore));
            recordStore.close();
            assertEquals(0, loaded.slots().inUse(), "cut at " + cut);
        }
    }
}
