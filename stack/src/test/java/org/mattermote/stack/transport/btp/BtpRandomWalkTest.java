package org.mattermote.stack.transport.btp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mattermote.stack.transport.btp.BtpCentral.message;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mattermote.stack.message.Packets;

/** Whatever both sides do and in whatever order: all messages arrive, whole, once and in order. */
class BtpRandomWalkTest {
    private final Deque<byte[]> toDevice = new ArrayDeque<>();
    private final Deque<byte[]> toCentral = new ArrayDeque<>();

    private void check(BtpBench bench, BtpCentral central) {
        for (byte[] message : bench.taken) {
            assertArrayEquals(toDevice.remove(), message);
        }
        bench.taken.clear();
        for (byte[] message : central.received()) {
            assertArrayEquals(toCentral.remove(), message);
        }
        central.received().clear();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldDeliverEverythingOrEnd(long seed) {
        Random random = new Random(seed);
        BtpBench bench = new BtpBench(new Packets(4, 1280, 3), 3 + random.nextInt(20), 3);
        bench.takes = false;
        int connections = 0;
        long messages = 0;
        int ends = 0;
        while (connections < 400) {
            int own = 23 + random.nextInt(225);
            bench.mtu = own;
            BtpCentral central =
                    bench.open(
                            new BtpCentral(
                                    random.nextInt(3) == 0 ? 0 : 23 + random.nextInt(300),
                                    1 + random.nextInt(random.nextInt(4) == 0 ? 255 : 8)));
            central.immediateAckAt = random.nextInt(3) - 1;
            connections++;
            toDevice.clear();
            toCentral.clear();
            bench.taken.clear();
            int sent = 0;
            boolean lossy = random.nextInt(3) == 0;
            for (int step = 0; step < 300 && bench.disconnects == 0; step++) {
                switch (random.nextInt(lossy ? 40 : 12)) {
                    case 0 -> {
                        // At most one more than the device has room for while it takes none.
                        if (toDevice.size() < 2) {
                            byte[] m = message(1 + random.nextInt(600), sent++);
                            toDevice.add(m);
                            central.send(m);
                        }
                    }
                    case 1 -> {
                        byte[] m = message(1 + random.nextInt(1280), sent++);
                        int refused = bench.btp.counters().txRefused;
                        if (bench.send(m) && refused == bench.btp.counters().txRefused) {
                            toCentral.add(m);
                        }
                    }
                    case 2, 3 -> {
                        byte[] packet = central.next(bench.now);
                        if (packet != null) {
                            bench.write(packet);
                        }
                    }
                    case 4, 5 -> {
                        byte[] value = bench.confirm();
                        if (value != null) {
                            central.indicated(value, bench.now);
                        }
                    }
                    case 6, 7 -> bench.poll();
                    case 8 -> bench.takeAll();
                    case 9 -> {
                        long next = Math.min(bench.poll(), central.deadline());
                        bench.now = Math.max(bench.now, Math.min(next, bench.now + 1000));
                    }
                    case 10 -> bench.hasRoom = random.nextBoolean();
                    case 11 -> bench.subscribe(true);
                    case 12 -> {
                        if (random.nextInt(10) == 0) {
                            bench.disconnects++;
                        }
                    }
                    case 13 -> {
                        if (random.nextInt(10) == 0) {
                            bench.subscribe(false);
                        }
                    }
                    default -> bench.settle(central);
                }
                check(bench, central);
            }
            bench.hasRoom = true;
            if (bench.disconnects == 0) {
                bench.takes = true;
                for (int i = 0; i < 5000 && !(toDevice.isEmpty() && toCentral.isEmpty()); i++) {
                    bench.run(central, bench.now + 1000);
                    check(bench, central);
                }
                bench.takes = false;
                assertEquals(0, bench.disconnects, () -> "ended: " + bench.btp.counters().lastFlaw);
                assertEquals(0, toDevice.size() + toCentral.size(), central::toString);
                assertEquals(1, bench.inUse());
                messages += sent;
            } else {
                ends++;
            }
            assertTrue(central.mostOutstanding <= central.window());
            bench.disconnect();
            assertEquals(0, bench.inUse());
        }
        assertTrue(messages > 2000 && ends > 20, messages + " messages, " + ends + " ends");
        assertEquals(0, bench.btp.counters().flaws, "last: " + bench.btp.counters().lastFlaw);
    }
}
