package org.mattermote.stack.interact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.fabric.MemoryStore;
import org.mattermote.stack.fabric.RecordStore;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.model.EventLog;
import org.mattermote.stack.port.PortStatus;

class EventNumbersTest {
    private static final byte[] DATA = {0x15, 0x18};

    private final MemoryStore store = new MemoryStore();
    private final RecordStore records = new RecordStore(store, new Scratch(64));

    private EventLog boot() {
        EventLog log = new EventLog(500, 16, 1);
        assertEquals(PortStatus.OK, new EventNumbers(records).start(log));
        return log;
    }

    private static boolean record(EventLog log) {
        return log.append(1, 6, 2, 1, 0, DATA, 0, DATA.length, 0) == 0;
    }

    @Test
    void shouldBeginAtOne() {
        assertEquals(1, boot().nextNumber());
    }

    @Test
    void shouldNeverRepeatANumber() {
        Random random = new Random(5);
        long last = 0;
        for (int boots = 0; boots < 200; boots++) {
            EventLog log = boot();
            assertTrue(log.nextNumber() > last);
            int events = random.nextInt(3 * EventLog.BLOCK);
            for (int i = 0; i < events; i++) {
                store.refuse = random.nextInt(50) != 0;
                if (record(log)) {
                    last = log.nextNumber() - 1;
                }
                log.reserve();
            }
            // The power is cut here: what is in the log is lost.
            store.refuse = false;
        }
    }

    @Test
    void shouldWriteOnceForManyEvents() {
        EventLog log = boot();
        for (int i = 0; i < EventLog.BLOCK; i++) {
            assertTrue(record(log));
            log.reserve();
        }
        assertEquals(2, store.commits);
    }

    @Test
    void shouldLeaveADamagedRecordAlone() {
        byte[][] damaged = {{1, 2, 3}, {}, {0x15, 0x24, 0, 1, 0x18}, {0x15, 0x24, 0, 2, 0x18}};
        for (byte[] value : damaged) {
            store.set(StoreKeys.EVENT_NUMBERS, value);
            EventLog log = new EventLog(500, 16, 1);
            assertEquals(PortStatus.DAMAGED, new EventNumbers(records).start(log));
            assertTrue(record(log));
            log.reserve();
            assertArrayEquals(value, store.value(StoreKeys.EVENT_NUMBERS));
        }
    }

    @Test
    void shouldRecordNothingWithoutReservedNumbers() {
        store.refuse = true;
        EventLog log = boot();
        assertEquals(false, record(log));
        store.refuse = false;
        log.reserve();
        assertTrue(record(log));
        assertEquals(2, log.nextNumber());
    }
}
