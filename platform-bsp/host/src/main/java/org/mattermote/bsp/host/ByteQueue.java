package org.mattermote.bsp.host;

import org.mattermote.stack.port.PortStatus;

/** Bytes that have come and were not taken yet. One thread may put while another takes. */
public final class ByteQueue {
    private final byte[] bytes;
    private int at;
    private int length;

    private boolean closed;

    public ByteQueue(int capacity) {
        bytes = new byte[capacity];
    }

    public synchronized int room() {
        return bytes.length - length;
    }

    /** Puts as many as there is room for. */
    public synchronized int put(byte[] from, int offset, int count) {
        int taken = Math.min(count, room());
        for (int i = 0; i < taken; i++) {
            bytes[(at + length + i) % bytes.length] = from[offset + i];
        }
        length += taken;
        notifyAll();
        return taken;
    }

    /** All of {@code count} bytes, or {@link PortStatus#NONE}. */
    public synchronized int take(byte[] out, int offset, int count) {
        if (count > length) {
            return PortStatus.NONE;
        }
        for (int i = 0; i < count; i++) {
            out[offset + i] = bytes[(at + i) % bytes.length];
        }
        at = (at + count) % bytes.length;
        length -= count;
        notifyAll();
        return PortStatus.OK;
    }

    /** As many as there are, at most {@code capacity}; NONE when there are none. */
    public synchronized int takeUpTo(byte[] out, int offset, int capacity) {
        int count = Math.min(capacity, length);
        take(out, offset, count);
        return count == 0 ? PortStatus.NONE : count;
    }

    /** Puts all, which may wait for room; false when the queue was closed. */
    public synchronized boolean putAll(byte[] from, int count) {
        int done = put(from, 0, count);
        while (done < count && !closed && await()) {
            done += put(from, done, count - done);
        }
        return done == count;
    }

    /** At least one byte, for which it may wait; 0 when the queue was closed. */
    public synchronized int takeSome(byte[] out) {
        while (length == 0 && !closed && await()) {
            // Somebody puts.
        }
        int count = Math.min(length, out.length);
        take(out, 0, count);
        return count;
    }

    private boolean await() {
        try {
            wait();
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** Whoever waits need not any more. */
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    public synchronized void clear() {
        at = 0;
        length = 0;
        notifyAll();
    }
}
