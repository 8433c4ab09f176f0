package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvType;

/**
 * The members of one structure, looked up by tag: for commands whose checks have an order of their
 * own. Tags above 9 are skipped, a member that comes twice is malformed.
 */
final class FieldTable {
    private static final int TAGS = 10;

    private final int[] types = new int[TAGS];
    private final long[] values = new long[TAGS];
    private final int[] offsets = new int[TAGS];
    private final int[] lengths = new int[TAGS];
    private final int[] starts = new int[TAGS];
    private final int[] ends = new int[TAGS];
    private byte[] array;

    /**
     * Takes in the structure {@code reader} stands on, and leaves it.
     *
     * @return OK, WRONG_TYPE when it is no structure, or what broke
     */
    int collect(TlvReader reader) {
        for (int i = 0; i < TAGS; i++) {
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
            if (status == CodecStatus.OK && tag >= 0 && tag < TAGS) {
                if (types[tag] != TlvType.NONE) {
                    return CodecStatus.MALFORMED;
                }
                int end = reader.elementEnd();
                if (end < 0) {
                    return end;
                }
                types[tag] = reader.type();
                values[tag] = reader.value();
                offsets[tag] = reader.dataOffset();
                lengths[tag] = reader.dataLength();
                starts[tag] = reader.elementOffset();
                ends[tag] = end;
            }
        }
        return status == CodecStatus.END ? reader.exit() : status;
    }

    /** The array all offsets are in. */
    byte[] array() {
        return array;
    }

    /** Whether the member is there, null or not. */
    boolean has(int tag) {
        return types[tag] != TlvType.NONE;
    }

    /** Whether the member is null. */
    boolean isNull(int tag) {
        return types[tag] == TlvType.NULL;
    }

    /** Whether the member is there and not null. */
    boolean hasValue(int tag) {
        return has(tag) && !isNull(tag);
    }

    /** An unsigned integer up to {@code max}, or NOT_FOUND, WRONG_TYPE, OUT_OF_RANGE. */
    int unsigned(int tag, int max) {
        if (types[tag] != TlvType.UNSIGNED) {
            return has(tag) ? CodecStatus.WRONG_TYPE : CodecStatus.NOT_FOUND;
        }
        return values[tag] < 0 || values[tag] > max ? CodecStatus.OUT_OF_RANGE : (int) values[tag];
    }

    /**
     * OK when {@link #value} is a signed integer of 16 bits, or NOT_FOUND, WRONG_TYPE,
     * OUT_OF_RANGE.
     */
    int s16(int tag) {
        if (types[tag] != TlvType.SIGNED) {
            return has(tag) ? CodecStatus.WRONG_TYPE : CodecStatus.NOT_FOUND;
        }
        return values[tag] == (short) values[tag] ? CodecStatus.OK : CodecStatus.OUT_OF_RANGE;
    }

    /** OK when {@link #value} is an unsigned integer of 64 bits, or NOT_FOUND, WRONG_TYPE. */
    int u64(int tag) {
        if (types[tag] != TlvType.UNSIGNED) {
            return has(tag) ? CodecStatus.WRONG_TYPE : CodecStatus.NOT_FOUND;
        }
        return CodecStatus.OK;
    }

    /** OK when {@link #value} is a signed integer, or NOT_FOUND, WRONG_TYPE. */
    int signed(int tag) {
        if (types[tag] != TlvType.SIGNED) {
            return has(tag) ? CodecStatus.WRONG_TYPE : CodecStatus.NOT_FOUND;
        }
        return CodecStatus.OK;
    }

    long value(int tag) {
        return values[tag];
    }

    /** 1 or 0, or NOT_FOUND, WRONG_TYPE. */
    int bool(int tag) {
        if (types[tag] != TlvType.BOOL) {
            return has(tag) ? CodecStatus.WRONG_TYPE : CodecStatus.NOT_FOUND;
        }
        return (int) values[tag];
    }

    /** Length of a byte string of min to max bytes, or NOT_FOUND, WRONG_TYPE, OUT_OF_RANGE. */
    int bytes(int tag, int min, int max) {
        return string(TlvType.BYTES, tag, min, max);
    }

    /** Length in bytes of a text of min to max bytes, or NOT_FOUND, WRONG_TYPE, OUT_OF_RANGE. */
    int utf8(int tag, int min, int max) {
        int length = string(TlvType.UTF8, tag, min, max);
        return length >= 0 && !TlvReader.isUtf8(array, offsets[tag], length)
                ? CodecStatus.OUT_OF_RANGE
                : length;
    }

    /** Where the contents of a string begin. */
    int offset(int tag) {
        return offsets[tag];
    }

    /** Bytes of the contents of a string. */
    int length(int tag) {
        return lengths[tag];
    }

    /** Lets {@code reader} stand on the member; false when it is not there. */
    boolean open(int tag, TlvReader reader) {
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
        int length = lengths[tag];
        return length < min || length > max ? CodecStatus.OUT_OF_RANGE : length;
    }
}
