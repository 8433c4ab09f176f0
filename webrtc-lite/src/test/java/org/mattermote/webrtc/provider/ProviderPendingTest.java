package org.mattermote.webrtc.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mattermote.webrtc.provider.WebRtcSession.AWAITING_ANSWER;
import static org.mattermote.webrtc.provider.WebRtcSession.ESTABLISHED;
import static org.mattermote.webrtc.provider.WebRtcSession.RESERVED;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.webrtc.media.MediaReply;
import org.mattermote.webrtc.media.MediaStatus;

/** A media port that answers later. */
@Tag("webrtc-provider R54")
class ProviderPendingTest {
    private final ProviderRig rig = new ProviderRig();

    @BeforeEach
    void answerLater() {
        rig.media.later = true;
        rig.media.answer = MediaStatus.PENDING;
    }

    private void begin(int status, int command) {
        assertEquals(ImStatus.PENDING, status);
        assertEquals(ImStatus.WAITING, rig.proceed(command));
        assertEquals(ImStatus.WAITING, rig.proceed(command));
    }

    private MediaReply done() {
        MediaReply reply = new MediaReply();
        reply.set(rig.media.last);
        reply.videoStream = 7;
        reply.audioStream = 8;
        return reply;
    }

    private int established() {
        begin(rig.offer("v=0"), ProviderRig.OFFER);
        rig.media.signals.complete(MediaStatus.OK, done());
        assertEquals(ImStatus.SUCCESS, rig.proceed(ProviderRig.OFFER));
        rig.media.heard();
        return rig.id();
    }

    @Tag("webrtc-provider R8")
    @Test
    void shouldShowASessionWhenTheMediaIsReady() {
        begin(rig.solicit(), ProviderRig.SOLICIT);
        assertEquals(RESERVED, rig.state(1));
        assertEquals(List.of(), rig.current(false));
        assertEquals(ImStatus.NOT_FOUND, rig.end(1, 2));
        assertEquals(MediaStatus.OK, rig.media.signals.offer(1));
        rig.pass(1_000);
        assertEquals(List.of(), rig.channel.pushes());
        rig.solicit();
        rig.media.signals.complete(MediaStatus.OK, done());
        assertEquals(ImStatus.SUCCESS, rig.proceed(ProviderRig.SOLICIT));
        assertEquals(Map.of(0, 1L, 1, 0L, 2, 7L, 3, 8L), rig.response);
        assertEquals(AWAITING_ANSWER, rig.state(1));
        rig.poll();
        assertEquals(List.of("0 1"), rig.channel.pushes());
    }

    /** Nothing is done before the engine has kept the command. */
    @Test
    void shouldDoNothingUntilTheCommandIsKept() {
        assertEquals(ImStatus.PENDING, rig.solicit());
        assertEquals(List.of(), rig.media.heard());
        assertEquals(0, rig.cluster.sessions().rows().inUse());
        assertEquals(ImStatus.CONSTRAINT_ERROR, rig.end(1, 13));
    }

    /** A port that may answer later does not have to. */
    @Test
    void shouldGoOnAtOnceWhenTheAnswerIsThere() {
        rig.media.answer = MediaStatus.OK;
        assertEquals(ImStatus.PENDING, rig.offer("v=0"));
        assertEquals(ImStatus.SUCCESS, rig.proceed(ProviderRig.OFFER));
        assertEquals(ESTABLISHED, rig.state(rig.id()));
    }

    @Test
    void shouldLeaveNothingOfWhatFailedLater() {
        begin(rig.offer("v=0"), ProviderRig.OFFER);
        rig.media.signals.complete(MediaStatus.DYNAMIC_CONSTRAINT, done());
        assertEquals(ImStatus.DYNAMIC_CONSTRAINT_ERROR, rig.proceed(ProviderRig.OFFER));
        assertEquals(0, rig.cluster.sessions().rows().inUse());
    }

    @Test
    void shouldBeBusyForASecondCommandOfTheSameSession() {
        int id = established();
        begin(rig.offer(id, "v=1"), ProviderRig.OFFER);
        assertEquals(ImStatus.BUSY, rig.offer(id, "v=2"));
        assertEquals(ImStatus.BUSY, rig.answer(id, "v=2"));
        rig.media.answer = MediaStatus.OK;
        assertEquals(ImStatus.SUCCESS, rig.candidates(id, "c"));
    }

    @Tag("webrtc-provider T25")
    @Test
    void shouldNotBringBackASessionThatEndedMeanwhile() {
        int id = established();
        begin(rig.offer(id, "v=1"), ProviderRig.OFFER);
        assertEquals(ImStatus.SUCCESS, rig.end(id, 2));
        rig.media.heard();
        rig.media.signals.complete(MediaStatus.OK, done());
        assertEquals(List.of("end " + id + " 12"), rig.media.heard());
        rig.invokeAgain(w -> offerOf(w, id));
        assertEquals(ImStatus.NOT_FOUND, rig.proceed(ProviderRig.OFFER));
        assertEquals(List.of(), rig.current(false));
    }

    private static void offerOf(org.mattermote.stack.codec.TlvWriter w, int id) {
        w.putUnsigned(0, id);
        ProviderRig.text(w, 1, "v=1");
        w.putNull(4);
    }

    @Test
    void shouldDropAReservedSessionWithItsFabric() {
        begin(rig.solicit(), ProviderRig.SOLICIT);
        rig.cluster.fabricRemoved(1);
        assertEquals(0, rig.cluster.sessions().rows().inUse());
        rig.media.heard();
        rig.media.signals.complete(MediaStatus.OK, done());
        assertEquals(List.of("end 1 12"), rig.media.heard());
        assertEquals(ImStatus.FAILURE, rig.proceed(ProviderRig.SOLICIT));
    }

    @Test
    void shouldDropAReservedSessionWithItsCommand() {
        begin(rig.solicit(), ProviderRig.SOLICIT);
        rig.cluster.cancel(ProviderRig.SOLICIT);
        assertEquals(0, rig.cluster.sessions().rows().inUse());
        rig.media.heard();
        rig.media.signals.complete(MediaStatus.OK, done());
        assertEquals(List.of("end 1 12"), rig.media.heard());
    }

    /** Whether the response could be sent or not, the media have changed. */
    @Test
    void shouldSettleWhatNobodyWaitsFor() {
        int id = established();
        begin(rig.offer(id, "v=1"), ProviderRig.OFFER);
        rig.cluster.cancel(ProviderRig.OFFER);
        assertEquals(ImStatus.BUSY, rig.offer(id, "v=2"));
        MediaReply done = done();
        done.videoStream = 9;
        rig.media.signals.complete(MediaStatus.OK, done);
        assertEquals(List.of("0=1 1=4097 2=3 3=3 4=9 5=8 6=0 254=1"), rig.current(true));
        assertEquals(ImStatus.PENDING, rig.offer(id, "v=2"));
    }

    @Test
    void shouldTakeAnAnswerLater() {
        rig.media.answer = MediaStatus.OK;
        rig.solicit();
        rig.proceed(ProviderRig.SOLICIT);
        rig.media.answer = MediaStatus.PENDING;
        begin(rig.answer(1, "v=0"), ProviderRig.ANSWER);
        rig.media.signals.complete(MediaStatus.OK, done());
        assertEquals(ImStatus.SUCCESS, rig.proceed(ProviderRig.ANSWER));
        assertEquals(ESTABLISHED, rig.state(1));
    }

    @Tag("webrtc-provider R27")
    @Test
    void shouldTakeTheAnswerOfASessionThatEndedMeanwhile() {
        rig.media.answer = MediaStatus.OK;
        rig.solicit();
        rig.proceed(ProviderRig.SOLICIT);
        rig.media.answer = MediaStatus.PENDING;
        begin(rig.answer(1, "v=0"), ProviderRig.ANSWER);
        rig.cluster.fabricRemoved(1);
        assertEquals(ImStatus.SUCCESS, rig.proceed(ProviderRig.ANSWER));
        assertEquals(0, rig.cluster.sessions().rows().inUse());
    }

    /** The answer was there; whoever asked for it was not any more. */
    @Test
    void shouldEndTheMediaOfASessionWhoseCommandWentAfterItsAnswerCame() {
        begin(rig.solicit(), ProviderRig.SOLICIT);
        rig.media.signals.complete(MediaStatus.OK, done());
        rig.media.heard();
        rig.cluster.cancel(ProviderRig.SOLICIT);
        assertEquals(List.of("end 1 12"), rig.media.heard());
        assertEquals(0, rig.cluster.sessions().rows().inUse());
    }

    @Tag("webrtc-provider R22")
    @Test
    void shouldNotBringBackASessionThatTimedOutMeanwhile() {
        rig.media.answer = MediaStatus.OK;
        rig.solicit();
        rig.proceed(ProviderRig.SOLICIT);
        rig.media.answer = MediaStatus.PENDING;
        begin(rig.offer(1, "v=1"), ProviderRig.OFFER);
        rig.channel.openAnswer = PushChannel.ASKED;
        rig.pass(60_000);
        assertEquals(WebRtcSession.ENDING, rig.state(1));
        rig.media.heard();
        rig.media.signals.complete(MediaStatus.OK, done());
        assertEquals(List.of("end 1 12"), rig.media.heard());
        assertEquals(ImStatus.NOT_FOUND, rig.proceed(ProviderRig.OFFER));
        assertEquals(WebRtcSession.ENDING, rig.state(1));
        assertEquals(List.of(), rig.current(false));
    }

    @Tag("webrtc-provider R24")
    @Tag("webrtc-provider R53")
    @Test
    void shouldNotPushTheAnswerToALaterOfferBeforeItsResponse() {
        int id = established();
        rig.media.within = () -> rig.media.signals.answer(id);
        begin(rig.offer(id, "v=1"), ProviderRig.OFFER);
        rig.poll();
        assertEquals(List.of(), rig.channel.pushes());
        rig.media.signals.complete(MediaStatus.OK, done());
        assertEquals(ImStatus.SUCCESS, rig.proceed(ProviderRig.OFFER));
        rig.media.within = () -> {};
        rig.poll();
        assertEquals(List.of("1 " + id), rig.channel.pushes());
    }

    /** Nobody has to wait for the end of a session that the media hook ended. */
    @Tag("webrtc-provider R44")
    @Test
    void shouldPushAnEndWhileTheMediaIsAtWork() {
        int id = established();
        begin(rig.offer(id, "v=1"), ProviderRig.OFFER);
        rig.media.signals.end(id, 8);
        rig.poll();
        assertEquals(List.of("3 " + id), rig.channel.pushes());
    }
}
