package org.mattermote.stack.fabric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class NodeTimeTest {
    private static final long BUILD = 600_000_000L;
    private static final long DAY = 86400;

    private final MemoryStore store = new MemoryStore();
    private final TestFabrics node = new TestFabrics(store);
    private long platform = -1;
    private final NodeTime time = new NodeTime(() -> platform, node.failSafe);

    private long afterReboot() {
        TestFabrics again = new TestFabrics(store);
        assertEquals(FabricStatus.OK, again.table.load());
        return again.table.lastKnownGood();
    }

    @Test
    void shouldBeThePlatformsUntilItIsSet() {
        assertEquals(NodeTime.UNKNOWN, time.epochSeconds());
        assertEquals(-1, time.epochMicros());
        platform = 5_999_999;
        assertEquals(5, time.epochSeconds());
        assertFalse(time.isSet());
        time.set(800_000_000_000_000L, 1000);
        assertTrue(time.isSet());
        assertEquals(800_000_000_000_000L, time.epochMicros());
        time.advance(2500);
        assertEquals(800_000_001_500_000L, time.epochMicros());
        assertEquals(800_000_001L, time.epochSeconds());
    }

    @Test
    void shouldRaiseLastKnownGoodForGoodWithoutAFailSafe() {
        assertEquals(BUILD, node.table.lastKnownGood());
        time.set((BUILD + DAY) * 1_000_000, 0);
        assertEquals(BUILD + DAY, node.table.lastKnownGood());
        assertEquals(BUILD + DAY, afterReboot());
        assertEquals(1, store.commits);
        // Not lowered by an earlier time, and not worth a write for less than a day.
        time.set(BUILD * 1_000_000, 0);
        time.set((BUILD + 2 * DAY - 1) * 1_000_000, 0);
        assertEquals(BUILD + 2 * DAY - 1, node.table.lastKnownGood());
        assertEquals(1, store.commits);
        node.commission("Root01", "ICA01", "Node01_01");
        assertEquals(BUILD + 2 * DAY - 1, afterReboot());
    }

    @Test
    void shouldTakeBackWhatWasSetUnderAFailSafe() {
        node.failSafe.armForPase(1, 0);
        time.set(800_000_000_000_000L, 0);
        assertEquals(800_000_000L, node.table.lastKnownGood());
        node.failSafe.expire(0);
        assertEquals(BUILD, node.table.lastKnownGood());
        assertEquals("", store.contents());
        node.failSafe.arm(1, 3, 60, 0);
        time.set(800_000_000_000_000L, 0);
        assertEquals(FabricStatus.OK, node.failSafe.commit(0));
        assertEquals(800_000_000L, node.table.lastKnownGood());
        assertEquals(800_000_000L, afterReboot());
    }

    @Test
    void shouldNotStoreWhatIsPendingWithAnotherFabricsRemoval() {
        node.commission("Root01", "ICA01", "Node01_01");
        node.failSafe.armForPase(1, 0);
        node.table.advanceLastKnownGood(800_000_000L);
        assertEquals(FabricStatus.OK, node.table.remove(1, 0));
        assertEquals(800_000_000L, node.table.lastKnownGood());
        assertEquals(BUILD, afterReboot());
        node.failSafe.expire(0);
        assertEquals(BUILD, node.table.lastKnownGood());
    }

    @Test
    void shouldTakeItBackWhenTheStoreRefuses() {
        node.failSafe.armForPase(1, 0);
        node.add("Root01", "ICA01", "Node01_01");
        node.table.advanceLastKnownGood(800_000_000L);
        store.refuse = true;
        assertEquals(FabricStatus.STORE_FAILED, node.failSafe.commit(0));
        assertEquals(800_000_000L, node.table.lastKnownGood());
        node.failSafe.expire(0);
        assertEquals(BUILD, node.table.lastKnownGood());
    }

    @Test
    void shouldNotExceedWhatACertificateCanSay() {
        time.set(Long.MAX_VALUE, 0);
        assertEquals(0xFFFFFFFFL, node.table.lastKnownGood());
        assertEquals(0xFFFFFFFFL, afterReboot());
    }
}
