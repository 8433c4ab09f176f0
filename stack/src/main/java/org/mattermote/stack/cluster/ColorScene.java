package org.mattermote.stack.cluster;

import org.mattermote.stack.model.spec.ColorControlSpec;

/** The attributes of Color Control in scenes (Matter application clusters 3.2.7.1). */
final class ColorScene {
    private static final int NO_VALUE = SceneAttributes.NO_VALUE;

    private ColorScene() {}

    /** The value a scene keeps; NO_VALUE for what says nothing about the present color. */
    static int value(ColorMotion color, int attribute, long nowMillis) {
        switch (attribute) {
            case ColorControlSpec.ATTR_ENHANCED_COLOR_MODE:
                return color.mode();
            case ColorControlSpec.ATTR_ENHANCED_CURRENT_HUE:
                return color.isHueMode() ? color.hue(nowMillis) : NO_VALUE;
            case ColorControlSpec.ATTR_CURRENT_SATURATION:
                return color.isHueMode() ? color.saturation.level(nowMillis) : NO_VALUE;
            case ColorControlSpec.ATTR_CURRENT_X:
                return color.mode() == ColorMotion.XY ? color.x.level(nowMillis) : NO_VALUE;
            case ColorControlSpec.ATTR_CURRENT_Y:
                return color.mode() == ColorMotion.XY ? color.y.level(nowMillis) : NO_VALUE;
            case ColorControlSpec.ATTR_COLOR_TEMPERATURE_MIREDS:
                return color.mode() == ColorMotion.TEMPERATURE
                        ? color.mireds.level(nowMillis)
                        : NO_VALUE;
            default:
                return color.loop.value(attribute);
        }
    }

    /** The nearest value this light can have. */
    static int nearest(ColorCapabilities can, ColorMotion color, int attribute, int value) {
        switch (attribute) {
            case ColorControlSpec.ATTR_ENHANCED_COLOR_MODE:
                return can.hasMode(value) ? value : can.firstMode();
            case ColorControlSpec.ATTR_CURRENT_SATURATION:
                return Math.min(ColorMath.MAX_SATURATION, value);
            case ColorControlSpec.ATTR_CURRENT_X:
            case ColorControlSpec.ATTR_CURRENT_Y:
                return Math.min(ColorMath.MAX_XY, value);
            case ColorControlSpec.ATTR_COLOR_TEMPERATURE_MIREDS:
                return color.clipMireds(value);
            case ColorControlSpec.ATTR_COLOR_LOOP_ACTIVE:
            case ColorControlSpec.ATTR_COLOR_LOOP_DIRECTION:
                return Math.min(1, value);
            default:
                return value;
        }
    }

    /**
     * Goes to the color of a scene. A scene with an active color loop starts it; one with a color
     * ends it. A scene without a mode has the mode of its values.
     */
    static void recall(
            Scene scene, ColorCapabilities can, ColorMotion color, long millis, long nowMillis) {
        int direction = value(scene, ColorControlSpec.ATTR_COLOR_LOOP_DIRECTION);
        if (direction != NO_VALUE) {
            color.loop.setDirection(direction, nowMillis);
        }
        int seconds = value(scene, ColorControlSpec.ATTR_COLOR_LOOP_TIME);
        if (seconds != NO_VALUE) {
            color.loop.setSeconds(seconds, nowMillis);
        }
        int saturation = value(scene, ColorControlSpec.ATTR_CURRENT_SATURATION);
        if (value(scene, ColorControlSpec.ATTR_COLOR_LOOP_ACTIVE) == 1) {
            color.startLoop(false, nowMillis);
            if (saturation != NO_VALUE) {
                ColorMotion.begin(color.saturation, saturation, millis, nowMillis);
            }
            return;
        }
        int mode = mode(scene);
        if (mode == NO_VALUE || !can.hasMode(mode)) {
            return;
        }
        color.stopLoop();
        color.switchTo(mode, nowMillis);
        switch (mode) {
            case ColorMotion.XY:
                int x = value(scene, ColorControlSpec.ATTR_CURRENT_X);
                int y = value(scene, ColorControlSpec.ATTR_CURRENT_Y);
                color.moveToXy(
                        x == NO_VALUE ? color.x.level(nowMillis) : x,
                        y == NO_VALUE ? color.y.level(nowMillis) : y,
                        millis,
                        nowMillis);
                break;
            case ColorMotion.TEMPERATURE:
                int mireds = value(scene, ColorControlSpec.ATTR_COLOR_TEMPERATURE_MIREDS);
                if (mireds != NO_VALUE) {
                    int nearest = color.clipMireds(mireds);
                    ColorMotion.begin(color.mireds, nearest, millis, nowMillis);
                }
                break;
            default:
                int hue = value(scene, ColorControlSpec.ATTR_ENHANCED_CURRENT_HUE);
                if (hue != NO_VALUE) {
                    color.turnTo(hue, millis, nowMillis);
                }
                if (saturation != NO_VALUE) {
                    ColorMotion.begin(color.saturation, saturation, millis, nowMillis);
                }
                break;
        }
    }

    private static int mode(Scene scene) {
        int mode = value(scene, ColorControlSpec.ATTR_ENHANCED_COLOR_MODE);
        if (mode != NO_VALUE) {
            return mode;
        }
        if (value(scene, ColorControlSpec.ATTR_ENHANCED_CURRENT_HUE) != NO_VALUE) {
            return ColorMotion.ENHANCED_HUE;
        }
        if (value(scene, ColorControlSpec.ATTR_CURRENT_SATURATION) != NO_VALUE) {
            return ColorMotion.HUE;
        }
        if (value(scene, ColorControlSpec.ATTR_CURRENT_X) != NO_VALUE
                || value(scene, ColorControlSpec.ATTR_CURRENT_Y) != NO_VALUE) {
            return ColorMotion.XY;
        }
        return value(scene, ColorControlSpec.ATTR_COLOR_TEMPERATURE_MIREDS) != NO_VALUE
                ? ColorMotion.TEMPERATURE
                : NO_VALUE;
    }

    private static int value(Scene scene, int attribute) {
        return scene.value(ColorControlSpec.ID, attribute);
    }
}
