package org.mattermote.stack.transport.ble;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AclLinkTest {
    private final BleBench bench = new BleBench();
    private final ScriptedController controller = bench.controller;
    private final BlePeripheral peripheral = bench.peripheral;

    private static byte[] value(int length) {
        byte[] value = new byte[length];
        for (int i = 0; i < length; i++) {
            value[i] = (byte) (i + 1);
        }
        return value;
    }

    private boolean indicate(int length) {
        return peripheral.indicate(value(length), 0, length, bench.now);
    }

    private static List<String> indication(int length) {
        return List.of("0004 1d0b00" + ScriptedController.HEX.formatHex(value(length)));
    }

    @ParameterizedTest
    @CsvSource({
        "27, 10, 64",
        "27, 10, 1",
        "28, 9, 3",
        "64, 4, 2",
        "250, 2, 1",
        "251, 1, 1",
        "1021, 1, 9"
    })
    void shouldSendInFragmentsOfTheControllersLength(int length, int fragments, int buffers) {
        controller.aclLength = length;
        controller.aclBuffers = buffers;
        bench.subscribed();
        bench.att("02 f700");
        int before = controller.fragments;
        assertTrue(indicate(244));
        bench.settle();
        assertEquals(indication(244), controller.take());
        assertEquals(fragments, controller.fragments - before);
    }

    @Test
    void shouldSendNoMoreThanTheControllerHasBuffersFor() {
        controller.aclLength = 27;
        controller.aclBuffers = 3;
        bench.subscribed();
        bench.att("02 f700");
        controller.keepsBuffers = true;
        int before = controller.fragments;
        assertTrue(indicate(244));
        assertFalse(peripheral.canIndicate());
        bench.settle();
        assertEquals(3, controller.fragments - before);
        controller.giveBack(2);
        bench.settle();
        assertEquals(5, controller.fragments - before);
        controller.giveBack(1);
        controller.giveBack(2);
        bench.settle();
        assertEquals(8, controller.fragments - before);
        assertEquals(List.of(), controller.take());
        controller.giveBack(3);
        bench.settle();
        assertEquals(indication(244), controller.take());
    }

    @Test
    void shouldHaveAllBuffersAgainAfterAConnection() {
        controller.aclLength = 27;
        controller.aclBuffers = 3;
        bench.subscribed();
        bench.att("02 f700");
        controller.keepsBuffers = true;
        assertTrue(indicate(244));
        bench.settle();
        controller.disconnected(0x08);
        bench.settle();
        controller.keepsBuffers = false;
        controller.connect(0x41);
        bench.settle();
        assertEquals(23, peripheral.mtu());
        assertFalse(peripheral.canIndicate());
        assertEquals("13", bench.att("12 0c00 0200"));
        assertTrue(indicate(20));
        bench.settle();
        assertEquals(indication(20), controller.take());
    }

    @Test
    void shouldNotBelieveInMoreBuffersThanThereAre() {
        controller.aclLength = 27;
        controller.aclBuffers = 2;
        bench.subscribed();
        bench.att("02 f700");
        controller.event(HciEvent.NUMBER_OF_COMPLETED_PACKETS, "024000ffff4000ffff");
        bench.settle();
        controller.keepsBuffers = true;
        assertTrue(indicate(244));
        bench.settle();
        assertEquals(2, controller.aclUsed);
        controller.event(HciEvent.NUMBER_OF_COMPLETED_PACKETS, "0141000100");
        controller.event(HciEvent.NUMBER_OF_COMPLETED_PACKETS, "0240000100");
        controller.event(HciEvent.NUMBER_OF_COMPLETED_PACKETS, "");
        bench.settle();
        assertEquals(2, controller.aclUsed);
    }

    @Test
    void shouldTryAgainWhereThereIsNoRoom() {
        bench.subscribed();
        controller.hasRoom = false;
        assertTrue(indicate(20));
        bench.pass(500);
        assertEquals(List.of(), controller.take());
        controller.hasRoom = true;
        bench.pass(10);
        assertEquals(indication(20), controller.take());
    }

    @Test
    void shouldRefuseASecondCentral() {
        bench.subscribed();
        controller.connect(0x42);
        bench.settle();
        assertArrayEquals(
                ScriptedController.hex("4200 14"),
                controller.parameters.get(HciCommand.DISCONNECT));
        controller.event(HciEvent.DISCONNECTION_COMPLETE, "00420016");
        bench.settle();
        assertEquals(List.of(), bench.take());
        assertTrue(peripheral.isConnected());
        assertTrue(indicate(1));
        assertFalse(controller.isAdvertising);
        assertEquals("", bench.att("1e"));
        assertEquals(List.of("confirmed"), bench.take());
    }

    @Test
    void shouldRefuseASecondCentralAlsoWhenTheFirstIsGone() {
        bench.connected();
        controller.silent = HciCommand.LE_LONG_TERM_KEY_REQUEST_NEGATIVE_REPLY;
        controller.event(HciEvent.LE_META, "054000" + "00".repeat(10));
        bench.settle();
        controller.connect(0x42);
        bench.settle();
        controller.disconnected(0x08);
        bench.settle();
        controller.silent = 0;
        controller.answer(
                HciCommand.LE_LONG_TERM_KEY_REQUEST_NEGATIVE_REPLY, ScriptedController.hex("4000"));
        bench.settle();
        assertArrayEquals(
                ScriptedController.hex("4200 14"),
                controller.parameters.get(HciCommand.DISCONNECT));
        assertTrue(controller.isAdvertising);
    }

    @Test
    void shouldRefuseEncryption() {
        bench.connected();
        controller.event(HciEvent.LE_META, "054000" + "00".repeat(10));
        bench.settle();
        assertArrayEquals(
                ScriptedController.hex("4000"),
                controller.parameters.get(HciCommand.LE_LONG_TERM_KEY_REQUEST_NEGATIVE_REPLY));
        assertEquals("13", bench.att("12 0900 01"));
    }

    @Test
    void shouldAcceptConnectionParameters() {
        bench.connected();
        controller.event(HciEvent.LE_META, "064000" + "0600" + "0c00" + "0100" + "f401");
        bench.settle();
        assertArrayEquals(
                ScriptedController.hex("4000 0600 0c00 0100 f401 0000 0000"),
                controller.parameters.get(HciCommand.LE_REMOTE_CONNECTION_PARAMETER_REQUEST_REPLY));
    }

    @Test
    void shouldGiveNoAnswerForAnotherConnection() {
        bench.connected();
        int commands = controller.commands.size();
        controller.event(HciEvent.LE_META, "054100" + "00".repeat(10));
        controller.event(HciEvent.LE_META, "064100" + "00".repeat(8));
        controller.event(HciEvent.DISCONNECTION_COMPLETE, "00410016");
        controller.event(HciEvent.DISCONNECTION_COMPLETE, "02400016");
        bench.settle();
        assertEquals(commands, controller.commands.size());
        assertTrue(peripheral.isConnected());
    }

    @Test
    void shouldEndTheConnection() {
        bench.subscribed();
        peripheral.disconnect(bench.now);
        assertArrayEquals(
                ScriptedController.hex("4000 13"),
                controller.parameters.get(HciCommand.DISCONNECT));
        assertFalse(peripheral.canIndicate());
        assertEquals(List.of(), bench.take());
        peripheral.disconnect(bench.now);
        bench.settle();
        assertEquals(List.of("disconnected"), bench.take());
        assertTrue(controller.isAdvertising);
        peripheral.disconnect(bench.now);
        assertEquals(
                1, controller.commands.stream().filter(c -> c == HciCommand.DISCONNECT).count());
    }

    @Test
    void shouldResetAControllerThatDoesNotEndAConnection() {
        bench.connected();
        controller.silent = HciCommand.DISCONNECT;
        peripheral.disconnect(bench.now);
        controller.event(HciEvent.COMMAND_STATUS, "00010604");
        bench.pass(34_999);
        assertEquals(List.of(), bench.take());
        bench.pass(101);
        assertEquals(List.of("disconnected"), bench.take());
        assertTrue(controller.isAdvertising);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 0x12})
    void shouldResetAControllerThatKnowsNoSuchConnection(int status) {
        bench.connected();
        controller.refused.put(HciCommand.DISCONNECT, status);
        peripheral.disconnect(bench.now);
        bench.settle();
        assertEquals(List.of("disconnected"), bench.take());
        bench.pass(100);
        assertTrue(controller.isAdvertising);
    }

    @Test
    void shouldSurviveARefusalToRefuse() {
        bench.connected();
        controller.refused.put(HciCommand.DISCONNECT, 2);
        controller.connect(0x42);
        bench.settle();
        assertTrue(peripheral.isConnected());
        assertEquals("13", bench.att("12 0900 01"));
    }
}
