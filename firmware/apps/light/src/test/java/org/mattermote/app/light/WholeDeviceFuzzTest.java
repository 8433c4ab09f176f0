package org.mattermote.app.light;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nothing that comes from outside is a fault, holds a slot for good, or makes an object. */
class WholeDeviceFuzzTest {
    private static void run(long seed, int datagrams) {
        FuzzRun run = new FuzzRun(seed);
        run.run(datagrams);
        System.out.println(
                "mote: random and mutated datagrams "
                        + run.kinds
                        + ", lives "
                        + run.lives
                        + ", allocated bytes "
                        + run.allocated);
        assertEquals(0, run.allocated);
    }

    @Test
    void shouldSurviveAHundredThousandDatagrams() {
        run(1, 100_000);
    }

    @Test
    @Tag("long")
    void shouldSurviveAMillionDatagrams() {
        run(2, 1_000_000);
    }
}
