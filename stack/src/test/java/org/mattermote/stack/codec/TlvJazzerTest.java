package org.mattermote.stack.codec;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;
import org.mattermote.stack.fuzz.Kept;
import org.mattermote.stack.fuzz.Parts;

/** The TLV reader: whole walks agree, any calls in any order stay inside. */
class TlvJazzerTest {
    private static final byte[] CALLS = {0, 4, 7, 0, 14, 5};

    private final AnyBytes any = new AnyBytes();

    static List<byte[]> seeds() {
        return Kept.with(
                TlvJazzerTest.class,
                Seeds.payloads().stream()
                        .map(b -> Parts.row(0, CALLS, new Parts.Rest(b)))
                        .toList());
    }

    /** Where it begins in its array, the calls, and what is read. */
    @MethodSource("seeds")
    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldReadAnything(byte[] data) {
        Parts parts = new Parts(data);
        int offset = parts.number() & 3;
        byte[] calls = parts.string();
        byte[] b = parts.rest();
        any.tlv(b, offset);
        any.wander(b, offset, calls);
    }
}
