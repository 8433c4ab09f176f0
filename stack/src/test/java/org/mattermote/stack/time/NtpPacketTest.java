package org.mattermote.stack.time;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.mem.Bytes;

class NtpPacketTest {
    private static final long NONCE = 0x8123456789ABCDEFL;

    /** In 2025, µs. */
    private static final long T = 800_000_000_123_456L;

    private final NtpAnswer answer = new NtpAnswer(NONCE, T);

    private int check() {
        byte[] bytes = answer.bytes();
        return NtpPacket.check(Arrays.copyOf(bytes, 48), bytes.length, NONCE);
    }

    @Test
    void shouldAskWithoutSayingAnything() {
        byte[] packet = new byte[48];
        Arrays.fill(packet, (byte) 0x55);
        NtpPacket.ask(packet, NONCE);
        assertEquals(0x23, packet[0]);
        for (int i = 1; i < 40; i++) {
            assertEquals(0, packet[i]);
        }
        assertEquals(NONCE, Bytes.u64be(packet, 40));
    }

    @Test
    void shouldTakeATime() {
        assertEquals(NtpPacket.OK, check());
        // A timestamp's last bit is 0.23 ns: what is cut is less than a microsecond.
        assertEquals(T, NtpPacket.transmitMicros(answer.bytes()), 1);
        assertEquals(0, NtpPacket.heldMicros(answer.bytes()));
        answer.receive -= 3L << 31;
        assertEquals(NtpPacket.OK, check());
        assertEquals(1_500_000, NtpPacket.heldMicros(answer.bytes()));
        answer.leap = 2;
        answer.stratum = 15;
        answer.rootDelay = 0xFFFF;
        answer.rootDispersion = 0xFFFF;
        assertEquals(NtpPacket.OK, check());
        assertEquals(1_499_969, NtpPacket.rootMicros(answer.bytes()));
    }

    @Test
    void shouldKnowTheTimeUpTo2136() {
        for (long seconds : new long[] {0, 1, 1139293695L, 1139293696L, 4294967295L}) {
            byte[] bytes = new NtpAnswer(NONCE, seconds * 1_000_000).bytes();
            assertEquals(seconds * 1_000_000, NtpPacket.transmitMicros(bytes));
        }
        // Received before the timestamps begin anew, sent after.
        answer.receive = -1L << 31;
        answer.transmit = 1L << 31;
        assertEquals(NtpPacket.OK, check());
        assertEquals(1_000_000, NtpPacket.heldMicros(answer.bytes()));
    }

    @Test
    void shouldPassOverWhatIsNotTheAnswer() {
        answer.origin++;
        assertEquals(NtpPacket.NOT_OURS, check());
        answer.origin = 0;
        assertEquals(NtpPacket.NOT_OURS, check());
        answer.origin = NONCE;
        for (int mode = 0; mode < 8; mode++) {
            answer.mode = mode;
            assertEquals(mode == 4 ? NtpPacket.OK : NtpPacket.NOT_OURS, check());
        }
        answer.mode = 4;
        for (int version = 0; version < 8; version++) {
            answer.version = version;
            assertEquals(version == 4 ? NtpPacket.OK : NtpPacket.NOT_OURS, check());
        }
        answer.version = 4;
        for (int length = 0; length < 60; length++) {
            answer.length = length;
            assertEquals(length == 48 ? NtpPacket.OK : NtpPacket.NOT_OURS, check());
        }
    }

    @Test
    void shouldTakeNoTimeOfAServerWithoutOne() {
        answer.leap = 3;
        assertEquals(NtpPacket.NO_TIME, check());
        answer.leap = 0;
        for (int stratum = 16; stratum < 256; stratum++) {
            answer.stratum = stratum;
            assertEquals(NtpPacket.NO_TIME, check());
        }
        answer.stratum = 1;
        for (int root : new int[] {0x10000, 0x7FFFFFFF, -1, Integer.MIN_VALUE}) {
            answer.rootDelay = root;
            assertEquals(NtpPacket.NO_TIME, check());
            answer.rootDelay = 0;
            answer.rootDispersion = root;
            assertEquals(NtpPacket.NO_TIME, check());
            answer.rootDispersion = 0;
        }
        answer.transmit = 0;
        assertEquals(NtpPacket.NO_TIME, check());
        answer.transmit = answer.receive;
        answer.receive = 0;
        assertEquals(NtpPacket.NO_TIME, check());
        answer.receive = answer.transmit + 1;
        assertEquals(NtpPacket.NO_TIME, check());
        answer.receive--;
        assertEquals(NtpPacket.OK, check());
    }

    @Test
    void shouldUnderstandAKissOfDeath() {
        answer.stratum = 0;
        assertEquals(NtpPacket.NO_TIME, check());
        answer.reference = word("RATE");
        assertEquals(NtpPacket.SLOWER, check());
        answer.reference = word("DENY");
        assertEquals(NtpPacket.DENIED, check());
        answer.reference = word("RSTR");
        assertEquals(NtpPacket.DENIED, check());
        answer.reference = word("INIT");
        assertEquals(NtpPacket.NO_TIME, check());
        // Nobody else makes it silent.
        answer.reference = word("DENY");
        answer.origin++;
        assertEquals(NtpPacket.NOT_OURS, check());
    }

    static int word(String text) {
        return text.charAt(0) << 24 | text.charAt(1) << 16 | text.charAt(2) << 8 | text.charAt(3);
    }
}
