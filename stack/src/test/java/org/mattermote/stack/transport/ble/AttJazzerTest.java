package org.mattermote.stack.transport.ble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;
import org.mattermote.stack.fuzz.Kept;
import org.mattermote.stack.fuzz.Parts;

/**
 * PDUs on the fixed channels of a connection, cut into fragments anyhow: each is answered at most
 * once, in no more than the MTU and by what belongs to it, and the next central finds nothing of
 * it.
 */
class AttJazzerTest {
    private static final int ADDITIONAL_DATA = 23;

    static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        seeds.add(
                row(
                        "02f700",
                        "100100ffff0028",
                        "080700ffff0328",
                        "040c00ffff",
                        "0a0300",
                        "0c03000200",
                        "060100ffff0028f6ff",
                        "120900656c0400f70005",
                        "120c000200",
                        "1e",
                        "0a0c00"));
        seeds.add(
                row(
                        "021700",
                        "040100ffff",
                        "080100ffff002a",
                        "120900",
                        "16090000001",
                        "1801",
                        "520900aa"));
        seeds.add(
                Parts.row(
                        1,
                        27,
                        ScriptedController.hex("120103040506"),
                        2,
                        27,
                        ScriptedController.hex("01030001100707")));
        return Kept.with(AttJazzerTest.class, seeds);
    }

    private static byte[] row(String... pdus) {
        List<Object> parts = new ArrayList<>();
        for (String pdu : pdus) {
            parts.addAll(
                    List.of(
                            0,
                            26,
                            ScriptedController.hex(pdu.length() % 2 == 0 ? pdu : pdu + "0")));
        }
        return Parts.row(parts.toArray());
    }

    /** For each PDU the channel, how long its fragments are less one, and the PDU. */
    @MethodSource("seeds")
    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldAnswerWhatIsAsked(byte[] data) {
        BleBench bench = new BleBench();
        bench.controller.aclLength = 27;
        bench.peripheral.setAdditionalData(new byte[ADDITIONAL_DATA]);
        bench.connected();
        Parts parts = new Parts(data);
        for (int i = 0; i < 50 && !parts.isEmpty(); i++) {
            int how = parts.number();
            int channel = ScriptedController.ATT + how % 4;
            bench.verdict = how >>> 6 == 3 ? AttError.UNLIKELY_ERROR : 0;
            int fragment = parts.number() + 1;
            byte[] pdu = parts.string();
            int mtu = bench.peripheral.mtu();
            bench.controller.receive(channel, pdu, Math.min(fragment, 251));
            bench.settle();
            judge(channel, pdu, mtu, bench.controller.take());
            if ((how & 0x20) != 0 && bench.peripheral.canIndicate()) {
                int length = Math.min(pdu.length, bench.peripheral.mtu() - 3);
                assertTrue(bench.peripheral.indicate(pdu, 0, length, bench.now));
                assertEquals(1, bench.controller.take().size());
            }
        }
        bench.controller.disconnected(0x13);
        bench.settle();
        bench.take();
        bench.verdict = 0;
        bench.controller.connect(0x41);
        bench.settle();
        assertEquals(23, bench.peripheral.mtu());
        assertEquals("0b0000", bench.att("0a 0c00"));
        assertEquals("13", bench.att("12 0c00 0200"));
        assertEquals(List.of("connected", "subscribed true"), bench.take());
    }

    private static void judge(int channel, byte[] pdu, int mtu, List<String> answers) {
        assertTrue(answers.size() <= 1, "one answer at most");
        if (answers.isEmpty()) {
            return;
        }
        assertEquals(String.format("%04x ", channel), answers.get(0).substring(0, 5));
        byte[] answer = ScriptedController.hex(answers.get(0).substring(5));
        if (channel != ScriptedController.ATT) {
            assertTrue(answer.length <= 8);
            return;
        }
        assertTrue(answer.length <= mtu, "answer of " + answer.length);
        if (answer[0] == AttOpcode.ERROR_RESPONSE) {
            assertEquals(5, answer.length);
            assertEquals(pdu[0], answer[1]);
            assertTrue(answer[4] != 0);
        } else {
            assertEquals(pdu[0] + 1, answer[0]);
        }
    }
}
