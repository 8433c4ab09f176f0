package org.mattermote.stack.explorer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mattermote.stack.requirement.Tag;

/**
 * Every order of what can happen to a device with small tables, to the depth that is printed: no
 * slot stays taken, no handle reaches another's slot, no exchange is live twice, every newcomer
 * gets in or hears Busy, no key outlives its handshake.
 */
@Tag("stale-exchange R6")
@Tag("stale-exchange R8")
@Tag("stale-exchange R12")
@Tag("stale-exchange R15")
@Tag("stale-exchange R17")
@Tag("stale-exchange R21")
@Tag("stale-exchange R22")
@Tag("stale-exchange R23")
@Tag("stale-exchange R24")
@Tag("session-layer R43")
@Tag("session-layer R44")
@Tag("session-layer R51")
class HandshakeExplorerTest {
    private static HandshakeModel.Setup setup() {
        return new HandshakeModel.Setup();
    }

    private static int explore(String what, HandshakeModel.Setup setup, int depth) {
        HandshakeModel model = new HandshakeModel(setup);
        Explorer explorer = new Explorer(model).explore(depth, Integer.MAX_VALUE);
        System.out.println(
                "mote: explorer: " + what + ": " + explorer.summary() + "  " + model.tried());
        assertEquals("", explorer.blame());
        assertEquals(depth, explorer.depth());
        return explorer.states();
    }

    @Test
    void shouldFindNothingInAMillionStates() {
        int states = 0;
        states += explore("a CASE and a PASE controller", setup().cases(1).pase().requests(), 8);
        states +=
                explore(
                        "as many sessions as there is room for, and a commissioner",
                        setup().cases(2).pase().established(2).requests(),
                        6);
        states +=
                explore(
                        "a CASE controller, one fault at most",
                        setup().cases(1).requests().faults(1),
                        13);
        states +=
                explore(
                        "a PASE controller, one fault at most",
                        setup().pase().requests().faults(1),
                        13);
        states +=
                explore(
                        "a peer that the device asks, two faults at most",
                        setup().asked().faults(2),
                        11);
        states +=
                explore(
                        "a peer with which the device has a session",
                        setup().asked().established(1),
                        8);
        states +=
                explore(
                        "a controller and a peer that the device asks, one fault at most",
                        setup().cases(1).asked().faults(1),
                        9);
        System.out.printf("mote: explorer: %,d states in all, no violation%n", states);
        assertTrue(states >= 1_000_000, states + " states");
    }

    @Test
    @org.junit.jupiter.api.Tag("long")
    void shouldFindNothingFurtherAway() {
        explore(
                "a CASE and a PASE controller, one fault at most",
                setup().cases(1).pase().requests().faults(1),
                12);
        explore(
                "two CASE controllers at a time, one fault at most",
                setup().cases(2).atATime(2).faults(1),
                11);
        explore(
                "two CASE controllers with sessions",
                setup().cases(2).established(2).requests(),
                8);
        explore("a CASE controller, two faults at most", setup().cases(1).requests().faults(2), 14);
    }
}
