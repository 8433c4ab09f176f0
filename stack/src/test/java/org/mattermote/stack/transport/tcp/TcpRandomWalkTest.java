package org.mattermote.stack.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mattermote.stack.transport.tcp.TcpBench.message;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mattermote.stack.transport.tcp.ScriptedStreams.Peer;

/**
 * Peers that come, go, are slow and break off: every message arrives whole, once, in order and from
 * the right one as long as its connection lives; nobody else's ends; nothing is kept.
 */
class TcpRandomWalkTest {
    private static final class Client {
        final Peer peer;
        final Deque<byte[]> toDevice = new ArrayDeque<>();
        final Deque<byte[]> fromDevice = new ArrayDeque<>();

        /** The device's number of it; 0 before it was accepted. */
        int number;

        boolean wasWrong;

        Client(Peer peer) {
            this.peer = peer;
        }
    }

    private final TcpBench bench = new TcpBench(3);
    private final List<Client> clients = new ArrayList<>();
    private final Map<Integer, Client> byNumber = new HashMap<>();
    private final Set<Integer> numbers = new HashSet<>();
    private int received;
    private int sent;
    private int begunInVain;

    private void check() {
        for (TcpBench.Taken taken : bench.taken) {
            assertArrayEquals(byNumber.get(taken.connection()).toDevice.remove(), taken.message());
            received++;
        }
        bench.taken.clear();
        for (Client client : clients) {
            for (byte[] message : client.peer.messages()) {
                assertArrayEquals(client.fromDevice.remove(), message);
                sent++;
            }
        }
        assertTrue(bench.tcp.inUse() <= 3);
        assertEquals(bench.tcp.inUse(), bench.port.inUse());
    }

    private Client any(Random random) {
        return clients.isEmpty() ? null : clients.get(random.nextInt(clients.size()));
    }

    private static int length(Random random) {
        switch (random.nextInt(4)) {
            case 0:
                return 1 + random.nextInt(192);
            case 1:
                return 1 + random.nextInt(1280);
            case 2:
                return 1260 + random.nextInt(20);
            default:
                return 1 + random.nextInt(TcpBench.LONGEST);
        }
    }

    private void step(Random random) {
        Client client = any(random);
        switch (client == null ? 0 : random.nextInt(17)) {
            case 16 -> begin(random);
            case 0 -> {
                int before = bench.tcp.counters().connections;
                Client newcomer = new Client(bench.port.connect());
                bench.poll();
                if (bench.tcp.counters().connections > before) {
                    newcomer.number = bench.tcp.counters().connections;
                    assertTrue(numbers.add(newcomer.number));
                    byNumber.put(newcomer.number, newcomer);
                    clients.add(newcomer);
                    bench.uses.put(newcomer.number, random.nextInt(3));
                } else {
                    assertTrue(newcomer.peer.closed, "turned away");
                }
            }
            case 1, 2, 3 -> {
                if (!client.wasWrong) {
                    byte[] message = message(length(random), random.nextInt());
                    client.toDevice.add(message);
                    client.peer.sendMessage(message);
                }
            }
            case 4, 5 -> {
                int refused = bench.tcp.counters().txRefused;
                // Room of the headers: the longest of ours is shorter than the longest of theirs.
                byte[] message = message(Math.min(length(random), 4000), random.nextInt());
                if (bench.send(client.number, message)
                        && refused == bench.tcp.counters().txRefused) {
                    client.fromDevice.add(message);
                }
            }
            case 6 -> client.peer.mostReceived = 1 + random.nextInt(3000);
            case 7 -> client.peer.mostSent = 1 + random.nextInt(3000);
            case 8 -> client.peer.window = random.nextInt(2) * (Integer.MAX_VALUE - 5000) + 4000;
            case 9 -> bench.now += random.nextInt(2000);
            case 10 -> bench.takes = random.nextInt(4) > 0;
            case 11 -> {
                client.peer.isThere = true;
                if (random.nextInt(20) == 0) {
                    client.peer.broken = true;
                }
            }
            case 12 -> {
                if (random.nextInt(20) == 0) {
                    client.peer.ended = true;
                }
            }
            case 13 -> {
                if (random.nextInt(20) == 0) {
                    client.wasWrong = true;
                    client.peer.send(
                            ScriptedStreams.prefix(
                                    random.nextBoolean() ? 0 : random.nextInt() | 8192));
                }
            }
            default -> bench.poll();
        }
        clients.removeIf(c -> c.peer.closed);
        check();
    }

    /** The device begins a connection, which is there at once, later, never, or broken. */
    private void begin(Random random) {
        int fate = random.nextInt(4);
        bench.port.reachable = random.nextInt(8) > 0;
        bench.port.doorman =
                peer -> {
                    peer.isThere = fate > 1;
                    peer.broken = fate == 1;
                };
        int number = bench.begin();
        if (number < 0) {
            begunInVain++;
            return;
        }
        Client client = new Client(bench.port.begun.get(bench.port.begun.size() - 1));
        client.number = number;
        assertTrue(numbers.add(number));
        byNumber.put(number, client);
        clients.add(client);
        bench.uses.put(number, random.nextInt(4));
        bench.poll();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldDeliverEverythingOrEnd(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 8; round++) {
            for (int i = 0; i < 3000; i++) {
                step(random);
            }
            // Everybody becomes reasonable: what lives delivers all.
            bench.takes = true;
            for (Client client : clients) {
                client.peer.isThere = true;
                client.peer.mostReceived = Integer.MAX_VALUE;
                client.peer.mostSent = Integer.MAX_VALUE;
                client.peer.window = Integer.MAX_VALUE;
            }
            for (int i = 0; i < 200; i++) {
                bench.run(bench.now + Tcp.STARVED_INTERVAL);
                check();
            }
            for (Client client : clients) {
                if (!client.peer.closed) {
                    assertEquals(0, client.toDevice.size() + client.fromDevice.size());
                    client.peer.ended = true;
                }
            }
            bench.run(bench.now + 100);
            check();
            clients.clear();
            assertEquals(0, bench.tcp.inUse());
            assertEquals(0, bench.inUse());
        }
        TcpCounters counters = bench.tcp.counters();
        assertEquals(counters.connections, bench.closed.size(), "each end is told once");
        assertEquals(counters.connections, new HashSet<>(bench.closed).size());
        assertTrue(
                received > 1000
                        && sent > 100
                        && counters.badLengths > 2
                        && counters.lost > 20
                        && counters.displaced > 0
                        && counters.begun > 20
                        && begunInVain > 5
                        && counters.refused > 5,
                received
                        + " in, "
                        + sent
                        + " out, "
                        + counters.badLengths
                        + ", "
                        + counters.lost
                        + ", "
                        + counters.displaced
                        + ", "
                        + counters.refused
                        + ", "
                        + counters.begun
                        + ", "
                        + begunInVain);
    }
}
