package org.mattermote.stack.codec;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Good inputs from the vectors, of which fuzz tests make others. */
final class Seeds {
    private Seeds() {}

    /** TLV. */
    static List<byte[]> payloads() {
        List<byte[]> seeds = new ArrayList<>();
        for (JsonElement e : recorded()) {
            if (e.getAsJsonObject().has("tlv")) {
                byte[] b = Vectors.hex(e.getAsJsonObject().get("payload").getAsString());
                if (b.length < 500) {
                    seeds.add(b);
                }
            }
        }
        for (JsonElement e : Vectors.read("tlv.json").getAsJsonArray()) {
            seeds.add(Vectors.hex(e.getAsJsonObject().get("hex").getAsString()));
        }
        return seeds;
    }

    /** Datagrams, and session parameters. */
    static List<byte[]> messages() {
        List<byte[]> seeds = new ArrayList<>();
        for (JsonElement e : recorded()) {
            seeds.add(Vectors.hex(e.getAsJsonObject().get("raw").getAsString()));
        }
        seeds.add(
                Vectors.hex(
                        "3505 2501f401 25022c01 2503a00f 240411 24050b 260600000301 240701 18"));
        return seeds;
    }

    static List<byte[]> certificates() {
        List<byte[]> seeds = new ArrayList<>();
        for (String file : new String[] {"operational_certs.json", "operational_certs_bad.json"}) {
            JsonObject certs = Vectors.read(file).getAsJsonObject().getAsJsonObject("certs");
            for (String name : certs.keySet()) {
                if (certs.getAsJsonObject(name).has("tlv")) {
                    seeds.add(Vectors.hex(certs.getAsJsonObject(name).get("tlv").getAsString()));
                }
            }
        }
        return seeds;
    }

    /** QR and manual codes. */
    static List<byte[]> setupCodes() {
        List<byte[]> seeds = new ArrayList<>();
        JsonObject codes = Vectors.read("setup_codes.json").getAsJsonObject();
        for (JsonElement e : codes.getAsJsonArray("codes")) {
            seeds.add(ascii(e.getAsJsonObject().get("qr").getAsString()));
            seeds.add(ascii(e.getAsJsonObject().get("manual").getAsString()));
            seeds.add(ascii(e.getAsJsonObject().get("qr").getAsString() + "1N.0JOT-X5"));
        }
        return seeds;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static List<JsonElement> recorded() {
        List<JsonElement> all = new ArrayList<>();
        JsonObject recording = Vectors.read("commissioning.json").getAsJsonObject();
        for (String run : recording.keySet()) {
            recording.getAsJsonObject(run).getAsJsonArray("messages").forEach(all::add);
        }
        return all;
    }
}
