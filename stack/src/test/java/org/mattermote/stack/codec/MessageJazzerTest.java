package org.mattermote.stack.codec;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;
import org.mattermote.stack.fuzz.Kept;

/** Headers of messages, status reports and session parameters: what is taken is written alike. */
class MessageJazzerTest {
    private final AnyBytes any = new AnyBytes();

    static List<byte[]> seeds() {
        return Kept.with(MessageJazzerTest.class, Seeds.messages());
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldReadAnything(byte[] data) {
        any.message(data);
    }
}
