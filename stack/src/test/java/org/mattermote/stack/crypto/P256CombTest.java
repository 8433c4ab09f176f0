package org.mattermote.stack.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Field;
import java.math.BigInteger;
import org.bouncycastle.jce.ECNamedCurveTable;
import org.bouncycastle.math.ec.ECPoint;
import org.junit.jupiter.api.Test;

/** The constant tables of the base point against Bouncy Castle's arithmetic. */
class P256CombTest {
    private static final int ENTRIES = 15;

    @Test
    void shouldHoldTheMultiplesOfTheBasePoint() throws ReflectiveOperationException {
        Field field = P256.class.getDeclaredField("COMB");
        field.setAccessible(true);
        int[] comb = (int[]) field.get(null);
        ECPoint base = ECNamedCurveTable.getParameterSpec("P-256").getG();
        for (int half = 0; half < 2; half++) {
            for (int entry = 1; entry <= ENTRIES; entry++) {
                BigInteger multiple = BigInteger.ZERO;
                for (int tooth = 0; tooth < 4; tooth++) {
                    if ((entry >> tooth & 1) != 0) {
                        multiple = multiple.setBit(64 * tooth + 32 * half);
                    }
                }
                ECPoint point = base.multiply(multiple).normalize();
                int at = 16 * (half * ENTRIES + entry - 1);
                assertEquals(point.getAffineXCoord().toBigInteger(), number(comb, at));
                assertEquals(point.getAffineYCoord().toBigInteger(), number(comb, at + 8));
            }
        }
    }

    /** Eight words, the lowest first. */
    private static BigInteger number(int[] words, int at) {
        BigInteger number = BigInteger.ZERO;
        for (int i = 7; i >= 0; i--) {
            number = number.shiftLeft(32).or(BigInteger.valueOf(words[at + i] & 0xFFFFFFFFL));
        }
        return number;
    }
}
