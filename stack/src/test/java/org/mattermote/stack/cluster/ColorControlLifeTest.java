package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mattermote.stack.cluster.ColorLamp.ENHANCED_HUE;
import static org.mattermote.stack.cluster.ColorLamp.ENHANCED_MODE;
import static org.mattermote.stack.cluster.ColorLamp.HUE;
import static org.mattermote.stack.cluster.ColorLamp.MIREDS;
import static org.mattermote.stack.cluster.ColorLamp.MODE;
import static org.mattermote.stack.cluster.ColorLamp.NULL;
import static org.mattermote.stack.cluster.ColorLamp.OPTIONS;
import static org.mattermote.stack.cluster.ColorLamp.REMAINING;
import static org.mattermote.stack.cluster.ColorLamp.SATURATION;
import static org.mattermote.stack.cluster.ColorLamp.START_UP;
import static org.mattermote.stack.cluster.ColorLamp.UP;
import static org.mattermote.stack.cluster.ColorLamp.X;
import static org.mattermote.stack.cluster.ColorLamp.Y;
import static org.mattermote.stack.model.spec.ColorControlSpec.*;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.fabric.NoStore;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.GeneralDiagnosticsSpec;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.PortStatus;

/** Color Control over time: what it reports, what it stores, its scenes. */
class ColorControlLifeTest {
    private static final int NO_VALUE = SceneAttributes.NO_VALUE;

    private final ColorLamp lamp = new ColorLamp();

    private void check(int attribute, long value) {
        assertEquals(value, lamp.attribute(attribute), "attribute " + attribute);
    }

    // ---- Quieter reporting --------------------------------------------------------------------

    /** How often an attribute is marked while time passes. */
    private int marks(int attribute, long millis) {
        int count = 0;
        int last = lamp.stamp(attribute);
        for (long end = lamp.now + millis; lamp.now < end; lamp.now += 10) {
            lamp.cluster.poll(lamp.now);
            if (lamp.stamp(attribute) != last) {
                last = lamp.stamp(attribute);
                count++;
            }
        }
        return count;
    }

    @Test
    void shouldReportValuesOnceASecondAndAtTheEnd() {
        lamp.run(CMD_MOVE_TO_COLOR_TEMPERATURE, 153, 0);
        lamp.run(CMD_MOVE_TO_COLOR_TEMPERATURE, 500, 100);
        assertEquals(10, marks(MIREDS, 20_000));
        lamp.run(CMD_MOVE_TO_HUE_AND_SATURATION, 0, 0, 0);
        lamp.run(CMD_MOVE_TO_HUE_AND_SATURATION, 120, 254, 105);
        assertEquals(11, marks(ENHANCED_HUE, 20_000));
        lamp.run(CMD_MOVE_TO_COLOR, 1, 1, 0);
        lamp.run(CMD_MOVE_TO_COLOR, 20000, 20000, 5);
        assertEquals(1, marks(X, 20_000));
        lamp.run(CMD_MOVE_HUE, UP, 20);
        assertEquals(20, marks(HUE, 20_005));
    }

    @Test
    void shouldReportAtOnceWhatTakesNoTime() {
        int before = lamp.stamp(X);
        lamp.run(CMD_MOVE_TO_COLOR, 1, 2, 0);
        assertNotEquals(before, lamp.stamp(X));
        before = lamp.stamp(X);
        int y = lamp.stamp(Y);
        lamp.run(CMD_MOVE_TO_COLOR, 1, 3, 0);
        assertEquals(before, lamp.stamp(X));
        assertNotEquals(y, lamp.stamp(Y));
    }

    @Test
    void shouldNotReportWhatDidNotChange() {
        lamp.run(CMD_MOVE_TO_COLOR, 1, 2, 0);
        lamp.pass(5000);
        int version = lamp.cluster.dataVersion();
        lamp.run(CMD_MOVE_TO_COLOR, 1, 2, 0);
        lamp.run(CMD_MOVE_TO_COLOR, 1, 2, 100);
        lamp.run(CMD_STOP_MOVE_STEP);
        lamp.run(CMD_COLOR_LOOP_SET, 0x0E, 1, 0, 25, 0x2300);
        lamp.write(lamp.cluster, OPTIONS, 0);
        lamp.pass(5000);
        assertEquals(version, lamp.cluster.dataVersion());
        assertEquals(Cluster.NEVER, lamp.cluster.poll(lamp.now));
    }

    @Test
    void shouldReportRemainingTimeOnlyWhenItIsWorthIt() {
        assertEquals(0, marks(REMAINING, 100));
        int before = lamp.stamp(REMAINING);
        lamp.run(CMD_MOVE_TO_COLOR, 1, 2, 10);
        lamp.pass(2000);
        assertEquals(before, lamp.stamp(REMAINING));
        lamp.run(CMD_MOVE_TO_COLOR, 1000, 2, 100);
        assertNotEquals(before, lamp.stamp(REMAINING));
        assertEquals(0, marks(REMAINING, 5000));
        before = lamp.stamp(REMAINING);
        lamp.run(CMD_MOVE_TO_COLOR, 2000, 2, 60);
        assertEquals(before, lamp.stamp(REMAINING));
        lamp.run(CMD_MOVE_TO_COLOR, 3000, 2, 150);
        assertNotEquals(before, lamp.stamp(REMAINING));
        assertEquals(1, marks(REMAINING, 20_000));
        before = lamp.stamp(REMAINING);
        lamp.run(CMD_COLOR_LOOP_SET, 1, 1, 0, 0, 0);
        assertNotEquals(before, lamp.stamp(REMAINING));
        assertEquals(0, marks(REMAINING, 100_000));
        before = lamp.stamp(REMAINING);
        lamp.run(CMD_COLOR_LOOP_SET, 1, 0, 0, 0, 0);
        assertNotEquals(before, lamp.stamp(REMAINING));
    }

    @Test
    void shouldReportModesAndTheLoopAtOnce() {
        int[] ids = {
            MODE,
            ENHANCED_MODE,
            ATTR_COLOR_LOOP_ACTIVE,
            ATTR_COLOR_LOOP_DIRECTION,
            ATTR_COLOR_LOOP_TIME,
            ATTR_COLOR_LOOP_START_ENHANCED_HUE,
            ATTR_COLOR_LOOP_STORED_ENHANCED_HUE
        };
        assertEquals("1100000", marked(ids, () -> lamp.run(CMD_MOVE_TO_SATURATION, 9, 0)));
        assertEquals("0110001", marked(ids, this::startFromElsewhere));
        assertEquals("0001110", marked(ids, () -> lamp.run(CMD_COLOR_LOOP_SET, 14, 0, 1, 7, 8)));
        assertEquals("0010000", marked(ids, () -> lamp.run(CMD_COLOR_LOOP_SET, 1, 0, 0, 0, 0)));
        assertEquals("1100000", marked(ids, () -> lamp.run(CMD_MOVE_TO_COLOR, 9, 9, 0)));
    }

    private void startFromElsewhere() {
        lamp.run(CMD_ENHANCED_MOVE_TO_HUE, 12345, 0, 0);
        lamp.run(CMD_COLOR_LOOP_SET, 1, 2, 0, 0, 0);
    }

    private String marked(int[] ids, Runnable act) {
        int[] before = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            before[i] = lamp.stamp(ids[i]);
        }
        act.run();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < ids.length; i++) {
            text.append(lamp.stamp(ids[i]) == before[i] ? '0' : '1');
        }
        return text.toString();
    }

    @Test
    void shouldShowAtMostFiftyColorsASecond() {
        lamp.shown.clear();
        lamp.run(CMD_MOVE_TO_COLOR, 60000, 1, 100);
        lamp.pass(20_000);
        assertTrue(lamp.shown.size() <= 502 && lamp.shown.size() >= 490);
        assertEquals(List.of(1, 60000, 1, 0), lamp.lastShown());
    }

    // ---- Storing ------------------------------------------------------------------------------

    @Test
    void shouldComeBackAfterARestart() {
        lamp.run(CMD_ENHANCED_MOVE_TO_HUE_AND_SATURATION, 12345, 67, 0);
        lamp.run(CMD_MOVE_TO_COLOR, 1111, 2222, 0);
        lamp.run(CMD_MOVE_TO_COLOR_TEMPERATURE, 333, 0);
        lamp.write(lamp.cluster, OPTIONS, 1);
        lamp.run(CMD_COLOR_LOOP_SET, 0x0E, 0, 1, 77, 88);
        lamp.pass(2000);
        lamp.shown.clear();
        lamp.reboot();
        check(ENHANCED_HUE, 12345);
        check(SATURATION, 67);
        check(X, 1111);
        check(Y, 2222);
        check(MIREDS, 333);
        check(ENHANCED_MODE, 2);
        check(OPTIONS, 1);
        check(ATTR_COLOR_LOOP_DIRECTION, 1);
        check(ATTR_COLOR_LOOP_TIME, 77);
        check(ATTR_COLOR_LOOP_START_ENHANCED_HUE, 88);
        assertEquals(List.of(List.of(2, 333, 0, 0)), lamp.shown);
        assertEquals(List.of(), lamp.log.events);
    }

    @Test
    void shouldStoreOnceWhenItRests() {
        int commits = lamp.store.commits;
        lamp.run(CMD_MOVE_TO_COLOR, 1111, 2222, 600);
        lamp.pass(60_999);
        assertEquals(commits, lamp.store.commits);
        lamp.pass(1);
        assertEquals(commits + 1, lamp.store.commits);
        lamp.pass(100_000);
        assertEquals(commits + 1, lamp.store.commits);
    }

    @Test
    void shouldGoOnLoopingAfterARestart() {
        lamp.run(CMD_ENHANCED_MOVE_TO_HUE_AND_SATURATION, 12345, 67, 0);
        lamp.run(CMD_COLOR_LOOP_SET, 0x0F, 1, 1, 30, 500);
        int commits = lamp.store.commits;
        lamp.pass(100_000);
        assertEquals(commits + 1, lamp.store.commits);
        lamp.reboot();
        check(ATTR_COLOR_LOOP_ACTIVE, 1);
        check(ATTR_COLOR_LOOP_STORED_ENHANCED_HUE, 12345);
        check(REMAINING, 0xFFFF);
        long hue = lamp.attribute(ENHANCED_HUE);
        lamp.pass(15_000);
        check(ENHANCED_HUE, hue + 32768 & 0xFFFF);
        lamp.onOff.setOn(true, lamp.now);
        lamp.run(CMD_COLOR_LOOP_SET, 1, 0, 0, 0, 0);
        check(ENHANCED_HUE, 12345);
    }

    @ParameterizedTest
    @CsvSource({
        "400, false, 400, 2",
        "1, false, 153, 2",
        "65279, false, 500, 2",
        "400, true, 250, 1"
    })
    void shouldStartWithTheTemperatureWritten(int mireds, boolean updated, int now, int mode) {
        lamp.run(CMD_MOVE_TO_COLOR, 1111, 2222, 0);
        lamp.write(lamp.cluster, START_UP, mireds);
        lamp.boot(
                updated
                        ? GeneralDiagnosticsSpec.BOOT_REASON_SOFTWARE_UPDATE_COMPLETED
                        : ColorLamp.POWER_ON);
        check(START_UP, mireds);
        check(MIREDS, now);
        check(MODE, mode);
        check(ENHANCED_MODE, mode);
        lamp.write(lamp.cluster, START_UP, NULL);
        lamp.reboot();
        check(START_UP, NULL);
    }

    @Test
    void shouldTryAgainWhatTheStoreRefused() {
        lamp.pass(5000);
        lamp.store.commitStatus = PortStatus.FAILED;
        assertEquals(ImStatus.FAILURE, lamp.write(lamp.cluster, OPTIONS, 1));
        check(OPTIONS, 0);
        assertEquals(ImStatus.FAILURE, lamp.write(lamp.cluster, START_UP, 200));
        check(START_UP, NULL);
        lamp.run(CMD_MOVE_TO_COLOR, 1111, 2222, 0);
        lamp.pass(5000);
        lamp.store.commitStatus = PortStatus.OK;
        lamp.pass(20_000);
        lamp.reboot();
        check(X, 1111);
    }

    @Test
    void shouldLeaveARecordAloneThatItCannotRead() {
        lamp.run(CMD_MOVE_TO_COLOR, 1111, 2222, 0);
        lamp.pass(2000);
        byte[] record = lamp.store.records.get(ColorLamp.KEY);
        for (int i = 0; i < record.length; i++) {
            byte[] broken = record.clone();
            broken[i] = (byte) 0xFF;
            lamp.store.records.put(ColorLamp.KEY, broken);
            lamp.reboot();
            lamp.onOff.setOn(true, lamp.now);
            if (lamp.log.events.isEmpty()) {
                continue;
            }
            assertEquals(
                    List.of(
                            (long) LogEvent.STORE_FAILED,
                            (long) ColorLamp.KEY,
                            (long) PortStatus.DAMAGED),
                    lamp.log.events.get(0));
            check(X, 24939);
            check(ENHANCED_MODE, 1);
            lamp.run(CMD_MOVE_TO_COLOR, 3, 3, 0);
            lamp.pass(30_000);
            assertEquals(broken, lamp.store.records.get(ColorLamp.KEY));
            lamp.log.events.clear();
        }
    }

    @Test
    void shouldTakeTheFirstModeWhereTheStoredOneIsMissing() {
        lamp.run(CMD_ENHANCED_MOVE_TO_HUE, 12345, 0, 0);
        lamp.pass(2000);
        lamp.boot(new ColorCapabilities(0x10, 200, 400, 200, null), ColorLamp.POWER_ON);
        check(MODE, 2);
        check(MIREDS, 250);
    }

    // ---- Scenes -------------------------------------------------------------------------------

    private final Scene scene = new Scene();

    private void recall(long millis, long... pairs) {
        scene.clear();
        for (int i = 0; i < pairs.length; i += 2) {
            assertTrue(scene.set(ID, (int) pairs[i], (int) pairs[i + 1]));
        }
        lamp.cluster.recallScene(scene, millis, lamp.now);
    }

    private int sceneValue(int attribute) {
        return lamp.cluster.sceneValue(attribute, lamp.now);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void shouldKeepWhatSaysTheColor(int mode) {
        lamp.run(CMD_ENHANCED_MOVE_TO_HUE_AND_SATURATION, 12345, 67, 0);
        lamp.run(CMD_MOVE_TO_COLOR, 1111, 2222, 0);
        lamp.run(CMD_MOVE_TO_COLOR_TEMPERATURE, 333, 0);
        recall(0, ENHANCED_MODE, mode, ENHANCED_HUE, 12345, SATURATION, 67, X, 1111, Y, 2222);
        boolean hue = mode == 0 || mode == 3;
        assertEquals(mode, sceneValue(ENHANCED_MODE));
        assertEquals(hue ? 12345 : NO_VALUE, sceneValue(ENHANCED_HUE));
        assertEquals(hue ? 67 : NO_VALUE, sceneValue(SATURATION));
        assertEquals(mode == 1 ? 1111 : NO_VALUE, sceneValue(X));
        assertEquals(mode == 1 ? 2222 : NO_VALUE, sceneValue(Y));
        assertEquals(mode == 2 ? 333 : NO_VALUE, sceneValue(MIREDS));
        assertEquals(0, sceneValue(ATTR_COLOR_LOOP_ACTIVE));
        assertEquals(25, sceneValue(ATTR_COLOR_LOOP_TIME));
    }

    @Test
    void shouldFadeToAScene() {
        lamp.run(CMD_MOVE_TO_COLOR, 10000, 20000, 0);
        recall(10_000, ENHANCED_MODE, 1, X, 20000, Y, 10000);
        check(REMAINING, 100);
        lamp.pass(5000);
        check(X, 15000);
        check(Y, 15000);
        lamp.pass(5000);
        check(X, 20000);
        recall(0, ENHANCED_MODE, 2, MIREDS, 175);
        check(MIREDS, 175);
        recall(0, ENHANCED_MODE, 3, ENHANCED_HUE, 12000, SATURATION, 70);
        check(ENHANCED_HUE, 12000);
        check(SATURATION, 70);
        recall(60_000_000, ENHANCED_MODE, 0, SATURATION, 254);
        check(REMAINING, 0xFFFE);
        check(ENHANCED_HUE, 12000);
        recall(0, X, 5);
        check(ENHANCED_MODE, 1);
        check(X, 5);
        recall(0, SATURATION, 6);
        check(ENHANCED_MODE, 0);
        recall(0, MIREDS, 400);
        check(ENHANCED_MODE, 2);
        recall(0, ENHANCED_HUE, 65535);
        check(ENHANCED_MODE, 3);
        check(ENHANCED_HUE, 65535);
        recall(0);
        check(ENHANCED_MODE, 3);
    }

    @Test
    void shouldStartAndEndTheLoopByScenes() {
        lamp.run(CMD_COLOR_LOOP_SET, 8, 0, 0, 0, 0);
        recall(0, ATTR_COLOR_LOOP_ACTIVE, 1, ATTR_COLOR_LOOP_DIRECTION, 1, ATTR_COLOR_LOOP_TIME, 5);
        check(ATTR_COLOR_LOOP_ACTIVE, 1);
        check(ATTR_COLOR_LOOP_DIRECTION, 1);
        check(ATTR_COLOR_LOOP_TIME, 5);
        check(ENHANCED_MODE, 3);
        lamp.pass(2500);
        check(ENHANCED_HUE, 32768);
        recall(0, ENHANCED_MODE, 0, ENHANCED_HUE, 512, SATURATION, 9);
        check(ATTR_COLOR_LOOP_ACTIVE, 0);
        check(HUE, 2);
        check(REMAINING, 0);
    }

    @ParameterizedTest
    @CsvSource({
        "0x0001, 255, 254",
        "0x0003, 65535, 65279",
        "0x0007, 0, 153",
        "0x0007, 65279, 500",
        "0x4000, 65535, 65535",
        "0x4001, 3, 3",
        "0x4001, 9, 1",
        "0x4002, 7, 1",
        "0x4004, 65535, 65535",
    })
    void shouldTellTheNearestValue(String attribute, int value, int nearest) {
        assertEquals(nearest, lamp.cluster.nearestSceneValue(Integer.decode(attribute), value));
    }

    @Test
    void shouldTellItsScenesOfChanges() {
        int[] told = {0};
        lamp.cluster.joinScenes(
                new EndpointScenes() {
                    @Override
                    public void sceneAttributeChanged() {
                        told[0]++;
                    }

                    @Override
                    public void storeGlobalScene(int fabricIndex, long nowMillis) {}

                    @Override
                    public void recallGlobalScene(int fabricIndex, long nowMillis) {}
                });
        lamp.run(CMD_STOP_MOVE_STEP);
        lamp.run(CMD_MOVE_TO_COLOR, 24939, 24701, 0);
        assertEquals(0, told[0]);
        lamp.run(CMD_MOVE_TO_COLOR, 1, 1, 100);
        assertEquals(1, told[0]);
        lamp.pass(5000);
        assertEquals(1, told[0]);
        lamp.run(CMD_STOP_MOVE_STEP);
        assertEquals(2, told[0]);
        lamp.run(CMD_MOVE_TO_COLOR, 1, 1, 0);
        assertEquals(3, told[0]);
        lamp.run(CMD_COLOR_LOOP_SET, 4, 0, 0, 60, 0);
        assertEquals(4, told[0]);
    }

    // ---- Allocation ---------------------------------------------------------------------------

    @Test
    void shouldAllocateNothing() {
        TlvReader[] fields = {
            ColorLamp.fields(CMD_MOVE_TO_COLOR, 30000, 20000, 100, 0, 0),
            ColorLamp.fields(CMD_MOVE_TO_HUE_AND_SATURATION, 200, 100, 100, 0, 0),
            ColorLamp.fields(CMD_MOVE_COLOR_TEMPERATURE, 1, 100, 0, 0, 0, 0),
            ColorLamp.fields(CMD_COLOR_LOOP_SET, 15, 1, 1, 5, 6, 0, 0),
            ColorLamp.fields(CMD_COLOR_LOOP_SET, 1, 0, 1, 5, 6, 0, 0),
        };
        int[] commands = {
            CMD_MOVE_TO_COLOR,
            CMD_MOVE_TO_HUE_AND_SATURATION,
            CMD_MOVE_COLOR_TEMPERATURE,
            CMD_COLOR_LOOP_SET,
            CMD_COLOR_LOOP_SET,
        };
        TlvReader copy = new TlvReader();
        Fakes.Invocation in = new Fakes.Invocation();
        Quiet hook = new Quiet();
        ColorControlCluster cluster =
                new ColorControlCluster(
                        1,
                        new ColorCapabilities(0x1F, 153, 500, 153, null),
                        lamp.onOff,
                        lamp.level,
                        hook,
                        Fakes.workspace(new NoStore()),
                        lamp.log,
                        ColorLamp.POWER_ON);
        Fakes.node(cluster);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long allocated = -1;
        for (int round = 0; round < 20; round++) {
            long before = threads.getThreadAllocatedBytes(thread);
            for (int i = 0; i < 400; i++) {
                in.nowMillis += 137;
                copy.copyFrom(fields[i % fields.length]);
                cluster.invoke(commands[i % fields.length], in, copy);
                in.nowMillis += i * 10;
                cluster.poll(in.nowMillis);
            }
            allocated = threads.getThreadAllocatedBytes(thread) - before;
        }
        assertEquals(0, allocated);
        assertTrue(hook.calls > 1000);
    }

    private static final class Quiet implements ColorHook {
        int calls;

        @Override
        public void hueSaturation(int endpoint, int hue, int saturation, boolean moving) {
            calls++;
        }

        @Override
        public void xy(int endpoint, int x, int y, boolean moving) {
            calls++;
        }

        @Override
        public void colorTemperature(int endpoint, int mireds, boolean moving) {
            calls++;
        }
    }
}
