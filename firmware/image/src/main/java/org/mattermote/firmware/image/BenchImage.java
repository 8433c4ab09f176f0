package org.mattermote.firmware.image;

import org.mattermote.firmware.image.bench.BenchDevice;
import org.mattermote.firmware.image.bench.BenchFlash;
import org.mattermote.firmware.image.bench.BenchNatives;
import org.mattermote.firmware.image.bench.BenchSocket;
import org.mattermote.firmware.image.bench.DescriptionBench;
import org.mattermote.firmware.image.bench.Script;
import org.mattermote.firmware.image.bench.StoreBench;
import org.mattermote.firmware.image.bench.TlsBench;
import org.mattermote.stack.crypto.CryptoBench;

/**
 * Counts the instructions of a device that a script drives, poll by poll, and those of the
 * primitives. A line for each row: number, how often it was done, its polls, instructions in total,
 * instructions of its longest poll.
 */
public final class BenchImage {
    private static final int ROWS = 64;

    private final byte[] piece = new byte[32];
    private final byte[] text = new byte[96];
    private final int[] times = new int[ROWS];
    private final int[] polls = new int[ROWS];
    private final int[] longest = new int[ROWS];
    private final long[] instructions = new long[ROWS];
    private int at;
    private int row;
    private int used;

    private BenchImage() {}

    public static void main(String[] args) {
        BenchImage bench = new BenchImage();
        if (bench.replay()) {
            bench.primitives();
            bench.descriptions();
            bench.certificates();
            bench.store();
            bench.print();
        }
    }

    private int number(int bytes) {
        BenchNatives.script(piece, 0, at, bytes);
        at += bytes;
        int value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | piece[i] & 0xFF;
        }
        return value;
    }

    /** False if the device sent something else than on the JVM. */
    private boolean replay() {
        int length = number(2);
        BenchFlash factory = new BenchFlash(2, Script.FACTORY_PAGE);
        byte[] bytes = new byte[Script.FACTORY_PAGE];
        BenchNatives.script(bytes, 0, at, length);
        at += length;
        factory.program(0, 0, bytes, 0, Script.FACTORY_PAGE);
        BenchSocket udp = new BenchSocket();
        BenchDevice device = new BenchDevice(factory, udp);
        int kind = device.sealed ? number(1) : -1;
        while (kind > Script.END) {
            switch (kind) {
                case Script.ROW:
                    begin(number(1));
                    break;
                case Script.PACKET:
                    packet(udp);
                    break;
                case Script.BUTTON:
                    long pressed = number(4);
                    BenchNatives.begin();
                    device.app.button(pressed);
                    count(BenchNatives.end());
                    break;
                default:
                    long now = number(4);
                    BenchNatives.begin();
                    device.stack.poll(now);
                    polls[row]++;
                    count(BenchNatives.end());
                    if (udp.sent != number(4) || udp.sum != number(4)) {
                        text('!');
                        add(polls[row]);
                        flush();
                        return false;
                    }
                    break;
            }
            kind = number(1);
        }
        begin(0);
        return kind == Script.END;
    }

    private void packet(BenchSocket udp) {
        int length = number(2);
        BenchNatives.script(udp.peer.ip, 0, at, 16);
        at += 16;
        udp.peer.port = number(2);
        BenchNatives.script(udp.bytes, 0, at, length);
        at += length;
        udp.waiting = length;
    }

    /** What was counted belongs to the row before. */
    private void begin(int next) {
        BenchNatives.row(row);
        row = next;
        times[row]++;
    }

    private void count(int counted) {
        instructions[row] += counted;
        longest[row] = Math.max(longest[row], counted);
    }

    private void primitives() {
        CryptoBench crypto = new CryptoBench();
        for (int what = 0; what < CryptoBench.COUNT; what++) {
            begin(Script.PRIMITIVES + what);
            int often = CryptoBench.often(what);
            times[row] = often;
            BenchNatives.begin();
            crypto.run(what, often);
            count(BenchNatives.end());
        }
        begin(0);
    }

    private void descriptions() {
        byte[] offer = new byte[number(2)];
        BenchNatives.script(offer, 0, at, offer.length);
        DescriptionBench descriptions = new DescriptionBench(offer);
        for (int what = 0; what < DescriptionBench.COUNT; what++) {
            begin(Script.DESCRIPTIONS + what);
            times[row] = DescriptionBench.TIMES;
            BenchNatives.begin();
            boolean isDone = descriptions.run(what);
            count(isDone ? BenchNatives.end() : -1);
        }
        begin(0);
    }

    private void certificates() {
        TlsBench certificates = new TlsBench();
        for (int what = 0; what < TlsBench.COUNT; what++) {
            begin(Script.CERTIFICATES + what);
            boolean isDone = certificates.isReady && certificates.prepare(what);
            BenchNatives.begin();
            isDone = certificates.run(what) && isDone;
            int counted = BenchNatives.end();
            count(isDone ? counted : -1);
        }
        begin(0);
    }

    private void store() {
        StoreBench store = new StoreBench();
        for (int what = 0; what < StoreBench.COUNT; what++) {
            begin(Script.STORE + what);
            BenchNatives.begin();
            boolean isDone = store.run() && store.isReady;
            int counted = BenchNatives.end();
            count(isDone ? counted : -1);
        }
        begin(0);
    }

    private void print() {
        for (int i = 0; i < ROWS; i++) {
            if (times[i] > 0) {
                text('=');
                add(i);
                add(times[i]);
                add(polls[i]);
                add(instructions[i]);
                add(longest[i]);
                flush();
            }
        }
    }

    private void text(int letter) {
        text[0] = (byte) letter;
        used = 1;
    }

    private void add(long value) {
        text[used++] = ' ';
        long power = 1;
        while (value / power >= 10) {
            power *= 10;
        }
        while (power > 0) {
            text[used++] = (byte) ('0' + value / power % 10);
            power /= 10;
        }
    }

    private void flush() {
        text[used++] = '\n';
        BenchNatives.write(text, used);
    }
}
