package org.mattermote.stack.fabric;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.mattermote.stack.port.KeyValueStore;
import org.mattermote.stack.port.PortStatus;

/** A store in memory that can refuse, be damaged, and be compared. */
public final class MemoryStore implements KeyValueStore {
    private final TreeMap<Integer, byte[]> committed = new TreeMap<>();
    private TreeMap<Integer, byte[]> open;

    /** The next commits fail. */
    public boolean refuse;

    public int commits;

    /** How many values there is room for. */
    public int putsLeft = Integer.MAX_VALUE;

    /** How many steps of transactions are left until the power goes. */
    public int power = Integer.MAX_VALUE;

    /** The power went: the device ends here, {@link MemoryStore} has what was committed. */
    public static final class PowerCut extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private void step() {
        if (power-- == 0) {
            open = null;
            throw new PowerCut();
        }
    }

    @Override
    public int get(int key, byte[] out, int offset, int capacity) {
        byte[] value = committed.get(key);
        if (value == null) {
            return PortStatus.NONE;
        }
        if (value.length == 0) {
            return PortStatus.DAMAGED;
        }
        if (value.length > capacity) {
            return PortStatus.TOO_SMALL;
        }
        System.arraycopy(value, 0, out, offset, value.length);
        return value.length;
    }

    @Override
    public int begin() {
        step();
        if (open != null) {
            return PortStatus.FAILED;
        }
        open = new TreeMap<>(committed);
        return PortStatus.OK;
    }

    @Override
    public int put(int key, byte[] value, int offset, int length) {
        step();
        if (open == null || length > MAX_VALUE) {
            return PortStatus.FAILED;
        }
        if (putsLeft-- <= 0) {
            return PortStatus.FULL;
        }
        open.put(key, Arrays.copyOfRange(value, offset, offset + length));
        return PortStatus.OK;
    }

    @Override
    public int remove(int key) {
        step();
        if (open == null) {
            return PortStatus.FAILED;
        }
        open.remove(key);
        return PortStatus.OK;
    }

    @Override
    public int commit() {
        step();
        if (open == null) {
            return PortStatus.FAILED;
        }
        if (refuse) {
            return PortStatus.FULL;
        }
        committed.clear();
        committed.putAll(open);
        open = null;
        commits++;
        step();
        return PortStatus.OK;
    }

    @Override
    public void abandon() {
        open = null;
    }

    @Override
    public int erase() {
        committed.clear();
        return PortStatus.OK;
    }

    /** Takes over what another holds. */
    public void copy(MemoryStore other) {
        committed.clear();
        committed.putAll(other.committed);
    }

    public byte[] value(int key) {
        return committed.get(key);
    }

    public void set(int key, byte[] value) {
        committed.put(key, value);
    }

    /** Everything stored, as one text. */
    public String contents() {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<Integer, byte[]> e : committed.entrySet()) {
            text.append(Integer.toHexString(e.getKey()))
                    .append('=')
                    .append(Vectors.hex(e.getValue()))
                    .append('\n');
        }
        return text.toString();
    }
}
