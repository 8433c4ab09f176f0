package org.mattermote.stack.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.mem.Bytes;

/** HMAC, HKDF, PBKDF2, and the derivations that Matter makes of them. */
class KeyDerivationTest {
    private final Hmac hmac = new Hmac();
    private final Hkdf hkdf = new Hkdf();
    private final Pbkdf2 pbkdf2 = new Pbkdf2();

    @Test
    void shouldMatchHmacVectors() {
        byte[] out = new byte[32];
        for (JsonObject v : CryptoVectors.list("crypto.json", "hmac_sha256")) {
            byte[] key = CryptoVectors.bytes(v, "key");
            byte[] message = CryptoVectors.bytes(v, "message");
            hmac.init(key, 0, key.length).update(message, 0, message.length).finish(out, 0);
            assertEquals(v.get("mac").getAsString(), CryptoVectors.hex(out));
        }
    }

    @Test
    void shouldMatchHmacOfJca() throws Exception {
        Mac oracle = Mac.getInstance("HmacSHA256");
        Random random = new Random(11);
        byte[] out = new byte[32];
        for (int n = 0; n < 5_000; n++) {
            byte[] key = CryptoVectors.random(random, 1 + random.nextInt(150));
            byte[] data = CryptoVectors.random(random, random.nextInt(200));
            oracle.init(new SecretKeySpec(key, "HmacSHA256"));
            hmac.init(key, 0, key.length);
            for (int again = 0; again < 2; again++) {
                int cut = random.nextInt(data.length + 1);
                hmac.update(data, 0, cut).update(data, cut, data.length - cut);
                hmac.update(again);
                hmac.finish(out, 0);
                oracle.update(data);
                oracle.update((byte) again);
                assertArrayEquals(oracle.doFinal(), out);
            }
        }
    }

    @Test
    void shouldMatchHkdfVectors() {
        for (JsonObject v : CryptoVectors.list("crypto.json", "hkdf_sha256")) {
            byte[] okm = CryptoVectors.bytes(v, "okm");
            assertArrayEquals(
                    okm,
                    derive(
                            CryptoVectors.bytes(v, "ikm"),
                            CryptoVectors.bytes(v, "salt"),
                            CryptoVectors.bytes(v, "info"),
                            okm.length));
        }
    }

    @Test
    void shouldMatchHkdfOfBouncyCastle() {
        Random random = new Random(12);
        for (int n = 0; n < 3_000; n++) {
            byte[] secret = CryptoVectors.random(random, 1 + random.nextInt(80));
            byte[] salt = CryptoVectors.random(random, random.nextInt(150));
            byte[] info = CryptoVectors.random(random, random.nextInt(40));
            byte[] expected = new byte[random.nextInt(120)];
            HKDFBytesGenerator oracle = new HKDFBytesGenerator(new SHA256Digest());
            oracle.init(new HKDFParameters(secret, salt, info));
            oracle.generateBytes(expected, 0, expected.length);
            assertArrayEquals(
                    expected,
                    derive(secret, salt.length == 0 ? null : salt, info, expected.length));
        }
    }

    @Test
    void shouldRefuseLengthsHkdfDoesNotHave() {
        byte[] out = new byte[Hkdf.MAX_LENGTH];
        assertEquals(
                CryptoStatus.BAD_LENGTH,
                hkdf.derive(out, 0, 16, null, 0, 0, out, 0, out, 0, Hkdf.MAX_LENGTH + 1));
        assertEquals(
                Hkdf.MAX_LENGTH,
                hkdf.derive(out, 0, 16, null, 0, 0, out, 0, out, 0, Hkdf.MAX_LENGTH));
    }

    @Test
    void shouldMatchPbkdf2Vectors() {
        for (JsonObject v : CryptoVectors.list("crypto.json", "pbkdf2_sha256")) {
            byte[] password = CryptoVectors.bytes(v, "password");
            byte[] salt = CryptoVectors.bytes(v, "salt");
            byte[] key = CryptoVectors.bytes(v, "key");
            byte[] out = new byte[key.length];
            int iterations = v.get("iterations").getAsInt();
            assertEquals(
                    key.length,
                    pbkdf2.derive(
                            password,
                            0,
                            password.length,
                            salt,
                            0,
                            salt.length,
                            iterations,
                            out,
                            0,
                            key.length));
            assertArrayEquals(key, out);
        }
        assertEquals(
                CryptoStatus.BAD_LENGTH,
                pbkdf2.derive(new byte[4], 0, 4, new byte[16], 0, 16, 0, new byte[80], 0, 80));
    }

    @Test
    void shouldMatchPbkdf2OfJca() throws Exception {
        SecretKeyFactory oracle = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256");
        Random random = new Random(13);
        for (int n = 0; n < 200; n++) {
            byte[] password = new byte[1 + random.nextInt(100)];
            for (int i = 0; i < password.length; i++) {
                password[i] = (byte) (32 + random.nextInt(90));
            }
            byte[] salt = CryptoVectors.random(random, 16 + random.nextInt(17));
            int iterations = 1 + random.nextInt(60);
            byte[] out = new byte[80];
            pbkdf2.derive(
                    password, 0, password.length, salt, 0, salt.length, iterations, out, 0, 80);
            char[] chars = new String(password, StandardCharsets.US_ASCII).toCharArray();
            byte[] expected =
                    oracle.generateSecret(new PBEKeySpec(chars, salt, iterations, 640))
                            .getEncoded();
            assertArrayEquals(expected, out);
        }
    }

    @Test
    void shouldSpellTheInfosOfTheSpecification() {
        assertEquals("SessionKeys", text(KdfInfo.SESSION_KEYS));
        assertEquals("Sigma2", text(KdfInfo.SIGMA2));
        assertEquals("Sigma3", text(KdfInfo.SIGMA3));
        assertEquals("Sigma1_Resume", text(KdfInfo.SIGMA1_RESUME));
        assertEquals("Sigma2_Resume", text(KdfInfo.SIGMA2_RESUME));
        assertEquals("SessionResumptionKeys", text(KdfInfo.SESSION_RESUMPTION_KEYS));
        assertEquals("ConfirmationKeys", text(KdfInfo.CONFIRMATION_KEYS));
        assertEquals("GroupKey v1.0", text(KdfInfo.GROUP_KEY));
        assertEquals("GroupKeyHash", text(KdfInfo.GROUP_KEY_HASH));
        assertEquals("CompressedFabric", text(KdfInfo.COMPRESSED_FABRIC));
        assertEquals("PrivacyKey", text(KdfInfo.PRIVACY_KEY));
        assertEquals("NCASE_Sigma2N", text(KdfInfo.NONCE_SIGMA2N));
        assertEquals("NCASE_Sigma3N", text(KdfInfo.NONCE_SIGMA3N));
        assertEquals("NCASE_SigmaS1", text(KdfInfo.NONCE_SIGMA_S1));
        assertEquals("NCASE_SigmaS2", text(KdfInfo.NONCE_SIGMA_S2));
    }

    @Test
    void shouldDeriveCompressedFabricIds() {
        for (JsonObject v : CryptoVectors.list("fabric_group.json", "compressed_fabric_id")) {
            byte[] root = CryptoVectors.bytes(v, "root_public_key");
            byte[] expected = CryptoVectors.bytes(v, "compressed_fabric_id");
            byte[] secret = Arrays.copyOfRange(root, 1, 65);
            assertArrayEquals(
                    expected,
                    derive(
                            secret,
                            CryptoVectors.bytes(v, "fabric_id"),
                            KdfInfo.COMPRESSED_FABRIC,
                            8));
        }
    }

    @Test
    void shouldDeriveGroupKeys() {
        for (JsonObject v : CryptoVectors.list("fabric_group.json", "group_keys")) {
            byte[] fabric = CryptoVectors.bytes(v, "compressed_fabric_id");
            byte[] key = derive(CryptoVectors.bytes(v, "epoch_key"), fabric, KdfInfo.GROUP_KEY, 16);
            assertArrayEquals(CryptoVectors.bytes(v, "operational_key"), key);
            byte[] id = derive(key, null, KdfInfo.GROUP_KEY_HASH, 2);
            assertEquals(v.get("session_id").getAsInt(), Bytes.u16be(id, 0));
            assertArrayEquals(
                    CryptoVectors.bytes(v, "privacy_key"),
                    derive(key, null, KdfInfo.PRIVACY_KEY, 16));
        }
    }

    @Test
    void shouldComputeCaseDestinationIds() {
        for (JsonObject v : CryptoVectors.list("fabric_group.json", "case_destination_id")) {
            byte[] numbers = new byte[16];
            Bytes.putU64le(
                    numbers, 0, Long.parseUnsignedLong(v.get("fabric_id").getAsString(), 16));
            Bytes.putU64le(numbers, 8, Long.parseUnsignedLong(v.get("node_id").getAsString(), 16));
            byte[] out = new byte[32];
            hmac.init(CryptoVectors.bytes(v, "ipk"), 0, 16)
                    .update(CryptoVectors.bytes(v, "initiator_random"), 0, 32)
                    .update(CryptoVectors.bytes(v, "root_public_key"), 0, 65)
                    .update(numbers, 0, 16)
                    .finish(out, 0);
            assertArrayEquals(CryptoVectors.bytes(v, "destination_id"), out);
        }
    }

    private byte[] derive(byte[] secret, byte[] salt, byte[] info, int length) {
        byte[] out = new byte[length];
        int saltLength = salt == null ? 0 : salt.length;
        assertEquals(
                length,
                hkdf.derive(
                        secret,
                        0,
                        secret.length,
                        salt,
                        0,
                        saltLength,
                        info,
                        info.length,
                        out,
                        0,
                        length));
        return out;
    }

    private static String text(byte[] b) {
        return new String(b, StandardCharsets.US_ASCII);
    }
}
