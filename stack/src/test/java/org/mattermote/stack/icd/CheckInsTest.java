package org.mattermote.stack.icd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.cluster.IcdSettings;
import org.mattermote.stack.codec.MessageHeader;
import org.mattermote.stack.codec.ProtocolHeader;
import org.mattermote.stack.crypto.AesCcm;
import org.mattermote.stack.crypto.Hmac;
import org.mattermote.stack.exchange.ExchangeCounters;
import org.mattermote.stack.exchange.FakeUdp;
import org.mattermote.stack.exchange.Outbox;
import org.mattermote.stack.fabric.MemoryStore;
import org.mattermote.stack.fabric.RecordStore;
import org.mattermote.stack.fabric.RegisteredClients;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.interact.Subscribers;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.message.MessageSealer;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.message.PersistedCounter;
import org.mattermote.stack.message.UnsecuredSessions;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.stack.sim.CheckIn;
import org.mattermote.stack.sim.ScriptedDrbg;

class CheckInsTest implements Subscribers, PeerAddresses {
    private static final long NEVER = Long.MAX_VALUE;
    private static final int IDLE = 60_000;
    private static final int BACK_OFF = 240_000;
    private static final long FIRST = 0x11;
    private static final long SECOND = 0x22;
    private static final long THIRD = 0x33;

    private final MemoryStore store = new MemoryStore();
    private final IcdSettings settings = new IcdSettings();
    private final Set<Long> subscribed = new HashSet<>();
    private final Set<Integer> searches = new HashSet<>();
    private final FakeUdp udp = new FakeUdp();
    private RegisteredClients clients;
    private PersistedCounter counter;
    private CheckIns checkIns;
    private int boots;

    /** What the search for a node answers. */
    private int answer = FOUND;

    CheckInsTest() {
        settings.idleModeDuration = IDLE / 1000;
        settings.maximumCheckInBackOff = BACK_OFF / 1000;
        boot();
    }

    private void boot() {
        store.abandon();
        ScriptedDrbg drbg = new ScriptedDrbg(60 + boots++);
        ExchangeCounters counters = new ExchangeCounters();
        Outbox outbox =
                new Outbox(
                        new MessageSealer(new AesCcm(), null, 1),
                        udp,
                        drbg,
                        2,
                        Packet.CAPACITY,
                        0,
                        counters);
        clients = new RegisteredClients(5, 3);
        counter =
                new PersistedCounter(
                        new RecordStore(store, new Scratch(64)),
                        (event, a, b, c) -> {},
                        StoreKeys.CHECK_IN_COUNTER,
                        PersistedCounter.CHECK_IN_BATCH,
                        false);
        counter.start(drbg);
        checkIns =
                new CheckIns(
                        settings,
                        clients,
                        counter,
                        new CheckInMessage(new Hmac(), new AesCcm()),
                        new UnsecuredSessions(2),
                        outbox,
                        drbg,
                        (event, a, b, c) -> {});
        checkIns.setAddresses(this);
    }

    @Override
    public boolean hasSubscription(int fabricIndex, long subject) {
        return subscribed.contains(subject);
    }

    @Override
    public int find(int search, int fabricIndex, long nodeId, PeerAddress out, long now) {
        searches.add(search);
        out.clear();
        out.ip[0] = (byte) 0xFD;
        out.ip[15] = (byte) nodeId;
        out.port = 5540;
        return answer;
    }

    @Override
    public void forget(int search) {
        searches.remove(search);
    }

    private static byte[] key(long node) {
        byte[] key = new byte[16];
        Arrays.fill(key, (byte) node);
        return key;
    }

    private int register(int fabric, long node) {
        int place = clients.put(fabric, node, node, key(node), 0, 0);
        checkIns.registered(place);
        return place;
    }

    /** Node and counter of each Check-In that left since the last call. */
    private List<String> sent() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < udp.sent.size(); i++) {
            byte[] b = udp.sent.get(i);
            int at = new MessageHeader().decode(b, 0, b.length);
            at += new ProtocolHeader().decode(b, at, b.length - at);
            byte[] payload = Arrays.copyOfRange(b, at, b.length);
            int node = udp.destinations.get(i).ip[15];
            int used = CheckIn.open(key(node), payload).counter();
            all.add(Integer.toHexString(node) + ":" + (used - base()));
        }
        udp.sent.clear();
        udp.destinations.clear();
        return all;
    }

    private int base;

    private int base() {
        return base;
    }

    private boolean look(boolean begins, long now) {
        return checkIns.look(this, begins, now);
    }

    @Test
    @Tag("session-layer R66")
    void shouldShareAValueOfTheCounterInABatch() {
        base = counter.value();
        register(1, FIRST);
        register(1, SECOND);
        register(2, THIRD);
        assertFalse(look(false, 0));
        assertTrue(look(true, 0));
        assertTrue(checkIns.isPending());
        // Two in a poll; the third at once after it.
        assertEquals(5, checkIns.poll(5));
        // The time to the next counts from the call.
        assertEquals(IDLE, checkIns.poll(5));
        assertEquals(List.of("11:0", "22:0", "33:0"), sent());
        assertFalse(checkIns.isPending());
        assertTrue(look(false, IDLE));
        checkIns.poll(IDLE);
        checkIns.poll(IDLE);
        assertEquals(List.of("11:1", "22:1", "33:1"), sent());
        assertEquals(Set.of(), searches);
    }

    @Test
    void shouldCallWhomItLosesAtOnce() {
        base = counter.value();
        register(1, FIRST);
        register(1, SECOND);
        subscribed.add(FIRST);
        assertTrue(look(true, 0));
        checkIns.poll(0);
        assertEquals(List.of("22:0"), sent());
        subscribed.remove(FIRST);
        assertTrue(look(false, 1));
        checkIns.poll(1);
        assertEquals(List.of("11:1"), sent());
        assertFalse(look(false, 2));
        assertFalse(look(true, 3));
    }

    @Test
    void shouldDoubleTheTimeUpToItsMaximum() {
        register(1, FIRST);
        look(true, 0);
        long now = 0;
        List<Long> gaps = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            long next = checkIns.poll(now);
            assertEquals(1, sent().size());
            assertFalse(look(true, next - 1));
            gaps.add(next - now);
            now = next;
            assertTrue(look(false, now));
        }
        checkIns.poll(now);
        assertEquals(List.of(60_000L, 120_000L, 240_000L, 240_000L, 240_000L, 240_000L), gaps);
        sent();
        // It was there in between: as at first.
        subscribed.add(FIRST);
        look(false, now + 1);
        assertEquals(NEVER, checkIns.poll(now + 1));
        subscribed.clear();
        look(false, now + 2);
        assertEquals(now + 2 + IDLE, checkIns.poll(now + 2));
    }

    @Test
    void shouldBackOffBeyondNoSettings() {
        settings.maximumCheckInBackOff = settings.idleModeDuration;
        register(1, FIRST);
        look(true, 0);
        assertEquals(IDLE, checkIns.poll(0));
        look(true, IDLE);
        assertEquals(2 * IDLE, checkIns.poll(IDLE));
    }

    @Test
    void shouldCallEverybodyWhenTheUserWants() {
        base = counter.value();
        register(1, FIRST);
        register(1, SECOND);
        subscribed.add(SECOND);
        look(true, 0);
        checkIns.poll(0);
        assertEquals(List.of("11:0"), sent());
        assertTrue(checkIns.callAll(10));
        assertEquals(10 + IDLE, checkIns.poll(10));
        assertEquals(List.of("11:1"), sent());
        subscribed.add(FIRST);
        look(false, 11);
        assertFalse(checkIns.callAll(12));
    }

    @Test
    void shouldWaitForTheSearch() {
        register(1, FIRST);
        answer = SEARCHING;
        look(true, 0);
        assertEquals(0, checkIns.poll(0));
        assertEquals(100, checkIns.poll(0));
        assertEquals(List.of(), sent());
        answer = FOUND;
        checkIns.poll(100);
        assertEquals(1, sent().size());
    }

    @Test
    void shouldTurnToWhereItWasLast() {
        int place = register(1, FIRST);
        PeerAddress last = new PeerAddress();
        last.ip[15] = (byte) FIRST;
        last.port = 1234;
        answer = UNKNOWN;
        look(true, 0);
        assertEquals(IDLE, checkIns.poll(0));
        assertEquals(List.of(), sent());
        clients.setAddress(place, last);
        look(true, IDLE);
        checkIns.poll(IDLE);
        assertEquals(1234, udp.destinations.get(0).port);
        assertEquals(1, sent().size());
        // A search without an end has one.
        answer = SEARCHING;
        look(true, 4 * IDLE);
        checkIns.poll(4 * IDLE);
        assertEquals(List.of(), sent());
        checkIns.poll(4 * IDLE + CheckIns.SEARCH_TIME);
        assertEquals(1, sent().size());
        assertEquals(Set.of(), searches);
    }

    @Test
    void shouldNotLookForWhoIsGone() {
        int place = register(1, FIRST);
        answer = SEARCHING;
        look(true, 0);
        checkIns.poll(0);
        assertEquals(Set.of(place), searches);
        clients.remove(place);
        look(false, 1);
        assertFalse(checkIns.isPending());
        assertEquals(Set.of(), searches);
        assertEquals(NEVER, checkIns.poll(1));
        assertEquals(place, register(2, SECOND));
        look(true, 2);
        checkIns.poll(2);
        subscribed.add(SECOND);
        look(false, 3);
        assertEquals(Set.of(), searches);
        assertEquals(NEVER, checkIns.poll(3));
        assertEquals(List.of(), sent());
    }

    @Test
    @Tag("session-layer R34")
    @Tag("session-layer T7")
    void shouldSendNothingWithoutADurableCounter() {
        base = counter.value();
        register(1, FIRST);
        store.refuse = true;
        assertFalse(look(true, 0));
        assertEquals(IDLE, checkIns.poll(0));
        assertEquals(List.of(), sent());
        store.refuse = false;
        assertTrue(look(false, IDLE));
        checkIns.poll(IDLE);
        assertEquals(List.of("11:0"), sent());
    }

    /** One write in a hundred values; whatever the power does, none comes twice. */
    @Test
    @Tag("session-layer R33")
    @Tag("session-layer R34")
    @Tag("session-layer R35")
    @Tag("session-layer R66")
    void shouldNeverRepeatACounterWhenThePowerGoes() {
        Set<String> used = new HashSet<>();
        int cuts = 0;
        for (int power = 0; power < 60; power++) {
            int before = store.commits;
            boot();
            assertEquals(before, store.commits);
            store.power = power % 7;
            register(1, FIRST);
            try {
                long now = 0;
                look(true, now);
                for (int i = 0; i < 150; i++) {
                    now = checkIns.poll(now);
                    for (String one : sent()) {
                        assertTrue(used.add(one), one);
                    }
                    look(false, now);
                }
                assertEquals(before + 2, store.commits);
            } catch (MemoryStore.PowerCut cut) {
                cuts++;
                store.power = Integer.MAX_VALUE;
            }
        }
        assertTrue(cuts > 20, "cuts " + cuts);
        assertTrue(used.size() > 1000, "values " + used.size());
    }
}
