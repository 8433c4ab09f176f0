package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.ColorControlSpec;

/**
 * The commands of Color Control (Matter application clusters 3.2.8): what is wrong with their
 * fields, and how they set the color in motion. Whether they may run is the cluster's affair.
 */
final class ColorCommands {
    /** A field of 16 bits with a sign, among the greatest values of the others. */
    private static final int S16 = -1;

    // Greatest values of the fields by tag; OptionsMask and OptionsOverride are the last two.
    private static final int[] MOVE_TO_HUE = {254, 0xFF, 0xFFFE, 0xFF, 0xFF};
    private static final int[] MOVE_HUE = {0xFF, 0xFF, 0xFF, 0xFF};
    private static final int[] STEP_HUE = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF};
    private static final int[] MOVE_TO_SATURATION = {254, 0xFFFE, 0xFF, 0xFF};
    private static final int[] MOVE_TO_HUE_AND_SATURATION = {254, 254, 0xFFFE, 0xFF, 0xFF};
    private static final int[] MOVE_TO_COLOR = {0xFEFF, 0xFEFF, 0xFFFE, 0xFF, 0xFF};
    private static final int[] MOVE_COLOR = {S16, S16, 0xFF, 0xFF};
    private static final int[] STEP_COLOR = {S16, S16, 0xFFFE, 0xFF, 0xFF};
    private static final int[] MOVE_TO_TEMPERATURE = {0xFEFF, 0xFFFE, 0xFF, 0xFF};
    private static final int[] MOVE_TEMPERATURE = {0xFF, 0xFFFF, 0xFEFF, 0xFEFF, 0xFF, 0xFF};
    private static final int[] STEP_TEMPERATURE = {
        0xFF, 0xFFFF, 0xFFFE, 0xFEFF, 0xFEFF, 0xFF, 0xFF
    };
    private static final int[] ENHANCED_MOVE_TO_HUE = {0xFFFF, 0xFF, 0xFFFE, 0xFF, 0xFF};
    private static final int[] ENHANCED_MOVE_HUE = {0xFF, 0xFFFF, 0xFF, 0xFF};
    private static final int[] ENHANCED_STEP_HUE = {0xFF, 0xFFFF, 0xFFFE, 0xFF, 0xFF};
    private static final int[] ENHANCED_MOVE_TO_BOTH = {0xFFFF, 254, 0xFFFE, 0xFF, 0xFF};
    private static final int[] COLOR_LOOP_SET = {0xFF, 0xFF, 0xFF, 0xFFFF, 0xFFFF, 0xFF, 0xFF};
    private static final int[] STOP_MOVE_STEP = {0xFF, 0xFF};

    private static final int TENTH_MILLIS = 100;
    private static final int SECOND_MILLIS = 1000;

    /** Units of EnhancedCurrentHue in one of CurrentHue. */
    private static final int COARSE = 256;

    private final ColorMotion color;
    private final FieldTable fields;
    private int fieldCount;

    ColorCommands(ColorMotion color, FieldTable fields) {
        this.color = color;
        this.fields = fields;
    }

    /**
     * Takes in the fields of a command.
     *
     * @return SUCCESS, INVALID_COMMAND, CONSTRAINT_ERROR or UNSUPPORTED_COMMAND
     */
    int take(int command, TlvReader from) {
        int[] maxima = maxima(command);
        if (maxima == null) {
            return ImStatus.UNSUPPORTED_COMMAND;
        }
        if (fields.collect(from) != CodecStatus.OK) {
            return ImStatus.INVALID_COMMAND;
        }
        fieldCount = maxima.length;
        int least = 0;
        for (int tag = 0; tag < fieldCount; tag++) {
            int max = maxima[tag];
            least = Math.min(least, max == S16 ? fields.s16(tag) : fields.unsigned(tag, max));
        }
        if (least < 0) {
            return CommandFields.status(CodecStatus.END, least);
        }
        return isMeant(command) ? ImStatus.SUCCESS : ImStatus.INVALID_COMMAND;
    }

    /** OptionsMask of the command taken. */
    int optionsMask() {
        return field(fieldCount - 2);
    }

    /** OptionsOverride of the command taken. */
    int optionsOverride() {
        return field(fieldCount - 1);
    }

    private static int[] maxima(int command) {
        switch (command) {
            case ColorControlSpec.CMD_MOVE_TO_HUE:
                return MOVE_TO_HUE;
            case ColorControlSpec.CMD_MOVE_HUE:
            case ColorControlSpec.CMD_MOVE_SATURATION:
                return MOVE_HUE;
            case ColorControlSpec.CMD_STEP_HUE:
            case ColorControlSpec.CMD_STEP_SATURATION:
                return STEP_HUE;
            case ColorControlSpec.CMD_MOVE_TO_SATURATION:
                return MOVE_TO_SATURATION;
            case ColorControlSpec.CMD_MOVE_TO_HUE_AND_SATURATION:
                return MOVE_TO_HUE_AND_SATURATION;
            case ColorControlSpec.CMD_MOVE_TO_COLOR:
                return MOVE_TO_COLOR;
            case ColorControlSpec.CMD_MOVE_COLOR:
                return MOVE_COLOR;
            case ColorControlSpec.CMD_STEP_COLOR:
                return STEP_COLOR;
            case ColorControlSpec.CMD_MOVE_TO_COLOR_TEMPERATURE:
                return MOVE_TO_TEMPERATURE;
            case ColorControlSpec.CMD_ENHANCED_MOVE_TO_HUE:
                return ENHANCED_MOVE_TO_HUE;
            case ColorControlSpec.CMD_ENHANCED_MOVE_HUE:
                return ENHANCED_MOVE_HUE;
            case ColorControlSpec.CMD_ENHANCED_STEP_HUE:
                return ENHANCED_STEP_HUE;
            case ColorControlSpec.CMD_ENHANCED_MOVE_TO_HUE_AND_SATURATION:
                return ENHANCED_MOVE_TO_BOTH;
            case ColorControlSpec.CMD_COLOR_LOOP_SET:
                return COLOR_LOOP_SET;
            case ColorControlSpec.CMD_STOP_MOVE_STEP:
                return STOP_MOVE_STEP;
            case ColorControlSpec.CMD_MOVE_COLOR_TEMPERATURE:
                return MOVE_TEMPERATURE;
            case ColorControlSpec.CMD_STEP_COLOR_TEMPERATURE:
                return STEP_TEMPERATURE;
            default:
                return null;
        }
    }

    /** Whether enumerations are known, and rates and steps not 0 where that means nothing. */
    private boolean isMeant(int command) {
        switch (command) {
            case ColorControlSpec.CMD_MOVE_TO_HUE:
            case ColorControlSpec.CMD_ENHANCED_MOVE_TO_HUE:
                return field(ColorControlSpec.MOVE_TO_HUE_DIRECTION)
                        <= ColorControlSpec.DIRECTION_DOWN;
            case ColorControlSpec.CMD_MOVE_HUE:
            case ColorControlSpec.CMD_MOVE_SATURATION:
            case ColorControlSpec.CMD_ENHANCED_MOVE_HUE:
            case ColorControlSpec.CMD_MOVE_COLOR_TEMPERATURE:
                int mode = field(ColorControlSpec.MOVE_HUE_MOVE_MODE);
                return mode == ColorControlSpec.MOVE_MODE_STOP
                        || (mode == ColorControlSpec.MOVE_MODE_UP
                                        || mode == ColorControlSpec.MOVE_MODE_DOWN)
                                && field(ColorControlSpec.MOVE_HUE_RATE) != 0;
            case ColorControlSpec.CMD_STEP_HUE:
            case ColorControlSpec.CMD_STEP_SATURATION:
            case ColorControlSpec.CMD_ENHANCED_STEP_HUE:
            case ColorControlSpec.CMD_STEP_COLOR_TEMPERATURE:
                int step = field(ColorControlSpec.STEP_HUE_STEP_MODE);
                return (step == ColorControlSpec.STEP_MODE_UP
                                || step == ColorControlSpec.STEP_MODE_DOWN)
                        && field(ColorControlSpec.STEP_HUE_STEP_SIZE) != 0;
            case ColorControlSpec.CMD_STEP_COLOR:
                return field(ColorControlSpec.STEP_COLOR_STEP_X) != 0
                        || field(ColorControlSpec.STEP_COLOR_STEP_Y) != 0;
            case ColorControlSpec.CMD_COLOR_LOOP_SET:
                return field(ColorControlSpec.COLOR_LOOP_SET_ACTION)
                                <= ColorControlSpec
                                        .COLOR_LOOP_ACTION_ACTIVATE_FROM_ENHANCED_CURRENT_HUE
                        && field(ColorControlSpec.COLOR_LOOP_SET_DIRECTION)
                                <= ColorControlSpec.COLOR_LOOP_DIRECTION_INCREMENT;
            default:
                return true;
        }
    }

    /** Does what the command taken asks for. */
    void run(int command, long nowMillis) {
        switch (command) {
            case ColorControlSpec.CMD_MOVE_TO_HUE:
            case ColorControlSpec.CMD_ENHANCED_MOVE_TO_HUE:
                moveToHue(command == ColorControlSpec.CMD_ENHANCED_MOVE_TO_HUE, nowMillis);
                break;
            case ColorControlSpec.CMD_MOVE_HUE:
            case ColorControlSpec.CMD_ENHANCED_MOVE_HUE:
                moveHue(command == ColorControlSpec.CMD_ENHANCED_MOVE_HUE, nowMillis);
                break;
            case ColorControlSpec.CMD_STEP_HUE:
            case ColorControlSpec.CMD_ENHANCED_STEP_HUE:
                stepHue(command == ColorControlSpec.CMD_ENHANCED_STEP_HUE, nowMillis);
                break;
            case ColorControlSpec.CMD_MOVE_TO_SATURATION:
                color.switchTo(ColorMotion.HUE, nowMillis);
                ColorMotion.begin(
                        color.saturation,
                        field(ColorControlSpec.MOVE_TO_SATURATION_SATURATION),
                        tenths(ColorControlSpec.MOVE_TO_SATURATION_TRANSITION_TIME),
                        nowMillis);
                break;
            case ColorControlSpec.CMD_MOVE_SATURATION:
                moveSaturation(nowMillis);
                break;
            case ColorControlSpec.CMD_STEP_SATURATION:
                stepSaturation(nowMillis);
                break;
            case ColorControlSpec.CMD_MOVE_TO_HUE_AND_SATURATION:
            case ColorControlSpec.CMD_ENHANCED_MOVE_TO_HUE_AND_SATURATION:
                moveToHueAndSaturation(
                        command == ColorControlSpec.CMD_ENHANCED_MOVE_TO_HUE_AND_SATURATION,
                        nowMillis);
                break;
            case ColorControlSpec.CMD_MOVE_TO_COLOR:
                color.switchTo(ColorMotion.XY, nowMillis);
                color.moveToXy(
                        field(ColorControlSpec.MOVE_TO_COLOR_COLOR_X),
                        field(ColorControlSpec.MOVE_TO_COLOR_COLOR_Y),
                        tenths(ColorControlSpec.MOVE_TO_COLOR_TRANSITION_TIME),
                        nowMillis);
                break;
            case ColorControlSpec.CMD_MOVE_COLOR:
                moveColor(nowMillis);
                break;
            case ColorControlSpec.CMD_STEP_COLOR:
                stepColor(nowMillis);
                break;
            case ColorControlSpec.CMD_COLOR_LOOP_SET:
                setLoop(nowMillis);
                break;
            case ColorControlSpec.CMD_STOP_MOVE_STEP:
                color.stop(nowMillis);
                break;
            default:
                runTemperature(command, nowMillis);
                break;
        }
    }

    private void runTemperature(int command, long nowMillis) {
        switch (command) {
            case ColorControlSpec.CMD_MOVE_TO_COLOR_TEMPERATURE:
                color.switchTo(ColorMotion.TEMPERATURE, nowMillis);
                ColorMotion.begin(
                        color.mireds,
                        color.clipMireds(
                                field(
                                        ColorControlSpec
                                                .MOVE_TO_COLOR_TEMPERATURE_COLOR_TEMPERATURE_MIREDS)),
                        tenths(ColorControlSpec.MOVE_TO_COLOR_TEMPERATURE_TRANSITION_TIME),
                        nowMillis);
                break;
            case ColorControlSpec.CMD_MOVE_COLOR_TEMPERATURE:
                moveTemperature(nowMillis);
                break;
            case ColorControlSpec.CMD_STEP_COLOR_TEMPERATURE:
                stepTemperature(nowMillis);
                break;
            default:
                break;
        }
    }

    private void moveToHue(boolean enhanced, long nowMillis) {
        switchToHue(enhanced, nowMillis);
        if (color.loop.isActive()) {
            return;
        }
        int circle = color.circle();
        int hue = field(ColorControlSpec.MOVE_TO_HUE_HUE);
        int up = color.hue.up(enhanced ? hue : hue * COARSE, circle, nowMillis);
        int distance;
        switch (field(ColorControlSpec.MOVE_TO_HUE_DIRECTION)) {
            case ColorControlSpec.DIRECTION_SHORTEST:
                distance = up <= circle - up ? up : up - circle;
                break;
            case ColorControlSpec.DIRECTION_LONGEST:
                distance = up >= circle - up ? up : up - circle;
                break;
            case ColorControlSpec.DIRECTION_UP:
                distance = up;
                break;
            default:
                distance = up - circle;
                break;
        }
        long millis = tenths(ColorControlSpec.MOVE_TO_HUE_TRANSITION_TIME);
        color.hue.begin(up == 0 ? 0 : distance, circle, millis, nowMillis);
    }

    private void moveHue(boolean enhanced, long nowMillis) {
        int mode = field(ColorControlSpec.MOVE_HUE_MOVE_MODE);
        if (mode == ColorControlSpec.MOVE_MODE_STOP) {
            stopHueAndSaturation(nowMillis);
            return;
        }
        switchToHue(enhanced, nowMillis);
        if (color.loop.isActive()) {
            return;
        }
        int rate = field(ColorControlSpec.MOVE_HUE_RATE) * (enhanced ? 1 : COARSE);
        boolean up = mode == ColorControlSpec.MOVE_MODE_UP;
        color.hue.move(up ? rate : -rate, color.circle(), nowMillis);
    }

    private void stepHue(boolean enhanced, long nowMillis) {
        switchToHue(enhanced, nowMillis);
        if (color.loop.isActive()) {
            return;
        }
        int size = field(ColorControlSpec.STEP_HUE_STEP_SIZE) * (enhanced ? 1 : COARSE);
        boolean up = field(ColorControlSpec.STEP_HUE_STEP_MODE) == ColorControlSpec.STEP_MODE_UP;
        long millis = tenths(ColorControlSpec.STEP_HUE_TRANSITION_TIME);
        color.hue.begin(up ? size : -size, color.circle(), millis, nowMillis);
    }

    private void moveSaturation(long nowMillis) {
        int mode = field(ColorControlSpec.MOVE_SATURATION_MOVE_MODE);
        if (mode == ColorControlSpec.MOVE_MODE_STOP) {
            stopHueAndSaturation(nowMillis);
            return;
        }
        color.switchTo(ColorMotion.HUE, nowMillis);
        int target = mode == ColorControlSpec.MOVE_MODE_UP ? ColorMath.MAX_SATURATION : 0;
        int rate = field(ColorControlSpec.MOVE_SATURATION_RATE);
        moveAtRate(color.saturation, target, rate, nowMillis);
    }

    private void stepSaturation(long nowMillis) {
        color.switchTo(ColorMotion.HUE, nowMillis);
        int size = field(ColorControlSpec.STEP_SATURATION_STEP_SIZE);
        boolean up =
                field(ColorControlSpec.STEP_SATURATION_STEP_MODE) == ColorControlSpec.STEP_MODE_UP;
        int target = color.saturation.level(nowMillis) + (up ? size : -size);
        ColorMotion.begin(
                color.saturation,
                Math.max(0, Math.min(ColorMath.MAX_SATURATION, target)),
                tenths(ColorControlSpec.STEP_SATURATION_TRANSITION_TIME),
                nowMillis);
    }

    private void moveToHueAndSaturation(boolean enhanced, long nowMillis) {
        int hue = field(ColorControlSpec.MOVE_TO_HUE_AND_SATURATION_HUE);
        long millis = tenths(ColorControlSpec.MOVE_TO_HUE_AND_SATURATION_TRANSITION_TIME);
        switchToHue(enhanced, nowMillis);
        if (!color.loop.isActive()) {
            color.turnTo(enhanced ? hue : hue * COARSE, millis, nowMillis);
        }
        ColorMotion.begin(
                color.saturation,
                field(ColorControlSpec.MOVE_TO_HUE_AND_SATURATION_SATURATION),
                millis,
                nowMillis);
    }

    private void moveColor(long nowMillis) {
        int rateX = field(ColorControlSpec.MOVE_COLOR_RATE_X);
        int rateY = field(ColorControlSpec.MOVE_COLOR_RATE_Y);
        if (rateX == 0 && rateY == 0) {
            color.stop(nowMillis);
            return;
        }
        color.switchTo(ColorMotion.XY, nowMillis);
        moveXy(color.x, rateX, nowMillis);
        moveXy(color.y, rateY, nowMillis);
    }

    private static void moveXy(LevelTransition value, int rate, long nowMillis) {
        if (rate == 0) {
            value.rest(value.level(nowMillis));
        } else {
            moveAtRate(value, rate > 0 ? ColorMath.MAX_XY : 0, rate > 0 ? rate : -rate, nowMillis);
        }
    }

    private void stepColor(long nowMillis) {
        color.switchTo(ColorMotion.XY, nowMillis);
        int x = color.x.level(nowMillis) + field(ColorControlSpec.STEP_COLOR_STEP_X);
        int y = color.y.level(nowMillis) + field(ColorControlSpec.STEP_COLOR_STEP_Y);
        color.moveToXy(
                Math.max(0, Math.min(ColorMath.MAX_XY, x)),
                Math.max(0, Math.min(ColorMath.MAX_XY, y)),
                tenths(ColorControlSpec.STEP_COLOR_TRANSITION_TIME),
                nowMillis);
    }

    private void moveTemperature(long nowMillis) {
        int mode = field(ColorControlSpec.MOVE_COLOR_TEMPERATURE_MOVE_MODE);
        if (mode == ColorControlSpec.MOVE_MODE_STOP) {
            color.mireds.rest(color.mireds.level(nowMillis));
            return;
        }
        color.switchTo(ColorMotion.TEMPERATURE, nowMillis);
        boolean up = mode == ColorControlSpec.MOVE_MODE_UP;
        int target =
                bounded(
                        up ? color.maxMireds() : color.minMireds(),
                        ColorControlSpec.MOVE_COLOR_TEMPERATURE_COLOR_TEMPERATURE_MINIMUM_MIREDS,
                        up,
                        nowMillis);
        int rate = field(ColorControlSpec.MOVE_COLOR_TEMPERATURE_RATE);
        moveAtRate(color.mireds, target, rate, nowMillis);
    }

    private void stepTemperature(long nowMillis) {
        color.switchTo(ColorMotion.TEMPERATURE, nowMillis);
        int size = field(ColorControlSpec.STEP_COLOR_TEMPERATURE_STEP_SIZE);
        boolean up =
                field(ColorControlSpec.STEP_COLOR_TEMPERATURE_STEP_MODE)
                        == ColorControlSpec.STEP_MODE_UP;
        int mireds = color.mireds.level(nowMillis);
        int target =
                bounded(
                        color.clipMireds(up ? mireds + size : mireds - size),
                        ColorControlSpec.STEP_COLOR_TEMPERATURE_COLOR_TEMPERATURE_MINIMUM_MIREDS,
                        up,
                        nowMillis);
        ColorMotion.begin(
                color.mireds,
                target,
                tenths(ColorControlSpec.STEP_COLOR_TEMPERATURE_TRANSITION_TIME),
                nowMillis);
    }

    /**
     * The target within the bounds of the command: the one it goes towards counts, if it is not
     * passed yet.
     *
     * @param minimumTag field of the lower bound, behind it the upper one; 0 is none
     */
    private int bounded(int target, int minimumTag, boolean up, long nowMillis) {
        int mireds = color.mireds.level(nowMillis);
        int bound = field(up ? minimumTag + 1 : minimumTag);
        if (bound == 0) {
            return target;
        }
        return up
                ? Math.max(mireds, Math.min(target, bound))
                : Math.min(mireds, Math.max(target, bound));
    }

    private void setLoop(long nowMillis) {
        int flags = field(ColorControlSpec.COLOR_LOOP_SET_UPDATE_FLAGS);
        if ((flags & ColorControlSpec.UPDATE_FLAGS_UPDATE_DIRECTION) != 0) {
            color.loop.setDirection(field(ColorControlSpec.COLOR_LOOP_SET_DIRECTION), nowMillis);
        }
        if ((flags & ColorControlSpec.UPDATE_FLAGS_UPDATE_TIME) != 0) {
            color.loop.setSeconds(field(ColorControlSpec.COLOR_LOOP_SET_TIME), nowMillis);
        }
        if ((flags & ColorControlSpec.UPDATE_FLAGS_UPDATE_START_HUE) != 0) {
            color.loop.setStartHue(field(ColorControlSpec.COLOR_LOOP_SET_START_HUE));
        }
        if ((flags & ColorControlSpec.UPDATE_FLAGS_UPDATE_ACTION) != 0) {
            switch (field(ColorControlSpec.COLOR_LOOP_SET_ACTION)) {
                case ColorControlSpec.COLOR_LOOP_ACTION_DEACTIVATE:
                    color.stopLoop();
                    break;
                case ColorControlSpec.COLOR_LOOP_ACTION_ACTIVATE_FROM_COLOR_LOOP_START_ENHANCED_HUE:
                    color.startLoop(false, nowMillis);
                    break;
                default:
                    color.startLoop(true, nowMillis);
                    break;
            }
        }
    }

    private void stopHueAndSaturation(long nowMillis) {
        color.hue.rest(color.hue.hue(nowMillis));
        color.saturation.rest(color.saturation.level(nowMillis));
    }

    private void switchToHue(boolean enhanced, long nowMillis) {
        color.switchTo(enhanced ? ColorMotion.ENHANCED_HUE : ColorMotion.HUE, nowMillis);
    }

    private static void moveAtRate(LevelTransition value, int target, int rate, long nowMillis) {
        int distance = LevelTransition.distance(target, value.level(nowMillis));
        ColorMotion.begin(value, target, (long) distance * SECOND_MILLIS / rate, nowMillis);
    }

    private int field(int tag) {
        return (int) fields.value(tag);
    }

    /** A time of the command in ms. */
    private long tenths(int tag) {
        return (long) field(tag) * TENTH_MILLIS;
    }
}
