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
 * The first bytes can be one room's own, for what it keeps from call to call; none of them is lent.
 *
 * <p>It has to be large enough for the deepest nesting of its users; a stretch that does not fit is
 * a defect, and the first access beyond the array the fault.
 */
public final class Scratch {
    /** Only the stretch taken, or the part that is kept, is the caller's. */
    public final byte[] bytes;

    private final int kept;
    private int used;
    private int highWater;

    public Scratch(int capacity) {
        this(0, capacity);
    }

    /**
     * @param kept bytes at the beginning that are never lent
     * @param capacity bytes, those among them
     */
    public Scratch(int kept, int capacity) {
        bytes = new byte[capacity];
        this.kept = kept;
        used = kept;
        highWater = kept;
    }

    /** Whether nothing is lent. */
    public boolean isIdle() {
        return used == kept;
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

    /** The same where nothing was written to. */
    public void releaseUnused(int offset) {
        used = offset;
    }

    /** Most bytes ever in use at once since boot. */
    public int highWater() {
        return highWater;
    }
}
