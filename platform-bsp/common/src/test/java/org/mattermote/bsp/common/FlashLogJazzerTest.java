package org.mattermote.bsp.common;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.provider.MethodSource;
import org.mattermote.stack.fuzz.Kept;
import org.mattermote.stack.fuzz.Parts;
import org.mattermote.stack.port.PortStatus;

/**
 * Flash with anything in it: the log opens and works, with what it read still there after a write
 * and a restart, or it is refused and nothing is touched until it is erased.
 */
class FlashLogJazzerTest {
    private static final int PAGES = 4;
    private static final int PAGE = 256;
    private static final int BANK = PAGES / 2 * PAGE;
    private static final int KEYS = 6;
    private static final int NEW_KEY = 13;
    private static final byte[] VALUE = {1, 2, 3, 4, 5};

    // What an input builds flash from; all else is raw bytes at an address.
    private static final int HEADER = 0;
    private static final int PUT = 1;
    private static final int REMOVE = 2;
    private static final int COMMIT = 3;
    private static final int ANY_RECORD = 4;
    private static final int RAW = 5;

    static List<byte[]> seeds() {
        byte[] value = {7, 8, 9};
        Object[] twoKeys = {
            HEADER, 0, 1, PUT, 3, 1, value, PUT, 4, 0, value, COMMIT, 0, 2, REMOVE, 3, 1, COMMIT, 0,
            1
        };
        Object[] bothBanks = {HEADER, 0, 1, PUT, 3, 1, value, COMMIT, 0, 1, HEADER, 1, 2};
        return Kept.with(
                FlashLogJazzerTest.class,
                List.of(
                        Parts.row(twoKeys),
                        Parts.row(bothBanks),
                        Parts.row(HEADER, 0, 1, PUT, 3, 1, value, RAW, 30, 0, value),
                        Parts.row(RAW, 0, 0, new byte[24]),
                        written()));
    }

    /** Flash as the log itself leaves it, in one piece. */
    private static byte[] written() {
        PowerCutFlash flash = new PowerCutFlash(PAGES, PAGE);
        FlashLog log = new FlashLog(flash, KEYS);
        log.open();
        for (int n = 0; n < 60; n++) {
            log.begin();
            log.put(n % 5, new byte[n % 40], 0, n % 40);
            log.commit();
        }
        return Parts.row(RAW, 0, 0, flash.content());
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldOpenOrRefuse(byte[] data) {
        PowerCutFlash flash = new PowerCutFlash(PAGES, PAGE);
        new Image(flash.content()).build(new Parts(data));
        byte[] before = flash.content().clone();
        FlashLog log = new FlashLog(flash, KEYS);
        int status = log.open();
        assertArrayEquals(before, flash.content(), "open wrote");
        if (status == PortStatus.OK) {
            assertEquals(FlashDamage.NONE, log.damage());
            works(flash, log);
        } else {
            assertEquals(PortStatus.DAMAGED, status);
            assertNotEquals(FlashDamage.NONE, log.damage());
            assertTrue(log.damageAddress() >= 0 && log.damageAddress() < before.length);
            assertEquals(PortStatus.DAMAGED, log.begin());
            assertEquals(PortStatus.DAMAGED, log.get(1, new byte[9], 0, 9));
            assertEquals(PortStatus.DAMAGED, log.put(1, VALUE, 0, 1));
            assertEquals(PortStatus.DAMAGED, log.commit());
            assertArrayEquals(before, flash.content(), "a refused log wrote");
        }
        assertEquals(PortStatus.OK, log.erase());
        assertEquals(0, log.records());
        works(flash, log);
    }

    private static void works(PowerCutFlash flash, FlashLog log) {
        Map<Integer, String> was = all(log);
        assertEquals(PortStatus.OK, log.begin());
        int status = log.put(NEW_KEY, VALUE, 0, VALUE.length);
        if (status == PortStatus.OK) {
            assertEquals(PortStatus.OK, log.commit());
            was.put(NEW_KEY, HexFormat.of().formatHex(VALUE));
        } else {
            assertEquals(PortStatus.FULL, status);
            log.abandon();
        }
        assertEquals(was, all(log));
        FlashLog again = new FlashLog(flash, KEYS);
        assertEquals(PortStatus.OK, again.open());
        assertEquals(was, all(again));
    }

    private static Map<Integer, String> all(FlashLog log) {
        Map<Integer, String> all = new TreeMap<>();
        byte[] out = new byte[FlashLog.MAX_VALUE];
        for (int key = 0; key <= 0xFFFF; key += key < 16 ? 1 : 0xFFFF - 16) {
            int length = log.get(key, out, 0, out.length);
            if (length >= 0) {
                String text = HexFormat.of().formatHex(out, 0, length);
                assertNull(all.put(key, text));
            } else {
                assertEquals(PortStatus.NONE, length);
            }
        }
        assertTrue(all.size() <= log.records());
        return all;
    }

    /** Flash content from an input: records and headers get their right checksums. */
    private static final class Image {
        private final byte[] content;
        private int at = 24;
        private int number = 1;

        Image(byte[] content) {
            this.content = content;
        }

        void build(Parts parts) {
            while (!parts.isEmpty()) {
                int kind = parts.number();
                switch (kind) {
                    case HEADER -> header(parts.number() & 1, parts.number());
                    case PUT -> {
                        int key = parts.number() & 0xF;
                        number += parts.number() & 3;
                        record(1, key, parts.string());
                    }
                    case REMOVE -> {
                        int key = parts.number() & 0xF;
                        number += parts.number() & 3;
                        record(2, key, new byte[0]);
                    }
                    case COMMIT -> {
                        number += parts.number() & 3;
                        record(3, parts.number(), new byte[0]);
                    }
                    case ANY_RECORD -> {
                        number = parts.number() << 24;
                        record(parts.number() & 0xF, parts.number(), parts.string());
                    }
                    default -> {
                        int to = parts.number() | parts.number() << 8;
                        put(to % content.length, parts.string());
                    }
                }
            }
        }

        private void header(int bank, int sequence) {
            byte[] b = new byte[24];
            Arrays.fill(b, (byte) 0xFF);
            word(b, 4, 0x4F4C4D4D);
            word(b, 8, FlashLog.VERSION | PAGES << 16);
            word(b, 12, sequence);
            word(b, 16, crc(b, 8, 8));
            put(bank * BANK, b);
            at = bank * BANK + b.length;
        }

        private void record(int kind, int key, byte[] value) {
            int length = Math.min(value.length, 0xFFF);
            boolean hasTail = kind == 1;
            int padded = length + 3 & -4;
            byte[] b = new byte[12 + (hasTail ? padded + 4 : 0)];
            Arrays.fill(b, (byte) 0xFF);
            word(b, 0, key | length << 16 | kind << 28);
            word(b, 4, number);
            word(b, 8, crc(b, 0, 8));
            if (hasTail) {
                System.arraycopy(value, 0, b, 12, length);
                int running = Crc32.update(Crc32.START, b, 0, 8);
                word(b, 12 + padded, Crc32.end(Crc32.update(running, b, 12, length)));
            }
            put(at, b);
            at += b.length;
        }

        private void put(int to, byte[] bytes) {
            int from = Math.min(to, content.length);
            System.arraycopy(
                    bytes, 0, content, from, Math.min(bytes.length, content.length - from));
        }

        private static int crc(byte[] b, int offset, int length) {
            return Crc32.end(Crc32.update(Crc32.START, b, offset, length));
        }

        private static void word(byte[] b, int at, int value) {
            for (int i = 0; i < 4; i++) {
                b[at + i] = (byte) (value >>> 8 * i);
            }
        }
    }
}
