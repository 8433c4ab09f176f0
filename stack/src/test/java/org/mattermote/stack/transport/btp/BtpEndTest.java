package org.mattermote.stack.transport.btp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mattermote.stack.transport.btp.BtpCentral.message;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** However a connection ends, and in the middle of whatever: nothing of it is left. */
class BtpEndTest {
    private static final int ROUNDS = 6;

    private final BtpBench bench = new BtpBench(6);

    /** Counts steps, and stops the talk at one of them. */
    private final class Steps {
        private int left;

        Steps(int left) {
            this.left = left;
        }

        boolean go() {
            return left-- > 0;
        }
    }

    /** Whether a central could say all it wanted; it talks as a commissioner does. */
    private boolean talk(BtpCentral central, Steps steps) {
        if (!steps.go()) {
            return false;
        }
        bench.connect();
        if (!steps.go()) {
            return false;
        }
        bench.write(central.request());
        if (!steps.go()) {
            return false;
        }
        bench.subscribe(true);
        if (!steps.go()) {
            return false;
        }
        bench.poll();
        if (!steps.go()) {
            return false;
        }
        central.indicated(bench.confirm(), bench.now);
        for (int i = 0; i < ROUNDS; i++) {
            central.send(message(40 + 170 * i, i));
            bench.taken.clear();
            while (bench.taken.isEmpty()) {
                if (!step(central, steps)) {
                    return false;
                }
            }
            assertArrayEquals(message(40 + 170 * i, i), bench.taken.get(0));
            if (!steps.go()) {
                return false;
            }
            assertTrue(bench.send(message(1000 - 150 * i, i)));
            assertTrue(bench.send(message(30, i)));
            while (central.received().size() < 2 * i + 2) {
                if (!step(central, steps)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean step(BtpCentral central, Steps steps) {
        byte[] packet = central.next(bench.now);
        if (packet != null) {
            bench.write(packet);
            if (!steps.go()) {
                return false;
            }
        }
        bench.poll();
        if (bench.indicated == null) {
            return steps.go();
        }
        if (!steps.go()) {
            return false;
        }
        central.indicated(bench.indicated, bench.now);
        bench.confirm();
        return steps.go();
    }

    /** Ends the talk at every step. */
    private int atEveryStep(int mtu, int window, Consumer<BtpBench> end) {
        int steps = 0;
        while (true) {
            BtpCentral central = new BtpCentral(mtu, window);
            central.immediateAckAt = 1;
            bench.closed.clear();
            int handshakes = bench.btp.counters().handshakes;
            boolean done = talk(central, new Steps(steps));
            end.accept(bench);
            assertEquals(0, bench.inUse(), "after step " + steps);
            assertNull(bench.take());
            assertEquals(bench.btp.counters().handshakes - handshakes, bench.closed.size());
            assertEquals(Btp.NEVER, bench.poll());
            assertEquals(0, bench.btp.connection());
            assertEquals(0, bench.indicated == null ? 0 : 1);
            if (done) {
                return steps;
            }
            steps++;
        }
    }

    @ParameterizedTest
    @CsvSource({"23, 3", "23, 6", "247, 3", "247, 255"})
    void shouldLeaveNothingWhenTheLinkIsLost(int mtu, int window) {
        int steps = atEveryStep(mtu, window, BtpBench::disconnect);
        assertTrue(steps > 40, steps + " steps");
    }

    @ParameterizedTest
    @CsvSource({"23, 3", "247, 6"})
    void shouldLeaveNothingWhenUnsubscribed(int mtu, int window) {
        atEveryStep(
                mtu,
                window,
                bench -> {
                    boolean isOpen = bench.btp.connection() != 0;
                    bench.subscribe(false);
                    assertEquals(isOpen ? 1 : bench.disconnects, bench.disconnects);
                    assertEquals(isOpen ? 0 : bench.inUse(), bench.inUse(), "without the link");
                    bench.disconnect();
                });
    }

    @ParameterizedTest
    @CsvSource({"23, 3", "247, 6"})
    void shouldLeaveNothingWhenItIsClosed(int mtu, int window) {
        atEveryStep(
                mtu,
                window,
                bench -> {
                    bench.close();
                    assertEquals(0, bench.inUse(), "at once");
                    assertEquals(bench.isConnected ? 1 : 0, bench.disconnects);
                    bench.close();
                    assertEquals(bench.isConnected ? 1 : 0, bench.disconnects, "once");
                    bench.disconnect();
                });
    }

    @ParameterizedTest
    @CsvSource({"23, 3", "247, 6"})
    void shouldLeaveNothingWhenTheCentralFallsSilent(int mtu, int window) {
        atEveryStep(
                mtu,
                window,
                bench -> {
                    // It confirms nothing any more either.
                    long began = bench.now;
                    for (long next = bench.poll(); next != Btp.NEVER; next = bench.poll()) {
                        assertTrue(next > bench.now, "time stands still");
                        bench.now = next;
                    }
                    assertTrue(bench.now - began <= 30_000, "a newcomer waits too long");
                    assertEquals(bench.isConnected ? 1 : 0, bench.disconnects);
                    bench.disconnect();
                });
    }

    @Test
    void shouldTakeANewCentralThatComesBeforeTheOldOneIsSaidToBeGone() {
        BtpCentral central = bench.open(new BtpCentral(247, 6));
        central.send(message(1000, 1));
        bench.write(central.next(0));
        bench.send(message(1000, 1));
        bench.poll();
        BtpCentral next = bench.open(new BtpCentral(247, 6));
        assertEquals(java.util.List.of(1), bench.closed);
        assertEquals(2, bench.btp.connection());
        next.send(message(20, 2));
        bench.settle(next);
        assertArrayEquals(message(20, 2), bench.taken.get(0));
        assertEquals(1, bench.inUse());
    }

    @Test
    void shouldNumberEachConnectionAnew() {
        for (int i = 1; i <= 1000; i++) {
            bench.open(new BtpCentral(247, 6));
            assertEquals(i, bench.btp.connection());
            bench.disconnect();
        }
        assertEquals(1000, bench.btp.counters().connections);
        assertEquals(1000, bench.btp.counters().handshakes);
    }

    @Test
    void shouldCountMessagesThatAreLost() {
        bench.open(new BtpCentral(247, 6));
        bench.disconnect();
        assertEquals(0, bench.btp.counters().lostMessages);
        bench.open(new BtpCentral(247, 6));
        bench.send(message(10, 0));
        bench.poll();
        bench.disconnect();
        assertEquals(1, bench.btp.counters().lostMessages);
    }
}
