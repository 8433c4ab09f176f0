package org.mattermote.webrtc.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.webrtc.ice.IcePolicy;
import org.mattermote.webrtc.spec.WebRtcTypes;

class NegotiationTest {
    private static final int ID = 7;

    private final NegotiationRig rig = new NegotiationRig();

    /** What a viewer answers to {@code offer}: one of ours, seen from the other side. */
    private static String answerTo(String offer) {
        return offer.replace("sendonly", "recvonly")
                .replace("setup:actpass", "setup:active")
                .replaceAll("ice-ufrag:.*\r\n", "ice-ufrag:peer\r\n")
                .replaceAll("ice-pwd:.*\r\n", "ice-pwd:0123456789012345678901\r\n")
                .replaceAll("a=msid:.*\r\n", "");
    }

    private static String restarted(String offer) {
        return offer.replaceAll("ice-ufrag:.*\r\n", "ice-ufrag:anew\r\n");
    }

    @Tag("webrtc-provider R58")
    @Tag("webrtc-provider R67")
    @Tag("webrtc-provider T31")
    @Test
    void shouldAnswerAnOffer() {
        rig.offered(ID);
        String ufrag = NegotiationRig.line(NegotiationRig.OFFER, "a=ice-ufrag:");
        assertEquals(
                List.of("open 7 0", "connect 7 " + ufrag + " controlled active 0=108 1=111"),
                rig.port.heard());
        assertEquals(List.of("answer 7"), rig.signalled());
        assertEquals(13, rig.reply.videoStream);
        assertEquals(23, rig.reply.audioStream);
        assertFalse(rig.reply.deferred);
        String answer = rig.takeAnswer(ID);
        assertEquals(rig.port.ufrag, NegotiationRig.line(answer, "a=ice-ufrag:"));
        assertTrue(NegotiationRig.line(answer, "a=fingerprint:sha-256 ").startsWith("00:01:02:"));
        assertTrue(answer.contains("a=setup:active\r\n") && answer.contains("a=sendonly\r\n"));
        assertTrue(answer.length() <= 1024, "R37: " + answer.length());
    }

    @Tag("webrtc-provider R20")
    @Tag("webrtc-provider R59")
    @Test
    void shouldOfferAtOnceAndTakeTheAnswer() {
        rig.solicited(ID);
        assertFalse(rig.reply.deferred);
        assertEquals(13, rig.reply.videoStream);
        assertEquals(List.of("open 7 0"), rig.port.heard());
        assertEquals(List.of("offer 7"), rig.signalled());
        String offer = rig.takeOffer(ID);
        assertEquals(rig.port.ufrag, NegotiationRig.line(offer, "a=ice-ufrag:"));
        assertTrue(offer.contains("a=setup:actpass\r\n"));
        assertEquals(MediaStatus.OK, rig.answer(ID, answerTo(offer)));
        assertEquals(List.of("connect 7 peer controlling passive 0=102 1=111"), rig.port.heard());
        assertEquals(MediaStatus.INVALID_IN_STATE, rig.answer(ID, answerTo(offer)));
        assertEquals("", rig.takeOffer(ID));
    }

    @Tag("webrtc-provider R20")
    @Test
    void shouldOfferWhenTheSourceIsReady() {
        rig.port.standby = true;
        rig.solicited(ID);
        assertTrue(rig.reply.deferred);
        assertEquals(List.of("open 7 0"), rig.port.heard());
        rig.found(ID, 5000);
        assertEquals(List.of(), rig.signalled());
        assertEquals(
                MediaStatus.INVALID_IN_STATE,
                rig.negotiation.takeOfferSdp(ID, rig.buffer, 0, rig.buffer.length));
        assertEquals(MediaStatus.INVALID_IN_STATE, rig.answer(ID, NegotiationRig.OFFER));
        rig.port.standby = false;
        rig.negotiation.sourceReady();
        assertEquals(List.of("offer 7", "candidates 7"), rig.signalled());
        assertTrue(rig.takeOffer(ID).contains(" 5000 typ host\r\n"));
    }

    @Test
    void shouldAnswerInPlaceOfAnOfferThatNobodyAnswered() {
        for (boolean standby : new boolean[] {false, true}) {
            rig.port.standby = standby;
            rig.solicited(ID);
            rig.port.heard();
            rig.signalled();
            rig.offered(ID);
            String ufrag = NegotiationRig.line(NegotiationRig.OFFER, "a=ice-ufrag:");
            assertEquals(
                    List.of("renew 7 0", "connect 7 " + ufrag + " controlled active 0=108 1=111"),
                    rig.port.heard());
            assertEquals(List.of("answer 7"), rig.signalled());
            assertEquals("", rig.takeOffer(ID));
            assertTrue(rig.takeAnswer(ID).contains("a=setup:active\r\n"));
            rig.negotiation.onEndSession(ID, 0);
        }
    }

    @Tag("webrtc-provider R60")
    @Test
    void shouldHaveNewCredentialsWhereThePeerRestartsIce() {
        rig.offered(ID);
        String first = rig.port.ufrag;
        rig.found(ID, 5000);
        rig.params.videoStream = OfferParams.ABSENT;
        rig.params.audioStream = OfferParams.ABSENT;
        rig.offered(ID);
        assertEquals(first, rig.port.ufrag);
        assertTrue(rig.takeAnswer(ID).contains(" 5000 typ host\r\n"));
        rig.port.heard();
        assertEquals(MediaStatus.OK, rig.offer(ID, restarted(NegotiationRig.OFFER)));
        assertNotEquals(first, rig.port.ufrag);
        assertEquals(
                List.of("renew 7 0", "connect 7 anew controlled active 0=108 1=111"),
                rig.port.heard());
        String answer = rig.takeAnswer(ID);
        assertEquals(rig.port.ufrag, NegotiationRig.line(answer, "a=ice-ufrag:"));
        assertFalse(answer.contains("a=candidate"));
    }

    /** What comes before the end of the gathering so far was on its way when ICE was restarted. */
    @Tag("webrtc-provider R60")
    @Test
    void shouldNotTellOfCandidatesFromBeforeARestart() {
        rig.offered(ID);
        rig.takeAnswer(ID);
        rig.negotiation.onCandidatesAcknowledged(ID);
        assertEquals(MediaStatus.OK, rig.offer(ID, restarted(NegotiationRig.OFFER)));
        rig.signalled();
        rig.found(ID, 5000);
        rig.negotiation.gathered(ID);
        assertEquals(List.of(), rig.signalled());
        rig.found(ID, 5001);
        rig.negotiation.gathered(ID);
        String answer = rig.takeAnswer(ID);
        assertFalse(answer.contains(" 5000 typ host"), answer);
        assertTrue(answer.contains(" 5001 typ host\r\na=end-of-candidates"), answer);
    }

    /** Only what the request names goes; the rest is refused. */
    @Tag("webrtc-provider R16")
    @Test
    void shouldSendOnlyWhatIsAskedFor() {
        rig.params.audioStream = OfferParams.ABSENT;
        rig.params.videoStream = 4;
        rig.offered(ID);
        assertEquals(4, rig.reply.videoStream);
        assertTrue(rig.takeAnswer(ID).contains("m=audio 0 "));
        rig.params.videoStream = OfferParams.ABSENT;
        rig.params.audioStreamCount = 2;
        rig.params.audioStreams[0] = 9;
        rig.solicited(8);
        assertEquals(9, rig.reply.audioStream);
        assertFalse(rig.takeOffer(8).contains("m=video"));
    }

    @Tag("webrtc-provider R56")
    @ParameterizedTest
    @CsvSource({"v=0, x=0, -2", "H264, H263, -3", "UDP/TLS, UDP/XYZ, -3"})
    void shouldLeaveNothingOfAnOfferThatCannotBeTaken(String part, String other, int status) {
        rig.params.audioStream = OfferParams.ABSENT;
        assertEquals(status, rig.offer(ID, NegotiationRig.OFFER.replace(part, other)));
        assertEquals(List.of(), rig.port.heard());
        assertEquals(0, rig.negotiation.sessions().inUse());
    }

    @Tag("webrtc-provider R26")
    @Test
    void shouldLeaveNothingWhereTheProcessorRefuses() {
        rig.port.connectAnswer = MediaStatus.RESOURCE_EXHAUSTED;
        assertEquals(MediaStatus.RESOURCE_EXHAUSTED, rig.offer(ID, NegotiationRig.OFFER));
        assertEquals(Set.of(), rig.port.open);
        rig.port.openAnswer = MediaStatus.RESOURCE_EXHAUSTED;
        assertEquals(MediaStatus.RESOURCE_EXHAUSTED, rig.offer(ID, NegotiationRig.OFFER));
        assertEquals(MediaStatus.RESOURCE_EXHAUSTED, rig.solicit(ID));
        assertEquals(List.of(), rig.signalled());
        assertEquals(0, rig.negotiation.sessions().inUse());
        rig.port.connectAnswer = MediaStatus.OK;
        rig.port.openAnswer = MediaStatus.OK;
        rig.port.ready = false;
        assertEquals(MediaStatus.INVALID_IN_STATE, rig.offer(ID, NegotiationRig.OFFER));
        assertEquals(MediaStatus.INVALID_IN_STATE, rig.solicit(ID));
        assertEquals(0, rig.negotiation.sessions().inUse());
    }

    @Tag("webrtc-provider R26")
    @Test
    void shouldStayAsItWasWhereALaterOfferFails() {
        rig.offered(ID);
        String before = rig.takeAnswer(ID);
        rig.signalled();
        rig.port.connectAnswer = MediaStatus.RESOURCE_EXHAUSTED;
        String again = restarted(NegotiationRig.OFFER);
        assertEquals(MediaStatus.RESOURCE_EXHAUSTED, rig.offer(ID, again));
        rig.port.connectAnswer = MediaStatus.OK;
        assertEquals(MediaStatus.INVALID_COMMAND, rig.offer(ID, "v=1"));
        assertEquals(
                MediaStatus.INVALID_COMMAND,
                rig.offer(ID, again.substring(0, again.indexOf("m=audio"))));
        assertEquals(List.of(), rig.signalled());
        assertEquals(before, rig.takeAnswer(ID));
        assertEquals(Set.of(ID), rig.port.open);
    }

    @Tag("webrtc-provider R58")
    @Tag("webrtc-provider T31")
    @Test
    void shouldRefuseWhatCouldNotBeAnswered() {
        NegotiationRig small = new NegotiationRig(400);
        assertEquals(
                MediaStatus.INVALID_COMMAND, small.offer(ID, NegotiationRig.OFFER), "too long");
        NegotiationRig brief = new NegotiationRig(512);
        assertEquals(MediaStatus.RESOURCE_EXHAUSTED, brief.solicit(ID));
        assertEquals(0, brief.negotiation.sessions().inUse());
        rig.offered(ID);
        assertEquals(
                MediaStatus.RESOURCE_EXHAUSTED,
                rig.negotiation.takeAnswerSdp(ID, rig.buffer, 0, 400));
        rig.takeAnswer(ID);
    }

    @Test
    void shouldServeSoManySessions() {
        for (int id = 1; id <= 3; id++) {
            rig.offered(id);
        }
        rig.port.heard();
        assertEquals(MediaStatus.RESOURCE_EXHAUSTED, rig.offer(4, NegotiationRig.OFFER));
        assertEquals(MediaStatus.RESOURCE_EXHAUSTED, rig.solicit(4));
        assertEquals(List.of(), rig.port.heard());
        rig.negotiation.onEndSession(2, WebRtcTypes.WEBRTC_END_REASON_USER_HANGUP);
        rig.offered(4);
    }

    // ---- Candidates of the peer ----------------------------------------------------------------

    @Tag("webrtc-provider R29")
    @Test
    void shouldPassOnTheCandidatesOfADescription() {
        String offer = NegotiationRig.recorded("chromium-viewer-gathered-offer.sdp");
        assertEquals(MediaStatus.OK, rig.offer(ID, offer));
        List<String> heard = rig.port.heard();
        long candidates = heard.stream().filter(call -> call.startsWith("candidate 7")).count();
        String section =
                offer.substring(offer.indexOf("m="), offer.indexOf("m=", offer.indexOf("m=") + 1));
        assertEquals(section.split("a=candidate:[^\r]* udp ").length - 1, candidates);
        assertTrue(candidates > 0);
    }

    @Tag("webrtc-provider R29")
    @Tag("webrtc-provider R61")
    @Tag("webrtc-provider T33")
    @Test
    void shouldPassOnCandidatesAsTheyCome() {
        rig.offered(ID);
        rig.port.heard();
        assertEquals(
                MediaStatus.OK,
                rig.candidates(
                        ID,
                        NegotiationRig.text(1),
                        "0",
                        "a=" + NegotiationRig.text(2),
                        null,
                        NegotiationRig.text(3),
                        "1",
                        "garbage",
                        "0",
                        NegotiationRig.text(4).replace("udp", "tcp"),
                        "0",
                        "",
                        "0"));
        assertEquals(
                List.of("candidate 7 1", "candidate 7 2", "candidates end 7"), rig.port.heard());
        assertEquals(2, rig.negotiation.skipped());
        assertEquals(MediaStatus.INVALID_IN_STATE, rig.candidates(8, NegotiationRig.text(1), "0"));
    }

    /** Browsers gather for each section and say of each when that is done. */
    @Tag("webrtc-provider R61")
    @Test
    void shouldTakeNoEndOfARefusedSectionForThatOfTheTransport() {
        rig.params.audioStream = OfferParams.ABSENT;
        rig.offered(ID);
        rig.port.heard();
        rig.candidates(ID, "", "1", NegotiationRig.text(1), "1", NegotiationRig.text(2), "0");
        assertEquals(List.of("candidate 7 1", "candidate 7 2"), rig.port.heard());
        rig.candidates(ID, "", "0", "", null);
        assertEquals(List.of("candidates end 7", "candidates end 7"), rig.port.heard());
    }

    @Test
    void shouldLetThePeerSayAgainWhatTheProcessorCouldNotTake() {
        rig.offered(ID);
        rig.port.candidateAnswer = MediaStatus.RESOURCE_EXHAUSTED;
        assertEquals(
                MediaStatus.RESOURCE_EXHAUSTED, rig.candidates(ID, NegotiationRig.text(1), "0"));
        rig.port.candidateAnswer = MediaStatus.OK;
        assertEquals(MediaStatus.OK, rig.candidates(ID, NegotiationRig.text(1), "0"));
    }

    /** Before the answer to our offer every section may be the one of the transport. */
    @Test
    void shouldPassOnCandidatesBeforeTheAnswer() {
        rig.solicited(ID);
        rig.port.heard();
        rig.candidates(ID, NegotiationRig.text(1), "0", NegotiationRig.text(2), "1");
        assertEquals(List.of("candidate 7 1", "candidate 7 2"), rig.port.heard());
    }

    // ---- Candidates of ours --------------------------------------------------------------------

    @Tag("webrtc-provider R66")
    @Test
    void shouldTakeCandidatesAlongInTheAnswerAndNotRepeatThem() {
        rig.offered(ID);
        rig.found(ID, 5000);
        rig.found(ID, 5001);
        assertEquals(List.of("answer 7", "candidates 7", "candidates 7"), rig.signalled());
        String answer = rig.takeAnswer(ID);
        assertTrue(answer.contains(" 5000 typ") && answer.contains(" 5001 typ"));
        assertEquals(List.of(), rig.takeCandidates(ID));
        rig.negotiation.onCandidatesAcknowledged(ID);
        rig.found(ID, 5002);
        rig.negotiation.gathered(ID);
        rig.negotiation.gathered(ID);
        assertEquals(List.of("candidates 7", "candidates 7"), rig.signalled());
        assertEquals(List.of("5002/0#0", "end/0#0"), rig.takeCandidates(ID));
        assertEquals(List.of(), rig.takeCandidates(ID));
    }

    @Tag("webrtc-provider R41")
    @Tag("webrtc-provider R52")
    @Test
    void shouldKeepCandidatesUntilThePeerHasThem() {
        rig.offered(ID);
        rig.takeAnswer(ID);
        rig.negotiation.onCandidatesAcknowledged(ID);
        for (int i = 0; i < 20; i++) {
            rig.found(ID, 5000 + i);
        }
        assertEquals(16, rig.takeCandidates(ID).size());
        rig.signalled();
        rig.negotiation.onOutboundFailed(ID, MediaSignals.ICE_CANDIDATES, MediaStatus.NO_SESSION);
        assertEquals(List.of("candidates 7"), rig.signalled());
        assertEquals(Long.MAX_VALUE, rig.poll());
        assertEquals("5000/0#0", rig.takeCandidates(ID).get(0));
        rig.negotiation.onCandidatesAcknowledged(ID);
        assertEquals(4, rig.takeCandidates(ID).size());
        rig.negotiation.onCandidatesAcknowledged(ID);
        assertEquals(Long.MAX_VALUE, rig.poll());
    }

    @Tag("webrtc-provider R41")
    @Tag("webrtc-provider R66")
    @Test
    void shouldTakeCandidatesAlongAgainWhereTheAnswerFailed() {
        rig.offered(ID);
        rig.found(ID, 5000);
        String first = rig.takeAnswer(ID);
        rig.negotiation.onOutboundFailed(ID, MediaSignals.ANSWER, MediaStatus.NO_ANSWER);
        assertEquals(first, rig.takeAnswer(ID));
    }

    @Test
    void shouldNotSendADescriptionTwice() {
        rig.offered(ID);
        rig.offered(ID);
        rig.takeAnswer(ID);
        rig.negotiation.onCandidatesAcknowledged(ID);
        assertEquals("", rig.takeAnswer(ID));
        rig.offered(ID);
        assertNotEquals("", rig.takeAnswer(ID));
    }

    /** Queued for an offer that gave way to the peer's: our answer goes first. */
    @Tag("webrtc-provider R45")
    @Test
    void shouldGiveNoCandidatesBeforeTheDescription() {
        rig.solicited(ID);
        rig.found(ID, 5000);
        rig.offered(ID);
        assertEquals(List.of("offer 7", "candidates 7", "answer 7"), rig.signalled());
        assertEquals("", rig.takeOffer(ID));
        assertEquals(List.of(), rig.takeCandidates(ID));
        rig.poll();
        assertEquals(List.of("candidates 7"), rig.signalled());
        assertTrue(rig.takeAnswer(ID).contains(" 5000 typ host"));
    }

    /** Nobody can answer what was not sent. */
    @Test
    void shouldTakeNoAnswerToAnOfferThatWasNotSent() {
        rig.solicited(ID);
        assertEquals(MediaStatus.INVALID_IN_STATE, rig.answer(ID, NegotiationRig.OFFER));
    }

    @Tag("webrtc-provider R65")
    @Test
    void shouldTellOnlyOfRelaysWhereThatIsThePolicy() {
        rig.params.policy = IcePolicy.RELAY;
        rig.offered(ID);
        assertEquals("open 7 1", rig.port.heard().get(0));
        rig.takeAnswer(ID);
        rig.signalled();
        rig.found(ID, 5000);
        rig.found(ID, 5001, "srflx raddr 10.0.0.1 rport 9");
        assertEquals(List.of(), rig.signalled());
        rig.found(ID, 5002, "relay raddr 10.0.0.1 rport 9");
        assertEquals(List.of("5002/0#0"), rig.takeCandidates(ID));
    }

    @Tag("webrtc-provider R65")
    @Test
    void shouldGatherAgainAsALaterOfferSays() {
        String restarted = restarted(NegotiationRig.OFFER);
        rig.offered(ID);
        rig.params.policy = IcePolicy.RELAY;
        rig.params.hasIceServers = true;
        rig.port.connectAnswer = MediaStatus.RESOURCE_EXHAUSTED;
        assertEquals(MediaStatus.RESOURCE_EXHAUSTED, rig.offer(ID, restarted));
        rig.found(ID, 5000);
        rig.negotiation.gathered(ID);
        assertTrue(rig.takeAnswer(ID).contains(" 5000 typ host"), "nothing of it remains");
        rig.port.connectAnswer = MediaStatus.OK;
        rig.port.heard();
        assertEquals(MediaStatus.OK, rig.offer(ID, restarted));
        assertEquals("renew 7 1 servers", rig.port.heard().get(0));
        rig.found(ID, 5001);
        assertFalse(rig.takeAnswer(ID).contains(" typ host"));
        rig.params.policy = OfferParams.ABSENT;
        rig.params.hasIceServers = false;
        assertEquals(MediaStatus.OK, rig.offer(ID, NegotiationRig.OFFER));
        assertEquals("renew 7 1", rig.port.heard().get(0), "as before");
    }

    @Tag("webrtc-provider R52")
    @Test
    void shouldTakeNoMoreThanTheSinkTakes() {
        rig.offered(ID);
        rig.takeAnswer(ID);
        rig.sinkCapacity = 2;
        for (int i = 0; i < 3; i++) {
            rig.found(ID, 5000 + i);
        }
        assertEquals(List.of("5000/0#0", "5001/0#0"), rig.takeCandidates(ID));
        assertEquals(List.of("5002/0#0"), rig.takeCandidates(ID));
        rig.sinkLength = 10;
        rig.found(ID, 5003);
        rig.found(ID, 5004);
        assertEquals(List.of(), rig.takeCandidates(ID), "too long for ever");
        assertEquals(2, rig.negotiation.skipped());
    }

    /** What the provider has no place for is queued later, and in the same order. */
    @Test
    void shouldQueueWhatTheProviderHadNoPlaceFor() {
        rig.signalAnswer = MediaStatus.RESOURCE_EXHAUSTED;
        rig.offered(ID);
        rig.found(ID, 5000);
        assertEquals(100, rig.poll());
        rig.signalAnswer = MediaStatus.OK;
        assertEquals(List.of(), rig.signalled());
        assertEquals(Long.MAX_VALUE, rig.poll());
        assertEquals(List.of("answer 7", "candidates 7"), rig.signalled());
    }

    // ---- Ends ----------------------------------------------------------------------------------

    @Test
    void shouldEndSessionsWithTheProcessor() {
        rig.offered(1).offered(2);
        rig.signalled();
        rig.port.heard();
        rig.negotiation.failed(1, WebRtcTypes.WEBRTC_END_REASON_ICE_FAILED);
        rig.negotiation.failed(9, WebRtcTypes.WEBRTC_END_REASON_ICE_FAILED);
        assertEquals(List.of("end 1 0"), rig.signalled());
        // What was asked for meanwhile has begun a session of the same number.
        assertEquals(List.of("close 1"), rig.port.heard());
        rig.negotiation.processorLost();
        assertEquals(List.of("end 2 9"), rig.signalled());
        rig.offered(3);
        rig.signalled();
        rig.negotiation.processorReady();
        assertEquals(List.of("end 3 9"), rig.signalled());
        assertEquals(0, rig.negotiation.sessions().inUse());
    }

    @Test
    void shouldCloseWhatThePeerAndItsFabricEnd() {
        rig.offered(1).offered(2).offered(3);
        rig.port.heard();
        assertEquals(
                MediaStatus.OK,
                rig.negotiation.onEndSession(2, WebRtcTypes.WEBRTC_END_REASON_USER_HANGUP));
        assertEquals(List.of("close 2"), rig.port.heard());
        rig.negotiation.onFabricRemoved(1);
        assertEquals(Set.of(1, 3), rig.port.open);
        rig.negotiation.onFabricRemoved(2);
        assertEquals(Set.of(), rig.port.open);
        assertEquals(0, rig.negotiation.sessions().inUse());
        rig.found(1, 5000);
        rig.negotiation.gathered(1);
        rig.negotiation.onCandidatesAcknowledged(1);
        rig.negotiation.onOutboundFailed(1, MediaSignals.ANSWER, MediaStatus.NO_ANSWER);
        assertEquals(
                MediaStatus.INVALID_IN_STATE,
                rig.negotiation.takeAnswerSdp(1, rig.buffer, 0, rig.buffer.length));
        assertEquals(MediaStatus.INVALID_IN_STATE, rig.negotiation.takeIceCandidates(1, rig));
    }
}
