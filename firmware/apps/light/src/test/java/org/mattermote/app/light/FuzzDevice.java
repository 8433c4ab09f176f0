package org.mattermote.app.light;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.mattermote.firmware.testkit.MemoryPort;
import org.mattermote.firmware.testkit.MemoryRecords;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.sim.Datagram;
import org.mattermote.stack.sim.SimAdministrator;
import org.mattermote.stack.sim.SimController;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimPort;

/**
 * One light for all inputs of a fuzz target. It is brought into a state once, by controllers on the
 * simulated network; each input then starts from that state, byte for byte.
 */
final class FuzzDevice {
    static final long MINUTE = 60_000;
    static final long DAY = 24 * 60 * MINUTE;

    /** No datagram the device sends is longer: 1,280 bytes of IPv6 packet. */
    private static final int LONGEST = 1232;

    /** Polls in which whatever an input began must have come to rest. */
    private static final int POLLS = 20_000;

    /** A state that inputs start from. */
    static final class Stage {
        final long now;

        /** How full tables are when nothing is under way. */
        final Map<String, Integer> tables;

        private final Snapshot snapshot;

        private Stage(FuzzDevice device, Map<String, Integer> tables) {
            this.tables = tables;
            now = device.network.now;
            snapshot =
                    new Snapshot(
                            device.node.stack,
                            device.node.light,
                            device.node.records,
                            device.node.network);
        }
    }

    final SimNetwork network = new SimNetwork(1);
    final SimPort port = network.attach();
    final LightNode node;
    final SimAdministrator admin;

    /** Takes each datagram that the device sends; it may answer. */
    Consumer<byte[]> listener = datagram -> {};

    long now;

    /** Datagrams to and from the device since the stage. */
    int arrived;

    int sent;

    private final TableWatch watch;
    private final byte[] buffer = new byte[MemoryPort.LONGEST];
    private final PeerAddress peer = new PeerAddress();
    private Stage stage;
    private int polls;

    FuzzDevice() {
        network.now = 1_000;
        node = new LightNode(port, new MemoryRecords(), 5, network.now);
        network.add(node);
        admin =
                new SimAdministrator(
                        network,
                        network.attach(),
                        port,
                        new SimFabric(51, 0xFAB5, true),
                        0x9999,
                        0x5555,
                        7);
        watch = new TableWatch(node.stack);
    }

    /** How full each table is. */
    Map<String, Integer> tables() {
        return watch.inUse();
    }

    /** Where inputs may start: the present state of the device, in which nothing is under way. */
    Stage stage() {
        return stage(tables());
    }

    /** The present state, in the middle of something. */
    Stage stage(Map<String, Integer> idle) {
        return new Stage(this, idle);
    }

    /** Lets the controllers and the device come to rest. */
    void quiet() {
        network.run(() -> node.usage().equals(LightNode.IDLE), MINUTE);
        network.pass(1_000);
    }

    /** The last datagram that {@code from} sent, or null. */
    byte[] lastSentBy(SimController from) {
        for (int i = network.sent.size() - 1; i >= 0; i--) {
            Datagram datagram = network.sent.get(i);
            if (network.isFrom(datagram, from.address())) {
                return datagram.bytes();
            }
        }
        return null;
    }

    PeerAddress adminAddress() {
        return admin.controller.address();
    }

    int sessionsAtStart() {
        return stage.tables.get("SecureSession");
    }

    /** What is stored boots, and is not seen as damaged. */
    void mustRestart() {
        LightNode again = new LightNode(port, node.records, 6, now);
        assertTrue(again.stack.isStoreGood());
        assertEquals(node.stack.fabricCount(), again.stack.fabricCount());
    }

    void start(Stage at) {
        at.snapshot.restore();
        stage = at;
        now = at.now;
        arrived = 0;
        sent = 0;
        polls = 0;
        listener = datagram -> {};
        drain(false);
    }

    /** A datagram is there for the next poll. */
    void arrive(byte[] datagram, PeerAddress from) {
        if (datagram.length <= MemoryPort.LONGEST) {
            arrived++;
            assertTrue(node.udp.arrive(datagram, datagram.length, from));
        }
    }

    /** Lets time pass; only what has a deadline happens. */
    void pass(long millis) {
        long end = now + millis;
        while (true) {
            assertTrue(polls++ < POLLS, "never at rest");
            long next = node.stack.poll(now);
            drain(true);
            if (node.udp.isWaiting()) {
                continue;
            }
            if (next > end) {
                now = end;
                return;
            }
            now = Math.max(now, next);
        }
    }

    private void drain(boolean heard) {
        int length;
        while ((length = node.udp.leave(buffer, peer)) != PortStatus.NONE) {
            assertTrue(length > 0 && length <= LONGEST, "a datagram of " + length);
            sent++;
            if (heard) {
                listener.accept(Arrays.copyOf(buffer, length));
            }
        }
        while (node.mdns.leave(buffer, peer) != PortStatus.NONE) {
            // Heard by nobody here.
        }
    }

    /** Nobody says anything any more; every table but {@code lasting} is as it was before. */
    void mustRest(long millis, List<String> lasting) {
        listener = datagram -> {};
        pass(millis);
        TreeMap<String, Integer> before = new TreeMap<>(stage.tables);
        TreeMap<String, Integer> after = watch.inUse();
        lasting.forEach(before::remove);
        lasting.forEach(after::remove);
        assertEquals(before, after);
    }
}
