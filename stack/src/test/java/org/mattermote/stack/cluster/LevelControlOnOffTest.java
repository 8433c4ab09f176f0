package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.model.spec.OnOffSpec;

/** Level Control and On/Off on one endpoint: each moves the other. */
class LevelControlOnOffTest extends LevelControlBench {
    // ---- With on/off --------------------------------------------------------------------------

    @Test
    void shouldSwitchOnBeforeAndOffAtTheEnd() {
        off(100);
        run(TO_LEVEL + WITH_ON_OFF, 101, 10);
        check(true, 1, 10);
        until(now + 1000);
        check(true, 101, 0);
        lamp.clear();
        run(TO_LEVEL + WITH_ON_OFF, 0, 10);
        until(now + 999);
        check(true, 2, 1);
        until(now + 1);
        check(false, 1, 0);
        assertEquals(0, lamp.get(lamp.size() - 1));
        setOn(true);
        check(true, 1, 0);
    }

    @ParameterizedTest
    @CsvSource({"0, true", "1, false"})
    void shouldMoveWithOnOff(int mode, boolean on) {
        if (on) {
            off(100);
        } else {
            on(100);
        }
        run(MOVE + WITH_ON_OFF, mode, 100);
        assertTrue(onOff.isOn());
        settle();
        check(on, on ? 254 : 1, 0);
    }

    @Test
    void shouldStepWithOnOff() {
        off(100);
        run(STEP + WITH_ON_OFF, UP, 10, 0);
        check(true, 110, 0);
        run(STEP + WITH_ON_OFF, DOWN, 10, 0);
        check(true, 100, 0);
        run(STEP + WITH_ON_OFF, DOWN, 200, 0);
        check(false, 1, 0);
        assertEquals(List.of(110, 100, 0), lamp);
    }

    @Test
    void shouldStayOffOnTheWayToTheMinimum() {
        off(100);
        run(TO_LEVEL + WITH_ON_OFF, 1, 10);
        settle();
        check(false, 1, 0);
        assertTrue(lamp.isEmpty());
    }

    @Test
    void shouldLeaveOnOffAloneWithoutOnOff() {
        on(100);
        run(TO_LEVEL, 0, 0);
        check(true, 1, 0);
        assertEquals(List.of(1), lamp);
    }

    @Test
    void shouldNotBeSwitchedOffByAFinishedWayAfterOn() {
        off(100);
        run(TO_LEVEL + WITH_ON_OFF, 1, 10);
        now += 5000;
        setOn(true);
        settle();
        check(true, 1, 0);
    }

    @Test
    void shouldEndATimedOnByItsMinimum() {
        on(100);
        TlvReader timed = fields(0, 300, 20);
        Fakes.invoke(onOff, OnOffSpec.CMD_ON_WITH_TIMED_OFF, timed, now);
        run(TO_LEVEL + WITH_ON_OFF, 1, 0);
        assertFalse(onOff.isOn());
        assertEquals(0, Fakes.read(onOff, OnOffSpec.ATTR_ON_TIME, now).value());
        assertEquals(now + 2000, onOff.poll(now));
    }

    // ---- On/Off moves the level ---------------------------------------------------------------

    @Test
    void shouldFadeWithOnOffTransitionTime() {
        on(101);
        set(ON_OFF_TIME, 10);
        setOn(false);
        check(false, 101, 10);
        assertTrue(lamp.isEmpty());
        until(now + 500);
        check(false, 51, 5);
        assertEquals(-51, lamp.get(lamp.size() - 1));
        until(now + 500);
        check(false, 101, 0);
        assertEquals(0, lamp.get(lamp.size() - 1));
        lamp.clear();
        setOn(true);
        check(true, 1, 10);
        assertEquals(-1, lamp.get(0));
        until(now + 500);
        check(true, 51, 5);
        until(now + 500);
        check(true, 101, 0);
        assertEquals(101, lamp.get(lamp.size() - 1));
    }

    @Test
    void shouldHaveTimesOfTheirOwnForOnAndOff() {
        on(101);
        set(ON_OFF_TIME, 10);
        set(ON_TIME, 20);
        set(OFF_TIME, 0);
        setOn(false);
        check(false, 101, 0);
        setOn(true);
        check(true, 1, 20);
        set(OFF_TIME, 30);
        settle();
        setOn(false);
        check(false, 101, 30);
    }

    @Test
    void shouldComeOnAtOnLevelAndStayAtTheMinimumWhenOff() {
        on(100);
        set(ON_LEVEL, 77);
        setOn(false);
        check(false, 1, 0);
        setOn(true);
        check(true, 77, 0);
        set(ON_OFF_TIME, 10);
        run(TO_LEVEL, 200, 0);
        setOn(false);
        until(now + 1000);
        check(false, 1, 0);
        set(ON_LEVEL, NULL);
        setOn(true);
        check(true, 1, 0);
    }

    @Test
    void shouldChangeNothingButTheLampWithoutTimes() {
        on(100);
        int version = cluster.dataVersion();
        setOn(false);
        assertEquals(NEVER, cluster.poll(now));
        setOn(true);
        assertEquals(NEVER, cluster.poll(now));
        assertEquals(List.of(0, 100), lamp);
        assertEquals(version, cluster.dataVersion());
    }

    @Test
    void shouldTurnRoundInTheMiddleOfAFade() {
        on(101);
        set(ON_OFF_TIME, 10);
        setOn(false);
        until(now + 500);
        setOn(true);
        check(true, 51, 10);
        until(now + 500);
        check(true, 76, 5);
        setOn(false);
        check(false, 76, 10);
        settle();
        check(false, 101, 0);
    }

    @Test
    void shouldTakeACommandInTheMiddleOfAFade() {
        on(101);
        set(ON_OFF_TIME, 10);
        setOn(false);
        until(now + 500);
        run(TO_LEVEL, 7, 0);
        check(false, 51, 5);
        run(TO_LEVEL + WITH_ON_OFF, 61, 10);
        check(true, 51, 10);
        until(now + 500);
        check(true, 56, 5);
        settle();
        check(true, 61, 0);
        setOn(false);
        until(now + 500);
        run(STOP + WITH_ON_OFF);
        check(false, 61, 0);
        assertEquals(0, lamp.get(lamp.size() - 1));
    }

    @Test
    void shouldStopAFadeOnWhereItIs() {
        off(101);
        set(ON_OFF_TIME, 10);
        setOn(true);
        until(now + 500);
        run(STOP);
        check(true, 51, 0);
    }

    @Test
    void shouldFadeOffFromAWayThatIsInterrupted() {
        on(100);
        run(TO_LEVEL, 200, 100);
        until(now + 5000);
        setOn(false);
        check(false, 150, 0);
        setOn(true);
        check(true, 150, 0);
    }

    @Test
    void shouldFadeOffWhenOnTimeHasPassed() {
        on(101);
        set(OFF_TIME, 10);
        Fakes.invoke(onOff, OnOffSpec.CMD_ON_WITH_TIMED_OFF, fields(0, 20, 0), now);
        until(now + 2000);
        check(false, 101, 10);
        until(now + 500);
        check(false, 51, 5);
        settle();
        check(false, 101, 0);
        assertEquals(0, lamp.get(lamp.size() - 1));
    }
}
