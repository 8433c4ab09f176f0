package org.mattermote.app.light;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mattermote.firmware.testkit.MemoryFactory;
import org.mattermote.firmware.testkit.MemoryRecords;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.sim.Fate;
import org.mattermote.stack.sim.Im;
import org.mattermote.stack.sim.SimAdministrator;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimPort;

/** A light that restarts while others have subscribed to it. */
class SubscriptionsAfterRestartTest {
    private static final int FABRICS = 5;
    private static final int PEERS = 3;
    private static final int ON_OFF = 6;
    private static final int ACCESS_CONTROL = 0x1F;
    private static final long MUST_REPORT = 10_000;

    private final SimNetwork network = new SimNetwork(77);
    private final SimPort port = network.attach();
    private final SimPort multicast = network.attachMulticast(port);
    private final MemoryRecords records = new MemoryRecords();
    private final List<Subscriber> subscribers = new ArrayList<>();
    private LightNode node;

    /** Starts the light on what is stored. */
    private void start(int seed) {
        node = new LightNode(port, multicast, records, seed, network.now);
        network.add(node);
    }

    /** The power goes, and comes back. */
    private void restart() {
        network.remove(node);
        subscribers.forEach(Subscriber::forget);
        network.pass(1500);
        start(99);
    }

    private void commission(int fabrics, int peers) {
        start(9);
        SimAdministrator first = null;
        for (int f = 0; f < fabrics; f++) {
            SimFabric fabric = new SimFabric(60 + f, 0xFA00 + f, f % 2 == 0);
            for (int p = 0; p < peers; p++) {
                Subscriber peer =
                        new Subscriber(network, port, fabric, 0x900 + 16 * f + p, 0x500 + f);
                if (p == 0) {
                    if (first != null) {
                        first.openBasicWindow(180);
                    }
                    peer.client.commission(MemoryFactory.PASSCODE);
                    first = first == null ? peer.client : first;
                    allowAll(peer.client);
                } else {
                    peer.client.operational();
                }
                peer.appear(fabric);
                subscribers.add(peer);
            }
        }
    }

    private static void allowAll(SimAdministrator admin) {
        admin.expect(
                admin.client.write(
                        0,
                        ACCESS_CONTROL,
                        0,
                        out -> {
                            out.startArray(2);
                            out.startStruct(TlvTag.ANONYMOUS);
                            out.putUnsigned(1, 5);
                            out.putUnsigned(2, 2);
                            out.putNull(3);
                            out.putNull(4);
                            out.endContainer();
                            out.endContainer();
                        }),
                "access control");
    }

    /** Milliseconds until every subscriber has its report. */
    private long timeToReports() {
        long from = network.now;
        assertTrue(
                network.run(() -> subscribers.stream().allMatch(Subscriber::hasReport), 120_000),
                () ->
                        subscribers.stream().filter(Subscriber::hasReport).count()
                                + " of "
                                + subscribers.size());
        return network.now - from;
    }

    private void assertIdle() {
        assertTrue(network.run(() -> node.usage().equals(LightNode.IDLE), 60_000), node.usage());
        assertEquals(0, node.allocated);
    }

    @Test
    void shouldReportToFifteenWithinTenSeconds() {
        commission(FABRICS, PEERS);
        subscribers.forEach(peer -> peer.subscribe(false, 0, 60, 1, ON_OFF, 0));
        network.pass(5_000);
        assertEquals(15, node.stack.subscriptionCount());
        restart();
        assertEquals(15, node.stack.subscriptionCount());
        long took = timeToReports();
        System.out.printf("mote: 15 subscriptions had a report %d ms after a restart%n", took);
        assertTrue(took < MUST_REPORT, "ms " + took);
        network.pass(2_000);
        for (Subscriber peer : subscribers) {
            assertEquals(1, peer.attributes);
            assertEquals(1, peer.exchanges);
            assertEquals(1, peer.server.device.sessions.slots().inUse());
        }
        assertIdle();
        assertEquals(15, node.stack.subscriptionCount());
        subscribers.forEach(Subscriber::forget);
        node.button(network.now);
        assertTrue(timeToReports() < 1_000);
    }

    @Test
    void shouldReportToFifteenOnABadNetwork() {
        commission(FABRICS, PEERS);
        subscribers.forEach(peer -> peer.subscribe(false, 0, 60, 1, Im.ANY, Im.ANY));
        network.pass(5_000);
        network.fate = Fate.noisy(5, 5, 20, 100);
        restart();
        long took = timeToReports();
        System.out.printf("mote: the same with 5 %% lost: %d ms%n", took);
        assertTrue(took < 30_000, "ms " + took);
        network.fate = Fate.GOOD;
        assertIdle();
        assertEquals(15, node.stack.subscriptionCount());
    }

    @Test
    void shouldCarrySubscriptionsOfAPeerOnOneSession() {
        commission(1, 1);
        Subscriber peer = subscribers.get(0);
        peer.subscribe(false, 0, 60, 1, ON_OFF, 0);
        long first = peer.subscription;
        peer.subscribe(true, 0, 60, 0, 0x28, 5);
        network.pass(5_000);
        restart();
        assertTrue(network.run(() -> peer.reported.size() == 2, MUST_REPORT));
        assertTrue(peer.reported.containsKey(first) && peer.hasReport());
        assertEquals(1, peer.server.device.sessions.slots().inUse());
        assertEquals(1, node.stack.sessionCount());
        assertIdle();
    }

    @Test
    void shouldFindAPeerThatComesBackLater() {
        commission(1, 1);
        Subscriber peer = subscribers.get(0);
        peer.subscribe(false, 0, 600, 1, ON_OFF, 0);
        network.pass(5_000);
        network.remove(peer.server);
        restart();
        network.pass(60_000);
        assertEquals(1, node.stack.subscriptionCount());
        network.add(peer.server);
        long took = timeToReports();
        assertTrue(took < 45_000, "ms " + took);
        assertIdle();
    }

    @Test
    void shouldDropWhatItsPeerForgot() {
        commission(1, 1);
        Subscriber peer = subscribers.get(0);
        peer.subscribe(false, 0, 60, 1, ON_OFF, 0);
        network.pass(5_000);
        peer.lose();
        restart();
        timeToReports();
        network.pass(5_000);
        assertEquals(0, node.stack.subscriptionCount());
        restart();
        assertEquals(0, node.stack.subscriptionCount());
    }

    @Test
    void shouldGiveWayToAPeerThatSubscribesAnew() {
        commission(1, 1);
        Subscriber peer = subscribers.get(0);
        peer.subscribe(false, 0, 60, 1, ON_OFF, 0);
        network.pass(5_000);
        restart();
        peer.client.operational();
        peer.subscribe(false, 0, 60, 1, ON_OFF, Im.ANY);
        network.pass(10_000);
        assertEquals(0, peer.exchanges);
        assertEquals(1, node.stack.subscriptionCount());
        assertIdle();
    }

    @Test
    void shouldKeepWhatWasMadeJustBeforeACleanStop() {
        commission(1, 1);
        Subscriber peer = subscribers.get(0);
        peer.subscribe(false, 0, 60, 1, ON_OFF, 0);
        node.stack.stop(network.now);
        restart();
        timeToReports();
    }
}
