package org.mattermote.stack.fabric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.port.PortStatus;

class RecordStoreTest {
    private static final int KEY = 0x4321;
    private static final int VERSION = 3;

    private final MemoryStore store = new MemoryStore();
    private final Scratch scratch = new Scratch(64);
    private final RecordStore records = new RecordStore(store, scratch);

    private int write(int key, int bytes) {
        assertEquals(PortStatus.OK, records.begin());
        records.startRecord(VERSION).putBytes(1, new byte[bytes], 0, bytes);
        return records.end(records.put(key));
    }

    @AfterEach
    void shouldHaveGivenBackItsMemory() {
        records.close();
        assertEquals(64, scratch.left());
        assertArrayEquals(new byte[64], scratch.bytes);
    }

    @Test
    void shouldReadWhatItWrote() {
        assertEquals(PortStatus.NONE, records.open(KEY, VERSION));
        assertEquals(PortStatus.OK, write(KEY, 20));
        assertEquals(PortStatus.OK, records.open(KEY, VERSION));
        assertEquals(CodecStatus.OK, records.reader().find(1));
        assertEquals(20, records.reader().bytes(0, 20));
    }

    @Test
    void shouldWorkBehindWhatOthersHaveTaken() {
        int at = scratch.take(16);
        scratch.bytes[at] = 7;
        assertEquals(PortStatus.OK, write(KEY, 20));
        assertEquals(PortStatus.OK, records.open(KEY, VERSION));
        records.close();
        assertEquals(7, scratch.bytes[at]);
        scratch.release(at);
    }

    @Test
    void shouldWriteNothingOfARecordThatIsTooLarge() {
        assertEquals(PortStatus.TOO_SMALL, write(KEY, 60));
        assertNull(store.value(KEY));
        assertEquals(PortStatus.OK, records.begin());
        assertEquals(PortStatus.OK, records.end(PortStatus.OK));
    }

    @Test
    void shouldTellWhatTheStoreAnswers() {
        store.refuse = true;
        assertEquals(PortStatus.FULL, write(KEY, 20));
        assertNull(store.value(KEY));
        store.refuse = false;
        assertEquals(PortStatus.OK, write(KEY, 20));
    }

    @Test
    void shouldFindEveryDamage() {
        write(KEY, 20);
        byte[] good = store.value(KEY);
        assertEquals(PortStatus.DAMAGED, records.open(KEY, VERSION + 1));
        for (int length = 0; length < good.length; length++) {
            store.set(KEY, Arrays.copyOf(good, length));
            assertEquals(PortStatus.DAMAGED, records.open(KEY, VERSION));
        }
        store.set(KEY, Arrays.copyOf(good, good.length + 1));
        assertEquals(PortStatus.DAMAGED, records.open(KEY, VERSION));
        store.set(KEY, new byte[65]);
        assertEquals(PortStatus.DAMAGED, records.open(KEY, VERSION));
    }
}
