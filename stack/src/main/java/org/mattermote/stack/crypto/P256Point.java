package org.mattermote.stack.crypto;

/**
 * The group of P-256: an accumulator in Jacobian coordinates, which is doubled and to which an
 * affine operand is added. Infinity is x = y = z = 0, which no formula here turns into a point.
 *
 * <p>No branch and no index depends on a value, but for one: an addition whose two points have the
 * same x coordinate, or whose accumulator is infinity, goes another way. So every scalar gets its
 * right result. Which scalars go that way does not depend on the point, however it was chosen, for
 * all points have the same prime order: every scalar with its first addition, which tells nothing,
 * and after that a few thousand of all 2^256, whose leading digits make, modulo the order, a
 * multiple that the table has. Nobody draws one of those; a formula without the branch would cost
 * each addition a third more.
 */
final class P256Point {
    /** Words of an affine table entry. */
    static final int ENTRY = 16;

    private static final int[] B = {
        0x29c4bddf, 0xd89cdf62, 0x78843090, 0xacf005cd,
        0xf7212ed6, 0xe5a220ab, 0x04874834, 0xdc30061d
    };

    /** The accumulator. */
    final int[] x = new int[8];

    final int[] y = new int[8];
    final int[] z = new int[8];

    /** The affine operand. */
    final int[] qx = new int[8];

    final int[] qy = new int[8];

    /** Scratch; a and b are the accumulator's coordinates after {@link #normalize}. */
    final int[] a = new int[8];

    final int[] b = new int[8];
    final int[] c = new int[8];
    final int[] d = new int[8];
    private final int[] e = new int[8];

    private final P256Field field;

    P256Point(P256Field field) {
        this.field = field;
    }

    boolean isInfinity() {
        return P256Field.zeroMask(z) != 0;
    }

    void setInfinity() {
        P256Field.zero(x);
        P256Field.zero(y);
        P256Field.zero(z);
    }

    /** Accumulator = the operand. */
    void takeOperand() {
        P256Field.copy(qx, x);
        P256Field.copy(qy, y);
        P256Field.copy(P256Field.ONE, z);
    }

    /** Operand = the 65 bytes; false unless they are a point of the curve. */
    boolean decode(byte[] point, int off) {
        P256Field.load(point, off + 1, qx);
        P256Field.load(point, off + 1 + P256.SCALAR, qy);
        int inField = P256Field.lessMask(qx, P256Field.P) & P256Field.lessMask(qy, P256Field.P);
        field.enter(qx, qx);
        field.enter(qy, qy);
        // y^2 = x^3 - 3x + b
        field.square(qx, a);
        field.multiply(a, qx, a);
        P256Field.add(qx, qx, b);
        P256Field.add(b, qx, b);
        P256Field.subtract(a, b, a);
        P256Field.add(a, B, a);
        field.square(qy, b);
        P256Field.subtract(a, b, a);
        return point[off] == 4 && (inField & P256Field.zeroMask(a)) != 0;
    }

    /** a, b = the accumulator's affine coordinates as plain numbers, by c = 1/z. */
    void normalize() {
        field.square(c, d);
        field.multiply(x, d, a);
        field.multiply(d, c, d);
        field.multiply(y, d, b);
        field.leave(a, a);
        field.leave(b, b);
    }

    /**
     * Accumulator doubled, 4 products and 4 squares, for a coefficient of -3. Leaves 4 x y^2 less
     * the new x in c, and 8 y^4 in b, of the old x and y.
     */
    void twice() {
        field.square(z, a);
        P256Field.add(y, y, y);
        field.multiply(y, z, z);
        field.square(y, b);
        field.multiply(x, b, c);
        P256Field.subtract(x, a, d);
        P256Field.add(x, a, e);
        field.multiply(d, e, d);
        P256Field.add(d, d, e);
        P256Field.add(d, e, d);
        // d = 3 (x^2 - z^4), b = 4 y^2, c = 4 x y^2; x = d^2 - 2c
        field.square(d, x);
        P256Field.subtract(x, c, x);
        P256Field.subtract(x, c, x);
        // y = d (c - x) - b^2 / 2
        P256Field.subtract(c, x, c);
        field.multiply(d, c, y);
        field.square(b, b);
        P256Field.halve(b);
        P256Field.subtract(y, b, y);
    }

    /**
     * Adds the operand, 8 products and 3 squares. Leaves in c what the third coordinate was
     * multiplied with.
     */
    void add() {
        // c = difference of the x coordinates, d = of the y coordinates, over the common third.
        field.square(z, a);
        field.multiply(qx, a, c);
        P256Field.subtract(c, x, c);
        field.multiply(a, z, a);
        field.multiply(qy, a, d);
        P256Field.subtract(d, y, d);
        if (P256Field.zeroMask(c) != 0) {
            addSpecial();
            return;
        }
        field.multiply(z, c, z);
        field.square(c, a);
        field.multiply(x, a, b);
        field.multiply(a, c, a);
        field.multiply(a, y, y);
        // x = d^2 - a - 2b
        field.square(d, x);
        P256Field.subtract(x, a, x);
        P256Field.subtract(x, b, x);
        P256Field.subtract(x, b, x);
        // y = d (b - x) - y a
        P256Field.subtract(b, x, b);
        field.multiply(b, d, b);
        P256Field.subtract(b, y, y);
    }

    /** Adds the table's entry {@code index} of so many, negatively where the mask is ones. */
    void addScanned(int[] table, int from, int entries, int index, int negative) {
        pick(table, from, entries, index, qx);
        pick(table, from + 8, entries, index, qy);
        P256Field.negateMasked(qy, negative);
        add();
    }

    /** out = a coordinate of the table's entry {@code index}; that of all entries is read. */
    private static void pick(int[] table, int from, int entries, int index, int[] out) {
        for (int i = 0; i < 8; i++) {
            int at = from + i;
            int word = 0;
            for (int entry = 0; entry < entries; entry++) {
                word |= table[at] & (entry ^ index) - 1 >> 31;
                at += ENTRY;
            }
            out[i] = word;
        }
    }

    /** As {@link #addScanned}, for a public index. */
    void addEntry(int[] table, int from, int index, int negative) {
        int at = from + index * ENTRY;
        System.arraycopy(table, at, qx, 0, 8);
        System.arraycopy(table, at + 8, qy, 0, 8);
        P256Field.negateMasked(qy, negative);
        add();
    }

    void wipe() {
        setInfinity();
        P256Field.zero(qx);
        P256Field.zero(qy);
        P256Field.zero(a);
        P256Field.zero(b);
        P256Field.zero(c);
        P256Field.zero(d);
        P256Field.zero(e);
    }

    /** The rest of {@link #add} for equal or opposite points, or an accumulator at infinity. */
    private void addSpecial() {
        if (isInfinity()) {
            takeOperand();
        } else if (P256Field.zeroMask(d) != 0) {
            twice();
        } else {
            setInfinity();
        }
    }
}
