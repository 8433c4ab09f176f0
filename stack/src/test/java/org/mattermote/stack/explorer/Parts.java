package org.mattermote.stack.explorer;

import java.util.Arrays;

/**
 * Gives equal bytes equal numbers, and keeps them once: a state is then a number for each of its
 * parts, of which most are those of other states, too.
 */
final class Parts {
    private int[] table = new int[1 << 12];
    private byte[][] kept = new byte[1 << 10][];
    private long[] hashes = new long[1 << 10];
    private int size;
    private long bytes;

    /** The number of these bytes, 0 and up. */
    int number(byte[] from, int length) {
        long hash = Hash.of(from, length);
        int mask = table.length - 1;
        int at = (int) hash & mask;
        while (table[at] != 0) {
            int number = table[at] - 1;
            if (hashes[number] == hash
                    && Arrays.equals(kept[number], 0, kept[number].length, from, 0, length)) {
                return number;
            }
            at = at + 1 & mask;
        }
        return add(at, hash, Arrays.copyOf(from, length));
    }

    byte[] bytes(int number) {
        return kept[number];
    }

    int size() {
        return size;
    }

    /** Bytes kept. */
    long volume() {
        return bytes;
    }

    private int add(int at, long hash, byte[] part) {
        if (size == kept.length) {
            kept = Arrays.copyOf(kept, 2 * size);
            hashes = Arrays.copyOf(hashes, 2 * size);
        }
        kept[size] = part;
        hashes[size] = hash;
        bytes += part.length;
        table[at] = size + 1;
        size++;
        if (2 * size > table.length) {
            grow();
        }
        return size - 1;
    }

    private void grow() {
        table = new int[2 * table.length];
        int mask = table.length - 1;
        for (int number = 0; number < size; number++) {
            int at = (int) hashes[number] & mask;
            while (table[at] != 0) {
                at = at + 1 & mask;
            }
            table[at] = number + 1;
        }
    }
}
