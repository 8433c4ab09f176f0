package org.mattermote.app.light;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What two real controllers and a device said to each other, and what the simulated one says. */
final class Corpus {
    /** A message without what protects it. */
    record Entry(int protocolId, int opcode, byte[] payload) {}

    final List<Entry> secured = new ArrayList<>();
    final List<Entry> unsecured = new ArrayList<>();

    /** Datagrams as they were on the wire. */
    final List<byte[]> raw = new ArrayList<>();

    final List<byte[]> mdns = new ArrayList<>();

    Corpus() {
        JsonObject runs = read();
        for (String run : List.of("matterjs", "chip")) {
            for (JsonElement e : runs.getAsJsonObject(run).getAsJsonArray("messages")) {
                take(e.getAsJsonObject());
            }
            for (JsonElement e : runs.getAsJsonObject(run).getAsJsonArray("mdns")) {
                mdns.add(hex(e.getAsJsonObject(), "raw"));
            }
        }
    }

    private void take(JsonObject message) {
        JsonObject header = message.getAsJsonObject("protocol_header");
        Entry entry =
                new Entry(
                        header.get("protocol_id").getAsInt(),
                        header.get("opcode").getAsInt(),
                        hex(message, "payload"));
        boolean isUnsecured = message.get("session").getAsString().equals("unsecured");
        (isUnsecured ? unsecured : secured).add(entry);
        raw.add(hex(message, "raw"));
    }

    private static byte[] hex(JsonObject object, String member) {
        return HexFormat.of().parseHex(object.get(member).getAsString());
    }

    private static JsonObject read() {
        try (Reader in =
                new InputStreamReader(
                        Corpus.class.getResourceAsStream("/vectors/commissioning.json"),
                        StandardCharsets.UTF_8)) {
            return JsonParser.parseReader(in).getAsJsonObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
