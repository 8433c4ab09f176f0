package org.mattermote.stack.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;
import org.mattermote.stack.fuzz.Kept;

/** Certificates in DER: whatever comes, the walk stays inside, and says the same again. */
class X509WalkJazzerTest {
    private static final long YEARS = 10_000L * 366 * 86_400;

    private final X509Walk walk = new X509Walk();

    static List<byte[]> seeds() {
        return Kept.with(
                X509WalkJazzerTest.class,
                List.of(
                        TlsCertificates.root(),
                        TlsCertificates.rootOf(1200),
                        TlsCertificates.root(TlsCertificates.keys("RSA", 2048))));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldReadAnything(byte[] data) {
        boolean read = walk.read(data, 0, data.length);
        boolean hasKey = read && walk.hasKey(data, Math.max(0, data.length - 65));
        long notBefore = walk.notBefore();
        byte[] placed = new byte[data.length + 9];
        Arrays.fill(placed, (byte) 0x30);
        System.arraycopy(data, 0, placed, 4, data.length);
        assertEquals(read, walk.read(placed, 4, data.length));
        if (read) {
            assertEquals(notBefore, walk.notBefore());
            assertTrue(Math.abs(walk.notBefore()) < YEARS && Math.abs(walk.notAfter()) < YEARS);
            assertEquals(hasKey, walk.hasKey(placed, Math.max(0, data.length - 65) + 4));
            for (int cut = Math.max(0, data.length - 8); cut < data.length; cut++) {
                assertEquals(false, walk.read(data, 0, cut), "cut");
            }
        }
    }
}
