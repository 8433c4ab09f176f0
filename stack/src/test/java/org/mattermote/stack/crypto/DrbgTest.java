package org.mattermote.stack.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.prng.EntropySource;
import org.bouncycastle.crypto.prng.drbg.HMacSP800DRBG;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.mem.Bytes;

class DrbgTest {
    @Test
    void shouldMatchBouncyCastle() {
        Random random = new Random(31);
        for (int n = 0; n < 300; n++) {
            byte[] entropy = CryptoVectors.random(random, 32);
            byte[] nonce = CryptoVectors.random(random, 16);
            byte[] personal = CryptoVectors.random(random, random.nextInt(30));
            byte[] fresh = CryptoVectors.random(random, 32);
            HMacSP800DRBG oracle =
                    new HMacSP800DRBG(
                            new HMac(new SHA256Digest()),
                            256,
                            new Recorded(entropy, fresh),
                            personal,
                            nonce);
            byte[] seed = new byte[48 + personal.length];
            System.arraycopy(entropy, 0, seed, 0, 32);
            System.arraycopy(nonce, 0, seed, 32, 16);
            System.arraycopy(personal, 0, seed, 48, personal.length);
            Drbg drbg = new Drbg();
            drbg.instantiate(seed, 0, seed.length);
            for (int i = 0; i < 6; i++) {
                if (i == 3) {
                    oracle.reseed(null);
                    drbg.reseed(fresh, 0, 32);
                }
                byte[] expected = new byte[1 + random.nextInt(100)];
                oracle.generate(expected, null, false);
                byte[] out = new byte[expected.length];
                drbg.generate(out, 0, out.length);
                assertArrayEquals(expected, out);
            }
        }
    }

    @Test
    void shouldGiveZerosUntilSeededAndAfterClear() {
        Drbg drbg = new Drbg();
        assertFalse(drbg.isSeeded());
        assertEquals(0L, drbg.nextLong());
        byte[] seed = CryptoVectors.random(new Random(32), 48);
        drbg.reseed(seed, 0, 48);
        assertEquals(0, drbg.nextInt());
        drbg.instantiate(seed, 0, 48);
        assertTrue(drbg.isSeeded());
        assertNotEquals(0L, drbg.nextLong());
        assertNotEquals(drbg.nextInt(), drbg.nextInt());
        drbg.clear();
        assertEquals(0L, drbg.nextLong());
    }

    @Test
    void shouldTakeNumbersFromAnOverriddenGenerate() {
        byte[] bytes = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
        Drbg drbg = CryptoVectors.recorded(bytes);
        assertEquals(0x04030201, drbg.nextInt());
        assertEquals(Bytes.u64le(bytes, 4), drbg.nextLong());
    }

    private static final class Recorded implements EntropySource {
        private final byte[][] all;
        private int next;

        Recorded(byte[]... all) {
            this.all = all;
        }

        @Override
        public boolean isPredictionResistant() {
            return false;
        }

        @Override
        public byte[] getEntropy() {
            return Arrays.copyOf(all[next], all[next++].length);
        }

        @Override
        public int entropySize() {
            return 256;
        }
    }
}
