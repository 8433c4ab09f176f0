package org.mattermote.stack.mem;

/**
 * A reference to a slot of a fixed table that cannot reach a later owner of the same slot.
 *
 * <pre>
 *  31   30            16 15             0
 * +---+----------------+----------------+
 * | 0 | generation     | index          |
 * +---+----------------+----------------+
 * </pre>
 *
 * A handle is 0 or more; negative ints are error codes of the room that answers them.
 */
public final class Handle {
    /** No slot. Never equal to a handle; rooms return their own codes for errors. */
    public static final int NONE = -1;

    private static final int INDEX_MASK = 0xFFFF;
    private static final int GENERATION_MASK = 0x7FFF;

    private Handle() {}

    /**
     * The handle of slot {@code index} (0..65535) in its {@code generation} (low 15 bits count).
     */
    public static int of(int index, int generation) {
        return (generation & GENERATION_MASK) << 16 | index & INDEX_MASK;
    }

    public static int index(int handle) {
        return handle & INDEX_MASK;
    }

    public static int generation(int handle) {
        return handle >>> 16 & GENERATION_MASK;
    }
}
