package org.mattermote.stack.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * A fuzzer's input as a row of numbers and byte strings. Any bytes are a row: what is missing at
 * the end is zero or empty.
 *
 * <pre>
 *   number  1 byte
 *   string  2 bytes length, little-endian, then that many bytes, or what is left
 * </pre>
 */
public final class Parts {
    /** In a row, what {@link #rest} takes. */
    public record Rest(byte[] bytes) {}

    private final byte[] data;
    private int at;

    public Parts(byte[] data) {
        this.data = data;
    }

    /** Whether everything is taken. */
    public boolean isEmpty() {
        return at >= data.length;
    }

    /** 0..255. */
    public int number() {
        return at < data.length ? data[at++] & 0xFF : 0;
    }

    public byte[] string() {
        int length = number() | number() << 8;
        int from = Math.min(at, data.length);
        at = Math.min(from + length, data.length);
        return Arrays.copyOfRange(data, from, at);
    }

    /** All that is left. */
    public byte[] rest() {
        int from = Math.min(at, data.length);
        at = data.length;
        return Arrays.copyOfRange(data, from, at);
    }

    /** Builds a row: an Integer is a number, a byte[] a string, a Rest the rest. */
    public static byte[] row(Object... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Object part : parts) {
            if (part instanceof byte[] string) {
                out.write(string.length);
                out.write(string.length >>> 8);
                out.writeBytes(string);
            } else if (part instanceof Rest rest) {
                out.writeBytes(rest.bytes());
            } else {
                out.write((Integer) part);
            }
        }
        return out.toByteArray();
    }
}
