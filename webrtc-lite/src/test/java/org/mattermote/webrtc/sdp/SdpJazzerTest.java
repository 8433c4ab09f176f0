package org.mattermote.webrtc.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;
import org.mattermote.stack.fuzz.Kept;
import org.mattermote.stack.mem.ByteSpan;
import org.mattermote.webrtc.ice.IceCandidate;

/**
 * Descriptions: everything found lies within the bytes, what is answered is a description that we
 * read, with as many sections; as an answer it is taken or refused.
 */
class SdpJazzerTest {
    private static final int LONGEST = 8192;

    static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (String name : SdpBench.recorded(".sdp")) {
            seeds.add(SdpBench.recordedText(name).getBytes(StandardCharsets.US_ASCII));
        }
        return Kept.with(SdpJazzerTest.class, seeds);
    }

    private static void within(ByteSpan span, byte[] data) {
        assertTrue(span.offset >= 0 && span.length >= 0);
        assertTrue(span.offset + span.length <= data.length);
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldReadAnything(byte[] data) {
        if (data.length > LONGEST) {
            return;
        }
        SdpBench bench = new SdpBench(SdpBench.PICTURE, SdpBench.SOUND, SdpBench.VP8);
        SdpDescription read = bench.description;
        int flaw = bench.parser.read(data, 0, data.length, read);
        assertEquals(flaw == SdpFlaw.NONE, bench.parser.line() == 0);
        if (flaw != SdpFlaw.NONE) {
            return;
        }
        assertTrue(read.sections() > 0 && read.sections() <= SdpDescription.SECTIONS);
        ByteSpan span = new ByteSpan();
        for (int i = 0; i < read.sections(); i++) {
            within(read.mid(i, span), data);
            within(read.ufrag(i, span), data);
            within(read.password(i, span), data);
            within(read.fingerprint(i, span), data);
        }
        IceCandidate candidate = new IceCandidate();
        for (int i = 0; i < read.candidates(); i++) {
            read.candidate(i, candidate);
        }
        int sections = read.sections();
        if (bench.tryAnswer() == SdpFlaw.NONE) {
            String answer = bench.text();
            bench.take(answer);
            assertEquals(sections, read.sections());
            int version = bench.session.version();
            bench.take(bench.offer());
            assertEquals(sections, read.sections());
            assertEquals(version + 1, bench.session.version());
        }
        SdpBench offerer = SdpBench.camera();
        offerer.offer();
        if (offerer.parser.read(data, 0, data.length, offerer.description) == SdpFlaw.NONE) {
            offerer.accept();
        }
    }
}
