package org.mattermote.stack.codec;

/**
 * Writes DER (X.690) into a given array. Constructed elements are opened with {@link #begin} and
 * closed with {@link #end}, which moves the contents up when their length needs more than the one
 * byte left for it; so there is one pass and nothing is counted beforehand. Like {@link TlvWriter},
 * the first byte that does not fit sets a flag that stays.
 */
public final class DerWriter {
    public static final int BOOLEAN = 0x01;
    public static final int INTEGER = 0x02;
    public static final int BIT_STRING = 0x03;
    public static final int OCTET_STRING = 0x04;
    public static final int NULL = 0x05;
    public static final int OBJECT_IDENTIFIER = 0x06;
    public static final int UTF8_STRING = 0x0C;
    public static final int PRINTABLE_STRING = 0x13;
    public static final int IA5_STRING = 0x16;
    public static final int UTC_TIME = 0x17;
    public static final int GENERALIZED_TIME = 0x18;
    public static final int SEQUENCE = 0x30;
    public static final int SET = 0x31;

    /** Constructed, context-specific [0]; add the number. */
    public static final int CONTEXT = 0xA0;

    private byte[] b;
    private int at;
    private int limit;
    private boolean overflowed;

    /** Writes from {@code offset} on, up to and without {@code end}. */
    public void wrap(byte[] bytes, int offset, int end) {
        b = bytes;
        at = offset;
        limit = end;
        overflowed = end < offset;
    }

    public byte[] array() {
        return b;
    }

    public int position() {
        return at;
    }

    public boolean overflowed() {
        return overflowed;
    }

    /** Opens an element and returns what {@link #end} wants to know. */
    public int begin(int tag) {
        putByte(tag);
        putByte(0);
        return at;
    }

    /** Closes the element that {@code mark} opened; contents up to 65535 bytes. */
    public void end(int mark) {
        if (overflowed) {
            return;
        }
        int length = at - mark;
        int more = length < 0x80 ? 0 : length < 0x100 ? 1 : 2;
        if (length > 0xFFFF || limit - at < more) {
            overflowed = true;
            return;
        }
        if (more == 0) {
            b[mark - 1] = (byte) length;
            return;
        }
        System.arraycopy(b, mark, b, mark + more, length);
        at += more;
        b[mark - 1] = (byte) (0x80 | more);
        b[mark] = (byte) (more == 1 ? length : length >>> 8);
        if (more == 2) {
            b[mark + 1] = (byte) length;
        }
    }

    public void putByte(int v) {
        if (overflowed || at >= limit) {
            overflowed = true;
            return;
        }
        b[at++] = (byte) v;
    }

    /** Bytes as they are: contents, or whole elements. */
    public void putRaw(byte[] source, int offset, int length) {
        if (overflowed || length < 0 || limit - at < length) {
            overflowed = true;
            return;
        }
        System.arraycopy(source, offset, b, at, length);
        at += length;
    }

    /** An element with these contents. */
    public void putElement(int tag, byte[] source, int offset, int length) {
        int mark = begin(tag);
        putRaw(source, offset, length);
        end(mark);
    }

    /** An object identifier, given as its contents. */
    public void putOid(byte[] oid) {
        putElement(OBJECT_IDENTIFIER, oid, 0, oid.length);
    }

    public void putBoolean(boolean v) {
        putByte(BOOLEAN);
        putByte(1);
        putByte(v ? 0xFF : 0);
    }

    /** An INTEGER from 0 to 127. */
    public void putSmallInteger(int v) {
        putByte(INTEGER);
        putByte(1);
        putByte(v);
    }

    /** An INTEGER from a big-endian unsigned number, in its shortest form. */
    public void putUnsigned(byte[] source, int offset, int length) {
        int from = offset;
        int end = offset + length;
        while (from < end - 1 && source[from] == 0) {
            from++;
        }
        int mark = begin(INTEGER);
        if (from >= end || source[from] < 0) {
            putByte(0);
        }
        putRaw(source, from, end - from);
        end(mark);
    }

    /** A BIT STRING of whole bytes. */
    public void putBitString(byte[] source, int offset, int length) {
        int mark = begin(BIT_STRING);
        putByte(0);
        putRaw(source, offset, length);
        end(mark);
    }

    /** The SEQUENCE of two INTEGERs that X.509 makes of the 64 bytes r and s of a signature. */
    public void putSignature(byte[] rs, int offset) {
        int mark = begin(SEQUENCE);
        putUnsigned(rs, offset, 32);
        putUnsigned(rs, offset + 32, 32);
        end(mark);
    }
}
