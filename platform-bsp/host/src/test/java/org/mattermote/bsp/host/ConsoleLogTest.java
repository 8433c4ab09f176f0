package org.mattermote.bsp.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.port.LogEvent;

class ConsoleLogTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ConsoleLog log = new ConsoleLog(new PrintStream(bytes));

    private String line(int event, long a, long b, long c) {
        bytes.reset();
        log.event(event, a, b, c);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shouldWordEventsAsNamesAndValues() {
        assertEquals("mote: onoff endpoint=1 value=true\n", line(LogEvent.ON_OFF, 1, 1, 0));
        assertEquals("mote: onoff endpoint=1 value=false\n", line(LogEvent.ON_OFF, 1, 0, 0));
        assertEquals(
                "mote: color endpoint=1 hue=65535 saturation=254\n",
                line(LogEvent.COLOR, 1, 0, 0xFFFF00FEL));
        assertEquals(
                "mote: color endpoint=1 x=24939 y=24701\n",
                line(LogEvent.COLOR, 1, 1, 0x616B607DL));
        assertEquals("mote: color endpoint=1 mireds=250\n", line(LogEvent.COLOR, 1, 2, 250));
        assertEquals(
                "mote: temperature endpoint=1 value=-0.50\n",
                line(LogEvent.TEMPERATURE, 1, -50, 0));
        assertEquals("mote: switch endpoint=1 value=true\n", line(LogEvent.SWITCH, 1, 1, 0));
        assertEquals(
                "mote: switch endpoint=1 target=FFFFFFFFFFFF0101 status=-2\n",
                line(LogEvent.COMMANDED, 1, -2, 0xFFFFFFFFFFFF0101L));
        assertEquals("mote: ble connection=3 open=true\n", line(LogEvent.BLE_CONNECTION, 3, 1, 0));
        assertEquals("mote: ble controller=gone\n", line(LogEvent.BLE_CONTROLLER, 0, 0, 0));
        assertEquals("mote: not-sealed status=-1\n", line(LogEvent.NOT_SEALED, -1, 0, 0));
        assertEquals("mote: camera processor=gone\n", line(LogEvent.MEDIA_PROCESSOR, 0, 0, 0));
        assertEquals("mote: camera session=3 begun\n", line(LogEvent.MEDIA_SESSION, 3, 1, 0));
        assertEquals(
                "mote: camera session=3 over reason=11\n", line(LogEvent.MEDIA_SESSION, 3, 0, 11));
        assertEquals("mote: camera session=3 over\n", line(LogEvent.MEDIA_SESSION, 3, 0, -1));
        assertEquals("mote: camera privacy=on\n", line(LogEvent.PRIVACY, 1, 0, 0));
        assertEquals("mote: contact endpoint=3 value=true\n", line(LogEvent.CONTACT, 3, 1, 0));
        assertEquals("mote: icd mode=idle lit=true\n", line(LogEvent.ICD_MODE, 0, 1, 0));
        assertEquals(
                "mote: check-in fabric=1 node=FFFFFFFFFFFFFFFE counter=4294967295\n",
                line(LogEvent.CHECK_IN, 1, -2, 0xFFFFFFFFL));
        assertEquals(
                "mote: case-established session=5 fabric=1 peer=FFFFFFFFFFFFFFFE\n",
                line(LogEvent.CASE_ESTABLISHED, 5, 1, -2));
        assertEquals(
                "mote: commissioning-window value=enhanced\n",
                line(LogEvent.COMMISSIONING_WINDOW, 1, 0, 0));
    }

    @Test
    void shouldHaveWordsForEveryEvent() throws Exception {
        for (Field field : LogEvent.class.getFields()) {
            String line = line(field.getInt(null), 1, 2, 3);
            assertFalse(line.startsWith("mote: event number="), field.getName());
            assertEquals(1, line.lines().count());
        }
    }
}
