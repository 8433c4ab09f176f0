package org.mattermote.stack.interact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mattermote.stack.interact.RestartingNode.BOOL;
import static org.mattermote.stack.interact.RestartingNode.OK;
import static org.mattermote.stack.interact.RestartingNode.UNKNOWN;
import static org.mattermote.stack.interact.RestartingNode.request;
import static org.mattermote.stack.interact.TestNode.admin;
import static org.mattermote.stack.interact.TestNode.operator;
import static org.mattermote.stack.interact.TestNode.subject;
import static org.mattermote.stack.interact.TestNode.version;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.exchange.PeerSessions;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.model.Cluster;

class SubscriptionResumptionTest {
    private final RestartingNode before = new RestartingNode(RestartingNode.commissioned(), 1);

    /** Everything is stored, and the node restarts. */
    private RestartingNode restart() {
        before.passTo(before.n.now + 10_000);
        return before.restarted();
    }

    private static String id(Subscription s) {
        return Integer.toUnsignedString(s.id);
    }

    @Test
    void shouldReportEverythingUnderTheOldIdOnceThePeerIsFound() {
        Subscription old = before.subscribe(operator(), request(true, 1, 60, BOOL));
        RestartingNode node = restart();
        Subscription s = node.only();
        assertEquals(old.id, s.id);
        assertEquals(1, s.minInterval);
        assertEquals(60, s.maxInterval);
        assertEquals(1, s.fabricIndex);
        assertEquals(11, s.peerNodeId);
        assertTrue(s.fabricFiltered);
        assertEquals(0, node.n.outlet.sent.size());
        assertTrue(node.passUntilActive(SubscriptionResumption.SPREAD));
        assertEquals(11, node.peers.last().peerNodeId());
        node.peers.succeed(node.peers.last(), node.n.now + 300);
        node.n.now += 300;
        assertTrue(node.passUntilActive(1000));
        assertEquals(
                "{0:"
                        + id(old)
                        + ",1:[{1:{0:"
                        + version(node.n.full)
                        + ",1:"
                        + BOOL
                        + ",2:false}}],255:12}",
                node.n.last().text());
        node.answer(s, OK);
        assertFalse(node.resumption.isFirstReport(s));
        assertEquals(0, node.n.server.pool().inUse());
    }

    @Test
    void shouldGoOnAsUsualAfterTheFirstReport() {
        before.subscribe(operator(), request(true, 0, 60, BOOL));
        RestartingNode node = restart();
        Subscription s = resume(node);
        int sent = node.n.outlet.sent.size();
        node.passTo(node.n.now + 1000);
        assertEquals(sent, node.n.outlet.sent.size());
        node.n.full.bool = true;
        node.n.full.change(TestSpec.BOOL);
        node.passTo(node.n.now + 10);
        assertEquals(sent + 1, node.n.outlet.sent.size());
        assertTrue(node.n.last().text().contains(BOOL + ",2:true"));
        node.answer(s, OK);
        long reported = s.reportedAt;
        assertEquals(reported + 55_000, node.n.server.poll(node.n.now + 1));
    }

    private static Subscription resume(RestartingNode node) {
        Subscription s = node.only();
        assertTrue(node.passUntilActive(SubscriptionResumption.SPREAD));
        node.peers.succeed(node.peers.last(), node.n.now);
        assertTrue(node.passUntilActive(SubscriptionResumption.MAX_MINIMUM));
        while (s.state == Subscription.REPORTING) {
            node.answer(s, OK);
        }
        return s;
    }

    @Test
    void shouldReportEveryPathAndEventsSinceTheRestart() {
        before.n.events.begin(before.n.full, TestSpec.INFO_EVENT, 0).putUnsigned(0, 1);
        before.n.events.commit(0);
        before.subscribe(admin(), "{0:true,1:0,2:60,3:[<>],4:[<1:1,4:true>],7:false,255:12}");
        int whole = before.n.outlet.sent.size() - 1;
        RestartingNode node = restart();
        node.n.events.begin(node.n.full, TestSpec.INFO_EVENT, 0).putUnsigned(0, 77);
        node.n.events.commit(0);
        Subscription s = resume(node);
        assertEquals(1, s.attributePaths);
        assertEquals(1, s.eventPaths);
        assertFalse(s.fabricFiltered);
        assertEquals(whole, node.n.outlet.sent.size());
        assertTrue(node.n.last().text().contains("{0:77}"), node.n.last().text());
    }

    @Test
    void shouldAskForAPeerOnceWhateverItSubscribedTo() {
        before.subscribe(admin(), request(true, 0, 60, BOOL));
        before.subscribe(admin(), request(true, 0, 120, "<2:1>"));
        RestartingNode node = restart();
        assertTrue(node.passUntilActive(SubscriptionResumption.SPREAD));
        node.passTo(node.n.now + 3000);
        assertEquals(1, node.peers.requests.size());
        node.peers.succeed(node.peers.last(), node.n.now);
        node.passTo(node.n.now + 100);
        Set<String> reported = new HashSet<>();
        node.n.outlet.sent.forEach(sent -> reported.add(sent.text().split(",")[0]));
        assertEquals(2, reported.size());
    }

    @Test
    void shouldHaveTwoHandshakesUnderWayAtMost() {
        for (int node = 20; node < 26; node++) {
            before.n.allow(1, 3, node, 1);
            before.subscribe(subject(1, node), request(true, 0, 60, BOOL));
        }
        RestartingNode node = restart();
        node.passTo(5000);
        assertEquals(2, node.peers.requests.size());
        for (int i = 2; i < 6; i++) {
            node.peers.succeed(node.peers.requests.get(i - 2), node.n.now);
            node.passTo(node.n.now + SubscriptionResumption.BUSY_RETRY);
            assertEquals(i + 1, node.peers.requests.size());
        }
        Set<Long> asked = new HashSet<>();
        node.peers.requests.forEach(request -> asked.add(request.peerNodeId()));
        assertEquals(6, asked.size());
    }

    @Test
    void shouldSpreadItsFirstRequests() {
        before.subscribe(operator(), request(true, 0, 60, BOOL));
        before.passTo(before.n.now + 10_000);
        Set<Long> at = new HashSet<>();
        for (int seed = 1; seed <= 8; seed++) {
            RestartingNode node = new RestartingNode(before.store, seed);
            node.n.now = 0;
            assertTrue(node.passUntilActive(SubscriptionResumption.SPREAD));
            at.add(node.peers.last().at());
        }
        assertTrue(at.size() >= 6, at.toString());
    }

    @Test
    void shouldAskAnAbsentPeerAgainMoreAndMoreSeldom() {
        before.subscribe(operator(), request(true, 0, 3600, BOOL));
        RestartingNode node = restart();
        long wait = 0;
        for (int i = 0; i < 9; i++) {
            long last = node.n.now;
            assertTrue(node.passUntilActive(SubscriptionResumption.LAST_RETRY));
            long least = i == 0 ? 0 : (long) SubscriptionResumption.FIRST_RETRY << i - 1;
            wait = node.peers.last().at() - last;
            assertTrue(wait >= least && wait <= least * 5 / 4 + 2100, i + ": " + wait);
            node.peers.fail(node.peers.last(), 0, node.n.now);
        }
        assertTrue(node.passUntilActive(2 * wait * 5 / 4 + 1));
        node.peers.succeed(node.peers.last(), node.n.now);
        assertTrue(node.passUntilActive(10));
        assertEquals(ImOpcode.REPORT_DATA, node.n.lastOpcode());
    }

    @Test
    void shouldWaitAsLongAsABusyPeerAsksFor() {
        before.subscribe(operator(), request(true, 0, 3600, BOOL));
        RestartingNode node = restart();
        assertTrue(node.passUntilActive(SubscriptionResumption.SPREAD));
        long failed = node.n.now;
        node.peers.fail(node.peers.last(), 30_000, failed);
        assertTrue(node.passUntilActive(60_000));
        assertEquals(failed + 30_000, node.peers.last().at());
    }

    @Test
    void shouldSayWhoHasASubscription() {
        before.subscribe(operator(), request(true, 0, 3600, BOOL));
        RestartingNode node = restart();
        assertTrue(node.n.server.hasSubscription(1, 11));
        assertTrue(node.passUntilActive(SubscriptionResumption.SPREAD));
        assertTrue(node.n.server.hasSubscription(1, 11));
        node.peers.fail(node.peers.last(), 0, node.n.now);
        assertFalse(node.n.server.hasSubscription(1, 11));
        assertTrue(node.passUntilActive(SubscriptionResumption.FIRST_RETRY * 5 / 4));
        assertFalse(node.n.server.hasSubscription(1, 11));
        node.peers.succeed(node.peers.last(), node.n.now);
        assertTrue(node.n.server.hasSubscription(1, 11));
    }

    @Test
    void shouldEndASubscriptionThatItsPeerHasGivenUp() {
        before.subscribe(operator(), request(true, 0, 600, BOOL));
        RestartingNode node = restart();
        while (node.passUntilActive(SubscriptionResumption.LAST_RETRY)) {
            node.peers.fail(node.peers.last(), 0, node.n.now);
        }
        assertTrue(node.peers.last().at() >= 600_000, "" + node.peers.last());
        assertTrue(node.peers.last().at() <= 1_300_000, "" + node.peers.last());
        assertEquals(0, node.subscriptions().size());
        assertEquals(0, node.restarted().subscriptions().size());
    }

    @Test
    void shouldLookForAPeerForFiveMinutesEvenIfItsIntervalIsShort() {
        before.subscribe(operator(), request(true, 0, 5, BOOL));
        RestartingNode node = restart();
        while (node.passUntilActive(SubscriptionResumption.LAST_RETRY)) {
            node.peers.fail(node.peers.last(), 0, node.n.now);
        }
        assertTrue(node.peers.last().at() >= SubscriptionResumption.PATIENCE);
        assertEquals(0, node.subscriptions().size());
    }

    @Test
    void shouldForgetASubscriptionThatItsPeerDoesNotKnow() {
        before.subscribe(operator(), request(true, 0, 60, BOOL));
        RestartingNode node = restart();
        Subscription s = node.only();
        assertTrue(node.passUntilActive(SubscriptionResumption.SPREAD));
        node.peers.succeed(node.peers.last(), node.n.now);
        assertTrue(node.passUntilActive(10));
        node.answer(s, UNKNOWN);
        assertEquals(0, node.subscriptions().size());
        node.passTo(node.n.now + 5000);
        assertEquals(0, node.restarted().subscriptions().size());
    }

    @Test
    void shouldUseASessionOfThePeersMaking() {
        before.subscribe(operator(), request(true, 0, 60, BOOL));
        RestartingNode node = restart();
        node.n.server.poll(0);
        node.peers.requests.clear();
        node.peers.open(1, 11, false, 0);
        assertTrue(node.passUntilActive(SubscriptionResumption.SETTLE));
        assertEquals(SubscriptionResumption.SETTLE, node.n.now);
        assertEquals(0, node.peers.requests.size());
        assertEquals(ImOpcode.REPORT_DATA, node.n.lastOpcode());
    }

    @Test
    void shouldNotReportToAPeerThatSubscribesAnewOnItsSession() {
        before.subscribe(operator(), request(true, 0, 60, BOOL));
        RestartingNode node = restart();
        node.n.server.poll(0);
        node.peers.open(1, 11, false, 0);
        node.passTo(20);
        node.subscribe(operator(), request(false, 0, 90, BOOL));
        assertEquals(90, node.only().maxInterval);
        int sent = node.n.outlet.sent.size();
        node.passTo(5000);
        assertEquals(sent, node.n.outlet.sent.size());
        assertEquals(90, node.restarted().only().maxInterval);
    }

    @Test
    void shouldAskAgainAfterAFirstReportThatNobodyAnswered() {
        before.subscribe(operator(), request(true, 0, 60, BOOL));
        RestartingNode node = restart();
        Subscription s = node.only();
        assertTrue(node.passUntilActive(SubscriptionResumption.SPREAD));
        node.peers.open(1, 11, true, node.n.now).expire();
        node.peers.succeed(node.peers.last(), node.n.now);
        assertTrue(node.passUntilActive(10));
        node.peers.find(1, 11).expire();
        node.n.server.ended(node.n.carrying(s), false, node.n.now);
        assertEquals(Subscription.WAITING, s.state);
        assertTrue(node.passUntilActive(SubscriptionResumption.FIRST_RETRY * 5 / 4));
        assertEquals(2, node.peers.requests.size());
    }

    @Test
    void shouldAskAgainWhenTheSessionIsGoneBeforeTheReport() {
        before.subscribe(operator(), request(true, 0, 60, BOOL));
        RestartingNode node = restart();
        assertTrue(node.passUntilActive(SubscriptionResumption.SPREAD));
        node.peers.succeed(node.peers.last(), node.n.now);
        node.peers.find(1, 11).expire();
        node.n.outlet.openAnswer = Outlet.GONE;
        assertTrue(node.passUntilActive(SubscriptionResumption.FIRST_RETRY * 5 / 4));
        assertEquals(2, node.peers.requests.size());
    }

    @Test
    void shouldWaitForTheMinimumIntervalButNotForLong() {
        before.subscribe(operator(), request(true, 3, 60, BOOL));
        before.subscribe(admin(), request(true, 3600, 7200, BOOL));
        RestartingNode node = restart();
        node.passTo(2500);
        node.peers.succeed(node.peers.requests.get(0), node.n.now);
        node.peers.succeed(node.peers.requests.get(1), node.n.now);
        assertTrue(node.passUntilActive(10_000));
        assertEquals(3000, node.n.now);
        assertTrue(node.passUntilActive(10_000));
        assertEquals(SubscriptionResumption.MAX_MINIMUM, node.n.now);
    }

    @Test
    void shouldBePatientWithABusyRoom() {
        before.subscribe(operator(), request(true, 0, 60, BOOL));
        RestartingNode node = restart();
        node.peers.answer = PeerSessions.BUSY;
        node.passTo(10_000);
        int asked = node.peers.requests.size();
        assertTrue(asked >= 15 && asked <= 21, "" + asked);
        node.peers.answer = PeerSessions.STARTED;
        assertTrue(node.passUntilActive(1000));
        node.peers.succeed(node.peers.last(), node.n.now);
        assertTrue(node.passUntilActive(10));
    }

    @Test
    void shouldEndASubscriptionWhosePeerCannotBeAskedFor() {
        before.subscribe(operator(), request(true, 0, 60, BOOL));
        RestartingNode node = restart();
        node.peers.answer = PeerSessions.NO_FABRIC;
        node.passTo(5000);
        assertEquals(0, node.subscriptions().size());
    }

    @Test
    void shouldNotHangOnAHandshakeThatIsNeverHeardOf() {
        before.subscribe(operator(), request(true, 0, 3600, BOOL));
        RestartingNode node = restart();
        node.passTo(SubscriptionResumption.LOST + 10_000);
        assertEquals(2, node.peers.requests.size());
    }

    @Test
    void shouldMakeRoomForWhoIsHere() {
        before.n.allow(1, 3, 20, 1);
        for (int i = 0; i < 15; i++) {
            before.subscribe(subject(1, 20 + i % 3), request(true, 0, 60, BOOL));
            before.n.allow(1, 3, 21 + i % 2, 1);
        }
        RestartingNode node = restart();
        node.n.allow(1, 3, 21, 1);
        assertEquals(15, node.subscriptions().size());
        node.subscribe(subject(1, 21), request(true, 0, 60, BOOL));
        assertEquals(15, node.subscriptions().size());
        int waiting = 0;
        for (Subscription s : node.subscriptions()) {
            waiting += s.state == Subscription.WAITING && s.peerNodeId == 21 ? 1 : 0;
        }
        assertEquals(4, waiting);
    }

    @Test
    void shouldLoseTheSubscriptionsOfAFabricThatLeaves() {
        before.subscribe(operator(), request(true, 0, 60, BOOL));
        before.subscribe(subject(2, 10), request(true, 0, 60, BOOL));
        RestartingNode node = restart();
        assertEquals(2, node.subscriptions().size());
        node.fabrics.table.remove(1, 0);
        assertNull(node.store.value(StoreKeys.subscription(0)));
        assertEquals(2, new RestartingNode(node.store, 3).only().fabricIndex);
        node.n.server.fabricRemoved(1, 0);
        assertEquals(2, node.only().fabricIndex);
        node.passTo(5000);
        assertEquals(0, node.failures.size());
        assertEquals(2, node.restarted().only().fabricIndex);
    }

    @Test
    void shouldKeepTheNumbersOfSubscriptionsApart() {
        before.subscribe(operator(), request(true, 0, 60, BOOL));
        RestartingNode node = restart();
        Set<Integer> ids = new HashSet<>();
        ids.add(node.only().id);
        for (int i = 0; i < 10; i++) {
            ids.add(node.subscribe(admin(), request(true, 0, 60, BOOL)).id);
        }
        assertEquals(11, ids.size());
    }

    @Test
    void shouldSayWhenItWantsToBePolled() {
        RestartingNode node = restart();
        assertEquals(Cluster.NEVER, node.n.server.poll(0));
    }
}
