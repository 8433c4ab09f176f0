package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColorLoopTest {
    private static final int UP = 1;
    private static final int DOWN = 0;

    private final ColorLoop loop = new ColorLoop();

    private void start(int direction, int seconds, int startHue) {
        loop.reset();
        loop.setDirection(direction, 0);
        loop.setSeconds(seconds, 0);
        loop.setStartHue(startHue);
        loop.activate(false, 7, 1000);
        loop.takeChanges();
    }

    @ParameterizedTest
    @CsvSource({
        // s a loop, steps a loop
        "0, 50",
        "1, 50",
        "5, 250",
        "30, 360",
        "36, 360",
        "60, 600",
        "3600, 36000",
        "65535, 65536",
    })
    void shouldGoRoundInStepsOfEqualTime(int seconds, int steps) {
        start(UP, seconds, 0);
        long end = 1000 + Math.max(1, seconds) * 1000L;
        long now = 1000;
        int count = 0;
        while (now < end) {
            int before = loop.hue(now);
            long next = loop.next(now);
            assertTrue(next >= now + 20);
            assertEquals(before, loop.hue(next - 1));
            now = next;
            count++;
            assertEquals((int) ((long) count * 65536 / steps) & 0xFFFF, loop.hue(now));
        }
        assertEquals(steps, count);
        assertEquals(end, now);
    }

    @Test
    void shouldBeBackAfterEachLoop() {
        start(DOWN, 30, 160);
        assertEquals(160, loop.hue(31_000));
        assertEquals(160, loop.hue(31_083));
        assertEquals(160 - 182 + 65536, loop.hue(31_084));
        assertEquals(160, loop.hue(61_000));
    }

    @Test
    void shouldGoOnFromWhereItIs() {
        start(UP, 30, 0);
        loop.setDirection(DOWN, 16_000);
        assertEquals(32768, loop.hue(16_000));
        assertEquals(0, loop.hue(31_000));
        loop.setSeconds(60, 31_000);
        assertEquals(32768, loop.hue(61_000));
    }

    @Test
    void shouldStoreTheHueOnlyWhenItWasIdle() {
        start(UP, 30, 100);
        assertEquals(7, loop.storedHue());
        assertEquals(100, loop.hue(1000));
        loop.activate(true, 200, 2000);
        assertEquals(7, loop.storedHue());
        assertEquals(200, loop.hue(2000));
        loop.deactivate();
        assertFalse(loop.isActive());
        assertEquals(7, loop.storedHue());
    }

    @Test
    void shouldTellWhatChanged() {
        loop.reset();
        loop.setDirection(DOWN, 0);
        loop.setSeconds(25, 0);
        loop.setStartHue(0x2300);
        assertEquals(0, loop.takeChanges());
        loop.setDirection(UP, 0);
        assertEquals(0b00010, loop.takeChanges());
        loop.setSeconds(26, 0);
        loop.setStartHue(1);
        assertEquals(0b01100, loop.takeChanges());
        loop.activate(true, 5, 0);
        assertEquals(0b10001, loop.takeChanges());
        loop.activate(true, 6, 0);
        assertEquals(0, loop.takeChanges());
        loop.deactivate();
        assertEquals(0b00001, loop.takeChanges());
        loop.activate(true, 5, 0);
        assertEquals(0b00001, loop.takeChanges());
    }
}
