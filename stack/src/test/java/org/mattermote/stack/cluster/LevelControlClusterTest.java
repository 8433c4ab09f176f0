package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.fabric.NoStore;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.GeneralDiagnosticsSpec;
import org.mattermote.stack.model.spec.LevelControlSpec;
import org.mattermote.stack.model.spec.OnOffSpec;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.PortStatus;

class LevelControlClusterTest {
    private static final int KEY = 0x2001;
    private static final long NEVER = Cluster.NEVER;
    private static final long NULL = -1;
    private static final int CURRENT = LevelControlSpec.ATTR_CURRENT_LEVEL;
    private static final int REMAINING = LevelControlSpec.ATTR_REMAINING_TIME;
    private static final int OPTIONS = LevelControlSpec.ATTR_OPTIONS;
    private static final int ON_OFF_TIME = LevelControlSpec.ATTR_ON_OFF_TRANSITION_TIME;
    private static final int ON_LEVEL = LevelControlSpec.ATTR_ON_LEVEL;
    private static final int ON_TIME = LevelControlSpec.ATTR_ON_TRANSITION_TIME;
    private static final int OFF_TIME = LevelControlSpec.ATTR_OFF_TRANSITION_TIME;
    private static final int RATE = LevelControlSpec.ATTR_DEFAULT_MOVE_RATE;
    private static final int START_UP = LevelControlSpec.ATTR_START_UP_CURRENT_LEVEL;
    private static final int POWER_ON = GeneralDiagnosticsSpec.BOOT_REASON_POWER_ON_REBOOT;
    private static final int UPDATED = GeneralDiagnosticsSpec.BOOT_REASON_SOFTWARE_UPDATE_COMPLETED;

    private static final int TO_LEVEL = LevelControlSpec.CMD_MOVE_TO_LEVEL;
    private static final int MOVE = LevelControlSpec.CMD_MOVE;
    private static final int STEP = LevelControlSpec.CMD_STEP;
    private static final int STOP = LevelControlSpec.CMD_STOP;
    private static final int UP = 0;
    private static final int DOWN = 1;

    /** Added to a command's id: the same with on/off. */
    private static final int WITH_ON_OFF = 4;

    private final Fakes.Store store = new Fakes.Store();
    private final Fakes.Log log = new Fakes.Log();

    /** Each level the lamp was told, negative while it moves. */
    private final List<Integer> lamp = new ArrayList<>();

    private OnOffCluster onOff;
    private LevelControlCluster cluster;
    private long now = 100_000;

    {
        boot(1, 254, POWER_ON);
    }

    private void boot(int min, int max, int reason) {
        ClusterWorkspace workspace = Fakes.workspace(store);
        onOff = new OnOffCluster(1, new Fakes.Lamp(), workspace, log, reason);
        cluster =
                new LevelControlCluster(
                        1,
                        min,
                        max,
                        onOff,
                        (endpoint, level, moving) -> lamp.add(moving ? -level : level),
                        workspace,
                        log,
                        reason);
        Fakes.node(onOff, cluster);
        onOff.start();
        cluster.start();
    }

    private void reboot() {
        boot(1, 254, POWER_ON);
    }

    private static TlvReader fields(long... values) {
        return Fakes.fields(
                out -> {
                    for (int i = 0; i < values.length; i++) {
                        if (values[i] == NULL) {
                            out.putNull(i);
                        } else {
                            out.putUnsigned(i, values[i]);
                        }
                    }
                });
    }

    private int invoke(int command, long... values) {
        return Fakes.invoke(cluster, command, fields(values), now);
    }

    /** A command with neither mask nor override set. */
    private void run(int command, long... values) {
        long[] all = Arrays.copyOf(values, values.length + 2);
        assertEquals(ImStatus.SUCCESS, invoke(command, all));
    }

    private int write(int attribute, long value) {
        TlvReader element =
                Fakes.element(
                        out -> {
                            if (value == NULL) {
                                out.putNull(2);
                            } else {
                                out.putUnsigned(2, value);
                            }
                        });
        return Fakes.write(cluster, attribute, element, now);
    }

    private void set(int attribute, long value) {
        assertEquals(ImStatus.SUCCESS, write(attribute, value));
    }

    private long attribute(int attribute) {
        return Fakes.read(cluster, attribute, now).value();
    }

    private void setOn(boolean on) {
        onOff.setOn(on, now);
    }

    /** On and at {@code level}, stored, with an empty log of the lamp. */
    private void on(int level) {
        setOn(true);
        run(TO_LEVEL, level, 0);
        settle();
        lamp.clear();
    }

    private void off(int level) {
        on(level);
        setOn(false);
        settle();
        lamp.clear();
    }

    /** Follows the deadlines up to a time, as the main loop does. */
    private int until(long time) {
        int polls = 1;
        long next = Math.min(onOff.poll(now), cluster.poll(now));
        while (next <= time) {
            assertTrue(next > now, "a deadline in the past");
            now = next;
            polls++;
            next = Math.min(onOff.poll(now), cluster.poll(now));
        }
        now = time;
        return polls;
    }

    private void settle() {
        until(now + 10_000_000);
    }

    private void check(boolean on, long level, long remaining) {
        assertEquals(on, onOff.isOn(), "OnOff");
        assertEquals(level, attribute(CURRENT), "CurrentLevel");
        assertEquals(remaining, attribute(REMAINING), "RemainingTime");
    }

    @Test
    void shouldHaveWhatTheModelDemands() {
        Fakes.checkAgainstModel(cluster);
        assertEquals(3, cluster.featureMap());
        assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5, 6, 7}, cluster.commands());
        assertEquals(1, attribute(LevelControlSpec.ATTR_MIN_LEVEL));
        assertEquals(254, attribute(LevelControlSpec.ATTR_MAX_LEVEL));
        assertEquals(254, attribute(CURRENT));
        assertEquals(0, attribute(OPTIONS));
        assertEquals(0, attribute(ON_OFF_TIME));
        for (int nullable : new int[] {ON_LEVEL, ON_TIME, OFF_TIME, RATE, START_UP}) {
            assertTrue(Fakes.read(cluster, nullable).isNull());
        }
    }

    // ---- The commands -------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {TO_LEVEL, TO_LEVEL + WITH_ON_OFF})
    void shouldMoveToALevelInTheTimeGiven(int command) {
        on(100);
        run(command, 200, 50);
        check(true, 100, 50);
        long start = now;
        assertEquals(start + 50, cluster.poll(now));
        until(start + 2550);
        check(true, 151, 25);
        until(start + 4999);
        check(true, 199, 1);
        until(start + 5000);
        check(true, 200, 0);
        assertEquals(100, lamp.size());
        assertEquals(-101, lamp.get(0));
        assertEquals(-199, lamp.get(98));
        assertEquals(200, lamp.get(99));
    }

    @Test
    void shouldMoveDown() {
        on(200);
        run(TO_LEVEL, 100, 10);
        until(now + 500);
        check(true, 150, 5);
        until(now + 500);
        check(true, 100, 0);
    }

    @ParameterizedTest
    @CsvSource({"0, 10", "5, 10", "10, 10", "200, 200", "254, 200"})
    void shouldClipTheLevel(int level, int clipped) {
        boot(10, 200, POWER_ON);
        on(100);
        run(TO_LEVEL, level, 0);
        check(true, clipped, 0);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "30, 100, 30", "30, 0, 30"})
    void shouldTakeOnOffTransitionTimeForNull(int time, int between, int remaining) {
        on(100);
        set(ON_OFF_TIME, time);
        run(TO_LEVEL, 200, NULL);
        check(true, time == 0 ? 200 : 100, remaining);
    }

    @Test
    void shouldTakeTheLongestTime() {
        on(1);
        run(TO_LEVEL, 254, 0xFFFE);
        check(true, 1, 0xFFFE);
        assertEquals(254, until(now + 6_553_400));
        check(true, 254, 0);
        set(ON_OFF_TIME, 0xFFFF);
        run(TO_LEVEL, 1, NULL);
        check(true, 254, 0xFFFF);
    }

    @ParameterizedTest
    @CsvSource({
        // mode, rate, level, then after 1 s, then RemainingTime at the start
        "0, 50, 104, 154, 30",
        "1, 50, 104, 54, 21",
        "0, 254, 1, 254, 10",
        "0, 1, 1, 2, 2530",
    })
    void shouldMoveAtARate(int mode, int rate, int level, int after, int remaining) {
        on(level);
        run(MOVE, mode, rate);
        check(true, level, remaining);
        until(now + 1000);
        assertEquals(after, attribute(CURRENT));
        settle();
        check(true, mode == UP ? 254 : 1, 0);
    }

    @Test
    void shouldTakeDefaultMoveRateForNull() {
        on(100);
        set(RATE, 10);
        run(MOVE, UP, NULL);
        until(now + 1000);
        check(true, 110, 144);
        set(RATE, NULL);
        run(MOVE, UP, NULL);
        check(true, 254, 0);
        run(MOVE, DOWN, NULL);
        check(true, 1, 0);
    }

    @ParameterizedTest
    @CsvSource({
        // mode, size, time, level, target, RemainingTime
        "0, 10, 20, 100, 110, 20",
        "1, 10, 20, 100, 90, 20",
        "0, 10, 0, 100, 110, 0",
        "0, 10, -1, 100, 110, 0",
        "0, 100, 100, 204, 254, 50",
        "1, 100, 100, 26, 1, 25",
        "0, 255, 65534, 1, 254, 65020",
        "0, 10, 20, 254, 254, 0",
        "1, 10, 20, 1, 1, 0",
    })
    void shouldStep(int mode, int size, int time, int level, int target, int remaining) {
        on(level);
        run(STEP, mode, size, time);
        assertEquals(remaining, attribute(REMAINING));
        settle();
        check(true, target, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {STOP, STOP + WITH_ON_OFF})
    void shouldStop(int command) {
        on(100);
        run(MOVE, UP, 50);
        until(now + 1010);
        run(command);
        check(true, 150, 0);
        assertEquals(150, lamp.get(lamp.size() - 1));
        settle();
        check(true, 150, 0);
        run(command);
        check(true, 150, 0);
        lamp.clear();
        reboot();
        assertEquals(List.of(150), lamp);
    }

    @Test
    void shouldGoOnFromWhereItIs() {
        on(100);
        run(TO_LEVEL, 200, 100);
        until(now + 5000);
        run(TO_LEVEL, 100, 50);
        check(true, 150, 50);
        until(now + 2500);
        run(STEP, UP, 5, 10);
        until(now + 1000);
        check(true, 130, 0);
    }

    @Test
    void shouldSeeTheRightLevelWhenItIsLate() {
        on(100);
        run(TO_LEVEL + WITH_ON_OFF, 1, 10);
        now += 5000;
        assertEquals(1, attribute(CURRENT));
        run(STEP + WITH_ON_OFF, UP, 10, 0);
        check(true, 11, 0);
        run(TO_LEVEL + WITH_ON_OFF, 1, 10);
        now += 5000;
        run(STEP, UP, 10, 0);
        check(false, 1, 0);
    }

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

    // ---- Options ------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        // Options, OptionsMask, OptionsOverride, whether a command without on/off acts while off
        "0, 0, 0, false",
        "0, 0, 1, false",
        "0, 1, 0, false",
        "0, 1, 1, true",
        "1, 0, 0, true",
        "1, 0, 1, true",
        "1, 1, 0, false",
        "1, 1, 1, true",
        "2, 2, 2, false",
        "2, 0, 1, false",
        "3, 2, 0, true",
        "0, 255, 255, true",
        "1, 254, 0, true",
    })
    void shouldFollowTheOptionsWhileOff(int options, int mask, int override, boolean acts) {
        off(100);
        set(OPTIONS, options);
        assertEquals(0, invoke(TO_LEVEL, 50, 0, mask, override));
        check(false, acts ? 50 : 100, 0);
        assertEquals(0, invoke(STEP, UP, 10, 0, mask, override));
        check(false, acts ? 60 : 100, 0);
        assertEquals(0, invoke(MOVE, UP, NULL, mask, override));
        check(false, acts ? 254 : 100, 0);
        assertTrue(lamp.isEmpty());
        run(TO_LEVEL, 60, 0);
        assertEquals(0, invoke(TO_LEVEL, 60, 100, 1, 1));
        assertEquals(0, invoke(STOP, mask, override));
        assertEquals(acts || attribute(CURRENT) == 60 ? 0 : 100, attribute(REMAINING));
        setOn(true);
        assertEquals(0, invoke(TO_LEVEL, 50, 0, mask, override));
        check(true, 50, 0);
    }

    @Test
    void shouldIgnoreTheOptionsWithOnOff() {
        off(100);
        assertEquals(0, invoke(TO_LEVEL + WITH_ON_OFF, 50, 0, 1, 0));
        check(true, 50, 0);
    }

    @Test
    void shouldCheckFieldsEvenWhenItWouldNotAct() {
        off(100);
        assertEquals(ImStatus.INVALID_COMMAND, invoke(MOVE, UP, 0, 0, 0));
        assertEquals(ImStatus.CONSTRAINT_ERROR, invoke(TO_LEVEL, 255, 0, 0, 0));
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

    // ---- Quieter reporting --------------------------------------------------------------------

    private int stamp(int attribute) {
        return cluster.changeStamp(attribute);
    }

    @ParameterizedTest
    @CsvSource({"100, 10", "101, 11", "95, 10", "10, 1", "5, 1", "0, 1"})
    void shouldReportTheLevelOnceASecondAndAtTheEnd(int tenths, int reports) {
        on(1);
        run(TO_LEVEL, 254, tenths);
        int counted = tenths == 0 ? 1 : 0;
        int last = stamp(CURRENT);
        long end = now + tenths * 100;
        for (; now <= end; now += 10) {
            cluster.poll(now);
            if (stamp(CURRENT) != last) {
                counted++;
                last = stamp(CURRENT);
            }
        }
        assertEquals(reports, counted);
        check(true, 254, 0);
    }

    @Test
    void shouldReportRemainingTimeOnlyWhenItIsWorthIt() {
        on(100);
        int before = stamp(REMAINING);
        run(TO_LEVEL, 200, 10);
        assertEquals(before, stamp(REMAINING));
        until(now + 1000);
        assertTrue(stamp(REMAINING) != before);
        before = stamp(REMAINING);
        run(TO_LEVEL, 100, 11);
        assertTrue(stamp(REMAINING) != before);
        before = stamp(REMAINING);
        run(TO_LEVEL, 100, 21);
        assertEquals(before, stamp(REMAINING));
        run(TO_LEVEL, 100, 50);
        assertTrue(stamp(REMAINING) != before);
        before = stamp(REMAINING);
        until(now + 4999);
        assertEquals(before, stamp(REMAINING));
        until(now + 1);
        assertTrue(stamp(REMAINING) != before);
        before = stamp(REMAINING);
        run(TO_LEVEL, 200, 50);
        assertTrue(stamp(REMAINING) != before);
        before = stamp(REMAINING);
        run(TO_LEVEL, 50, 0);
        check(true, 50, 0);
        assertTrue(stamp(REMAINING) != before);
        before = stamp(REMAINING);
        run(TO_LEVEL, 60, 0);
        assertEquals(before, stamp(REMAINING));
        run(TO_LEVEL, 100, 9);
        until(now + 900);
        check(true, 100, 0);
        assertEquals(before, stamp(REMAINING));
        run(TO_LEVEL, 200, 50);
        until(now + 1000);
        before = stamp(REMAINING);
        run(TO_LEVEL, 100, 9);
        assertTrue(stamp(REMAINING) != before);
        before = stamp(REMAINING);
        until(now + 900);
        assertTrue(stamp(REMAINING) != before);
    }

    @Test
    void shouldNotReportWhatDidNotChange() {
        on(100);
        int version = cluster.dataVersion();
        run(TO_LEVEL, 100, 0);
        run(TO_LEVEL, 100, 100);
        run(STOP);
        set(OPTIONS, 0);
        settle();
        assertEquals(version, cluster.dataVersion());
    }

    // ---- Fields and values --------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {0, WITH_ON_OFF})
    void shouldRefuseBadFields(int variant) {
        on(100);
        int bad = ImStatus.INVALID_COMMAND;
        int range = ImStatus.CONSTRAINT_ERROR;
        assertEquals(range, invoke(TO_LEVEL + variant, 255, 0, 0, 0));
        assertEquals(range, invoke(TO_LEVEL + variant, 256, 0, 0, 0));
        assertEquals(range, invoke(TO_LEVEL + variant, 1, 0xFFFF, 0, 0));
        assertEquals(range, invoke(TO_LEVEL + variant, 1, 0x10000, 0, 0));
        assertEquals(range, invoke(TO_LEVEL + variant, 1, 0, 256, 0));
        assertEquals(bad, invoke(TO_LEVEL + variant, NULL, 0, 0, 0));
        assertEquals(bad, invoke(TO_LEVEL + variant, 1, 0, NULL, 0));
        assertEquals(bad, invoke(TO_LEVEL + variant, 1, 0, 0));
        assertEquals(bad, invoke(TO_LEVEL + variant));
        assertEquals(bad, invoke(MOVE + variant, 2, 10, 0, 0));
        assertEquals(bad, invoke(MOVE + variant, 0, 0, 0, 0));
        assertEquals(range, invoke(MOVE + variant, 0, 255, 0, 0));
        assertEquals(range, invoke(MOVE + variant, 256, 1, 0, 0));
        assertEquals(bad, invoke(MOVE + variant, NULL, 1, 0, 0));
        assertEquals(bad, invoke(STEP + variant, 2, 10, 0, 0, 0));
        assertEquals(bad, invoke(STEP + variant, 0, 0, 0, 0, 0));
        assertEquals(range, invoke(STEP + variant, 0, 256, 0, 0, 0));
        assertEquals(range, invoke(STEP + variant, 0, 1, 0xFFFF, 0, 0));
        assertEquals(bad, invoke(STEP + variant, 0, NULL, 0, 0, 0));
        assertEquals(bad, invoke(STEP + variant, 0, 1, 0, 0));
        assertEquals(bad, invoke(STOP + variant, 0));
        assertEquals(range, invoke(STOP + variant, 0, 256));
        TlvReader text = Fakes.fields(out -> out.putBool(0, true));
        assertEquals(bad, Fakes.invoke(cluster, TO_LEVEL + variant, text, now));
        assertEquals(bad, Fakes.invoke(cluster, TO_LEVEL + variant, Fakes.utf8("x"), now));
        check(true, 100, 0);
        assertTrue(lamp.isEmpty());
    }

    @Test
    void shouldRefuseCommandsItDoesNotHave() {
        assertEquals(
                ImStatus.UNSUPPORTED_COMMAND,
                invoke(LevelControlSpec.CMD_MOVE_TO_CLOSEST_FREQUENCY, 1));
    }

    @ParameterizedTest
    @CsvSource({
        // attribute, value, whether it is one
        "0x0F, 3, true",
        "0x0F, 4, false",
        "0x0F, -1, null",
        "0x10, 65535, true",
        "0x10, 65536, false",
        "0x10, -1, null",
        "0x11, 9, false",
        "0x11, 10, true",
        "0x11, 200, true",
        "0x11, 201, false",
        "0x11, 255, false",
        "0x11, -1, true",
        "0x12, 65534, true",
        "0x12, 65535, false",
        "0x12, -1, true",
        "0x13, 65534, true",
        "0x13, 65535, false",
        "0x13, -1, true",
        "0x14, 0, false",
        "0x14, 1, true",
        "0x14, 254, true",
        "0x14, 255, false",
        "0x14, -1, true",
        "0x4000, 0, true",
        "0x4000, 254, true",
        "0x4000, 255, false",
        "0x4000, -1, true",
    })
    void shouldTakeOnlyValuesInRange(String attribute, long value, String valid) {
        boot(10, 200, POWER_ON);
        int status =
                switch (valid) {
                    case "true" -> ImStatus.SUCCESS;
                    case "false" -> ImStatus.CONSTRAINT_ERROR;
                    default -> ImStatus.INVALID_DATA_TYPE;
                };
        int id = Integer.decode(attribute);
        assertEquals(status, write(id, value));
        if (status == ImStatus.SUCCESS) {
            assertEquals(value == NULL, Fakes.read(cluster, id).isNull());
            assertEquals(Math.max(0, value), attribute(id));
        }
        assertEquals(ImStatus.INVALID_DATA_TYPE, Fakes.write(cluster, id, Fakes.utf8("1"), now));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void shouldNotLetTheRestBeWritten(int attribute) {
        assertEquals(ImStatus.UNSUPPORTED_WRITE, write(attribute, 100));
    }

    // ---- Restarts -----------------------------------------------------------------------------

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

    // ---- Law 1 --------------------------------------------------------------------------------

    @Test
    void shouldAllocateNothing() {
        ClusterWorkspace workspace = Fakes.workspace(new NoStore());
        OnOffCluster light = new OnOffCluster(1, new Fakes.Lamp(), workspace, log, POWER_ON);
        int[] shown = {0};
        LevelControlCluster level =
                new LevelControlCluster(
                        1,
                        1,
                        254,
                        light,
                        (endpoint, at, moving) -> shown[0]++,
                        workspace,
                        log,
                        POWER_ON);
        Fakes.node(light, level);
        CommandInvocation in = new Fakes.Invocation();
        TlvReader[] commands = {
            fields(200, 20, 0, 0), fields(1, 100, 0, 0), fields(0, 20, 5, 0, 0), fields(0, 0),
        };
        TlvReader timed = fields(0, 30, 20);
        TlvReader fields = new TlvReader();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long allocated = -1;
        for (int round = 0; round < 20; round++) {
            long before = threads.getThreadAllocatedBytes(thread);
            for (int i = 0; i < 400; i++) {
                in.nowMillis += 137;
                fields.copyFrom(commands[i & 3]);
                level.invoke(i % 8, in, fields);
                fields.copyFrom(timed);
                light.invoke(
                        i % 5 == 0 ? OnOffSpec.CMD_ON_WITH_TIMED_OFF : OnOffSpec.CMD_TOGGLE,
                        in,
                        fields);
                light.poll(in.nowMillis);
                level.poll(in.nowMillis);
            }
            allocated = threads.getThreadAllocatedBytes(thread) - before;
        }
        assertEquals(0, allocated);
        assertTrue(shown[0] > 100);
    }
}
