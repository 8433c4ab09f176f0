package org.mattermote.stack.transport.ble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;
import org.mattermote.stack.fuzz.Kept;
import org.mattermote.stack.fuzz.Parts;

/**
 * Packets that a controller sends or that nobody would: a poll ends, what the handler is told has
 * its order, closing ends in time, and after that a sound controller serves as ever.
 */
class HciJazzerTest {
    private static final int NOTHING = 0;
    private static final int CONNECT = 1;
    private static final int DISCONNECT = 2;
    private static final int INDICATE = 3;
    private static final int END = 4;
    private static final int CLOSE = 5;
    private static final int OPEN = 6;
    private static final int SILENCE = 7;
    private static final int ACTIONS = 8;

    static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        seeds.add(
                row(
                        CONNECT, "",
                        NOTHING, "02 4020 0700 0300 0400 02 f700",
                        NOTHING, "02 4020 0900 0500 0400 12 0c00 0200",
                        INDICATE, "01020304",
                        NOTHING, "02 4020 0500 0100 0400 1e",
                        NOTHING, "04 13 05 01 4000 0100",
                        DISCONNECT, ""));
        seeds.add(
                row(
                        NOTHING, "04 3e 13 01 00 4100 01 00 c0c1c2c3c4c5 1800 0000 4801 00",
                        NOTHING,
                                "04 3e 1f 0a 00 4200 01 00 c0c1c2c3c4c5 000000000000 000000000000 1800 0000 4801 00",
                        NOTHING, "04 3e 0d 05 4100 0000000000000000 0000",
                        NOTHING, "04 3e 0b 06 4100 0600 0c00 0000 f401",
                        NOTHING, "04 05 04 00 4100 13",
                        CLOSE, "",
                        OPEN, ""));
        seeds.add(
                row(
                        SILENCE, "",
                        OPEN, "",
                        NOTHING, "04 0e 04 01 030c 00",
                        NOTHING, "04 0f 04 01 01 0220",
                        NOTHING, "04 10 01 ff",
                        CLOSE, ""));
        seeds.add(
                row(
                        CONNECT, "",
                        NOTHING, "04 ff 01 00",
                        END, "",
                        NOTHING, "04 0f 04 00 01 0604",
                        SILENCE, ""));
        return Kept.with(HciJazzerTest.class, seeds);
    }

    private static byte[] row(Object... actions) {
        List<Object> parts = new ArrayList<>();
        for (int i = 0; i < actions.length; i += 2) {
            parts.addAll(List.of(actions[i], 1, ScriptedController.hex((String) actions[i + 1])));
        }
        return Parts.row(parts.toArray());
    }

    /** For each packet what happens before, how long after the last one in 100 ms, the packet. */
    @MethodSource("seeds")
    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldSurviveAnyController(byte[] data) {
        BleBench bench = new BleBench();
        ScriptedController controller = bench.controller;
        controller.isStrict = false;
        controller.aclLength = 27;
        bench.open();
        Parts parts = new Parts(data);
        for (int i = 0; i < 50 && !parts.isEmpty(); i++) {
            int action = parts.number();
            bench.pass(100L * parts.number());
            byte[] packet = parts.string();
            act(bench, action % ACTIONS, packet);
            controller.hasRoom = (action & 0x40) == 0;
            if (packet.length > 0) {
                controller.toHost.add(packet);
            }
            bench.settle();
            controller.hasRoom = true;
        }
        shouldServe(bench);
    }

    private static void act(BleBench bench, int action, byte[] value) {
        switch (action) {
            case CONNECT:
                bench.controller.connect(BleBench.HANDLE);
                break;
            case DISCONNECT:
                bench.controller.disconnected(0x13);
                break;
            case INDICATE:
                if (bench.peripheral.canIndicate()) {
                    int length = Math.min(value.length, bench.peripheral.mtu() - 3);
                    assertTrue(bench.peripheral.indicate(value, 0, length, bench.now));
                } else {
                    assertFalse(bench.peripheral.indicate(value, 0, 0, bench.now));
                }
                break;
            case END:
                bench.peripheral.disconnect(bench.now);
                break;
            case CLOSE:
                bench.peripheral.close(bench.now);
                break;
            case OPEN:
                bench.peripheral.open(1, 2, 3, bench.now + 60_000, 4, bench.now);
                break;
            case SILENCE:
                bench.controller.silent = bench.controller.silent == 0 ? -1 : 0;
                break;
            default:
                break;
        }
    }

    private static void shouldServe(BleBench bench) {
        ScriptedController controller = bench.controller;
        bench.peripheral.close(bench.now);
        bench.pass(3000);
        assertFalse(bench.peripheral.isOpen());
        assertFalse(bench.peripheral.isConnected());
        // A made-up answer to the reset cannot be told from a real one.
        controller.toHost.clear();
        controller.isStrict = true;
        controller.silent = 0;
        controller.handle = -1;
        bench.take();
        controller.take();
        bench.subscribed();
        assertEquals("03f700", bench.att("02 f700"));
        byte[] value = new byte[200];
        assertTrue(bench.peripheral.indicate(value, 0, value.length, bench.now));
        bench.settle();
        assertEquals(1, controller.take().size());
        controller.disconnected(0x13);
        bench.settle();
        assertTrue(controller.isAdvertising);
    }
}
