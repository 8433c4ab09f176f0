package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mattermote.stack.cluster.ColorLamp.ENHANCED_MODE;
import static org.mattermote.stack.cluster.ColorLamp.NULL;
import static org.mattermote.stack.cluster.ColorLamp.OPTIONS;
import static org.mattermote.stack.cluster.ColorLamp.START_UP;
import static org.mattermote.stack.cluster.ColorLamp.X;
import static org.mattermote.stack.model.spec.ColorControlSpec.*;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mattermote.stack.model.ImStatus;

/** Which commands and written values Color Control takes, and when. */
class ColorCommandsTest {
    private static final int BAD = ImStatus.INVALID_COMMAND;
    private static final int RANGE = ImStatus.CONSTRAINT_ERROR;

    private final ColorLamp lamp = new ColorLamp();

    private void check(int attribute, long value) {
        assertEquals(value, lamp.attribute(attribute), "attribute " + attribute);
    }

    @ParameterizedTest
    @CsvSource({
        // Options, OptionsMask, OptionsOverride, whether a command acts while off
        "0, 0, 0, false", "0, 0, 1, false", "0, 1, 0, false", "0, 1, 1, true",
        "1, 0, 0, true", "1, 0, 1, true", "1, 1, 0, false", "1, 1, 1, true",
        "0, 255, 255, true", "1, 254, 0, true",
    })
    void shouldFollowTheOptionsWhileOff(int options, int mask, int override, boolean acts) {
        lamp.write(lamp.cluster, OPTIONS, options);
        check(OPTIONS, options);
        lamp.onOff.setOn(false, lamp.now);
        assertEquals(0, lamp.invoke(CMD_MOVE_TO_COLOR, 1, 2, 0, mask, override));
        check(X, acts ? 1 : 24939);
        assertEquals(0, lamp.invoke(CMD_COLOR_LOOP_SET, 1, 1, 0, 0, 0, mask, override));
        check(ATTR_COLOR_LOOP_ACTIVE, acts ? 1 : 0);
        assertEquals(RANGE, lamp.invoke(CMD_MOVE_TO_COLOR, 65280, 2, 0, mask, override));
        lamp.onOff.setOn(true, lamp.now);
        assertEquals(0, lamp.invoke(CMD_MOVE_TO_COLOR, 3, 4, 0, mask, override));
        check(X, 3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0x00 | 254 3 65534 | 255 0 0, 0 0 65535, 256 0 0 | 0 4 0",
                "0x01 | 3 255 | 1 256, 256 1 | 2 1, 1 0, 3 0, 4 1",
                "0x02 | 3 255 255 | 1 256 0, 1 1 256 | 1 0 0, 0 1 0, 2 1 0",
                "0x03 | 254 65534 | 255 0, 0 65535 |",
                "0x04 | 1 255 | 1 256 | 2 1, 3 0",
                "0x05 | 1 255 255 | 1 256 0, 1 1 256 | 3 0 0, 0 1 0",
                "0x06 | 254 254 65534 | 255 0 0, 0 255 0, 0 0 65535 |",
                "0x07 | 65279 65279 65534 | 65280 0 0, 0 65280 0, 0 0 65535 |",
                "0x08 | -32768 32767 | 32768 0, 0 -32769 |",
                "0x09 | 32767 -32768 65534 | 32768 0 0, 1 1 65535 | 0 0 0",
                "0x0A | 65279 65534 | 65280 0, 250 65535 |",
                "0x40 | 65535 3 65534 | 65536 0 0, 0 0 65535 | 0 4 0",
                "0x41 | 3 65535 | 1 65536 | 2 1, 1 0",
                "0x42 | 3 65535 65534 | 1 65536 0, 1 1 65535 | 1 0 0, 2 1 0",
                "0x43 | 65535 254 65534 | 65536 0 0, 0 255 0, 0 0 65535 |",
                "0x44 | 15 2 1 65535 65535 | 256 0 0 0 0, 0 0 0 65536 0 | 0 3 0 0 0, 0 0 2 0 0",
                "0x47 | | |",
                "0x4B | 3 65535 65279 65279 | 1 1 65280 0, 1 1 0 65280, 1 65536 0 0 | 2 1 0 0, 1 0 0 0",
                "0x4C | 3 65535 65534 65279 65279 | 1 1 65535 0 0, 1 1 0 65280 0 | 1 0 0 0 0, 0 1 0 0 0",
            })
    void shouldCheckTheFields(String command, String good, String range, String bad) {
        int id = Integer.decode(command);
        long[] best = numbers(good);
        assertEquals(0, lamp.invoke(id, with(best, 0, 0)));
        long x = lamp.attribute(X);
        long mode = lamp.attribute(ENHANCED_MODE);
        lamp.run(CMD_STOP_MOVE_STEP);
        assertEquals(RANGE, lamp.invoke(id, with(best, 256, 0)));
        assertEquals(RANGE, lamp.invoke(id, with(best, 0, 256)));
        assertEquals(BAD, lamp.invoke(id, with(best, NULL, 0)));
        assertEquals(BAD, lamp.invoke(id, with(best, 0)));
        assertEquals(BAD, lamp.invoke(id));
        for (int i = 0; i < best.length; i++) {
            long[] one = with(best, 0, 0);
            one[i] = NULL;
            assertEquals(BAD, lamp.invoke(id, one));
        }
        for (String values : range == null ? new String[0] : range.split(",")) {
            assertEquals(RANGE, lamp.invoke(id, with(numbers(values), 0, 0)), values);
        }
        for (String values : bad == null ? new String[0] : bad.split(",")) {
            assertEquals(BAD, lamp.invoke(id, with(numbers(values), 0, 0)), values);
        }
        assertEquals(BAD, Fakes.invoke(lamp.cluster, id, Fakes.utf8("x"), lamp.now));
        check(X, x);
        check(ENHANCED_MODE, mode);
    }

    private static long[] numbers(String text) {
        return text == null
                ? new long[0]
                : Arrays.stream(text.trim().split(" ")).mapToLong(Long::parseLong).toArray();
    }

    private static long[] with(long[] values, long... more) {
        long[] all = Arrays.copyOf(values, values.length + more.length);
        System.arraycopy(more, 0, all, values.length, more.length);
        return all;
    }

    @ParameterizedTest
    @ValueSource(ints = {0x0B, 0x3F, 0x45, 0x46, 0x48, 0x4A, 0x4D})
    void shouldRefuseCommandsItDoesNotHave(int command) {
        assertEquals(ImStatus.UNSUPPORTED_COMMAND, lamp.invoke(command, 0, 0));
    }

    @Test
    void shouldWriteOnlyWhatIsAValue() {
        assertEquals(0, lamp.write(lamp.cluster, START_UP, 65279));
        assertEquals(0, lamp.write(lamp.cluster, START_UP, 1));
        assertEquals(0, lamp.write(lamp.cluster, START_UP, NULL));
        assertEquals(RANGE, lamp.write(lamp.cluster, START_UP, 0));
        assertEquals(RANGE, lamp.write(lamp.cluster, START_UP, 65280));
        assertEquals(RANGE, lamp.write(lamp.cluster, OPTIONS, 2));
        assertEquals(ImStatus.INVALID_DATA_TYPE, lamp.write(lamp.cluster, OPTIONS, NULL));
        assertEquals(ImStatus.UNSUPPORTED_WRITE, lamp.write(lamp.cluster, X, 1));
    }
}
