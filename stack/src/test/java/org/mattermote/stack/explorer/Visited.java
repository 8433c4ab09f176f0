package org.mattermote.stack.explorer;

/**
 * A set of hashes in one flat array, with open addressing. Of n states two fall together, and one
 * of them is not looked at, with a chance of about n²/2^65: below one in ten million for a million.
 */
final class Visited {
    private long[] table = new long[1 << 16];
    private int size;

    /** Adds a hash; false when it was there. */
    boolean add(long hash) {
        long key = hash == 0 ? 1 : hash;
        int mask = table.length - 1;
        int at = (int) key & mask;
        while (table[at] != 0) {
            if (table[at] == key) {
                return false;
            }
            at = at + 1 & mask;
        }
        table[at] = key;
        size++;
        if (size * 2 > table.length) {
            grow();
        }
        return true;
    }

    int size() {
        return size;
    }

    private void grow() {
        long[] old = table;
        table = new long[old.length * 2];
        int mask = table.length - 1;
        for (long key : old) {
            if (key != 0) {
                int at = (int) key & mask;
                while (table[at] != 0) {
                    at = at + 1 & mask;
                }
                table[at] = key;
            }
        }
    }
}
