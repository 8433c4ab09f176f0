package org.mattermote.stack.icd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mattermote.stack.cluster.IcdSettings;

class IdleActiveTest {
    private static final long NEVER = Long.MAX_VALUE;

    private final IcdSettings settings = new IcdSettings();
    private final IdleActive mode = new IdleActive(settings);

    IdleActiveTest() {
        settings.idleModeDuration = 60;
        settings.activeModeDuration = 1000;
        settings.activeModeThreshold = 5000;
        mode.wake(0);
    }

    private void beIdle() {
        mode.hasBegun();
        mode.poll(false, 1000);
        assertFalse(mode.isActive());
    }

    @Test
    void shouldBeginActive() {
        assertTrue(mode.isActive());
        assertTrue(mode.hasBegun());
        assertFalse(mode.hasBegun());
        assertEquals(1000, mode.poll(false, 0));
        assertEquals(1000, mode.poll(false, 999));
        assertTrue(mode.isActive());
    }

    @Test
    void shouldSleepForIdleModeDurationAtMost() {
        beIdle();
        assertEquals(61_000, mode.poll(false, 1000));
        assertEquals(61_000, mode.poll(false, 60_999));
        assertFalse(mode.isActive());
        assertEquals(62_000, mode.poll(false, 61_000));
        assertTrue(mode.isActive());
        assertTrue(mode.hasBegun());
    }

    @Test
    void shouldStayActiveAfterTraffic() {
        mode.traffic(500);
        assertEquals(5500, mode.poll(false, 500));
        mode.traffic(600);
        assertEquals(5600, mode.poll(false, 5500));
        assertTrue(mode.isActive());
        mode.poll(false, 5600);
        assertFalse(mode.isActive());
    }

    @Test
    void shouldWakeByTraffic() {
        beIdle();
        mode.traffic(2000);
        assertTrue(mode.isActive());
        assertTrue(mode.hasBegun());
        assertEquals(7000, mode.poll(false, 2000));
    }

    @Test
    void shouldNotSleepWhileSomethingIsPending() {
        assertEquals(NEVER, mode.poll(true, 1000));
        assertTrue(mode.isActive());
        assertEquals(NEVER, mode.poll(true, 50_000));
        assertEquals(50_100 + 60_000, mode.poll(false, 50_100));
        assertFalse(mode.isActive());
    }

    @Test
    void shouldPromiseHalfAMinuteOrWhatIsAsked() {
        assertEquals(20_000, mode.stayActive(20_000, 0));
        assertEquals(30_000, mode.stayActive(0xFFFFFFFFL, 0));
        // It would have been active anyway.
        assertEquals(25_000, mode.stayActive(10_000, 5000));
        assertEquals(30_000, mode.poll(false, 29_999));
        assertTrue(mode.isActive());
        mode.poll(false, 30_000);
        assertFalse(mode.isActive());
        assertEquals(1000, mode.stayActive(1, 40_000));
        assertTrue(mode.hasBegun());
    }

    @Test
    void shouldNotBeginTwice() {
        mode.hasBegun();
        mode.wake(900);
        assertFalse(mode.hasBegun());
        assertEquals(1900, mode.poll(false, 900));
    }
}
