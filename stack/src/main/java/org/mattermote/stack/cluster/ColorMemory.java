package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.spec.ColorControlSpec;
import org.mattermote.stack.port.PortStatus;

/** What of Color Control survives a restart: the color, the color loop, and the settings. */
final class ColorMemory {
    /** StartUpColorTemperatureMireds null: as before the restart. */
    static final int PREVIOUS = 0;

    static final int MAX_MIREDS = 0xFEFF;

    private static final int DEFAULT_X = 0x616B;
    private static final int DEFAULT_Y = 0x607D;
    private static final int DEFAULT_MIREDS = 250;

    /** Members of the record; the tag is the place in this list and one more. */
    private static final int[] ATTRIBUTES = {
        ColorControlSpec.ATTR_OPTIONS,
        ColorControlSpec.ATTR_START_UP_COLOR_TEMPERATURE_MIREDS,
        ColorControlSpec.ATTR_ENHANCED_COLOR_MODE,
        ColorControlSpec.ATTR_ENHANCED_CURRENT_HUE,
        ColorControlSpec.ATTR_CURRENT_SATURATION,
        ColorControlSpec.ATTR_CURRENT_X,
        ColorControlSpec.ATTR_CURRENT_Y,
        ColorControlSpec.ATTR_COLOR_TEMPERATURE_MIREDS,
        ColorControlSpec.ATTR_COLOR_LOOP_ACTIVE,
        ColorControlSpec.ATTR_COLOR_LOOP_DIRECTION,
        ColorControlSpec.ATTR_COLOR_LOOP_TIME,
        ColorControlSpec.ATTR_COLOR_LOOP_START_ENHANCED_HUE,
        ColorControlSpec.ATTR_COLOR_LOOP_STORED_ENHANCED_HUE,
    };

    /** Greatest values in the order of the attributes. */
    private static final int[] MAXIMA = {
        ColorControlSpec.OPTIONS_EXECUTE_IF_OFF,
        MAX_MIREDS,
        ColorMotion.ENHANCED_HUE,
        0xFFFF,
        ColorMath.MAX_SATURATION,
        ColorMath.MAX_XY,
        ColorMath.MAX_XY,
        MAX_MIREDS,
        1,
        ColorControlSpec.COLOR_LOOP_DIRECTION_INCREMENT,
        0xFFFF,
        0xFFFF,
        0xFFFF,
    };

    private final StoredRecord record;
    private final ColorCapabilities can;
    private final ColorMotion color;

    /** Options. */
    int options;

    /** StartUpColorTemperatureMireds, or PREVIOUS. */
    int startUp;

    ColorMemory(StoredRecord record, ColorCapabilities can, ColorMotion color) {
        this.record = record;
        this.can = can;
        this.color = color;
    }

    /** Takes over what is stored, all of it or nothing. Once, at boot. */
    void restore() {
        reset();
        if (record.open() != PortStatus.OK) {
            return;
        }
        if (!take(record.reader())) {
            record.reject(PortStatus.DAMAGED);
            reset();
        }
        record.close();
    }

    /** As it comes from the factory: the specification's white. */
    private void reset() {
        options = 0;
        startUp = PREVIOUS;
        color.restoreMode(can.firstMode());
        color.hue.rest(0);
        color.saturation.rest(0);
        color.x.rest(DEFAULT_X);
        color.y.rest(DEFAULT_Y);
        color.mireds.rest(color.clipMireds(DEFAULT_MIREDS));
        color.loop.reset();
    }

    private boolean take(TlvReader reader) {
        for (int i = 0; i < ATTRIBUTES.length; i++) {
            int found = reader.find(i + 1);
            int value = found == CodecStatus.OK ? reader.unsignedInt(MAXIMA[i]) : found;
            if (value < 0) {
                return false;
            }
            keep(ATTRIBUTES[i], value);
        }
        return true;
    }

    private void keep(int attribute, int value) {
        switch (attribute) {
            case ColorControlSpec.ATTR_OPTIONS:
                options = value;
                break;
            case ColorControlSpec.ATTR_START_UP_COLOR_TEMPERATURE_MIREDS:
                startUp = value;
                break;
            case ColorControlSpec.ATTR_ENHANCED_COLOR_MODE:
                // Another application may have had other modes.
                color.restoreMode(can.hasMode(value) ? value : can.firstMode());
                break;
            case ColorControlSpec.ATTR_ENHANCED_CURRENT_HUE:
                color.hue.rest(value);
                break;
            case ColorControlSpec.ATTR_CURRENT_SATURATION:
                color.saturation.rest(value);
                break;
            case ColorControlSpec.ATTR_CURRENT_X:
                color.x.rest(value);
                break;
            case ColorControlSpec.ATTR_CURRENT_Y:
                color.y.rest(value);
                break;
            case ColorControlSpec.ATTR_COLOR_TEMPERATURE_MIREDS:
                color.mireds.rest(color.clipMireds(value));
                break;
            default:
                color.loop.restore(attribute, value);
                break;
        }
    }

    /** Stores all of it as it is now; OK or what the store answered. */
    int store(long nowMillis) {
        TlvWriter out = record.begin();
        for (int i = 0; i < ATTRIBUTES.length; i++) {
            out.putUnsigned(i + 1, value(ATTRIBUTES[i], nowMillis));
        }
        return record.commit();
    }

    /** Whether what is stored must not be touched. */
    boolean damaged() {
        return record.damaged();
    }

    private int value(int attribute, long nowMillis) {
        switch (attribute) {
            case ColorControlSpec.ATTR_OPTIONS:
                return options;
            case ColorControlSpec.ATTR_START_UP_COLOR_TEMPERATURE_MIREDS:
                return startUp;
            case ColorControlSpec.ATTR_ENHANCED_COLOR_MODE:
                return color.mode();
            case ColorControlSpec.ATTR_ENHANCED_CURRENT_HUE:
                // Without what the color loop makes of it.
                return color.hue.hue(nowMillis);
            case ColorControlSpec.ATTR_CURRENT_SATURATION:
                return color.saturation.level(nowMillis);
            case ColorControlSpec.ATTR_CURRENT_X:
                return color.x.level(nowMillis);
            case ColorControlSpec.ATTR_CURRENT_Y:
                return color.y.level(nowMillis);
            case ColorControlSpec.ATTR_COLOR_TEMPERATURE_MIREDS:
                return color.mireds.level(nowMillis);
            default:
                return color.loop.value(attribute);
        }
    }
}
