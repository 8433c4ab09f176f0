package org.mattermote.webrtc.ice;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;
import org.mattermote.stack.fuzz.Kept;
import org.mattermote.webrtc.text.TextWriter;

/**
 * Candidates: what is read is written so that it is read alike, through a table too, and written
 * alike then; and it fits the line it must fit.
 */
class IceCandidateJazzerTest {
    private static final int LINE_MAX = 192;

    static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (String text :
                new String[] {
                    "",
                    "a=candidate:1 1 udp 2130706431 192.168.1.5 50000 typ host",
                    "candidate:f957a2332b1715da3b0ef8ba684454eb 1 udp 2130706431 fd00::2 9 typ host",
                    "candidate:4234997325 1 udp 2043278322 3d1d0cbe-0b44-4fd1-9a5f-fc2d3d3bb3b1.local"
                            + " 56688 typ host generation 0 ufrag 6O7y network-cost 50",
                    "candidate:1 2 TCP 2105458943 192.168.1.2 9 typ host tcptype active",
                    "candidate:2 1 UDP 1685987327 203.0.113.7 40001 typ srflx raddr 0.0.0.0 rport 0",
                    "candidate:3 256 udp 1 2001:db8::1.2.3.4 1 typ relay raddr a-1.local rport 9",
                }) {
            seeds.add(text.getBytes(StandardCharsets.US_ASCII));
        }
        return Kept.with(IceCandidateJazzerTest.class, seeds);
    }

    private static byte[] written(IceCandidate candidate) {
        TextWriter writer = new TextWriter();
        byte[] out = new byte[LINE_MAX];
        writer.wrap(out, 0, out.length);
        candidate.write(writer);
        assertTrue(writer.length() > 0);
        return Arrays.copyOf(out, writer.length());
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldReadAnything(byte[] data) {
        IceCandidate candidate = new IceCandidate();
        int status = candidate.read(data, 0, data.length);
        if (status != IceStatus.OK && status != IceStatus.IGNORED) {
            return;
        }
        byte[] once = written(candidate);
        IceCandidate again = new IceCandidate();
        assertEquals(status, again.read(once, 0, once.length));
        assertArrayEquals(once, written(again));
        if (status != IceStatus.OK) {
            return;
        }
        CandidateTable table = new CandidateTable(1);
        table.add(IceStatus.OK, candidate);
        assertEquals(IceStatus.DUPLICATE, table.add(IceStatus.OK, again));
        table.next(again);
        assertEquals(candidate.priority, again.priority);
        int folded = (candidate.foundation ^ candidate.foundation >>> 16) & 0xFFFF;
        assertEquals(folded, again.foundation);
        assertEquals(candidate.component, again.component);
        assertEquals(candidate.transport, again.transport);
        assertEquals(candidate.type, again.type);
        assertEquals(candidate.addressKind, again.addressKind);
        assertEquals(candidate.port, again.port);
        assertEquals(candidate.relatedPort, again.relatedPort);
        assertArrayEquals(candidate.address, again.address);
    }
}
