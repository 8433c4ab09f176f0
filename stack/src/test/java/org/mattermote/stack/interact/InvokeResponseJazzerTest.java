package org.mattermote.stack.interact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.fuzz.Kept;
import org.mattermote.stack.sim.Im;

/** What answers a command: a status or none, and none without its last byte. */
class InvokeResponseJazzerTest {
    private final InvokeClient client = new InvokeClient(null, null);

    static List<byte[]> seeds() {
        byte[] status =
                Im.message(
                        out -> {
                            out.putBool(0, false);
                            out.startArray(1);
                            BoundLight.putStatus(out, 0x7E);
                            out.endContainer();
                            out.putBool(2, true);
                        });
        byte[] command =
                Im.message(
                        out -> {
                            out.startArray(1);
                            out.startStruct(TlvTag.ANONYMOUS);
                            out.startStruct(0);
                            out.endContainer();
                            out.endContainer();
                            out.endContainer();
                        });
        return Kept.with(
                InvokeResponseJazzerTest.class,
                List.of(
                        opcode(Im.INVOKE_RESPONSE, status),
                        opcode(Im.INVOKE_RESPONSE, command),
                        opcode(Im.STATUS_RESPONSE, Im.status(0x9C))));
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
        int length = data.length - 1;
        int status = client.statusOf(data[0], data, 1, length);
        assertTrue(status >= InvokeClient.NO_ANSWER && status <= 0xFF);
        if (status != InvokeClient.NO_ANSWER) {
            assertEquals(InvokeClient.NO_ANSWER, client.statusOf(data[0], data, 1, length - 1));
        }
    }
}
