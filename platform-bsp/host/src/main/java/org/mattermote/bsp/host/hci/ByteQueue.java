package org.mattermote.bsp.host.hci;

import org.mattermote.stack.port.PortStatus;

/** Bytes that have come and were not taken yet. One thread may put while another takes. */
final class ByteQueue {
    private final byte[] bytes;
    private int at;
    private int length;

    /** Whether more came since a read found too few. */
    private boolean fresh;

    ByteQueue(int capacity) {
        bytes = new byte[capacity];
    }

    synchronized int room() {
        return bytes.length - length;
    }

    /** Puts as many as there is room for. */
    synchronized int put(byte[] from, int offset, int count) {
        int taken = Math.min(count, room());
        for (int i = 0; i < taken; i++) {
            bytes[(at + length + i) % bytes.length] = from[offset + i];
        }
        length += taken;
        fresh |= taken > 0;
        return taken;
    }

    /** All of {@code count} bytes, or {@link PortStatus#NONE}. */
    synchronized int take(byte[] out, int offset, int count) {
        if (count > length) {
            fresh = false;
            return PortStatus.NONE;
        }
        for (int i = 0; i < count; i++) {
            out[offset + i] = bytes[(at + i) % bytes.length];
        }
        at = (at + count) % bytes.length;
        length -= count;
        fresh = length > 0;
        notifyAll();
        return PortStatus.OK;
    }

    synchronized boolean waiting() {
        return fresh;
    }

    synchronized void clear() {
        at = 0;
        length = 0;
        fresh = false;
        notifyAll();
    }
}
