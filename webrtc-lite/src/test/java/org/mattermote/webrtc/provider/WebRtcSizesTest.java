package org.mattermote.webrtc.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.requirement.Tag;

class WebRtcSizesTest {
    private static int check(Consumer<WebRtcSizes> change) {
        WebRtcSizes sizes = new WebRtcSizes();
        change.accept(sizes);
        return sizes.check();
    }

    @Tag("webrtc-provider R1")
    @Test
    void shouldRefuseWhatDoesNotFitTogether() {
        assertEquals(WebRtcSizes.OK, check(s -> {}));
        assertEquals(WebRtcSizes.BAD_SESSIONS, check(s -> s.sessions = 2));
        assertEquals(WebRtcSizes.BAD_SESSIONS, check(s -> s.sessions = 33));
        assertEquals(WebRtcSizes.BAD_SDP_LENGTH, check(s -> s.sdpLength = 511));
        assertEquals(WebRtcSizes.BAD_OUT_LENGTH, check(s -> s.outLength = 8192 + 63));
        assertEquals(WebRtcSizes.OK, check(s -> s.outLength = 8192 + 64));
        assertEquals(WebRtcSizes.BAD_CANDIDATES, check(s -> s.candidateLength = 127));
        assertEquals(WebRtcSizes.BAD_CANDIDATES, check(s -> s.candidates = 0));
        assertEquals(
                WebRtcSizes.BAD_OUT_LENGTH,
                check(
                        s -> {
                            s.sdpLength = 512;
                            s.outLength = 1024;
                            s.candidateLength = 1024 - 79;
                        }));
        assertEquals(WebRtcSizes.BAD_QUEUE, check(s -> s.queue = 7));
        assertEquals(WebRtcSizes.BAD_QUEUE, check(s -> s.queue = 128));
        assertEquals(WebRtcSizes.BAD_STREAMS, check(s -> s.streams = 0));
        assertEquals(WebRtcSizes.BAD_STREAMS, check(s -> s.streams = 17));
    }
}
