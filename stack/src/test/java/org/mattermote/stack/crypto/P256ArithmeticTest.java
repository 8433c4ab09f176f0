package org.mattermote.stack.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The field and the order of P-256 against BigInteger, with words that make carries run. */
class P256ArithmeticTest {
    static final BigInteger P =
            new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);
    private static final BigInteger N =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
    private static final BigInteger FORM = BigInteger.ONE.shiftLeft(256).modInverse(P);
    private static final BigInteger HALF = BigInteger.TWO.modInverse(P);
    private static final int[] WORDS = {0, 1, -1, -2, 0x80000000, 0x7FFFFFFF};

    private final P256Field field = new P256Field();
    private final P256Order order = new P256Order();
    private final P256Inverse inverse = new P256Inverse();
    private final Random random = new Random(41);
    private final int[] z = new int[8];

    @Test
    void shouldComputeInTheField() {
        assertEquals(P, number(P256Field.P));
        for (int n = 0; n < 40_000; n++) {
            int[] x = element(P);
            int[] y = n % 50 == 0 ? x : element(P);
            BigInteger a = number(x);
            BigInteger b = number(y);
            field.multiply(x, y, z);
            assertEquals(a.multiply(b).multiply(FORM).mod(P), number(z));
            field.square(x, z);
            assertEquals(a.multiply(a).multiply(FORM).mod(P), number(z));
            field.enter(x, z);
            assertEquals(a.shiftLeft(256).mod(P), number(z));
            field.leave(z, z);
            assertEquals(a, number(z));
            P256Field.add(x, y, z);
            assertEquals(a.add(b).mod(P), number(z));
            P256Field.subtract(x, y, z);
            assertEquals(a.subtract(b).mod(P), number(z));
            System.arraycopy(x, 0, z, 0, 8);
            P256Field.halve(z);
            assertEquals(a.multiply(HALF).mod(P), number(z));
            System.arraycopy(x, 0, z, 0, 8);
            P256Field.negateMasked(z, 0);
            assertEquals(a, number(z));
            if (a.signum() != 0) {
                P256Field.negateMasked(z, -1);
                assertEquals(P.subtract(a), number(z));
            }
            assertEquals(a.signum() == 0 ? -1 : 0, P256Field.zeroMask(x));
            assertEquals(a.compareTo(b) < 0 ? -1 : 0, P256Field.lessMask(x, y));
        }
    }

    @Test
    void shouldInvertInTheField() {
        for (int n = 0; n < 5_000; n++) {
            int[] x = element(P);
            BigInteger a = number(x);
            inverse.beginField(x);
            finish();
            assertEquals(a.signum() == 0 ? a : a.modInverse(P), number(x));
            field.enterInverse(x);
            field.leave(x, x);
            field.leave(x, x);
            assertEquals(a.signum() == 0 ? a : a.modInverse(P), number(x));
        }
    }

    @Test
    void shouldComputeModuloTheOrder() {
        assertEquals(N, number(P256Order.N));
        for (int n = 0; n < 15_000; n++) {
            int[] x = element(N);
            int[] y = element(N);
            BigInteger a = number(x);
            BigInteger b = number(y);
            order.multiply(x, y, z);
            assertEquals(a.multiply(b).mod(N), number(z));
            P256Order.add(x, y, z);
            assertEquals(a.add(b).mod(N), number(z));
            assertEquals(a.signum() == 0 ? 0 : -1, P256Order.validMask(x));
            int[] low = element(BigInteger.ONE.shiftLeft(256));
            int[] high = element(BigInteger.ONE.shiftLeft(256));
            System.arraycopy(x, 0, z, 0, 8);
            int negative = P256Order.makeOdd(z);
            assertEquals(a.testBit(0) ? 0 : -1, negative);
            assertEquals(a.testBit(0) ? a : N.subtract(a), number(z));
            P256Order.reduce(low, z);
            assertEquals(number(low).mod(N), number(z));
            order.reduceWide(high, low, z);
            assertEquals(number(high).shiftLeft(256).add(number(low)).mod(N), number(z));
        }
    }

    @Test
    void shouldInvertModuloTheOrder() {
        for (int n = 0; n < 5_000; n++) {
            int[] x = element(N);
            BigInteger a = number(x);
            inverse.beginOrder(x);
            finish();
            assertEquals(a.signum() == 0 ? a : a.modInverse(N), number(x));
        }
    }

    private void finish() {
        int before = inverse.units;
        boolean done = false;
        while (!done) {
            done = inverse.step();
        }
        assertEquals(20, inverse.units - before);
    }

    private int[] element(BigInteger bound) {
        int[] x = new int[8];
        do {
            int kind = random.nextInt(4);
            for (int i = 0; i < 8; i++) {
                x[i] =
                        kind == 0 || kind == 1 && random.nextBoolean()
                                ? WORDS[random.nextInt(WORDS.length)]
                                : random.nextInt();
            }
            if (kind == 3) {
                // Close below or above nothing, or close below the bound.
                BigInteger v = BigInteger.valueOf(random.nextInt(5));
                if (random.nextBoolean()) {
                    v = bound.subtract(BigInteger.ONE).subtract(v);
                }
                for (int i = 0; i < 8; i++) {
                    x[i] = v.shiftRight(32 * i).intValue();
                }
            }
        } while (number(x).compareTo(bound) >= 0);
        return x;
    }

    private static BigInteger number(int[] x) {
        byte[] b = new byte[32];
        P256Field.store(x, b, 0);
        return new BigInteger(1, b);
    }
}
