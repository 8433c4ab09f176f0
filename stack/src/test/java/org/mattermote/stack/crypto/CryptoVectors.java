package org.mattermote.stack.crypto;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** Reads the JSON vectors of the crypto room's tests. */
final class CryptoVectors {
    private CryptoVectors() {}

    static JsonObject file(String name) {
        try (var in = CryptoVectors.class.getResourceAsStream("/vectors/" + name)) {
            return JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .getAsJsonObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<JsonObject> list(String name, String member) {
        JsonArray array = file(name).getAsJsonArray(member);
        List<JsonObject> all = new ArrayList<>();
        for (JsonElement e : array) {
            all.add(e.getAsJsonObject());
        }
        return all;
    }

    static byte[] bytes(JsonObject o, String member) {
        return hex(o.get(member).getAsString());
    }

    static byte[] hex(String s) {
        return HexFormat.of().parseHex(s);
    }

    static String hex(byte[] b) {
        return HexFormat.of().formatHex(b);
    }

    static String hex(byte[] b, int from, int length) {
        return HexFormat.of().formatHex(b, from, from + length);
    }

    static byte[] random(Random random, int length) {
        byte[] b = new byte[length];
        random.nextBytes(b);
        return b;
    }

    static Drbg seededDrbg(long seed) {
        Drbg drbg = new Drbg();
        byte[] s = random(new Random(seed), Drbg.SEED);
        drbg.instantiate(s, 0, s.length);
        return drbg;
    }

    /** A generator that gives recorded bytes once, then fails the test. */
    static Drbg recorded(byte[] bytes) {
        return new Drbg() {
            private int at;

            @Override
            public void generate(byte[] out, int off, int len) {
                System.arraycopy(bytes, at, out, off, len);
                at += len;
            }
        };
    }
}
