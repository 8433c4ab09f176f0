package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mattermote.stack.cluster.ColorLamp.DOWN;
import static org.mattermote.stack.cluster.ColorLamp.ENHANCED_HUE;
import static org.mattermote.stack.cluster.ColorLamp.ENHANCED_MODE;
import static org.mattermote.stack.cluster.ColorLamp.HUE;
import static org.mattermote.stack.cluster.ColorLamp.MIREDS;
import static org.mattermote.stack.cluster.ColorLamp.MODE;
import static org.mattermote.stack.cluster.ColorLamp.NULL;
import static org.mattermote.stack.cluster.ColorLamp.REMAINING;
import static org.mattermote.stack.cluster.ColorLamp.SATURATION;
import static org.mattermote.stack.cluster.ColorLamp.START_UP;
import static org.mattermote.stack.cluster.ColorLamp.STOP;
import static org.mattermote.stack.cluster.ColorLamp.UP;
import static org.mattermote.stack.cluster.ColorLamp.X;
import static org.mattermote.stack.cluster.ColorLamp.Y;
import static org.mattermote.stack.model.spec.ColorControlSpec.*;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mattermote.stack.model.spec.LevelControlSpec;

class ColorControlClusterTest {
    private final ColorLamp lamp = new ColorLamp();

    private void check(int attribute, long value) {
        assertEquals(value, lamp.attribute(attribute), "attribute " + attribute);
    }

    private void checkModes(int mode, int enhanced) {
        check(MODE, mode);
        check(ENHANCED_MODE, enhanced);
    }

    @Test
    void shouldHaveWhatTheModelDemands() {
        Fakes.checkAgainstModel(lamp.cluster);
        assertEquals(0x1F, lamp.cluster.featureMap());
        assertEquals(19, lamp.cluster.commands().length);
        check(ATTR_COLOR_CAPABILITIES, 0x1F);
        checkModes(1, 1);
        check(X, 24939);
        check(Y, 24701);
        check(MIREDS, 250);
        check(ATTR_COLOR_TEMP_PHYSICAL_MIN_MIREDS, 153);
        check(ATTR_COLOR_TEMP_PHYSICAL_MAX_MIREDS, 500);
        check(ATTR_COUPLE_COLOR_TEMP_TO_LEVEL_MIN_MIREDS, 200);
        check(START_UP, NULL);
        check(ATTR_COLOR_LOOP_TIME, 25);
        check(ATTR_COLOR_LOOP_START_ENHANCED_HUE, 0x2300);
        check(ATTR_NUMBER_OF_PRIMARIES, 3);
        check(ATTR_PRIMARY1X, 45000);
        check(ATTR_PRIMARY2_INTENSITY, 200);
        check(ATTR_PRIMARY3Y, 3000);
        assertEquals(List.of(List.of(1, 24939, 24701, 0)), lamp.shown);
    }

    @ParameterizedTest
    @CsvSource({
        // features, commands, attributes, first mode
        "0x10, 4, 11, 2",
        "0x08, 4, 8, 1",
        "0x01, 8, 8, 0",
        "0x07, 13, 14, 0",
        "0x18, 7, 13, 1",
    })
    void shouldHaveTheElementsOfItsFeatures(
            String features, int commands, int attributes, int mode) {
        int map = Integer.decode(features);
        lamp.boot(new ColorCapabilities(map, 153, 500, 153, null), ColorLamp.POWER_ON);
        assertEquals(commands, lamp.cluster.commands().length);
        assertEquals(attributes, lamp.cluster.attributes().length);
        Fakes.checkAgainstModel(lamp.cluster);
        check(ATTR_COLOR_CAPABILITIES, map);
        check(ATTR_NUMBER_OF_PRIMARIES, 0);
        checkModes(mode, mode);
    }

    @Test
    void shouldNumberSixPrimaries() {
        int[] primaries = new int[18];
        for (int i = 0; i < primaries.length; i++) {
            primaries[i] = i + 1;
        }
        lamp.boot(new ColorCapabilities(8, 1, 2, 1, primaries), ColorLamp.POWER_ON);
        Fakes.checkAgainstModel(lamp.cluster);
        check(ATTR_PRIMARY3_INTENSITY, 9);
        check(ATTR_PRIMARY4X, 10);
        check(ATTR_PRIMARY6_INTENSITY, 18);
    }

    // ---- Hue ----------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        // hue from, to, direction, after a third of the time, after two
        "60, 120, 0, 80, 100",
        "60, 135, 1, 0, 195",
        "60, 120, 2, 80, 100",
        "120, 60, 3, 100, 80",
        "250, 10, 0, 255, 5",
        "10, 250, 0, 5, 0",
        "60, 60, 1, 60, 60",
        "60, 60, 2, 60, 60",
        "60, 60, 3, 60, 60",
    })
    void shouldMoveToAHue(int from, int to, int direction, int first, int second) {
        lamp.run(CMD_MOVE_TO_HUE, from, 0, 0);
        check(HUE, from);
        check(ENHANCED_HUE, from << 8);
        checkModes(0, 0);
        lamp.run(CMD_MOVE_TO_HUE, to, direction, 300);
        check(REMAINING, from == to ? 0 : 300);
        lamp.pass(10_000);
        check(HUE, first % 255);
        lamp.pass(10_000);
        check(HUE, second);
        lamp.pass(10_000);
        check(HUE, to);
        check(ENHANCED_HUE, to << 8);
        check(REMAINING, 0);
    }

    @Test
    void shouldMoveTheHueUntilItIsStopped() {
        lamp.run(CMD_MOVE_TO_HUE, 200, 0, 0);
        lamp.run(CMD_MOVE_HUE, UP, 5);
        check(REMAINING, 0xFFFF);
        lamp.pass(5000);
        check(HUE, 225);
        lamp.pass(15_000);
        check(HUE, 45);
        lamp.run(CMD_MOVE_HUE, STOP, 0);
        check(REMAINING, 0);
        lamp.pass(5000);
        check(HUE, 45);
        lamp.run(CMD_MOVE_HUE, DOWN, 5);
        lamp.pass(10_000);
        check(HUE, 250);
        lamp.run(CMD_STOP_MOVE_STEP);
        lamp.pass(1000);
        check(HUE, 250);
        check(REMAINING, 0);
    }

    @Test
    void shouldStepTheHueRoundTheCircle() {
        lamp.run(CMD_MOVE_TO_HUE, 200, 0, 0);
        lamp.run(CMD_STEP_HUE, UP, 80, 200);
        lamp.pass(5000);
        check(HUE, 220);
        lamp.pass(15_000);
        check(HUE, 25);
        lamp.run(CMD_STEP_HUE, DOWN, 100, 0);
        check(HUE, 180);
    }

    @Test
    void shouldMoveTheEnhancedHue() {
        lamp.run(CMD_ENHANCED_MOVE_TO_HUE, 6000, 0, 0);
        checkModes(0, 3);
        lamp.run(CMD_ENHANCED_MOVE_TO_HUE, 54000, 1, 300);
        lamp.pass(10_000);
        check(ENHANCED_HUE, 22000);
        check(HUE, 22000 >> 8);
        lamp.pass(20_000);
        check(ENHANCED_HUE, 54000);
        lamp.run(CMD_ENHANCED_MOVE_TO_HUE, 65535, 0, 0);
        check(ENHANCED_HUE, 65535);
        check(HUE, 254);
        lamp.run(CMD_ENHANCED_STEP_HUE, UP, 6001, 100);
        lamp.pass(5000);
        check(ENHANCED_HUE, 2999);
        lamp.pass(5000);
        check(ENHANCED_HUE, 6000);
        lamp.run(CMD_ENHANCED_MOVE_HUE, DOWN, 500);
        lamp.pass(20_000);
        check(ENHANCED_HUE, 61536);
        lamp.run(CMD_ENHANCED_MOVE_HUE, STOP, 5);
        lamp.pass(1000);
        check(ENHANCED_HUE, 61536);
    }

    // ---- Saturation ---------------------------------------------------------------------------

    @Test
    void shouldMoveTheSaturation() {
        lamp.run(CMD_MOVE_TO_SATURATION, 60, 0);
        lamp.run(CMD_MOVE_TO_SATURATION, 120, 300);
        lamp.pass(10_000);
        check(SATURATION, 80);
        lamp.pass(20_000);
        check(SATURATION, 120);
        checkModes(0, 0);
        lamp.run(CMD_MOVE_SATURATION, UP, 5);
        check(REMAINING, 268);
        lamp.pass(10_000);
        check(SATURATION, 170);
        lamp.pass(20_000);
        check(SATURATION, 254);
        lamp.run(CMD_MOVE_SATURATION, DOWN, 100);
        lamp.pass(1000);
        lamp.run(CMD_MOVE_SATURATION, STOP, 1);
        lamp.pass(1000);
        check(SATURATION, 154);
        lamp.run(CMD_STEP_SATURATION, DOWN, 200, 10);
        lamp.pass(1000);
        check(SATURATION, 0);
        lamp.run(CMD_STEP_SATURATION, UP, 255, 0);
        check(SATURATION, 254);
    }

    @ParameterizedTest
    @CsvSource({"true, 3", "false, 0"})
    void shouldMoveHueAndSaturationTogether(boolean enhanced, int mode) {
        int command =
                enhanced ? CMD_ENHANCED_MOVE_TO_HUE_AND_SATURATION : CMD_MOVE_TO_HUE_AND_SATURATION;
        int unit = enhanced ? 256 : 1;
        lamp.run(command, 200 * unit, 50, 0);
        check(HUE, 200);
        check(SATURATION, 50);
        lamp.run(command, 160 * unit, 80, 200);
        lamp.pass(10_000);
        check(HUE, 180);
        check(SATURATION, 65);
        lamp.pass(10_000);
        check(HUE, 160);
        check(SATURATION, 80);
        checkModes(0, mode);
        assertEquals(List.of(0, 160 << 8, 80, 0), lamp.lastShown());
    }

    @Test
    void shouldMoveHueAndSaturationEachForItself() {
        lamp.run(CMD_MOVE_TO_HUE_AND_SATURATION, 0, 0, 0);
        lamp.run(CMD_MOVE_TO_HUE, 100, 2, 100);
        lamp.pass(5000);
        lamp.run(CMD_MOVE_TO_SATURATION, 200, 100);
        check(REMAINING, 100);
        lamp.pass(5000);
        check(HUE, 100);
        check(SATURATION, 100);
        assertEquals(1, lamp.lastShown().get(3));
        lamp.run(CMD_MOVE_HUE, STOP, 0);
        check(SATURATION, 100);
        check(REMAINING, 0);
    }

    // ---- x and y ------------------------------------------------------------------------------

    @Test
    void shouldMoveToAColor() {
        lamp.run(CMD_MOVE_TO_COLOR, 32768, 19660, 0);
        check(X, 32768);
        check(Y, 19660);
        lamp.run(CMD_MOVE_TO_COLOR, 13107, 13107, 200);
        lamp.pass(10_000);
        check(X, 22938);
        check(Y, 16384);
        lamp.pass(10_000);
        check(X, 13107);
        check(Y, 13107);
        checkModes(1, 1);
    }

    @Test
    void shouldMoveTheColorAtRates() {
        lamp.run(CMD_MOVE_TO_COLOR, 33000, 26000, 0);
        lamp.run(CMD_MOVE_COLOR, -100, 50);
        check(REMAINING, 7856);
        lamp.pass(10_000);
        check(X, 32000);
        check(Y, 26500);
        lamp.run(CMD_MOVE_COLOR, 0, 0);
        lamp.pass(10_000);
        check(X, 32000);
        check(Y, 26500);
        check(REMAINING, 0);
        lamp.run(CMD_MOVE_COLOR, 32767, -32768);
        lamp.pass(2000);
        check(X, 65279);
        check(Y, 0);
        lamp.run(CMD_MOVE_COLOR, -1, 0);
        check(REMAINING, 0xFFFE);
        lamp.run(CMD_STOP_MOVE_STEP);
        check(REMAINING, 0);
    }

    @Test
    void shouldStepTheColor() {
        lamp.run(CMD_MOVE_TO_COLOR, 33000, 20000, 0);
        lamp.run(CMD_STEP_COLOR, -20000, -6000, 200);
        lamp.pass(10_000);
        check(X, 23000);
        check(Y, 17000);
        lamp.pass(10_000);
        check(X, 13000);
        check(Y, 14000);
        lamp.run(CMD_STEP_COLOR, -20000, 0, 0);
        check(X, 0);
        check(Y, 14000);
    }

    // ---- Color temperature --------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"310, 310", "0, 153", "152, 153", "501, 500", "65279, 500"})
    void shouldMoveToATemperature(int mireds, int clipped) {
        lamp.run(CMD_MOVE_TO_COLOR_TEMPERATURE, mireds, 0);
        check(MIREDS, clipped);
        checkModes(2, 2);
        lamp.run(CMD_MOVE_TO_COLOR_TEMPERATURE, 250, 100);
        lamp.pass(5000);
        check(MIREDS, clipped + (250 - clipped) / 2);
        lamp.pass(5000);
        check(MIREDS, 250);
    }

    @ParameterizedTest
    @CsvSource({
        // mode, rate, minimum, maximum, after a second, at the end
        "1, 40, 0, 0, 290, 500",
        "1, 40, 153, 500, 290, 500",
        "1, 40, 1, 65279, 290, 500",
        "1, 40, 0, 280, 280, 280",
        "1, 40, 0, 200, 250, 250",
        "3, 40, 0, 0, 210, 153",
        "3, 40, 240, 0, 240, 240",
        "3, 40, 300, 0, 250, 250",
        "3, 65535, 0, 0, 153, 153",
    })
    void shouldMoveTheTemperature(int mode, int rate, int min, int max, int after, int end) {
        lamp.run(CMD_MOVE_TO_COLOR_TEMPERATURE, 250, 0);
        lamp.run(CMD_MOVE_COLOR_TEMPERATURE, mode, rate, min, max);
        lamp.pass(1000);
        check(MIREDS, after);
        lamp.pass(100_000);
        check(MIREDS, end);
    }

    @Test
    void shouldStopTheTemperature() {
        lamp.run(CMD_MOVE_TO_COLOR_TEMPERATURE, 250, 0);
        lamp.run(CMD_MOVE_COLOR_TEMPERATURE, UP, 10, 0, 0);
        check(REMAINING, 250);
        lamp.pass(2000);
        lamp.run(CMD_MOVE_COLOR_TEMPERATURE, STOP, 0, 0, 0);
        lamp.pass(2000);
        check(MIREDS, 270);
        check(REMAINING, 0);
    }

    @ParameterizedTest
    @CsvSource({
        // mode, size, minimum, maximum, target
        "1, 100, 0, 0, 350",
        "1, 1000, 0, 0, 500",
        "1, 100, 0, 300, 300",
        "3, 50, 0, 0, 200",
        "3, 65535, 0, 0, 153",
        "3, 50, 220, 0, 220",
    })
    void shouldStepTheTemperature(int mode, int size, int min, int max, int target) {
        lamp.run(CMD_MOVE_TO_COLOR_TEMPERATURE, 250, 0);
        lamp.run(CMD_STEP_COLOR_TEMPERATURE, mode, size, 10, min, max);
        check(REMAINING, 10);
        lamp.pass(500);
        check(MIREDS, 250 + (target - 250) / 2);
        lamp.pass(500);
        check(MIREDS, target);
    }

    @Test
    void shouldFollowTheLevelWhereTheyAreCoupled() {
        lamp.run(CMD_MOVE_TO_COLOR_TEMPERATURE, 250, 0);
        setLevel(127, 0);
        check(MIREDS, 250);
        lamp.write(lamp.level, LevelControlSpec.ATTR_OPTIONS, 2);
        lamp.pass(1);
        check(MIREDS, 250);
        setLevel(254, 0);
        check(MIREDS, 200);
        setLevel(1, 100);
        int before = lamp.stamp(MIREDS);
        lamp.pass(5000);
        assertEquals(350, lamp.attribute(MIREDS), 2);
        assertTrue(lamp.stamp(MIREDS) > before);
        lamp.pass(6000);
        check(MIREDS, 500);
        int last = lamp.stamp(MIREDS);
        lamp.pass(10_000);
        assertEquals(last, lamp.stamp(MIREDS));
        lamp.run(CMD_MOVE_TO_COLOR_TEMPERATURE, 300, 0);
        lamp.pass(1000);
        check(MIREDS, 300);
        assertEquals(1, lamp.level.level(lamp.now));
        lamp.run(CMD_MOVE_TO_COLOR, 10000, 10000, 0);
        setLevel(100, 0);
        check(MIREDS, 300);
    }

    private void setLevel(int level, int tenths) {
        Fakes.invoke(
                lamp.level,
                LevelControlSpec.CMD_MOVE_TO_LEVEL,
                ColorLamp.fields(0, level, tenths, 0, 0),
                lamp.now);
        lamp.pass(1);
    }

    // ---- Modes --------------------------------------------------------------------------------

    @Test
    void shouldSetOutFromTheColorShown() {
        lamp.run(CMD_MOVE_TO_COLOR_TEMPERATURE, 250, 0);
        lamp.run(CMD_MOVE_COLOR, 0, 0);
        checkModes(2, 2);
        lamp.run(CMD_STEP_COLOR, 1, 0, 0);
        checkModes(1, 1);
        int xy = ColorMath.miredsToXy(250);
        check(X, ColorMath.first(xy) + 1);
        check(Y, ColorMath.second(xy));
        lamp.run(CMD_STEP_COLOR_TEMPERATURE, UP, 10, 0, 0, 0);
        assertEquals(260, lamp.attribute(MIREDS), 3);
        lamp.run(CMD_MOVE_TO_HUE_AND_SATURATION, 85, 254, 0);
        lamp.run(CMD_STEP_COLOR, 0, 1, 0);
        assertEquals(0.30 * 65536, lamp.attribute(X), 400);
        assertEquals(0.60 * 65536, lamp.attribute(Y), 400);
        lamp.run(CMD_STEP_SATURATION, DOWN, 1, 0);
        assertEquals(85, lamp.attribute(HUE), 1);
        assertEquals(253, lamp.attribute(SATURATION), 2);
        lamp.run(CMD_MOVE_TO_COLOR_TEMPERATURE, 153, 0);
        check(MIREDS, 153);
    }

    @Test
    void shouldKeepTheValuesOfOtherModes() {
        lamp.run(CMD_MOVE_TO_HUE_AND_SATURATION, 30, 100, 0);
        lamp.run(CMD_MOVE_TO_COLOR, 20000, 30000, 100);
        lamp.pass(5000);
        lamp.run(CMD_MOVE_TO_COLOR_TEMPERATURE, 300, 0);
        long x = lamp.attribute(X);
        lamp.pass(10_000);
        check(HUE, 30);
        check(SATURATION, 100);
        check(X, x);
        check(REMAINING, 0);
    }

    @Test
    void shouldChangeBetweenTheHueModesInFlight() {
        lamp.run(CMD_ENHANCED_MOVE_TO_HUE, 10000, 0, 0);
        lamp.run(CMD_ENHANCED_MOVE_TO_HUE, 20000, 0, 100);
        lamp.run(CMD_MOVE_TO_SATURATION, 10, 0);
        checkModes(0, 0);
        lamp.pass(5000);
        check(ENHANCED_HUE, 15000);
        lamp.pass(5000);
        check(ENHANCED_HUE, 20000);
    }

    // ---- The color loop -----------------------------------------------------------------------

    private void loop(int flags, int action, int direction, int time, int startHue) {
        lamp.run(CMD_COLOR_LOOP_SET, flags, action, direction, time, startHue);
    }

    @Test
    void shouldLoopAndComeBack() {
        lamp.run(CMD_ENHANCED_MOVE_TO_HUE_AND_SATURATION, 16384, 100, 0);
        loop(0x0F, 0, 0, 30, 160);
        check(ATTR_COLOR_LOOP_ACTIVE, 0);
        check(ATTR_COLOR_LOOP_TIME, 30);
        loop(1, 1, 1, 99, 99);
        check(ATTR_COLOR_LOOP_ACTIVE, 1);
        check(ATTR_COLOR_LOOP_DIRECTION, 0);
        check(ATTR_COLOR_LOOP_TIME, 30);
        check(ATTR_COLOR_LOOP_START_ENHANCED_HUE, 160);
        check(ATTR_COLOR_LOOP_STORED_ENHANCED_HUE, 16384);
        check(ENHANCED_HUE, 160);
        check(REMAINING, 0xFFFF);
        checkModes(0, 3);
        assertEquals(180, lamp.pass(15_000), 2);
        check(ENHANCED_HUE, 160 + 32768);
        assertEquals(List.of(0, 160 + 32768, 100, 1), lamp.lastShown());
        lamp.pass(15_000);
        check(ENHANCED_HUE, 160);
        lamp.run(CMD_STOP_MOVE_STEP);
        check(ATTR_COLOR_LOOP_ACTIVE, 1);
        loop(1, 0, 0, 0, 0);
        check(ENHANCED_HUE, 16384);
        check(REMAINING, 0);
        lamp.pass(1000);
        check(ENHANCED_HUE, 16384);
        loop(1, 0, 0, 0, 0);
        check(ENHANCED_HUE, 16384);
    }

    @Test
    void shouldLoopFromTheHueItHas() {
        lamp.run(CMD_MOVE_TO_COLOR, 19661, 39322, 0);
        loop(0x0F, 2, 1, 60, 0);
        checkModes(0, 3);
        long hue = lamp.attribute(ENHANCED_HUE);
        assertEquals(85 << 8, hue, 300);
        check(ATTR_COLOR_LOOP_STORED_ENHANCED_HUE, hue);
        lamp.pass(30_000);
        check(ENHANCED_HUE, hue + 32768 & 0xFFFF);
    }

    @Test
    void shouldLeaveTheHueToTheLoop() {
        loop(0x0F, 1, 1, 60, 0);
        lamp.run(CMD_MOVE_TO_HUE, 77, 0, 0);
        lamp.run(CMD_MOVE_HUE, UP, 7);
        lamp.run(CMD_ENHANCED_STEP_HUE, UP, 7, 0);
        lamp.run(CMD_MOVE_TO_HUE_AND_SATURATION, 77, 88, 10);
        lamp.pass(15_000);
        check(ENHANCED_HUE, 16384);
        check(SATURATION, 88);
        checkModes(0, 3);
        lamp.run(CMD_MOVE_TO_COLOR, 10000, 20000, 10);
        check(REMAINING, 10);
        lamp.pass(15_000);
        checkModes(1, 1);
        check(ATTR_COLOR_LOOP_ACTIVE, 1);
        assertEquals(List.of(1, 10000, 20000, 0), lamp.lastShown());
        lamp.run(CMD_MOVE_TO_SATURATION, 200, 0);
        checkModes(0, 3);
        check(ENHANCED_HUE, 32768);
    }
}
