package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LevelTransitionTest {
    private final LevelTransition transition = new LevelTransition();

    /** Follows its own deadlines; the number of looks it took. */
    private int follow(int from, int target, long millis, long start) {
        transition.begin(from, target, millis, start);
        long now = start;
        int looks = 0;
        int level = from;
        while (now < transition.end()) {
            long next = transition.next(now);
            assertTrue(next >= Math.min(now + LevelTransition.LEAST_STEP_MILLIS, start + millis));
            assertTrue(next <= start + millis);
            // Nothing to see a moment before, if it is no step of the shortest time.
            if (next > now + LevelTransition.LEAST_STEP_MILLIS && next < start + millis) {
                assertEquals(level, transition.level(next - 1));
            }
            now = next;
            int seen = transition.level(now);
            assertTrue(target > from ? seen >= level : seen <= level);
            level = seen;
            looks++;
        }
        assertEquals(target, level);
        assertEquals(start + millis, now);
        return looks;
    }

    @ParameterizedTest
    @CsvSource({
        "1, 254, 6553400, 253",
        "254, 1, 6553400, 253",
        "1, 254, 10000, 253",
        "1, 254, 100, 5",
        "254, 1, 100, 5",
        "1, 2, 6553400, 1",
        "2, 1, 1, 1",
        "100, 110, 7, 1",
        "10, 17, 1000, 7",
    })
    void shouldLookOncePerLevelButNotTooOften(int from, int target, long millis, int looks) {
        assertEquals(looks, follow(from, target, millis, 123456789L));
    }

    @Test
    void shouldBeWorkedOutFromTheTime() {
        transition.begin(10, 20, 1000, 5000);
        assertEquals(10, transition.level(5000));
        assertEquals(10, transition.level(5099));
        assertEquals(11, transition.level(5100));
        assertEquals(19, transition.level(5999));
        assertEquals(20, transition.level(6000));
        assertEquals(20, transition.level(1L << 40));
        assertEquals(10, transition.remaining(5000));
        assertEquals(10, transition.remaining(5001));
        assertEquals(1, transition.remaining(5999));
        assertEquals(0, transition.remaining(6000));
    }

    @Test
    void shouldTakeNoTimeForNoWay() {
        transition.begin(10, 10, 1000, 5000);
        assertEquals(5000, transition.end());
        transition.rest(7);
        assertEquals(7, transition.level(0));
        assertEquals(0, transition.remaining(0));
    }
}
