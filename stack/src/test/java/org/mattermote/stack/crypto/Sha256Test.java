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
    void shouldPeekWithoutEnding() throws Exception {
        MessageDigest oracle = MessageDigest.getInstance("SHA-256");
        byte[] data = CryptoVectors.random(new Random(2), 300);
        for (int i = 0; i <= 300; i++) {
            sha.peek(out, 1);
            oracle.update(data, 0, i);
            assertArrayEquals(oracle.digest(), Arrays.copyOfRange(out, 1, 33));
            if (i < 300) {
                sha.update(data[i]);
            }
        }
    }

    @Test
    void shouldGoOnFromACopy() {
        byte[] data = CryptoVectors.random(new Random(3), 200);
        byte[] second = new byte[32];
        Sha256 other = new Sha256();
        for (int i = 0; i < 200; i++) {
            sha.reset().update(data, 0, i);
            other.update(data, 0, 7);
            other.copyFrom(sha);
            sha.update(data, i, 200 - i).finish(out, 0);
            other.update(data, i, 200 - i).finish(second, 0);
            assertArrayEquals(second, Arrays.copyOf(out, 32));
        }
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
