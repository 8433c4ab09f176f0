package org.mattermote.stack.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The primitives of this room put together as CASE puts them, over whole recorded exchanges. */
class CaseVectorsTest {
    private final P256 p256 = new P256();
    private final Ecdsa ecdsa = new Ecdsa(p256);
    private final Hkdf hkdf = new Hkdf();
    private final AesCcm ccm = new AesCcm();
    private final Sha256 transcript = new Sha256();

    @Test
    void shouldComputeBothHandshakeKeysAndTheSession() {
        for (JsonObject d : CryptoVectors.list("pase_case.json", "case")) {
            byte[] secret = new byte[32];
            byte[] point = new byte[65];
            p256.publicKey(CryptoVectors.bytes(d, "responder_eph_private"), 0, point, 0);
            assertArrayEquals(CryptoVectors.bytes(d, "responder_eph_public"), point);
            p256.ecdh(
                    CryptoVectors.bytes(d, "responder_eph_private"),
                    0,
                    CryptoVectors.bytes(d, "initiator_eph_public"),
                    0,
                    secret,
                    0);
            assertArrayEquals(CryptoVectors.bytes(d, "shared_secret"), secret);
            byte[] ipk = CryptoVectors.bytes(d, "ipk");

            byte[] hash1 = say(d, "Sigma1");
            byte[] s2k =
                    derive(
                            secret,
                            KdfInfo.SIGMA2,
                            16,
                            ipk,
                            CryptoVectors.bytes(d, "responder_random"),
                            point,
                            hash1);
            assertArrayEquals(CryptoVectors.bytes(d, "S2K"), s2k);
            assertSealedIn(d, "Sigma2", "TBEData2", s2k, KdfInfo.NONCE_SIGMA2N);
            assertSigned(d, "TBSData2", "signature2");

            byte[] hash2 = say(d, "Sigma2");
            byte[] s3k = derive(secret, KdfInfo.SIGMA3, 16, ipk, hash2);
            assertArrayEquals(CryptoVectors.bytes(d, "S3K"), s3k);
            assertSealedIn(d, "Sigma3", "TBEData3", s3k, KdfInfo.NONCE_SIGMA3N);
            assertSigned(d, "TBSData3", "signature3");

            byte[] hash3 = say(d, "Sigma3");
            assertSession(d, derive(secret, KdfInfo.SESSION_KEYS, 48, ipk, hash3));
            transcript.reset();
        }
    }

    @Test
    void shouldComputeResumptionKeysAndMics() {
        for (JsonObject d : CryptoVectors.list("pase_case.json", "case")) {
            JsonObject r = d.getAsJsonObject("resumption");
            byte[] secret = CryptoVectors.bytes(d, "shared_secret");
            byte[] random = CryptoVectors.bytes(r, "initiator_random");
            byte[] old = CryptoVectors.bytes(d, "resumption_id");
            byte[] fresh = CryptoVectors.bytes(r, "new_resumption_id");
            byte[] s1rk = derive(secret, KdfInfo.SIGMA1_RESUME, 16, random, old);
            byte[] s2rk = derive(secret, KdfInfo.SIGMA2_RESUME, 16, random, fresh);
            assertArrayEquals(CryptoVectors.bytes(r, "S1RK"), s1rk);
            assertArrayEquals(CryptoVectors.bytes(r, "S2RK"), s2rk);
            byte[] mic = new byte[16];
            ccm.setKey(s1rk, 0);
            assertEquals(16, ccm.seal(KdfInfo.NONCE_SIGMA_S1, 0, null, 0, 0, mic, 0, 0));
            assertArrayEquals(CryptoVectors.bytes(r, "initiatorResumeMIC"), mic);
            assertEquals(0, ccm.open(KdfInfo.NONCE_SIGMA_S1, 0, null, 0, 0, mic, 0, 16));
            ccm.setKey(s2rk, 0);
            ccm.seal(KdfInfo.NONCE_SIGMA_S2, 0, null, 0, 0, mic, 0, 0);
            assertArrayEquals(CryptoVectors.bytes(r, "sigma2ResumeMIC"), mic);
            assertSession(r, derive(secret, KdfInfo.SESSION_RESUMPTION_KEYS, 48, random, old));
        }
    }

    /** Hash of the messages up to this one; the transcript goes on. */
    private byte[] say(JsonObject d, String message) {
        byte[] payload = CryptoVectors.bytes(d, message);
        byte[] state = new byte[Sha256.STATE];
        byte[] hash = new byte[32];
        transcript.update(payload, 0, payload.length).save(state, 0);
        transcript.finish(hash, 0);
        transcript.resume(state, 0);
        return hash;
    }

    private byte[] derive(byte[] secret, byte[] info, int length, byte[]... saltParts) {
        ByteArrayOutputStream salt = new ByteArrayOutputStream();
        for (byte[] part : saltParts) {
            salt.writeBytes(part);
        }
        byte[] out = new byte[length];
        byte[] s = salt.toByteArray();
        hkdf.derive(secret, 0, secret.length, s, 0, s.length, info, info.length, out, 0, length);
        return out;
    }

    private void assertSealedIn(
            JsonObject d, String message, String plaintext, byte[] key, byte[] nonce) {
        byte[] plain = CryptoVectors.bytes(d, plaintext);
        byte[] data = Arrays.copyOf(plain, plain.length + 16);
        ccm.setKey(key, 0);
        ccm.seal(nonce, 0, null, 0, 0, data, 0, plain.length);
        assertTrue(d.get(message).getAsString().contains(CryptoVectors.hex(data)), message);
    }

    /** The signer's certificate is the first one in the data: its member 9 is the key. */
    private void assertSigned(JsonObject d, String data, String signature) {
        byte[] signed = CryptoVectors.bytes(d, data);
        int key = d.get(data).getAsString().indexOf("30094104") / 2 + 3;
        byte[] hash = new byte[32];
        new Sha256().update(signed, 0, signed.length).finish(hash, 0);
        byte[] raw = CryptoVectors.bytes(d, signature);
        assertEquals(CryptoStatus.OK, ecdsa.verify(signed, key, hash, 0, raw, 0));
    }

    private static void assertSession(JsonObject d, byte[] keys) {
        assertEquals(
                d.get("I2RKey").getAsString()
                        + d.get("R2IKey").getAsString()
                        + d.get("attestation_challenge").getAsString(),
                CryptoVectors.hex(keys));
    }
}
