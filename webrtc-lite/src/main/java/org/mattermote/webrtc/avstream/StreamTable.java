package org.mattermote.webrtc.avstream;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.webrtc.spec.CameraAvStreamManagementSpec;

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

    private final int[] rules;
    private final int width;
    private final int[] cells;

    StreamTable(int[] rules, int places) {
        this.rules = rules;
        width = rules.length + 1;
        cells = new int[places * width];
        for (int i = 0; i < places; i++) {
            cells[i * width] = FREE;
        }
    }

    /** VIDEO, AUDIO or SNAPSHOT of {@link StreamFields}. */
    public int kind() {
        return StreamFields.kind(rules);
    }

    int[] rules() {
        return rules;
    }

    /** Places, taken or not: ids go from 1 to it. */
    public int capacity() {
        return cells.length / width;
    }

    /** Whether a stream of this id is allocated. */
    public boolean has(int id) {
        return id >= 1 && id <= capacity() && cells[(id - 1) * width] != FREE;
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

    /**
     * A field of an allocated stream.
     *
     * @param field one of {@link StreamFields}: a resolution has its width in bits 31..16, a rate
     *     is unsigned
     */
    public int value(int id, int field) {
        return cells[(id - 1) * width + 1 + field];
    }

    /** Sessions that use an allocated stream. */
    public int references(int id) {
        return cells[(id - 1) * width];
    }

    /** Whether the count changed: the stream is there, and it stays within 0 to 255. */
    boolean refer(int id, int change) {
        int count = has(id) ? references(id) + change : FREE;
        if (count < 0 || count > 255) {
            return false;
        }
        cells[(id - 1) * width] = count;
        return true;
    }

    /** Least id that is free, or 0. */
    int free() {
        for (int id = 1; id <= capacity(); id++) {
            if (!has(id)) {
                return id;
            }
        }
        return 0;
    }

    void take(int id) {
        cells[(id - 1) * width] = 0;
    }

    void release(int id) {
        cells[(id - 1) * width] = FREE;
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
            if (StreamFields.stays(rules[i])) {
                wanted[i] = value(id, i);
            }
            other |= wanted[i] != value(id, i);
        }
        return other;
    }

    /** The stream has what {@code other} had, and the other way round. */
    void exchange(int id, int[] other) {
        for (int i = 0; i < rules.length; i++) {
            int at = (id - 1) * width + 1 + i;
            int value = cells[at];
            cells[at] = other[i];
            other[i] = value;
        }
    }

    /** Writes the struct's members up to the last field. */
    void putFields(int id, TlvWriter out) {
        out.putUnsigned(0, id);
        for (int i = 0; i < rules.length; i++) {
            int value = value(id, i);
            if (StreamFields.isResolution(rules[i])) {
                putResolution(out, i + 1, value >>> 16, value & 0xFFFF);
            } else {
                out.putUnsigned(i + 1, value & 0xFFFFFFFFL);
            }
        }
    }

    static void putResolution(TlvWriter out, int tag, int width, int height) {
        out.startStruct(tag);
        out.putUnsigned(CameraAvStreamManagementSpec.VIDEO_RESOLUTION_STRUCT_WIDTH, width);
        out.putUnsigned(CameraAvStreamManagementSpec.VIDEO_RESOLUTION_STRUCT_HEIGHT, height);
        out.endContainer();
    }

    /**
     * Writes what is to survive a restart: an array of id and fields, stream by stream.
     *
     * @param without id of a stream that is left out, 0 for none
     */
    void store(int tag, int without, TlvWriter out) {
        out.startArray(tag);
        for (int id = 1; id <= capacity(); id++) {
            if (has(id) && id != without) {
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
        boolean good =
                from.find(tag) == CodecStatus.OK
                        && from.type() == TlvType.ARRAY
                        && from.enter() == CodecStatus.OK;
        while (good) {
            int status = from.next();
            if (status == CodecStatus.END) {
                return from.exit() == CodecStatus.OK;
            }
            good = status == CodecStatus.OK && restoreOne(from.u8(), from);
        }
        for (int id = 1; id <= capacity(); id++) {
            release(id);
        }
        return false;
    }

    private boolean restoreOne(int id, TlvReader from) {
        boolean placed = id <= capacity();
        if (id < 1 || has(id)) {
            return false;
        }
        for (int i = 0; i < rules.length; i++) {
            long value = from.next() == CodecStatus.OK ? from.u32() : CodecStatus.NOT_FOUND;
            if (!StreamFields.isValid(rules[i], value)) {
                return false;
            }
            if (placed) {
                cells[(id - 1) * width + 1 + i] = (int) value;
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
