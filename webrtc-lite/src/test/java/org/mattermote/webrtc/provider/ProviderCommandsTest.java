package org.mattermote.webrtc.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.mattermote.webrtc.provider.WebRtcSession.AWAITING_ANSWER;
import static org.mattermote.webrtc.provider.WebRtcSession.AWAITING_DEFERRED_OFFER;
import static org.mattermote.webrtc.provider.WebRtcSession.ESTABLISHED;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Subject;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.webrtc.ice.IceCandidate;
import org.mattermote.webrtc.media.MediaStatus;

/** What commands do that are taken; {@link ProviderRefusalsTest} has those that are not. */
class ProviderCommandsTest {
    private final ProviderRig rig = new ProviderRig();
    private int version = rig.cluster.dataVersion();

    private void changes(int expected) {
        assertEquals(expected, rig.cluster.dataVersion() - version);
        version = rig.cluster.dataVersion();
    }

    @Tag("webrtc-provider T1")
    @Tag("webrtc-provider R14")
    @Tag("webrtc-provider R19")
    @Test
    void shouldDeferAnOfferThatIsSolicited() {
        rig.media.deferred = true;
        assertEquals(ImStatus.SUCCESS, rig.solicit());
        assertEquals(1, rig.responseCommand);
        assertEquals(Map.of(0, 1L, 1, 1L, 2, "null", 3, "null"), rig.response);
        assertEquals(AWAITING_DEFERRED_OFFER, rig.state(1));
        assertEquals(
                List.of("solicit 1 usage=3 endpoint=3 video=null audio=null"), rig.media.heard());
        changes(1);
    }

    @Tag("webrtc-provider T2")
    @Tag("webrtc-provider T3")
    @Tag("webrtc-provider T4")
    @Tag("webrtc-provider R14")
    @Tag("webrtc-provider R27")
    @Tag("webrtc-provider R39")
    @Test
    void shouldPushTheOfferAndTakeTheAnswerOnce() {
        rig.media.deferred = true;
        rig.solicit();
        rig.media.sdps.put(1, "o".repeat(900));
        assertEquals(MediaStatus.OK, rig.media.signals.offer(1));
        rig.media.heard();
        changes(1);
        rig.poll();
        FakeChannel.Push push = rig.channel.last();
        assertEquals(1, push.fabricIndex());
        assertEquals(ProviderRig.PEER, push.node());
        assertEquals(3, push.endpoint());
        assertEquals("0 1", push.toString());
        assertEquals("o".repeat(900), push.text());
        assertEquals(AWAITING_ANSWER, rig.state(1));
        rig.answered(ImStatus.SUCCESS);

        assertEquals(ImStatus.SUCCESS, rig.answer(1, "v=answer"));
        assertEquals(-1, rig.responseCommand);
        assertEquals(List.of("take offer 1", "answer 1 v=answer"), rig.media.heard());
        assertEquals(ESTABLISHED, rig.state(1));
        changes(0);

        assertEquals(ImStatus.INVALID_IN_STATE, rig.answer(1, "v=answer"));
        assertEquals(List.of(), rig.media.heard());
        ProviderRig legacy = new ProviderRig(new WebRtcSizes(), null, false, true);
        int id = legacy.established();
        assertEquals(ImStatus.INVALID_ACTION, legacy.answer(id, "v=answer"));
    }

    /** An answer may also come before our offer went out. */
    @Tag("webrtc-provider R27")
    @Test
    void shouldTakeAnAnswerOfADeferredSession() {
        rig.media.deferred = true;
        rig.solicit();
        assertEquals(ImStatus.SUCCESS, rig.answer(1, "v=answer"));
        assertEquals(ESTABLISHED, rig.state(1));
    }

    @Tag("webrtc-provider R15")
    @Tag("webrtc-provider R27")
    @Test
    void shouldStayAsItIsWhenTheAnswerIsRefused() {
        rig.media.deferred = true;
        rig.solicit();
        rig.media.answer = MediaStatus.INVALID_COMMAND;
        assertEquals(ImStatus.INVALID_COMMAND, rig.answer(1, "v=answer"));
        assertEquals(AWAITING_DEFERRED_OFFER, rig.state(1));
    }

    @Tag("webrtc-provider T5")
    @Tag("webrtc-provider R24")
    @Tag("webrtc-provider R45")
    @Tag("webrtc-provider R53")
    @Test
    void shouldAnswerAnOfferBeforeItPushesTheAnswerAndCandidates() {
        rig.media.within =
                () -> {
                    rig.media.signals.answer(1);
                    rig.media.signals.iceCandidates(1);
                };
        rig.media.ring(1).add(host(5000));
        assertEquals(ImStatus.SUCCESS, rig.offer("v=0"));
        assertEquals(3, rig.responseCommand);
        assertEquals(Map.of(0, 1L, 1, 7L), rig.response);
        assertEquals(List.of(), rig.channel.pushes());
        rig.media.within = () -> {};
        rig.drain();
        assertEquals(List.of("1 1", "2 1"), rig.channel.pushes());
        assertEquals(ESTABLISHED, rig.state(1));
        changes(1);
    }

    static IceCandidate host(int port) {
        IceCandidate made = new IceCandidate();
        made.foundation = 7;
        made.component = 1;
        made.priority = 1000;
        made.addressKind = 1;
        made.port = port;
        return made;
    }

    @Tag("webrtc-provider T6")
    @Tag("webrtc-provider R23")
    @Tag("webrtc-provider R25")
    @Test
    void shouldKeepWhatANewOfferOfTheSameSessionLeavesOut() {
        int id = rig.established();
        rig.media.heard();
        changes(1);
        rig.media.chosenVideo = 9;
        assertEquals(ImStatus.SUCCESS, rig.offer(id, "v=1"));
        assertEquals(Map.of(0, (long) id, 1, 9L), rig.response);
        assertEquals(
                List.of("offer " + id + " 3 usage=3 endpoint=3 video=null audio=absent"),
                rig.media.heard());
        assertEquals(ESTABLISHED, rig.state(id));
        assertEquals(List.of("0=1 1=4097 2=3 3=3 4=9 5=null 6=0 254=1"), rig.current(true));
        changes(1);
    }

    @Tag("webrtc-provider T6")
    @Tag("webrtc-provider R23")
    @Test
    void shouldEstablishASolicitedSessionByTheControllersOffer() {
        rig.media.deferred = true;
        rig.solicit();
        rig.media.deferred = false;
        assertEquals(ImStatus.SUCCESS, rig.offer(1, "v=1"));
        assertEquals(ESTABLISHED, rig.state(1));
    }

    @Tag("webrtc-provider T7")
    @Tag("webrtc-provider R15")
    @Tag("webrtc-provider R26")
    @Test
    void shouldLeaveASessionAsItWasWhenItsNewOfferFails() {
        int id = rig.established();
        List<String> before = rig.current(true);
        changes(1);
        rig.media.answer = MediaStatus.DYNAMIC_CONSTRAINT;
        rig.media.chosenVideo = 9;
        assertEquals(ImStatus.DYNAMIC_CONSTRAINT_ERROR, rig.offer(id, "v=1"));
        assertEquals(before, rig.current(true));
        assertEquals(ESTABLISHED, rig.state(id));
        changes(0);
    }

    @Tag("webrtc-provider R7")
    @Tag("webrtc-provider R26")
    @Test
    void shouldLeaveNothingOfANewOfferThatFails() {
        rig.media.answer = MediaStatus.FAILURE;
        assertEquals(ImStatus.FAILURE, rig.offer("v=0"));
        assertEquals(ImStatus.FAILURE, rig.solicit());
        assertEquals(List.of(), rig.current(false));
        assertEquals(0, rig.cluster.sessions().rows().inUse());
        changes(0);
        rig.media.answer = MediaStatus.OK;
        // An id is used up, whatever became of it.
        assertEquals(3, rig.established());
    }

    @Tag("webrtc-provider T13")
    @Tag("webrtc-provider R30")
    @Tag("webrtc-provider R31")
    @Test
    void shouldEndASessionEvenIfTheMediaCannot() {
        int id = rig.established();
        rig.media.heard();
        changes(1);
        rig.media.endAnswer = MediaStatus.FAILURE;
        assertEquals(ImStatus.SUCCESS, rig.end(id, 2));
        assertEquals(List.of("end " + id + " 2"), rig.media.heard());
        assertEquals(List.of(), rig.current(false));
        changes(1);
        assertEquals(Long.MAX_VALUE, rig.poll());
        assertEquals(List.of(), rig.channel.pushes());
    }

    @Tag("webrtc-provider T27")
    @Tag("webrtc-provider R16")
    @Tag("webrtc-provider R21")
    @Test
    void shouldTellAbsentNullAndANumberApart() {
        assertEquals(
                ImStatus.SUCCESS,
                rig.invoke(
                        ProviderRig.SOLICIT,
                        w -> {
                            w.putUnsigned(0, 1);
                            w.putUnsigned(1, 5);
                            w.putUnsigned(2, 9);
                            w.putBool(6, true);
                        }));
        assertEquals(Map.of(0, 1L, 1, 0L, 2, 9L), rig.response);
        assertEquals(
                List.of("solicit 1 usage=1 endpoint=5 video=9 audio=absent metadata"),
                rig.media.heard());
        assertEquals(List.of("0=1 1=4097 2=5 3=1 4=9 5=null 6=1 254=1"), rig.current(true));
        assertEquals(AWAITING_ANSWER, rig.state(1));
    }

    @Tag("webrtc-provider R16")
    @Tag("webrtc-provider R48")
    @Test
    void shouldKeepListsOfStreams() {
        assertEquals(
                ImStatus.SUCCESS,
                rig.invoke(
                        ProviderRig.SOLICIT,
                        w -> {
                            w.putUnsigned(0, 3);
                            w.putUnsigned(1, 5);
                            w.startArray(8);
                            w.putUnsigned(TlvTag.ANONYMOUS, 7);
                            w.putUnsigned(TlvTag.ANONYMOUS, 9);
                            w.endContainer();
                        }));
        assertEquals(Map.of(0, 1L, 1, 0L), rig.response);
        assertEquals(
                List.of("solicit 1 usage=3 endpoint=5 video=2 listed audio=absent"),
                rig.media.heard());
        assertEquals(
                List.of("0=1 1=4097 2=5 3=3 4=null 5=null 6=0 7=[7,9,] 254=1"), rig.current(true));
    }

    /** The media port breaks its word; the command fails and nothing stays. */
    @Tag("webrtc-provider R21")
    @Test
    void shouldNotPromiseAnOfferOfStreamsThatAreNotChosen() {
        rig.media.chosenVideo = -1;
        assertEquals(ImStatus.FAILURE, rig.solicit());
        assertEquals(0, rig.cluster.sessions().rows().inUse());
        assertEquals("end 1 12", rig.media.heard().get(1));
    }

    @Tag("webrtc-provider R28")
    @Tag("webrtc-provider R29")
    @Tag("webrtc-provider T24")
    @Test
    void shouldGiveCandidatesInAnyState() {
        rig.media.deferred = true;
        rig.solicit();
        rig.media.heard();
        assertEquals(ImStatus.SUCCESS, rig.candidates(1, "one", "x".repeat(257), "two"));
        assertEquals(List.of("candidates 1 one two passed over 1"), rig.media.heard());
        assertEquals(
                ImStatus.SUCCESS,
                rig.invoke(
                        ProviderRig.CANDIDATES,
                        w -> {
                            w.putUnsigned(0, 1);
                            w.startArray(1);
                            w.startStruct(TlvTag.ANONYMOUS);
                            ProviderRig.text(w, 0, "c");
                            ProviderRig.text(w, 1, "video");
                            w.putUnsigned(2, 4);
                            w.endContainer();
                            w.endContainer();
                        }));
        assertEquals(List.of("candidates 1 c/video#4 passed over 0"), rig.media.heard());
        rig.media.answer = MediaStatus.RESOURCE_EXHAUSTED;
        assertEquals(ImStatus.RESOURCE_EXHAUSTED, rig.candidates(1, "one"));
    }

    @Tag("webrtc-provider T26")
    @Tag("webrtc-provider R10")
    @Test
    void shouldBeForPeersOfAFabricOnly() {
        rig.who.authMode = Subject.AUTH_MODE_PASE;
        rig.who.fabricIndex = 0;
        rig.who.nodeId = 0;
        assertEquals(ImStatus.UNSUPPORTED_ACCESS, rig.solicit());
        rig.who.fabricIndex = 1;
        assertEquals(ImStatus.FAILURE, rig.solicit());
        rig.who.authMode = Subject.AUTH_MODE_GROUP;
        assertEquals(ImStatus.FAILURE, rig.end(1, 2));
        assertEquals(List.of(), rig.media.heard());
        assertFalse(rig.cluster.sessions().rows().inUse() > 0);
    }

    /** Not a byte of the message is copied. */
    @Tag("webrtc-provider R3")
    @Test
    void shouldGiveWhatComesWhereItLies() {
        assertEquals(ImStatus.SUCCESS, rig.offer("v=offered"));
        expectAt("v=offered");
        rig.offer(1, "v=again");
        expectAt("v=again");
        rig.candidates(1, "candidate:one");
        expectAt("candidate:one");
        rig.solicit();
        rig.answer(2, "v=answered");
        expectAt("v=answered");
    }

    private void expectAt(String text) {
        assertSame(rig.request(), rig.media.array);
        assertEquals(text, new String(rig.media.array, rig.media.at, text.length()));
    }
}
