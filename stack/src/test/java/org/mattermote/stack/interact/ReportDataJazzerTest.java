package org.mattermote.stack.interact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mattermote.stack.sim.SimAnswerer.putData;
import static org.mattermote.stack.sim.SimAnswerer.report;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.fuzz.Kept;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.sim.Im;
import org.mattermote.stack.sim.SimPeers;

/** What answers a read: values and a status, and none without its last byte. */
class ReportDataJazzerTest {
    private int values;
    private final ReadClient client =
            new ReadClient(
                    new SimPeers(null, null),
                    null,
                    new TlvReader(),
                    new ReadListener() {
                        @Override
                        public void value(int attribute, TlvReader value) {
                            values++;
                            value.u8();
                            value.readU64();
                        }

                        @Override
                        public void read(int status, long sentMillis, long nowMillis) {}

                        @Override
                        public void unread(long nowMillis) {}
                    });

    static List<byte[]> seeds() {
        byte[] good =
                report(
                        out -> {
                            putData(out, 0, 0, 0, v -> v.putUnsigned(2, 1L << 50));
                            putData(out, 0, 0, 1, v -> v.putNull(2));
                        },
                        false,
                        true);
        return Kept.with(
                ReportDataJazzerTest.class,
                List.of(opcode(Im.REPORT_DATA, good), opcode(Im.STATUS_RESPONSE, Im.status(0x7E))));
    }

    private static byte[] opcode(int opcode, byte[] message) {
        byte[] input = new byte[1 + message.length];
        input[0] = (byte) opcode;
        System.arraycopy(message, 0, input, 1, message.length);
        return input;
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldReadAnything(byte[] data) {
        if (data.length == 0) {
            return;
        }
        values = 0;
        int length = data.length - 1;
        int status = client.take(data[0], data, 1, length);
        assertTrue(status >= 0 && status <= 0xFF);
        assertTrue(values <= length / 10);
        if (status != ImStatus.INVALID_ACTION) {
            assertEquals(ImStatus.INVALID_ACTION, client.take(data[0], data, 1, length - 1));
        }
    }
}
