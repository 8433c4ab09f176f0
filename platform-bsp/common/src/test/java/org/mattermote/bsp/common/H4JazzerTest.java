package org.mattermote.bsp.common;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;
import org.mattermote.stack.fuzz.Kept;
import org.mattermote.stack.fuzz.Parts;
import org.mattermote.stack.port.PortStatus;

/**
 * Any bytes, in any pieces, with losses and buffers of any size between: each packet given out has
 * the form of one and stays in its place, nothing is taken without end, and after a Reset that is
 * answered everything is right again.
 */
class H4JazzerTest {
    // What an input does, all else lets its bytes come.
    private static final int RECEIVE = 0;
    private static final int RESET = 1;
    private static final int LOSE = 2;
    private static final int COMPLETE = 3;
    private static final int COMMAND = 4;

    private static final int AT = 3;
    private static final byte[] RESET_COMMAND = {1, 3, 0x0C, 0};
    private static final int[] RESET_COMPLETE = {4, 0x0E, 4, 1, 3, 0x0C, 0};
    private static final int[] EVENT = {4, 0x13, 5, 1, 0x40, 0, 1, 0};

    static List<byte[]> seeds() {
        byte[] two = {4, 0x13, 1, 7, 2, 0x40, 0x20, 2, 0, 5, 6};
        byte[] half = {4, 0x13, 9, 1, 2};
        return Kept.with(
                H4JazzerTest.class,
                List.of(
                        Parts.row(5, two, RECEIVE, 99, RECEIVE, 99, RECEIVE, 99),
                        Parts.row(5, half, RECEIVE, 99, RECEIVE, 9, 5, new byte[8], RECEIVE, 4),
                        Parts.row(5, half, LOSE, 0, RECEIVE, 99, RESET, RECEIVE, 9, COMPLETE),
                        Parts.row(RESET, 5, two, COMPLETE, RECEIVE, 9, COMMAND, RECEIVE, 9)));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldGiveNothingButPackets(byte[] data) {
        HciBytes stream = new HciBytes();
        H4 packets = new H4(stream, H4.LONGEST);
        Parts parts = new Parts(data);
        while (!parts.isEmpty()) {
            switch (parts.number()) {
                case RECEIVE -> receive(packets, stream, parts.number());
                case RESET -> packets.send(RESET_COMMAND, 0, RESET_COMMAND.length);
                case LOSE -> {
                    stream.failure =
                            (parts.number() & 1) == 0 ? PortStatus.DAMAGED : PortStatus.FAILED;
                    receive(packets, stream, H4.LONGEST);
                    stream.failure = PortStatus.OK;
                }
                case COMPLETE -> stream.come(RESET_COMPLETE);
                case COMMAND -> packets.send(new byte[] {1, 1, 0x10, 0}, 0, 4);
                default -> come(stream, parts.string());
            }
        }
        isRightAfterReset(packets, stream);
    }

    private static void come(HciBytes stream, byte[] bytes) {
        int[] all = new int[bytes.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = bytes[i];
        }
        stream.come(all);
    }

    private static int receive(H4 packets, HciBytes stream, int capacity) {
        byte[] buffer = new byte[AT + capacity + AT];
        int before = stream.waiting();
        int losses = packets.losses();
        int length = packets.receive(buffer, AT, capacity);
        assertTrue(stream.waiting() <= before);
        for (int i = 0; i < AT; i++) {
            assertEquals(0, buffer[i]);
            assertEquals(0, buffer[AT + capacity + i]);
        }
        if (length >= 0) {
            assertTrue(length <= capacity && length <= H4.LONGEST);
            int body =
                    buffer[AT] == 4
                            ? 3 + (buffer[AT + 2] & 0xFF)
                            : 5 + (buffer[AT + 3] & 0xFF) + (buffer[AT + 4] & 0xFF) * 256;
            assertTrue(buffer[AT] == 4 || buffer[AT] == 2);
            assertEquals(body, length);
        } else if (length == PortStatus.FAILED) {
            int lost = packets.losses();
            assertTrue(lost - losses <= 1);
            assertEquals(PortStatus.FAILED, packets.receive(buffer, AT, capacity));
            assertEquals(lost, packets.losses());
        } else {
            assertTrue(length == PortStatus.NONE || length == PortStatus.TOO_SMALL);
        }
        return length;
    }

    private static void isRightAfterReset(H4 packets, HciBytes stream) {
        assertEquals(PortStatus.OK, packets.send(RESET_COMMAND, 0, RESET_COMMAND.length));
        // What an input left may be an answer to it too, and packets behind that.
        int status = PortStatus.OK;
        while (stream.waiting() > 0 && status != PortStatus.FAILED) {
            int before = stream.waiting();
            status = receive(packets, stream, H4.LONGEST);
            if (stream.waiting() == before) {
                stream.discard();
            }
        }
        stream.discard();
        assertEquals(PortStatus.OK, packets.send(RESET_COMMAND, 0, RESET_COMMAND.length));
        stream.come(RESET_COMPLETE);
        stream.come(EVENT);
        assertEquals(RESET_COMPLETE.length, receive(packets, stream, H4.LONGEST));
        assertEquals(EVENT.length, receive(packets, stream, H4.LONGEST));
        assertEquals(PortStatus.NONE, receive(packets, stream, H4.LONGEST));
    }
}
