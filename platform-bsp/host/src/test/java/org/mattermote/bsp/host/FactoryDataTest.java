package org.mattermote.bsp.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mattermote.stack.crypto.Ecdsa;
import org.mattermote.stack.crypto.Hmac;
import org.mattermote.stack.crypto.P256;
import org.mattermote.stack.crypto.SoftwareCrypto;
import org.mattermote.stack.crypto.Spake2pVerifier;
import org.mattermote.stack.port.CryptoPort;
import org.mattermote.stack.port.DeviceDataPort;
import org.mattermote.stack.port.PortStatus;

class FactoryDataTest {
    @TempDir Path folder;

    private FactoryFile data;
    private DeviceProperties properties;

    @BeforeEach
    void make() throws HostException {
        properties = DeviceProperties.open(folder.resolve("device.properties"));
        data = FactoryData.of(0xFFF1, 0x8000, 20202021, 3840, "Mattermote Light", properties);
    }

    private byte[] certificate(int type) {
        byte[] out = new byte[600];
        int length = data.certificate(type, out, 0, out.length);
        return Arrays.copyOf(out, length);
    }

    private static X509Certificate parse(byte[] der) throws Exception {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(der));
    }

    @Test
    void shouldHaveACertificateChainToThePublishedRoot() throws Exception {
        X509Certificate root;
        try (InputStream in = FactoryDataTest.class.getResourceAsStream("paa-FFF1.der")) {
            root = parse(in.readAllBytes());
        }
        X509Certificate pai = parse(certificate(DeviceDataPort.CERTIFICATE_PAI));
        X509Certificate dac = parse(certificate(DeviceDataPort.CERTIFICATE_DAC));
        pai.verify(root.getPublicKey());
        dac.verify(pai.getPublicKey());
        String subject = dac.getSubjectX500Principal().getName();
        // Vendor and product as UTF8String attributes: tag, length and four characters in hex.
        assertTrue(subject.contains("1.3.6.1.4.1.37244.2.1=#0c0446464631"), subject);
        assertTrue(subject.contains("1.3.6.1.4.1.37244.2.2=#0c0438303030"), subject);
    }

    @Test
    void shouldDeclareItsVendorAndProductSignedWithTheTestKey() throws Exception {
        CMSSignedData cms =
                new CMSSignedData(certificate(DeviceDataPort.CERTIFICATION_DECLARATION));
        byte[] content = (byte[]) cms.getSignedContent().getContent();
        // A structure: tag 0 format 1, tag 1 vendor 0xFFF1, tag 2 an array of product 0x8000 only.
        assertTrue(
                HexFormat.of().formatHex(content).startsWith("152400012501f1ff360205008018"),
                HexFormat.of().formatHex(content));
        String point;
        try (InputStream in = FactoryDataTest.class.getResourceAsStream("cd-signing-key.hex")) {
            point = new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
        }
        Signature verifier = Signature.getInstance("SHA256withECDSA");
        verifier.initVerify(publicKey(HexFormat.of().parseHex(point)));
        verifier.update(content);
        SignerInformation signer = cms.getSignerInfos().iterator().next();
        assertTrue(verifier.verify(signer.getSignature()));
    }

    private PublicKey publicKey(byte[] point) throws Exception {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        ECPoint q =
                new ECPoint(
                        new BigInteger(1, Arrays.copyOfRange(point, 1, 33)),
                        new BigInteger(1, Arrays.copyOfRange(point, 33, 65)));
        return KeyFactory.getInstance("EC")
                .generatePublic(
                        new ECPublicKeySpec(q, parameters.getParameterSpec(ECParameterSpec.class)));
    }

    @Test
    void shouldSignWithTheKeyOfItsCertificate() throws Exception {
        byte[] message = "signed".getBytes(StandardCharsets.US_ASCII);
        byte[] hash = new byte[40];
        System.arraycopy(MessageDigest.getInstance("SHA-256").digest(message), 0, hash, 8, 32);
        byte[] signature = new byte[70];
        P256 curve = new P256();
        Ecdsa ecdsa = new Ecdsa(curve, new Hmac());
        SoftwareCrypto crypto = new SoftwareCrypto(curve, ecdsa, new Spake2pVerifier(curve));
        int job = data.signWithAttestationKey(crypto, hash, 8, new byte[32], 0, signature, 6);
        int status = CryptoPort.MORE;
        while (status == CryptoPort.MORE) {
            status = crypto.step(job, CryptoPort.STEP_BUDGET);
        }
        assertEquals(CryptoPort.DONE, status);
        Signature verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
        verifier.initVerify(parse(certificate(DeviceDataPort.CERTIFICATE_DAC)).getPublicKey());
        verifier.update(message);
        assertTrue(verifier.verify(signature, 6, 64));
    }

    @Test
    void shouldComputeTheKnownVerifiers() throws Exception {
        JsonObject vectors;
        try (InputStream in = FactoryDataTest.class.getResourceAsStream("/vectors/spake2p.json")) {
            vectors =
                    JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                            .getAsJsonObject();
        }
        int count = 0;
        for (JsonElement element : vectors.getAsJsonArray("verifiers")) {
            JsonObject vector = element.getAsJsonObject();
            byte[] salt = HexFormat.of().parseHex(vector.get("salt").getAsString());
            byte[] verifier =
                    PasscodeVerifier.of(
                            vector.get("passcode").getAsInt(),
                            salt,
                            vector.get("iterations").getAsInt());
            assertEquals(vector.get("verifier").getAsString(), HexFormat.of().formatHex(verifier));
            count++;
        }
        assertTrue(count > 1);
    }

    @Test
    void shouldHaveTheSameVerifierAfterARestart() throws HostException {
        byte[] first = new byte[97];
        byte[] second = new byte[97];
        assertEquals(97, data.verifier(first, 0, 97));
        make();
        assertEquals(97, data.verifier(second, 0, 97));
        assertArrayEquals(first, second);
        assertEquals(PortStatus.TOO_SMALL, data.verifier(second, 0, 96));
        assertEquals(32, data.verifierSalt(new byte[32], 0, 32));
        assertEquals(1000, data.verifierIterations());
    }

    @Test
    void shouldSayWhichTextsItHas() {
        byte[] out = new byte[32];
        int length = data.text(DeviceDataPort.TEXT_PRODUCT_NAME, out, 0, 32);
        assertEquals("Mattermote Light", new String(out, 0, length, StandardCharsets.UTF_8));
        assertEquals(PortStatus.NONE, data.text(DeviceDataPort.TEXT_PART_NUMBER, out, 0, 32));
        assertEquals(PortStatus.TOO_SMALL, data.text(DeviceDataPort.TEXT_PRODUCT_NAME, out, 0, 3));
        assertEquals(
                properties.serialNumber().length(),
                data.text(DeviceDataPort.TEXT_SERIAL_NUMBER, out, 0, 32));
    }

    @Test
    void shouldRefusePairsWithoutCertificates() {
        String message =
                assertThrows(
                                HostException.class,
                                () ->
                                        FactoryData.of(
                                                0xFFF2, 0x8001, 20202021, 3840, "x", properties))
                        .getMessage();
        assertEquals(
                "no attestation certificates for vendor 0xFFF2 product 0x8001; there are some for"
                        + " 0xFFF1 and 0x8000",
                message);
    }
}
