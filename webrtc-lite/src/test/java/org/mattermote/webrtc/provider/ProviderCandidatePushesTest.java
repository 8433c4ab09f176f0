package org.mattermote.webrtc.provider;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.webrtc.media.MediaSignals;
import org.mattermote.webrtc.media.MediaStatus;

/** Candidates that are pushed, in batches, until the peer has them. */
class ProviderCandidatePushesTest {
    private final ProviderRig rig = new ProviderRig();
    private int id;

    @BeforeEach
    void establish() {
        id = rig.established();
        rig.media.heard();
    }

    @Tag("webrtc-provider R66")
    @Test
    void shouldSayThatThePeerHasTheCandidatesOfADescription() {
        rig.media.cursors.put(id, 0);
        rig.media.signals.answer(id);
        rig.poll();
        assertEquals(List.of("take answer 1"), rig.media.heard());
        rig.answered(ImStatus.SUCCESS);
        assertEquals(List.of("acknowledged 1"), rig.media.heard());
    }

    @Tag("webrtc-provider T15")
    @Tag("webrtc-provider R40")
    @Test
    void shouldTakeCandidatesOnceHoweverOftenTheyAreSent() {
        rig.gather(id, 16);
        rig.channel.busy = true;
        rig.media.signals.iceCandidates(id);
        rig.poll();
        rig.pass(100);
        rig.pass(100);
        assertEquals(List.of(), rig.media.heard());
        rig.channel.busy = false;
        rig.pass(100);
        byte[] first = rig.channel.last().fields();
        assertEquals(List.of("take candidates 1"), rig.media.heard());
        rig.channel.listener.unanswered(rig.now);
        assertEquals(List.of("failed 1 2 " + MediaStatus.NO_ANSWER), rig.media.heard());
        rig.media.signals.iceCandidates(id);
        int sent = rig.channel.sent.size();
        rig.pass(PushWorker.RETRY_MILLIS);
        assertEquals(sent + 1, rig.channel.sent.size());
        assertArrayEquals(first, rig.channel.last().fields());
    }

    @Tag("webrtc-provider T16")
    @Tag("webrtc-provider R38")
    @Tag("webrtc-provider R41")
    @Tag("webrtc-provider R52")
    @Test
    void shouldSendCandidatesInBatches() {
        rig.gather(id, 20);
        rig.media.signals.iceCandidates(id);
        rig.poll();
        assertEquals(16, rig.channel.last().candidates().size());
        assertEquals(16, rig.media.ring(id).underWay());
        rig.answered(ImStatus.SUCCESS);
        assertEquals(
                List.of("candidate 17", "candidate 18", "candidate 19", "candidate 20"),
                rig.channel.last().candidates());
        assertEquals(4, rig.media.ring(id).underWay());
        rig.answered(ImStatus.SUCCESS);
        assertEquals(0, rig.media.ring(id).underWay());
        assertEquals(2, rig.channel.pushes().size());
        assertEquals(
                List.of(
                        "take candidates 1",
                        "acknowledged 1",
                        "take candidates 1",
                        "acknowledged 1"),
                rig.media.heard());
    }

    /** A datagram holds fewer than a batch. */
    @Tag("webrtc-provider R38")
    @Test
    void shouldSendNoMoreCandidatesThanFit() {
        rig.gather(id, 16);
        rig.channel.room = 130;
        rig.media.signals.iceCandidates(id);
        rig.drain();
        int sent = 0;
        for (FakeChannel.Push push : rig.channel.sent) {
            assertTrue(push.fields().length <= 130);
            sent += push.candidates().size();
        }
        assertEquals(16, sent);
        assertTrue(rig.channel.sent.size() > 2);
    }

    @Tag("webrtc-provider R38")
    @Test
    void shouldSendNothingWhenThereAreNoCandidates() {
        rig.media.signals.iceCandidates(id);
        rig.poll();
        assertEquals(List.of(), rig.channel.pushes());
        assertEquals(0, rig.cluster.queue().size());
    }

    @Tag("webrtc-provider T17")
    @Test
    void shouldPassOverACandidateThatIsTooLong() {
        rig.media.raw.addAll(List.of("x".repeat(257), "y".repeat(256)));
        rig.gather(id, 1);
        rig.media.signals.iceCandidates(id);
        rig.poll();
        assertEquals(
                List.of(
                        "take candidates 1",
                        "pushed 257 " + MediaStatus.RESOURCE_EXHAUSTED,
                        "pushed 256 0"),
                rig.media.heard());
        assertEquals(List.of("y".repeat(256), "candidate 1"), rig.channel.last().candidates());
    }

    @Tag("webrtc-provider T19")
    @Tag("webrtc-provider R41")
    @Test
    void shouldLeaveCandidatesWhereTheyAreWhenThereIsNoSession() {
        rig.gather(id, 3);
        rig.channel.openAnswer = PushChannel.NO_SESSION;
        rig.media.signals.iceCandidates(id);
        int other = rig.established();
        rig.media.signals.answer(other);
        rig.media.heard();
        rig.poll();
        assertEquals(3, rig.media.ring(id).waiting());
        assertEquals(
                List.of(
                        "failed 1 2 " + MediaStatus.NO_SESSION,
                        "failed " + other + " 1 " + MediaStatus.NO_SESSION),
                rig.media.heard());
    }

    /** Nothing the peer did not acknowledge is lost. */
    @Tag("webrtc-provider R41")
    @Test
    void shouldSendCandidatesAgainThatWereNotAcknowledged() {
        rig.gather(id, 3);
        rig.media.signals.iceCandidates(id);
        rig.poll();
        rig.channel.listener.unanswered(rig.now);
        gather2();
        rig.media.signals.iceCandidates(id);
        int sent = rig.channel.sent.size();
        rig.pass(PushWorker.RETRY_MILLIS - 1);
        assertEquals(sent, rig.channel.sent.size());
        rig.pass(1);
        assertEquals(4, rig.channel.last().candidates().size());
    }

    /**
     * Who makes a further offer is there to be answered, though it was not for what came before.
     */
    @Tag("webrtc-provider R42")
    @Test
    void shouldAnswerALaterOfferAtOnceThoughAPushFailed() {
        rig.gather(id, 1);
        rig.media.signals.iceCandidates(id);
        rig.poll();
        rig.channel.listener.unanswered(rig.now);
        rig.channel.pushes();
        assertEquals(ImStatus.SUCCESS, rig.offer(id, "v=1"));
        rig.media.signals.answer(id);
        rig.poll();
        assertEquals(List.of(id + " " + MediaSignals.ANSWER), rig.channel.pushes());
    }

    /** One that comes while others are under way is not taken for one of them. */
    @Tag("webrtc-provider R45")
    @Test
    void shouldSendCandidatesThatCameWhileOthersWereUnderWay() {
        rig.gather(id, 1);
        rig.media.signals.iceCandidates(id);
        rig.poll();
        gather2();
        rig.media.signals.iceCandidates(id);
        rig.media.signals.iceCandidates(id);
        assertEquals(2, rig.cluster.queue().size());
        rig.answered(ImStatus.SUCCESS);
        assertEquals(List.of("candidate 99"), rig.channel.last().candidates());
    }

    private void gather2() {
        rig.media.ring(id).add(ProviderCommandsTest.host(99));
    }

    /** Which it may; it does not keep the node from the rest of its work. */
    @Tag("webrtc-provider R33")
    @Tag("webrtc-provider R41")
    @Test
    void shouldRestBetweenTriesWhenTheMediaQueuesCandidatesAgain() {
        rig.gather(id, 1);
        rig.channel.openAnswer = PushChannel.NO_SESSION;
        rig.media.within =
                () -> {
                    assertTrue(rig.channel.opens < 10);
                    rig.media.signals.iceCandidates(id);
                };
        rig.media.signals.iceCandidates(id);
        long next = rig.poll();
        assertTrue(next > rig.now && next < Long.MAX_VALUE);
    }
}
