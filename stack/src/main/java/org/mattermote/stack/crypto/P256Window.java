package org.mattermote.stack.crypto;

/**
 * Multiples of any point: 1, 3, 5 ... 15 times it, and which of them a scalar takes.
 *
 * <pre>
 * secret scalar    64 digits of four bits, all odd and none 0: bits 4i to 4i + 4, the lowest of
 *                  them made 1, less 16. The scalar must be odd.
 * public scalar    its non-adjacent form of width 5: an odd digit at every sixth bit or so
 * </pre>
 */
final class P256Window {
    /** Bits between two digits of a secret scalar. */
    static final int STRIDE = 4;

    /** Where its highest digit is. */
    static final int TOP = 252;

    private static final int MULTIPLES = 8;
    private static final int WIDTH = 5;

    private final P256Field field;
    private final P256Point point;
    private final int[] table = new int[MULTIPLES * P256Point.ENTRY];

    /**
     * While the table is made: y doubled, the third coordinate of twice the point; then, for each
     * multiple from the second on, what the third coordinate grew by. Afterwards the digits of a
     * public scalar: bit and digit.
     */
    private final int[] steps = new int[(MULTIPLES - 1) * 8];

    /** Multiple the making is at, or digit the adding is at. */
    private int position;

    P256Window(P256Field field, P256Point point) {
        this.field = field;
        this.point = point;
    }

    /** Starts the table of the operand: the operand, and the accumulator twice the operand. */
    void begin() {
        point.takeOperand();
        keep(0);
        point.twice();
        System.arraycopy(point.z, 0, steps, 0, 8);
        // In the curve's image where twice the point is affine, x and y over the same third.
        P256Field.copy(point.x, point.qx);
        P256Field.add(point.c, point.x, point.x);
        P256Field.copy(point.y, point.qy);
        P256Field.copy(point.b, point.y);
        P256Field.copy(P256Field.ONE, point.z);
        position = 1;
    }

    /** Makes the next multiple, 11 units; true after the last, and c is what is to be inverted. */
    boolean makeNext() {
        point.add();
        keep(position);
        if (position > 1) {
            System.arraycopy(point.c, 0, steps, position - 1 << 3, 8);
        }
        position++;
        if (position < MULTIPLES) {
            return false;
        }
        P256Field.copy(point.z, point.c);
        System.arraycopy(steps, 0, point.a, 0, 8);
        field.multiply(point.c, point.a, point.c);
        position = MULTIPLES - 1;
        return true;
    }

    /**
     * Makes the highest multiple affine that is not yet, by c = 1/z of it, 5 units; true after the
     * last.
     */
    boolean flattenNext() {
        int at = position * P256Point.ENTRY;
        System.arraycopy(table, at, point.x, 0, 8);
        System.arraycopy(table, at + 8, point.y, 0, 8);
        field.square(point.c, point.b);
        field.multiply(point.x, point.b, point.x);
        field.multiply(point.c, point.b, point.b);
        field.multiply(point.y, point.b, point.y);
        keep(position);
        if (position == 1) {
            return true;
        }
        System.arraycopy(steps, position - 1 << 3, point.b, 0, 8);
        field.multiply(point.c, point.b, point.c);
        position--;
        return false;
    }

    /** Adds a secret scalar's digit at a bit; {@code negative} turns it around. */
    void addDigit(int[] k, int bit, int negative) {
        int word = bit >> 5;
        int shift = bit & 31;
        int bits = k[word] >>> shift;
        if (shift == 28) {
            bits |= word < 7 ? k[word + 1] << 4 : 1 << 4;
        }
        int below = (bits >> 4 & 1) - 1;
        int index = (bits >> 1 ^ below) & MULTIPLES - 1;
        point.addScanned(table, 0, MULTIPLES, index, below ^ negative);
    }

    /** Finds the digits of a public scalar; returns the bit of the highest one, -1 for none. */
    int recode(int[] k) {
        position = -1;
        int carry = 0;
        int bit = 0;
        while (bit <= 256) {
            int bits = bits(k, bit);
            if ((bits & 1) == carry) {
                bit++;
            } else {
                int digit = (bits & (1 << WIDTH) - 1) + carry;
                carry = digit >> WIDTH - 1;
                position++;
                steps[position] = bit << 8 | digit - (carry << WIDTH) & 0xFF;
                bit += WIDTH;
            }
        }
        return position < 0 ? -1 : steps[position] >> 8;
    }

    /** Adds a public scalar's digit at this bit, if there is one; bits come from the highest. */
    void addRecoded(int bit) {
        if (position >= 0 && steps[position] >> 8 == bit) {
            int digit = (byte) steps[position];
            int below = digit >> 31;
            position--;
            point.addEntry(table, 0, (digit ^ below) - below >> 1, below);
        }
    }

    void wipe() {
        P256Field.zero(table);
        P256Field.zero(steps);
    }

    /** The bits from one on, five at least; above the scalar there are zeros. */
    private static int bits(int[] k, int bit) {
        int word = bit >> 5;
        int shift = bit & 31;
        if (word > 7) {
            return 0;
        }
        int bits = k[word] >>> shift;
        if (shift > 32 - WIDTH && word < 7) {
            bits |= k[word + 1] << 32 - shift;
        }
        return bits;
    }

    /** Multiple = x and y. */
    private void keep(int multiple) {
        int at = multiple * P256Point.ENTRY;
        System.arraycopy(point.x, 0, table, at, 8);
        System.arraycopy(point.y, 0, table, at + 8, 8);
    }
}
