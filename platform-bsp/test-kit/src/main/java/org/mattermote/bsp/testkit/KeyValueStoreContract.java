package org.mattermote.bsp.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.port.KeyValueStore;
import org.mattermote.stack.port.PortStatus;

/** What every {@link KeyValueStore} promises. It must have room for 16 keys and 8 KiB of values. */
public abstract class KeyValueStoreContract {
    private static final int CAPACITY = KeyValueStore.MAX_VALUE;

    private KeyValueStore store;

    /** A store with nothing in it, open. */
    protected abstract KeyValueStore emptyStore() throws Exception;

    /** The store of the last {@link #emptyStore()} as it is after a restart of the device. */
    protected abstract KeyValueStore restarted() throws Exception;

    @BeforeEach
    void open() throws Exception {
        store = emptyStore();
    }

    @Test
    void shouldHaveNothingAtFirst() {
        assertEquals(PortStatus.NONE, store.get(0, new byte[CAPACITY], 0, CAPACITY));
        assertEquals(PortStatus.NONE, store.get(65535, new byte[CAPACITY], 0, CAPACITY));
    }

    @Test
    void shouldReadWhatWasCommitted() throws Exception {
        assertEquals(PortStatus.OK, store.begin());
        assertEquals(PortStatus.OK, put(0, bytes(1, 1)));
        assertEquals(PortStatus.OK, put(65535, bytes(2, CAPACITY)));
        assertEquals(PortStatus.OK, put(7, bytes(3, 0)));
        assertEquals(PortStatus.OK, store.commit());
        for (int round = 0; round < 2; round++) {
            assertArrayEquals(bytes(1, 1), value(0));
            assertArrayEquals(bytes(2, CAPACITY), value(65535));
            assertArrayEquals(bytes(3, 0), value(7));
            store = restarted();
        }
    }

    @Test
    void shouldReadCommittedValuesOnlyWhileTransactionIsOpen() {
        transact(1, bytes(1, 10));
        store.begin();
        put(1, bytes(2, 20));
        put(2, bytes(3, 5));
        store.remove(1);
        assertArrayEquals(bytes(1, 10), value(1));
        assertEquals(PortStatus.NONE, store.get(2, new byte[8], 0, 8));
        store.commit();
        assertEquals(PortStatus.NONE, store.get(1, new byte[10], 0, 10));
        assertArrayEquals(bytes(3, 5), value(2));
    }

    @Test
    void shouldForgetAnAbandonedTransaction() throws Exception {
        transact(1, bytes(1, 10));
        store.begin();
        put(1, bytes(2, 20));
        put(2, bytes(3, 5));
        store.abandon();
        store.abandon();
        transact(3, bytes(4, 4));
        for (int round = 0; round < 2; round++) {
            assertArrayEquals(bytes(1, 10), value(1));
            assertEquals(PortStatus.NONE, store.get(2, new byte[8], 0, 8));
            assertArrayEquals(bytes(4, 4), value(3));
            store = restarted();
        }
    }

    @Test
    void shouldForgetAnUnfinishedTransactionAtRestart() throws Exception {
        transact(1, bytes(1, 10));
        store.begin();
        put(1, bytes(2, 20));
        store.remove(1);
        put(2, bytes(3, 5));
        store = restarted();
        assertArrayEquals(bytes(1, 10), value(1));
        assertEquals(PortStatus.NONE, store.get(2, new byte[8], 0, 8));
        transact(2, bytes(4, 6));
        store = restarted();
        assertArrayEquals(bytes(1, 10), value(1));
        assertArrayEquals(bytes(4, 6), value(2));
    }

    @Test
    void shouldTakeTheLastOfSeveralPutsOfOneKey() throws Exception {
        store.begin();
        put(1, bytes(1, 10));
        put(1, bytes(2, 12));
        store.remove(1);
        put(1, bytes(3, 3));
        put(2, bytes(4, 4));
        store.remove(2);
        assertEquals(PortStatus.OK, store.commit());
        for (int round = 0; round < 2; round++) {
            assertArrayEquals(bytes(3, 3), value(1));
            assertEquals(PortStatus.NONE, store.get(2, new byte[8], 0, 8));
            store = restarted();
        }
    }

    @Test
    void shouldRemove() throws Exception {
        transact(1, bytes(1, 10));
        store.begin();
        assertEquals(PortStatus.OK, store.remove(1));
        assertEquals(PortStatus.OK, store.remove(2));
        assertEquals(PortStatus.OK, store.commit());
        assertEquals(PortStatus.NONE, store.get(1, new byte[10], 0, 10));
        store = restarted();
        assertEquals(PortStatus.NONE, store.get(1, new byte[10], 0, 10));
    }

    @Test
    void shouldHaveOneTransactionAtATime() {
        assertEquals(PortStatus.FAILED, put(1, bytes(1, 1)));
        assertEquals(PortStatus.FAILED, store.remove(1));
        assertEquals(PortStatus.FAILED, store.commit());
        assertEquals(PortStatus.OK, store.begin());
        assertEquals(PortStatus.FAILED, store.begin());
        assertEquals(PortStatus.OK, store.commit());
        assertEquals(PortStatus.OK, store.begin());
    }

    @Test
    void shouldRefuseValuesThatAreTooLong() {
        store.begin();
        assertEquals(PortStatus.FAILED, store.put(1, new byte[CAPACITY + 1], 0, CAPACITY + 1));
        assertEquals(PortStatus.OK, store.commit());
    }

    @Test
    void shouldSayWhenTheBufferIsTooSmall() {
        transact(1, bytes(1, 10));
        assertEquals(PortStatus.TOO_SMALL, store.get(1, new byte[16], 0, 9));
    }

    @Test
    void shouldKeepToItsPartOfTheBuffers() {
        byte[] in = bytes(5, 40);
        store.begin();
        store.put(1, in, 7, 21);
        store.commit();
        byte[] out = new byte[40];
        assertEquals(21, store.get(1, out, 9, 31));
        byte[] expected = new byte[40];
        System.arraycopy(in, 7, expected, 9, 21);
        assertArrayEquals(expected, out);
    }

    @Test
    void shouldEraseEverything() throws Exception {
        transact(1, bytes(1, 10));
        store.begin();
        put(2, bytes(2, 10));
        assertEquals(PortStatus.OK, store.erase());
        for (int round = 0; round < 2; round++) {
            assertEquals(PortStatus.NONE, store.get(1, new byte[10], 0, 10));
            assertEquals(PortStatus.NONE, store.get(2, new byte[10], 0, 10));
            store = restarted();
        }
        transact(1, bytes(3, 10));
        store = restarted();
        assertArrayEquals(bytes(3, 10), value(1));
    }

    @Test
    void shouldAgreeWithAMapOverManyTransactions() throws Exception {
        Random random = new Random(1);
        TreeMap<Integer, byte[]> model = new TreeMap<>();
        for (int i = 0; i < 400; i++) {
            TreeMap<Integer, byte[]> next = new TreeMap<>(model);
            assertEquals(PortStatus.OK, store.begin());
            int operations = random.nextInt(6);
            for (int j = 0; j < operations; j++) {
                int key = random.nextInt(12) * 5000;
                if (random.nextInt(4) == 0) {
                    assertEquals(PortStatus.OK, store.remove(key));
                    next.remove(key);
                } else {
                    byte[] value = bytes(random.nextInt(256), random.nextInt(300));
                    assertEquals(PortStatus.OK, put(key, value));
                    next.put(key, value);
                }
            }
            if (random.nextInt(5) == 0) {
                store.abandon();
            } else {
                assertEquals(PortStatus.OK, store.commit());
                model = next;
            }
            if (random.nextInt(10) == 0) {
                store = restarted();
            }
            for (int key = 0; key < 12 * 5000; key += 5000) {
                assertArrayEquals(model.get(key), value(key));
            }
        }
    }

    private void transact(int key, byte[] value) {
        assertEquals(PortStatus.OK, store.begin());
        assertEquals(PortStatus.OK, put(key, value));
        assertEquals(PortStatus.OK, store.commit());
    }

    private int put(int key, byte[] value) {
        return store.put(key, value, 0, value.length);
    }

    private byte[] value(int key) {
        byte[] out = new byte[CAPACITY];
        int length = store.get(key, out, 0, CAPACITY);
        return length < 0 ? null : Arrays.copyOf(out, length);
    }

    private static byte[] bytes(int seed, int length) {
        byte[] value = new byte[length];
        new Random(seed).nextBytes(value);
        return value;
    }
}
