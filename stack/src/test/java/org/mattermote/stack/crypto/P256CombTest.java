package org.mattermote.stack.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

/** The constant tables against Bouncy Castle's arithmetic. */
class P256CombTest {
    @Test
    void shouldHoldTheMultiplesOfTheThreeConstantPoints() {
        assertArrayEquals(P256CombTables.table(P256CombTables.base()), P256CombTable.BASE);
        assertArrayEquals(
                P256CombTables.table(P256CombTables.point(Spake2pPoints.M)), P256CombTable.M);
        assertArrayEquals(
                P256CombTables.table(P256CombTables.point(Spake2pPoints.N)), P256CombTable.N);
    }
}
