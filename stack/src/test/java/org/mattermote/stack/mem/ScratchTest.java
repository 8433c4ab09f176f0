package org.mattermote.stack.mem;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ScratchTest {
    private final Scratch scratch = new Scratch(8);

    @Test
    void shouldLendStretchesThatDoNotOverlap() {
        assertEquals(0, scratch.take(3));
        assertEquals(3, scratch.take(5));
        scratch.release(3);
        assertEquals(3, scratch.take(2));
    }

    @Test
    void shouldZeroWhatIsGivenBack() {
        int outer = scratch.take(2);
        scratch.bytes[outer] = 1;
        int inner = scratch.take(6);
        for (int i = inner; i < 8; i++) {
            scratch.bytes[i] = 2;
        }
        scratch.release(inner);
        assertArrayEquals(new byte[] {1, 0, 0, 0, 0, 0, 0, 0}, scratch.bytes);
        scratch.release(outer);
        assertArrayEquals(new byte[8], scratch.bytes);
    }

    @Test
    void shouldNotLendWhatIsKept() {
        Scratch other = new Scratch(3, 8);
        other.bytes[2] = 1;
        assertEquals(5, other.left());
        assertTrue(other.isIdle());
        assertEquals(3, other.take(5));
        assertFalse(other.isIdle());
        other.release(3);
        assertTrue(other.isIdle());
        assertEquals(1, other.bytes[2]);
    }

    @Test
    void shouldTellTheMostThatWasTaken() {
        int at = scratch.take(4);
        scratch.release(scratch.take(3));
        scratch.release(at);
        scratch.take(1);
        assertEquals(7, scratch.highWater());
    }
}
