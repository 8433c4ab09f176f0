package org.mattermote.stack.fabric;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Test vectors from {@code src/test/resources/vectors}. */
public final class Vectors {
    private Vectors() {}

    public static JsonObject read(String name) {
        try (InputStream in = Vectors.class.getResourceAsStream("/vectors/" + name)) {
            return JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .getAsJsonObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    public static byte[] hex(JsonObject object, String member) {
        return hex(object.get(member).getAsString());
    }

    public static String hex(byte[] b) {
        return HexFormat.of().formatHex(b);
    }
}
