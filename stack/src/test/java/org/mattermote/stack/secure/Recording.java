package org.mattermote.stack.secure;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Map;
import org.mattermote.stack.codec.SessionParameters;
import org.mattermote.stack.exchange.FakeUdp;
import org.mattermote.stack.fabric.Vectors;
import org.mattermote.stack.sim.Oracle;
import org.mattermote.stack.sim.SimDevice;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimWindow;

/** One recorded commissioning, and a device set up to be the one that was recorded. */
final class Recording {
    private static final JsonObject RUNS = Vectors.read("commissioning.json");

    final JsonObject run;
    final FakeUdp udp = new FakeUdp();

    Recording(String name) {
        run = RUNS.getAsJsonObject(name);
    }

    JsonObject session(String name) {
        for (JsonElement e : run.getAsJsonArray("sessions")) {
            if (e.getAsJsonObject().get("name").getAsString().equals(name)) {
                return e.getAsJsonObject();
            }
        }
        throw new IllegalArgumentException(name);
    }

    JsonObject message(int number) {
        return run.getAsJsonArray("messages").get(number).getAsJsonObject();
    }

    byte[] raw(int number) {
        return Vectors.hex(message(number), "raw");
    }

    byte[] payload(int number) {
        return Vectors.hex(message(number), "payload");
    }

    /** First message at or after {@code from} whose description begins so. */
    int find(int from, String what) {
        int number = from;
        while (!message(number).get("what").getAsString().startsWith(what)) {
            number++;
        }
        return number;
    }

    /** First message on a session. */
    int first(String session) {
        int number = 0;
        while (!message(number).get("session").getAsString().equals(session)) {
            number++;
        }
        return number;
    }

    int counter(int number) {
        return (int) message(number).getAsJsonObject("message_header").get("counter").getAsLong();
    }

    /** Window and parameters of the recorded device. */
    SimDevice.Options options(int firstAnswer) {
        SimDevice.Options options = new SimDevice.Options();
        JsonObject setup = run.getAsJsonObject("setup");
        options.window =
                new SimWindow(
                        setup.get("iterations").getAsInt(),
                        Vectors.hex(setup, "salt"),
                        Vectors.hex(setup, "verifier"));
        options.own = new SessionParameters();
        JsonObject said = message(1).getAsJsonObject("tlv").getAsJsonObject("5");
        for (Map.Entry<String, JsonElement> e : said.entrySet()) {
            options.own.setValue(Integer.parseInt(e.getKey()), e.getValue().getAsLong());
        }
        options.lastUnsecuredCounter = counter(firstAnswer) - 1;
        return options;
    }

    /** Makes the device a node of the recorded fabric. */
    void join(SimDevice device) {
        JsonObject operational = run.getAsJsonObject("operational");
        byte[] rcac = Vectors.hex(operational, "rcac");
        device.join(
                new SimFabric.Identity(
                        rcac,
                        null,
                        optional(operational, "icac"),
                        Vectors.hex(operational, "noc"),
                        Vectors.hex(run.getAsJsonObject("csr"), "node_private_key"),
                        0,
                        0,
                        null),
                Vectors.hex(operational, "ipk_epoch_key"));
    }

    private static byte[] optional(JsonObject object, String member) {
        return !object.has(member)
                        || object.get(member).isJsonNull()
                        || object.get(member).getAsString().isEmpty()
                ? null
                : Vectors.hex(object, member);
    }

    /** The bytes of a draw that a message counter begins at {@code first} with. */
    static byte[] counterSeed(int first) {
        return Oracle.le(first - 1, 4);
    }

    /** Feeds datagrams and lets the device come to rest. */
    void feed(SimDevice device, byte[] datagram, long now) {
        udp.inbox.add(datagram);
        rest(device, now);
    }

    static void rest(SimDevice device, long now) {
        long next = now;
        for (int i = 0; i < 50 && next <= now; i++) {
            next = device.poll(now);
        }
    }
}
