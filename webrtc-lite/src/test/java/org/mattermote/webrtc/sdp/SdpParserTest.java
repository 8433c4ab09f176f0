package org.mattermote.webrtc.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mattermote.stack.mem.ByteSpan;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.webrtc.ice.IceCandidate;
import org.mattermote.webrtc.ice.IceStatus;

class SdpParserTest {
    private static final String PRINT = "AB:" + "0F:".repeat(30) + "FF";

    /** One picture and one sound; what is wrong with it is put in place of a line. */
    private static final String OFFER =
            String.join(
                    "\r\n",
                    "v=0",
                    "o=- 4611731400430051336 2 IN IP4 127.0.0.1",
                    "s=-",
                    "t=0 0",
                    "a=group:BUNDLE v a",
                    "a=ice-options:trickle",
                    "a=fingerprint:sha-256 " + PRINT,
                    "m=video 9 UDP/TLS/RTP/SAVPF 96 97 102",
                    "c=IN IP4 0.0.0.0",
                    "a=mid:v",
                    "a=recvonly",
                    "a=rtcp-mux",
                    "a=setup:actpass",
                    "a=ice-ufrag:abcd",
                    "a=ice-pwd:0123456789abcdefghijkl",
                    "a=rtpmap:96 VP8/90000",
                    "a=rtpmap:97 rtx/90000",
                    "a=rtpmap:102 H264/90000",
                    "a=fmtp:102 packetization-mode=1;profile-level-id=42e01f",
                    "a=rtcp-fb:102 nack pli",
                    "a=rtcp-fb:* ccm fir",
                    "a=candidate:1 1 udp 2130706431 192.168.1.5 50000 typ host",
                    "m=audio 9 UDP/TLS/RTP/SAVPF 111 0",
                    "a=mid:a",
                    "a=rtcp-mux",
                    "a=setup:actpass",
                    "a=ice-ufrag:efgh",
                    "a=ice-pwd:lkjihgfedcba9876543210",
                    "a=rtpmap:111 opus/48000/2",
                    "a=candidate:2 1 udp 2130706431 192.168.1.5 50001 typ host",
                    "a=end-of-candidates",
                    "");

    private final SdpBench bench = SdpBench.camera();

    private static String text(ByteSpan span) {
        return new String(span.array, span.offset, span.length, StandardCharsets.US_ASCII);
    }

    @Tag("webrtc-provider R55")
    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\n"})
    void shouldReadEverythingThatSignallingNeeds(String newLine) {
        SdpDescription read = bench.take(OFFER.replace("\r\n", newLine)).description;
        assertEquals(0, bench.parser.line());
        assertEquals(4611731400430051336L, read.originId());
        assertEquals(2, read.originVersion());
        assertTrue(read.canTrickle());
        assertFalse(read.isIceLite());
        assertEquals(2, read.sections());
        SdpSection video = read.section(0);
        SdpSection audio = read.section(1);
        ByteSpan span = new ByteSpan();
        assertEquals("v", text(read.mid(0, span)));
        assertEquals("a", text(read.mid(1, span)));
        assertEquals("abcd", text(read.ufrag(0, span)));
        assertEquals("efgh", text(read.ufrag(1, span)));
        assertEquals("0123456789abcdefghijkl", text(read.password(0, span)));
        assertEquals(PRINT, text(read.fingerprint(1, span)));
        assertEquals(MediaKind.VIDEO, video.kind());
        assertEquals(MediaKind.AUDIO, audio.kind());
        assertEquals(Direction.RECVONLY, video.direction());
        assertEquals(Direction.SENDRECV, audio.direction());
        assertEquals(Setup.ACTPASS, video.setup());
        assertTrue(video.hasRtcpMux() && video.isBundled() && audio.isBundled());
        assertFalse(video.isRejected() || video.isEndOfCandidates());
        assertTrue(audio.isEndOfCandidates());
        assertEquals(3, video.payloadTypes());
        assertEquals(Codec.VP8, video.codec(0));
        assertEquals(Codec.NONE, video.codec(1));
        assertEquals(Codec.H264, video.codec(2));
        assertEquals(0x142E01F, video.format(2));
        assertEquals(Feedback.CCM_FIR, video.feedback(0));
        assertEquals(Feedback.CCM_FIR | Feedback.NACK_PLI, video.feedback(2));
        assertEquals(Codec.OPUS, audio.codec(0));
        assertEquals(Codec.PCMU, audio.codec(1));
        assertEquals(2, read.candidates());
        IceCandidate candidate = new IceCandidate();
        assertEquals(IceStatus.OK, read.candidate(1, candidate));
        assertEquals(50001, candidate.port);
        assertEquals(1, candidate.section);
    }

    /** What is put in place of a line, or added behind it: flaw and the number of the line. */
    @Tag("webrtc-provider R56")
    @Tag("webrtc-provider R57")
    @ParameterizedTest
    @CsvSource({
        "v=0, v=1, -1, 1",
        "v=0, s=-, -1, 1",
        "v=0, x, -1, 1",
        "s=-, s, -2, 3",
        "s=-, a:b, -2, 3",
        "o=- 4611731400430051336 2 IN IP4 127.0.0.1, o=- x 2 IN IP4 127.0.0.1, -4, 2",
        "o=- 4611731400430051336 2 IN IP4 127.0.0.1, o=- 7 IN IP4 127.0.0.1, -4, 2",
        "o=- 4611731400430051336 2 IN IP4 127.0.0.1, o=, -4, 2",
        "t=0 0, t=0, -4, 4",
        "t=0 0, t=now 0, -4, 4",
        "m=video 9 UDP/TLS/RTP/SAVPF 96 97 102, m=video x UDP/TLS/RTP/SAVPF 96, -4, 8",
        "m=video 9 UDP/TLS/RTP/SAVPF 96 97 102, m=video 65536 UDP/TLS/RTP/SAVPF 96, -4, 8",
        "m=video 9 UDP/TLS/RTP/SAVPF 96 97 102, m=video 9 UDP/TLS/RTP/SAVPF 96 128, -4, 8",
        "m=video 9 UDP/TLS/RTP/SAVPF 96 97 102, m=video 9 UDP/TLS/RTP/SAVPF H264, -4, 8",
        "m=video 9 UDP/TLS/RTP/SAVPF 96 97 102, m=video 9 UDP/TLS/RTP/SAVPF, -7, 8",
        "m=video 9 UDP/TLS/RTP/SAVPF 96 97 102, m=video 9, -7, 8",
        "m=video 9 UDP/TLS/RTP/SAVPF 96 97 102, m=video, -7, 8",
        "m=video 9 UDP/TLS/RTP/SAVPF 96 97 102, m=, -7, 8",
        "m=video 9 UDP/TLS/RTP/SAVPF 96 97 102, m=video 9 RTP/AVP 96, -20, 8",
        "m=video 9 UDP/TLS/RTP/SAVPF 96 97 102, m=video 9 TCP/TLS/RTP/SAVPF 96, -20, 8",
        "m=video 9 UDP/TLS/RTP/SAVPF 96 97 102, m=text 9 UDP/TLS/RTP/SAVPF 96, -20, 8",
        "m=video 9 UDP/TLS/RTP/SAVPF 96 97 102, m=application 9 DTLS/SCTP 5000, -20, 8",
        "a=mid:v, a=mid:, -8, 10",
        "a=mid:v, a=mid:a b, -8, 10",
        "a=mid:v, a=mid:a(b, -8, 10",
        "a=mid:v, a=mid:12345678901234567, -8, 10",
        "a=mid:a, a=mid:v, -8, 24",
        "a=ice-ufrag:abcd, a=x, -9, 8",
        "a=ice-pwd:lkjihgfedcba9876543210, a=x, -9, 23",
        "a=ice-ufrag:abcd, a=ice-ufrag:abc, -10, 14",
        "a=ice-ufrag:abcd, a=ice-ufrag:ab:d, -10, 14",
        "a=ice-pwd:0123456789abcdefghijkl, a=ice-pwd:0123456789abcdefghijk, -10, 15",
        "a=rtpmap:102 H264/90000, a=rtpmap:x H264/90000, -4, 18",
        "a=rtpmap:102 H264/90000, a=rtpmap:, -4, 18",
        "a=rtpmap:102 H264/90000, a=fmtp:1x2 apt=4, -4, 18",
        "a=rtpmap:102 H264/90000, a=rtcp-fb:H264 nack, -4, 18",
        "a=setup:actpass, a=setup:holdconn, -13, 13",
    })
    void shouldSayWhatIsWrongAndWhere(String line, String other, int flaw, int number) {
        String text = OFFER.replaceFirst("(?m)^\\Q" + line + "\\E\r", other + "\r");
        if (flaw == SdpFlaw.NO_CREDENTIALS && number == 8) {
            // else the bundle's first, which this is, has none either
            text = text.replace("a=group:BUNDLE v a", "a=group:BUNDLE");
        }
        if (number == 23) {
            text = text.replace("a=group:BUNDLE v a", "a=group:BUNDLE v");
        }
        assertFalse(text.equals(OFFER));
        assertEquals(flaw, bench.read(text));
        assertEquals(number, bench.parser.line());
    }

    @Tag("webrtc-provider R56")
    @ParameterizedTest
    @CsvSource({
        "'', -1, 1",
        "'v=0\n', -5, 1",
        "'v=0\ns=-\n', -5, 2",
    })
    void shouldRefuseWhatIsEmpty(String text, int flaw, int number) {
        assertEquals(flaw, bench.read(text));
        assertEquals(number, bench.parser.line());
    }

    @Tag("webrtc-provider R57")
    @ParameterizedTest
    @CsvSource({"4, 22, 0", "256, 256, 0", "257, 256, -10", "256, 257, -10", "3, 22, -10"})
    void shouldKnowTheLimitsOfCredentials(int ufrag, int password, int flaw) {
        String text =
                OFFER.replace("a=ice-ufrag:abcd", "a=ice-ufrag:" + "/".repeat(ufrag))
                        .replaceFirst("a=ice-pwd:[0-9a-l]*", "a=ice-pwd:" + "+".repeat(password));
        assertEquals(flaw, bench.read(text));
    }

    @Tag("webrtc-provider R57")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sha-256",
                "sha-256 AB",
                "sha-256 ab:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F"
                        + ":0F:0F:0F:0F:0F:FF",
                "sha-256 AB-0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F"
                        + ":0F:0F:0F:0F:0F:FF",
                "SHA-256 G0:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F"
                        + ":0F:0F:0F:0F:0F:FF",
            })
    void shouldRefuseAFingerprintThatIsNone(String print) {
        assertEquals(SdpFlaw.FINGERPRINT, bench.read(OFFER.replace("sha-256 " + PRINT, print)));
        assertEquals(7, bench.parser.line());
    }

    @Tag("webrtc-provider R56")
    @Test
    void shouldMissAFingerprintOfTheRightHash() {
        assertEquals(
                SdpFlaw.NO_FINGERPRINT,
                bench.read(OFFER.replace("sha-256 " + PRINT, "sha-1 AB:CD")));
        assertEquals(8, bench.parser.line());
    }

    @Tag("webrtc-provider R55")
    @Test
    void shouldFindWhatASectionLacksInTheSessionOrInTheBundle() {
        String rest = OFFER.substring(OFFER.indexOf("m=video"));
        String bare = rest.replaceAll("a=(ice-ufrag|ice-pwd|setup):.*\r\n", "");
        String head = OFFER.substring(0, OFFER.indexOf("m=video"));
        String all = "a=ice-ufrag:ssss\r\na=ice-pwd:ssssssssssssssssssssss\r\na=setup:active\r\n";
        SdpDescription read = bench.take(head + all + bare).description;
        ByteSpan span = new ByteSpan();
        assertEquals("ssss", text(read.ufrag(1, span)));
        assertEquals(Setup.ACTIVE, read.section(0).setup());
        int audio = rest.indexOf("m=audio");
        bench.take(head + rest.substring(0, audio) + bare.substring(bare.indexOf("m=audio")));
        assertEquals("abcd", text(read.ufrag(1, span)));
        assertEquals(Setup.ACTPASS, read.section(1).setup());
    }

    @Test
    void shouldTellARejectedSectionFromOneThatWaitsForTheBundle() {
        String closed = OFFER.replace("m=audio 9", "m=audio 0");
        assertTrue(bench.take(closed).description.section(1).isRejected());
        String waiting = closed.replace("a=mid:a", "a=mid:a\r\na=bundle-only");
        assertFalse(bench.take(waiting).description.section(1).isRejected());
        String alone = waiting.replace("BUNDLE v a", "BUNDLE v");
        assertTrue(bench.take(alone).description.section(1).isRejected());
        String bare = closed.replaceAll("(?s)(m=audio 0 )UDP/TLS/RTP/SAVPF(.*)", "$1ANY$2");
        assertEquals(SdpFlaw.NONE, bench.read(bare));
    }

    @Tag("webrtc-provider R55")
    @Tag("webrtc-provider R56")
    @Test
    void shouldPassOverWhatIsTooMany() {
        StringBuilder types = new StringBuilder();
        for (int number = 30; number < 46; number++) {
            types.append(number).append(' ');
        }
        SdpDescription read = bench.take(OFFER.replace("96 97 102", types + "102")).description;
        assertEquals(16, read.section(0).payloadTypes());
        for (int i = 0; i < 16; i++) {
            assertEquals(30 + i, read.section(0).payloadType(i));
        }
        String line = "a=candidate:1 1 udp 2130706431 192.168.1.5 50000 typ host\r\n";
        bench.take(OFFER + line.repeat(23));
        assertEquals(24, read.candidates());
        assertEquals(1, read.skippedCandidates());
    }

    @Tag("webrtc-provider R56")
    @Test
    void shouldRefuseAFifthSection() {
        String audio = OFFER.substring(OFFER.indexOf("m=audio"));
        String four = OFFER + audio.replace("mid:a", "mid:b") + audio.replace("mid:a", "mid:c");
        assertEquals(SdpFlaw.NONE, bench.read(four));
        assertEquals(SdpFlaw.TOO_MANY_SECTIONS, bench.read(four + audio.replace("mid:a", "mid:d")));
        assertEquals(50, bench.parser.line());
    }

    @Tag("webrtc-provider T8")
    @Test
    void shouldTakeAsMuchAsThereMayBeAndNoMore() {
        byte[] bytes = OFFER.getBytes(StandardCharsets.US_ASCII);
        SdpDescription into = new SdpDescription();
        assertEquals(SdpFlaw.NONE, new SdpParser(bytes.length).read(bytes, 0, bytes.length, into));
        SdpParser small = new SdpParser(bytes.length - 1);
        assertEquals(SdpFlaw.TOO_LONG, small.read(bytes, 0, bytes.length, into));
        assertEquals(0, into.sections());
    }

    @Test
    void shouldMapFlawsToTheStatusOfACommand() {
        assertEquals(ImStatus.SUCCESS, SdpFlaw.status(SdpFlaw.NONE));
        assertEquals(ImStatus.INVALID_COMMAND, SdpFlaw.status(SdpFlaw.NO_VERSION));
        assertEquals(ImStatus.INVALID_COMMAND, SdpFlaw.status(SdpFlaw.SECTIONS));
        assertEquals(ImStatus.DYNAMIC_CONSTRAINT_ERROR, SdpFlaw.status(SdpFlaw.PROTOCOL));
        assertEquals(ImStatus.DYNAMIC_CONSTRAINT_ERROR, SdpFlaw.status(SdpFlaw.NO_CODEC));
        assertEquals(ImStatus.CONSTRAINT_ERROR, SdpFlaw.status(SdpFlaw.TOO_LONG));
        assertEquals(ImStatus.RESOURCE_EXHAUSTED, SdpFlaw.status(SdpFlaw.NO_SPACE));
        assertEquals(ImStatus.RESOURCE_EXHAUSTED, SdpFlaw.status(SdpFlaw.NO_SPACE));
    }

    /** Cut at every byte, and with every byte another: a flaw or none, and nothing thrown. */
    @Tag("webrtc-provider T32")
    @Test
    void shouldSurviveWhatIsCutOrChanged() {
        byte[] whole = OFFER.getBytes(StandardCharsets.US_ASCII);
        for (int length = 0; length <= whole.length; length++) {
            byte[] cut = new byte[length];
            System.arraycopy(whole, 0, cut, 0, length);
            if (bench.parser.read(cut, 0, length, bench.description) == SdpFlaw.NONE) {
                bench.write(bench.tryAnswer());
            }
        }
        Random random = new Random(3);
        byte[] noise = new byte[64];
        for (int run = 0; run < 1_000_000; run++) {
            random.nextBytes(noise);
            // behind the first line, else all would end there
            System.arraycopy(whole, 0, noise, 0, run % 2 == 0 ? 5 : 0);
            bench.parser.read(noise, 0, run % noise.length, bench.description);
        }
        for (int run = 0; run < 100_000; run++) {
            byte[] changed = whole.clone();
            for (int i = random.nextInt(3); i >= 0; i--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            if (bench.parser.read(changed, 0, changed.length, bench.description) == SdpFlaw.NONE) {
                bench.write(bench.tryAnswer());
            }
        }
    }
}
