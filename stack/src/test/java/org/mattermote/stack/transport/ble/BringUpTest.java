package org.mattermote.stack.transport.ble;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BringUpTest {
    private final BleBench bench = new BleBench();
    private final ScriptedController controller = bench.controller;

    @Test
    void shouldAskForTheEventsItTakes() {
        bench.open();
        assertArrayEquals(
                ScriptedController.hex("10 80 00 00 00 00 00 20"),
                controller.parameters.get(HciCommand.SET_EVENT_MASK));
        assertArrayEquals(
                ScriptedController.hex("01 00"),
                controller.parameters.get(HciCommand.WRITE_LE_HOST_SUPPORT));
        assertArrayEquals(
                ScriptedController.hex("31 00 00 00 00 00 00 00"),
                controller.parameters.get(HciCommand.LE_SET_EVENT_MASK));
        assertArrayEquals(
                ScriptedController.hex("fb00 4808"),
                controller.parameters.get(HciCommand.LE_WRITE_SUGGESTED_DEFAULT_DATA_LENGTH));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                HciCommand.SET_EVENT_MASK,
                HciCommand.WRITE_LE_HOST_SUPPORT,
                HciCommand.LE_SET_EVENT_MASK,
                HciCommand.LE_READ_BUFFER_SIZE,
                HciCommand.LE_WRITE_SUGGESTED_DEFAULT_DATA_LENGTH
            })
    void shouldDoWithoutWhatAControllerDoesNotKnow(int opcode) {
        controller.refused.put(opcode, 1);
        bench.open();
        assertTrue(controller.isAdvertising);
        assertEquals(
                opcode == HciCommand.LE_READ_BUFFER_SIZE,
                controller.commands.contains(HciCommand.READ_BUFFER_SIZE));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                HciCommand.RESET,
                HciCommand.READ_BUFFER_SIZE,
                HciCommand.LE_SET_RANDOM_ADDRESS,
                HciCommand.LE_SET_ADVERTISING_PARAMETERS,
                HciCommand.LE_SET_ADVERTISING_DATA,
                HciCommand.LE_SET_ADVERTISING_ENABLE
            })
    void shouldBeginAgainWhereItCannotDoWithout(int opcode) {
        controller.hasOwnLeBuffers = false;
        controller.refused.put(opcode, 0x0C);
        bench.open();
        assertFalse(controller.isAdvertising);
        assertEquals(1, controller.commands.stream().filter(c -> c == opcode).count());
        int commands = controller.commands.size();
        bench.pass(99);
        assertEquals(commands, controller.commands.size());
        controller.refused.clear();
        bench.pass(1);
        assertTrue(controller.isAdvertising);
        assertEquals(HciCommand.RESET, controller.commands.get(commands));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                HciCommand.RESET,
                HciCommand.SET_EVENT_MASK,
                HciCommand.WRITE_LE_HOST_SUPPORT,
                HciCommand.LE_SET_EVENT_MASK,
                HciCommand.LE_READ_BUFFER_SIZE,
                HciCommand.READ_BUFFER_SIZE,
                HciCommand.LE_WRITE_SUGGESTED_DEFAULT_DATA_LENGTH,
                HciCommand.LE_SET_RANDOM_ADDRESS,
                HciCommand.LE_SET_ADVERTISING_PARAMETERS,
                HciCommand.LE_SET_ADVERTISING_DATA,
                HciCommand.LE_SET_ADVERTISING_ENABLE
            })
    void shouldResetAControllerThatDoesNotAnswer(int opcode) {
        controller.hasOwnLeBuffers = false;
        controller.silent = opcode;
        bench.open();
        bench.pass(2099);
        assertFalse(controller.isAdvertising);
        assertEquals(opcode, controller.commands.get(controller.commands.size() - 1));
        controller.silent = 0;
        bench.pass(1);
        assertTrue(controller.isAdvertising);
    }

    @Test
    void shouldAskASilentControllerEverLessOften() {
        controller.silent = -1;
        bench.open();
        List<Long> waits = new ArrayList<>();
        long since = bench.now;
        while (waits.size() < 11) {
            int commands = controller.commands.size();
            bench.now = bench.settle();
            bench.settle();
            if (controller.commands.size() > commands) {
                waits.add(bench.now - since);
                since = bench.now;
            }
        }
        assertEquals(
                List.of(
                        2100L, 2200L, 2400L, 2800L, 3600L, 5200L, 8400L, 14_800L, 27_600L, 53_200L,
                        53_200L),
                waits);
        controller.silent = 0;
        bench.pass(60_000);
        assertTrue(controller.isAdvertising);
        controller.event(HciEvent.HARDWARE_ERROR, "00");
        bench.settle();
        controller.isAdvertising = false;
        bench.pass(100);
        assertTrue(controller.isAdvertising);
    }

    @Test
    void shouldSurviveAControllerThatIsGone() {
        controller.isGone = true;
        bench.open();
        bench.pass(10_000);
        assertEquals(List.of(), controller.commands);
        controller.isGone = false;
        bench.pass(15_000);
        assertTrue(controller.isAdvertising);
        controller.isGone = true;
        bench.settle();
        assertFalse(bench.peripheral.isAdvertising());
        bench.pass(BleBench.WINDOW);
        assertFalse(bench.peripheral.isOpen());
    }

    @Test
    void shouldRefuseBuffersThatNoControllerHas() {
        controller.aclLength = 26;
        bench.open();
        assertFalse(controller.isAdvertising);
        controller.aclLength = 27;
        controller.aclBuffers = 0;
        bench.pass(100);
        assertFalse(controller.isAdvertising);
        controller.aclBuffers = 1;
        bench.pass(200);
        assertTrue(controller.isAdvertising);
    }

    @Test
    void shouldWaitUntilTheControllerTakesACommand() {
        controller.silent = HciCommand.SET_EVENT_MASK;
        bench.open();
        controller.silent = 0;
        controller.event(HciEvent.COMMAND_COMPLETE, "00010c00");
        bench.pass(1000);
        assertEquals(2, controller.commands.size());
        controller.event(HciEvent.COMMAND_COMPLETE, "010000");
        controller.answer(HciCommand.RESET, new byte[0]);
        bench.pass(100);
        assertTrue(controller.isAdvertising);
    }

    @Test
    void shouldResetAControllerThatTakesNoCommandAnyMore() {
        controller.silent = HciCommand.SET_EVENT_MASK;
        bench.open();
        controller.silent = 0;
        controller.event(HciEvent.COMMAND_COMPLETE, "00010c00");
        bench.pass(2099);
        assertEquals(2, controller.commands.size());
        bench.pass(1);
        assertTrue(controller.isAdvertising);
    }

    @Test
    void shouldTryAgainWhereThereIsNoRoom() {
        controller.hasRoom = false;
        bench.open();
        bench.pass(1000);
        controller.hasRoom = true;
        bench.pass(10);
        assertTrue(controller.isAdvertising);
        assertEquals(1, controller.commands.stream().filter(c -> c == HciCommand.RESET).count());
    }

    @Test
    void shouldRestWhereThereIsNoRoomForLong() {
        controller.hasRoom = false;
        bench.open();
        bench.pass(1000);
        controller.event(HciEvent.COMMAND_COMPLETE, "010000");
        bench.pass(1050);
        controller.hasRoom = true;
        bench.pass(40);
        assertEquals(List.of(), controller.commands);
        bench.pass(10);
        assertTrue(controller.isAdvertising);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0f00000000",
                "0e000000",
                "10ff",
                "3e01004100010000000000000018000000480100",
                "0500400013"
            })
    void shouldIgnoreWhatWaitsOfAnotherLife(String event) {
        bench.open();
        bench.peripheral.close(bench.now);
        bench.settle();
        controller.event(Integer.parseInt(event.substring(0, 2), 16), event.substring(2));
        bench.settle();
        bench.open();
        assertTrue(controller.isAdvertising);
        assertEquals(List.of(), bench.take());
    }

    @Test
    void shouldIgnoreAnswersToWhatItDidNotAsk() {
        controller.silent = HciCommand.LE_READ_BUFFER_SIZE;
        bench.open();
        controller.event(HciEvent.COMMAND_COMPLETE, "01052000");
        controller.event(HciEvent.COMMAND_STATUS, "00010220");
        bench.settle();
        assertEquals(5, controller.commands.size());
        controller.answer(HciCommand.LE_READ_BUFFER_SIZE, new byte[0]);
        bench.settle();
        assertTrue(controller.isAdvertising);
    }
}
