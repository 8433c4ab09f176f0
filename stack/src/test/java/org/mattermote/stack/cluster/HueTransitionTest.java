package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mattermote.stack.model.Cluster;

class HueTransitionTest {
    private static final int FINE = HueTransition.FINE_CIRCLE;
    private static final int COARSE = HueTransition.COARSE_CIRCLE;

    private final HueTransition hue = new HueTransition();

    @ParameterizedTest
    @CsvSource({
        // from, distance, fine, hue in the middle, hue at the end
        "1000, 2000, true, 2000, 3000",
        "1000, -2000, true, 0, 64536",
        "65000, 2000, true, 464, 1464",
        "0xC800, 0x5000, false, 0xF000, 0x1900",
        "0x3200, -0x6400, false, 0, 0xCD00",
        "0xFFFF, 0x100, false, 0x7F, 0xFF",
    })
    void shouldGoRoundTheCircle(
            String from, String distance, boolean fine, String middle, String end) {
        hue.rest(Integer.decode(from));
        hue.begin(Integer.decode(distance), fine ? FINE : COARSE, 1000, 5000);
        assertEquals(Integer.decode(middle), hue.hue(5500));
        assertEquals(6000, hue.end());
        assertEquals(Integer.decode(end), hue.hue(6000));
        assertEquals(Integer.decode(end), hue.hue(1L << 40));
        assertEquals(Cluster.NEVER, hue.next(6000));
    }

    @Test
    void shouldMoveForEver() {
        hue.rest(200 << 8);
        hue.move(5 << 8, COARSE, 0);
        assertEquals(Cluster.NEVER, hue.end());
        assertEquals(225 << 8, hue.hue(5000));
        assertEquals(45 << 8, hue.hue(20_000));
        assertEquals(200 << 8, hue.hue(51_000L * 1_000_000));
        hue.move(-(5 << 8), COARSE, 20_000);
        assertEquals(250 << 8, hue.hue(30_000));
        hue.move(0xFFFF, FINE, 40_000);
        assertTrue(hue.hue(40_000 + (1L << 40)) < FINE);
    }

    @Test
    void shouldLookWhenThereIsSomethingToSee() {
        hue.rest(0);
        hue.move(2, FINE, 0);
        assertEquals(500, hue.next(0));
        assertEquals(1000, hue.next(500));
        hue.move(-3, FINE, 0);
        assertEquals(334, hue.next(0));
        assertEquals(667, hue.next(334));
        assertEquals(1000, hue.next(667));
        hue.move(1000, FINE, 0);
        assertEquals(20, hue.next(0));
    }

    @Test
    void shouldMeasureUpwards() {
        hue.rest(60000);
        assertEquals(6000, hue.up(464, FINE, 0));
        assertEquals(65000, hue.up(59464, FINE, 0));
        assertEquals(0, hue.up(60000, FINE, 0));
    }
}
