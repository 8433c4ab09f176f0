package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.spec.LevelControlSpec;

/** The attributes of Level Control that are written by clients, all of which are kept. */
final class LevelSettings {
    /** The value that stands for null. */
    static final int NULL = 0x10000;

    private static final int[] ATTRIBUTES = {
        LevelControlSpec.ATTR_OPTIONS,
        LevelControlSpec.ATTR_ON_OFF_TRANSITION_TIME,
        LevelControlSpec.ATTR_ON_LEVEL,
        LevelControlSpec.ATTR_ON_TRANSITION_TIME,
        LevelControlSpec.ATTR_OFF_TRANSITION_TIME,
        LevelControlSpec.ATTR_DEFAULT_MOVE_RATE,
        LevelControlSpec.ATTR_START_UP_CURRENT_LEVEL,
    };

    /** In the order of the attributes; 0xFF and 0xFFFF are no values where null is one. */
    private static final int[] MAXIMA = {3, 0xFFFF, 0xFE, 0xFFFE, 0xFFFE, 0xFE, 0xFE};

    /** Attributes from this one on may be null. */
    private static final int FIRST_NULLABLE = 2;

    private final int[] values = new int[ATTRIBUTES.length];

    LevelSettings() {
        clear();
    }

    private void clear() {
        for (int i = 0; i < values.length; i++) {
            values[i] = i < FIRST_NULLABLE ? 0 : NULL;
        }
    }

    boolean holds(int attribute) {
        return indexOf(attribute) >= 0;
    }

    /** The value, or {@link #NULL}. */
    int value(int attribute) {
        return values[indexOf(attribute)];
    }

    void set(int attribute, int value) {
        values[indexOf(attribute)] = value;
    }

    /** The value or {@link #NULL} in {@code from}; WRONG_TYPE or OUT_OF_RANGE. */
    int parse(int attribute, TlvReader from) {
        return parseAt(indexOf(attribute), from);
    }

    void read(int attribute, int tag, TlvWriter out) {
        putAt(indexOf(attribute), tag, out);
    }

    /** Writes all of them, under {@code firstTag} and what follows it. */
    void putAll(int firstTag, TlvWriter out) {
        for (int i = 0; i < values.length; i++) {
            putAt(i, firstTag + i, out);
        }
    }

    /** Takes over what {@link #putAll} wrote; false, and the defaults, when it is not all there. */
    boolean takeAll(int firstTag, TlvReader from) {
        for (int i = 0; i < values.length; i++) {
            int status = from.find(firstTag + i);
            int value = status == CodecStatus.OK ? parseAt(i, from) : status;
            if (value < 0) {
                clear();
                return false;
            }
            values[i] = value;
        }
        return true;
    }

    private static int parseAt(int i, TlvReader from) {
        if (from.isNull()) {
            return i < FIRST_NULLABLE ? CodecStatus.WRONG_TYPE : NULL;
        }
        return from.unsignedInt(MAXIMA[i]);
    }

    private void putAt(int i, int tag, TlvWriter out) {
        if (values[i] == NULL) {
            out.putNull(tag);
        } else {
            out.putUnsigned(tag, values[i]);
        }
    }

    private static int indexOf(int attribute) {
        for (int i = 0; i < ATTRIBUTES.length; i++) {
            if (ATTRIBUTES[i] == attribute) {
                return i;
            }
        }
        return -1;
    }
}
