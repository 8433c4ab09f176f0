package org.mattermote.stack.transport.btp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;
import org.mattermote.stack.fuzz.Kept;
import org.mattermote.stack.fuzz.Parts;
import org.mattermote.stack.message.Packets;

/**
 * A central that writes whatever it likes and whenever, between packets that are right: nothing
 * faults, no packet is lost, what is indicated another reader reads, what was sent right arrives,
 * and when it is over a proper central gets in.
 */
class BtpJazzerTest {
    private static final int STEPS = 200;

    // What a step is; the rest of its number is a small argument.
    private static final int WRITE = 0;
    private static final int CONNECT = 1;
    private static final int REQUEST = 2;
    private static final int SUBSCRIBE = 3;
    private static final int OFFER = 4;
    private static final int NEXT = 5;
    private static final int CONFIRM = 6;
    private static final int SEND = 7;
    private static final int TAKE = 8;
    private static final int POLL = 9;
    private static final int TIME = 10;
    private static final int UNSUBSCRIBE = 11;
    private static final int DISCONNECT = 12;
    private static final int ROOM = 13;
    private static final int BEND = 14;
    private static final int NUMBERED = 15;

    private static int step(int what, int argument) {
        return argument << 4 | what;
    }

    private static List<Object> open(int mtu, int window) {
        List<Object> row = new ArrayList<>();
        row.add(step(CONNECT, 0));
        row.add(step(REQUEST, 0));
        row.add(mtu);
        row.add(window);
        row.add(step(SUBSCRIBE, 0));
        row.add(step(POLL, 0));
        row.add(step(CONFIRM, 0));
        return row;
    }

    static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        byte[] request = new BtpCentral(247, 6).request();
        seeds.add(Parts.row(step(CONNECT, 0), step(WRITE, 0), request, step(SUBSCRIBE, 0)));
        seeds.add(
                Parts.row(
                        step(CONNECT, 0),
                        step(WRITE, 0),
                        new BtpCentral(0, 3, 3, 5).request(),
                        step(SUBSCRIBE, 0),
                        step(POLL, 0),
                        step(CONFIRM, 0)));
        for (int mtu : new int[] {23, 64, 247}) {
            List<Object> row = open(mtu, mtu == 64 ? 1 : 6);
            row.add(step(OFFER, 3));
            row.add(step(SEND, 5));
            for (int i = 0; i < 12; i++) {
                row.add(step(NEXT, 0));
                row.add(step(TAKE, 0));
                row.add(step(POLL, 0));
                row.add(step(CONFIRM, 0));
                row.add(step(TIME, i));
            }
            seeds.add(Parts.row(row.toArray()));
        }
        List<Object> row = open(247, 6);
        row.add(step(WRITE, 0));
        row.add(new byte[] {0x0D, 0, 0, 1, 0, 9});
        row.add(step(WRITE, 0));
        row.add(new byte[] {0x01, 1, 9, 0, 9});
        row.add(step(NUMBERED, 2));
        row.add(new byte[] {0x04, 9, 9, 9, 9, 9, 9, 9, 9});
        row.add(step(TAKE, 0));
        row.add(step(OFFER, 1));
        row.add(step(BEND, 0));
        row.add(0);
        row.add(0x20);
        seeds.add(Parts.row(row.toArray()));
        return Kept.with(BtpJazzerTest.class, seeds);
    }

    private BtpBench bench;
    private final Deque<byte[]> toDevice = new ArrayDeque<>();
    private final Deque<byte[]> toCentral = new ArrayDeque<>();
    private BtpCentral central;

    /** Whether the central did only what it may; if not, what it reads and sends counts no more. */
    private boolean isProper;

    private void write(byte[] value) {
        isProper = false;
        if (bench.isConnected && value.length <= bench.mtu - 3) {
            bench.write(value);
        }
    }

    private void forget() {
        toDevice.clear();
        toCentral.clear();
        isProper = true;
    }

    private void confirm() {
        byte[] value = bench.confirm();
        if (value != null && isProper && central != null) {
            central.indicated(value, bench.now);
            for (byte[] message : central.received()) {
                assertArrayEquals(toCentral.remove(), message);
            }
            central.received().clear();
        }
    }

    private void take() {
        for (byte[] message = bench.take(); message != null; message = bench.take()) {
            assertTrue(message.length > 0 && message.length <= 1280);
            if (isProper) {
                assertArrayEquals(toDevice.remove(), message);
            }
        }
    }

    private byte[] next() {
        return central == null ? null : central.next(bench.now);
    }

    private void perform(int number, Parts parts) {
        int argument = number >> 4;
        switch (number & 15) {
            case WRITE -> write(parts.string());
            case CONNECT -> {
                if (!bench.isConnected) {
                    forget();
                    central = null;
                    bench.mtu = argument == 0 ? 247 : 23 + argument;
                    bench.connect();
                }
            }
            case REQUEST -> {
                int mtu = parts.number();
                int window = parts.number();
                if (bench.isConnected && central == null && window > 0 && isProper) {
                    central = new BtpCentral(mtu, window);
                    bench.write(central.request());
                }
            }
            case SUBSCRIBE -> {
                if (bench.isConnected) {
                    bench.subscribe(true);
                }
            }
            case OFFER -> {
                if (central != null && toDevice.size() < 2) {
                    byte[] message = BtpCentral.message(1 + 40 * argument, argument);
                    toDevice.add(message);
                    central.send(message);
                }
            }
            case NEXT -> {
                byte[] packet = bench.disconnects > 0 ? null : next();
                if (packet != null) {
                    bench.write(packet);
                }
            }
            case CONFIRM -> confirm();
            case SEND -> {
                byte[] message = BtpCentral.message(1 + 80 * argument, argument);
                int refused = bench.btp.counters().txRefused;
                if (bench.send(message) && bench.btp.counters().txRefused == refused) {
                    toCentral.add(message);
                }
            }
            case TAKE -> take();
            case POLL -> bench.poll();
            case TIME -> {
                long next = bench.poll();
                bench.now += Math.min(next - bench.now, 10 << argument);
            }
            case UNSUBSCRIBE -> {
                if (bench.isConnected) {
                    isProper = false;
                    bench.subscribe(false);
                }
            }
            case DISCONNECT -> {
                bench.disconnect();
                forget();
                central = null;
            }
            case ROOM -> bench.hasRoom = (argument & 1) == 0;
            case BEND -> {
                // A packet that is right but for one byte.
                int at = parts.number();
                int with = parts.number();
                byte[] packet = next();
                if (packet != null) {
                    packet[at % packet.length] ^= (byte) with;
                    write(packet);
                }
            }
            default -> {
                // A packet of the number that is expected, maybe.
                byte[] packet = parts.string();
                int at = packet.length > 0 && (packet[0] & 8) != 0 ? 2 : 1;
                if (packet.length > at) {
                    packet[at] = (byte) argument;
                }
                write(packet);
            }
        }
    }

    /** What is tried one step after the other; then all is as at the beginning. */
    @MethodSource("seeds")
    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldTakeWhatComes(byte[] data) {
        bench = new BtpBench(new Packets(3, 1280, 2), 6, 3);
        bench.takes = false;
        central = null;
        forget();
        Parts parts = new Parts(data);
        for (int i = 0; i < STEPS && !parts.isEmpty(); i++) {
            int flaws = bench.btp.counters().flaws;
            int number = parts.number();
            perform(number, parts);
            if (isProper && bench.btp.counters().flaws > flaws) {
                assertEquals(BtpFlaw.OVERRUN, bench.btp.counters().lastFlaw);
            }
            if (bench.disconnects > 0) {
                assertEquals(0, bench.inUse(), "kept at the end");
                assertEquals(1, bench.disconnects);
            }
            if (!bench.isConnected) {
                assertEquals(Btp.NEVER, bench.poll());
            }
        }
        bench.hasRoom = true;
        if (bench.isConnected) {
            // It says nothing more.
            for (long next = bench.poll(); next != Btp.NEVER; next = bench.poll()) {
                assertTrue(next > bench.now || bench.canIndicate(), "time stands still");
                bench.now = Math.max(next, bench.now);
            }
            assertEquals(1, bench.disconnects);
        }
        bench.disconnect();
        assertEquals(0, bench.inUse());
        bench.mtu = 100;
        bench.takes = true;
        bench.taken.clear();
        BtpCentral newcomer = bench.open(new BtpCentral(0, 6));
        byte[] message = BtpCentral.message(700, 1);
        newcomer.send(message);
        assertTrue(bench.send(message));
        bench.run(newcomer, bench.now + 50_000);
        assertArrayEquals(message, bench.taken.get(0));
        assertArrayEquals(message, newcomer.received().get(0));
        bench.disconnect();
        assertEquals(0, bench.inUse());
    }
}
