package org.mattermote.stack.codec;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;
import org.mattermote.stack.fuzz.Kept;

/** QR and manual codes: what is taken is written alike, and all bytes survive base 38. */
class SetupPayloadJazzerTest {
    private final AnyBytes any = new AnyBytes();

    static List<byte[]> seeds() {
        return Kept.with(SetupPayloadJazzerTest.class, Seeds.setupCodes());
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldReadAnything(byte[] data) {
        any.setup(data);
        any.base38(data);
    }
}
