package org.mattermote.stack.crypto;

/**
 * Scalar multiplication of a constant point by a comb of five teeth 52 bits apart, taken at bit j
 * and at bit j + 26 for j from 25 to 0, with a doubling in between. Every digit is odd: the scalar,
 * which must be odd, is a sum of all powers of two up to 2^259, each of them plus or minus, and bit
 * i + 1 says which sign 2^i has. So an entry is the sum of five powers; {@link P256CombTable} holds
 * those whose highest power is positive, the others are their negatives.
 */
final class P256Comb {
    /** Entries of one half of a table. */
    static final int ENTRIES = 16;

    /** Where the highest pair of digits is. */
    static final int TOP = 25;

    private static final int TEETH = 5;
    private static final int SPACE = 52;
    private static final int HALF = 26;

    private P256Comb() {}

    /** Adds the two digits of k at row 0 to 25; {@code negative} turns them around. */
    static void add(P256Point point, int[] table, int[] k, int row, int negative) {
        for (int half = 0; half < 2; half++) {
            int bits = bits(k, row + half * HALF);
            int below = (bits >> TEETH - 1) - 1;
            int index = (bits ^ below) & ENTRIES - 1;
            point.addScanned(
                    table, half * ENTRIES * P256Point.ENTRY, ENTRIES, index, below ^ negative);
        }
    }

    /** As {@link #add}, for a public k. */
    static void addPublic(P256Point point, int[] table, int[] k, int row, int negative) {
        for (int half = 0; half < 2; half++) {
            int bits = bits(k, row + half * HALF);
            int below = (bits >> TEETH - 1) - 1;
            int index = (bits ^ below) & ENTRIES - 1;
            point.addEntry(table, half * ENTRIES * P256Point.ENTRY, index, below ^ negative);
        }
    }

    /** Signs of the five powers, 1 for plus. */
    private static int bits(int[] k, int power) {
        int bits = 0;
        int bit = power + 1;
        for (int tooth = 0; tooth < TEETH; tooth++) {
            bits |= bit(k, bit) << tooth;
            bit += SPACE;
        }
        return bits;
    }

    /** A bit of k, which has one more at 260: the highest power is always there. */
    private static int bit(int[] k, int bit) {
        if (bit < 256) {
            return k[bit >> 5] >>> (bit & 31) & 1;
        }
        return bit == TEETH * SPACE ? 1 : 0;
    }
}
