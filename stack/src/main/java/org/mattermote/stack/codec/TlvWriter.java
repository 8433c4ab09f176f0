package org.mattermote.stack.codec;

import org.mattermote.stack.mem.Bytes;

/**
 * Writes TLV elements (Matter core appendix A) into a given array; {@link TlvReader} draws the
 * layout. An element is written whole or not at all. The first that does not fit sets a flag that
 * stays, and nothing more is written until {@link #rewind} goes back to a mark set before it, so a
 * caller may write a whole structure and look at {@link #overflowed()} once.
 *
 * <p>Tags are ints as {@link TlvTag} says. Ends of containers carry no type: the writer keeps no
 * stack, and a mark is a position.
 */
public final class TlvWriter {
    private static final int SIGNED_8 = 0x00;
    private static final int UNSIGNED_8 = 0x04;
    private static final int FALSE = 0x08;
    private static final int UTF8_8 = 0x0C;
    private static final int BYTES_8 = 0x10;
    private static final int NULL = 0x14;
    private static final int STRUCT = 0x15;
    private static final int ARRAY = 0x16;
    private static final int LIST = 0x17;
    private static final int END = 0x18;

    private byte[] b;
    private int at;
    private int limit;
    private boolean overflowed;
    private int profile;
    private int profileNumber;

    /** Writes from {@code offset} on, up to and without {@code end}. */
    public void wrap(byte[] bytes, int offset, int end) {
        b = bytes;
        at = offset;
        limit = end;
        overflowed = end < offset;
        profile = TlvTag.COMMON_PROFILE;
        profileNumber = 0;
    }

    public byte[] array() {
        return b;
    }

    /** Offset in the array behind what has been written. */
    public int position() {
        return at;
    }

    public int limit() {
        return limit;
    }

    /** Bytes that can still be written; 0 after an overflow. */
    public int remaining() {
        return overflowed || limit < at ? 0 : limit - at;
    }

    public boolean overflowed() {
        return overflowed;
    }

    /** OK, or NO_SPACE when something did not fit. */
    public int status() {
        return overflowed ? CodecStatus.NO_SPACE : CodecStatus.OK;
    }

    /** A place for {@link #rewind}; negative after an overflow, which it remembers. */
    public int mark() {
        return overflowed ? ~at : at;
    }

    /** Forgets what was written since {@code mark}, an overflow included. */
    public void rewind(int mark) {
        overflowed = mark < 0;
        at = mark < 0 ? ~mark : mark;
    }

    /**
     * Keeps {@code n} bytes at the end free until {@link #unreserve}.
     *
     * @return OK, or NO_SPACE (the limit is lowered all the same, and that is an overflow)
     */
    public int reserve(int n) {
        limit -= n;
        if (limit < at) {
            overflowed = true;
        }
        return status();
    }

    /** Gives back {@code n} bytes of {@link #reserve}. */
    public void unreserve(int n) {
        limit += n;
    }

    /**
     * Chooses the tag that {@link TlvTag#PROFILE} stands for from now on.
     *
     * @param tagProfile vendor id in the upper, profile number in the lower 16 bits, {@link
     *     TlvTag#COMMON_PROFILE}
     * @param number tag number, unsigned 32 bits, written in 2 bytes where they hold it
     */
    public void profileTag(int tagProfile, int number) {
        profile = tagProfile;
        profileNumber = number;
    }

    /** An unsigned 64-bit integer in its smallest width. */
    public void putUnsigned(int tag, long v) {
        int log = v < 0 ? 3 : v <= 0xFF ? 0 : v <= 0xFFFF ? 1 : v <= 0xFFFFFFFFL ? 2 : 3;
        if (head(tag, UNSIGNED_8 + log, 1 << log)) {
            number(v, log);
        }
    }

    /** The same, of 32 bits with a sign: a negative one is of 64 bits. */
    public void putUnsigned(int tag, int v) {
        putUnsigned(tag, (long) v);
    }

    /** A signed integer in its smallest width. */
    public void putSigned(int tag, long v) {
        int log = v == (byte) v ? 0 : v == (short) v ? 1 : v == (int) v ? 2 : 3;
        if (head(tag, SIGNED_8 + log, 1 << log)) {
            number(v, log);
        }
    }

    public void putBool(int tag, boolean v) {
        head(tag, v ? FALSE + 1 : FALSE, 0);
    }

    public void putNull(int tag) {
        head(tag, NULL, 0);
    }

    public void putBytes(int tag, byte[] source, int offset, int length) {
        int to = string(tag, BYTES_8, length);
        if (to >= 0) {
            System.arraycopy(source, offset, b, to, length);
        }
    }

    /** Text, given as its UTF-8 bytes. */
    public void putUtf8(int tag, byte[] source, int offset, int length) {
        int to = string(tag, UTF8_8, length);
        if (to >= 0) {
            System.arraycopy(source, offset, b, to, length);
        }
    }

    /**
     * Writes the head of a byte string and goes past its contents.
     *
     * @return the offset where the caller fills in {@code length} bytes, or NO_SPACE
     */
    public int beginBytes(int tag, int length) {
        return string(tag, BYTES_8, length);
    }

    public void startStruct(int tag) {
        head(tag, STRUCT, 0);
    }

    public void startArray(int tag) {
        head(tag, ARRAY, 0);
    }

    public void startList(int tag) {
        head(tag, LIST, 0);
    }

    public void endContainer() {
        if (fits(1)) {
            b[at++] = END;
        }
    }

    /**
     * Copies the current element of a reader whole, under another tag.
     *
     * @return OK, NO_SPACE, or the error of the reader's element (nothing is written then)
     */
    public int putElement(int tag, TlvReader from) {
        int end = from.elementEnd();
        if (end < 0) {
            return end;
        }
        byte[] source = from.array();
        int control = source[from.elementOffset()] & 0x1F;
        int body = from.dataOffset();
        if (from.type() == TlvType.UTF8 || from.type() == TlvType.BYTES) {
            body -= 1 << (control & 3);
        }
        if (head(tag, control, end - body)) {
            System.arraycopy(source, body, b, at, end - body);
            at += end - body;
        }
        return status();
    }

    /** Copies bytes that are TLV already. */
    public void putRaw(byte[] source, int offset, int length) {
        if (fits(length)) {
            System.arraycopy(source, offset, b, at, length);
            at += length;
        }
    }

    private boolean fits(int n) {
        if (overflowed || n < 0 || limit - at < n) {
            overflowed = true;
            return false;
        }
        return true;
    }

    private int string(int tag, int control, int length) {
        int log = length <= 0xFF ? 0 : length <= 0xFFFF ? 1 : 2;
        int width = 1 << log;
        // Before the sum: a length near the greatest int would wrap.
        if (length < 0 || length > limit - at || !head(tag, control + log, width + length)) {
            overflowed = true;
            return CodecStatus.NO_SPACE;
        }
        number(length, log);
        int contents = at;
        at += length;
        return contents;
    }

    /** Writes control byte and tag if these and {@code more} bytes fit. */
    private boolean head(int tag, int control, int more) {
        if (tag == TlvTag.ANONYMOUS) {
            if (!fits(1 + more)) {
                return false;
            }
            b[at++] = (byte) control;
            return true;
        }
        if (tag >= 0) {
            if (!fits(2 + more)) {
                return false;
            }
            b[at++] = (byte) (0x20 | control);
            b[at++] = (byte) tag;
            return true;
        }
        int log = (profileNumber & 0xFFFF0000) == 0 ? 1 : 2;
        int form = profile == TlvTag.COMMON_PROFILE ? 0x40 : 0xC0;
        if (!fits((form == 0x40 ? 1 : 5) + (1 << log) + more)) {
            return false;
        }
        b[at++] = (byte) (form | (log - 1) << 5 | control);
        if (form == 0xC0) {
            Bytes.putU16le(b, at, profile >>> 16);
            Bytes.putU16le(b, at + 2, profile);
            at += 4;
        }
        number(profileNumber, log);
        return true;
    }

    private void number(long v, int log) {
        int width = 1 << log;
        for (int i = 0; i < width; i++) {
            b[at++] = (byte) v;
            v >>>= 8;
        }
    }
}
