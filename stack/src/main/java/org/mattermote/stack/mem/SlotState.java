package org.mattermote.stack.mem;

/**
 * Carries the state of a slot to a stretch of bytes and back: for exploring, replay and diagnostics
 * (law 10). No image reaches this class, so none carries it.
 *
 * <p>What rooms hold beside their slots goes the same way, by methods {@code state} of theirs.
 *
 * <p>A slot names each of its fields once, in {@link Slot#state}: {@code id = (char)
 * state.integer(id)}. When saving, the value goes out and is given back as it came; when loading,
 * what was saved is given back.
 *
 * <pre>
 * +------------+-------+----------------------------------------------------------+
 * | generation | taken | the fields in the order of Slot.state, little-endian:     |
 * | u16        | u8    | integer 4, wide 8, flag 1, arrays element by element      |
 * +------------+-------+----------------------------------------------------------+
 *   reference to a slot: u8 position of its pool, u16 its index; 0xFF, 0xFFFF for none
 *   reference to another object: integer, its position; −1 for none
 * </pre>
 */
public final class SlotState {
    /** The stretch is too short for the slot, or not all of the slot's references are known. */
    public static final int NOT_SAVED = -1;

    /** The bytes are no state of such a slot; it is as at boot. */
    public static final int NOT_LOADED = -2;

    private static final int NO_POOL = 0xFF;
    private static final int NO_INDEX = 0xFFFF;
    private static final int NO_OBJECT = -1;

    private final Pool<? extends Slot>[] pools;
    private final Object[] others;
    private byte[] bytes;
    private int start;
    private int at;
    private int end;
    private boolean saving;
    private boolean failed;

    /**
     * @param pools whose slots refer to each other, at most 255; the same in the same order for
     *     saving and loading
     * @param others what else slots refer to; the same in the same order
     */
    public SlotState(Pool<? extends Slot>[] pools, Object[] others) {
        this.pools = pools;
        this.others = others;
    }

    /** Writes a slot's state to the stretch: its length, or NOT_SAVED. */
    public int save(Slot slot, ByteSpan to) {
        begin(to, true);
        transfer(slot);
        return failed ? NOT_SAVED : at - to.offset;
    }

    /**
     * Reads a slot's state. {@link Pool#recount} follows when all slots of a pool were read.
     *
     * @return bytes read, or NOT_LOADED
     */
    public int load(Slot slot, ByteSpan from) {
        begin(from, false);
        transfer(slot);
        if (failed) {
            slot.clear();
            slot.setTaken(false);
            return NOT_LOADED;
        }
        return at - from.offset;
    }

    /**
     * Begins to save what is not a slot: the {@code state} methods of its owners follow, then
     * {@link #length}.
     */
    public void beginSaving(ByteSpan to) {
        begin(to, true);
    }

    /** Begins to load what {@link #beginSaving} began to save. */
    public void beginLoading(ByteSpan from) {
        begin(from, false);
    }

    /** Bytes that went through since the beginning, or NOT_SAVED, NOT_LOADED. */
    public int length() {
        if (failed) {
            return saving ? NOT_SAVED : NOT_LOADED;
        }
        return at - start;
    }

    private void begin(ByteSpan span, boolean save) {
        start = span.offset;
        bytes = span.array;
        at = span.offset;
        end = span.offset + span.length;
        saving = save;
        failed = false;
    }

    private void transfer(Slot slot) {
        slot.setGeneration(u16(slot.generation()));
        slot.setTaken(flag(slot.isTaken()));
        slot.state(this);
    }

    public int integer(int value) {
        if (!take(4)) {
            return value;
        }
        if (saving) {
            Bytes.putU32le(bytes, at - 4, value);
        }
        return Bytes.u32le(bytes, at - 4);
    }

    public long wide(long value) {
        if (!take(8)) {
            return value;
        }
        if (saving) {
            Bytes.putU64le(bytes, at - 8, value);
        }
        return Bytes.u64le(bytes, at - 8);
    }

    public boolean flag(boolean value) {
        return u8(value ? 1 : 0) != 0;
    }

    /** Every byte of an array, whose length does not change. */
    public void bytes(byte[] array) {
        if (take(array.length)) {
            if (saving) {
                System.arraycopy(array, 0, bytes, at - array.length, array.length);
            } else {
                System.arraycopy(bytes, at - array.length, array, 0, array.length);
            }
        }
    }

    public void integers(int[] array) {
        for (int i = 0; i < array.length; i++) {
            array[i] = integer(array[i]);
        }
    }

    public void wides(long[] array) {
        for (int i = 0; i < array.length; i++) {
            array[i] = wide(array[i]);
        }
    }

    /** A reference to a slot of one of the pools, or null; the caller looks at its class. */
    public Slot slot(Slot slot) {
        int pool = u8(slot == null ? NO_POOL : poolOf(slot));
        int index = u16(slot == null ? NO_INDEX : slot.index);
        if (saving || failed || pool == NO_POOL) {
            return saving ? slot : null;
        }
        if (pool >= pools.length || index >= pools[pool].capacity()) {
            failed = true;
            return null;
        }
        return pools[pool].at(index);
    }

    /** A reference to one of the other objects, or null; the caller looks at its class. */
    public Object other(Object object) {
        int position = integer(object == null ? NO_OBJECT : positionOf(object));
        if (saving || failed || position == NO_OBJECT) {
            return saving ? object : null;
        }
        if (position < 0 || position >= others.length) {
            failed = true;
            return null;
        }
        return others[position];
    }

    /** A stretch of one of the other objects. */
    public void span(ByteSpan span) {
        span.array = array(span.array);
        span.offset = integer(span.offset);
        span.length = integer(span.length);
    }

    /** A reference to an array among the other objects, or null. */
    public byte[] array(byte[] array) {
        Object found = other(array);
        return found instanceof byte[] ? (byte[]) found : null;
    }

    private int poolOf(Slot slot) {
        for (int i = 0; i < pools.length; i++) {
            if (slot.index < pools[i].capacity() && pools[i].at(slot.index) == slot) {
                return i;
            }
        }
        failed = true;
        return NO_POOL;
    }

    private int positionOf(Object object) {
        for (int i = 0; i < others.length; i++) {
            if (others[i] == object) {
                return i;
            }
        }
        failed = true;
        return NO_OBJECT;
    }

    private int u8(int value) {
        if (!take(1)) {
            return value;
        }
        if (saving) {
            bytes[at - 1] = (byte) value;
        }
        return bytes[at - 1] & 0xFF;
    }

    private int u16(int value) {
        if (!take(2)) {
            return value;
        }
        if (saving) {
            Bytes.putU16le(bytes, at - 2, value);
        }
        return Bytes.u16le(bytes, at - 2);
    }

    private boolean take(int length) {
        if (failed || length > end - at) {
            failed = true;
            return false;
        }
        at += length;
        return true;
    }
}
