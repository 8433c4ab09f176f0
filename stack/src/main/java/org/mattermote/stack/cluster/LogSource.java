package org.mattermote.stack.cluster;

/** Where Diagnostic Logs come from. */
public interface LogSource {
    /** {@link #newest} when there is no such log. */
    int NO_LOG = -1;

    /** {@link #oldestMillis} of what has no time. */
    long NO_TIME = -1;

    /**
     * Copies the newest entries that fit, the oldest of them first.
     *
     * @param intent INTENT constant of Diagnostic Logs
     * @param nowMillis monotonic time
     * @return bytes copied, or {@link #NO_LOG}
     */
    int newest(int intent, long nowMillis, byte[] out, int offset, int capacity);

    /** Monotonic time of the oldest entry that was copied last, or {@link #NO_TIME}. */
    long oldestMillis();
}
