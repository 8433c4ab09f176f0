package org.mattermote.stack.explorer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.requirement.Tag;

/** The explorer finds what is wrong when something is, and says how it comes to it. */
class PlantedBugsTest {
    private static String explore(PlantingLoader.Bug bug, String explore, Object... arguments)
            throws ReflectiveOperationException {
        Class<?> planted = new PlantingLoader(bug).loadClass(Planted.class.getName());
        for (Method method : planted.getMethods()) {
            if (method.getName().equals(explore)) {
                String found = (String) method.invoke(null, arguments);
                System.out.println("mote: explorer: with " + bug + ": " + found);
                return found;
            }
        }
        throw new NoSuchMethodException(explore);
    }

    private static String find(
            PlantingLoader.Bug bug, String parties, int secureSessions, int faults, int depth)
            throws ReflectiveOperationException {
        return explore(bug, Planted.EXPLORE, parties, secureSessions, faults, depth);
    }

    private static String findBtp(PlantingLoader.Bug bug, int window, int faults, int depth)
            throws ReflectiveOperationException {
        return explore(bug, Planted.EXPLORE_BTP, window, faults, depth);
    }

    @Test
    @Tag("stale-exchange R23")
    void shouldFindThatGenerationsAreNotChecked() throws ReflectiveOperationException {
        String found = find(PlantingLoader.OfStack.NO_GENERATION_CHECK, "c", 3, 0, 9);
        assertTrue(found.startsWith("a handle reaches another one's exchange"), found);
    }

    @Test
    @Tag("stale-exchange R12")
    void shouldFindThatAnEvictedHandshakeIsSentAgain() throws ReflectiveOperationException {
        String found = find(PlantingLoader.OfStack.EVICTION_KEEPS_RETRANSMIT, "C", 3, 1, 9);
        assertTrue(found.startsWith("an evicted exchange keeps a message"), found);
    }

    @Test
    @Tag("stale-exchange R6")
    void shouldFindThatADroppedExchangeShadowsTheNewOne() throws ReflectiveOperationException {
        String found = find(PlantingLoader.OfStack.DROPPED_SHADOWS, "C", 3, 2, 10);
        assertTrue(found.startsWith("a message is delivered to an ended exchange"), found);
    }

    @Test
    @Tag("stale-exchange R21")
    void shouldFindThatClosingAClearedSlotThrows() throws ReflectiveOperationException {
        String found = find(PlantingLoader.OfStack.CLOSE_ON_CLEARED_THROWS, "c", 3, 0, 9);
        assertTrue(found.contains("NullPointerException"), found);
    }

    @Test
    @Tag("session-layer R44")
    void shouldFindThatAReservedSlotIsHandedOut() throws ReflectiveOperationException {
        String found = find(PlantingLoader.OfStack.RESERVED_HANDED_OUT, "cCP", 2, 0, 7);
        assertTrue(found.startsWith("a session that is reserved belongs to handshakes: 2"), found);
    }

    @Test
    void shouldFindThatATimerIsNotRestarted() throws ReflectiveOperationException {
        String found = findBtp(PlantingLoader.OfStack.BTP_ACK_TIMER_NOT_RESTARTED, 3, 0, 30);
        assertTrue(found.startsWith("a connection is ended for an acknowledgement"), found);
    }

    @Test
    void shouldFindThatAnAcknowledgementTakesNoPlace() throws ReflectiveOperationException {
        String found = findBtp(PlantingLoader.OfStack.BTP_ACK_TAKES_NO_PLACE, 3, 0, 30);
        assertTrue(found.startsWith("a connection is ended for a flaw that is none"), found);
    }

    @Test
    void shouldFindThatAPacketIsKept() throws ReflectiveOperationException {
        String found = findBtp(PlantingLoader.OfStack.BTP_PACKET_KEPT, 3, 1, 30);
        assertTrue(found.startsWith("1 packets are kept"), found);
    }

    @Test
    void shouldFindThatNumbersAreNotReset() throws ReflectiveOperationException {
        String found = findBtp(PlantingLoader.OfStack.BTP_SEQUENCE_NOT_RESET, 3, 1, 30);
        assertTrue(found.startsWith("a connection is ended for a flaw"), found);
    }

    @Test
    void shouldFindThatTheWindowIsWidened() throws ReflectiveOperationException {
        String found = findBtp(PlantingLoader.OfStack.BTP_ACK_WHILE_FULL, 3, 0, 30);
        assertTrue(found.startsWith("the window is widened while a message waits"), found);
    }
}
