package org.mattermote.stack.transport.ble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
                        HciCommand.WRITE_LE_HOST_SUPPORT,
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

    @Test
    void shouldReleaseEverythingWhenClosed() {
        bench.subscribed();
        peripheral.close(bench.now);
        assertTrue(peripheral.isOpen());
        bench.settle();
        assertFalse(peripheral.isOpen());
        assertEquals(List.of("disconnected"), bench.take());
        assertEquals(HciCommand.RESET, controller.commands.get(controller.commands.size() - 1));
        assertFalse(controller.isAdvertising);
        assertEquals(-1, controller.handle);
        int commands = controller.commands.size();
        bench.pass(100_000);
        peripheral.close(bench.now);
        bench.settle();
        assertEquals(commands, controller.commands.size());
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                HciCommand.RESET,
                HciCommand.LE_READ_BUFFER_SIZE,
                HciCommand.LE_SET_RANDOM_ADDRESS,
                HciCommand.LE_SET_ADVERTISING_PARAMETERS,
                HciCommand.LE_SET_ADVERTISING_DATA,
                HciCommand.LE_SET_ADVERTISING_ENABLE
            })
    void shouldCloseAtAnyTime(int opcode) {
        controller.silent = opcode;
        bench.open();
        byte[] parameters = controller.parameters.get(opcode);
        peripheral.close(bench.now);
        bench.settle();
        controller.silent = 0;
        controller.answer(opcode, parameters);
        bench.settle();
        assertFalse(peripheral.isOpen());
        assertFalse(controller.isAdvertising);
        bench.open();
        assertTrue(controller.isAdvertising);
    }

    @Test
    void shouldCloseWithoutAnAnswerOfTheController() {
        bench.connected();
        controller.silent = -1;
        peripheral.close(bench.now);
        bench.pass(3000);
        assertFalse(peripheral.isOpen());
        assertEquals(List.of("disconnected"), bench.take());
    }

    @Test
    void shouldCloseWhileItRests() {
        controller.isGone = true;
        bench.open();
        assertTrue(peripheral.isOpen());
        peripheral.close(bench.now);
        assertFalse(peripheral.isOpen());
        assertEquals(Long.MAX_VALUE, bench.settle());
    }

    @Test
    void shouldOpenAgainWhatIsBeingClosed() {
        bench.connected();
        controller.silent = HciCommand.DISCONNECT;
        peripheral.close(bench.now);
        peripheral.open(5, 6, 7, bench.now + 60_000, 8, bench.now);
        bench.settle();
        assertFalse(controller.isAdvertising);
        controller.silent = 0;
        controller.answer(HciCommand.DISCONNECT, ScriptedController.hex("4000 13"));
        bench.settle();
        assertEquals(List.of("disconnected"), bench.take());
        assertTrue(controller.isAdvertising);
        assertEquals(5, controller.parameters.get(HciCommand.LE_SET_ADVERTISING_DATA)[9]);
    }

    @Test
    void shouldRefuseACentralThatComesWhileClosing() {
        bench.open();
        controller.silent = HciCommand.LE_SET_ADVERTISING_ENABLE;
        peripheral.close(bench.now);
        bench.settle();
        controller.connect(BleBench.HANDLE);
        controller.silent = 0;
        controller.answer(HciCommand.LE_SET_ADVERTISING_ENABLE, new byte[1]);
        bench.settle();
        assertFalse(peripheral.isOpen());
        assertEquals(List.of(), bench.take());
        assertEquals(-1, controller.handle);
    }

    @Test
    void shouldLoseTheCentralWithTheController() {
        bench.subscribed();
        controller.event(HciEvent.HARDWARE_ERROR, "42");
        bench.settle();
        assertEquals(List.of("disconnected"), bench.take());
        assertFalse(peripheral.canIndicate());
        bench.pass(100);
        assertTrue(controller.isAdvertising);
        controller.connect(BleBench.HANDLE);
        bench.settle();
        assertEquals("0b0000", bench.att("0a 0500"));
        controller.isGone = true;
        bench.settle();
        assertEquals(List.of("connected", "disconnected"), bench.take());
    }

    /** A central that is gone at each step of a commissioning, and the next one that is not. */
    @Test
    void shouldServeTheNextCentralWhereverTheLastOneStopped() {
        bench.open();
        for (int steps = 0; steps < 6; steps++) {
            serve(steps);
            controller.disconnected(0x08);
            bench.settle();
            assertTrue(controller.isAdvertising, "after " + steps);
            List<String> told = bench.take();
            assertEquals("connected", told.get(0));
            assertEquals("disconnected", told.get(told.size() - 1));
        }
        serve(6);
        assertEquals(
                List.of("connected", "written 01", "subscribed true", "confirmed"), bench.take());
        assertEquals(0, peripheral.dropped());
    }

    private void serve(int steps) {
        controller.connect(BleBench.HANDLE);
        bench.settle();
        if (steps > 0) {
            assertEquals("03f700", bench.att("02 f700"));
        }
        if (steps > 1) {
            controller.fragment(2, ScriptedController.hex("0400 0400 1209"));
            bench.settle();
        }
        if (steps > 2) {
            controller.fragment(1, ScriptedController.hex("0001"));
            bench.settle();
        }
        if (steps > 3) {
            assertEquals("13", bench.att("12 0c00 0200"));
        }
        if (steps > 4) {
            assertTrue(peripheral.indicate(new byte[100], 0, 100, bench.now));
        }
        if (steps > 5) {
            assertEquals("", bench.att("1e"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "04",
                "0400",
                "04000100",
                "04 3e 01 00 00",
                "04 3e 01 01",
                "04 0e 01 01",
                "04 0f 03 00 01 06",
                "04 05 03 00 40 00",
                "04 13 01 ff",
                "04 13 00",
                "04 3e 00",
                "04 3e 04 01 00 41 00",
                "04 3e 03 05 40 00",
                "04 3e 05 06 40 00 06 00",
                "04 ff 02 00 00",
                "02 40 20 05 00 00",
                "02 40",
                "03 00 00 00",
                "00"
            })
    void shouldSurviveWhatMakesNoSense(String packet) {
        bench.connected();
        controller.toHost.add(ScriptedController.hex(packet));
        bench.settle();
        assertEquals("0b0000", bench.att("0a 0500"));
        assertEquals(List.of(), bench.take());
        assertTrue(peripheral.isConnected());
    }

    @Test
    void shouldTakeFewPacketsInOnePoll() {
        bench.open();
        for (int i = 0; i < 20; i++) {
            controller.event(0xFF, "00");
        }
        assertEquals(bench.now, peripheral.poll(bench.now));
        assertEquals(12, controller.toHost.size());
    }
}
