package org.mattermote.webrtc.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mattermote.webrtc.provider.WebRtcSession.AWAITING_ANSWER;
import static org.mattermote.webrtc.provider.WebRtcSession.ENDING;
import static org.mattermote.webrtc.provider.WebRtcSession.ESTABLISHED;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.webrtc.media.MediaStatus;

/** What is pushed, and what becomes of it. */
class ProviderPushesTest {
    private static final int OFFER = 0;
    private static final int ANSWER = 1;
    private static final int CANDIDATES = 2;

    private final ProviderRig rig = new ProviderRig();
    private int id;

    @BeforeEach
    void establish() {
        id = rig.established();
        rig.media.heard();
    }

    @Tag("webrtc-provider T28")
    @Tag("webrtc-provider R33")
    @Test
    void shouldRestWhenNothingIsQueued() {
        assertEquals(Long.MAX_VALUE, rig.poll());
        rig.pass(3_600_000);
        assertEquals(0, rig.channel.opens);
        assertEquals(List.of(), rig.media.heard());
    }

    @Tag("webrtc-provider R33")
    @Tag("webrtc-provider R34")
    @Tag("webrtc-provider R39")
    @Test
    void shouldPushOneItemAfterTheOther() {
        rig.media.sdps.put(id, "v=answer");
        rig.media.signals.answer(id);
        rig.media.signals.offer(id);
        rig.poll();
        assertEquals("v=answer", rig.channel.last().text());
        rig.poll();
        assertEquals(List.of("1 1"), rig.channel.pushes());
        rig.answered(ImStatus.SUCCESS);
        assertEquals(List.of("0 1"), rig.channel.pushes());
        assertEquals(AWAITING_ANSWER, rig.state(id));
        rig.answered(ImStatus.SUCCESS);
        assertEquals(0, rig.cluster.queue().size());
        assertEquals(List.of("take answer 1", "take offer 1"), rig.media.heard());
    }

    /** Two bytes of session id, a description of 300: all lengths of the head. */
    @Tag("webrtc-provider R39")
    @Tag("webrtc-provider R2")
    @Test
    void shouldWriteDescriptionsOfEachLengthInPlace() {
        for (int length : new int[] {1, 254, 255, 256, 1000}) {
            rig.media.sdps.put(id, "s".repeat(length));
            rig.media.signals.answer(id);
            rig.poll();
            assertEquals("s".repeat(length), rig.channel.last().text());
            rig.answered(ImStatus.SUCCESS);
        }
        for (int i = 0; i < 300; i++) {
            rig.end(id, 2);
            id = rig.established();
        }
        rig.media.sdps.put(id, "s".repeat(300));
        rig.media.signals.answer(id);
        rig.poll();
        assertEquals("1 301", rig.channel.last().toString());
        assertEquals("s".repeat(300), rig.channel.last().text());
    }

    /** An offer whose answer came while it waited for its second try. */
    @Test
    void shouldDropADescriptionThatHasNoPlaceAnyMore() {
        rig.media.sdps.put(id, "");
        rig.media.signals.offer(id);
        rig.media.signals.answer(id);
        rig.poll();
        assertEquals(List.of(), rig.channel.pushes());
        assertEquals(0, rig.cluster.queue().size());
        assertEquals(ESTABLISHED, rig.state(id));
        assertEquals(List.of("take offer 1", "take answer 1"), rig.media.heard());
    }

    @Tag("webrtc-provider T14")
    @Tag("webrtc-provider R32")
    @Tag("webrtc-provider R35")
    @Test
    void shouldDropWhatIsQueuedForASessionThatEnded() {
        rig.gather(id, 2);
        rig.media.signals.iceCandidates(id);
        rig.end(id, 2);
        int other = rig.established();
        rig.media.signals.answer(other);
        rig.media.heard();
        rig.poll();
        assertEquals(List.of("1 " + other), rig.channel.pushes());
        assertEquals(List.of("take answer " + other), rig.media.heard());
        assertEquals(List.of(), rig.channel.pushes());
    }

    @Tag("webrtc-provider R35")
    @Test
    void shouldGiveUpWhatWaitsForASessionToThePeerWhenItsOwnEnded() {
        rig.channel.openAnswer = PushChannel.ASKED;
        rig.media.signals.answer(id);
        rig.poll();
        rig.end(id, 2);
        rig.channel.openAnswer = PushChannel.OPEN;
        rig.channel.listener.opened(rig.now);
        rig.poll();
        assertEquals(List.of(), rig.channel.pushes());
        assertEquals(1, rig.channel.cancels);
        assertEquals(0, rig.cluster.queue().size());
    }

    @Tag("webrtc-provider R34")
    @Test
    void shouldSendWhenTheSessionIsThere() {
        rig.channel.openAnswer = PushChannel.ASKED;
        rig.media.signals.answer(id);
        rig.poll();
        rig.pass(5_000);
        assertEquals(1, rig.channel.opens);
        assertEquals(List.of(), rig.channel.pushes());
        rig.channel.openAnswer = PushChannel.OPEN;
        rig.channel.listener.opened(rig.now);
        rig.poll();
        assertEquals(List.of("1 1"), rig.channel.pushes());
        assertEquals(List.of("take answer 1"), rig.media.heard());
    }

    @Test
    void shouldWaitForAPlaceAndForAPeerThatIsBusy() {
        rig.channel.openAnswer = PushChannel.BUSY;
        rig.media.signals.answer(id);
        rig.poll();
        rig.channel.openAnswer = PushChannel.ASKED;
        rig.pass(100);
        rig.channel.listener.notOpened(2_000, rig.now);
        rig.pass(1_999);
        assertEquals(2, rig.channel.opens);
        rig.channel.openAnswer = PushChannel.OPEN;
        rig.channel.busy = true;
        rig.pass(1);
        rig.pass(99);
        rig.channel.busy = false;
        assertEquals(List.of(), rig.media.heard());
        rig.pass(1);
        assertEquals(List.of("1 1"), rig.channel.pushes());
        assertEquals(List.of("take answer 1"), rig.media.heard());
    }

    @Tag("webrtc-provider T18")
    @Tag("webrtc-provider R42")
    @Test
    void shouldTryADescriptionTwice() {
        rig.media.takeAnswer = MediaStatus.INVALID_IN_STATE;
        rig.media.signals.answer(id);
        int other = rig.established();
        rig.media.signals.end(other, 8);
        rig.media.heard();
        rig.poll();
        assertEquals(
                List.of("take answer 1", "failed 1 1 " + MediaStatus.INVALID_IN_STATE),
                rig.media.heard());
        // The worker went on with the next.
        assertEquals(List.of("3 " + other), rig.channel.pushes());
        rig.answered(ImStatus.SUCCESS);
        assertEquals(ESTABLISHED, rig.state(id));
        rig.pass(999);
        assertEquals(List.of(), rig.media.heard());
        rig.pass(1);
        assertEquals(
                List.of("take answer 1", "failed 1 1 " + MediaStatus.INVALID_IN_STATE, "end 1 12"),
                rig.media.heard());
        assertEquals(0, rig.state(id));
    }

    @Tag("webrtc-provider R42")
    @Test
    void shouldSucceedInTheSecondTry() {
        rig.media.signals.offer(id);
        rig.poll();
        rig.channel.listener.unanswered(rig.now);
        rig.pass(1_000);
        rig.answered(ImStatus.SUCCESS);
        assertEquals(List.of("0 1", "0 1"), rig.channel.pushes());
        assertEquals(AWAITING_ANSWER, rig.state(id));
        assertEquals(0, rig.cluster.queue().size());
    }

    /** What follows a description waits for its second try; other sessions do not. */
    @Tag("webrtc-provider R45")
    @Test
    void shouldKeepTheOrderOfASessionOverASecondTry() {
        rig.gather(id, 1);
        rig.media.signals.answer(id);
        rig.media.signals.iceCandidates(id);
        rig.poll();
        rig.answered(ImStatus.FAILURE);
        rig.pass(500);
        assertEquals(List.of("1 1"), rig.channel.pushes());
        rig.pass(500);
        rig.answered(ImStatus.SUCCESS);
        assertEquals(List.of("1 1", "2 1"), rig.channel.pushes());
    }

    @Tag("webrtc-provider R34")
    @Test
    void shouldFailWhatIsNoDescription() {
        rig.channel.room = 20_000;
        rig.media.sdps.put(id, "x".repeat(8193));
        rig.media.signals.answer(id);
        rig.poll();
        assertEquals("failed 1 1 " + MediaStatus.RESOURCE_EXHAUSTED, rig.media.heard().get(1));
        assertEquals(1, rig.channel.cancels);
        rig.end(id, 2);
        id = rig.established();
        rig.media.heard();
        rig.media.sdps.put(id, "x".repeat(8192));
        rig.media.signals.answer(id);
        rig.poll();
        assertEquals(8192, rig.channel.last().text().length());
    }

    /** Said to be longer than there is room for, or no text. */
    @Tag("webrtc-provider R34")
    @Test
    void shouldFailADescriptionThatIsNone() {
        rig.channel.room = 20_000;
        rig.media.takeAnswer = 8193;
        rig.media.signals.answer(id);
        rig.poll();
        rig.media.takeAnswer = MediaStatus.OK;
        rig.media.sdp = new byte[] {'v', (byte) 0xC3, '='};
        rig.pass(1_000);
        String failed = "failed 1 1 " + MediaStatus.FAILURE;
        assertEquals(
                List.of("take answer 1", failed, "take answer 1", failed, "end 1 12"),
                rig.media.heard());
        assertEquals(List.of(), rig.channel.pushes());
        assertEquals(2, rig.channel.cancels);
    }

    /** The session to the peer can send no more. */
    @Tag("webrtc-provider R42")
    @Test
    void shouldTryAgainWhatTheSessionDidNotTake() {
        rig.media.signals.offer(id);
        rig.channel.sendAnswer = PushChannel.NO_SESSION;
        rig.poll();
        assertEquals(
                List.of("take offer 1", "failed 1 0 " + MediaStatus.NO_SESSION), rig.media.heard());
        assertEquals(ESTABLISHED, rig.state(id));
        rig.channel.sendAnswer = PushChannel.OPEN;
        rig.pass(1_000);
        assertEquals(List.of("0 1"), rig.channel.pushes());
        assertEquals(AWAITING_ANSWER, rig.state(id));
    }

    /** A description is only worth a message that may hold it; the rest fits any. */
    @Tag("webrtc-provider R37")
    @Test
    void shouldWantTheLongestMessageForDescriptionsOnly() {
        rig.media.signals.answer(id);
        rig.poll();
        assertTrue(rig.channel.whole);
        rig.answered(ImStatus.SUCCESS);
        rig.media.signals.offer(id);
        rig.poll();
        assertTrue(rig.channel.whole);
        rig.answered(ImStatus.SUCCESS);
        rig.gather(id, 1);
        rig.media.signals.iceCandidates(id);
        rig.poll();
        assertFalse(rig.channel.whole);
        rig.answered(ImStatus.SUCCESS);
        rig.media.signals.end(id, 2);
        rig.poll();
        assertFalse(rig.channel.whole);
    }

    /** A message may hold more than one push may have. */
    @Tag("webrtc-provider R38")
    @Tag("webrtc-provider R2")
    @Test
    void shouldPushNoMoreThanItsLimit() {
        WebRtcSizes sizes = new WebRtcSizes();
        sizes.sdpLength = 512;
        sizes.outLength = 600;
        ProviderRig small = new ProviderRig(sizes, null, false, false);
        small.channel.room = 20_000;
        int session = small.established();
        for (int i = 0; i < 4; i++) {
            small.media.raw.add("c".repeat(250));
        }
        small.media.signals.iceCandidates(session);
        small.poll();
        assertEquals(2, small.channel.last().candidates().size());
        assertTrue(small.channel.last().fields().length <= 600);
    }

    @Tag("webrtc-provider T20")
    @Tag("webrtc-provider R43")
    @Test
    void shouldForgetASessionThatThePeerForgot() {
        rig.media.signals.answer(id);
        rig.poll();
        rig.answered(ImStatus.NOT_FOUND);
        assertEquals(List.of("take answer 1", "end 1 12"), rig.media.heard());
        assertEquals(List.of(), rig.current(false));
        rig.pass(100_000);
        assertEquals(List.of("1 1"), rig.channel.pushes());
    }

    @Tag("webrtc-provider T21")
    @Tag("webrtc-provider R44")
    @Test
    void shouldEndASessionWhetherThePeerHearsOfItOrNot() {
        rig.media.signals.end(id, 10);
        assertEquals(1, rig.current(false).size());
        rig.poll();
        assertEquals(10, rig.channel.last().number());
        assertEquals("3 1", rig.channel.last().toString());
        int version = rig.cluster.dataVersion();
        rig.channel.listener.unanswered(rig.now);
        assertEquals(List.of(), rig.current(false));
        assertEquals(version + 1, rig.cluster.dataVersion());
        int other = rig.established();
        rig.media.heard();
        rig.media.signals.end(other, 10);
        rig.channel.openAnswer = PushChannel.NO_SESSION;
        rig.poll();
        assertEquals(List.of(), rig.current(false));
        assertEquals(List.of(), rig.media.heard());
    }

    /** It is told that it is over before its peer is; it has no media any more. */
    @Tag("webrtc-provider R44")
    @Test
    void shouldDoNothingMoreForASessionThatTheMediaEnded() {
        rig.channel.openAnswer = PushChannel.ASKED;
        rig.media.signals.end(id, 10);
        rig.poll();
        assertEquals(ImStatus.INVALID_IN_STATE, rig.offer(id, "v=1"));
        assertEquals(ImStatus.INVALID_IN_STATE, rig.answer(id, "v=1"));
        assertEquals(ImStatus.INVALID_IN_STATE, rig.candidates(id, "c"));
        assertEquals(ImStatus.SUCCESS, rig.end(id, 2));
        assertEquals(List.of(), rig.media.heard());
        assertEquals(0, rig.state(id));
        rig.poll();
        assertEquals(0, rig.cluster.queue().size());
    }

    @Tag("webrtc-provider T29")
    @Tag("webrtc-provider R37")
    @Test
    void shouldEndASessionWhoseDescriptionDoesNotFit() {
        rig.media.sdps.put(id, "a".repeat(3000));
        rig.media.signals.answer(id);
        rig.poll();
        assertEquals(
                List.of("take answer 1", "failed 1 1 " + MediaStatus.MESSAGE_TOO_LARGE, "end 1 12"),
                rig.media.heard());
        assertEquals(0, rig.state(id));
        id = rig.established();
        rig.channel.room = 8192;
        rig.media.sdps.put(id, "a".repeat(3000));
        rig.media.signals.answer(id);
        rig.poll();
        assertEquals(1, rig.channel.sent.size());
        assertEquals("a".repeat(3000), rig.channel.last().text());
    }

    /** It said so itself, and an end does fit. */
    @Tag("webrtc-provider R37")
    @Tag("webrtc-provider R44")
    @Test
    void shouldTellThePeerWhenTheMediaEndsASessionWhoseDescriptionDoesNotFit() {
        rig.media.sdps.put(id, "a".repeat(3000));
        rig.media.signals.answer(id);
        rig.channel.openAnswer = PushChannel.ASKED;
        rig.poll();
        rig.media.within =
                () -> {
                    if (rig.media.calls.get(rig.media.calls.size() - 1).startsWith("failed")) {
                        rig.media.signals.end(id, 8);
                    }
                };
        rig.channel.openAnswer = PushChannel.OPEN;
        rig.channel.listener.opened(rig.now);
        rig.drain();
        assertEquals(
                List.of("take answer 1", "failed 1 1 " + MediaStatus.MESSAGE_TOO_LARGE),
                rig.media.heard());
        assertEquals(List.of("3 1"), rig.channel.pushes());
        assertEquals(0, rig.state(id));
    }

    @Tag("webrtc-provider T30")
    @Tag("webrtc-provider R22")
    @Test
    void shouldEndAnInvitationThatNothingCameOf() {
        rig.media.deferred = true;
        rig.solicit();
        int invited = rig.id();
        rig.media.heard();
        assertEquals(rig.now + 60_000, rig.poll());
        rig.pass(59_999);
        assertEquals(List.of(), rig.media.heard());
        int version = rig.cluster.dataVersion();
        rig.pass(1);
        assertEquals(List.of("end " + invited + " 6"), rig.media.heard());
        assertEquals(ENDING, rig.state(invited));
        assertEquals(ImStatus.NOT_FOUND, rig.end(invited, 2));
        assertEquals(version + 1, rig.cluster.dataVersion());
        assertEquals("3 " + invited, rig.channel.last().toString());
        assertEquals(6, rig.channel.last().number());
        rig.answered(ImStatus.SUCCESS);
        assertEquals(0, rig.state(invited));
        assertEquals(version + 1, rig.cluster.dataVersion());
    }

    /** Each offer that goes out begins the time anew. */
    @Tag("webrtc-provider R22")
    @Test
    void shouldWaitForAnAnswerFromTheLastOfferOn() {
        rig.media.deferred = true;
        rig.solicit();
        int invited = rig.id();
        rig.pass(50_000);
        rig.media.signals.offer(invited);
        rig.poll();
        rig.answered(ImStatus.SUCCESS);
        rig.pass(59_999);
        assertEquals(AWAITING_ANSWER, rig.state(invited));
        rig.pass(1);
        assertEquals(ENDING, rig.state(invited));
    }

    @Tag("webrtc-provider R45")
    @Test
    void shouldAlwaysHaveAPlaceForAnEnd() {
        int other = rig.established();
        rig.channel.openAnswer = PushChannel.ASKED;
        int queued = 0;
        int kind = 0;
        while (queued < rig.sizes.queue && kind < 8) {
            int session = kind < 4 ? id : other;
            int before = rig.cluster.queue().size();
            switch (kind % 4) {
                case OFFER -> rig.media.signals.offer(session);
                case ANSWER -> rig.media.signals.answer(session);
                case CANDIDATES -> rig.media.signals.iceCandidates(session);
                default -> {}
            }
            queued += rig.cluster.queue().size() - before;
            kind++;
        }
        assertEquals(6, queued);
        rig.media.signals.end(id, 2);
        assertEquals(4, rig.cluster.queue().size());
        assertEquals(MediaStatus.NOT_FOUND, rig.media.signals.answer(id));
        assertEquals(MediaStatus.NOT_FOUND, rig.media.signals.answer(999));
        assertEquals(MediaStatus.OK, rig.media.signals.end(id, 3));
        rig.channel.openAnswer = PushChannel.OPEN;
        rig.drain();
        assertEquals(0, rig.state(id));
    }

    @Tag("webrtc-provider R45")
    @Test
    void shouldRefuseWhatTheQueueHasNoPlaceFor() {
        WebRtcSizes sizes = ProviderRig.small();
        sizes.queue = 8;
        ProviderRig small = new ProviderRig(sizes, null, false, false);
        small.channel.openAnswer = PushChannel.ASKED;
        int[] ids = {
            small.established(), small.established(), small.established(), small.established()
        };
        for (int session : ids) {
            assertEquals(MediaStatus.OK, small.media.signals.answer(session));
            assertEquals(MediaStatus.OK, small.media.signals.offer(session));
        }
        for (int session : ids) {
            assertEquals(
                    MediaStatus.RESOURCE_EXHAUSTED, small.media.signals.iceCandidates(session));
            assertEquals(MediaStatus.OK, small.media.signals.answer(session));
        }
        for (int session : ids) {
            assertEquals(MediaStatus.OK, small.media.signals.end(session, 2));
        }
        assertEquals(4, small.cluster.queue().size());
        small.channel.openAnswer = PushChannel.OPEN;
        small.drain();
        assertEquals(0, small.cluster.sessions().rows().inUse());
    }

    @Tag("webrtc-provider R46")
    @Test
    void shouldServeCommandsWithoutAWayToPeers() {
        rig.channel.openAnswer = PushChannel.NO_SESSION;
        rig.media.signals.answer(id);
        rig.poll();
        assertEquals(List.of("failed 1 1 " + MediaStatus.NO_SESSION), rig.media.heard());
        assertEquals(ImStatus.SUCCESS, rig.candidates(id, "one"));
        assertEquals(ImStatus.SUCCESS, rig.end(id, 2));
    }

    /** Which no command makes. */
    @Tag("webrtc-provider R36")
    @Test
    void shouldDropWhatIsForNoFabric() {
        WebRtcSession row = rig.cluster.sessions().reserve(0, ProviderRig.PEER);
        rig.cluster.sessions().show(row, ESTABLISHED);
        rig.media.signals.answer(row.id());
        rig.media.signals.answer(id);
        rig.poll();
        assertEquals(List.of("1 " + id), rig.channel.pushes());
        assertEquals(1, rig.channel.opens);
        assertEquals(List.of("take answer " + id), rig.media.heard());
        rig.answered(ImStatus.SUCCESS);
        assertEquals(0, rig.cluster.queue().size());
    }

    @Tag("webrtc-provider T35")
    @Test
    void shouldLeaveNothingBehind() {
        rig.end(id, 2);
        for (int i = 0; i < 1_000; i++) {
            assertEquals(ImStatus.SUCCESS, rig.solicit());
            int session = rig.id();
            rig.media.signals.offer(session);
            rig.drain();
            assertEquals(ImStatus.SUCCESS, rig.answer(session, "v=0"));
            assertEquals(ImStatus.SUCCESS, rig.end(session, 2));
        }
        assertEquals(0, rig.cluster.sessions().rows().inUse());
        assertEquals(0, rig.cluster.queue().size());
    }
}
