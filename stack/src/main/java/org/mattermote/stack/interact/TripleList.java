package org.mattermote.stack.interact;

/** A list of triples in a {@link TripleTable}, quick where it is read in its order. */
class TripleList {
    private final TripleTable table;
    private final char capacity;
    private char count;
    private char first;
    private char last;

    /** The entry read last, and its place. */
    private char reached;

    private char place;

    /**
     * @param capacity entries at most, also where the table has more places
     */
    TripleList(TripleTable table, int capacity) {
        this.table = table;
        this.capacity = (char) capacity;
    }

    /** False when there is no room. */
    final boolean add(int a, int b, int c) {
        int taken = count == capacity ? TripleTable.NONE : table.take();
        if (taken == TripleTable.NONE) {
            return false;
        }
        table.set(taken, a, b, c);
        if (count == 0) {
            first = (char) taken;
            place = (char) taken;
            reached = 0;
        } else {
            table.link(last, taken);
        }
        last = (char) taken;
        count++;
        return true;
    }

    final void clear() {
        table.release(first, last, count);
        count = 0;
    }

    final int count() {
        return count;
    }

    /**
     * @param i below {@link #count()}
     * @param part 0..2
     */
    final int get(int i, int part) {
        if (i < reached) {
            reached = 0;
            place = first;
        }
        while (reached < i) {
            place = (char) table.next(place);
            reached++;
        }
        return table.get(place, part);
    }
}
