package org.mattermote.stack.transport.ble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttServerTest {
    private static final String C1 = "119d9f429c4f9f9559453d26f52eee18";
    private static final String C2 = "129d9f429c4f9f9559453d26f52eee18";
    private static final String C3 = "048f21838a747db8f245728738026364";

    private final BleBench bench = new BleBench();
    private final ScriptedController controller = bench.controller;
    private final BlePeripheral peripheral = bench.peripheral;

    private static String plain(String pdu) {
        return pdu.replace(" ", "").replace("C1", C1).replace("C2", C2).replace("C3", C3);
    }

    private void shouldAnswer(String request, String answer) {
        assertEquals(plain(answer), bench.att(plain(request)), request);
    }

    @ParameterizedTest
    @CsvSource({
        // Exchange MTU
        "02 1700, 03 f700",
        "02 17, 01 02 0000 04",
        "02 170000, 01 02 0000 04",
        // Find Information
        "04 0100 ffff, 05 01 0100 0028 0200 0328 0300 002a 0400 0328 0500 012a",
        "04 0600 0800, 05 01 0600 0028 0700 0028 0800 0328",
        "04 0800 ffff, 05 01 0800 0328",
        "04 0900 ffff, 05 02 0900 C1",
        "04 0a00 0a00, 05 01 0a00 0328",
        "04 0b00 ffff, 05 02 0b00 C2",
        "04 0c00 ffff, 05 01 0c00 0229",
        "04 0d00 ffff, 01 04 0d00 0a",
        "04 0000 ffff, 01 04 0000 01",
        "04 0a00 0900, 01 04 0a00 01",
        "04 0100 ff, 01 04 0000 04",
        // Find By Type Value
        "06 0100 ffff 0028 f6ff, 07 0700 0c00",
        "06 0100 ffff 0028 0018, 07 0100 0500",
        "06 0100 ffff 0028 0118, 07 0600 0600",
        "06 0800 ffff 0028 f6ff, 01 06 0800 0a",
        "06 0100 0600 0028 f6ff, 01 06 0100 0a",
        "06 0100 ffff 0028 f7ff, 01 06 0100 0a",
        "06 0100 ffff 0028 f6ff00, 01 06 0100 0a",
        "06 0100 ffff 0028, 01 06 0100 0a",
        "06 0100 ffff 0229, 01 06 0100 0a",
        "06 0100 ffff 002a 4d6174746572, 07 0300 0300",
        "06 0000 ffff 0028 f6ff, 01 06 0000 01",
        "06 0100 ffff 00, 01 06 0000 04",
        // Read By Type
        "08 0100 ffff 0328, 09 07 0200 02 0300 002a 0400 02 0500 012a",
        "08 0600 ffff 0328, 09 15 0800 08 0900 C1",
        "08 0900 ffff 0328, 09 15 0a00 20 0b00 C2",
        "08 0b00 ffff 0328, 01 08 0b00 0a",
        "08 0100 ffff 002a, 09 08 0300 4d6174746572",
        "08 0100 ffff fb349b5f8000008000100000 002a 0000, 09 08 0300 4d6174746572",
        "08 0100 ffff 0228, 01 08 0100 0a",
        "08 0100 ffff 0229, 09 04 0c00 0000",
        "08 0100 ffff C1, 01 08 0900 02",
        "08 0100 ffff C2, 01 08 0b00 02",
        "08 0100 ffff C3, 01 08 0100 0a",
        "08 0100 ffff 0000, 01 08 0100 0a",
        "08 0000 ffff 0328, 01 08 0000 01",
        "08 0200 0100 0328, 01 08 0200 01",
        "08 0d00 ffff 0328, 01 08 0d00 0a",
        "08 0100 ffff 032800, 01 08 0000 04",
        // Read
        "0a 0100, 0b 0018",
        "0a 0200, 0b 02 0300 002a",
        "0a 0300, 0b 4d6174746572",
        "0a 0500, 0b 0000",
        "0a 0700, 0b f6ff",
        "0a 0800, 0b 08 0900 C1",
        "0a 0c00, 0b 0000",
        "0a 0900, 01 0a 0900 02",
        "0a 0b00, 01 0a 0b00 02",
        "0a 0d00, 01 0a 0d00 01",
        "0a 0000, 01 0a 0000 01",
        "0a ffff, 01 0a ffff 01",
        "0a 01, 01 0a 0000 04",
        // Read Blob
        "0c 0300 0000, 0d 4d6174746572",
        "0c 0300 0200, 0d 74746572",
        "0c 0300 0600, 0d",
        "0c 0300 0700, 01 0c 0300 07",
        "0c 0300 ffff, 01 0c 0300 07",
        "0c 0c00 0100, 0d 00",
        "0c 0c00 0300, 01 0c 0c00 07",
        "0c 0900 0000, 01 0c 0900 02",
        "0c 0d00 0000, 01 0c 0d00 01",
        "0c 0300 00, 01 0c 0000 04",
        // Read By Group Type
        "10 0100 ffff 0028, 11 06 0100 0500 0018 0600 0600 0118 0700 0c00 f6ff",
        "10 0100 ffff fb349b5f8000008000100000 0028 0000, 11 06 0100 0500 0018 0600 0600 0118 0700 0c00 f6ff",
        "10 0200 0600 0028, 11 06 0600 0600 0118",
        "10 0800 ffff 0028, 01 10 0800 0a",
        "10 0d00 ffff 0028, 01 10 0d00 0a",
        "10 0100 ffff 0128, 01 10 0100 0a",
        "10 0100 ffff 0328, 01 10 0100 10",
        "10 0100 ffff C1, 01 10 0100 10",
        "10 0000 ffff 0028, 01 10 0000 01",
        "10 0200 0100 0028, 01 10 0200 01",
        "10 0100 ffff 00, 01 10 0000 04",
        // Write
        "12 0900, 13",
        "12 0900 0102, 13",
        "12 0c00 0200, 13",
        "12 0c00 0000, 13",
        "12 0c00 0100, 01 12 0c00 13",
        "12 0c00 0300, 01 12 0c00 13",
        "12 0c00 02, 01 12 0c00 0d",
        "12 0c00 020000, 01 12 0c00 0d",
        "12 0c00, 01 12 0c00 0d",
        "12 0300 00, 01 12 0300 03",
        "12 0b00 00, 01 12 0b00 03",
        "12 0d00 00, 01 12 0d00 01",
        "12 0000 00, 01 12 0000 01",
        "12 09, 01 12 0000 04",
        // longer than the MTU of 23 allows
        "12 0900 000102030405060708090a0b0c0d0e0f1011121314, 01 12 0900 0d",
        // what there is not: Read Multiple, Prepare and Execute Write, Read Multiple Variable
        "0e 0300 0500, 01 0e 0000 06",
        "16 0900 0000 01, 01 16 0000 06",
        "18 00, 01 18 0000 06",
        "18 01, 01 18 0000 06",
        "20 0300 0500, 01 20 0000 06",
        "3e, 01 3e 0000 06",
        // no requests: commands, responses, notification and indication, empty
        "52 0900 01, ''",
        "52 0c00 0200, ''",
        "d2 0900 01000000000000000000000000, ''",
        "7e, ''",
        "01 0a 0300 06, ''",
        "03 1700, ''",
        "1b 0300 00, ''",
        "1d 0300 00, ''",
        "23 0300 00, ''",
        "1e, ''",
        "'', ''"
    })
    void shouldAnswerAsSpecified(String request, String answer) {
        bench.connected();
        shouldAnswer(request, answer);
        shouldAnswer("0a 0500", "0b 0000");
        assertEquals(0, peripheral.dropped());
    }

    @ParameterizedTest
    @CsvSource({
        "06 0100 ffff 0028 f6ff, 07 0700 0e00",
        "10 0700 ffff 0028, 11 06 0700 0e00 f6ff",
        "08 0600 ffff 0328, 09 15 0800 08 0900 C1 0a00 20 0b00 C2 0d00 02 0e00 C3",
        "04 0d00 ffff, 05 01 0d00 0328",
        "04 0e00 ffff, 05 02 0e00 C3",
        "04 0100 0800, 05 01 0100 0028 0200 0328 0300 002a 0400 0328 0500 012a 0600 0028 0700 0028 0800 0328",
        "08 0100 ffff C3, 09 19 0e00 000102030405060708090a0b0c0d0e0f10111213141516",
        "0a 0e00, 0b 000102030405060708090a0b0c0d0e0f10111213141516",
        "0c 0e00 1400, 0d 141516",
        "0c 0e00 1800, 01 0c 0e00 07",
        "12 0e00 00, 01 12 0e00 03",
        "0a 0f00, 01 0a 0f00 01"
    })
    void shouldHaveAdditionalData(String request, String answer) {
        additionalData(23);
        bench.connected();
        shouldAnswer("02 0002", "03 f700");
        shouldAnswer(request, answer);
    }

    private void additionalData(int length) {
        byte[] data = new byte[length];
        for (int i = 0; i < length; i++) {
            data[i] = (byte) i;
        }
        peripheral.setAdditionalData(data);
    }

    @Test
    void shouldReadALongValueInParts() {
        additionalData(60);
        bench.connected();
        StringBuilder read = new StringBuilder(bench.att("0a 0e00").substring(2));
        assertEquals(44, read.length());
        while (read.length() < 120) {
            String part = bench.att(String.format("0c 0e00 %02x00", read.length() / 2));
            assertTrue(part.startsWith("0d"));
            read.append(part.substring(2));
        }
        assertTrue(read.toString().startsWith("000102") && read.toString().endsWith("393a3b"));
        assertEquals(46, bench.att(plain("08 0100 ffff C3")).length());
    }

    @Test
    void shouldTellTheHandlerWhatIsWritten() {
        bench.connected();
        shouldAnswer("12 0900", "13");
        shouldAnswer("12 0900 0a0b", "13");
        shouldAnswer("52 0900 0c", "");
        bench.verdict = AttError.INSUFFICIENT_RESOURCES;
        shouldAnswer("12 0900 0d", "01 12 0900 11");
        assertEquals(List.of("written ", "written 0a0b", "written 0d"), bench.take());
    }

    @Test
    void shouldTakeTheLesserMtu() {
        bench.connected();
        assertEquals(23, peripheral.mtu());
        for (int[] asked :
                new int[][] {{0, 23}, {22, 23}, {24, 24}, {185, 185}, {517, 247}, {65535, 247}}) {
            shouldAnswer(String.format("02 %04x", ScriptedController.swap(asked[0])), "03 f700");
            assertEquals(asked[1], peripheral.mtu());
        }
        assertEquals("13", bench.att("12 0900" + "55".repeat(244)));
        controller.disconnected(0x13);
        bench.settle();
        controller.connect(BleBench.HANDLE);
        bench.settle();
        assertEquals(23, peripheral.mtu());
    }

    @Test
    void shouldKeepTheConfigurationOfTheConnection() {
        bench.subscribed();
        shouldAnswer("0a 0c00", "0b 0200");
        shouldAnswer("0c 0c00 0100", "0d 00");
        shouldAnswer("08 0100 ffff 0229", "09 04 0c00 0200");
        assertTrue(peripheral.canIndicate());
        shouldAnswer("12 0c00 0000", "13");
        assertFalse(peripheral.canIndicate());
        assertFalse(peripheral.indicate(new byte[1], 0, 1, bench.now));
        assertEquals(List.of("subscribed false"), bench.take());
        shouldAnswer("12 0c00 0200", "13");
        controller.disconnected(0x13);
        bench.settle();
        controller.connect(BleBench.HANDLE);
        bench.settle();
        shouldAnswer("0a 0c00", "0b 0000");
        assertFalse(peripheral.canIndicate());
    }

    @Test
    void shouldHaveOneIndicationUnderWay() {
        bench.subscribed();
        assertTrue(peripheral.indicate(new byte[20], 0, 20, bench.now));
        assertFalse(peripheral.canIndicate());
        assertFalse(peripheral.indicate(new byte[20], 0, 20, bench.now));
        assertEquals(1, controller.take().size());
        shouldAnswer("12 0c00 0000", "13");
        shouldAnswer("12 0c00 0200", "13");
        assertFalse(peripheral.canIndicate());
        shouldAnswer("1e", "");
        shouldAnswer("1e", "");
        assertEquals(List.of("subscribed false", "subscribed true", "confirmed"), bench.take());
        assertFalse(peripheral.indicate(new byte[21], 0, 21, bench.now));
        assertTrue(peripheral.canIndicate());
    }

    @Test
    void shouldEndTheConnectionWithoutAConfirmation() {
        bench.subscribed();
        bench.pass(5);
        assertTrue(peripheral.indicate(new byte[20], 0, 20, bench.now));
        bench.pass(29_999);
        assertEquals(List.of(), bench.take());
        bench.pass(1);
        assertEquals(List.of("disconnected"), bench.take());
        assertTrue(controller.isAdvertising);
    }

    @Test
    void shouldRestWhileTheConnectionEnds() {
        bench.subscribed();
        assertTrue(peripheral.indicate(new byte[20], 0, 20, bench.now));
        controller.silent = HciCommand.DISCONNECT;
        bench.pass(30_000);
        controller.event(HciEvent.COMMAND_STATUS, "00010604");
        bench.pass(1000);
        assertTrue(bench.settle() > bench.now);
        peripheral.close(bench.now);
        assertTrue(bench.settle() > bench.now);
    }

    @Test
    void shouldAnswerAWriteBeforeAnythingElse() {
        bench.subscribed();
        bench.reply = new byte[] {7};
        controller.take();
        shouldAnswer("12 0900 01", "13");
        assertEquals(List.of("written 01", "indicated false"), bench.take());
        assertTrue(peripheral.canIndicate());
    }

    /** Services, characteristics and descriptors as clients ask for them, at the least MTU. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldBeDiscovered(boolean hasAdditionalData) {
        if (hasAdditionalData) {
            additionalData(23);
        }
        bench.connected();
        List<String> found = new ArrayList<>();
        int from = 1;
        while (true) {
            String answer =
                    bench.att(String.format("10 %04x ffff 0028", ScriptedController.swap(from)));
            if (answer.startsWith("01")) {
                break;
            }
            for (int at = 4; at < answer.length(); at += 12) {
                from = Integer.parseInt(answer.substring(at + 4, at + 6), 16) + 1;
                found.add("service " + answer.substring(at + 8, at + 12));
            }
        }
        int last = from - 1;
        assertEquals(hasAdditionalData ? 14 : 12, last);
        for (from = 1; from <= last; ) {
            String answer =
                    bench.att(String.format("08 %04x ffff 0328", ScriptedController.swap(from)));
            if (answer.startsWith("01")) {
                break;
            }
            int size = 2 * Integer.parseInt(answer.substring(2, 4), 16);
            for (int at = 4; at < answer.length(); at += size) {
                from = Integer.parseInt(answer.substring(at + 6, at + 8), 16) + 1;
                found.add("characteristic " + answer.substring(at + 10, at + size));
            }
        }
        assertEquals("05010c000229", bench.att("04 0c00 0c00"));
        List<String> expected =
                new ArrayList<>(
                        List.of(
                                "service 0018",
                                "service 0118",
                                "service f6ff",
                                "characteristic 002a",
                                "characteristic 012a",
                                "characteristic " + C1,
                                "characteristic " + C2));
        if (hasAdditionalData) {
            expected.add("characteristic " + C3);
        }
        assertEquals(expected, found);
    }
}
