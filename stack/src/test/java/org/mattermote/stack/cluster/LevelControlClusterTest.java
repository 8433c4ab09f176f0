package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.fabric.NoStore;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.LevelControlSpec;
import org.mattermote.stack.model.spec.OnOffSpec;

/** The commands and options of Level Control, its reports, and the values it takes. */
class LevelControlClusterTest extends LevelControlBench {
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
