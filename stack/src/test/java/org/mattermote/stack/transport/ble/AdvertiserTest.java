package org.mattermote.stack.transport.ble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdvertiserTest {
    private static final String FAST = "20006000";
    private static final String SLOW = "f0008007";
    private static final String EXTENDED = "08080808";
    private static final int QUARTER_HOUR = 900_000;

    private final BleBench bench = new BleBench();
    private final ScriptedController controller = bench.controller;
    private final BlePeripheral peripheral = bench.peripheral;

    private String set(int opcode) {
        return ScriptedController.HEX.formatHex(controller.parameters.get(opcode));
    }

    private String intervals() {
        return set(HciCommand.LE_SET_ADVERTISING_PARAMETERS).substring(0, 8);
    }

    private String address() {
        String address = set(HciCommand.LE_SET_RANDOM_ADDRESS);
        int top = controller.parameters.get(HciCommand.LE_SET_RANDOM_ADDRESS)[5] & 0xC0;
        assertEquals(0xC0, top, "a static address");
        return address;
    }

    private int count(int opcode) {
        return (int) controller.commands.stream().filter(c -> c == opcode).count();
    }

    @Test
    void shouldSayWhoItIs() {
        bench.open();
        assertEquals(
                "0f"
                        + "020106"
                        + "0b16f6ff"
                        + "00"
                        + "000f"
                        + "f1ff"
                        + "0080"
                        + "00"
                        + "00".repeat(16),
                set(HciCommand.LE_SET_ADVERTISING_DATA));
        assertEquals(
                FAST + "00" + "01" + "00" + "000000000000" + "07" + "00",
                set(HciCommand.LE_SET_ADVERTISING_PARAMETERS));
        assertTrue(peripheral.isAdvertising());
    }

    @Test
    void shouldSayThatThereIsAdditionalData() {
        peripheral.setAdditionalData(new byte[23]);
        bench.open();
        assertTrue(set(HciCommand.LE_SET_ADVERTISING_DATA).startsWith("008001", 26));
    }

    @Test
    void shouldBeFastThenSlowThenClose() {
        bench.open();
        String address = address();
        bench.pass(29_999);
        assertEquals(FAST, intervals());
        bench.pass(1);
        assertEquals(SLOW, intervals());
        assertTrue(controller.isAdvertising);
        bench.pass(BleBench.WINDOW - 30_001);
        assertTrue(controller.isAdvertising);
        assertEquals(address, address());
        assertTrue(peripheral.isOpen());
        bench.pass(1);
        assertFalse(controller.isAdvertising);
        assertFalse(peripheral.isOpen());
        assertEquals(Long.MAX_VALUE, bench.settle());
        assertEquals(HciCommand.RESET, controller.commands.get(controller.commands.size() - 1));
    }

    @Test
    void shouldTellLessInTheExtendedAnnouncement() {
        peripheral.setAdditionalData(new byte[23]);
        peripheral.open(0xABC, 1, 2, bench.now + 4 * QUARTER_HOUR, 7, bench.now);
        bench.pass(QUARTER_HOUR - 1);
        assertEquals(SLOW, intervals());
        Set<String> addresses = new HashSet<>(Set.of(address()));
        bench.pass(1);
        assertEquals(EXTENDED, intervals());
        assertEquals(
                "0f0201060b16f6ff00bc0a0000000002",
                set(HciCommand.LE_SET_ADVERTISING_DATA).substring(0, 32));
        assertTrue(addresses.add(address()));
        bench.pass(QUARTER_HOUR);
        assertTrue(addresses.add(address()));
        bench.pass(QUARTER_HOUR);
        assertTrue(addresses.add(address()));
        assertEquals(4, count(HciCommand.LE_SET_RANDOM_ADDRESS));
        controller.connect(BleBench.HANDLE);
        bench.settle();
        assertEquals("010a0e0001", bench.att("0a 0e00"));
        controller.disconnected(0x13);
        bench.pass(QUARTER_HOUR);
        assertFalse(peripheral.isOpen());
    }

    @Test
    void shouldTellLessInTimeAlsoWhereItHasJustBegun() {
        peripheral.open(0xABC, 1, 2, bench.now + 4 * QUARTER_HOUR, 7, bench.now);
        bench.pass(QUARTER_HOUR - 10_000);
        controller.connect(BleBench.HANDLE);
        bench.settle();
        controller.disconnected(0x13);
        bench.pass(9_999);
        assertEquals(FAST, intervals());
        bench.pass(1);
        assertEquals(EXTENDED, intervals());
    }

    @Test
    void shouldBeginAnewWhenACentralIsGone() {
        bench.open();
        String address = address();
        bench.pass(60_000);
        controller.connect(BleBench.HANDLE);
        bench.pass(60_000);
        assertFalse(controller.isAdvertising);
        assertFalse(peripheral.isAdvertising());
        assertTrue(peripheral.isConnected());
        controller.disconnected(0x08);
        bench.settle();
        assertTrue(controller.isAdvertising);
        assertEquals(FAST, intervals());
        assertNotEquals(address, address());
        bench.pass(30_000);
        assertEquals(SLOW, intervals());
    }

    @Test
    void shouldKeepACentralBeyondTheWindow() {
        bench.open();
        controller.connect(BleBench.HANDLE);
        bench.pass(2 * BleBench.WINDOW);
        assertTrue(peripheral.isConnected());
        controller.disconnected(0x13);
        bench.settle();
        assertFalse(peripheral.isOpen());
        assertFalse(controller.isAdvertising);
        assertEquals(List.of("connected", "disconnected"), bench.take());
    }

    @Test
    void shouldChangeWhatItSaysWhenOpenedAgain() {
        bench.open();
        String address = address();
        peripheral.open(1, 0, 0, bench.now + 60_000, 99, bench.now);
        bench.settle();
        assertEquals(
                "0f0201060b16f6ff0001000000000000",
                set(HciCommand.LE_SET_ADVERTISING_DATA).substring(0, 32));
        assertNotEquals(address, address());
        assertTrue(controller.isAdvertising);
        assertEquals(1, count(HciCommand.RESET));
    }

    @Test
    void shouldHaveOtherAddressesInAnotherWindow() {
        Set<String> addresses = new HashSet<>();
        for (long random : new long[] {0, 2, 3, -1, Long.MIN_VALUE}) {
            peripheral.open(1, 0, 0, bench.now + 60_000, random, bench.now);
            bench.settle();
            assertTrue(addresses.add(address()));
            peripheral.close(bench.now);
            bench.settle();
            assertFalse(peripheral.isOpen());
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                HciCommand.LE_SET_ADVERTISING_PARAMETERS,
                HciCommand.LE_SET_ADVERTISING_DATA,
                HciCommand.LE_SET_ADVERTISING_ENABLE
            })
    void shouldNotAdvertiseBesideACentralThatCameInBetween(int opcode) {
        bench.open();
        bench.pass(29_999);
        controller.silent = opcode;
        bench.pass(1);
        byte[] parameters = controller.parameters.get(opcode);
        controller.connect(BleBench.HANDLE);
        bench.settle();
        controller.silent = 0;
        controller.answer(opcode, parameters);
        bench.settle();
        bench.pass(60_000);
        assertFalse(controller.isAdvertising);
        assertEquals(List.of("connected"), bench.take());
        controller.disconnected(0x13);
        bench.settle();
        assertTrue(controller.isAdvertising);
    }

    @Test
    void shouldNotAdvertiseBesideACentralWhoseConnectionIsToldBeforeTheAnswer() {
        controller.silent = HciCommand.LE_SET_ADVERTISING_ENABLE;
        bench.open();
        controller.connect(BleBench.HANDLE);
        bench.settle();
        controller.silent = 0;
        controller.answer(HciCommand.LE_SET_ADVERTISING_ENABLE, new byte[] {1});
        bench.settle();
        assertFalse(controller.isAdvertising);
        assertEquals(2, count(HciCommand.LE_SET_ADVERTISING_ENABLE));
    }

    @Test
    void shouldNotWaitForRoomForACommandThatAConnectionMadeNeedless() {
        bench.open();
        bench.pass(29_999);
        controller.hasRoom = false;
        bench.pass(1);
        controller.connect(BleBench.HANDLE);
        bench.settle();
        controller.hasRoom = true;
        assertEquals(Long.MAX_VALUE, bench.settle());
        bench.pass(60_000);
        assertTrue(peripheral.isConnected());
        assertEquals(List.of("connected"), bench.take());
    }

    @Test
    void shouldAdvertiseAgainAfterAConnectionThatFailed() {
        bench.open();
        controller.isAdvertising = false;
        controller.event(HciEvent.LE_META, "013e0000" + "01" + "00".repeat(14));
        bench.settle();
        assertTrue(controller.isAdvertising);
        assertEquals(List.of(), bench.take());
    }
}
