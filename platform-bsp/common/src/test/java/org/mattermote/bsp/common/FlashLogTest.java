package org.mattermote.bsp.common;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mattermote.stack.port.PortStatus;

class FlashLogTest {
    private static final int KEYS = 8;

    private PowerCutFlash flash;

    @BeforeEach
    void power() {
        flash = new PowerCutFlash(4, 256);
    }

    /** One transaction: a value to put, null to remove. */
    private static final class Step {
        final Map<Integer, byte[]> changes = new TreeMap<>();
        boolean erase;
        boolean abandon;

        Map<Integer, byte[]> after(Map<Integer, byte[]> before) {
            Map<Integer, byte[]> after = new TreeMap<>(before);
            if (erase) {
                after.clear();
            } else if (!abandon) {
                for (Map.Entry<Integer, byte[]> change : changes.entrySet()) {
                    if (change.getValue() == null) {
                        after.remove(change.getKey());
                    } else {
                        after.put(change.getKey(), change.getValue());
                    }
                }
            }
            return after;
        }

        void run(FlashLog log) {
            if (erase) {
                assertEquals(PortStatus.OK, log.erase());
                return;
            }
            assertEquals(PortStatus.OK, log.begin());
            for (Map.Entry<Integer, byte[]> change : changes.entrySet()) {
                byte[] value = change.getValue();
                assertEquals(
                        PortStatus.OK,
                        value == null
                                ? log.remove(change.getKey())
                                : log.put(change.getKey(), value, 0, value.length));
            }
            if (abandon) {
                log.abandon();
            } else {
                assertEquals(PortStatus.OK, log.commit());
            }
        }
    }

    private static Step randomStep(Random random, int maxValue) {
        Step step = new Step();
        int kind = random.nextInt(20);
        step.erase = kind == 0;
        step.abandon = kind == 1;
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            byte[] value = null;
            if (random.nextInt(4) != 0) {
                value = new byte[random.nextInt(maxValue + 1)];
                random.nextBytes(value);
                if (random.nextInt(4) == 0) {
                    Arrays.fill(value, (byte) 0xFF);
                }
            }
            step.changes.put(random.nextInt(5), value);
        }
        return step;
    }

    private static List<Step> script(long seed, int length, int maxValue) {
        Random random = new Random(seed);
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            steps.add(randomStep(random, maxValue));
        }
        return steps;
    }

    private FlashLog opened() {
        FlashLog log = new FlashLog(flash, KEYS);
        byte[] before = flash.content().clone();
        int status = log.open();
        assertArrayEquals(before, flash.content(), "open wrote");
        assertEquals(PortStatus.OK, status, () -> "damage " + log.damage());
        return log;
    }

    private static Map<Integer, byte[]> read(FlashLog log) {
        Map<Integer, byte[]> all = new TreeMap<>();
        byte[] out = new byte[FlashLog.MAX_VALUE];
        for (int key = 0; key < 16; key++) {
            int length = log.get(key, out, 0, out.length);
            if (length >= 0) {
                all.put(key, Arrays.copyOf(out, length));
            } else {
                assertEquals(PortStatus.NONE, length);
            }
        }
        assertEquals(all.size(), log.records());
        return all;
    }

    private static boolean same(Map<Integer, byte[]> a, Map<Integer, byte[]> b) {
        if (!a.keySet().equals(b.keySet())) {
            return false;
        }
        for (Integer key : a.keySet()) {
            if (!Arrays.equals(a.get(key), b.get(key))) {
                return false;
            }
        }
        return true;
    }

    @ParameterizedTest
    @CsvSource({"1, 4, 256, 40", "2, 2, 512, 40", "3, 16, 64, 40", "4, 5, 200, 33"})
    void shouldBeBeforeOrAfterWhereverThePowerIsCut(
            long seed, int pages, int pageSize, int maxValue) {
        List<Step> script = script(seed, 40, maxValue);
        flash = new PowerCutFlash(pages, pageSize);
        FlashLog whole = opened();
        for (Step step : script) {
            step.run(whole);
        }
        long steps = flash.steps();
        int copies = 0;
        for (PowerCutFlash.Tear tear : PowerCutFlash.Tear.values()) {
            for (long cut = 1; cut <= steps; cut++) {
                flash = new PowerCutFlash(pages, pageSize);
                flash.cutAfter(cut, tear);
                Map<Integer, byte[]> before = new TreeMap<>();
                Map<Integer, byte[]> after = before;
                try {
                    FlashLog log = opened();
                    for (Step step : script) {
                        before = after;
                        after = step.after(before);
                        step.run(log);
                    }
                    fail("no cut at " + cut);
                } catch (PowerCutFlash.PowerCut expected) {
                    flash.restore();
                }
                FlashLog log = opened();
                Map<Integer, byte[]> found = read(log);
                assertTrue(
                        same(found, before) || same(found, after),
                        "neither before nor after: cut " + cut + " " + tear);
                // Goes on where it was, through a copy or two, with a second cut in the first
                // write.
                flash.cutAfter(1 + cut % 23, PowerCutFlash.Tear.SOME_BITS);
                Map<Integer, byte[]> next = found;
                try {
                    for (int i = 0; i < 6; i++) {
                        found = next;
                        next = script.get(i).after(found);
                        script.get(i).run(log);
                    }
                } catch (PowerCutFlash.PowerCut expected) {
                    copies++;
                }
                flash.restore();
                log = opened();
                Map<Integer, byte[]> again = read(log);
                assertTrue(same(again, found) || same(again, next), "second cut after " + cut);
            }
        }
        assertTrue(copies > steps);
    }

    @Test
    void shouldAgreeWithAMapThroughThousandsOfCuts() {
        Random random = new Random(7);
        flash = new PowerCutFlash(6, 512);
        Map<Integer, byte[]> state = new TreeMap<>();
        FlashLog log = opened();
        for (int i = 0; i < 20_000; i++) {
            Step step = randomStep(random, 120);
            if (random.nextInt(3) == 0) {
                PowerCutFlash.Tear[] tears = PowerCutFlash.Tear.values();
                flash.cutAfter(1 + random.nextInt(60), tears[random.nextInt(tears.length)]);
            }
            Map<Integer, byte[]> next = step.after(state);
            boolean cut = false;
            try {
                step.run(log);
            } catch (PowerCutFlash.PowerCut expected) {
                cut = true;
                log = null;
            }
            flash.restore();
            if (cut) {
                log = opened();
                Map<Integer, byte[]> found = read(log);
                assertTrue(same(found, state) || same(found, next), "transaction " + i);
                state = found;
            } else {
                state = next;
                assertTrue(same(read(log), state), "transaction " + i);
            }
        }
    }

    @Test
    void shouldKeepItsStateWhenTheFlashFails() {
        List<Step> script = script(5, 30, 40);
        script.removeIf(step -> step.erase);
        FlashLog whole = opened();
        for (Step step : script) {
            step.run(whole);
        }
        long steps = flash.steps();
        for (long failing = 1; failing <= steps; failing++) {
            flash = new PowerCutFlash(4, 256);
            flash.failAfter(failing);
            FlashLog log = opened();
            Map<Integer, byte[]> state = new TreeMap<>();
            for (Step step : script) {
                Map<Integer, byte[]> next = step.after(state);
                assertEquals(PortStatus.OK, log.begin());
                int status = PortStatus.OK;
                for (Map.Entry<Integer, byte[]> change : step.changes.entrySet()) {
                    byte[] value = change.getValue();
                    if (status == PortStatus.OK) {
                        status =
                                value == null
                                        ? log.remove(change.getKey())
                                        : log.put(change.getKey(), value, 0, value.length);
                    }
                }
                if (step.abandon) {
                    log.abandon();
                } else if (status == PortStatus.OK) {
                    status = log.commit();
                } else {
                    assertEquals(PortStatus.FAILED, log.commit());
                }
                if (status == PortStatus.OK) {
                    state = next;
                }
                assertTrue(same(state, read(log)), "failing from " + failing);
                if (status != PortStatus.OK) {
                    flash.restore();
                    assertTrue(same(state, read(opened())), "reopened, failed at " + failing);
                }
            }
        }
    }

    @Test
    void shouldRefuseEveryFlippedBitThatIsNotTheTornEnd() {
        List<Step> script = script(9, 12, 30);
        script.removeIf(step -> step.erase || step.abandon);
        FlashLog log = opened();
        Map<Integer, byte[]> before = new TreeMap<>();
        Map<Integer, byte[]> now = before;
        int lastCommit = 0;
        for (Step step : script) {
            before = now;
            now = step.after(before);
            step.run(log);
        }
        byte[] good = flash.content().clone();
        lastCommit = lastWord(good) - 8;
        int refused = 0;
        for (int bit = 0; bit < good.length * 8; bit++) {
            System.arraycopy(good, 0, flash.content(), 0, good.length);
            flash.content()[bit / 8] ^= (byte) (1 << bit % 8);
            byte[] damaged = flash.content().clone();
            FlashLog again = new FlashLog(flash, KEYS);
            int status = again.open();
            if (status == PortStatus.OK) {
                Map<Integer, byte[]> found = read(again);
                boolean inLastRecord = bit / 8 >= lastCommit && bit / 8 < lastCommit + 12;
                assertTrue(
                        same(found, now) || inLastRecord && same(found, before),
                        "wrong values after a flip of bit " + bit);
            } else {
                refused++;
                assertEquals(PortStatus.DAMAGED, status);
                assertFalse(again.damage() == FlashDamage.NONE);
                assertEquals(PortStatus.DAMAGED, again.get(1, new byte[64], 0, 64));
                assertEquals(PortStatus.DAMAGED, again.begin());
                assertEquals(PortStatus.DAMAGED, again.put(1, new byte[4], 0, 4));
                assertEquals(PortStatus.DAMAGED, again.remove(1));
                assertEquals(PortStatus.DAMAGED, again.commit());
            }
            assertArrayEquals(damaged, flash.content(), "written before erase");
        }
        assertTrue(refused > lastCommit, "only " + refused + " flips refused");
    }

    /** The log written by the script lies in one bank; the address of its last word. */
    private static int lastWord(byte[] content) {
        int bank = content[4] == 'M' && content[0] == -1 ? 0 : content.length / 2;
        int at = bank + content.length / 2 - 4;
        while (content[at] == -1
                && content[at + 1] == -1
                && content[at + 2] == -1
                && content[at + 3] == -1) {
            at -= 4;
        }
        return at;
    }

    @Test
    void shouldStartAnewAfterErasingWhatIsDamaged() {
        new Random(1).nextBytes(flash.content());
        FlashLog log = new FlashLog(flash, KEYS);
        assertEquals(PortStatus.DAMAGED, log.open());
        assertEquals(FlashDamage.MAGIC, log.damage());
        assertEquals(PortStatus.OK, log.erase());
        assertEquals(FlashDamage.NONE, log.damage());
        transact(log, 1, 10);
        assertEquals(1, read(opened()).size());
    }

    @Test
    void shouldNameWhatIsDamaged() {
        FlashLog log = opened();
        transact(log, 1, 20);
        transact(log, 2, 20);
        byte[] good = flash.content().clone();
        assertEquals(FlashDamage.MAGIC, damageAfter(good, 4, 0x20));
        assertEquals(FlashDamage.HEADER_CHECKSUM, damageAfter(good, 8, 0x02));
        assertEquals(FlashDamage.HEADER_CHECKSUM, damageAfter(good, 16, 0x01));
        assertEquals(FlashDamage.RECORD_CHECKSUM, damageAfter(good, 24 + 9, 0x10));
        assertEquals(FlashDamage.GAP, damageAfter(good, 500, 0x01));

        System.arraycopy(good, 0, flash.content(), 0, good.length);
        flash.content()[8] = 2;
        seal();
        log = new FlashLog(flash, KEYS);
        assertEquals(PortStatus.DAMAGED, log.open());
        assertEquals(FlashDamage.VERSION, log.damage());

        System.arraycopy(good, 0, flash.content(), 0, good.length);
        flash.content()[10] = 6;
        seal();
        assertEquals(PortStatus.DAMAGED, log.open());
        assertEquals(FlashDamage.GEOMETRY, log.damage());

        System.arraycopy(good, 0, flash.content(), 0, good.length);
        FlashLog small = new FlashLog(flash, 1);
        assertEquals(PortStatus.DAMAGED, small.open());
        assertEquals(FlashDamage.TOO_MANY_KEYS, small.damage());
    }

    private int damageAfter(byte[] good, int at, int flip) {
        System.arraycopy(good, 0, flash.content(), 0, good.length);
        flash.content()[at] ^= (byte) flip;
        FlashLog log = new FlashLog(flash, KEYS);
        assertEquals(PortStatus.DAMAGED, log.open());
        return log.damage();
    }

    private void seal() {
        java.util.zip.CRC32 crc = new java.util.zip.CRC32();
        crc.update(flash.content(), 8, 8);
        for (int i = 0; i < 4; i++) {
            flash.content()[16 + i] = (byte) (crc.getValue() >>> 8 * i);
        }
    }

    @Test
    void shouldSayFullAndKeepWhatIsThere() {
        FlashLog log = opened();
        transact(log, 1, 200);
        Map<Integer, byte[]> state = read(log);
        long erased = flash.steps();
        for (int i = 0; i < 10; i++) {
            assertEquals(PortStatus.OK, log.begin());
            assertEquals(PortStatus.FULL, log.put(2, new byte[400], 0, 400));
            log.abandon();
        }
        assertEquals(erased, flash.steps(), "a refused put wore the flash");
        assertTrue(same(state, read(log)));
        transact(log, 3, 100);
        assertEquals(2, read(opened()).size());
    }

    @Test
    void shouldSayFullWhenTheIndexIs() {
        FlashLog log = opened();
        for (int key = 0; key < KEYS; key++) {
            transact(log, key, 4);
        }
        assertEquals(PortStatus.OK, log.begin());
        assertEquals(PortStatus.FULL, log.put(KEYS, new byte[4], 0, 4));
        assertEquals(PortStatus.OK, log.put(0, new byte[5], 0, 5));
        assertEquals(PortStatus.OK, log.commit());
    }

    @Test
    void shouldNotWriteAValueThatIsThereAlready() {
        FlashLog log = opened();
        transact(log, 1, 20);
        long steps = flash.steps();
        transact(log, 1, 20);
        assertEquals(steps, flash.steps());
    }

    @Test
    void shouldWearAllPagesEqually() {
        FlashLog log = opened();
        int[] banks = new int[2];
        boolean first = true;
        for (int i = 0; i < 2000; i++) {
            transact(log, 1, 20 + i % 2);
            boolean inFirst = flash.content()[0] == -1 && flash.content()[4] == 'M';
            if (inFirst != first) {
                banks[inFirst ? 0 : 1]++;
                first = inFirst;
            }
        }
        assertTrue(banks[0] > 50);
        assertTrue(Math.abs(banks[0] - banks[1]) <= 1);
    }

    @Test
    void shouldComputeTheKnownChecksum() {
        byte[] check = "123456789".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        assertEquals(0xCBF43926, Crc32.end(Crc32.update(Crc32.START, check, 0, check.length)));
    }

    @Test
    void shouldComputeHowChecksumsDifferThatWentOnAlike() {
        Random random = new Random(3);
        byte[] one = new byte[8 + FlashLog.MAX_VALUE];
        random.nextBytes(one);
        byte[] other = one.clone();
        for (int i = 0; i < 8; i++) {
            other[i] ^= (byte) (i + 1);
        }
        int start = Crc32.update(-1, one, 0, 8) ^ Crc32.update(-1, other, 0, 8);
        for (int length = 0; length <= FlashLog.MAX_VALUE; length++) {
            assertEquals(
                    Crc32.update(-1, one, 0, 8 + length) ^ Crc32.update(-1, other, 0, 8 + length),
                    Crc32.difference(start, length),
                    length + " bytes");
        }
    }

    /** A copy must not make a good record of what is none. */
    @Test
    void shouldKeepADamagedValueDamagedThroughACopy() {
        FlashLog log = opened();
        transact(log, 1, 30);
        transact(log, 2, 30);
        flash.content()[24 + 12 + 7] ^= 0x10;
        assertEquals(PortStatus.DAMAGED, log.get(1, new byte[64], 0, 64));
        for (int i = 0; i < 20; i++) {
            transact(log, 3, 20 + i);
        }
        assertTrue(flash.content()[0] != -1, "the first bank is not closed: nothing was copied");
        assertEquals(PortStatus.DAMAGED, log.get(1, new byte[64], 0, 64));
        assertEquals(30, log.get(2, new byte[64], 0, 64));
        FlashLog again = new FlashLog(flash, KEYS);
        assertEquals(PortStatus.DAMAGED, again.open());
        assertEquals(FlashDamage.RECORD_CHECKSUM, again.damage());
    }

    private static void transact(FlashLog log, int key, int length) {
        byte[] value = new byte[length];
        Arrays.fill(value, (byte) (key + length));
        assertEquals(PortStatus.OK, log.begin());
        assertEquals(PortStatus.OK, log.put(key, value, 0, length));
        assertEquals(PortStatus.OK, log.commit());
    }
}
