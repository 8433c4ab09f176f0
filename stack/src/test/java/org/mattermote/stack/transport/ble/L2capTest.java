package org.mattermote.stack.transport.ble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class L2capTest {
    private static final int FIRST = 2;
    private static final int CONTINUING = 1;

    private final BleBench bench = new BleBench();
    private final ScriptedController controller = bench.controller;

    @BeforeEach
    void connect() {
        bench.connected();
        bench.att("02 f700");
    }

    private void fragment(int boundary, String bytes) {
        controller.fragment(boundary, ScriptedController.hex(bytes));
        bench.settle();
    }

    private void shouldStillAnswer(int dropped) {
        assertEquals(dropped, bench.peripheral.dropped());
        assertEquals("0b0000", bench.att("0a 0500"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 23, 27, 100, 250, 251})
    void shouldPutFragmentsTogether(int length) {
        byte[] pdu = new byte[247];
        pdu[0] = AttOpcode.WRITE_REQUEST;
        pdu[1] = GattDatabase.C1;
        for (int i = 3; i < pdu.length; i++) {
            pdu[i] = (byte) i;
        }
        controller.receive(ScriptedController.ATT, pdu, length);
        bench.settle();
        assertEquals(List.of("0004 13"), controller.take());
        assertEquals(
                List.of("written " + ScriptedController.HEX.formatHex(pdu, 3, 247)), bench.take());
        shouldStillAnswer(0);
    }

    @Test
    void shouldDropWhatHasNoBeginning() {
        fragment(CONTINUING, "0300 0400 0a0500");
        shouldStillAnswer(1);
    }

    @Test
    void shouldDropWhatHasNoEnd() {
        fragment(FIRST, "0300 0400 0a05");
        assertEquals("0b0000", bench.att("0a 0500"));
        shouldStillAnswer(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0300 0400 0a0500ff", "f800 0400 0a05", "ffff 0400"})
    void shouldDropWhatIsTooLong(String bytes) {
        fragment(FIRST, bytes);
        fragment(CONTINUING, "0001020304");
        assertEquals(List.of(), controller.take());
        shouldStillAnswer(1);
    }

    @Test
    void shouldDropAFragmentThatIsTooLong() {
        fragment(FIRST, "0300 0400 0a");
        fragment(CONTINUING, "050000");
        fragment(CONTINUING, "00");
        assertEquals(List.of(), controller.take());
        shouldStillAnswer(1);
    }

    @Test
    void shouldDropAPacketThatIsTooLong() {
        controller.fragment(FIRST, new byte[254]);
        bench.settle();
        shouldStillAnswer(1);
    }

    @Test
    void shouldDropWhatIsForNoChannelItHas() {
        for (int channel : new int[] {0, 1, 3, 7, 0x40}) {
            assertEquals("", bench.exchange(channel, "0a0500"));
        }
        shouldStillAnswer(5);
    }

    @Test
    void shouldIgnoreDataOfAnotherConnection() {
        controller.handle = 0x41;
        fragment(FIRST, "0300 0400 0a0500");
        assertEquals(List.of(), controller.take());
        controller.handle = BleBench.HANDLE;
        shouldStillAnswer(0);
    }

    @ParameterizedTest
    @CsvSource({
        // connection parameter update, to a peripheral; credit based connections; disconnection
        "1201 0800 0600 0c00 0000 f401, 0101 0200 0000",
        "1402 0a00 8000 4000 f700 f700 0100, 0102 0200 0000",
        "0603 0400 4000 4000, 0103 0200 0000",
        "1704 0a00 8000 f700 f700 0100 4000, 0104 0200 0000",
        // of another link, of nobody, and longer than the channel takes
        "0a05 0200 0200, 0105 0200 0000",
        "fe06 0000, 0106 0200 0000",
        "1407 1400 0000000000000000000000000000000000000000, 0107 0400 0100 1700"
    })
    void shouldRejectSignallingCommands(String command, String reject) {
        assertEquals(
                reject.replace(" ", ""), bench.exchange(ScriptedController.SIGNALLING, command));
        shouldStillAnswer(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0101 0200 0000",
                "0701 0400 4000 4000",
                "1301 0200 0000",
                "1501 0a00 00000000000000000000",
                "1601 0400 4000 0100",
                "1801 0800 0000000000000000",
                "1a01 0200 0000"
            })
    void shouldNotAnswerSignallingResponses(String command) {
        assertEquals("", bench.exchange(ScriptedController.SIGNALLING, command));
        shouldStillAnswer(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "12", "120100", "1200 0000"})
    void shouldDropMalformedSignalling(String command) {
        assertEquals("", bench.exchange(ScriptedController.SIGNALLING, command));
        shouldStillAnswer(1);
    }

    @Test
    void shouldPairWithNobody() {
        assertEquals(
                "0505",
                bench.exchange(ScriptedController.SECURITY_MANAGER, "01 03 00 01 10 07 07"));
        assertEquals("", bench.exchange(ScriptedController.SECURITY_MANAGER, "0508"));
        assertEquals("", bench.exchange(ScriptedController.SECURITY_MANAGER, ""));
        shouldStillAnswer(0);
    }

    @Test
    void shouldAnswerWhenWhatWentBeforeIsOut() {
        controller.keepsBuffers = true;
        controller.aclUsed = 0;
        assertEquals("13", bench.att("12 0c00 0200"));
        controller.receive(ScriptedController.ATT, "0a 0500");
        controller.receive(ScriptedController.ATT, "1e");
        assertTrue(bench.peripheral.indicate(new byte[2], 0, 2, bench.now));
        bench.settle();
        assertEquals(3, controller.aclUsed);
        controller.take();
        bench.take();
        controller.receive(ScriptedController.ATT, "0a 0500");
        bench.settle();
        assertTrue(bench.peripheral.indicate(new byte[2], 0, 2, bench.now));
        controller.receive(ScriptedController.ATT, "0a 0300");
        controller.receive(ScriptedController.ATT, "0a 0500");
        bench.settle();
        assertEquals(List.of("0004 0b0000"), controller.take());
        assertEquals(1, bench.peripheral.dropped());
        controller.giveBack(2);
        bench.settle();
        assertEquals(List.of("0004 1d0b000000", "0004 0b" + "4d6174746572"), controller.take());
    }

    @Test
    void shouldForgetAFragmentWithItsConnection() {
        fragment(FIRST, "0300 0400 0a");
        controller.disconnected(0x08);
        controller.connect(BleBench.HANDLE);
        fragment(CONTINUING, "0500");
        assertEquals(List.of(), controller.take());
        shouldStillAnswer(1);
    }
}
