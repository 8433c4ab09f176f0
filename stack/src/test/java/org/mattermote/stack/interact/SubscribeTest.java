package org.mattermote.stack.interact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mattermote.stack.interact.TestNode.admin;
import static org.mattermote.stack.interact.TestNode.operator;
import static org.mattermote.stack.interact.TestNode.stranger;
import static org.mattermote.stack.interact.TestNode.subject;
import static org.mattermote.stack.interact.TestNode.version;

import org.junit.jupiter.api.Test;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Subject;

class SubscribeTest {
    private static final int SUBSCRIBE = ImOpcode.SUBSCRIBE_REQUEST;
    private static final String OK = "{0:0,255:12}";
    private static final String BOOL = "<2:1,3:256,4:0>";

    private TestNode n = new TestNode();

    private static String request(boolean keep, int min, int max, String paths) {
        return "{0:" + keep + ",1:" + min + ",2:" + max + ",3:[" + paths + "],7:true,255:12}";
    }

    /** Subscribes to the end and returns the subscription. */
    private Subscription subscribe(Subject who, String request) {
        Interaction in = n.open(who);
        n.send(in, SUBSCRIBE, request);
        while (n.lastOpcode() == ImOpcode.REPORT_DATA) {
            assertFalse(n.last().last());
            assertFalse(n.last().text().contains("4:true,255"), "no SuppressResponse in priming");
            n.send(in, ImOpcode.STATUS_RESPONSE, OK);
        }
        assertEquals(ImOpcode.SUBSCRIBE_RESPONSE, n.lastOpcode(), n.last().text());
        assertTrue(n.last().last());
        Subscription newest = null;
        for (int i = 0; i < n.server.subscriptions().capacity(); i++) {
            Subscription s = n.server.subscriptions().at(i);
            if (s.isTaken() && (newest == null || s.age > newest.age)) {
                newest = s;
            }
        }
        String id = Integer.toUnsignedString(newest.id);
        assertEquals("{0:" + id + ",2:" + (int) newest.maxInterval + ",255:12}", n.last().text());
        return newest;
    }

    private Subscription subscribe(int min, int max) {
        return subscribe(operator(), request(true, min, max, BOOL));
    }

    private long poll(long at) {
        n.now = at;
        return n.server.poll(at);
    }

    private int sent() {
        return n.outlet.sent.size();
    }

    private void acknowledge(Subscription s) {
        n.send(n.carrying(s), ImOpcode.STATUS_RESPONSE, OK);
    }

    @Test
    void shouldSendTheFirstReportThenTheResponse() {
        Subscription s = subscribe(0, 60);
        assertEquals(2, sent());
        assertEquals(
                "{0:"
                        + Integer.toUnsignedString(s.id)
                        + ",1:[{1:{0:"
                        + version(n.full)
                        + ",1:"
                        + BOOL
                        + ",2:false}}],255:12}",
                n.outlet.sent.get(0).text());
        assertEquals(0, n.server.pool().inUse());
        assertEquals(Subscription.ACTIVE, s.state);
        assertEquals(60, s.maxInterval);
    }

    @Test
    void shouldReportAChangeAtOnceAndThenEndTheExchange() {
        Subscription s = subscribe(0, 60);
        n.full.bool = true;
        n.full.change(TestSpec.BOOL);
        poll(1500);
        assertEquals(3, sent());
        assertEquals(ImOpcode.REPORT_DATA, n.lastOpcode());
        assertTrue(n.last().text().contains(BOOL + ",2:true"), n.last().text());
        assertEquals(1, n.server.pool().inUse());
        poll(1600);
        assertEquals(3, sent());
        acknowledge(s);
        assertEquals(3, sent());
        assertEquals(0, n.server.pool().inUse());
        assertEquals(1, n.outlet.closed.size());
        poll(1700);
        assertEquals(3, sent());
    }

    /** Somebody else has the buffer of large messages for a while. */
    @Test
    void shouldReportLaterWhatFitsOnlyALongerMessage() {
        n.full.large = new byte[1500];
        n.outlet.room = 2000;
        subscribe(operator(), request(true, 0, 60, "<2:1,3:256,4:" + TestSpec.LARGE + ">"));
        int before = sent();
        n.full.change(TestSpec.LARGE);
        n.outlet.room = 1200;
        n.outlet.longest = 2000;
        assertEquals(1500 + Transactions.RETRY_MILLIS, poll(1500));
        assertEquals(before, sent());
        assertEquals(1, n.server.subscriptions().inUse());
        assertEquals(0, n.server.pool().inUse());
        n.outlet.room = 2000;
        poll(1500 + Transactions.RETRY_MILLIS);
        assertEquals(before + 1, sent());
        assertTrue(n.last().bytes().length > 1500);
    }

    @Test
    void shouldReportOnlyWhatChangedAndIsSubscribed() {
        subscribe(admin(), request(true, 0, 60, "<3:256>"));
        int before = sent();
        n.root.change(TestSpec.BOOL);
        n.full.change(TestSpec.OMITTED);
        poll(1500);
        assertEquals(before, sent());
        n.full.change(TestSpec.TEXT);
        poll(1500);
        assertTrue(n.last().text().contains(",4:2>,2:'hello'}}],255:12}"), n.last().text());
    }

    @Test
    void shouldNotReportWhatTheSubscriberMayNotRead() {
        subscribe(operator(), request(true, 0, 60, "<>"));
        int before = sent();
        n.root.change(TestSpec.BOOL);
        n.full.change(TestSpec.ADMIN_READ);
        poll(1500);
        assertEquals(before, sent());
    }

    @Test
    void shouldKeepTheMinimumInterval() {
        subscribe(10, 60);
        n.full.change(TestSpec.BOOL);
        assertEquals(11000, poll(2000));
        assertEquals(2, sent());
        assertEquals(11000, poll(10999));
        assertEquals(2, sent());
        poll(11000);
        assertEquals(3, sent());
    }

    @Test
    void shouldSendAnEmptyReportBeforeTheMaximumInterval() {
        Subscription s = subscribe(0, 60);
        assertEquals(56000, poll(2000));
        assertEquals(56000, poll(55999));
        assertEquals(2, sent());
        assertEquals(Cluster.NEVER, poll(56000));
        assertEquals("{0:" + Integer.toUnsignedString(s.id) + ",255:12}", n.last().text());
        n.now = 56020;
        acknowledge(s);
        assertEquals(56000 + 55000, poll(56030));
    }

    @Test
    void shouldNotLoseAChangeDuringAReport() {
        n.outlet.room = 120;
        n.full.large = new byte[40];
        String paths = BOOL + ",<2:1,3:256,4:11>,<2:1,3:256,4:2>";
        Subscription s = subscribe(admin(), request(true, 0, 60, paths));
        n.full.change(TestSpec.BOOL);
        n.full.change(TestSpec.LARGE);
        n.full.change(TestSpec.TEXT);
        poll(1500);
        assertTrue(n.last().text().contains(BOOL + ",2:false"));
        assertTrue(n.last().text().endsWith(",3:true,255:12}"));
        n.full.bool = true;
        n.full.change(TestSpec.BOOL);
        while (s.state == Subscription.REPORTING) {
            acknowledge(s);
        }
        assertFalse(n.last().text().contains(BOOL));
        int before = sent();
        poll(1500);
        assertEquals(before + 1, sent());
        assertTrue(n.last().text().contains(BOOL + ",2:true"));
        acknowledge(s);
        poll(1500);
        assertEquals(before + 1, sent());
    }

    @Test
    void shouldChooseTheMaximumIntervalWithinTheBounds() {
        assertEquals(3600, subscribe(5, 3600).maxInterval);
        assertEquals(1, subscribe(0, 0).maxInterval);
        assertEquals(7, subscribe(7, 7).maxInterval);
        n.now = 1000;
        assertTrue(n.server.poll(1000) > 1000);
    }

    @Test
    void shouldKeepTheLongestIntervals() {
        Subscription s = subscribe(65535, 65535);
        assertEquals(65535, s.maxInterval);
        long first = n.now;
        n.full.change(TestSpec.BOOL);
        assertEquals(first + 65_535_000L, poll(first + 1));
        poll(first + 65_534_999L);
        assertEquals(2, sent());
        poll(first + 65_535_000L);
        assertEquals(3, sent());
        assertTrue(n.last().text().contains(BOOL));
        acknowledge(s);
        assertEquals(n.now + 65_535_000L, poll(n.now));
    }

    @Test
    void shouldHoldUrgentEventsBackUntilTheMinimumInterval() {
        subscribe(admin(), "{0:true,1:10,2:60,4:[<1:1,4:true>],7:true}");
        int before = sent();
        n.events.begin(n.full, TestSpec.INFO_EVENT, 0);
        n.events.commit(1500);
        assertEquals(11000, poll(1500));
        assertEquals(before, sent());
        poll(11000);
        assertEquals(before + 1, sent());
    }

    @Test
    void shouldNotRefuseAReportThatNobodyAskedFor() {
        Subscription s = subscribe(admin(), request(true, 0, 60, "<2:1,3:256,4:11>"));
        int before = sent();
        n.full.large = new byte[1500];
        n.full.change(TestSpec.LARGE);
        poll(1500);
        assertEquals(before, sent());
        assertFalse(s.isTaken());
        assertEquals(0, n.server.pool().inUse());
        n.server.subject().set(admin());
        assertEquals(
                "{0:137,255:12}",
                n.ask(admin(), SUBSCRIBE, request(true, 0, 60, "<2:1,3:256,4:11>")));
        assertEquals(0, n.server.subscriptions().inUse());
    }

    @Test
    void shouldRefuseWrongRequests() {
        String invalid = "{0:128,255:12}";
        assertEquals(
                "{0:126,255:12}",
                n.ask(TestNode.commissioner(), SUBSCRIBE, request(true, 0, 60, BOOL)));
        assertEquals(invalid, n.ask(admin(), SUBSCRIBE, request(true, 61, 60, BOOL)));
        assertEquals(invalid, n.ask(admin(), SUBSCRIBE, request(true, 0, 60, "")));
        assertEquals(invalid, n.ask(admin(), SUBSCRIBE, "{0:true,1:0,2:60,7:true}"));
        for (String missing :
                new String[] {
                    "{1:0,2:60,3:[<>],7:true}",
                    "{0:true,2:60,3:[<>],7:true}",
                    "{0:true,1:0,3:[<>],7:true}",
                    "{0:true,1:0,2:60,3:[<>]}",
                    "{0:true,1:65536,2:60,3:[<>],7:true}"
                }) {
            assertEquals(invalid, n.ask(admin(), SUBSCRIBE, missing), missing);
        }
        assertEquals(invalid, n.ask(stranger(), SUBSCRIBE, request(true, 0, 60, "<>")));
        assertEquals(invalid, n.ask(stranger(), SUBSCRIBE, request(true, 0, 60, BOOL)));
        assertEquals(invalid, n.ask(admin(), SUBSCRIBE, request(true, 0, 60, "<3:9>")));
        assertEquals(invalid, n.ask(admin(), SUBSCRIBE, request(true, 0, 60, "<2:1,3:256,4:99>")));
        StringBuilder paths = new StringBuilder(BOOL);
        for (int i = 0; i < n.sizes.subscriptions * n.sizes.pathsPerSubscription; i++) {
            paths.append(',').append(BOOL);
        }
        assertEquals(
                "{0:200,255:12}",
                n.ask(admin(), SUBSCRIBE, request(true, 0, 60, paths.toString())));
        assertEquals(0, n.server.subscriptions().inUse());
        assertEquals(0, n.server.pool().inUse());
    }

    @Test
    void shouldDropEarlierSubscriptionsOfThePeerUnlessKept() {
        int first = subscribe(0, 60).id;
        assertNotEquals(first, subscribe(0, 60).id);
        assertEquals(2, n.server.subscriptions().inUse());
        // Another peer of the fabric does not touch them.
        subscribe(admin(), request(false, 0, 60, BOOL));
        assertEquals(3, n.server.subscriptions().inUse());
        subscribe(operator(), request(false, 0, 60, BOOL));
        assertEquals(2, n.server.subscriptions().inUse());
        // Even when the new request turns out to be wrong.
        n.ask(operator(), SUBSCRIBE, request(false, 9, 1, BOOL));
        assertEquals(1, n.server.subscriptions().inUse());
    }

    @Test
    void shouldDropAReportInProgressWithItsSubscription() {
        subscribe(0, 60);
        n.full.change(TestSpec.BOOL);
        poll(1500);
        assertEquals(1, n.server.pool().inUse());
        subscribe(operator(), request(false, 0, 60, BOOL));
        assertEquals(1, n.server.subscriptions().inUse());
        assertEquals(0, n.server.pool().inUse());
        assertEquals(1, n.outlet.closed.size());
    }

    @Test
    void shouldGoWhenThePeerRefusesOrAborts() {
        for (String answer : new String[] {"{0:125,255:12}", "{0:1}", "{}"}) {
            Subscription s = subscribe(0, 60);
            n.full.change(TestSpec.BOOL);
            n.server.poll(n.now);
            int before = sent();
            n.send(n.carrying(s), ImOpcode.STATUS_RESPONSE, answer);
            assertEquals(before, sent());
            assertEquals(0, n.server.subscriptions().inUse());
            assertEquals(0, n.server.pool().inUse());
        }
        Interaction in = n.open(operator());
        n.send(in, SUBSCRIBE, request(true, 0, 60, BOOL));
        n.send(in, ImOpcode.STATUS_RESPONSE, "{0:1}");
        assertEquals(0, n.server.subscriptions().inUse());
        in = n.open(operator());
        n.send(in, SUBSCRIBE, request(true, 0, 60, BOOL));
        n.send(in, SUBSCRIBE, request(true, 0, 60, BOOL));
        assertEquals("{0:128,255:12}", n.last().text());
        assertEquals(0, n.server.subscriptions().inUse());
        assertEquals(0, n.server.pool().inUse());
    }

    @Test
    void shouldGoWhenThePeerIsSilentAndHasNoOtherSession() {
        Subscription s = subscribe(0, 60);
        n.full.change(TestSpec.BOOL);
        n.server.poll(n.now);
        n.server.ended(n.carrying(s), false, n.now);
        assertEquals(0, n.server.subscriptions().inUse());
        Interaction in = n.open(operator());
        n.send(in, SUBSCRIBE, request(true, 0, 60, BOOL));
        n.server.ended(in, false, n.now);
        assertEquals(0, n.server.subscriptions().inUse());
        assertEquals(0, n.server.pool().inUse());
    }

    @Test
    void shouldReportAgainOnAnotherSession() {
        Subscription s = subscribe(0, 60);
        n.full.bool = true;
        n.full.change(TestSpec.BOOL);
        n.server.poll(n.now);
        n.outlet.otherSession = true;
        n.server.ended(n.carrying(s), false, n.now);
        assertEquals(1, n.server.subscriptions().inUse());
        int before = sent();
        n.server.poll(n.now);
        assertEquals(before + 1, sent());
        assertTrue(n.last().text().contains(BOOL + ",2:true"));
        acknowledge(s);
        assertEquals(Subscription.ACTIVE, s.state);
    }

    @Test
    void shouldReportAgainAfterAnEviction() {
        Subscription s = subscribe(0, 60);
        n.full.change(TestSpec.BOOL);
        n.server.poll(n.now);
        n.server.ended(n.carrying(s), true, n.now);
        assertEquals(n.now + 50, n.server.poll(n.now));
        int before = sent();
        poll(n.now + 50);
        assertEquals(before + 1, sent());
    }

    @Test
    void shouldGoWhenNoSessionIsLeft() {
        subscribe(0, 60);
        n.outlet.openAnswer = Outlet.GONE;
        assertEquals(56000, poll(2000));
        assertEquals(Cluster.NEVER, poll(56000));
        assertEquals(0, n.server.subscriptions().inUse());
        assertEquals(0, n.server.pool().inUse());
    }

    @Test
    void shouldTryAgainWhenNoExchangeOrPacketIsFree() {
        subscribe(0, 60);
        n.full.change(TestSpec.BOOL);
        n.outlet.openAnswer = Outlet.LATER;
        assertEquals(2050, poll(2000));
        n.outlet.openAnswer = Outlet.OPENED;
        n.outlet.packetFree = false;
        assertEquals(2100, poll(2050));
        n.outlet.packetFree = true;
        int before = sent();
        poll(2099);
        assertEquals(before, sent());
        poll(2100);
        assertEquals(before + 1, sent());
        assertEquals(1, n.server.subscriptions().inUse());
    }

    @Test
    void shouldLeaveAnInteractionToRequests() {
        InteractionSizes sizes = new InteractionSizes();
        sizes.interactions = 3;
        n = new TestNode(sizes);
        for (int i = 0; i < 4; i++) {
            subscribe(0, 60);
        }
        n.full.change(TestSpec.BOOL);
        int before = sent();
        assertEquals(1500, poll(1500));
        assertEquals(before + 2, sent());
        assertEquals(1550, poll(1500));
        assertEquals(before + 2, sent());
        Interaction in = n.open(operator());
        n.send(in, ImOpcode.READ_REQUEST, "{0:[" + BOOL + "],3:true}");
        assertTrue(n.last().last());
        // The others follow as soon as the first are through.
        for (int i = 0; i < 4; i++) {
            Subscription s = n.server.subscriptions().at(i);
            if (s.state == Subscription.REPORTING) {
                acknowledge(s);
            }
        }
        before = sent();
        poll(1550);
        assertEquals(before + 2, sent());
        for (int i = 0; i < 4; i++) {
            if (n.server.subscriptions().at(i).state == Subscription.REPORTING) {
                acknowledge(n.server.subscriptions().at(i));
            }
        }
        poll(1600);
        assertEquals(before + 2, sent());
    }

    @Test
    void shouldGoWithItsFabric() {
        subscribe(0, 60);
        Subscription other = subscribe(subject(2, 10), request(true, 0, 60, "<>"));
        Subscription mine = subscribe(0, 60);
        n.full.change(TestSpec.BOOL);
        assertEquals(n.now, n.server.poll(n.now));
        assertEquals(2, n.server.pool().inUse());
        n.server.poll(n.now);
        assertEquals(3, n.server.pool().inUse());
        n.server.fabricRemoved(1, n.now);
        assertEquals(1, n.server.subscriptions().inUse());
        assertEquals(1, n.server.pool().inUse());
        assertTrue(other.isTaken());
        assertFalse(mine.isTaken());
    }

    @Test
    void shouldGuaranteeThreeSubscriptionsToEachFabric() {
        for (int i = 0; i < 15; i++) {
            subscribe(admin(), request(true, 0, 60, "<>"));
        }
        Subscription oldest = n.server.subscriptions().at(0);
        int oldestId = oldest.id;
        assertEquals("{0:137,255:12}", n.ask(admin(), SUBSCRIBE, request(true, 0, 60, "<>")));
        for (int fabric = 2; fabric <= 5; fabric++) {
            for (int i = 0; i < 3; i++) {
                subscribe(subject(fabric, 10), request(true, 0, 60, "<>"));
            }
        }
        for (int i = 0; i < 15; i++) {
            assertNotEquals(oldestId, n.server.subscriptions().at(i).id);
        }
        assertEquals(15, n.server.subscriptions().inUse());
        for (int fabric = 1; fabric <= 6; fabric++) {
            assertEquals(
                    "{0:137,255:12}",
                    n.ask(subject(fabric, 10), SUBSCRIBE, request(true, 0, 60, "<>")));
        }
        // A wrong request evicts nobody.
        assertEquals(15, n.server.subscriptions().inUse());
    }

    @Test
    void shouldNotEvictForAWrongRequest() {
        for (int i = 0; i < 15; i++) {
            subscribe(admin(), request(true, 0, 60, "<>"));
        }
        n.ask(subject(2, 10), SUBSCRIBE, request(true, 0, 60, "<3:9>"));
        assertEquals(15, n.server.subscriptions().inUse());
    }

    /** So many attribute paths, none of them the same cluster's. */
    private static String paths(int count) {
        StringBuilder paths = new StringBuilder(BOOL);
        for (int i = 1; i < count; i++) {
            paths.append(",<2:1,3:256,4:").append(i % 15).append('>');
        }
        return paths.toString();
    }

    private int pathsOf(int fabric) {
        int paths = 0;
        for (int i = 0; i < n.server.subscriptions().capacity(); i++) {
            Subscription s = n.server.subscriptions().at(i);
            paths += s.isTaken() && s.fabricIndex == fabric ? s.paths() : 0;
        }
        return paths;
    }

    @Test
    void shouldLendTheFreePathsToOneFabric() {
        Subscription s = subscribe(admin(), request(true, 0, 60, paths(75)));
        assertEquals(75, s.paths());
        assertEquals("{0:200,255:12}", n.ask(admin(), SUBSCRIBE, request(true, 0, 60, paths(1))));
        assertTrue(s.isTaken());
    }

    @Test
    void shouldGuaranteeFifteenPathsToEachFabric() {
        subscribe(admin(), request(true, 0, 60, paths(2)));
        subscribe(admin(), request(true, 0, 60, paths(50)));
        subscribe(admin(), request(true, 0, 60, paths(23)));
        // Above its own share nobody drives others out.
        assertEquals(
                "{0:200,255:12}",
                n.ask(subject(2, 10), SUBSCRIBE, request(true, 0, 60, paths(16))));
        assertEquals(75, pathsOf(1));
        for (int fabric = 2; fabric <= 5; fabric++) {
            for (int i = 0; i < 3; i++) {
                subscribe(subject(fabric, 10), request(true, 0, 60, paths(5)));
            }
            assertEquals(15, pathsOf(fabric));
        }
        // The largest went first, and none that was within the share.
        assertEquals(2, pathsOf(1));
        assertEquals(13, n.server.subscriptions().inUse());
        subscribe(admin(), request(true, 0, 60, paths(13)));
        assertEquals(75, n.server.paths().inUse());
    }

    @Test
    void shouldKeepEveryPathInItsPlaceWhenOthersGo() {
        Subscription first = subscribe(subject(2, 10), request(true, 0, 60, paths(7)));
        subscribe(operator(), request(true, 0, 60, BOOL + ",<2:1,3:256,4:2>"));
        n.server.fabricRemoved(2, n.now);
        assertFalse(first.isTaken());
        assertEquals(2, n.server.paths().inUse());
        int before = sent();
        n.full.change(TestSpec.FIXED_U8);
        poll(1500);
        assertEquals(before, sent());
        n.full.change(TestSpec.TEXT);
        poll(1500);
        assertEquals(before + 1, sent());
        assertTrue(n.last().text().contains("4:2>,2:'hello'"), n.last().text());
    }

    @Test
    void shouldHoldAReadOfEachFabricBesidesAllSubscriptions() {
        for (int fabric = 1; fabric <= 5; fabric++) {
            for (int i = 0; i < 3; i++) {
                subscribe(subject(fabric, 10), request(true, 0, 60, paths(5)));
            }
        }
        n.outlet.room = 120;
        n.full.large = new byte[40];
        for (int fabric = 1; fabric <= 5; fabric++) {
            Interaction in = n.open(subject(fabric, 10));
            n.send(in, ImOpcode.READ_REQUEST, "{0:[" + nine() + "],3:true}");
            assertFalse(n.last().last());
        }
        assertEquals(75 + 45, n.server.paths().inUse());
        Interaction in = n.open(admin());
        n.send(in, ImOpcode.READ_REQUEST, "{0:[" + nine() + "],3:true}");
        assertFalse(n.last().last());
        assertEquals(75 + 54, n.server.paths().inUse());
        while (n.server.pool().inUse() > 0) {
            for (int i = 0; i < n.server.pool().capacity(); i++) {
                if (n.server.pool().at(i).isTaken()) {
                    n.send(n.server.pool().at(i), ImOpcode.STATUS_RESPONSE, OK);
                }
            }
        }
        assertEquals(75, n.server.paths().inUse());
    }

    private static String nine() {
        return BOOL + ",<2:1,3:256,4:11>".repeat(8);
    }

    @Test
    void shouldHonourFiltersUntilTheFirstReportIsThrough() {
        StringBuilder filters = new StringBuilder();
        for (int i = 0; i < 31; i++) {
            filters.append("{0:<1:0,2:").append(1000 + i).append(">,1:1},");
        }
        filters.append("{0:<1:1,2:256>,1:").append(version(n.full)).append("}");
        Interaction in = n.open(admin());
        n.send(
                in,
                SUBSCRIBE,
                "{0:true,1:0,2:60,3:[<2:1>],4:[<>],7:true,8:[" + filters + "],255:12}");
        assertFalse(n.last().text().contains("3:256"), n.last().text());
        assertEquals(2 + 32, n.server.paths().inUse());
        while (n.lastOpcode() == ImOpcode.REPORT_DATA) {
            n.send(in, ImOpcode.STATUS_RESPONSE, OK);
        }
        assertEquals(2, n.server.paths().inUse());
    }

    @Test
    void shouldGiveUpFiltersWherePathsNeedTheRoom() {
        String filter = "{0:<1:0,2:99>,1:1},";
        String filters = filter.repeat(200) + "{0:<1:0,2:99>,1:1}";
        Interaction in = n.open(subject(2, 10));
        n.send(in, SUBSCRIBE, "{0:true,1:0,2:60,3:[<2:1>],7:true,8:[" + filters + "],255:12}");
        assertEquals(n.server.paths().capacity(), n.server.paths().inUse());
        subscribe(admin(), request(true, 0, 60, paths(70)));
        assertEquals(71, n.server.paths().inUse());
        n.send(in, ImOpcode.STATUS_RESPONSE, OK);
        assertEquals(ImOpcode.SUBSCRIBE_RESPONSE, n.lastOpcode());
    }

    @Test
    void shouldLookAgainWhenThePeerHasASessionAgain() {
        subscribe(0, 60);
        n.outlet.hasSession = false;
        n.full.change(TestSpec.BOOL);
        int before = sent();
        assertEquals(56000, poll(2000));
        assertEquals(before, sent());
        n.outlet.hasSession = true;
        poll(2100);
        assertEquals(before + 1, sent());
    }

    @Test
    void shouldCarryEvents() {
        String request =
                "{0:true,1:0,2:60,4:[<1:1,2:256,3:0>,<1:1,2:256,3:1,4:true>],7:true,255:12}";
        n.events.begin(n.full, TestSpec.INFO_EVENT, 0);
        n.events.commit(900);
        Subscription s = subscribe(admin(), request);
        assertTrue(
                n.outlet
                        .sent
                        .get(0)
                        .text()
                        .contains(",2:[{1:{0:<1:1,2:256,3:0>,1:1,2:1,4:900,7:{}}}],255:12}"));
        n.events.begin(n.full, TestSpec.INFO_EVENT, 0);
        n.events.commit(2000);
        int before = sent();
        poll(2000);
        assertEquals(before, sent(), "not urgent");
        n.events.begin(n.full, TestSpec.SENSITIVE_EVENT, 2).putUnsigned(0, 4);
        n.events.commit(2000);
        poll(2100);
        assertEquals(before, sent(), "of another fabric");
        n.events.begin(n.full, TestSpec.SENSITIVE_EVENT, 1).putUnsigned(0, 5);
        n.events.commit(2200);
        poll(2200);
        assertEquals(before + 1, sent());
        assertTrue(
                n.last()
                        .text()
                        .endsWith(
                                ",2:[{1:{0:<1:1,2:256,3:0>,1:2,2:1,4:2000,7:{}}},"
                                        + "{1:{0:<1:1,2:256,3:1>,1:4,2:2,6:200,7:{0:5}}}],255:12}"),
                n.last().text());
        acknowledge(s);
        poll(2300);
        assertEquals(before + 1, sent());
        n.events.begin(n.full, TestSpec.INFO_EVENT, 0);
        n.events.commit(2400);
        poll(57200);
        assertTrue(n.last().text().contains("1:5,2:1,4:2400"), "with the keep-alive");
    }

    @Test
    void shouldNotBeBusyWithoutSubscriptions() {
        assertEquals(Cluster.NEVER, n.server.poll(5));
        assertNull(n.server.pool().find(-1));
    }
}
