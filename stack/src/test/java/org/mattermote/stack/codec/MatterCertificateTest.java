package org.mattermote.stack.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.Test;

class MatterCertificateTest {
    /** Seconds from 1970 to 2000. */
    private static final long EPOCH_2000 = 946_684_800L;

    /** Flaws of the recorded bad certificates that only the signature shows: chain validation. */
    private static final Set<String> OF_CHAIN_VALIDATION =
            new TreeSet<>(
                    Set.of(
                            "ICAC-Signature-Wrong",
                            "NOC-Signature-Wrong",
                            "RCAC-Signature-Wrong",
                            // Their TLV has no path length at all: only the signature tells that
                            // one was signed.
                            "ICAC-Ext-Basic-PathLen-Presence-Wrong",
                            "ICAC-Ext-Basic-PathLen2",
                            "NOC-Ext-Basic-PathLen-Presence-Wrong",
                            "NOC-Ext-Basic-PathLen2",
                            "RCAC-Ext-Basic-PathLen-Presence-Wrong",
                            "RCAC-Ext-Basic-PathLen2"));

    /** Those whose public key is not on the curve, which the use of the key must find out. */
    private static final Set<String> OF_KEY_VALIDATION =
            Set.of("ICAC-PublicKey-Wrong", "NOC-PublicKey-Wrong", "RCAC-PublicKey-Wrong");

    private final MatterCertificate certificate = new MatterCertificate();
    private final MatterCertificate issuer = new MatterCertificate();
    private final DerCertificateWriter writer = new DerCertificateWriter();
    private final byte[] out = new byte[MatterCertificate.MAX_DER_LENGTH];

    @Test
    void shouldReadEveryCertificate() {
        JsonObject certs = good();
        for (String name : certs.keySet()) {
            JsonObject vector = certs.getAsJsonObject(name);
            if (!vector.has("der")) {
                continue;
            }
            parse(vector);
            byte[] b = certificate.array();
            assertEquals(
                    vector.get("public_key").getAsString(),
                    Vectors.hex(b, certificate.publicKeyOffset, 65));
            if (vector.has("skid")) {
                assertEquals(
                        vector.get("skid").getAsString(),
                        Vectors.hex(b, certificate.subjectKeyIdOffset, 20));
                assertEquals(
                        vector.get("akid").getAsString(),
                        Vectors.hex(b, certificate.authorityKeyIdOffset, 20));
            } else {
                assertEquals(-1, certificate.subjectKeyIdOffset);
            }
            assertEquals(
                    Instant.parse(vector.get("not_before").getAsString()).getEpochSecond(),
                    certificate.notBefore + EPOCH_2000);
            String notAfter = vector.get("not_after").getAsString();
            if (notAfter.startsWith("9999")) {
                assertEquals(0, certificate.notAfter);
            } else {
                assertEquals(
                        Instant.parse(notAfter).getEpochSecond(),
                        certificate.notAfter + EPOCH_2000);
            }
            checkSubject(vector.get("subject").getAsString());
        }
    }

    private void checkSubject(String subject) {
        List<String> cats = new ArrayList<>();
        for (String attribute : subject.split(",")) {
            String[] pair = attribute.split("=");
            if (!pair[0].startsWith("1.3.6.1.4.1.37244.1.")) {
                continue;
            }
            long v = Long.parseUnsignedLong(pair[1], 16);
            switch (pair[0].charAt(pair[0].length() - 1)) {
                case '1' -> assertEquals(v, certificate.nodeId);
                case '2' -> assertEquals(v, certificate.firmwareSigningId);
                case '3' -> assertEquals(v, certificate.icacId);
                case '4' -> assertEquals(v, certificate.rcacId);
                case '5' -> assertEquals(v, certificate.fabricId);
                default -> cats.add(pair[1]);
            }
        }
        assertEquals(cats.size(), certificate.catCount);
        Set<String> read = new TreeSet<>();
        for (int i = 0; i < certificate.catCount; i++) {
            read.add(String.format("%08X", certificate.cats[i]));
        }
        assertEquals(new TreeSet<>(cats), read);
    }

    @Test
    void shouldRebuildTheDerOfEveryCertificate() {
        JsonObject certs = good();
        int count = 0;
        for (String name : certs.keySet()) {
            JsonObject vector = certs.getAsJsonObject(name);
            if (!vector.has("der")) {
                continue;
            }
            parse(vector);
            String tbs = vector.get("tbs").getAsString();
            int n = writer.writeTbs(certificate, out, 0, out.length);
            assertEquals(tbs, Vectors.hex(out, 0, Math.max(n, 0)), name);
            n = writer.writeCertificate(certificate, out, 0, out.length);
            assertEquals(
                    vector.get("der").getAsString(), Vectors.hex(out, 0, Math.max(n, 0)), name);
            assertEquals(n, writer.writeCertificate(certificate, out, 0, n));
            for (int room = 0; room < n; room++) {
                assertEquals(
                        CodecStatus.NO_SPACE, writer.writeCertificate(certificate, out, 0, room));
            }
            count++;
        }
        assertEquals(18, count);
    }

    @Test
    void shouldKnowTheKindsAndPassTheGoodOnes() {
        JsonObject certs = good();
        for (String name : certs.keySet()) {
            JsonObject vector = certs.getAsJsonObject(name);
            if (name.equals("Node01_01_Err01")) {
                // Two bytes of another length inside of it: no longer a certificate.
                assertNotEquals(CodecStatus.OK, parseStatus(vector), name);
                assertFalse(certificate.isParsed());
                assertEquals(CodecStatus.WRONG_TYPE, writer.writeTbs(certificate, out, 0, 600));
                continue;
            }
            parse(vector);
            int kind =
                    name.startsWith("Root")
                            ? MatterCertificate.RCAC
                            : name.startsWith("ICA")
                                    ? MatterCertificate.ICAC
                                    : name.startsWith("Node")
                                            ? MatterCertificate.NOC
                                            : name.startsWith("FW")
                                                    ? MatterCertificate.FIRMWARE_SIGNER
                                                    : MatterCertificate.KIND_UNKNOWN;
            assertEquals(kind, certificate.kind(), name);
            int rules =
                    kind == MatterCertificate.KIND_UNKNOWN
                            ? CertificateFlaw.SUBJECT_KIND
                            : kind == MatterCertificate.FIRMWARE_SIGNER
                                    ? CertificateFlaw.NOT_OPERATIONAL
                                    : name.equals("Node02_07")
                                            ? CertificateFlaw.CRITICAL_EXTENSION
                                            : CodecStatus.OK;
            assertEquals(rules, certificate.checkRules(), name);
        }
    }

    @Test
    void shouldFollowTheChainByNameAndKey() {
        JsonObject certs = good();
        String[][] chain = {
            {"ICA01", "Root01"}, {"ICA02", "Root02"}, {"Node01_01", "ICA01"},
            {"Node01_02", "Root01"}, {"Node02_04", "ICA02"}, {"Root01", "Root01"}
        };
        for (String[] pair : chain) {
            parse(certs.getAsJsonObject(pair[0]));
            byte[] b = tlv(certs.getAsJsonObject(pair[1]));
            assertEquals(CodecStatus.OK, issuer.parse(b, 0, b.length));
            assertTrue(certificate.isIssuedByName(issuer), pair[0]);
            assertTrue(certificate.isIssuedByKey(issuer), pair[0]);
        }
        parse(certs.getAsJsonObject("Node02_04"));
        byte[] b = tlv(certs.getAsJsonObject("Root01"));
        assertEquals(CodecStatus.OK, issuer.parse(b, 0, b.length));
        assertFalse(certificate.isIssuedByName(issuer));
        assertFalse(certificate.isIssuedByKey(issuer));
    }

    @Test
    void shouldRefuseEveryFlaw() throws GeneralSecurityException {
        JsonObject certs =
                Vectors.read("operational_certs_bad.json")
                        .getAsJsonObject()
                        .getAsJsonObject("certs");
        TreeSet<String> accepted = new TreeSet<>();
        for (String name : certs.keySet()) {
            JsonObject vector = certs.getAsJsonObject(name);
            if (!vector.has("tlv")) {
                // A flaw that TLV cannot even express.
                continue;
            }
            int status = parseStatus(vector);
            if (status == CodecStatus.OK) {
                status = certificate.checkRules();
            }
            if (status == CodecStatus.OK && OF_KEY_VALIDATION.contains(name)) {
                byte[] key =
                        Arrays.copyOfRange(
                                certificate.array(),
                                certificate.publicKeyOffset,
                                certificate.publicKeyOffset + 65);
                assertThrows(
                        IllegalArgumentException.class,
                        () -> SECNamedCurves.getByName("secp256r1").getCurve().decodePoint(key));
            } else if (status == CodecStatus.OK) {
                accepted.add(name);
                assertFalse(verifies(), name + " has a good signature");
            }
        }
        assertEquals(OF_CHAIN_VALIDATION, accepted);
    }

    @Test
    void shouldNameTheFlaw() {
        assertEquals(CertificateFlaw.CATS, flaw("NOC-Subject-CAT-Invalid"));
        assertEquals(CertificateFlaw.CATS, flaw("NOC-Subject-CAT-Twice"));
        assertEquals(CertificateFlaw.CATS, flaw("ICAC-Subject-CAT-Twice"));
        assertEquals(CertificateFlaw.NODE_ID, flaw("NOC-Subject-NodeId-Invalid"));
        assertEquals(CertificateFlaw.FABRIC_ID, flaw("NOC-Subject-FabricId-Missing"));
        assertEquals(CertificateFlaw.FABRIC_ID, flaw("NOC-Subject-FabricId-Twice"));
        assertEquals(CertificateFlaw.FABRIC_ID, flaw("NOC-Subject-FabricId-Invalid"));
        assertEquals(CertificateFlaw.SUBJECT_KIND, flaw("NOC-Subject-MatterId-Missing"));
        assertEquals(CertificateFlaw.SUBJECT_KIND, flaw("RCAC-Subject-MatterId-Twice"));
        assertEquals(CertificateFlaw.VALIDITY, flaw("NOC-Validity-Wrong"));
        assertEquals(CertificateFlaw.BASIC_CONSTRAINTS, flaw("ICAC-Ext-Basic-CA-Wrong"));
        assertEquals(CertificateFlaw.BASIC_CONSTRAINTS, flaw("NOC-Ext-Basic-Missing"));
        assertEquals(CertificateFlaw.KEY_USAGE, flaw("RCAC-Ext-KeyUsage-KeyCertSign-Wrong"));
        assertEquals(CertificateFlaw.KEY_USAGE, flaw("ICAC-Ext-KeyUsage-Missing"));
        assertEquals(CertificateFlaw.KEY_IDENTIFIERS, flaw("NOC-Ext-AKID-Missing"));
        assertEquals(CodecStatus.OUT_OF_RANGE, flaw("NOC-Ext-SKID-Length-Invalid"));
        assertEquals(CodecStatus.OUT_OF_RANGE, flaw("NOC-Oversized"));
        assertEquals(CodecStatus.OUT_OF_RANGE, flaw("NOC-Sig-Algo-ECDSA-With-SHA1"));
        assertEquals(CodecStatus.OUT_OF_RANGE, flaw("NOC-Sig-Curve-Secp256k1"));
        assertEquals(CodecStatus.NOT_FOUND, flaw("NOC-Serial-Number-Missing"));
    }

    @Test
    void shouldPassThePeersOwnCertificates() throws GeneralSecurityException {
        JsonObject recording = Vectors.read("commissioning.json").getAsJsonObject();
        int count = 0;
        for (String run : recording.keySet()) {
            JsonObject operational = recording.getAsJsonObject(run).getAsJsonObject("operational");
            for (String name :
                    List.of("rcac", "icac", "noc", "controller_noc", "controller_icac")) {
                JsonElement hex = operational.get(name);
                if (hex == null || hex.isJsonNull() || hex.getAsString().isEmpty()) {
                    continue;
                }
                byte[] b = Vectors.hex(hex.getAsString());
                assertEquals(CodecStatus.OK, certificate.parse(b, 0, b.length), name);
                assertEquals(CodecStatus.OK, certificate.checkRules(), name);
                String above =
                        name.contains("noc") && has(operational, name.replace("noc", "icac"))
                                ? name.replace("noc", "icac")
                                : "rcac";
                byte[] a = Vectors.hex(operational.get(above).getAsString());
                assertEquals(CodecStatus.OK, issuer.parse(a, 0, a.length));
                assertTrue(certificate.isIssuedByName(issuer));
                assertTrue(certificate.isIssuedByKey(issuer));
                assertTrue(
                        verifies(
                                Arrays.copyOfRange(
                                        a, issuer.publicKeyOffset, issuer.publicKeyOffset + 65)),
                        name);
                count++;
            }
        }
        assertEquals(8, count);
    }

    @Test
    void shouldWriteDatesAsTheJdkReadsThem() throws GeneralSecurityException {
        byte[] b = tlv(good().getAsJsonObject("Root01"));
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        java.util.Random random = new java.util.Random(5);
        long[] corners = {
            1,
            86399,
            86400,
            59 * 86400L,
            60 * 86400L,
            366 * 86400L - 1,
            366 * 86400L,
            1577923199L,
            1577923200L,
            3155759999L,
            3155760000L,
            3160857599L,
            3160857600L,
            3160943999L,
            3160944000L,
            0xFFFFFFFFL
        };
        int at = Vectors.hex(b, 0, b.length).indexOf("2604") / 2 + 2;
        for (int n = 0; n < 3000; n++) {
            long from = n < corners.length ? corners[n] : random.nextInt() & 0xFFFFFFFFL;
            org.mattermote.stack.mem.Bytes.putU32le(b, at, (int) from);
            assertEquals(CodecStatus.OK, certificate.parse(b, 0, b.length));
            assertEquals(from, certificate.notBefore);
            int length = writer.writeCertificate(certificate, out, 0, out.length);
            X509Certificate x509 =
                    (X509Certificate)
                            factory.generateCertificate(new ByteArrayInputStream(out, 0, length));
            assertEquals(
                    (from + EPOCH_2000) * 1000, x509.getNotBefore().getTime(), "seconds=" + from);
        }
    }

    @Test
    void shouldWriteEveryKeyUsageAndPathLengthAsTheJdkReadsThem() throws GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        // Root02 has a path length and, with a two-byte key usage put in, is one byte longer.
        String hex = good().getAsJsonObject("Root02").get("tlv").getAsString();
        for (int usage = 0; usage < 512; usage++) {
            int pathLength = usage & 0xFF;
            byte[] b =
                    Vectors.hex(
                            hex.replace(
                                    "29012402011824026030",
                                    String.format(
                                            "29012402%02x182502%02x%02x30",
                                            pathLength, usage & 0xFF, usage >> 8)));
            assertEquals(CodecStatus.OK, certificate.parse(b, 0, b.length));
            assertEquals(usage, certificate.keyUsage);
            int length = writer.writeCertificate(certificate, out, 0, out.length);
            X509Certificate x509 =
                    (X509Certificate)
                            factory.generateCertificate(new ByteArrayInputStream(out, 0, length));
            assertEquals(pathLength, x509.getBasicConstraints());
            boolean[] bits = new boolean[9];
            for (int i = 0; i < 9; i++) {
                bits[i] = (usage >> i & 1) != 0;
            }
            boolean[] read = Arrays.copyOf(x509.getKeyUsage(), 9);
            assertArrayEquals(bits, read, "usage=" + usage);
        }
    }

    @Test
    void shouldWriteEveryNameAttributeAsX509() throws GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        String hex = good().getAsJsonObject("Root01").get("tlv").getAsString();
        String[] oids = {
            "2.5.4.3", "2.5.4.4", "2.5.4.5", "2.5.4.6", "2.5.4.7", "2.5.4.8", "2.5.4.10",
            "2.5.4.11", "2.5.4.12", "2.5.4.41", "2.5.4.42", "2.5.4.43", "2.5.4.44", "2.5.4.46",
            "2.5.4.65", "0.9.2342.19200300.100.1.25"
        };
        int[] forms = {12, 19, 22};
        for (int tag = 1; tag <= 16; tag++) {
            for (int printable = 0; printable <= (tag == 16 ? 0 : 0x80); printable += 0x80) {
                byte[] b =
                        Vectors.hex(
                                hex.replaceFirst(
                                        "3703271401000000cacacaca",
                                        String.format("37032c%02x024142", tag | printable)));
                assertEquals(CodecStatus.OK, certificate.parse(b, 0, b.length));
                int length = writer.writeCertificate(certificate, out, 0, out.length);
                X509Certificate x509 =
                        (X509Certificate)
                                factory.generateCertificate(
                                        new ByteArrayInputStream(out, 0, length));
                byte[] name = x509.getIssuerX500Principal().getEncoded();
                assertEquals(tag == 16 ? forms[2] : forms[printable >> 7], name[name.length - 4]);
                X500Name read = X500Name.getInstance(name);
                assertEquals(oids[tag - 1], read.getRDNs()[0].getFirst().getType().getId());
                assertEquals("AB", read.getRDNs()[0].getFirst().getValue().toString());
            }
        }
    }

    @Test
    void shouldRefuseFutureExtensionsThatAreNone() {
        JsonObject vector = good().getAsJsonObject("Node02_06");
        String hex = vector.get("tlv").getAsString();
        String good = "30061a30180603551d110411300f810d7465737440636869702e6f7267";
        assertTrue(hex.contains(good));
        String[] bad = {
            "30061a30180603551d110101ff300c810a7465737440636869702e6f72",
            "30061a30170603551d110411300f810d7465737440636869702e6f7267",
            "30061a31180603551d110411300f810d7465737440636869702e6f7267",
            "30061a30180603551d130411300f810d7465737440636869702e6f7267",
            "30061a30180503551d110411300f810d7465737440636869702e6f7267",
            "30061a30180603551d110410300f810d7465737440636869702e6f7267",
            "30061a30820603551d110411300f810d7465737440636869702e6f7267",
            "30061a30180682551d110411300f810d7465737440636869702e6f7267"
        };
        for (String s : bad) {
            byte[] b = Vectors.hex(hex.replace(good, s));
            assertEquals(CodecStatus.MALFORMED, certificate.parse(b, 0, b.length), s);
        }
    }

    private int flaw(String name) {
        JsonObject vector =
                Vectors.read("operational_certs_bad.json")
                        .getAsJsonObject()
                        .getAsJsonObject("certs")
                        .getAsJsonObject(name);
        int status = parseStatus(vector);
        return status == CodecStatus.OK ? certificate.checkRules() : status;
    }

    /** Is the parsed certificate signed by its own key or one of the good CAs. */
    private boolean verifies() throws GeneralSecurityException {
        byte[] b = certificate.array();
        int at = certificate.publicKeyOffset;
        if (verifies(Arrays.copyOfRange(b, at, at + 65))) {
            return true;
        }
        JsonObject certs = good();
        for (String name : certs.keySet()) {
            if (name.startsWith("ICA") || name.startsWith("Root")) {
                String key = certs.getAsJsonObject(name).get("public_key").getAsString();
                if (verifies(Vectors.hex(key))) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean verifies(byte[] key) throws GeneralSecurityException {
        int n = writer.writeTbs(certificate, out, 0, out.length);
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        ECPoint point =
                new ECPoint(
                        new BigInteger(1, Arrays.copyOfRange(key, 1, 33)),
                        new BigInteger(1, Arrays.copyOfRange(key, 33, 65)));
        try {
            PublicKey publicKey =
                    KeyFactory.getInstance("EC")
                            .generatePublic(
                                    new ECPublicKeySpec(
                                            point,
                                            parameters.getParameterSpec(ECParameterSpec.class)));
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initVerify(publicKey);
            signature.update(out, 0, n);
            return signature.verify(certificate.array(), certificate.signatureOffset, 64);
        } catch (GeneralSecurityException e) {
            // A key off the curve.
            return false;
        }
    }

    private static boolean has(JsonObject object, String name) {
        return object.has(name)
                && !object.get(name).isJsonNull()
                && !object.get(name).getAsString().isEmpty();
    }

    private static JsonObject good() {
        return Vectors.read("operational_certs.json").getAsJsonObject().getAsJsonObject("certs");
    }

    private static byte[] tlv(JsonObject vector) {
        return Vectors.hex(vector.get("tlv").getAsString());
    }

    private int parseStatus(JsonObject vector) {
        byte[] b = tlv(vector);
        return certificate.parse(b, 0, b.length);
    }

    private void parse(JsonObject vector) {
        assertEquals(CodecStatus.OK, parseStatus(vector));
    }
}
