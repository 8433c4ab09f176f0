package org.mattermote.stack.crypto;

/**
 * The field's operations over elements whose words make carries run, and over others: a sum of all
 * results, which is the same where C or assembler computes them and where Java does.
 */
public final class P256Check {
    private static final int ROUNDS = 1_000;
    private static final int ENTRIES = 8;
    private static final int[] WORDS = {0, 1, -1, -2, 0x80000000, 0x7FFFFFFF, 0x80000001, 2};

    private final Sha256 sum = new Sha256();
    private final P256Field field = new P256Field();
    private final P256Inverse inverse = new P256Inverse();
    private final P256Point point = new P256Point(field);
    private final int[] x = new int[8];
    private final int[] y = new int[8];
    private final int[] z = new int[8];
    private final int[] table = new int[ENTRIES * P256Point.ENTRY];
    private final byte[] bytes = new byte[32];
    private int state = 1;

    /** Writes the sum, 32 bytes. */
    public void run(byte[] out, int off) {
        for (int round = 0; round < ROUNDS; round++) {
            element(x, round);
            element(y, round >> 2);
            field.multiply(x, y, z);
            add();
            field.square(x, z);
            add();
            field.multiply(z, z, z);
            add();
            P256Field.add(x, y, z);
            add();
            P256Field.add(z, z, z);
            add();
            P256Field.subtract(x, y, z);
            add();
            P256Field.subtract(y, z, z);
            add();
            P256Field.halve(z);
            add();
            if (P256Field.zeroMask(z) == 0) {
                P256Field.negateMasked(z, 0);
                add();
                P256Field.negateMasked(z, -1);
                add();
            }
            if (round % 50 == 0) {
                invert();
                points(round);
            }
        }
        sum.finish(out, off);
    }

    private void invert() {
        P256Field.copy(x, z);
        inverse.beginField(z);
        while (!inverse.step()) {
            // The next round.
        }
        add();
    }

    private void points(int round) {
        for (int i = 0; i < table.length; i++) {
            table[i] = next();
        }
        for (int i = 7; i < table.length; i += 8) {
            table[i] &= 0x7FFFFFFF;
        }
        for (int index = 0; index < ENTRIES; index++) {
            point.addScanned(table, 0, ENTRIES, index, -(index & 1));
            P256Field.copy(point.qx, z);
            add();
            P256Field.copy(point.x, z);
            add();
            P256Field.copy(point.y, z);
            add();
            point.twice();
            P256Field.copy(point.z, z);
            add();
        }
        if (round % 100 == 0) {
            point.setInfinity();
        }
    }

    private int next() {
        state = state * 1_103_515_245 + 12_345;
        return state >>> 16 | state << 16;
    }

    /** An element below p: of words from the table, of any, or close to 0 or p. */
    private void element(int[] out, int kind) {
        for (int i = 0; i < 8; i++) {
            int word = next();
            out[i] = (kind & 1) == 0 || (word & 1) == 0 ? WORDS[next() >>> 5 & 7] : word;
        }
        if ((kind & 14) == 14) {
            int near = next() >>> 5 & 3;
            for (int i = 0; i < 8; i++) {
                out[i] = (kind & 16) == 0 ? 0 : P256Field.P[i];
            }
            out[0] += (kind & 16) == 0 ? near : -1 - near;
        }
        if (P256Field.lessMask(out, P256Field.P) == 0) {
            out[7] &= 0x7FFFFFFF;
        }
    }

    private void add() {
        P256Field.store(z, bytes, 0);
        sum.update(bytes, 0, 32);
    }
}
