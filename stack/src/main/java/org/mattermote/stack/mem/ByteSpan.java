package org.mattermote.stack.mem;

/** A stretch of somebody else's byte array: what a reader lends without copying. */
public final class ByteSpan {
    public byte[] array;
    public int offset;
    public int length;

    public ByteSpan set(byte[] array, int offset, int length) {
        this.array = array;
        this.offset = offset;
        this.length = length;
        return this;
    }

    public void clear() {
        array = null;
        offset = 0;
        length = 0;
    }

    /** Copies the stretch to {@code target} and returns its length. */
    public int copyTo(byte[] target, int targetOffset) {
        System.arraycopy(array, offset, target, targetOffset, length);
        return length;
    }
}
