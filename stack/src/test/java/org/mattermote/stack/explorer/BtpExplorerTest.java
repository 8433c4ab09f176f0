package org.mattermote.stack.explorer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every order of what can happen to BTP, to the depth that is printed. */
class BtpExplorerTest {
    private static BtpModel.Setup setup() {
        return new BtpModel.Setup();
    }

    private static int explore(String what, BtpModel.Setup setup, int depth) {
        Explorer explorer = new Explorer(new BtpModel(setup)).explore(depth, Integer.MAX_VALUE);
        System.out.println("mote: explorer: BTP, " + what + ": " + explorer.summary());
        assertEquals("", explorer.blame());
        assertEquals(depth, explorer.depth());
        return explorer.states();
    }

    @Test
    void shouldFindNothingInAMillionStates() {
        int states = 0;
        states += explore("a window of 1", setup().window(1), 24);
        states += explore("a window of 2", setup().window(2), 22);
        states += explore("a window of 3", setup(), 22);
        states +=
                explore(
                        "a window of 4, three messages each way, no fault",
                        setup().window(4).messages(3).faults(0),
                        20);
        states += explore("packets run out", setup().exhausts(), 17);
        states += explore("three centrals, two faults", setup().connections(3).faults(2), 19);
        System.out.printf("mote: explorer: BTP: %,d states in all, no violation%n", states);
        assertTrue(states >= 1_000_000, states + " states");
    }

    @Test
    @Tag("long")
    void shouldFindNothingFurtherAway() {
        explore("a window of 1", setup().window(1).connections(3).faults(2), 40);
        explore("a window of 3", setup(), 27);
        explore("a window of 4, three messages each way", setup().window(4).messages(3), 22);
        explore("packets run out", setup().exhausts(), 22);
    }
}
