package org.mattermote.stack.cluster;

import org.mattermote.stack.model.spec.ColorControlSpec;

/** Attributes and commands of Color Control by feature. At boot, and for those of the primaries. */
final class ColorElements {
    private static final int HS = ColorControlSpec.FEATURE_HUE_SATURATION;
    private static final int EHUE = ColorControlSpec.FEATURE_ENHANCED_HUE;
    private static final int CL = ColorControlSpec.FEATURE_COLOR_LOOP;
    private static final int XY = ColorControlSpec.FEATURE_XY;
    private static final int CT = ColorControlSpec.FEATURE_COLOR_TEMPERATURE;
    private static final int ANY = ~0;

    /** Each attribute with the features that ask for it, the primaries left out. */
    private static final int[] ATTRIBUTES = {
        ColorControlSpec.ATTR_CURRENT_HUE, HS,
        ColorControlSpec.ATTR_CURRENT_SATURATION, HS,
        ColorControlSpec.ATTR_REMAINING_TIME, ANY,
        ColorControlSpec.ATTR_CURRENT_X, XY,
        ColorControlSpec.ATTR_CURRENT_Y, XY,
        ColorControlSpec.ATTR_COLOR_TEMPERATURE_MIREDS, CT,
        ColorControlSpec.ATTR_COLOR_MODE, ANY,
        ColorControlSpec.ATTR_OPTIONS, ANY,
        ColorControlSpec.ATTR_NUMBER_OF_PRIMARIES, ANY,
        ColorControlSpec.ATTR_ENHANCED_CURRENT_HUE, EHUE,
        ColorControlSpec.ATTR_ENHANCED_COLOR_MODE, ANY,
        ColorControlSpec.ATTR_COLOR_LOOP_ACTIVE, CL,
        ColorControlSpec.ATTR_COLOR_LOOP_DIRECTION, CL,
        ColorControlSpec.ATTR_COLOR_LOOP_TIME, CL,
        ColorControlSpec.ATTR_COLOR_LOOP_START_ENHANCED_HUE, CL,
        ColorControlSpec.ATTR_COLOR_LOOP_STORED_ENHANCED_HUE, CL,
        ColorControlSpec.ATTR_COLOR_CAPABILITIES, ANY,
        ColorControlSpec.ATTR_COLOR_TEMP_PHYSICAL_MIN_MIREDS, CT,
        ColorControlSpec.ATTR_COLOR_TEMP_PHYSICAL_MAX_MIREDS, CT,
        ColorControlSpec.ATTR_COUPLE_COLOR_TEMP_TO_LEVEL_MIN_MIREDS, CT,
        ColorControlSpec.ATTR_START_UP_COLOR_TEMPERATURE_MIREDS, CT,
    };

    private static final int[] COMMANDS = {
        ColorControlSpec.CMD_MOVE_TO_HUE, HS,
        ColorControlSpec.CMD_MOVE_HUE, HS,
        ColorControlSpec.CMD_STEP_HUE, HS,
        ColorControlSpec.CMD_MOVE_TO_SATURATION, HS,
        ColorControlSpec.CMD_MOVE_SATURATION, HS,
        ColorControlSpec.CMD_STEP_SATURATION, HS,
        ColorControlSpec.CMD_MOVE_TO_HUE_AND_SATURATION, HS,
        ColorControlSpec.CMD_MOVE_TO_COLOR, XY,
        ColorControlSpec.CMD_MOVE_COLOR, XY,
        ColorControlSpec.CMD_STEP_COLOR, XY,
        ColorControlSpec.CMD_MOVE_TO_COLOR_TEMPERATURE, CT,
        ColorControlSpec.CMD_ENHANCED_MOVE_TO_HUE, EHUE,
        ColorControlSpec.CMD_ENHANCED_MOVE_HUE, EHUE,
        ColorControlSpec.CMD_ENHANCED_STEP_HUE, EHUE,
        ColorControlSpec.CMD_ENHANCED_MOVE_TO_HUE_AND_SATURATION, EHUE,
        ColorControlSpec.CMD_COLOR_LOOP_SET, CL,
        ColorControlSpec.CMD_STOP_MOVE_STEP, HS | XY | CT,
        ColorControlSpec.CMD_MOVE_COLOR_TEMPERATURE, CT,
        ColorControlSpec.CMD_STEP_COLOR_TEMPERATURE, CT,
    };

    /** Attributes a primary: x, y, intensity. */
    private static final int PER_PRIMARY = 3;

    /** Ids from one primary to the next. */
    private static final int PRIMARY_STRIDE = 4;

    /** Primaries with ids from Primary1X on; the others begin at Primary4X. */
    private static final int FIRST_PRIMARIES = 3;

    private ColorElements() {}

    /** Attributes, ascending. */
    static int[] attributes(ColorCapabilities can) {
        int[] chosen = chosen(ATTRIBUTES, can.features);
        int[] all = new int[chosen.length + can.primaries.length];
        int n = 0;
        for (int i = 0; i < chosen.length; i++) {
            all[n++] = chosen[i];
            if (chosen[i] == ColorControlSpec.ATTR_NUMBER_OF_PRIMARIES) {
                for (int p = 0; p < can.primaries.length; p++) {
                    all[n++] = primaryId(p);
                }
            }
        }
        return all;
    }

    /** Commands, ascending. */
    static int[] commands(ColorCapabilities can) {
        return chosen(COMMANDS, can.features);
    }

    /** NumberOfPrimaries. */
    static int primaryCount(ColorCapabilities can) {
        return can.primaries.length / PER_PRIMARY;
    }

    /** Value of an attribute of a primary, −1 when it is none of those there are. */
    static int primary(ColorCapabilities can, int attribute) {
        for (int i = 0; i < can.primaries.length; i++) {
            if (primaryId(i) == attribute) {
                return can.primaries[i];
            }
        }
        return -1;
    }

    private static int primaryId(int i) {
        int number = i / PER_PRIMARY;
        int first =
                number < FIRST_PRIMARIES
                        ? ColorControlSpec.ATTR_PRIMARY1X + number * PRIMARY_STRIDE
                        : ColorControlSpec.ATTR_PRIMARY4X
                                + (number - FIRST_PRIMARIES) * PRIMARY_STRIDE;
        return first + i % PER_PRIMARY;
    }

    private static int[] chosen(int[] all, int features) {
        int count = 0;
        for (int i = 0; i < all.length; i += 2) {
            if ((all[i + 1] & features) != 0) {
                count++;
            }
        }
        int[] ids = new int[count];
        int n = 0;
        for (int i = 0; i < all.length; i += 2) {
            if ((all[i + 1] & features) != 0) {
                ids[n++] = all[i];
            }
        }
        return ids;
    }
}
