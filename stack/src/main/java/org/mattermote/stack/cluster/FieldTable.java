package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvType;

/**
 * The members of one structure, looked up by tag: for commands whose checks have an order of their
 * own. Tags that it has no place for are skipped, a member that comes twice is malformed.
 */
public class FieldTable {
    private final byte[] types;

    /** Of a string, where its contents begin, and above 32 bits how long they are. */
    private final long[] values;

    private final int[] starts;
    private final int[] ends;
    private byte[] array;

    /**
     * @param tags places for members with the tags from 0 to one less
     */
    public FieldTable(int tags) {
        types = new byte[tags];
        values = new long[tags];
        starts = new int[tags];
        ends = new int[tags];
    }

    /**
     * Takes in the structure {@code reader} stands on, and leaves it.
     *
     * @return OK, WRONG_TYPE when it is no structure, or what broke
     */
    public int collect(TlvReader reader) {
        for (int i = 0; i < types.length; i++) {
            types[i] = TlvType.NONE;
        }
        array = reader.array();
        if (reader.type() != TlvType.STRUCT) {
            return CodecStatus.WRONG_TYPE;
        }
        int status = reader.enter();
        while (status == CodecStatus.OK) {
            status = reader.next();
            int tag = reader.tag();
            if (status == CodecStatus.OK && tag >= 0 && tag < types.length) {
                if (types[tag] != TlvType.NONE) {
                    return CodecStatus.MALFORMED;
                }
                int end = reader.elementEnd();
                if (end < 0) {
                    return end;
                }
                int type = reader.type();
                types[tag] = (byte) type;
                values[tag] =
                        type == TlvType.UTF8 || type == TlvType.BYTES
                                ? (long) reader.dataLength() << 32 | reader.dataOffset()
                                : reader.value();
                starts[tag] = reader.elementOffset();
                ends[tag] = end;
            }
        }
        return status == CodecStatus.END ? reader.exit() : status;
    }

    /** The array all offsets are in. */
    public byte[] array() {
        return array;
    }

    /** Whether the member is there, null or not. */
    public boolean has(int tag) {
        return types[tag] != TlvType.NONE;
    }

    /** Whether the member is null. */
    public boolean isNull(int tag) {
        return types[tag] == TlvType.NULL;
    }

    /** Whether the member is there and not null. */
    public boolean hasValue(int tag) {
        return has(tag) && !isNull(tag);
    }

    /** An unsigned integer up to {@code max}, or NOT_FOUND, WRONG_TYPE, OUT_OF_RANGE. */
    public int unsigned(int tag, int max) {
        if (types[tag] != TlvType.UNSIGNED) {
            return has(tag) ? CodecStatus.WRONG_TYPE : CodecStatus.NOT_FOUND;
        }
        return values[tag] < 0 || values[tag] > max ? CodecStatus.OUT_OF_RANGE : (int) values[tag];
    }

    /**
     * OK when {@link #value} is a signed integer of 16 bits, or NOT_FOUND, WRONG_TYPE,
     * OUT_OF_RANGE.
     */
    public int s16(int tag) {
        if (types[tag] != TlvType.SIGNED) {
            return has(tag) ? CodecStatus.WRONG_TYPE : CodecStatus.NOT_FOUND;
        }
        return values[tag] == (short) values[tag] ? CodecStatus.OK : CodecStatus.OUT_OF_RANGE;
    }

    /** OK when {@link #value} is an unsigned integer of 64 bits, or NOT_FOUND, WRONG_TYPE. */
    public int u64(int tag) {
        if (types[tag] != TlvType.UNSIGNED) {
            return has(tag) ? CodecStatus.WRONG_TYPE : CodecStatus.NOT_FOUND;
        }
        return CodecStatus.OK;
    }

    /** OK when {@link #value} is a signed integer, or NOT_FOUND, WRONG_TYPE. */
    public int signed(int tag) {
        if (types[tag] != TlvType.SIGNED) {
            return has(tag) ? CodecStatus.WRONG_TYPE : CodecStatus.NOT_FOUND;
        }
        return CodecStatus.OK;
    }

    /** Of a number or a truth value. */
    public long value(int tag) {
        return values[tag];
    }

    /** 1 or 0, or NOT_FOUND, WRONG_TYPE. */
    public int bool(int tag) {
        if (types[tag] != TlvType.BOOL) {
            return has(tag) ? CodecStatus.WRONG_TYPE : CodecStatus.NOT_FOUND;
        }
        return (int) values[tag];
    }

    /** Length of a byte string of min to max bytes, or NOT_FOUND, WRONG_TYPE, OUT_OF_RANGE. */
    public int bytes(int tag, int min, int max) {
        return string(TlvType.BYTES, tag, min, max);
    }

    /** Length in bytes of a text of min to max bytes, or NOT_FOUND, WRONG_TYPE, OUT_OF_RANGE. */
    public int utf8(int tag, int min, int max) {
        int length = string(TlvType.UTF8, tag, min, max);
        return length >= 0 && !TlvReader.isUtf8(array, offset(tag), length)
                ? CodecStatus.OUT_OF_RANGE
                : length;
    }

    /** Where the contents of a string begin. */
    public int offset(int tag) {
        return (int) values[tag];
    }

    /** Bytes of the contents of a string. */
    public int length(int tag) {
        return (int) (values[tag] >>> 32);
    }

    /** Lets {@code reader} stand on the member; false when it is not there. */
    public boolean open(int tag, TlvReader reader) {
        if (!has(tag)) {
            return false;
        }
        reader.wrap(array, starts[tag], ends[tag] - starts[tag]);
        return reader.next() == CodecStatus.OK;
    }

    private int string(int type, int tag, int min, int max) {
        if (types[tag] != type) {
            return has(tag) ? CodecStatus.WRONG_TYPE : CodecStatus.NOT_FOUND;
        }
        int length = length(tag);
        return length < min || length > max ? CodecStatus.OUT_OF_RANGE : length;
    }
}
