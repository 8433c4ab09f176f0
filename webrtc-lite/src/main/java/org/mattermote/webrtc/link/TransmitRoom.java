package org.mattermote.webrtc.link;

import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.SlotState;

/**
 * Messages that wait to be sent, one after the other in a ring, each with its length before it (2
 * bytes). Between {@link #begin} and {@link #commit} a message is written, or several that belong
 * together: all of them are added or nothing. Nothing of what was sent stays here, since passwords
 * are among it.
 */
public final class TransmitRoom {
    /** Bytes that a message needs beside its own. */
    public static final int OVERHEAD = 2;

    private final byte[] ring;

    /** Where the first message is, its length before it. */
    private int first;

    /** Bytes of all messages. */
    private int used;

    /** Bytes that were written since begin. */
    private int written;

    /** Where among them the message at hand is. */
    private int message;

    /**
     * @param capacity bytes, of all messages and the overhead of each
     */
    public TransmitRoom(int capacity) {
        ring = new byte[capacity];
    }

    public int capacity() {
        return ring.length;
    }

    /** Begins to write. */
    public void begin() {
        written = 0;
    }

    public void beginMessage() {
        message = written;
        u16(0);
    }

    public void endMessage() {
        int length = written - message - OVERHEAD;
        put(message, length);
        put(message + 1, length >> 8);
    }

    /** The message at hand is none after all. */
    public void cancelMessage() {
        wipe(used + message, Math.max(0, Math.min(used + written, ring.length) - used - message));
        written = message;
    }

    /** Bytes that were written since begin, with the overhead. */
    public int written() {
        return written;
    }

    private void put(int index, int value) {
        if (used + index < ring.length) {
            ring[place(used + index)] = (byte) value;
        }
    }

    public void u8(int value) {
        put(written++, value);
    }

    /** Little-endian. */
    public void u16(int value) {
        u8(value);
        u8(value >> 8);
    }

    /** Little-endian. */
    public void u32(int value) {
        u16(value);
        u16(value >> 16);
    }

    public void bytes(byte[] from, int at, int length) {
        for (int i = at; i < at + length; i++) {
            u8(from[i]);
        }
    }

    /** Adds what was written behind what waits; false, and nothing is added, if it does not fit. */
    public boolean commit() {
        boolean fits = used + written <= ring.length;
        if (fits) {
            used += written;
        } else {
            wipe(used, ring.length - used);
        }
        return fits;
    }

    public boolean isEmpty() {
        return used == 0;
    }

    /** Bytes of the first message. */
    int length() {
        return at(-OVERHEAD) & 0xFF | (at(1 - OVERHEAD) & 0xFF) << 8;
    }

    /** Byte {@code index} of the first message. */
    byte at(int index) {
        return ring[place(OVERHEAD + index)];
    }

    /** Gives up the first message. */
    void drop() {
        int gone = OVERHEAD + length();
        wipe(0, gone);
        used -= gone;
        first = used == 0 ? 0 : place(gone);
    }

    private void wipe(int index, int length) {
        for (int i = index; i < index + length; i++) {
            ring[place(i)] = 0;
        }
    }

    /** Of a byte so far behind the first, which is less than once around. */
    private int place(int index) {
        int at = first + index;
        return at < ring.length ? at : at - ring.length;
    }

    /** As at boot. */
    public void clear() {
        Bytes.zero(ring);
        first = 0;
        used = 0;
    }

    /** Outside of begin and commit. */
    public void state(SlotState state) {
        state.bytes(ring);
        first = state.integer(first);
        used = state.integer(used);
    }
}
