package org.mattermote.stack.codec;

import org.mattermote.stack.mem.ByteSpan;
import org.mattermote.stack.mem.Bytes;

/**
 * Walks TLV elements (Matter core appendix A) in place.
 *
 * <pre>
 *   control  tag        length or value              contents
 *  +--------+----------+----------------------------+---------------------------+
 *  | fffttttt| 0..8    | 0, 1, 2, 4 or 8 bytes, LE  | strings, or members + 0x18 |
 *  +--------+----------+----------------------------+---------------------------+
 *    fff tag form: 0 none, 1 context (1), 2/3 common profile (2/4), 4/5 implicit (2/4),
 *                  6/7 fully qualified (2 vendor, 2 profile, 2/4 number)
 *    ttttt type:   00-03 signed, 04-07 unsigned, 08/09 false/true, 0A/0B float, 0C-0F UTF-8,
 *                  10-13 bytes, 14 null, 15 structure, 16 array, 17 list, 18 end of container
 * </pre>
 *
 * {@link #next()} moves among the elements of one container; {@link #enter()} and {@link #exit()}
 * change the container. Every length is checked against the end of the data before it is believed.
 * Members of a structure must have tags, members of an array must not; at depth 0 and in lists both
 * are taken. After an error the reader stays where it is and repeats the error.
 */
public final class TlvReader {
    /** Containers that may be open inside each other. */
    public static final int MAX_DEPTH = 10;

    private static final int CONTROL_END = 0x18;
    private static final int KIND_BITS = 2;
    private static final int KIND_MASK = 3;

    private byte[] b;
    private int start;
    private int limit;

    /** Where the next control byte is expected, unless the current element is a container. */
    private int at;

    private byte depth;

    /** Types of the open containers, innermost lowest: 0 none, else type - STRUCT + 1. */
    private int kinds;

    private byte error;

    private byte type;
    private int tag;
    private int elementOffset;
    private int dataOffset;
    private int dataLength;
    private long value;

    /** Stands before the first element of {@code length} bytes at {@code offset}. */
    public void wrap(byte[] bytes, int offset, int length) {
        b = bytes;
        start = offset;
        limit = offset + length;
        at = offset;
        depth = 0;
        kinds = 0;
        error = CodecStatus.OK;
        clearElement();
    }

    /** Takes over the bytes and the place of another reader, for looking ahead. */
    public void copyFrom(TlvReader other) {
        b = other.b;
        start = other.start;
        limit = other.limit;
        at = other.at;
        depth = other.depth;
        kinds = other.kinds;
        error = other.error;
        type = other.type;
        tag = other.tag;
        elementOffset = other.elementOffset;
        dataOffset = other.dataOffset;
        dataLength = other.dataLength;
        value = other.value;
    }

    /**
     * Moves to the next element of the current container, past the contents of the current one.
     *
     * @return {@link CodecStatus#OK}, {@link CodecStatus#END} at the end of the container or of the
     *     data (again and again), or TRUNCATED, MALFORMED, TOO_DEEP
     */
    public int next() {
        if (error != CodecStatus.OK) {
            return error;
        }
        if (type >= TlvType.STRUCT) {
            int end = scan(at, kinds << KIND_BITS | kindOf(type), depth + 1, depth);
            if (end < 0) {
                return fail(end);
            }
            at = end;
        }
        clearElement();
        if (at >= limit) {
            return depth == 0 ? CodecStatus.END : fail(CodecStatus.TRUNCATED);
        }
        int control = b[at] & 0xFF;
        if (control == CONTROL_END) {
            return depth > 0 ? CodecStatus.END : fail(CodecStatus.MALFORMED);
        }
        int end = pass(at, kinds & KIND_MASK);
        if (end < 0) {
            return fail(end);
        }
        load(control, end);
        return CodecStatus.OK;
    }

    /**
     * Moves forward in the current container to the next member with {@code wanted} as its context
     * tag.
     *
     * @return OK, NOT_FOUND at the end of the container, or an error of {@link #next()}
     */
    public int find(int wanted) {
        int status = next();
        while (status == CodecStatus.OK && tag != wanted) {
            status = next();
        }
        return status == CodecStatus.END ? CodecStatus.NOT_FOUND : status;
    }

    /**
     * Goes into the current element; {@link #next()} then gives its first member.
     *
     * @return OK, WRONG_TYPE when it is no container, or TOO_DEEP
     */
    public int enter() {
        if (error != CodecStatus.OK) {
            return error;
        }
        if (type < TlvType.STRUCT) {
            return CodecStatus.WRONG_TYPE;
        }
        if (depth == MAX_DEPTH) {
            return fail(CodecStatus.TOO_DEEP);
        }
        kinds = kinds << KIND_BITS | kindOf(type);
        depth++;
        clearElement();
        return CodecStatus.OK;
    }

    /**
     * Leaves the current container past the rest of its members; {@link #next()} then gives what
     * follows it.
     *
     * @return OK, NOT_FOUND at depth 0, or TRUNCATED, MALFORMED, TOO_DEEP
     */
    public int exit() {
        if (error != CodecStatus.OK) {
            return error;
        }
        if (depth == 0) {
            return CodecStatus.NOT_FOUND;
        }
        int end;
        if (type >= TlvType.STRUCT) {
            end = scan(at, kinds << KIND_BITS | kindOf(type), depth + 1, depth - 1);
        } else {
            end = scan(at, kinds, depth, depth - 1);
        }
        if (end < 0) {
            return fail(end);
        }
        at = end;
        depth--;
        kinds >>>= KIND_BITS;
        clearElement();
        return CodecStatus.OK;
    }

    /**
     * Checks the current element with everything in it: lengths, types, tags, depth. Text is not
     * looked into.
     *
     * @return OK, or TRUNCATED, MALFORMED, TOO_DEEP; NOT_FOUND without an element
     */
    public int validate() {
        int end = elementEnd();
        return end < 0 ? end : CodecStatus.OK;
    }

    /** Type of the current element, of {@link TlvType}. */
    public int type() {
        return type;
    }

    /** Context tag 0 to 255, {@link TlvTag#ANONYMOUS}, or {@link TlvTag#PROFILE}. */
    public int tag() {
        return tag;
    }

    /** Number of a profile tag, unsigned 32 bits; else 0. */
    public long tagNumber() {
        if (tag != TlvTag.PROFILE) {
            return 0;
        }
        int form = (b[elementOffset] & 0xFF) >> 5;
        int numberAt = elementOffset + (form >= 6 ? 5 : 1);
        return (form & 1) == 0 ? Bytes.u16le(b, numberAt) : Bytes.u32le(b, numberAt) & 0xFFFFFFFFL;
    }

    /**
     * Profile of a profile tag: vendor id in the upper, profile number in the lower 16 bits; {@link
     * TlvTag#COMMON_PROFILE}; or {@link TlvTag#IMPLICIT_PROFILE}, also when there is no profile
     * tag.
     */
    public int tagProfile() {
        if (tag != TlvTag.PROFILE) {
            return TlvTag.IMPLICIT_PROFILE;
        }
        int form = (b[elementOffset] & 0xFF) >> 5;
        if (form >= 6) {
            return Bytes.u16le(b, elementOffset + 1) << 16 | Bytes.u16le(b, elementOffset + 3);
        }
        return form >= 4 ? TlvTag.IMPLICIT_PROFILE : TlvTag.COMMON_PROFILE;
    }

    public boolean isNull() {
        return type == TlvType.NULL;
    }

    /**
     * The number as it stands: unsigned zero-extended, signed sign-extended, float as its raw bits;
     * 1 or 0 for a boolean, 0 for the rest.
     */
    public long value() {
        return value;
    }

    /** {@link #value()}, for a place where an unsigned integer has been seen already. */
    public long unsignedValue() {
        return value;
    }

    public boolean boolValue() {
        return value != 0;
    }

    /** 1 or 0, or WRONG_TYPE. */
    public int bool() {
        return type == TlvType.BOOL ? (int) value : CodecStatus.WRONG_TYPE;
    }

    /** An unsigned integer of any width up to {@code max}, or WRONG_TYPE, OUT_OF_RANGE. */
    public int unsignedInt(int max) {
        if (type != TlvType.UNSIGNED) {
            return CodecStatus.WRONG_TYPE;
        }
        return value < 0 || value > max ? CodecStatus.OUT_OF_RANGE : (int) value;
    }

    public int u8() {
        return unsignedInt(0xFF);
    }

    public int u16() {
        return unsignedInt(0xFFFF);
    }

    /** An unsigned 32-bit value, or WRONG_TYPE, OUT_OF_RANGE. */
    public long u32() {
        if (type != TlvType.UNSIGNED) {
            return CodecStatus.WRONG_TYPE;
        }
        return value < 0 || value > 0xFFFFFFFFL ? CodecStatus.OUT_OF_RANGE : value;
    }

    /** OK when {@link #value()} is an unsigned integer, else WRONG_TYPE. */
    public int readU64() {
        return type == TlvType.UNSIGNED ? CodecStatus.OK : CodecStatus.WRONG_TYPE;
    }

    /**
     * OK when {@link #value()} is a signed integer from min to max; else WRONG_TYPE, OUT_OF_RANGE.
     */
    public int readSigned(long min, long max) {
        if (type != TlvType.SIGNED) {
            return CodecStatus.WRONG_TYPE;
        }
        return value < min || value > max ? CodecStatus.OUT_OF_RANGE : CodecStatus.OK;
    }

    /**
     * Lends the present byte string; {@code out} is as it was after an error.
     *
     * @return OK, or what {@link #bytes} answers
     */
    public int span(ByteSpan out, int shortest, int longest) {
        int status = bytes(shortest, longest);
        if (status < 0) {
            return status;
        }
        out.set(array(), dataOffset(), dataLength());
        return CodecStatus.OK;
    }

    /** Length of a byte string of min to max bytes, or WRONG_TYPE, OUT_OF_RANGE. */
    public int bytes(int min, int max) {
        return string(TlvType.BYTES, min, max);
    }

    /** Length in bytes of a text of min to max bytes, or WRONG_TYPE, OUT_OF_RANGE. */
    public int utf8(int min, int max) {
        return string(TlvType.UTF8, min, max);
    }

    /** The array that was wrapped. */
    public byte[] array() {
        return b;
    }

    /** Where the value or the contents begin in {@link #array()}. */
    public int dataOffset() {
        return dataOffset;
    }

    /** Bytes of a string, width of a number, 0 for the rest. */
    public int dataLength() {
        return dataLength;
    }

    /** Where the control byte of the current element is. */
    public int elementOffset() {
        return elementOffset;
    }

    /**
     * The offset behind the current element and all in it, or TRUNCATED, MALFORMED, TOO_DEEP;
     * NOT_FOUND without an element. Walks the contents of a container.
     */
    public int elementEnd() {
        if (error != CodecStatus.OK) {
            return error;
        }
        if (type >= TlvType.STRUCT) {
            return scan(at, kinds << KIND_BITS | kindOf(type), depth + 1, depth);
        }
        return type == TlvType.NONE ? CodecStatus.NOT_FOUND : at;
    }

    /**
     * The offset behind what has been read: behind the current element, or behind the head of a
     * container that has not been entered.
     */
    public int position() {
        return at;
    }

    /** Where the wrapped bytes begin. */
    public int start() {
        return start;
    }

    /** Where the wrapped bytes end. */
    public int limit() {
        return limit;
    }

    /** Containers entered. */
    public int depth() {
        return depth;
    }

    /**
     * Is the current text well-formed UTF-8: no overlong forms, no surrogates, nothing above
     * U+10FFFF. False for anything but text.
     */
    public boolean validUtf8() {
        return type == TlvType.UTF8 && isUtf8(b, dataOffset, dataLength);
    }

    /** Are these bytes well-formed UTF-8. */
    public static boolean isUtf8(byte[] b, int offset, int length) {
        int end = offset + length;
        int i = offset;
        while (i < end) {
            int first = b[i++] & 0xFF;
            if (first < 0x80) {
                continue;
            }
            int more;
            int low = 0x80;
            int high = 0xBF;
            if (first >= 0xC2 && first <= 0xDF) {
                more = 1;
            } else if (first >= 0xE0 && first <= 0xEF) {
                more = 2;
                if (first == 0xE0) {
                    low = 0xA0;
                } else if (first == 0xED) {
                    high = 0x9F;
                }
            } else if (first >= 0xF0 && first <= 0xF4) {
                more = 3;
                if (first == 0xF0) {
                    low = 0x90;
                } else if (first == 0xF4) {
                    high = 0x8F;
                }
            } else {
                return false;
            }
            if (end - i < more) {
                return false;
            }
            int second = b[i++] & 0xFF;
            if (second < low || second > high) {
                return false;
            }
            for (int k = 1; k < more; k++) {
                if ((b[i++] & 0xC0) != 0x80) {
                    return false;
                }
            }
        }
        return true;
    }

    private int string(int wanted, int min, int max) {
        if (type != wanted) {
            return CodecStatus.WRONG_TYPE;
        }
        return dataLength < min || dataLength > max ? CodecStatus.OUT_OF_RANGE : dataLength;
    }

    private int fail(int status) {
        error = (byte) status;
        clearElement();
        return status;
    }

    private void clearElement() {
        type = TlvType.NONE;
        tag = TlvTag.ANONYMOUS;
        elementOffset = at;
        dataOffset = at;
        dataLength = 0;
        value = 0;
    }

    /** Takes in the element at {@link #at}, whose bounds {@link #pass} has checked. */
    private void load(int control, int end) {
        int form = control >> 5;
        int element = control & 0x1F;
        elementOffset = at;
        if (form == 0) {
            tag = TlvTag.ANONYMOUS;
        } else {
            tag = form == 1 ? b[at + 1] & 0xFF : TlvTag.PROFILE;
        }
        int p = at + 1 + tagLength(form);
        at = end;
        dataOffset = p;
        if (element < 4) {
            type = TlvType.SIGNED;
            value = number(p, end - p, true);
            dataLength = end - p;
        } else if (element < 8) {
            type = TlvType.UNSIGNED;
            value = number(p, end - p, false);
            dataLength = end - p;
        } else if (element < 0x0A) {
            type = TlvType.BOOL;
            value = element & 1;
        } else if (element < 0x0C) {
            type = TlvType.FLOAT;
            value = number(p, end - p, false);
            dataLength = end - p;
        } else if (element < 0x14) {
            type = (byte) (element < 0x10 ? TlvType.UTF8 : TlvType.BYTES);
            dataOffset = p + (1 << (element & 3));
            dataLength = end - dataOffset;
        } else {
            type = (byte) (TlvType.NULL + element - 0x14);
        }
    }

    private long number(int p, int width, boolean signed) {
        switch (width) {
            case 1:
                return signed ? b[p] : b[p] & 0xFF;
            case 2:
                return signed ? (short) Bytes.u16le(b, p) : Bytes.u16le(b, p);
            case 4:
                return signed ? Bytes.u32le(b, p) : Bytes.u32le(b, p) & 0xFFFFFFFFL;
            default:
                return Bytes.u64le(b, p);
        }
    }

    /**
     * Walks on from {@code p} until the depth is {@code target}.
     *
     * @param open kinds of the containers open at {@code p}, innermost lowest
     * @param level how many they are
     * @return the offset behind the last end of container, or an error
     */
    private int scan(int p, int open, int level, int target) {
        if (level > MAX_DEPTH) {
            return CodecStatus.TOO_DEEP;
        }
        while (level > target) {
            if (p >= limit) {
                return CodecStatus.TRUNCATED;
            }
            int control = b[p] & 0xFF;
            if (control == CONTROL_END) {
                p++;
                level--;
                open >>>= KIND_BITS;
                continue;
            }
            p = pass(p, open & KIND_MASK);
            if (p < 0) {
                return p;
            }
            int element = control & 0x1F;
            if (element >= 0x15) {
                if (level == MAX_DEPTH) {
                    return CodecStatus.TOO_DEEP;
                }
                level++;
                open = open << KIND_BITS | element - 0x14;
            }
        }
        return p;
    }

    /**
     * The offset behind the element at {@code p} (behind the head of a container), or TRUNCATED,
     * MALFORMED.
     */
    private int pass(int p, int kind) {
        int control = b[p] & 0xFF;
        int form = control >> 5;
        int element = control & 0x1F;
        if (element >= CONTROL_END) {
            return CodecStatus.MALFORMED;
        }
        if (form == 0 ? kind == 1 : kind == 2) {
            return CodecStatus.MALFORMED;
        }
        int left = limit - p - 1 - tagLength(form);
        if (left < 0) {
            return CodecStatus.TRUNCATED;
        }
        int width;
        if (element < 8) {
            width = 1 << (element & 3);
        } else if (element < 0x0A || element >= 0x14) {
            width = 0;
        } else if (element < 0x0C) {
            width = element == 0x0A ? 4 : 8;
        } else {
            width = 1 << (element & 3);
            left -= width;
            if (left < 0) {
                return CodecStatus.TRUNCATED;
            }
            long length = number(limit - left - width, width, false);
            if (length < 0 || length > left) {
                return CodecStatus.TRUNCATED;
            }
            width = (int) length;
        }
        return left < width ? CodecStatus.TRUNCATED : limit - left + width;
    }

    private static int kindOf(int container) {
        return container - TlvType.STRUCT + 1;
    }

    private static int tagLength(int form) {
        if (form < 2) {
            return form;
        }
        return form < 6 ? 2 << (form & 1) : 6 + (form & 1) * 2;
    }
}
