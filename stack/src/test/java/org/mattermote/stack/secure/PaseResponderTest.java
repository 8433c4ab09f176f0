package org.mattermote.stack.secure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mattermote.stack.crypto.Sha256;
import org.mattermote.stack.fabric.Vectors;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.stack.sim.Oracle;
import org.mattermote.stack.sim.SimDevice;
import org.mattermote.stack.sim.SimWindow;
import org.mattermote.stack.sim.Tlv;

/** PASE against what others computed and sent. */
class PaseResponderTest {
    private static void assertKeys(JsonObject expected, SecureSession session, String... names) {
        assertEquals(expected.get(names[0]).getAsString(), hex(Internals.i2rKey(session)));
        assertEquals(expected.get(names[1]).getAsString(), hex(Internals.r2iKey(session)));
        assertEquals(
                expected.get("attestation_challenge").getAsString(),
                hex(session.attestationChallenge()));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"matterjs", "chip"})
    @Tag("session-layer R5")
    @Tag("session-layer R38")
    @Tag("session-layer R40")
    void shouldSendTheDatagramsOfTheRecordedDevice(String name) {
        Recording recording = new Recording(name);
        JsonObject made = recording.session("PASE 1");
        SimDevice.Options options = recording.options(1);
        options.lastSessionId = made.get("device_session_id").getAsInt() - 1;
        options.drbg.next(Tlv.bytes(recording.payload(1), 2)).next(Vectors.hex(made, "y"));
        SimDevice device = new SimDevice(recording.udp, options);
        for (int request : new int[] {0, 2, 4}) {
            recording.feed(device, recording.raw(request), 0);
            assertEquals(hex(recording.raw(request + 1)), hex(recording.udp.last()));
        }
        assertEquals(3, recording.udp.sent.size());
        assertEquals(0, options.drbg.left());
        SecureSession session = device.window.established.get(0);
        assertKeys(made, session, "i2r_key", "r2i_key");
        assertEquals(made.get("controller_session_id").getAsInt(), session.peerSessionId());
        assertEquals(made.get("device_session_id").getAsInt(), session.localSessionId());
        assertEquals(SecureSession.TYPE_PASE, session.type());
        assertEquals(500, session.idleInterval());
        assertEquals(300, session.activeInterval());
        assertEquals(0, device.window.failedAttempts);

        // The first secured message may come before the acknowledgement of the report.
        int read = recording.first("PASE 1");
        recording.feed(device, recording.raw(read), 10);
        assertArrayEquals(recording.payload(read), device.requests().get(0));
        recording.feed(device, recording.raw(recording.find(6, "StandaloneAck")), 20);
        assertEquals(0, device.counters.rxDropped);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void shouldComputeWhatTheVectorsSay(int index) {
        JsonObject v =
                Vectors.read("pase_case.json").getAsJsonArray("pase").get(index).getAsJsonObject();
        byte[] response = Vectors.hex(v, "PBKDFParamResponse");
        SimDevice.Options options = new SimDevice.Options();
        options.window =
                new SimWindow(
                        v.get("iterations").getAsInt(),
                        Vectors.hex(v, "salt"),
                        Oracle.concat(Vectors.hex(v, "w0"), Vectors.hex(v, "L")));
        options.lastSessionId = Tlv.u16(response, 3) - 1;
        options.drbg.next(Tlv.bytes(response, 2)).next(Vectors.hex(v, "y"));
        Bench bench = new Bench(options);
        byte[] request = Vectors.hex(v, "PBKDFParamRequest");
        byte[] ours = bench.ask(0x20, request);
        // The vector's device says nothing of its session parameters, ours always does.
        int same = response.length - 1;
        assertEquals(hex(Arrays.copyOf(response, same)), hex(Arrays.copyOf(ours, same)));
        byte[] context = Oracle.concat("CHIP PAKE V1 Commissioning".getBytes(), request, response);
        int at = (Integer) Internals.field(bench.device.pase, "CONTEXT");
        byte[] bytes = (byte[]) Internals.field(bench.device.pase, "bytes");
        new Sha256().update(context, 0, context.length).finish(bytes, at);
        assertArrayEquals(Vectors.hex(v, "Pake2"), bench.ask(0x22, Vectors.hex(v, "Pake1")));
        assertArrayEquals(new byte[8], bench.ask(0x24, Vectors.hex(v, "Pake3")));
        assertKeys(v, bench.device.window.established.get(0), "I2RKey", "R2IKey");
    }
}
