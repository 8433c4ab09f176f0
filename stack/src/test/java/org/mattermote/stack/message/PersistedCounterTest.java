package org.mattermote.stack.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.fabric.MemoryStore;
import org.mattermote.stack.fabric.RecordStore;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.stack.sim.ScriptedDrbg;

class PersistedCounterTest {
    private static final int KEY = StoreKeys.GROUP_DATA_COUNTER;
    private static final int BATCH = PersistedCounter.GROUP_BATCH;

    private final MemoryStore store = new MemoryStore();
    private final ScriptedDrbg drbg = new ScriptedDrbg(6);
    private final List<Long> failures = new ArrayList<>();

    private PersistedCounter boot(int key, int batch, boolean skipsZero) {
        store.abandon();
        PersistedCounter counter =
                new PersistedCounter(
                        new RecordStore(store, new Scratch(64)),
                        (event, a, b, c) -> {
                            assertEquals(LogEvent.STORE_FAILED, event);
                            assertEquals(key, a);
                            failures.add(b);
                        },
                        key,
                        batch,
                        skipsZero);
        counter.start(drbg);
        return counter;
    }

    private PersistedCounter boot() {
        return boot(KEY, BATCH, true);
    }

    private static int use(PersistedCounter counter) {
        assertEquals(MessageStatus.OK, counter.reserve());
        int value = counter.value();
        assertEquals(value, counter.next());
        return value;
    }

    /** As a device has it that used values up to {@code boundary}. */
    private void stored(int key, int boundary) {
        byte[] record =
                ByteBuffer.allocate(10)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put(new byte[] {0x15, 0x24, 0, 1, 0x26, 1})
                        .putInt(boundary)
                        .array();
        byte[] whole = java.util.Arrays.copyOf(record, 11);
        whole[10] = 0x18;
        store.set(key, whole);
    }

    private int boundary(int key) {
        byte[] record = store.value(key);
        int result = 0;
        for (int i = record.length - 2; i >= 6; i--) {
            result = result << 8 | record[i] & 0xFF;
        }
        return result;
    }

    private void draw(int bits) {
        drbg.next(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(bits).array());
    }

    @Test
    @Tag("session-layer R34")
    @Tag("session-layer T6")
    void shouldGoOnAtTheBoundaryAndWriteOnceInABatch() {
        stored(KEY, 5000);
        PersistedCounter counter = boot();
        for (int value = 5000; value < 6000; value++) {
            assertEquals(value, use(counter));
            assertEquals(1, store.commits);
        }
        assertEquals(6000, boundary(KEY));
        assertEquals(MessageStatus.OK, counter.reserve());
        assertEquals(2, store.commits, "written before 6000 is used");
        assertEquals(7000, boundary(KEY));
        assertEquals(6000, counter.next());
        assertEquals(7000, use(boot()));
    }

    @Test
    @Tag("session-layer R34")
    @Tag("session-layer T7")
    void shouldKeepTheValueWhenTheBoundaryCannotBeWritten() {
        stored(KEY, 5000);
        PersistedCounter counter = boot();
        store.refuse = true;
        assertEquals(MessageStatus.STORAGE, counter.reserve());
        assertEquals(MessageStatus.STORAGE, counter.reserve());
        assertEquals(List.of((long) PortStatus.FULL, (long) PortStatus.FULL), failures);
        store.refuse = false;
        assertEquals(5000, use(counter));
        assertEquals(6000, boundary(KEY));
    }

    @Test
    @Tag("session-layer R26")
    @Tag("session-layer R33")
    void shouldStartAtARandomValueWhereNothingIsStored() {
        draw(-1);
        assertEquals(1 << 28, use(boot()));
        assertTrue(failures.isEmpty(), "a new device is nothing to report");
        store.erase();
        draw(0);
        assertEquals(1, use(boot()));
    }

    @Test
    @Tag("session-layer R34")
    void shouldStartAtARandomValueWhereTheRecordIsDamagedAndSaySo() {
        byte[][] damaged = {
            {},
            {1, 2, 3},
            {0x15, 0x24, 0, 1, 0x18},
            {0x15, 0x24, 0, 2, 0x24, 1, 5, 0x18},
            {0x15, 0x24, 0, 1, 0x24, 2, 5, 0x18},
            {0x15, 0x24, 0, 1, 0x27, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0x18},
        };
        for (byte[] record : damaged) {
            store.set(KEY, record);
            failures.clear();
            draw(0x12345678);
            assertEquals(0x02345679, use(boot()));
            assertEquals(List.of((long) PortStatus.DAMAGED), failures);
        }
    }

    @Test
    @Tag("session-layer R35")
    void shouldWriteNothingBeforeTheFirstValueIsAskedFor() {
        for (int boots = 0; boots < 5; boots++) {
            boot().value();
        }
        assertEquals(0, store.commits);
        assertNull(store.value(KEY));
    }

    @Test
    @Tag("session-layer R35")
    void shouldBeRandomAgainAfterAFactoryReset() {
        int[] keys = {
            StoreKeys.GROUP_DATA_COUNTER,
            StoreKeys.GROUP_CONTROL_COUNTER,
            StoreKeys.CHECK_IN_COUNTER
        };
        for (int key : keys) {
            use(boot(key, BATCH, false));
        }
        store.erase();
        for (int key : keys) {
            assertNull(store.value(key));
            draw(77 + key);
            assertEquals(78 + key, use(boot(key, BATCH, false)));
        }
    }

    @Test
    @Tag("session-layer R30")
    void shouldRollOver() {
        stored(StoreKeys.GROUP_CONTROL_COUNTER, -2);
        PersistedCounter counter = boot(StoreKeys.GROUP_CONTROL_COUNTER, 4, false);
        for (int value : new int[] {-2, -1, 0, 1, 2}) {
            assertEquals(value, use(counter));
        }
        assertEquals(6, boundary(StoreKeys.GROUP_CONTROL_COUNTER));
        assertEquals(6, use(boot(StoreKeys.GROUP_CONTROL_COUNTER, 4, false)));
    }

    @Test
    @Tag("session-layer R30")
    void shouldSkipZeroWhereItIsNoValue() {
        for (int first = -8; first <= 0; first++) {
            store.erase();
            stored(KEY, first);
            PersistedCounter counter = boot(KEY, 4, true);
            int expected = first == 0 ? 1 : first;
            for (int i = 0; i < 20; i++) {
                assertEquals(expected, use(counter));
                int covered = boundary(KEY) - expected;
                assertTrue(covered > 0 && covered <= 4, "boundary " + covered + " ahead");
                expected += expected == -1 ? 2 : 1;
            }
        }
    }

    @Test
    @Tag("session-layer R34")
    void shouldNeverRepeatAValueWhereverThePowerIsCut() {
        int batch = 5;
        for (int first : new int[] {5000, -7, -5, -2, 0x7FFFFFFE}) {
            for (boolean skipsZero : new boolean[] {false, true}) {
                for (int cut = 0; cut < 40; cut++) {
                    store.erase();
                    stored(KEY, first);
                    Set<Integer> used = new HashSet<>();
                    // Cut again and again at the same step of a boot's life.
                    for (int boots = 0; boots < 6; boots++) {
                        store.power = cut;
                        live(boot(KEY, batch, skipsZero), used, 3 * batch);
                    }
                    assertFalse(skipsZero && used.contains(0));
                }
            }
        }
    }

    @Test
    @Tag("session-layer R34")
    void shouldNeverRepeatAValueInALongLifeOfCutsAndRefusals() {
        Random random = new Random(34);
        stored(KEY, -3000);
        Set<Integer> used = new HashSet<>();
        for (int boots = 0; boots < 400; boots++) {
            store.refuse = random.nextInt(8) == 0;
            store.power = random.nextInt(30);
            live(boot(KEY, 50, true), used, random.nextInt(200));
        }
        assertTrue(used.size() > 10000, used.size() + " values");
    }

    private void live(PersistedCounter counter, Set<Integer> used, int values) {
        try {
            for (int i = 0; i < values && counter.reserve() == MessageStatus.OK; i++) {
                int value = counter.next();
                assertTrue(used.add(value), () -> Integer.toUnsignedString(value) + " again");
            }
        } catch (MemoryStore.PowerCut e) {
            // Boots again.
        } finally {
            store.power = Integer.MAX_VALUE;
        }
    }
}
