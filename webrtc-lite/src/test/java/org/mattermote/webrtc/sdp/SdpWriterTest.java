package org.mattermote.webrtc.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mattermote.stack.mem.ByteSpan;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.webrtc.ice.IceCandidate;
import org.mattermote.webrtc.ice.IceStatus;

class SdpWriterTest {
    private static final String VIEWER = SdpBench.recordedText("chromium-viewer-offer.sdp");

    private final SdpBench bench = SdpBench.camera();

    private static IceCandidate host(int port) {
        IceCandidate made = new IceCandidate();
        byte[] text =
                ("candidate:1 1 udp 2130706431 192.168.100.200 " + port + " typ host").getBytes();
        assertEquals(IceStatus.OK, made.read(text, 0, text.length));
        return made;
    }

    /** What a whole answer looks like; times, addresses and random bytes are fixed. */
    @Tag("webrtc-provider R58")
    @Tag("webrtc-provider T31")
    @Test
    void shouldAnswerABrowser() {
        String print = HexFormat.ofDelimiter(":").withUpperCase().formatHex(SdpBench.FINGERPRINT);
        bench.session.candidates.add(host(50000));
        bench.session.candidates.end();
        String answer = bench.answer(VIEWER);
        String ufrag = line(answer, "a=ice-ufrag:");
        String password = line(answer, "a=ice-pwd:");
        assertEquals(
                String.join(
                        "\r\n",
                        "v=0",
                        "o=- " + bench.session.id() + " 1 IN IP4 0.0.0.0",
                        "s=-",
                        "t=0 0",
                        "a=group:BUNDLE 0 1",
                        "a=ice-options:trickle",
                        "a=fingerprint:sha-256 " + print,
                        "m=video 9 UDP/TLS/RTP/SAVPF 108",
                        "c=IN IP4 0.0.0.0",
                        "a=mid:0",
                        "a=sendonly",
                        "a=rtcp-mux",
                        "a=setup:active",
                        ufrag,
                        password,
                        "a=msid:camera video0",
                        "a=rtpmap:108 H264/90000",
                        "a=fmtp:108 level-asymmetry-allowed=1;packetization-mode=1;"
                                + "profile-level-id=42e01f",
                        "a=rtcp-fb:108 nack",
                        "a=rtcp-fb:108 nack pli",
                        "a=candidate:47532 1 udp 2130706431 192.168.100.200 50000 typ host",
                        "a=end-of-candidates",
                        "m=audio 9 UDP/TLS/RTP/SAVPF 111",
                        "c=IN IP4 0.0.0.0",
                        "a=mid:1",
                        "a=sendrecv",
                        "a=rtcp-mux",
                        "a=setup:active",
                        ufrag,
                        password,
                        "a=msid:camera audio1",
                        "a=rtpmap:111 opus/48000/2",
                        "a=rtcp-fb:111 transport-cc",
                        ""),
                answer);
        assertTrue(answer.length() <= 1024, "R37: " + answer.length());
        assertEquals(0, bench.session.stream(0));
        assertEquals(108, bench.session.payloadType(0));
        assertEquals(Direction.SENDONLY, bench.session.direction(0));
        assertEquals(Setup.ACTIVE, bench.session.setup());
        assertEquals(0, bench.session.candidates.waiting());
    }

    private static String line(String text, String start) {
        int at = text.indexOf(start);
        return text.substring(at, text.indexOf("\r\n", at));
    }

    @Tag("webrtc-provider R58")
    @Tag("webrtc-provider T31")
    @Test
    void shouldLeaveEverythingAsItWasWhereTheAnswerDoesNotFit() {
        int exact = bench.answer(VIEWER).length();
        SdpBench fits = new SdpBench(exact, SdpBench.PICTURE, SdpBench.SOUND);
        assertEquals(exact, fits.answer(VIEWER).length());
        for (int capacity : new int[] {exact - 1, 400}) {
            SdpBench small = new SdpBench(capacity, SdpBench.PICTURE, SdpBench.SOUND);
            small.session.candidates.add(host(1));
            assertEquals(SdpFlaw.NO_SPACE, small.take(VIEWER).tryAnswer());
            assertEquals(0, small.session.sections());
            assertEquals(0, small.session.version());
            assertFalse(small.session.credentials().isMade());
            assertEquals(1, small.session.candidates.waiting());
        }
    }

    /** What was decided holds only when it is said so; and is written as often as need be. */
    @Test
    void shouldDecideWithoutChangingTheSession() {
        bench.take(VIEWER);
        int flaw =
                bench.writer.answer(
                        bench.description, bench.session, SdpWriter.ALL, bench.random(), 0);
        assertEquals(SdpFlaw.NONE, flaw);
        assertEquals(2, bench.writer.next().sections());
        assertEquals(0, bench.session.sections());
        assertEquals(SdpSession.NOTHING, bench.session.description());
        bench.writer.commit(bench.session);
        assertEquals(SdpSession.ANSWER, bench.session.description());
        assertTrue(bench.session.isAgreed());
        assertEquals(bench.text(), bench.text());
        assertEquals(
                SdpFlaw.NO_SPACE,
                bench.writer.write(bench.session, new byte[400], 0, 400, SdpBench.FINGERPRINT, 0));
    }

    @Test
    void shouldSendOnlyWhatIsAskedFor() {
        SdpBench half = SdpBench.camera();
        half.take(VIEWER);
        half.writer.answer(half.description, half.session, 1 << MediaKind.AUDIO, half.random(), 0);
        half.writer.commit(half.session);
        String answer = half.text();
        assertTrue(answer.contains("m=video 0 ") && answer.contains("m=audio 9 "), answer);
        assertEquals(1, half.session.first());
        SdpBench sound = SdpBench.camera();
        sound.writer.offer(sound.session, 1 << MediaKind.AUDIO, sound.random(), 0);
        sound.writer.commit(sound.session);
        assertTrue(sound.text().contains("m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"));
        assertTrue(sound.text().contains("a=mid:0\r\n"));
        assertEquals(
                SdpFlaw.NO_CODEC, sound.writer.offer(new SdpSession(4, 0), 0, new byte[24], 0));
    }

    /** Both offer at once: ours, which has no answer, gives way. */
    @Test
    void shouldAnswerInPlaceOfAnOfferOfOurs() {
        String ours = bench.offer();
        String answer = bench.answer(VIEWER.replace("mid:0", "mid:a").replace("E 0 1", "E a 1"));
        assertTrue(answer.contains("a=group:BUNDLE a 1\r\n"), answer);
        assertEquals(line(ours, "a=ice-pwd:"), line(answer, "a=ice-pwd:"));
        assertEquals(SdpSession.ANSWER, bench.session.description());
    }

    @Tag("webrtc-provider R66")
    @Test
    void shouldEmbedCandidatesAsFarAsTheyFitAndNotRepeatThem() {
        int bare = bench.answer(VIEWER).length();
        int line = "a=candidate:47532 1 udp 2130706431 192.168.100.200 50000 typ host\r\n".length();
        SdpBench two = new SdpBench(bare + 2 * line, SdpBench.PICTURE, SdpBench.SOUND);
        for (int port = 50000; port < 50005; port++) {
            two.session.candidates.add(host(port));
        }
        two.session.candidates.end();
        String text = two.answer(VIEWER);
        assertEquals(bare + 2 * line, text.length());
        assertEquals(2, two.session.candidates.cursor());
        assertEquals(4, two.session.candidates.waiting());
        assertTrue(text.contains(" 50001 typ") && !text.contains(" 50002 typ"));
        assertFalse(text.contains("end-of-candidates"));
        IceCandidate next = new IceCandidate();
        two.session.candidates.next(next);
        assertEquals(50002, next.port);
    }

    @Tag("webrtc-provider R58")
    @ParameterizedTest
    @CsvSource({
        "sendrecv, 1, sendonly",
        "sendrecv, 2, recvonly",
        "sendrecv, 3, sendrecv",
        "recvonly, 1, sendonly",
        "recvonly, 2, inactive",
        "recvonly, 3, sendonly",
        "sendonly, 1, inactive",
        "sendonly, 2, recvonly",
        "sendonly, 3, recvonly",
        "inactive, 1, inactive",
        "inactive, 3, inactive",
    })
    void shouldMirrorTheDirection(String offered, int own, String answered) {
        SdpStream stream = new SdpStream(Codec.H264, own, 102, SdpStream.H264_LEVEL_3_1, 0);
        String answer =
                new SdpBench(stream).answer(VIEWER.replaceFirst("a=recvonly", "a=" + offered));
        assertTrue(answer.contains("a=mid:0\r\na=" + answered + "\r\n"), answer);
        assertEquals(answered.startsWith("send"), answer.contains("a=msid:"));
    }

    @Tag("webrtc-provider R58")
    @ParameterizedTest
    @CsvSource({"actpass, active", "active, passive", "passive, active"})
    void shouldTakeTheOtherPartOfDtls(String offered, String answered) {
        String answer = bench.answer(VIEWER.replace("a=setup:actpass", "a=setup:" + offered));
        assertEquals("a=setup:" + answered, line(answer, "a=setup:"));
    }

    @Test
    void shouldKeepItsPartOfDtlsInALaterAnswer() {
        bench.answer(VIEWER.replace("a=setup:actpass", "a=setup:active"));
        assertEquals("a=setup:passive", line(bench.answer(VIEWER), "a=setup:"));
    }

    @Tag("webrtc-provider R58")
    @ParameterizedTest
    @CsvSource({
        "42e01f, 1, 42e01f, 42e01f",
        "42e01f, 1, 42c01f, 42c01f",
        "42e01f, 1, 4d801f, 4d801f",
        "42e01f, 1, 58c01f, 58c01f",
        "42e01f, 1, 42001f, 42001f",
        "42e01f, 1, 42e034, 42e01f",
        "42e01f, 1, 42e00c, 42e00c",
        "42e01f, 1, 42f00b, 42f00b",
        "42e01f, 1, 42e00b, 42e00b",
        "42f00b, 1, 42e00b, 42f00b",
        "42e00a, 1, 42f00b, 42e00a",
        "42e01f, 1, 4d001f, -",
        "42e01f, 1, 64001f, -",
        "42e01f, 1, 58801f, -",
        "42e01f, 1, zzzzzz, -",
        "42e01f, 1, 42e01, -",
        "42e01f, 0, 42e01f, -",
        "42e01f, 2, 42e01f, -",
        "42e01f, 9, 42e01f, -",
    })
    void shouldTakeWhatADecoderOfTheProfileTakes(
            String own, int mode, String offered, String answered) {
        SdpStream stream =
                new SdpStream(Codec.H264, Direction.SENDONLY, 102, Integer.parseInt(own, 16), 0);
        SdpBench maker = new SdpBench(stream);
        String offer =
                VIEWER.replaceAll("a=fmtp:(104|102|108|114) .*\r\n", "")
                        .replace(
                                "a=rtpmap:102 H264/90000",
                                "a=rtpmap:102 h264/90000\r\na=fmtp:102 Packetization-Mode="
                                        + mode
                                        + "; profile-level-id="
                                        + offered)
                        .replaceAll("a=rtpmap:(104|108|114|116|39) .*\r\n", "");
        maker.take(offer);
        if (answered.equals("-")) {
            assertEquals(SdpFlaw.NO_CODEC, maker.tryAnswer());
        } else {
            String answer = maker.answer();
            assertTrue(answer.contains("a=rtpmap:102 "), answer);
            assertTrue(answer.contains("profile-level-id=" + answered + "\r\n"), answer);
        }
    }

    @Tag("webrtc-provider R56")
    @Test
    void shouldSayThatThereIsNoCodec() {
        SdpBench maker = new SdpBench(SdpBench.PICTURE);
        String offer = VIEWER.replaceAll("H264", "H263");
        assertEquals(SdpFlaw.NO_CODEC, maker.take(offer).tryAnswer());
    }

    @Tag("webrtc-provider R58")
    @Test
    void shouldRefuseWhatItHasNothingFor() {
        String offer = SdpBench.recordedText("chromium-data-offer.sdp");
        String answer = bench.answer(offer);
        assertTrue(
                answer.contains(
                        "m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\n"
                                + "c=IN IP4 0.0.0.0\r\na=mid:2\r\na=inactive\r\na=setup:"),
                answer);
        assertTrue(answer.contains("a=group:BUNDLE 0 1\r\n"));
        assertEquals(-1, bench.session.stream(2));
        SdpBench mute = new SdpBench(SdpBench.PICTURE);
        answer = mute.answer(offer);
        assertTrue(answer.contains("m=audio 0 UDP/TLS/RTP/SAVPF 111\r\n"), answer);
        assertTrue(answer.contains("a=group:BUNDLE 0\r\n"));
    }

    @Test
    void shouldHaveOneTransport() {
        String apart = VIEWER.replace("a=group:BUNDLE 0 1\r\n", "");
        String answer = bench.answer(apart);
        assertFalse(answer.contains("BUNDLE"));
        assertTrue(answer.contains("m=audio 0 "), answer);
        answer = SdpBench.camera().answer(VIEWER.replaceFirst("a=rtcp-mux\r\n", ""));
        assertTrue(answer.contains("m=video 0 ") && answer.contains("m=audio 9 "), answer);
    }

    @Test
    void shouldUseAStreamOnce() {
        String audio = VIEWER.substring(VIEWER.indexOf("m=audio"));
        String twice =
                VIEWER.replace("BUNDLE 0 1", "BUNDLE 0 1 2") + audio.replace("mid:1", "mid:2");
        String answer = bench.answer(twice);
        assertTrue(answer.contains("a=group:BUNDLE 0 1\r\n"), answer);
        assertTrue(answer.contains("m=audio 0 UDP/TLS/RTP/SAVPF 111\r\n"));
    }

    @Tag("webrtc-provider R59")
    @Test
    void shouldOfferWhatTheProductHas() {
        String offer = bench.offer();
        bench.take(offer);
        assertEquals(2, bench.description.sections());
        assertEquals(Direction.SENDONLY, bench.description.section(0).direction());
        assertEquals(Direction.SENDRECV, bench.description.section(1).direction());
        assertEquals(Setup.ACTPASS, bench.description.section(0).setup());
        assertTrue(bench.description.canTrickle());
        assertTrue(offer.contains("a=group:BUNDLE 0 1\r\n"));
        assertTrue(offer.contains("m=video 9 UDP/TLS/RTP/SAVPF 102\r\n"));
        assertTrue(offer.contains("m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"));
        assertTrue(offer.contains("profile-level-id=42e01f\r\n"));
        assertEquals(1, bench.description.originVersion());
        String again = bench.offer();
        bench.take(again);
        assertEquals(2, bench.description.originVersion());
        assertEquals(offer.replace(" 1 IN IP4", " 2 IN IP4"), again);
    }

    /** One's offer is answered by the other; roles are opposite, and both know the same. */
    @Tag("webrtc-provider R58")
    @Tag("webrtc-provider R59")
    @Test
    void shouldTakeAnAnswer() {
        SdpStream eye = new SdpStream(Codec.H264, Direction.RECVONLY, 99, 0x42E01F, 0xFF);
        SdpStream ear = new SdpStream(Codec.OPUS, Direction.RECVONLY, 98, 0, 0);
        SdpBench viewer = new SdpBench(ear, eye);
        String answer = viewer.answer(bench.offer());
        assertEquals(SdpFlaw.NONE, bench.take(answer).accept());
        assertEquals(Setup.PASSIVE, bench.session.setup());
        assertEquals(Setup.ACTIVE, viewer.session.setup());
        assertEquals(Direction.SENDONLY, bench.session.direction(0));
        assertEquals(Direction.RECVONLY, viewer.session.direction(0));
        assertEquals(Direction.SENDONLY, bench.session.direction(1));
        assertEquals(1, viewer.session.stream(0));
        assertEquals(102, viewer.session.payloadType(0));
        assertEquals(Feedback.NACK | Feedback.NACK_PLI, bench.session.feedback(0));
        assertEquals(0, bench.session.feedback(1));
        assertEquals(SdpFlaw.SETUP, bench.take(answer.replace(":active", ":actpass")).accept());
        assertEquals(SdpFlaw.SECTIONS, bench.take(answer.replace("mid:0", "mid:x")).accept());
        assertEquals(
                SdpFlaw.SECTIONS,
                bench.take(answer.substring(0, answer.indexOf("m=audio"))).accept());
        assertEquals(
                SdpFlaw.NO_CODEC, bench.take(answer.replaceAll("m=(.*) 9 ", "m=$1 0 ")).accept());
        assertEquals(SdpFlaw.NONE, bench.take(answer.replace("m=audio 9", "m=audio 0")).accept());
        assertEquals(-1, bench.session.stream(1));
        // what is refused stays refused, and has its place
        String again = bench.offer();
        assertTrue(again.contains("m=audio 0 UDP/TLS/RTP/SAVPF 111\r\n"), again);
        assertTrue(again.contains("a=mid:1\r\na=inactive\r\n"));
        assertEquals(SdpFlaw.SECTIONS, bench.take(answer).accept());
    }

    /** Nothing more is said of such a section, not even its mid (RFC 8829 5.3.1). */
    @Test
    void shouldTakeAnAnswerThatRejectsASectionWithoutItsMid() {
        String answer = answerToOurs();
        String brief =
                answer.substring(0, answer.indexOf("m=audio"))
                        .replace("BUNDLE 0 1", "BUNDLE 0")
                        .concat("m=audio 0 UDP/TLS/RTP/SAVPF 0\r\n");
        assertEquals(SdpFlaw.NONE, bench.take(brief).accept());
        assertEquals(0, bench.session.first());
        assertEquals(-1, bench.session.stream(1));
    }

    /** Ours has one transport, where RTCP has no other way. */
    @Tag("webrtc-provider R58")
    @Test
    void shouldRefuseWhatIsAnsweredWithoutRtcpOnItsPort() {
        String answer = answerToOurs();
        assertEquals(SdpFlaw.NO_CODEC, bench.take(answer.replace("a=rtcp-mux\r\n", "")).accept());
        int audio = answer.indexOf("m=audio");
        String half =
                answer.substring(0, audio) + answer.substring(audio).replace("a=rtcp-mux\r\n", "");
        assertEquals(SdpFlaw.NONE, bench.take(half).accept());
        assertEquals(0, bench.session.stream(0));
        assertEquals(-1, bench.session.stream(1));
    }

    private String answerToOurs() {
        SdpStream eye = new SdpStream(Codec.H264, Direction.RECVONLY, 99, 0x42E01F, 0xFF);
        SdpStream ear = new SdpStream(Codec.OPUS, Direction.RECVONLY, 98, 0, 0);
        return new SdpBench(ear, eye).answer(bench.offer());
    }

    /** After an offer of the peer, in its order and with its mids and numbers. */
    @Tag("webrtc-provider R59")
    @Test
    void shouldOfferTheSameSectionsAgain() {
        bench.answer(SdpBench.recordedText("libdatachannel-data-offer.sdp"));
        String again = bench.offer();
        assertTrue(again.contains("a=group:BUNDLE video audio\r\n"), again);
        assertTrue(again.contains("a=setup:actpass"));
        assertTrue(again.contains("m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\n"));
        bench.take(again);
        assertEquals(3, bench.description.sections());
        assertEquals(2, bench.description.originVersion());
    }

    @Tag("webrtc-provider R60")
    @Test
    void shouldHaveNewCredentialsWhereThePeerRestartsIce() {
        bench.session.candidates.add(host(1));
        String first = bench.answer(VIEWER);
        String second = bench.answer(VIEWER);
        assertEquals(line(first, "a=ice-ufrag:"), line(second, "a=ice-ufrag:"));
        assertEquals(line(first, "a=ice-pwd:"), line(second, "a=ice-pwd:"));
        bench.session.candidates.add(host(2));
        String ufrag = line(VIEWER, "a=ice-ufrag:");
        String third = bench.answer(VIEWER.replace(ufrag, "a=ice-ufrag:anew"));
        assertNotEquals(line(first, "a=ice-ufrag:"), line(third, "a=ice-ufrag:"));
        assertNotEquals(line(first, "a=ice-pwd:"), line(third, "a=ice-pwd:"));
        assertFalse(third.contains("a=candidate:"));
        assertEquals(0, bench.session.candidates.waiting());
        String password = line(VIEWER, "a=ice-pwd:");
        String fourth =
                bench.answer(
                        VIEWER.replace(ufrag, "a=ice-ufrag:anew")
                                .replace(password, "a=ice-pwd:0123456789012345678901"));
        assertNotEquals(line(third, "a=ice-ufrag:"), line(fourth, "a=ice-ufrag:"));
        assertEquals(line(first, "o=").split(" ")[1], line(fourth, "o=").split(" ")[1]);
        assertEquals("4", line(fourth, "o=").split(" ")[2]);
    }

    @Test
    void shouldRefuseAnOfferThatHasLostSections() {
        bench.answer(VIEWER);
        String shorter = VIEWER.substring(0, VIEWER.indexOf("m=audio"));
        assertEquals(SdpFlaw.SECTIONS, bench.take(shorter).tryAnswer());
    }

    @SuppressWarnings("unchecked")
    @Test
    void shouldSaveAndLoadItsState() {
        bench.session.candidates.add(host(7));
        String first = bench.answer(VIEWER);
        SlotState state = new SlotState(new Pool[0], new Object[0]);
        ByteSpan saved = new ByteSpan().set(new byte[8192], 0, 8192);
        state.beginSaving(saved);
        bench.session.state(state);
        int length = state.length();
        SdpBench other = SdpBench.camera();
        state.beginLoading(saved);
        other.session.state(state);
        assertEquals(length, state.length());
        assertEquals(
                first.replace(" 1 IN", " 2 IN").replaceAll("a=candidate.*\r\n", ""),
                other.answer(VIEWER));
        other.session.clear();
        assertEquals(0, other.session.sections());
        assertFalse(other.session.credentials().isMade());
    }
}
