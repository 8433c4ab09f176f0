package org.mattermote.stack.mem;

/**
 * Working memory that all rooms share. A stretch is taken and given back within one call, what was
 * taken last first; nothing in it outlives that call, let alone a poll.
 *
 * <pre>
 *   int at = scratch.take(64);
 *   ... scratch.bytes, from at to at + 63 ...
 *   scratch.release(at);
 * </pre>
 *
 * It has to be large enough for the deepest nesting of its users; a stretch that does not fit is a
 * defect, and the first access beyond the array the fault.
 */
public final class Scratch {
    /** Only the stretch taken is the caller's. */
    public final byte[] bytes;

    private int used;
    private int highWater;

    public Scratch(int capacity) {
        bytes = new byte[capacity];
    }

    /** Offset in {@link #bytes} of {@code length} bytes, all zero. */
    public int take(int length) {
        int offset = used;
        used += length;
        highWater = Math.max(highWater, used);
        return offset;
    }

    /** Bytes that can be taken. */
    public int left() {
        return bytes.length - used;
    }

    /** Gives back, zeroed, the stretch at {@code offset} and what was taken after it. */
    public void release(int offset) {
        Bytes.zero(bytes, offset, used - offset);
        used = offset;
    }

    /** Most bytes ever taken at once since boot. */
    public int highWater() {
        return highWater;
    }
}
