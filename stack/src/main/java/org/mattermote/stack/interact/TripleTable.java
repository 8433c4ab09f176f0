package org.mattermote.stack.interact;

/**
 * Triples of ints that several lists share: a list is a chain of places, so that none has to be as
 * long as the longest may get. 13 bytes a place.
 */
final class TripleTable {
    static final int INTS = 3;

    static final int MAX_CAPACITY = 255;

    /** The end of a chain; places are below it. */
    static final int NONE = 0xFF;

    private final int[] values;
    private final byte[] next;
    private int firstFree;
    private int free;
    private int reserved;

    /**
     * @param capacity places, 0 to {@link #MAX_CAPACITY}
     */
    TripleTable(int capacity) {
        values = new int[capacity * INTS];
        next = new byte[capacity];
        free = capacity;
        firstFree = capacity == 0 ? NONE : 0;
        for (int i = 0; i < capacity; i++) {
            next[i] = (byte) (i + 1 == capacity ? NONE : i + 1);
        }
    }

    /** From now on {@link #take} leaves so many places to other lists. */
    void reserve(int places) {
        reserved = places;
    }

    /** A place of its own, or {@link #NONE}. */
    int take() {
        if (free <= reserved || firstFree == NONE) {
            return NONE;
        }
        int place = firstFree;
        firstFree = next(place);
        next[place] = (byte) NONE;
        free--;
        return place;
    }

    /** Gives a whole chain back. */
    void release(int first, int last, int count) {
        if (count > 0) {
            next[last] = (byte) firstFree;
            firstFree = first;
            free += count;
        }
    }

    void link(int place, int following) {
        next[place] = (byte) following;
    }

    int next(int place) {
        return next[place] & 0xFF;
    }

    void set(int place, int a, int b, int c) {
        int at = place * INTS;
        values[at] = a;
        values[at + 1] = b;
        values[at + 2] = c;
    }

    /**
     * @param part 0..2
     */
    int get(int place, int part) {
        return values[place * INTS + part];
    }
}
