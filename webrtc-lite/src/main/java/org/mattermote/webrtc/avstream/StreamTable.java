package org.mattermote.webrtc.avstream;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.mem.SlotState;

/**
 * The allocated streams of one kind. A stream is what its allocation asked for, field by field: tag
 * t of the command is tag t + 1 of the struct. Fields in the order of {@link StreamFields}.
 *
 * <pre>
 *  place:  references | field 0 | field 1 | ...      id = place + 1
 *  references: FREE, or how many sessions use it; field: as in StreamFields
 * </pre>
 */
public final class StreamTable {
    private static final int FREE = -1;

    private final int kind;
    private final int width;

    final int[] rules;
    final int[] cells;

    /** That of the next kind; null for the last one. */
    final StreamTable next;

    StreamTable(int kind, int places, StreamTable next) {
        this.kind = kind;
        this.next = next;
        rules = StreamFields.rules(kind);
        width = rules.length + 1;
        cells = new int[places * width];
        clear();
    }

    /** No stream is there, and none of the next kinds. */
    void clear() {
        for (StreamTable table = this; table != null; table = table.next) {
            for (int id = 1; id <= table.capacity(); id++) {
                table.release(id);
            }
        }
    }

    /** VIDEO, AUDIO or SNAPSHOT of {@link StreamFields}. */
    public int kind() {
        return kind;
    }

    /** Places, taken or not: ids go from 1 to it. */
    public int capacity() {
        return cells.length / width;
    }

    /** The first allocated stream behind {@code id}; 0 for none. */
    int after(int id) {
        for (int other = id + 1; other <= capacity(); other++) {
            if (references(other) != FREE) {
                return other;
            }
        }
        return 0;
    }

    /** Whether a stream of this id is allocated. */
    public boolean has(int id) {
        return id > 0 && after(id - 1) == id;
    }

    public boolean isEmpty() {
        return after(0) == 0;
    }

    /** How many are allocated. */
    public int count() {
        int count = 0;
        for (int id = after(0); id != 0; id = after(id)) {
            count++;
        }
        return count;
    }

    /** Where in {@link #cells} the first field of a stream is. */
    int at(int id) {
        return (id - 1) * width + 1;
    }

    /**
     * A field of an allocated stream.
     *
     * @param field one of {@link StreamFields}: a resolution has its width in bits 31..16, a rate
     *     is unsigned
     */
    public int value(int id, int field) {
        return cells[at(id) + field];
    }

    /** Sessions that use an allocated stream. */
    public int references(int id) {
        return value(id, -1);
    }

    private void setReferences(int id, int count) {
        cells[at(id) - 1] = count;
    }

    /** Whether the count changed: the stream is there, and it stays within 0 to 255. */
    boolean refer(int id, int change) {
        int count = has(id) ? references(id) + change : FREE;
        if (count < 0 || count > 255) {
            return false;
        }
        setReferences(id, count);
        return true;
    }

    /** Takes the least id that is free; 0 when there is none. */
    int take() {
        for (int id = 1; id <= capacity(); id++) {
            if (references(id) == FREE) {
                take(id);
                return id;
            }
        }
        return 0;
    }

    void take(int id) {
        setReferences(id, 0);
    }

    /** What is in its fields stays there. */
    void release(int id) {
        setReferences(id, FREE);
    }

    /** A stream that {@code wanted} fits into, or 0. */
    int reusable(int[] wanted) {
        for (int id = after(0); id != 0; id = after(id)) {
            boolean fits = true;
            for (int i = 0; i < rules.length && fits; i++) {
                fits = StreamFields.fits(rules[i], value(id, i), wanted[i]);
            }
            if (fits) {
                return id;
            }
        }
        return 0;
    }

    /** The stream has what {@code other} had, and the other way round; whether that is another. */
    boolean exchange(int id, int[] other) {
        boolean isOther = false;
        int at = at(id);
        for (int i = 0; i < rules.length; i++) {
            int value = cells[at + i];
            isOther |= value != other[i];
            cells[at + i] = other[i];
            other[i] = value;
        }
        return isOther;
    }

    /** Writes what is to survive a restart: an array of id and fields, stream by stream. */
    void store(int tag, TlvWriter out) {
        out.startArray(tag);
        for (int id = after(0); id != 0; id = after(id)) {
            out.putUnsigned(TlvTag.ANONYMOUS, id);
            for (int i = 0; i < rules.length; i++) {
                out.putUnsigned(TlvTag.ANONYMOUS, value(id, i) & 0xFFFFFFFFL);
            }
        }
        out.endContainer();
    }

    /**
     * Takes back what {@link #store} wrote, nobody using it. A stream that has no place any more,
     * or that the camera cannot serve any more, is left out.
     *
     * @return whether it could be read
     */
    boolean restore(int tag, TlvReader from, CameraLimits limits) {
        int status = from.find(tag);
        if (status == CodecStatus.OK && from.type() == TlvType.ARRAY) {
            from.enter();
            do {
                status = from.next();
            } while (status == CodecStatus.OK && restoreOne(from.u8(), from, limits));
        }
        return status == CodecStatus.END && from.exit() == CodecStatus.OK;
    }

    private boolean restoreOne(int id, TlvReader from, CameraLimits limits) {
        if (id < 1 || has(id)) {
            return false;
        }
        for (int i = 0; i < rules.length; i++) {
            from.next();
            long value = from.u32();
            if (value < 0 || !StreamFields.isValid(rules[i], (int) value)) {
                return false;
            }
            limits.wanted[i] = (int) value;
        }
        if (id <= capacity() && limits.matches(kind)) {
            take(id);
            exchange(id, limits.wanted);
        }
        return true;
    }

    /** All that it holds. */
    public void state(SlotState to) {
        for (int i = 0; i < cells.length; i++) {
            cells[i] = to.integer(cells[i]);
        }
    }
}
