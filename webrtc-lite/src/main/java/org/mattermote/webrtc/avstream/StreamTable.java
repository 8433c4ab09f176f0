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

    StreamTable(int kind, int places) {
        this.kind = kind;
        rules = StreamFields.rules(kind);
        width = rules.length + 1;
        cells = new int[places * width];
        clear();
    }

    private void clear() {
        for (int id = 1; id <= capacity(); id++) {
            release(id);
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

    /** Whether a stream of this id is allocated. */
    public boolean has(int id) {
        return id >= 1 && id <= capacity() && references(id) != FREE;
    }

    public boolean isEmpty() {
        return count() == 0;
    }

    /** How many are allocated. */
    public int count() {
        int count = 0;
        for (int id = 1; id <= capacity(); id++) {
            count += has(id) ? 1 : 0;
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
            if (!has(id)) {
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
        for (int id = 1; id <= capacity(); id++) {
            boolean fits = has(id);
            for (int i = 0; i < rules.length && fits; i++) {
                fits = StreamFields.fits(rules[i], value(id, i), wanted[i]);
            }
            if (fits) {
                return id;
            }
        }
        return 0;
    }

    /**
     * Makes {@code wanted}, which fits, what the stream becomes: its own values where they stay.
     *
     * @return whether anything becomes another
     */
    boolean narrow(int id, int[] wanted) {
        boolean other = false;
        for (int i = 0; i < rules.length; i++) {
            int value = value(id, i);
            if (StreamFields.stays(rules[i])) {
                wanted[i] = value;
            }
            other |= wanted[i] != value;
        }
        return other;
    }

    /** The stream has what {@code other} had, and the other way round. */
    void exchange(int id, int[] other) {
        exchange(cells, at(id), other, rules.length);
    }

    static void exchange(int[] cells, int at, int[] other, int count) {
        for (int i = 0; i < count; i++) {
            int value = cells[at + i];
            cells[at + i] = other[i];
            other[i] = value;
        }
    }

    /** Writes what is to survive a restart: an array of id and fields, stream by stream. */
    void store(int tag, TlvWriter out) {
        out.startArray(tag);
        for (int id = 1; id <= capacity(); id++) {
            if (has(id)) {
                out.putUnsigned(TlvTag.ANONYMOUS, id);
                for (int i = 0; i < rules.length; i++) {
                    out.putUnsigned(TlvTag.ANONYMOUS, value(id, i) & 0xFFFFFFFFL);
                }
            }
        }
        out.endContainer();
    }

    /**
     * Takes back what {@link #store} wrote, nobody using it. A stream that has no place any more is
     * left out.
     *
     * @return whether it could be read; if not, no stream is there
     */
    boolean restore(int tag, TlvReader from) {
        int status = from.find(tag);
        if (status == CodecStatus.OK && from.type() == TlvType.ARRAY) {
            from.enter();
            do {
                status = from.next();
            } while (status == CodecStatus.OK && restoreOne(from.u8(), from));
        }
        if (status == CodecStatus.END && from.exit() == CodecStatus.OK) {
            return true;
        }
        clear();
        return false;
    }

    private boolean restoreOne(int id, TlvReader from) {
        if (id < 1 || has(id)) {
            return false;
        }
        boolean placed = id <= capacity();
        for (int i = 0; i < rules.length; i++) {
            from.next();
            long value = from.u32();
            if (value < 0 || !StreamFields.isValid(rules[i], (int) value)) {
                return false;
            }
            if (placed) {
                cells[at(id) + i] = (int) value;
            }
        }
        if (placed) {
            take(id);
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
