package org.mattermote.stack.transport.ble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class BlePeripheralTest {
    private final BleBench bench = new BleBench();
    private final ScriptedController controller = bench.controller;
    private final BlePeripheral peripheral = bench.peripheral;

    @Test
    void shouldCostNothingBeforeItIsOpened() {
        controller.isGone = true;
        assertEquals(Long.MAX_VALUE, peripheral.poll(5));
        assertEquals(List.of(), controller.commands);
        assertFalse(peripheral.isOpen());
    }

    @Test
    void shouldBringUpTheControllerAndAdvertise() {
        bench.open();
        assertEquals(
                List.of(
                        HciCommand.RESET,
                        HciCommand.SET_EVENT_MASK,
                        HciCommand.LE_SET_EVENT_MASK,
                        HciCommand.LE_READ_BUFFER_SIZE,
                        HciCommand.LE_WRITE_SUGGESTED_DEFAULT_DATA_LENGTH,
                        HciCommand.LE_SET_RANDOM_ADDRESS,
                        HciCommand.LE_SET_ADVERTISING_PARAMETERS,
                        HciCommand.LE_SET_ADVERTISING_DATA,
                        HciCommand.LE_SET_ADVERTISING_ENABLE),
                controller.commands);
        assertTrue(controller.isAdvertising);
        assertTrue(peripheral.isAdvertising());
    }

    @Test
    void shouldServeOneCommissioner() {
        bench.connected();
        assertFalse(peripheral.isAdvertising());
        assertEquals("03f700", bench.att("02 f700"));
        assertEquals(247, peripheral.mtu());
        assertEquals("13", bench.att("12 0900 656c0400f70005"));
        assertEquals(List.of("written 656c0400f70005"), bench.take());
        assertEquals("13", bench.att("12 0c00 0200"));
        assertTrue(peripheral.indicate(ScriptedController.hex("656c04f40006"), 0, 6, bench.now));
        assertEquals(List.of("0004 1d0b00656c04f40006"), controller.take());
        assertFalse(peripheral.indicate(new byte[1], 0, 1, bench.now));
        assertEquals("", bench.att("1e"));
        assertEquals(List.of("subscribed true", "confirmed"), bench.take());
        controller.disconnected(0x13);
        bench.settle();
        assertEquals(List.of("disconnected"), bench.take());
        assertTrue(controller.isAdvertising);
    }
}
