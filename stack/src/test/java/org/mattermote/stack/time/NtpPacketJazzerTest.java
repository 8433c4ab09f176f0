package org.mattermote.stack.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;
import org.mattermote.stack.fuzz.Kept;
import org.mattermote.stack.mem.Bytes;

/** What a server says: a time between 2000 and 2136 that is not far off, or a reason for none. */
class NtpPacketJazzerTest {
    private static final long NONCE = 0x4142434445464748L;

    static List<byte[]> seeds() {
        NtpAnswer good = new NtpAnswer(NONCE, 800_000_000_000_000L);
        NtpAnswer kiss = new NtpAnswer(NONCE, 1);
        kiss.stratum = 0;
        kiss.reference = NtpPacketTest.word("RATE");
        NtpAnswer unsynchronised = new NtpAnswer(NONCE, 2);
        unsynchronised.leap = 3;
        return Kept.with(
                NtpPacketJazzerTest.class,
                List.of(good.bytes(), kiss.bytes(), unsynchronised.bytes()));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldReadAnything(byte[] data) {
        byte[] packet = Arrays.copyOf(data, 48);
        int status = NtpPacket.check(packet, data.length, NONCE);
        assertTrue(status >= NtpPacket.DENIED && status <= NtpPacket.OK);
        boolean ours = data.length == 48 && Bytes.u64be(packet, 24) == NONCE;
        assertTrue(ours || status == NtpPacket.NOT_OURS);
        if (status == NtpPacket.OK) {
            assertEquals(4, packet[0] & 7);
            long micros = NtpPacket.transmitMicros(packet);
            assertTrue(micros >= 0 && micros / 1_000_000 <= 0xFFFFFFFFL);
            assertTrue(NtpPacket.heldMicros(packet) >= 0);
            assertTrue(NtpPacket.rootMicros(packet) < 1_500_000);
        }
    }
}
