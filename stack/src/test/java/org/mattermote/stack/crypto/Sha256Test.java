package org.mattermote.stack.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Sha256Test {
    private final Sha256 sha = new Sha256();
    private final byte[] out = new byte[40];

    @Test
    void shouldMatchVectors() {
        for (JsonObject v : CryptoVectors.list("crypto.json", "sha256")) {
            byte[] data = CryptoVectors.bytes(v, "data");
            assertEquals(32, sha.update(data, 0, data.length).finish(out, 3));
            assertEquals(v.get("hash").getAsString(), CryptoVectors.hex(out, 3, 32));
        }
    }

    @Test
    void shouldMatchJcaForEveryLengthAndSplit() throws Exception {
        MessageDigest oracle = MessageDigest.getInstance("SHA-256");
        Random random = new Random(1);
        byte[] data = CryptoVectors.random(random, 600);
        for (int n = 0; n < 20_000; n++) {
            int from = random.nextInt(100);
            int length = n < 300 ? n : random.nextInt(500);
            int at = from;
            int end = from + length;
            while (at < end) {
                if (random.nextInt(4) == 0) {
                    sha.update(data[at] | 0xABCD00);
                    at++;
                } else {
                    int part = random.nextInt(end - at + 1);
                    sha.update(data, at, part);
                    at += part;
                }
            }
            sha.finish(out, 0);
            oracle.update(data, from, length);
            assertArrayEquals(oracle.digest(), Arrays.copyOf(out, 32));
        }
    }

    @Test
    void shouldGoOnFromASavedState() throws Exception {
        MessageDigest oracle = MessageDigest.getInstance("SHA-256");
        byte[] data = CryptoVectors.random(new Random(3), 300);
        byte[] state = new byte[Sha256.STATE + 1];
        for (int i = 0; i <= 300; i++) {
            sha.reset().update(data, 0, i).save(state, 1);
            sha.finish(out, 0);
            oracle.update(data, 0, i);
            assertArrayEquals(oracle.digest(), Arrays.copyOf(out, 32));
            sha.update(data, 0, 7).resume(state, 1).update(data, i, 300 - i).finish(out, 0);
            oracle.update(data);
            assertArrayEquals(oracle.digest(), Arrays.copyOf(out, 32));
        }
    }

    @Test
    void shouldSaveNothingOfEarlierBlocks() {
        byte[] secret = new byte[100];
        Arrays.fill(secret, (byte) 0x55);
        byte[] state = new byte[Sha256.STATE];
        Arrays.fill(state, (byte) 1);
        sha.update(secret, 0, 66).save(state, 0);
        assertArrayEquals(new byte[62], Arrays.copyOfRange(state, 38, Sha256.STATE));
    }

    @Test
    void shouldStartAfreshAfterFinish() {
        sha.update(out, 0, 10).finish(out, 0);
        sha.finish(out, 0);
        assertEquals(
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                CryptoVectors.hex(out, 0, 32));
    }
}
