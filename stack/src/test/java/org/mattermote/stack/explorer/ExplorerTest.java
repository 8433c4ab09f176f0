package org.mattermote.stack.explorer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The engine, on two jugs of three and five measures. */
class ExplorerTest {
    /** Jugs that can be filled, emptied and poured into each other. */
    private static final class Jugs implements Model {
        private static final int[] SIZES = {3, 5};

        private final int[] filled = new int[2];
        private final int forbidden;
        private int checked;

        /** {@code forbidden} measures in the larger one are a violation. */
        Jugs(int forbidden) {
            this.forbidden = forbidden;
        }

        @Override
        public void reset() {
            filled[0] = 0;
            filled[1] = 0;
        }

        @Override
        public int parts() {
            return 2;
        }

        @Override
        public int save(int part, byte[] to) {
            to[0] = (byte) filled[part];
            return 1;
        }

        @Override
        public void load(int part, byte[] from) {
            filled[part] = from[0];
        }

        @Override
        public int actions(int[] out) {
            for (int i = 0; i < 6; i++) {
                out[i] = i;
            }
            return 6;
        }

        @Override
        public void act(int action) {
            int one = action & 1;
            int other = 1 - one;
            switch (action >> 1) {
                case 0 -> filled[one] = SIZES[one];
                case 1 -> filled[one] = 0;
                default -> {
                    int poured = Math.min(filled[one], SIZES[other] - filled[other]);
                    filled[one] -= poured;
                    filled[other] += poured;
                }
            }
        }

        @Override
        public boolean check(int[] parts) {
            checked++;
            Violation.unless(filled[1] != forbidden, forbidden + " measures");
            filled[0] = 77;
            return true;
        }

        @Override
        public String[] kinds() {
            return new String[] {"fill", "empty", "pour"};
        }

        @Override
        public int kind(int action) {
            return action >> 1;
        }

        @Override
        public String name(int action) {
            return kinds()[kind(action)] + " " + SIZES[action & 1];
        }
    }

    @Test
    void shouldSeeEveryStateOnce() {
        Jugs jugs = new Jugs(99);
        Explorer explorer = new Explorer(jugs).explore(20, Integer.MAX_VALUE);
        assertNull(explorer.violation());
        // One of the two is always full or empty.
        assertEquals(16, explorer.states());
        assertEquals(16, jugs.checked);
        assertEquals(16 * 6, explorer.transitions());
        assertTrue(explorer.summary().startsWith("16 states visited"), explorer.summary());
    }

    @Test
    void shouldSayTheShortestWayToAViolation() {
        Explorer explorer = new Explorer(new Jugs(4)).explore(20, Integer.MAX_VALUE);
        assertEquals("4 measures", explorer.violation());
        assertEquals(
                List.of("fill 5", "pour 5", "empty 3", "pour 5", "fill 5", "pour 5"),
                explorer.trace());
    }

    @Test
    void shouldStopAtItsDepth() {
        Explorer explorer = new Explorer(new Jugs(4)).explore(5, Integer.MAX_VALUE);
        assertNull(explorer.violation());
        assertEquals(5, explorer.depth());
    }

    @Test
    void shouldKeepHashesAndPartsApart() {
        Visited visited = new Visited();
        Parts parts = new Parts();
        Set<Long> expected = new TreeSet<>();
        Random random = new Random(5);
        for (int i = 0; i < 200_000; i++) {
            long number = 2 + random.nextInt(100_000);
            assertEquals(expected.add(number), visited.add(number));
            byte[] bytes = String.valueOf(number).getBytes();
            int part = parts.number(bytes, bytes.length);
            assertEquals(String.valueOf(number), new String(parts.bytes(part)));
        }
        assertEquals(expected.size(), visited.size());
        assertEquals(expected.size(), parts.size());
    }
}
