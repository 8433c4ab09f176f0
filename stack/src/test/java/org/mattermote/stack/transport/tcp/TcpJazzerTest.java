package org.mattermote.stack.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mattermote.stack.transport.tcp.TcpBench.message;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;
import org.mattermote.stack.fuzz.Kept;
import org.mattermote.stack.fuzz.Parts;
import org.mattermote.stack.transport.tcp.ScriptedStreams.Peer;

/**
 * Two peers that send whatever they like in pieces of any size, while the device sends, too:
 * nothing faults, what is taken is what the streams hold, in their order, what is sent another
 * reader reads, and when both are gone nothing is in use.
 */
class TcpJazzerTest {
    private static final int STEPS = 200;

    // What a step is; the rest of its number is a small argument, whose lowest bit names the peer.
    private static final int BYTES = 0;
    private static final int MESSAGE = 1;
    private static final int PREFIX = 2;
    private static final int PIECES = 3;
    private static final int WINDOW = 4;
    private static final int SEND = 5;
    private static final int TIME = 6;
    private static final int TAKES = 7;
    private static final int END = 8;
    private static final int BREAK = 9;
    private static final int USE = 10;

    private static int step(int what, int argument) {
        return argument << 4 | what;
    }

    static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        byte[] two = new byte[5 + 7];
        two[0] = 1;
        two[5] = 3;
        seeds.add(Parts.row(step(BYTES, 0), two, step(SEND, 0), 40, 0));
        seeds.add(
                Parts.row(step(PIECES, 0), 3, step(MESSAGE, 0), 10, 0, step(MESSAGE, 1), 0xF4, 4));
        seeds.add(
                Parts.row(
                        step(PREFIX, 0),
                        0xD0,
                        7,
                        step(MESSAGE, 1),
                        0xD0,
                        7,
                        step(BYTES, 0),
                        new byte[2000],
                        step(TIME, 3)));
        seeds.add(Parts.row(step(BYTES, 0), new byte[] {1, 0x10, 0, 0, 7}, step(END, 1)));
        seeds.add(Parts.row(step(BYTES, 0), new byte[] {1, 0, 0, -128, 7}, step(BREAK, 1)));
        seeds.add(Parts.row(step(BYTES, 0), new byte[4], step(TAKES, 0)));
        seeds.add(Parts.row(step(USE, 0), step(MESSAGE, 0), 1, 5, step(MESSAGE, 1), 1, 5));
        seeds.add(
                Parts.row(
                        step(WINDOW, 0),
                        9,
                        step(SEND, 0),
                        0xA0,
                        9,
                        step(SEND, 1),
                        0xA0,
                        9,
                        step(TIME, 15),
                        step(TIME, 15)));
        return Kept.with(TcpJazzerTest.class, seeds);
    }

    private final TcpBench bench = new TcpBench(2);
    private final Peer[] peers = new Peer[2];
    private final ByteArrayOutputStream[] streams = new ByteArrayOutputStream[2];
    private final int[] taken = new int[2];
    private final List<List<byte[]>> sent = List.of(new ArrayList<>(), new ArrayList<>());

    private void put(int peer, byte[] bytes) {
        if (!peers[peer].ended && streams[peer].size() < 50_000) {
            peers[peer].send(bytes);
            streams[peer].writeBytes(bytes);
        }
    }

    private void check() {
        for (TcpBench.Taken message : bench.taken) {
            int peer = message.connection() - 1;
            byte[] stream = streams[peer].toByteArray();
            int at = taken[peer];
            int length = message.message().length;
            assertTrue(length > 0 && length <= TcpBench.LONGEST);
            assertArrayEquals(
                    ScriptedStreams.prefix(length), Arrays.copyOfRange(stream, at, at + 4));
            assertArrayEquals(
                    Arrays.copyOfRange(stream, at + 4, at + 4 + length), message.message());
            taken[peer] = at + 4 + length;
        }
        bench.taken.clear();
        for (int peer = 0; peer < 2; peer++) {
            for (byte[] message : peers[peer].messages()) {
                assertArrayEquals(sent.get(peer).remove(0), message);
            }
        }
    }

    private void step(Parts parts) {
        int number = parts.number();
        int argument = number >> 4;
        int at = argument & 1;
        Peer peer = peers[at];
        switch (number & 15) {
            case BYTES -> put(at, parts.string());
            case MESSAGE, PREFIX -> {
                int length = parts.number() | parts.number() << 8;
                put(at, ScriptedStreams.prefix(length));
                if ((number & 15) == MESSAGE && length <= TcpBench.LONGEST) {
                    put(at, message(length, number));
                }
            }
            case PIECES -> peer.mostReceived = 1 + parts.number();
            case WINDOW -> peer.window = parts.number() << argument;
            case SEND -> {
                int length = 1 + (parts.number() | parts.number() << 8) % 4000;
                byte[] message = message(length, number);
                int refused = bench.tcp.counters().txRefused;
                if (bench.send(at + 1, message) && refused == bench.tcp.counters().txRefused) {
                    sent.get(at).add(message);
                }
            }
            case TIME -> {
                // A device takes every message that is whole; one that does not goes nowhere.
                if (bench.takes) {
                    bench.run(bench.now + 1000L * argument);
                }
            }
            case TAKES -> bench.takes = argument > 0;
            case END -> peer.ended = true;
            case BREAK -> peer.broken = true;
            case USE -> bench.uses.put(at + 1, (argument >> 1) % 3);
            default -> bench.poll();
        }
        if (bench.takes) {
            bench.settle();
        } else {
            bench.poll();
        }
        check();
    }

    private void rest() {
        bench.takes = true;
        for (int i = 0; i < 2; i++) {
            peers[i].window = Integer.MAX_VALUE;
            peers[i].mostReceived = Integer.MAX_VALUE;
        }
        for (int i = 0; i < 100; i++) {
            bench.run(bench.now + Tcp.STARVED_INTERVAL);
            check();
        }
        for (int i = 0; i < 2; i++) {
            if (!peers[i].closed) {
                assertEquals(0, sent.get(i).size());
                int left = streams[i].size() - taken[i];
                // Behind half a large message of the other's this one's may wait for its time-out.
                assertTrue(
                        left < 4 || left - 4 < TcpBench.LONGEST || bench.large.slot().inUse() > 0,
                        "a message that is whole");
            }
        }
        bench.use = TcpListener.UNUSED;
        bench.uses.clear();
        bench.now += Tcp.UNUSED_TIMEOUT;
        bench.settle();
        bench.now += Tcp.UNUSED_TIMEOUT;
        bench.settle();
        assertEquals(0, bench.tcp.inUse());
        assertEquals(0, bench.inUse());
        assertEquals(2, bench.closed.size());
    }

    private void run(byte[] data) {
        for (int i = 0; i < 2; i++) {
            peers[i] = bench.connect();
            streams[i] = new ByteArrayOutputStream();
        }
        bench.taken.clear();
        bench.use = TcpListener.RESTING;
        Parts parts = new Parts(data);
        for (int i = 0; i < STEPS && !parts.isEmpty(); i++) {
            step(parts);
        }
        rest();
    }

    @MethodSource("seeds")
    @FuzzTest
    void shouldTakeWhatTheStreamsHold(byte[] data) {
        new TcpJazzerTest().run(data);
    }
}
