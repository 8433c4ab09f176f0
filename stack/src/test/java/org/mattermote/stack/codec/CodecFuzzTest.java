package org.mattermote.stack.codec;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random and mutated bytes through everything that reads; the JazzerTests beside do the same with
 * inputs that follow the code's branches.
 */
class CodecFuzzTest {
    private static final int ROUNDS = 100_000;

    private final Random random = new Random(20260821);
    private final AnyBytes any = new AnyBytes();

    @Test
    void shouldWalkAnyBytesToAnEnd() {
        List<byte[]> seeds = Seeds.payloads();
        byte[] calls = new byte[40];
        for (int n = 0; n < ROUNDS; n++) {
            byte[] b = n % 4 == 0 ? noise(60) : mutate(pick(seeds));
            any.tlv(b, random.nextInt(4));
            random.nextBytes(calls);
            any.wander(b, random.nextInt(4), calls);
        }
    }

    @Test
    void shouldReadAnyHeaderBytes() {
        List<byte[]> seeds = Seeds.messages();
        for (int n = 0; n < ROUNDS; n++) {
            byte[] b = n % 3 == 0 ? noise(40) : mutate(pick(seeds));
            if (n % 2 == 0) {
                b = Arrays.copyOf(b, Math.min(b.length, random.nextInt(40)));
            }
            any.message(b);
        }
    }

    @Test
    void shouldReadAnyCertificateBytes() {
        List<byte[]> seeds = Seeds.certificates();
        int good = 0;
        for (int n = 0; n < ROUNDS; n++) {
            byte[] b = n % 10 == 0 ? noise(420) : mutate(pick(seeds));
            good += any.certificate(b, random.nextInt(700)) ? 1 : 0;
        }
        assertTrue(good > ROUNDS / 10, "good=" + good);
    }

    @Test
    void shouldReadAnySetupText() {
        List<byte[]> seeds = Seeds.setupCodes();
        byte[] alphabet = Seeds.ascii("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-.");
        for (int n = 0; n < ROUNDS; n++) {
            byte[] b;
            if (n % 3 == 0) {
                b = n % 2 == 0 ? mutate(pick(seeds)) : noise(40);
            } else {
                b = pick(seeds).clone();
                for (int k = random.nextInt(3); k >= 0; k--) {
                    int at = random.nextInt(b.length);
                    b[at] = alphabet[random.nextInt(b.length > 21 ? alphabet.length : 10)];
                }
            }
            any.setup(b);
            byte[] raw = new byte[random.nextInt(21)];
            random.nextBytes(raw);
            any.base38(raw);
        }
    }

    private byte[] noise(int most) {
        byte[] b = new byte[random.nextInt(most + 1)];
        random.nextBytes(b);
        if (random.nextBoolean()) {
            // Short tags and small types, or nearly nothing is ever well formed.
            for (int i = 0; i < b.length; i++) {
                if (random.nextInt(3) > 0) {
                    b[i] = (byte) (b[i] & 0x3F);
                    if ((b[i] & 0x1F) > 0x18) {
                        b[i] = 0x18;
                    }
                }
            }
        }
        return b;
    }

    private byte[] mutate(byte[] seed) {
        byte[] b = seed.clone();
        int changes = random.nextInt(4);
        for (int i = 0; i < changes && b.length > 1; i++) {
            int at = random.nextInt(b.length);
            switch (random.nextInt(6)) {
                case 0 -> b[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> b[at] = (byte) random.nextInt(256);
                case 2 -> b = Arrays.copyOf(b, at + 1);
                case 3 -> {
                    byte[] shorter = new byte[b.length - 1];
                    System.arraycopy(b, 0, shorter, 0, at);
                    System.arraycopy(b, at + 1, shorter, at, b.length - at - 1);
                    b = shorter;
                }
                case 4 -> {
                    int from = random.nextInt(b.length);
                    int n = random.nextInt(Math.min(16, b.length - Math.max(at, from)) + 1);
                    byte[] longer = new byte[b.length + n];
                    System.arraycopy(b, 0, longer, 0, at);
                    System.arraycopy(b, from, longer, at, n);
                    System.arraycopy(b, at, longer, at + n, b.length - at);
                    b = longer;
                }
                default -> b[at] = (byte) (random.nextBoolean() ? 0x18 : 0x15 + random.nextInt(3));
            }
        }
        return b;
    }

    private byte[] pick(List<byte[]> seeds) {
        return seeds.get(random.nextInt(seeds.size()));
    }
}
