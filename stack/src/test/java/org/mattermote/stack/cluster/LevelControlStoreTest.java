package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.PortStatus;

/** What Level Control keeps, and how it comes up. */
class LevelControlStoreTest extends LevelControlBench {
    @Test
    void shouldRememberLevelAndSettings() {
        on(123);
        set(OPTIONS, 3);
        set(ON_OFF_TIME, 1);
        set(ON_LEVEL, 2);
        set(ON_TIME, 0xFFFE);
        set(OFF_TIME, 4);
        set(RATE, 254);
        set(START_UP, NULL);
        lamp.clear();
        reboot();
        assertEquals(List.of(123), lamp);
        check(true, 123, 0);
        assertEquals(3, attribute(OPTIONS));
        assertEquals(1, attribute(ON_OFF_TIME));
        assertEquals(2, attribute(ON_LEVEL));
        assertEquals(0xFFFE, attribute(ON_TIME));
        assertEquals(4, attribute(OFF_TIME));
        assertEquals(254, attribute(RATE));
        assertTrue(Fakes.read(cluster, START_UP).isNull());
        assertTrue(log.events.isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"0, 10", "5, 10", "10, 10", "50, 50", "200, 200", "254, 200", "-1, 100"})
    void shouldComeUpAsStartUpCurrentLevelSays(int startUp, int level) {
        boot(10, 200, POWER_ON);
        on(100);
        set(START_UP, startUp);
        boot(10, 200, UPDATED);
        assertEquals(100, attribute(CURRENT));
        boot(10, 200, POWER_ON);
        check(true, level, 0);
        assertEquals(level, lamp.get(lamp.size() - 1));
    }

    @Test
    void shouldComeUpDarkWhenOff() {
        off(100);
        reboot();
        assertEquals(List.of(0), lamp);
        check(false, 100, 0);
        setOn(true);
        check(true, 100, 0);
    }

    @Test
    void shouldWriteFlashOnceForATransition() {
        on(1);
        int commits = store.commits;
        run(TO_LEVEL, 254, 100);
        long end = now + 10_000;
        until(end + 999);
        assertEquals(commits, store.commits);
        assertEquals(end + 1000, cluster.poll(now));
        until(end + 1000);
        assertEquals(commits + 1, store.commits);
        assertEquals(NEVER, cluster.poll(now));
    }

    @Test
    void shouldWriteFlashOnceForASlider() {
        on(1);
        int commits = store.commits;
        for (int level = 2; level < 200; level++) {
            run(TO_LEVEL, level, 0);
            until(now + 100);
        }
        assertEquals(commits, store.commits);
        settle();
        assertEquals(commits + 1, store.commits);
        run(TO_LEVEL, 100, 0);
        run(TO_LEVEL, 199, 0);
        settle();
        assertEquals(commits + 1, store.commits);
    }

    @Test
    void shouldKeepTheLevelOfBeforeWhenPowerGoesInATransition() {
        on(100);
        run(TO_LEVEL, 200, 100);
        until(now + 5000);
        set(RATE, 7);
        reboot();
        assertEquals(100, attribute(CURRENT));
        assertEquals(7, attribute(RATE));
    }

    @Test
    void shouldTryAgainWhenTheStoreIsBusy() {
        on(100);
        store.beginStatus = PortStatus.FAILED;
        run(TO_LEVEL, 50, 0);
        long quiet = now + 1000;
        until(quiet);
        assertEquals(quiet + 10_000, cluster.poll(now));
        assertEquals(ImStatus.FAILURE, write(RATE, 9));
        assertTrue(Fakes.read(cluster, RATE).isNull());
        store.beginStatus = PortStatus.OK;
        until(now + 10_000);
        assertEquals(NEVER, cluster.poll(now));
        reboot();
        assertEquals(50, attribute(CURRENT));
    }

    @Test
    void shouldLeaveADamagedRecordAloneAndSaySo() {
        on(100);
        byte[] good = store.records.get(KEY);
        byte[] short1 = Arrays.copyOf(good, good.length - 1);
        byte[][] damaged = {{}, {1}, short1, {0x15, 0x24, 0, 1, 0x24, 1, 9, 0x18}, new byte[70]};
        for (byte[] record : damaged) {
            store.records.put(KEY, record);
            log.events.clear();
            reboot();
            assertEquals(254, attribute(CURRENT));
            assertEquals(
                    List.of((long) LogEvent.STORE_FAILED, (long) KEY),
                    log.events.get(0).subList(0, 2));
            run(TO_LEVEL, 7, 0);
            settle();
            assertEquals(7, attribute(CURRENT));
            assertEquals(ImStatus.FAILURE, write(RATE, 9));
            assertEquals(NEVER, cluster.poll(now));
            assertArrayEquals(record, store.records.get(KEY));
        }
    }
}
