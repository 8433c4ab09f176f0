package org.mattermote.stack.fabric;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.crypto.Hkdf;
import org.mattermote.stack.crypto.Hmac;
import org.mattermote.stack.requirement.Tag;

class FabricKeyScheduleTest {
    private final FabricKeySchedule schedule = new FabricKeySchedule(new Hmac(), new Hkdf());
    private final JsonObject vectors = Vectors.read("fabric_group.json");

    private static long id(JsonObject v, String member) {
        return Long.parseUnsignedLong(v.get(member).getAsString(), 16);
    }

    @Test
    void shouldDeriveCompressedFabricId() {
        for (JsonElement e : vectors.getAsJsonArray("compressed_fabric_id")) {
            JsonObject v = e.getAsJsonObject();
            byte[] out = new byte[8];
            schedule.compressedFabricId(
                    Vectors.hex(v, "root_public_key"), id(v, "fabric_id"), out, 0);
            assertEquals(v.get("compressed_fabric_id").getAsString(), Vectors.hex(out));
        }
    }

    @Test
    @Tag("session-layer R65")
    void shouldDeriveGroupKeysAndSessionIds() {
        for (JsonElement e : vectors.getAsJsonArray("group_keys")) {
            JsonObject v = e.getAsJsonObject();
            byte[] key = new byte[16];
            schedule.operationalKey(
                    Vectors.hex(v, "epoch_key"), 0, Vectors.hex(v, "compressed_fabric_id"), key, 0);
            assertEquals(v.get("operational_key").getAsString(), Vectors.hex(key));
            assertEquals(v.get("session_id").getAsInt(), schedule.groupSessionId(key, 0));
            byte[] privacy = new byte[16];
            schedule.privacyKey(key, 0, privacy, 0);
            assertEquals(v.get("privacy_key").getAsString(), Vectors.hex(privacy));
        }
    }

    @Test
    void shouldComputeDestinationId() {
        for (JsonElement e : vectors.getAsJsonArray("case_destination_id")) {
            JsonObject v = e.getAsJsonObject();
            byte[] out = new byte[32];
            schedule.destinationId(
                    Vectors.hex(v, "ipk"),
                    0,
                    Vectors.hex(v, "initiator_random"),
                    0,
                    Vectors.hex(v, "root_public_key"),
                    id(v, "fabric_id"),
                    id(v, "node_id"),
                    out,
                    0);
            assertEquals(v.get("destination_id").getAsString(), Vectors.hex(out));
        }
    }

    @Test
    void shouldDeriveWhatTheRecordedCommissioningsDerived() {
        JsonObject runs = Vectors.read("commissioning.json");
        for (String run : new String[] {"matterjs", "chip"}) {
            JsonObject v = runs.getAsJsonObject(run).getAsJsonObject("operational");
            byte[] rcac = Vectors.hex(v, "rcac");
            MatterCertificates.Keys root = MatterCertificates.keys(rcac);
            byte[] compressed = new byte[8];
            schedule.compressedFabricId(root.publicKey(), id(v, "fabric_id"), compressed, 0);
            assertEquals(v.get("compressed_fabric_id").getAsString(), Vectors.hex(compressed));
            byte[] ipk = new byte[16];
            schedule.operationalKey(Vectors.hex(v, "ipk_epoch_key"), 0, compressed, ipk, 0);
            assertEquals(v.get("operational_ipk").getAsString(), Vectors.hex(ipk));
        }
    }
}
