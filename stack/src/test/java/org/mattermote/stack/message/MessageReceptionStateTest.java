package org.mattermote.stack.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mattermote.stack.requirement.Tag;

class MessageReceptionStateTest {
    private static final int P1 = MessageReceptionState.SECURE_UNICAST;
    private static final int P2 = MessageReceptionState.GROUP;
    private static final int P3 = MessageReceptionState.UNSECURED;

    /**
     * Policy, start, and steps "counter result [max bitmap]", each going on from the one before.
     */
    static Stream<Arguments> vectors() {
        return Stream.of(
                Arguments.of(
                        P1,
                        100L,
                        "100 dup 100 FFFFFFFF; 101 new 101 FFFFFFFF; 101 dup; 103 new 103 FFFFFFFE;"
                                + " 102 new 103 FFFFFFFF; 102 dup; 99 dup; 135 new 135 80000000;"
                                + " 103 dup; 102 dup; 200 new 200 0; 170 new 200 20000000;"
                                + " 168 new 200 A0000000; 167 dup; 4294967295 new 4294967295 0;"
                                + " 0 dup"),
                Arguments.of(
                        P1,
                        1000L,
                        "1032 new 1032 80000000; 1000 dup; 1001 new 1032 C0000000; 1065 new 1065 0;"
                                + " 1032 dup"),
                Arguments.of(
                        P2,
                        0xFFFFFFFAL,
                        "2 new 2 FFFFFF80; 4294967290 dup; 4294967291 new 2 FFFFFFC0;"
                                + " 2147483650 dup; 2147483649 new 2147483649 0; 2 dup"),
                Arguments.of(
                        P3,
                        20010L,
                        "20011 new 20011 FFFFFFFF; 20010 dup; 19979 dup; 19978 new 19978 0;"
                                + " 0 new 0 0; 20011 new 20011 0; 20011 dup"),
                Arguments.of(
                        P3,
                        0xFFFFFFFFL,
                        "0 new 0 FFFFFFFF; 4294967295 dup; 4294967294 dup; 5 new 5 FFFFFFF0;"
                                + " 4294967295 dup"));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    @Tag("session-layer R16")
    @Tag("session-layer R17")
    @Tag("session-layer R18")
    @Tag("session-layer R19")
    @Tag("session-layer R20")
    @Tag("session-layer R21")
    @Tag("session-layer R22")
    void shouldJudgeCountersAsTheVectorsSay(int policy, long start, String steps) {
        long state = MessageReceptionState.startAt((int) start);
        for (String step : steps.split(";")) {
            String[] part = step.trim().split(" ");
            int counter = (int) Long.parseLong(part[0]);
            long next = MessageReceptionState.accept(policy, state, counter);
            assertEquals(part[1].equals("dup"), next == state, step);
            state = next;
            if (part.length > 2) {
                assertEquals((int) Long.parseLong(part[2]), MessageReceptionState.max(state), step);
                assertEquals(
                        (int) Long.parseLong(part[3], 16),
                        MessageReceptionState.bitmap(state),
                        step);
            }
        }
    }

    @Test
    @Tag("session-layer R24")
    void shouldTakeCounterOneAsNewRightAfterASecureSessionStarts() {
        long start = MessageReceptionState.startAt(0);
        assertEquals(start, MessageReceptionState.accept(P1, start, 0));
        assertNotEquals(start, MessageReceptionState.accept(P1, start, 1));
    }

    @Test
    @Tag("session-layer R2")
    void shouldCompareCountersAsUnsignedNumbers() {
        int[] rising = {1, 0x7FFFFFFF, 0x80000000, 0x80000001, 0xFFFFFFFF};
        long state = MessageReceptionState.startAt(0);
        for (int counter : rising) {
            long next = MessageReceptionState.accept(P1, state, counter);
            assertNotEquals(state, next, Integer.toHexString(counter));
            assertEquals(counter, MessageReceptionState.max(next));
            state = next;
        }
        for (int counter : new int[] {1, 0x7FFFFFFF, 0x80000000, 0}) {
            assertEquals(state, MessageReceptionState.accept(P1, state, counter), "" + counter);
        }
        // A bitmap whose highest bit is set is no negative number, either.
        long edge = MessageReceptionState.startAt(0x7FFFFFFF);
        edge = MessageReceptionState.accept(P1, edge, 0x8000001F);
        assertEquals(0x80000000, MessageReceptionState.bitmap(edge));
        assertEquals(edge, MessageReceptionState.accept(P1, edge, 0x7FFFFFFF));
        edge = MessageReceptionState.accept(P1, edge, 0x80000020);
        assertEquals(1, MessageReceptionState.bitmap(edge));
    }
}
