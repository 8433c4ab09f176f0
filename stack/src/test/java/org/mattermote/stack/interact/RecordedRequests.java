package org.mattermote.stack.interact;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What two controllers sent to a light, from {@code vectors/commissioning.json}. */
final class RecordedRequests {
    /** One message of a controller; its exchange is {@code run} and {@code exchange}. */
    record Message(
            String run, int number, int exchange, int opcode, boolean pase, byte[] payload) {}

    private RecordedRequests() {}

    /** Every Interaction Model message of the controllers, in order. */
    static List<Message> all() {
        List<Message> messages = new ArrayList<>();
        JsonObject runs = read().getAsJsonObject();
        for (String run : runs.keySet()) {
            for (JsonElement e : runs.getAsJsonObject(run).getAsJsonArray("messages")) {
                JsonObject m = e.getAsJsonObject();
                JsonObject header = m.getAsJsonObject("protocol_header");
                boolean request = m.get("dir").getAsString().startsWith("controller");
                if (request && header != null && header.get("protocol_id").getAsInt() == 1) {
                    messages.add(
                            new Message(
                                    run,
                                    m.get("n").getAsInt(),
                                    header.get("exchange_id").getAsInt(),
                                    header.get("opcode").getAsInt(),
                                    m.get("session").getAsString().startsWith("PASE"),
                                    HexFormat.of().parseHex(m.get("payload").getAsString())));
                }
            }
        }
        return messages;
    }

    private static JsonElement read() {
        try (InputStream in =
                RecordedRequests.class.getResourceAsStream("/vectors/commissioning.json")) {
            return JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
