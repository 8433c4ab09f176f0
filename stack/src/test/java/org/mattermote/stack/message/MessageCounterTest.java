package org.mattermote.stack.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mattermote.stack.requirement.Tag;

class MessageCounterTest {
    private final MessageCounter counter = new MessageCounter();

    @Test
    @Tag("session-layer R26")
    void shouldStartBetweenOneAndTwoToThe28() {
        counter.start(-1);
        assertEquals(268435456, counter.next());
        counter.start(0);
        assertEquals(1, counter.next());
    }

    @Test
    @Tag("session-layer R27")
    @Tag("session-layer R30")
    void shouldAdvanceByOneAndRollOver() {
        counter.startAt(0xFFFFFFFF);
        assertEquals(0xFFFFFFFF, counter.next());
        assertEquals(0, counter.next());
        assertEquals(1, counter.next());
    }

    @Test
    @Tag("session-layer R31")
    void shouldBeExhaustedAfterTheLastValue() {
        counter.startAt(0xFFFFFFFF);
        assertFalse(counter.isExhausted());
        counter.next();
        assertTrue(counter.isExhausted());
    }
}
