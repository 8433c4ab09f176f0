package org.mattermote.webrtc.link;

import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.SlotState;

/**
 * Messages that wait to be sent, one behind the other, each with its length before it (2 bytes). A
 * message is written behind them, or several that belong together, and {@link #commit} adds all of
 * them or nothing. Nothing of what was sent stays here, since passwords are among it.
 */
public final class TransmitRoom {
    /** Bytes that a message needs beside its own. */
    public static final int OVERHEAD = 2;

    private final byte[] messages;

    /** Bytes of all messages. */
    private int used;

    /** Where the next byte goes; beyond the end of what there is, it goes nowhere. */
    private int end;

    /** Where the message at hand is. */
    private int message;

    /**
     * @param capacity bytes, of all messages and the overhead of each
     */
    public TransmitRoom(int capacity) {
        messages = new byte[capacity];
    }

    public void beginMessage() {
        message = end;
        u16(0);
    }

    public void endMessage() {
        int length = end - message - OVERHEAD;
        if (end <= messages.length) {
            Bytes.putU16le(messages, message, length);
        }
    }

    /** The message at hand is none after all. */
    public void cancelMessage() {
        end = message;
        Bytes.zero(messages, end, messages.length - end);
    }

    /** Bytes that were written and not added, with the overhead. */
    public int written() {
        return end - used;
    }

    public void u8(int value) {
        if (end < messages.length) {
            messages[end] = (byte) value;
        }
        end++;
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

    /** Bytes with their length before them, 2 bytes. */
    public void text(byte[] from, int at, int length) {
        u16(length);
        bytes(from, at, length);
    }

    /** Adds what was written behind what waits; false, and nothing is added, if it does not fit. */
    public boolean commit() {
        return commit(0);
    }

    /**
     * The same, if so many bytes are left then.
     *
     * @param left bytes
     */
    public boolean commit(int left) {
        endMessage();
        boolean fits = end + left <= messages.length;
        if (fits) {
            used = end;
        } else {
            cancel();
        }
        return fits;
    }

    /** Nothing of what was written is added. */
    public void cancel() {
        message = used;
        cancelMessage();
    }

    public boolean isEmpty() {
        return used == 0;
    }

    /** Bytes of the first message. */
    int length() {
        return Bytes.u16le(messages, 0);
    }

    /** Byte {@code index} of the first message. */
    byte at(int index) {
        return messages[OVERHEAD + index];
    }

    /** Gives up the first message. */
    void drop() {
        int gone = OVERHEAD + length();
        used -= gone;
        end = used;
        System.arraycopy(messages, gone, messages, 0, used);
        Bytes.zero(messages, used, gone);
    }

    /** As at boot. */
    public void clear() {
        Bytes.zero(messages);
        used = 0;
        end = 0;
    }

    /** With nothing half written. */
    public void state(SlotState state) {
        state.bytes(messages);
        used = state.integer(used);
        end = used;
    }
}
