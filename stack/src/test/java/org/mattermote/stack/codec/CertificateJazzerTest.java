package org.mattermote.stack.codec;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;
import org.mattermote.stack.fuzz.Kept;

/** Certificates in TLV: what is taken becomes DER that Bouncy Castle reads and writes alike. */
class CertificateJazzerTest {
    private final AnyBytes any = new AnyBytes();

    static List<byte[]> seeds() {
        return Kept.with(CertificateJazzerTest.class, Seeds.certificates());
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldReadAnything(byte[] data) {
        any.certificate(data, data.length > 0 ? 4 * (data[data.length - 1] & 0xFF) : 0);
    }
}
