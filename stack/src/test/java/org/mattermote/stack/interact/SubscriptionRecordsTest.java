package org.mattermote.stack.interact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mattermote.stack.interact.RestartingNode.BOOL;
import static org.mattermote.stack.interact.RestartingNode.OK;
import static org.mattermote.stack.interact.RestartingNode.request;
import static org.mattermote.stack.interact.TestNode.admin;
import static org.mattermote.stack.interact.TestNode.operator;
import static org.mattermote.stack.interact.TestNode.subject;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.fabric.MemoryStore;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.model.Subject;

class SubscriptionRecordsTest {
    private static final int FIRST = StoreKeys.subscription(0);
    private static final int SECOND = StoreKeys.subscription(1);

    private MemoryStore store = RestartingNode.commissioned();
    private RestartingNode node = new RestartingNode(store, 1);

    @Test
    void shouldStoreAWhileAfterTheSubscription() {
        long began = node.n.now;
        node.subscribe(operator(), request(true, 0, 60, BOOL));
        node.passTo(began + SubscriptionRecords.STORE_DELAY - 1);
        assertNull(store.value(FIRST));
        node.passTo(began + SubscriptionRecords.STORE_DELAY);
        assertNotNull(store.value(FIRST));
    }

    @Test
    void shouldStoreWhatCameTogetherInOneTransaction() {
        int commits = store.commits;
        node.subscribe(operator(), request(true, 0, 60, BOOL));
        node.n.now += 500;
        node.subscribe(admin(), request(true, 0, 60, BOOL));
        node.passTo(node.n.now + 5000);
        assertEquals(commits + 1, store.commits);
        assertNotNull(store.value(SECOND));
    }

    @Test
    void shouldNotWriteForReports() {
        Subscription s = node.subscribe(operator(), request(true, 0, 60, BOOL));
        node.passTo(node.n.now + 5000);
        int commits = store.commits;
        for (int i = 0; i < 100; i++) {
            node.n.full.change(TestSpec.BOOL);
            node.passTo(node.n.now + 1000);
            node.answer(s, OK);
        }
        assertEquals(commits, store.commits);
    }

    @Test
    void shouldNotStoreASubscriptionThatIsNotEstablished() {
        Interaction in = node.n.open(operator());
        node.n.send(in, RestartingNode.SUBSCRIBE, request(true, 0, 60, BOOL));
        node.passTo(node.n.now + 5000);
        assertNull(store.value(FIRST));
        node.n.send(in, ImOpcode.STATUS_RESPONSE, "{0:1,255:12}");
        node.passTo(node.n.now + 5000);
        assertNull(store.value(FIRST));
        assertEquals(0, node.subscriptions().size());
    }

    @Test
    void shouldNotStoreWhoCannotBeFoundAgain() {
        Subject commissioner = TestNode.commissioner();
        commissioner.fabricIndex = 1;
        Interaction in = node.n.open(commissioner);
        node.n.server.subject().set(commissioner);
        byte[] bytes = TlvText.bytes(request(true, 0, 60, BOOL));
        node.n.server.received(in, RestartingNode.SUBSCRIBE, bytes, 0, bytes.length, node.n.now);
        node.n.server.subject().set(commissioner);
        bytes = TlvText.bytes(OK);
        node.n.server.received(in, ImOpcode.STATUS_RESPONSE, bytes, 0, bytes.length, node.n.now);
        assertEquals(1, node.subscriptions().size());
        node.passTo(node.n.now + 5000);
        assertNull(store.value(FIRST));
    }

    @Test
    void shouldForgetASubscriptionThatEnds() {
        Subscription s = node.subscribe(operator(), request(true, 0, 60, BOOL));
        node.passTo(node.n.now + 5000);
        node.n.full.change(TestSpec.BOOL);
        node.passTo(node.n.now + 100);
        node.answer(s, RestartingNode.UNKNOWN);
        node.passTo(node.n.now + 5000);
        assertNull(store.value(FIRST));
    }

    @Test
    void shouldPutTheNewSubscriptionOfAPeerInPlaceOfTheOld() {
        node.subscribe(operator(), request(true, 0, 60, BOOL));
        node.passTo(node.n.now + 5000);
        byte[] old = store.value(FIRST);
        int commits = store.commits;
        Subscription anew = node.subscribe(operator(), request(false, 0, 90, BOOL));
        node.passTo(node.n.now + 5000);
        assertTrue(!Arrays.equals(old, store.value(FIRST)));
        assertNull(store.value(SECOND));
        assertEquals(commits + 1, store.commits);
        assertEquals(anew.id, node.restarted().only().id);
    }

    @Test
    void shouldStandAPeerThatSubscribesAllTheTime() {
        long hour = 3_600_000;
        int commits = store.commits;
        for (int i = 0; i < hour / 3000; i++) {
            node.subscribe(operator(), request(false, 0, 60, BOOL));
            node.passTo(node.n.now + 3000);
        }
        int most = SubscriptionRecords.BURST + (int) (hour / SubscriptionRecords.PERIOD) + 1;
        int written = store.commits - commits;
        assertTrue(written <= most && written > most - 4, "" + written);
        node.passTo(node.n.now + SubscriptionRecords.PERIOD);
        assertEquals(node.only().id, node.restarted().only().id);
    }

    @Test
    void shouldSpareTheFlashFairly() {
        for (int i = 0; i < SubscriptionRecords.BURST; i++) {
            node.subscribe(operator(), request(false, 0, 60, BOOL));
            node.passTo(node.n.now + 3000);
        }
        node.subscribe(operator(), request(false, 0, 60, BOOL));
        Subscription quiet = node.subscribe(admin(), request(false, 0, 60, BOOL));
        for (int i = 0; i < 3 * SubscriptionRecords.PERIOD / 3000; i++) {
            node.subscribe(operator(), request(false, 0, 60, BOOL));
            node.passTo(node.n.now + 3000);
        }
        List<Subscription> kept = node.restarted().subscriptions();
        assertTrue(kept.stream().anyMatch(s -> s.id == quiet.id), "the quiet one is not kept");
    }

    @Test
    void shouldSpareTheFlashWhenManySubscribeAtOnce() {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 15; i++) {
                node.subscribe(admin(), request(i > 0, 0, 60 + round, BOOL));
            }
            node.passTo(node.n.now + 3000);
        }
        long last =
                node.restarted().subscriptions().stream().filter(s -> s.maxInterval == 62).count();
        assertEquals(SubscriptionRecords.BURST - 30, last);
    }

    @Test
    void shouldTakeAnIdOnceOnly() {
        node.subscribe(operator(), request(true, 0, 60, BOOL));
        node.passTo(node.n.now + 5000);
        store.set(SECOND, store.value(FIRST));
        RestartingNode again = node.restarted();
        again.only();
        assertEquals(List.of(SECOND), again.failures);
    }

    @Test
    void shouldStoreTheRestAtACleanStop() {
        Subscription s = node.subscribe(operator(), request(true, 0, 60, BOOL));
        node.resumption.stop(node.n.now);
        assertEquals(s.id, node.restarted().only().id);
    }

    @Test
    void shouldTryAgainWhenTheStoreRefuses() {
        node.subscribe(operator(), request(true, 0, 60, BOOL));
        store.refuse = true;
        node.passTo(node.n.now + 5000);
        assertTrue(node.failures.contains(FIRST));
        assertNull(store.value(FIRST));
        store.refuse = false;
        node.passTo(node.n.now + 5000);
        assertNotNull(store.value(FIRST));
    }

    @Test
    void shouldLoseTheDamagedSubscriptionOnlyAndSaySo() {
        node.subscribe(operator(), request(true, 0, 60, BOOL));
        Subscription other = node.subscribe(admin(), request(true, 0, 60, BOOL));
        node.passTo(node.n.now + 5000);
        byte[] good = store.value(FIRST);
        for (int length = 0; length < good.length; length++) {
            store.set(FIRST, Arrays.copyOf(good, length));
            RestartingNode again = node.restarted();
            assertEquals(other.id, again.only().id);
            assertEquals(List.of(FIRST), again.failures);
        }
        for (int at = 0; at < good.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] bad = good.clone();
                bad[at] ^= (byte) (1 << bit);
                store.set(FIRST, bad);
                RestartingNode again = node.restarted();
                int kept = again.subscriptions().size();
                assertEquals(2 - again.failures.size(), kept);
                again.passTo(100);
            }
        }
    }

    @Test
    void shouldReplaceADamagedRecordWithTheNextWrite() {
        store.set(FIRST, new byte[0]);
        RestartingNode again = node.restarted();
        int commits = store.commits;
        again.passTo(60_000);
        assertEquals(commits, store.commits);
        again.subscribe(operator(), request(true, 0, 60, BOOL));
        again.passTo(again.n.now + 5000);
        assertEquals(commits + 1, store.commits);
        assertEquals(0, again.restarted().failures.size());
    }

    @Test
    void shouldTouchNothingWhenTheFabricsAreDamaged() {
        node.subscribe(operator(), request(true, 0, 60, BOOL));
        node.passTo(node.n.now + 5000);
        store.set(StoreKeys.fabric(1), new byte[] {1});
        String contents = store.contents();
        RestartingNode again = node.restarted();
        assertEquals(0, again.subscriptions().size());
        again.subscribe(subject(3, 10), request(true, 0, 60, BOOL));
        again.passTo(again.n.now + 600_000);
        assertEquals(contents, store.contents());
    }

    @Test
    void shouldWriteNothingOfAFabricUnderItsFailSafe() {
        node.fabrics.failSafe.armForPase(77, 0);
        node.fabrics.update(node.fabrics.table.find(1), null, "Node01_02");
        node.subscribe(operator(), request(true, 0, 60, BOOL));
        node.subscribe(subject(2, 10), request(true, 0, 60, BOOL));
        node.passTo(node.n.now + 30_000);
        assertNull(store.value(FIRST));
        assertNotNull(store.value(SECOND));
        assertEquals(0, node.fabrics.failSafe.commit(0));
        node.passTo(node.n.now + 5000);
        assertNotNull(store.value(FIRST));
    }

    @Test
    void shouldKeepTheLongestSubscription() {
        StringBuilder paths = new StringBuilder(BOOL);
        for (int i = 1; i < 75; i++) {
            paths.append(",<2:1,3:4294048769,4:4294048").append(100 + i).append('>');
        }
        Subscription s = node.subscribe(operator(), request(true, 0, 65535, paths.toString()));
        node.passTo(node.n.now + 5000);
        byte[] record = store.value(FIRST);
        assertTrue(record.length > 900 && record.length <= 1216, "" + record.length);
        assertEquals(75, node.restarted().only().attributePaths);
        assertEquals(s.id, node.restarted().only().id);
    }

    @Test
    void shouldLeaveOutWhatTheTableHasNoRoomForAnyMore() {
        node.subscribe(operator(), request(true, 0, 60, BOOL + "," + BOOL + "," + BOOL));
        node.passTo(node.n.now + 5000);
        InteractionSizes fewer = new InteractionSizes();
        fewer.subscriptions = 1;
        fewer.pathsPerSubscription = 2;
        RestartingNode again = new RestartingNode(store, 3, fewer);
        assertEquals(0, again.subscriptions().size());
        assertEquals(0, again.n.server.paths().inUse());
        assertEquals(List.of(FIRST), again.failures);
    }

    /** Whenever the power goes, each place has the record of before or that of after. */
    @Test
    void shouldOutliveAPowerCutAtEachStep() {
        Subscription first = node.subscribe(operator(), request(true, 0, 60, BOOL));
        node.subscribe(admin(), request(true, 0, 60, BOOL));
        node.passTo(node.n.now + 5000);
        int oldId = first.id;
        int cuts = 0;
        boolean through = false;
        while (!through) {
            MemoryStore cut = RestartingNode.commissioned();
            cut.copy(store);
            RestartingNode victim = new RestartingNode(cut, 5);
            victim.n.now = 0;
            victim.peers.answer = -1;
            int anew = 0;
            cut.power = cuts;
            try {
                anew = victim.subscribe(operator(), request(false, 0, 60, BOOL)).id;
                victim.n.server.subject().set(admin());
                victim.passTo(5000);
                through = true;
            } catch (MemoryStore.PowerCut e) {
                cuts++;
            }
            cut.power = Integer.MAX_VALUE;
            RestartingNode again = new RestartingNode(cut, 6);
            assertEquals(2, again.subscriptions().size());
            int found = 0;
            for (Subscription s : again.subscriptions()) {
                found += s.peerNodeId == 11 && (s.id == oldId || s.id == anew) ? 1 : 0;
            }
            assertEquals(1, found, "after " + cuts + " steps");
            assertEquals(0, again.failures.size());
        }
        assertTrue(cuts >= 4, "" + cuts);
    }
}
