package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.ByteArrayInputStream;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.crypto.Ecdsa;
import org.mattermote.stack.crypto.P256;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.Vectors;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.spec.GeneralCommissioningSpec;
import org.mattermote.stack.model.spec.OperationalCredentialsSpec;

/** Two real commissionings, their commands replayed into the clusters. */
class RecordedCommissioningTest {
    private static final HexFormat HEX = HexFormat.of();

    /** Stands on the element behind tag numbers, from an anonymous structure on. */
    private static TlvReader at(byte[] payload, int... tags) {
        TlvReader reader = new TlvReader();
        reader.wrap(payload, 0, payload.length);
        reader.next();
        for (int tag : tags) {
            reader.enter();
            int status = tag < 0 ? reader.next() : reader.find(tag);
            if (status != CodecStatus.OK) {
                return null;
            }
        }
        return reader;
    }

    private static byte[] verify(PublicKey key, byte[] message, byte[] challenge, byte[] raw)
            throws Exception {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initVerify(key);
        signature.update(message);
        signature.update(challenge);
        byte[] der = new byte[Ecdsa.MAX_DER];
        int length = new Ecdsa(new P256()).rawToDer(raw, 0, der, 0);
        assertTrue(signature.verify(der, 0, length));
        return message;
    }

    @ParameterizedTest
    @ValueSource(strings = {"matterjs", "chip"})
    void shouldAnswerAsTheRecordedDeviceDid(String run) throws Exception {
        JsonObject v = Vectors.read("commissioning.json").getAsJsonObject(run);
        JsonObject attestation = v.getAsJsonObject("attestation");
        JsonObject csr = v.getAsJsonObject("csr");
        JsonObject operational = v.getAsJsonObject("operational");
        AdminNode node = new AdminNode();
        node.dac = Vectors.hex(attestation, "dac");
        node.pai = Vectors.hex(attestation, "pai");
        node.declaration = Vectors.hex(attestation, "certification_declaration");
        node.dacKey = Vectors.hex(attestation, "dac_private_key");
        System.arraycopy(Vectors.hex(csr, "node_private_key"), 0, node.nextKey, 0, 32);
        byte[] challenge = Vectors.hex(attestation, "challenge");
        node.subject.attestationChallenge = challenge;
        PublicKey dacKey =
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(node.dac))
                        .getPublicKey();
        node.fabrics.failSafe.armForPase(AdminNode.PASE_SESSION, 0);
        long controller =
                Long.parseUnsignedLong(operational.get("controller_node_id").getAsString(), 16);

        JsonElement[] messages = v.getAsJsonArray("messages").asList().toArray(new JsonElement[0]);
        int replayed = 0;
        for (int i = 0;
                i < messages.length && node.fabrics.table.count() == 0
                        || node.fabrics.failSafe.isArmed();
                i++) {
            JsonObject m = messages[i].getAsJsonObject();
            String what = m.get("what").getAsString();
            if (!what.startsWith("InvokeRequest 0/OperationalCredentials")
                    && !what.startsWith("InvokeRequest 0/GeneralCommissioning")) {
                continue;
            }
            byte[] payload = Vectors.hex(m, "payload");
            int command = (int) at(payload, 2, -1, 0, 2).value();
            boolean general = at(payload, 2, -1, 0, 1).value() == GeneralCommissioningSpec.ID;
            Cluster cluster = general ? node.general : node.credentials;
            if (m.get("session").getAsString().startsWith("CASE")) {
                node.onCase(1, controller);
            }
            TlvReader fields = at(payload, 2, -1, 1);
            AdminNode.Answer answer = node.invoke(cluster, command, fields);
            assertEquals(0, answer.status(), what);
            replayed++;

            JsonObject reply = reply(messages, i);
            byte[] expected = Vectors.hex(reply, "payload");
            TlvReader response = at(expected, 1, -1, 0);
            if (response == null) {
                assertEquals(-1, answer.response());
                continue;
            }
            assertEquals(at(expected, 1, -1, 0, 0, 2).value(), answer.response(), what);
            Map<?, ?> wanted = (Map<?, ?>) AdminNode.value(at(expected, 1, -1, 0, 1));
            if (!general && command == OperationalCredentialsSpec.CMD_CSR_REQUEST) {
                checkCsr(answer, csr, dacKey, challenge);
                continue;
            }
            for (Map.Entry<?, ?> e : wanted.entrySet()) {
                if (!general
                        && command == OperationalCredentialsSpec.CMD_ATTESTATION_REQUEST
                        && e.getKey().equals(1)) {
                    byte[] elements = HEX.parseHex((String) answer.field(0));
                    verify(dacKey, elements, challenge, HEX.parseHex((String) answer.field(1)));
                } else {
                    assertEquals(e.getValue(), answer.field((int) e.getKey()), what);
                }
            }
            assertEquals(wanted.keySet(), answer.fields().keySet());
            if (!general && command == OperationalCredentialsSpec.CMD_ADD_NOC) {
                assertTrue(node.calls.contains("session 41 fabric 1"));
                assertEquals("", node.store.contents().replaceAll("(?m)^2=.*\\n", ""));
            }
        }
        assertTrue(replayed >= 8, run + " " + replayed);

        Fabric fabric = node.fabrics.table.find(1);
        assertNotNull(fabric);
        assertFalse(fabric.pending);
        assertFalse(node.fabrics.failSafe.isArmed());
        assertEquals(
                operational.get("operational_ipk").getAsString(),
                HEX.formatHex(node.fabrics.ipk(fabric)));
        assertEquals(
                operational.get("compressed_fabric_id").getAsString(),
                HEX.formatHex(fabric.compressedFabricId));
        assertEquals(
                operational.get("device_node_id").getAsString(),
                String.format("%016x", fabric.nodeId));
        assertEquals(
                operational.get("fabric_id").getAsString(),
                String.format("%016x", fabric.fabricId));
        assertEquals(0xFFF1, fabric.vendorId);
        assertEquals(List.of("added 1", "committed 1"), node.fabrics.events);
        checkAttributes(node, operational);
        checkSigma1(node, messages, fabric);

        AdminNode again = new AdminNode(node.store);
        assertEquals(0, again.fabrics.table.load());
        assertEquals(node.state(), again.state());
    }

    private static JsonObject reply(JsonElement[] messages, int from) {
        for (int i = from + 1; ; i++) {
            JsonObject m = messages[i].getAsJsonObject();
            if (m.get("what").getAsString().startsWith("InvokeResponse")) {
                return m;
            }
        }
    }

    private static void checkCsr(
            AdminNode.Answer answer, JsonObject csr, PublicKey dacKey, byte[] challenge)
            throws Exception {
        byte[] elements = HEX.parseHex((String) answer.field(0));
        verify(dacKey, elements, challenge, HEX.parseHex((String) answer.field(1)));
        Map<Object, Object> members = AdminNode.structure(elements, elements.length);
        assertEquals(csr.get("nonce").getAsString(), members.get(2));
        PKCS10CertificationRequest request =
                new PKCS10CertificationRequest(HEX.parseHex((String) members.get(1)));
        assertTrue(
                request.isSignatureValid(
                        new JcaContentVerifierProviderBuilder()
                                .setProvider(new BouncyCastleProvider())
                                .build(request.getSubjectPublicKeyInfo())));
        assertEquals(
                csr.get("node_public_key").getAsString(),
                HEX.formatHex(request.getSubjectPublicKeyInfo().getPublicKeyData().getBytes()));
    }

    private static void checkAttributes(AdminNode node, JsonObject operational) {
        String icac = operational.get("icac").getAsString();
        Map<?, ?> noc = (Map<?, ?>) ((List<?>) node.read(node.credentials, 0, true)).get(0);
        assertEquals(operational.get("noc").getAsString(), noc.get(1));
        assertEquals(icac.isEmpty() ? null : icac, noc.get(2));
        assertEquals(1L, noc.get(254));
        assertEquals(
                List.of(operational.get("rcac").getAsString()),
                node.read(node.credentials, 4, true));
        Object subject = operational.get("case_admin_subject");
        long admin =
                subject instanceof JsonObject o
                        ? Long.parseUnsignedLong(o.get("uint").getAsString())
                        : operational.get("case_admin_subject").getAsLong();
        Map<?, ?> entry = (Map<?, ?>) ((List<?>) node.read(node.acl, 0, true)).get(0);
        assertEquals("{1=5, 2=2, 3=[" + admin + "], 4=null, 254=1}", entry.toString());
    }

    private static void checkSigma1(AdminNode node, JsonElement[] messages, Fabric fabric) {
        int found = 0;
        for (JsonElement e : messages) {
            JsonObject m = e.getAsJsonObject();
            if (m.get("what").getAsString().startsWith("Sigma1")) {
                byte[] payload = Vectors.hex(m, "payload");
                TlvReader random = at(payload, 1);
                TlvReader destination = at(payload, 3);
                assertEquals(
                        fabric,
                        node.fabrics.table.matchDestination(
                                payload, destination.dataOffset(), payload, random.dataOffset()));
                assertTrue(
                        Arrays.equals(node.fabrics.ipk(fabric), node.fabrics.table.matchedIpk()));
                found++;
            }
        }
        assertTrue(found > 0);
    }
}
