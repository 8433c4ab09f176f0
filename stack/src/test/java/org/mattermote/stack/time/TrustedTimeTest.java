package org.mattermote.stack.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.TimeSynchronizationSpec;
import org.mattermote.stack.sim.Im;
import org.mattermote.stack.sim.SimController;

/** The trusted node: when it is asked for the time, and what becomes of it. */
class TrustedTimeTest extends TimeSyncBench {
    @Test
    void shouldReadTheTimeOfTheTrustedNode() {
        connected();
        assertEquals(ImStatus.SUCCESS, n.trust(TimeNode.PEER, TimeNode.ENDPOINT));
        n.network.pass(1_000);
        is(NODE, SECONDS);
        assertEquals(
                (TimeNode.T + 2_000_000) / 1_000_000, n.device.fabrics.table.lastKnownGood(), 2);
        assertNotEquals(0, n.cluster.changeStamp(TimeSynchronizationSpec.ATTR_UTC_TIME));
        assertNotEquals(0, n.cluster.changeStamp(TimeSynchronizationSpec.ATTR_TIME_SOURCE));
        assertNotEquals(0, n.cluster.changeStamp(TimeSynchronizationSpec.ATTR_GRANULARITY));
        assertEquals(1, reads());
        assertEquals(List.of(), n.happened(MISSING));
    }

    @Test
    void shouldMakeASessionForIt() {
        n.trust(TimeNode.PEER, TimeNode.ENDPOINT);
        n.network.pass(100);
        assertEquals(List.of(TimeNode.PEER), n.peers.requests);
        n.peers.succeed(n.fabric, n.peer);
        n.network.pass(100);
        is(NODE, SECONDS);
    }

    @Test
    void shouldReadItAgainAfterHalfADay() {
        connected();
        n.trust(TimeNode.PEER, TimeNode.ENDPOINT);
        n.network.pass(HALF_DAY - 10);
        assertEquals(1, reads());
        n.peerTime += 3_000_000;
        n.network.pass(HALF_DAY / 4 + 2_000);
        assertEquals(1, reads());
        assertEquals(3_000_000, n.error(), 1500);
        n.network.pass(10L * HALF_DAY);
        int more = reads();
        assertTrue(more >= 8 && more <= 10, "" + more);
        is(NODE, SECONDS, 3_000_000);
    }

    @Test
    void shouldReadItAfterARestart() {
        n.trust(TimeNode.PEER, TimeNode.ENDPOINT);
        n.boot();
        connected();
        n.network.pass(5_000);
        assertEquals(1, reads());
        is(NODE, SECONDS);
    }

    @Test
    void shouldBelieveItAsFarAsItBelievesItself() {
        connected();
        int[] becomes = {NO_TIME, MINUTES, SECONDS, SECONDS, SECONDS};
        for (int granularity = 0; granularity < becomes.length; granularity++) {
            n.boot();
            n.peerGranularity = granularity;
            n.trust(TimeNode.PEER, TimeNode.ENDPOINT);
            n.network.pass(1_000);
            assertEquals(becomes[granularity], n.granularity());
        }
    }

    /** The report comes after more than SecondsGranularity lasts. */
    @Test
    void shouldBelieveASlowAnswerLess() {
        connected();
        List<SimController.Talk> held = new ArrayList<>();
        n.peer.answer = (talk, message) -> held.add(talk);
        n.trust(TimeNode.PEER, TimeNode.ENDPOINT);
        n.network.pass(5_500);
        n.peer.send(held.get(0), Im.REPORT_DATA, n.peerReport());
        n.network.pass(100);
        is(NODE, MINUTES, 2_750_000);
    }

    @Test
    void shouldKeepABetterTimeThanThat() {
        connected();
        n.happened(FAILURE);
        n.setUtc(n.utc(), 4);
        assertEquals(MILLIS, n.granularity());
        n.trust(TimeNode.PEER, TimeNode.ENDPOINT);
        n.network.pass(HOUR);
        assertEquals(1, reads());
        assertEquals(ADMIN, n.source());
        assertEquals(List.of(), n.happened(FAILURE));
        n.setUtc(n.utc(), 3);
        n.trust(TimeNode.PEER, TimeNode.ENDPOINT);
        n.network.pass(100);
        is(NODE, SECONDS);
        n.setUtc(n.utc(), 3);
        is(ADMIN, SECONDS);
    }

    @Test
    void shouldPreferItToThePlatform() {
        n.platform = 5;
        n.boot();
        connected();
        assertEquals(SECONDS, n.granularity());
        assertEquals(TimeSynchronizationSpec.TIME_SOURCE_UNKNOWN, n.source());
        n.trust(TimeNode.PEER, TimeNode.ENDPOINT);
        n.network.pass(100);
        is(NODE, SECONDS);
    }

    private void finds(Consumer<TimeNode> wrong) {
        connected();
        wrong.accept(n);
        n.trust(TimeNode.PEER, TimeNode.ENDPOINT);
        n.network.pass(200);
        assertEquals(1, reads());
        assertEquals(NO_TIME, n.granularity());
        // It is there, but has no time.
        assertEquals(List.of(), n.happened(MISSING));
        assertEquals(1, n.happened(FAILURE).size());
    }

    @Test
    void shouldTakeNoTimeOfANodeThatHasNone() {
        finds(n -> n.peerTime = null);
    }

    @Test
    void shouldTakeNoTimeOfANodeThatIsNotSure() {
        finds(n -> n.peerGranularity = 0);
    }

    @Test
    void shouldTakeNoTimeOfANodeThatRefuses() {
        finds(
                n ->
                        n.peer.answer =
                                (talk, message) ->
                                        n.peer.send(
                                                talk,
                                                Im.STATUS_RESPONSE,
                                                Im.status(ImStatus.UNSUPPORTED_ACCESS)));
    }

    @Test
    void shouldSayThatItCannotBeReached() {
        n.trust(TimeNode.PEER, TimeNode.ENDPOINT);
        n.happened(FAILURE);
        n.network.pass(100);
        long failed = n.network.now;
        n.peers.fail(n.fabric, TimeNode.PEER);
        assertEquals(List.of(failed), n.happened(MISSING));
        // Once an hour, however often it is tried.
        for (int i = 0; i < 5; i++) {
            int asked = n.peers.requests.size();
            assertTrue(n.network.run(() -> n.peers.requests.size() > asked, 2 * HOUR));
            n.peers.fail(n.fabric, TimeNode.PEER);
        }
        assertEquals(List.of(), n.happened(MISSING));
        int asked = n.peers.requests.size();
        n.network.run(() -> n.peers.requests.size() > asked, 2 * HOUR);
        n.peers.fail(n.fabric, TimeNode.PEER);
        assertEquals(1, n.happened(MISSING).size());
    }

    @Test
    void shouldTryLessAndLessOften() {
        n.trust(TimeNode.PEER, TimeNode.ENDPOINT);
        n.network.pass(1);
        long last = n.network.now;
        n.peers.fail(n.fabric, TimeNode.PEER);
        long[] minutes = {1, 2, 4, 8, 16, 32, 60, 60, 60};
        for (long least : minutes) {
            int asked = n.peers.requests.size();
            assertTrue(n.network.run(() -> n.peers.requests.size() > asked, 2 * HOUR));
            long rest = n.network.now - last;
            assertTrue(
                    rest >= least * 60_000 && rest <= least * 75_000 + 1_000, least + ": " + rest);
            last = n.network.now;
            n.peers.fail(n.fabric, TimeNode.PEER);
        }
        // One that is there makes it forget that.
        connected();
        n.network.pass(2 * HOUR);
        is(NODE, SECONDS);
        n.device.exchanges.dropSession(n.peers.find(n.fabric, TimeNode.PEER), n.network.now);
        int asked = n.peers.requests.size();
        assertTrue(n.network.run(() -> n.peers.requests.size() > asked, 2 * HALF_DAY));
        last = n.network.now;
        n.peers.fail(n.fabric, TimeNode.PEER);
        n.network.run(() -> n.peers.requests.size() > asked + 1, 2 * HOUR);
        assertTrue(n.network.now - last <= 76_000);
    }

    @Test
    void shouldAskWhoWasSetLast() {
        n.trust(0x77, 1);
        n.network.pass(100);
        n.trust(TimeNode.PEER, TimeNode.ENDPOINT);
        n.network.pass(100);
        assertEquals(List.of(0x77L, TimeNode.PEER), n.peers.requests);
        n.peers.fail(n.fabric, 0x77);
        assertEquals(List.of(), n.happened(MISSING));
        n.peers.succeed(n.fabric, n.peer);
        n.network.pass(100);
        is(NODE, SECONDS);
    }

    @Test
    void shouldAskNobodyWhenThereIsNobody() {
        n.network.pass(3 * HALF_DAY);
        assertEquals(List.of(), n.peers.requests);
        assertEquals(List.of(), n.questions);
        assertEquals(List.of(), n.happened(MISSING));
        n.trust(TimeNode.PEER, TimeNode.ENDPOINT);
        n.network.pass(10);
        assertEquals(1, n.peers.requests.size());
        n.trustNobody();
        n.network.pass(3 * HALF_DAY);
        assertEquals(1, n.peers.requests.size());
        assertEquals(1, n.happened(MISSING).size());
        assertEquals(0, n.device.exchanges.slots().inUse());
    }

    @Test
    void shouldStopWithTheFabric() {
        connected();
        n.peer.answer = null;
        n.trust(TimeNode.PEER, TimeNode.ENDPOINT);
        n.network.pass(100);
        assertEquals(1, n.device.exchanges.slots().inUse());
        n.leave();
        n.network.pass(10);
        assertEquals(0, n.device.exchanges.slots().inUse());
        assertEquals(1, n.happened(MISSING).size());
        n.network.pass(HALF_DAY);
        assertEquals(List.of(), n.peers.requests);
    }
}
