package org.mattermote.stack.secure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mattermote.stack.codec.MatterCertificate;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.crypto.Sha256;
import org.mattermote.stack.fabric.TestFabrics;
import org.mattermote.stack.fabric.Vectors;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.stack.sim.Oracle;
import org.mattermote.stack.sim.SimDevice;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.Tlv;

/** CASE against what others computed and sent. */
class CaseResponderTest {
    private static final byte[] NONCE2 = "NCASE_Sigma2N".getBytes();
    private static final byte[] NONE = new byte[0];

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /**
     * Puts the recorded Sigma2 in the place of ours in the transcript. They differ in the
     * signature, which is random; everything after it depends on it.
     */
    private static void adopt(SimDevice device, byte[] sigma1, byte[] sigma2) {
        Pool<CaseContext> contexts = device.caseResponder.contexts;
        Sha256 sha = new Sha256();
        contexts.at(0).beginTranscript(sha, sigma1, 0, sigma1.length);
        contexts.at(0).addToTranscript(sha, sigma2, 0, sigma2.length);
    }

    /** All of Sigma2 is as recorded but for the signature, and that one is good. */
    private static void assertSameButForSignature(
            byte[] expected, byte[] actual, byte[] sigma2Key, byte[] tbe, byte[] initiatorKey) {
        for (int tag = 1; tag <= 3; tag++) {
            if (tag == 2) {
                assertEquals(Tlv.u16(expected, tag), Tlv.u16(actual, tag));
            } else {
                assertEquals(hex(Tlv.bytes(expected, tag)), hex(Tlv.bytes(actual, tag)));
            }
        }
        byte[] opened = Oracle.open(sigma2Key, NONCE2, NONE, Tlv.bytes(actual, 4));
        assertNotNull(opened, "sealed with another key than S2K");
        assertEquals(tbe.length, opened.length);
        byte[] signature = Tlv.bytes(opened, 3);
        // Only the 64 bytes of the signature differ.
        int at = tbe.length - 1 - 19 - 64;
        assertArrayEquals(Arrays.copyOf(tbe, at), Arrays.copyOf(opened, at));
        assertArrayEquals(
                Arrays.copyOfRange(tbe, at + 64, tbe.length),
                Arrays.copyOfRange(opened, at + 64, opened.length));
        byte[] noc = Tlv.bytes(opened, 1);
        byte[] icac = Tlv.bytes(opened, 2);
        MatterCertificate certificate = new MatterCertificate();
        certificate.parse(noc, 0, noc.length);
        byte[] key =
                Arrays.copyOfRange(
                        noc, certificate.publicKeyOffset, certificate.publicKeyOffset + 65);
        byte[] tbs =
                Tlv.struct(
                        out -> {
                            Tlv.bytes(out, 1, noc);
                            if (icac != null) {
                                Tlv.bytes(out, 2, icac);
                            }
                            Tlv.bytes(out, 3, Tlv.bytes(actual, 3));
                            Tlv.bytes(out, 4, initiatorKey);
                        });
        assertTrue(Oracle.verify(key, signature, tbs));
    }

    private static void assertKeys(JsonObject made, SecureSession session) {
        assertEquals(made.get("i2r_key").getAsString(), hex(Internals.i2rKey(session)));
        assertEquals(made.get("r2i_key").getAsString(), hex(Internals.r2iKey(session)));
        assertEquals(
                made.get("attestation_challenge").getAsString(),
                hex(session.attestationChallenge()));
    }

    @ParameterizedTest
    @CsvSource({"matterjs, CASE 1, 0", "chip, CASE 1, 0", "matterjs, CASE 2, 2", "chip, CASE 2, 2"})
    @Tag("session-layer R40")
    @Tag("session-layer R49")
    @Tag("session-layer R50")
    void shouldMakeTheSessionsOfTheRecordedDevice(String name, String which, int sigma1sBefore) {
        Recording recording = new Recording(name);
        JsonObject made = recording.session(which);
        int sigma1 = -1;
        for (int i = 0; i <= sigma1sBefore; i++) {
            sigma1 = recording.find(sigma1 + 1, "Sigma1");
        }
        int sigma2 = recording.find(sigma1, "Sigma2");
        int sigma3 = recording.find(sigma1, "Sigma3");
        byte[] tbe = Vectors.hex(made, "sigma2_tbe_data");
        SimDevice.Options options = recording.options(sigma2);
        options.lastSessionId = made.get("device_session_id").getAsInt() - 1;
        options.drbg
                .next(Vectors.hex(made, "device_ephemeral_private_key"))
                .next(new byte[32])
                .next(Tlv.bytes(recording.payload(sigma2), 1))
                .next(Tlv.bytes(tbe, 4));
        SimDevice device = new SimDevice(recording.udp, options);
        recording.join(device);

        recording.feed(device, recording.raw(sigma1), 0);
        byte[] ours = recording.udp.last();
        byte[] theirs = recording.raw(sigma2);
        int front = theirs.length - recording.payload(sigma2).length;
        assertEquals(theirs.length, ours.length);
        assertEquals(hex(Arrays.copyOf(theirs, front)), hex(Arrays.copyOf(ours, front)));
        byte[] payload = Arrays.copyOfRange(ours, front, ours.length);
        assertSameButForSignature(
                recording.payload(sigma2),
                payload,
                Vectors.hex(made, "sigma2_key"),
                tbe,
                Tlv.bytes(recording.payload(sigma1), 4));
        adopt(device, recording.payload(sigma1), recording.payload(sigma2));

        recording.feed(device, recording.raw(sigma3), 5);
        assertEquals(hex(recording.raw(sigma3 + 1)), hex(recording.udp.last()));
        SecureSession session =
                device.sessions.findByLocalId(made.get("device_session_id").getAsInt());
        assertKeys(made, session);
        JsonObject operational = recording.run.getAsJsonObject("operational");
        assertEquals(
                Long.parseUnsignedLong(operational.get("controller_node_id").getAsString(), 16),
                session.peerNodeId());
        assertEquals(
                Long.parseUnsignedLong(operational.get("device_node_id").getAsString(), 16),
                session.localNodeId());
        assertEquals(1, session.fabricIndex());
        assertEquals(SecureSession.TYPE_CASE, session.type());

        int first = recording.first(which);
        recording.feed(device, recording.raw(first), 10);
        assertArrayEquals(recording.payload(first), device.requests().get(0));
        recording.feed(device, recording.raw(recording.find(sigma3, "StandaloneAck")), 20);
        assertEquals(0, device.counters.rxDropped);
        assertEquals(0, device.caseResponder.halfOpen());
    }

    @ParameterizedTest
    @ValueSource(strings = {"matterjs", "chip"})
    @Tag("session-layer R52")
    @Tag("session-layer R54")
    @Tag("session-layer R55")
    void shouldResumeAsTheRecordedDeviceDid(String name) {
        Recording recording = new Recording(name);
        JsonObject full = recording.session("CASE 1");
        JsonObject made = recording.session("CASE resumed 1");
        int sigma1 = recording.find(0, "Sigma1");
        int sigma2 = recording.find(sigma1, "Sigma2");
        int resume1 = recording.find(sigma2, "Sigma1");
        int resume2 = recording.find(resume1, "Sigma2Resume");
        SimDevice.Options options = recording.options(sigma2);
        options.lastSessionId = full.get("device_session_id").getAsInt() - 1;
        options.drbg
                .next(Vectors.hex(full, "device_ephemeral_private_key"))
                .next(new byte[32])
                .next(Tlv.bytes(recording.payload(sigma2), 1))
                .next(Tlv.bytes(Vectors.hex(full, "sigma2_tbe_data"), 4))
                .next(Tlv.bytes(recording.payload(resume2), 1));
        SimDevice device = new SimDevice(recording.udp, options);
        recording.join(device);
        recording.feed(device, recording.raw(sigma1), 0);
        adopt(device, recording.payload(sigma1), recording.payload(sigma2));
        recording.feed(device, recording.raw(recording.find(sigma1, "Sigma3")), 5);
        recording.feed(device, recording.raw(recording.find(sigma2, "StandaloneAck")), 9);

        recording.feed(device, recording.raw(resume1), 100);
        assertEquals(hex(recording.raw(resume2)), hex(recording.udp.last()));
        recording.feed(device, recording.raw(recording.find(resume2, "StatusReport")), 110);
        assertEquals(hex(recording.raw(resume2 + 2)), hex(recording.udp.last()));
        SecureSession session =
                device.sessions.findByLocalId(made.get("device_session_id").getAsInt());
        assertKeys(made, session);
        assertEquals(
                Long.parseUnsignedLong(made.get("controller_node_id").getAsString(), 16),
                session.peerNodeId());
        int first = recording.first("CASE resumed 1");
        recording.feed(device, recording.raw(first), 120);
        assertArrayEquals(recording.payload(first), device.requests().get(0));
        assertEquals(0, device.counters.rxDropped);
        assertEquals(0, device.caseResponder.halfOpen());
    }

    @ParameterizedTest
    @ValueSource(strings = {"matterjs", "chip"})
    @Tag("session-layer R49")
    void shouldMakeAFullHandshakeOfAResumptionItDoesNotKnow(String name) {
        Recording recording = new Recording(name);
        int sigma1 = recording.find(recording.find(0, "Sigma1") + 1, "Sigma1");
        SimDevice device = new SimDevice(recording.udp, recording.options(1));
        recording.join(device);
        recording.feed(device, recording.raw(sigma1), 0);
        byte[] answer = recording.udp.last();
        assertEquals(0x31, answer[17] & 0xFF);
        assertEquals(1, device.caseResponder.halfOpen());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void shouldComputeWhatTheVectorsSay(int index) {
        JsonObject v =
                Vectors.read("pase_case.json").getAsJsonArray("case").get(index).getAsJsonObject();
        byte[] sigma1 = Vectors.hex(v, "Sigma1");
        byte[] sigma2 = Vectors.hex(v, "Sigma2");
        byte[] tbe = Vectors.hex(v, "TBEData2");
        SimDevice.Options options = new SimDevice.Options();
        options.lastSessionId = v.get("responder_session_id").getAsInt() - 1;
        TlvReader said = Tlv.find(sigma2, 5);
        if (said != null) {
            options.own = new org.mattermote.stack.codec.SessionParameters();
            options.own.decodeMember(said);
        }
        options.drbg
                .next(Vectors.hex(v, "responder_eph_private"))
                .next(new byte[32])
                .next(Vectors.hex(v, "responder_random"))
                .next(Vectors.hex(v, "resumption_id"));
        Bench bench = new Bench(options);
        String icac =
                v.get("responder_icac").isJsonNull() ? null : v.get("responder_icac").getAsString();
        String noc = v.get("responder").getAsString();
        bench.device.join(
                new SimFabric.Identity(
                        TestFabrics.tlv(v.get("root").getAsString()),
                        null,
                        icac == null ? null : TestFabrics.tlv(icac),
                        TestFabrics.tlv(noc),
                        TestFabrics.key(noc),
                        0,
                        0,
                        null),
                Vectors.hex(v, "epoch_key"));
        byte[] ours = bench.ask(0x30, sigma1);
        assertSameButForSignature(
                sigma2, ours, Vectors.hex(v, "S2K"), tbe, Vectors.hex(v, "initiator_eph_public"));
        adopt(bench.device, sigma1, sigma2);
        assertArrayEquals(new byte[8], bench.ask(0x32, Vectors.hex(v, "Sigma3")));
        SecureSession session = bench.device.sessions.slots().at(0);
        assertEquals(v.get("I2RKey").getAsString(), hex(Internals.i2rKey(session)));
        assertEquals(v.get("R2IKey").getAsString(), hex(Internals.r2iKey(session)));
        assertEquals(
                v.get("attestation_challenge").getAsString(), hex(session.attestationChallenge()));
        assertEquals(
                Long.parseUnsignedLong(v.get("initiator_node_id").getAsString(), 16),
                session.peerNodeId());
        assertResumes(bench, v);
    }

    private static void assertResumes(Bench bench, JsonObject v) {
        JsonObject again = v.getAsJsonObject("resumption");
        byte[] newId = Vectors.hex(again, "new_resumption_id");
        bench.device.drbg.next(newId);
        bench.talk = bench.controller.openUnsecured();
        byte[] sigma1 =
                Tlv.struct(
                        out -> {
                            Tlv.bytes(out, 1, Vectors.hex(again, "initiator_random"));
                            out.putUnsigned(2, again.get("initiator_session_id").getAsInt());
                            // It need not fit: the resumption id says which fabric it is.
                            Tlv.bytes(out, 3, new byte[32]);
                            Tlv.bytes(out, 4, Vectors.hex(v, "initiator_eph_public"));
                            Tlv.bytes(out, 6, Vectors.hex(v, "resumption_id"));
                            Tlv.bytes(out, 7, Vectors.hex(again, "initiatorResumeMIC"));
                        });
        byte[] answer = bench.ask(0x30, sigma1);
        assertEquals(0x33, bench.talk.last().opcode());
        assertArrayEquals(newId, Tlv.bytes(answer, 1));
        assertArrayEquals(Vectors.hex(again, "sigma2ResumeMIC"), Tlv.bytes(answer, 2));
        bench.controller.say(bench.talk, 0x40, new byte[8]);
        assertTrue(bench.network.run(() -> bench.talk.isAcknowledged(), 1_000));
        SecureSession session = bench.device.sessions.findByLocalId(Tlv.u16(answer, 3));
        assertEquals(again.get("I2RKey").getAsString(), hex(Internals.i2rKey(session)));
        assertEquals(again.get("R2IKey").getAsString(), hex(Internals.r2iKey(session)));
        // The id has been used: a second time it leads to a full handshake, or nowhere.
        bench.talk = bench.controller.openUnsecured();
        assertArrayEquals(Bench.NO_SHARED_TRUST_ROOTS, bench.ask(0x30, sigma1));
    }
}
