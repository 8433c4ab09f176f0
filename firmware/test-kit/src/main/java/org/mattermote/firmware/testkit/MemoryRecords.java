package org.mattermote.firmware.testkit;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.mattermote.stack.port.KeyValueStore;
import org.mattermote.stack.port.PortStatus;

/** A store whose places are all made beforehand. */
public final class MemoryRecords implements KeyValueStore {
    private static final int PLACES = 128;
    private static final int REMOVED = -1;

    /** Called before each commit and after it: moments at which the power may go. */
    public Runnable onCommit = () -> {};

    private final Table committed = new Table();
    private final Table open = new Table();
    private boolean isOpen;

    private static final class Table {
        final byte[][] values = new byte[PLACES][MAX_VALUE];
        final int[] keys = new int[PLACES];
        final int[] lengths = new int[PLACES];
        int count;

        int find(int key) {
            for (int i = 0; i < count; i++) {
                if (keys[i] == key) {
                    return i;
                }
            }
            return -1;
        }

        boolean put(int key, byte[] value, int offset, int length) {
            int at = find(key);
            if (at < 0) {
                at = count;
                if (at == PLACES) {
                    return false;
                }
                count++;
                keys[at] = key;
            }
            lengths[at] = length;
            System.arraycopy(value, offset, values[at], 0, Math.max(0, length));
            return true;
        }

        /** Does what an entry of another table says; its place is free when that says REMOVED. */
        boolean follow(Table other, int i) {
            if (other.lengths[i] >= 0) {
                return put(other.keys[i], other.values[i], 0, other.lengths[i]);
            }
            int at = find(other.keys[i]);
            if (at >= 0) {
                count--;
                byte[] free = values[at];
                keys[at] = keys[count];
                lengths[at] = lengths[count];
                values[at] = values[count];
                values[count] = free;
            }
            return true;
        }
    }

    /** Every record, by its key. */
    public Map<Integer, byte[]> all() {
        Map<Integer, byte[]> all = new TreeMap<>();
        for (int i = 0; i < committed.count; i++) {
            if (committed.lengths[i] >= 0) {
                all.put(
                        committed.keys[i],
                        Arrays.copyOf(committed.values[i], committed.lengths[i]));
            }
        }
        return all;
    }

    /** Puts a record without a transaction, null to remove it; false when there is no room. */
    public boolean set(int key, byte[] value) {
        return value == null
                ? committed.put(key, committed.values[0], 0, REMOVED)
                : committed.put(key, value, 0, value.length);
    }

    /** Takes over what another holds. */
    public void copy(MemoryRecords other) {
        committed.count = 0;
        for (int i = 0; i < other.committed.count; i++) {
            committed.put(
                    other.committed.keys[i],
                    other.committed.values[i],
                    0,
                    other.committed.lengths[i]);
        }
    }

    @Override
    public int get(int key, byte[] out, int offset, int capacity) {
        int at = committed.find(key);
        if (at < 0 || committed.lengths[at] < 0) {
            return PortStatus.NONE;
        }
        if (committed.lengths[at] > capacity) {
            return PortStatus.TOO_SMALL;
        }
        System.arraycopy(committed.values[at], 0, out, offset, committed.lengths[at]);
        return committed.lengths[at];
    }

    @Override
    public int begin() {
        if (isOpen) {
            return PortStatus.FAILED;
        }
        isOpen = true;
        open.count = 0;
        return PortStatus.OK;
    }

    @Override
    public int put(int key, byte[] value, int offset, int length) {
        return isOpen && length <= MAX_VALUE && open.put(key, value, offset, length)
                ? PortStatus.OK
                : PortStatus.FAILED;
    }

    @Override
    public int remove(int key) {
        return isOpen && open.put(key, open.values[0], 0, REMOVED)
                ? PortStatus.OK
                : PortStatus.FAILED;
    }

    @Override
    public int commit() {
        if (!isOpen) {
            return PortStatus.FAILED;
        }
        onCommit.run();
        for (int i = 0; i < open.count; i++) {
            if (!committed.follow(open, i)) {
                return PortStatus.FULL;
            }
        }
        isOpen = false;
        onCommit.run();
        return PortStatus.OK;
    }

    @Override
    public void abandon() {
        isOpen = false;
    }

    @Override
    public int erase() {
        committed.count = 0;
        return PortStatus.OK;
    }
}
