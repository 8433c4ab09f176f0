package org.mattermote.stack.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.CCMBlockCipher;
import org.bouncycastle.crypto.modes.CCMModeCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.mem.Bytes;

/** AES-128, CCM, and message privacy. */
class AesCcmTest {
    private final AesCcm ccm = new AesCcm();

    @Test
    void shouldEncryptBlocksAsJcaDoes() throws Exception {
        Cipher oracle = Cipher.getInstance("AES/ECB/NoPadding");
        Aes128 aes = new Aes128();
        Random random = new Random(21);
        byte[] buffer = new byte[20];
        for (int n = 0; n < 20_000; n++) {
            byte[] key = CryptoVectors.random(random, 16);
            byte[] block = CryptoVectors.random(random, 16);
            oracle.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
            aes.setKey(key, 0);
            System.arraycopy(block, 0, buffer, 3, 16);
            aes.encryptBlock(buffer, 3, buffer, 3);
            assertArrayEquals(oracle.doFinal(block), Arrays.copyOfRange(buffer, 3, 19));
        }
    }

    @Test
    void shouldMatchVectorsWithMattersNonceAndTag() {
        int seen = 0;
        for (JsonObject v : CryptoVectors.list("crypto.json", "aes_128_ccm")) {
            byte[] nonce = CryptoVectors.bytes(v, "nonce");
            byte[] tag = CryptoVectors.bytes(v, "tag");
            if (nonce.length != 13 || tag.length != 16) {
                continue;
            }
            seen++;
            byte[] plain = CryptoVectors.bytes(v, "plain");
            byte[] aad = CryptoVectors.bytes(v, "aad");
            byte[] data = Arrays.copyOf(plain, plain.length + 16);
            ccm.setKey(CryptoVectors.bytes(v, "key"), 0);
            assertEquals(
                    plain.length + 16,
                    ccm.seal(nonce, 0, aad, 0, aad.length, data, 0, plain.length));
            assertEquals(
                    v.get("cipher").getAsString() + v.get("tag").getAsString(),
                    CryptoVectors.hex(data));
            assertEquals(
                    plain.length, ccm.open(nonce, 0, aad, 0, aad.length, data, 0, data.length));
            assertArrayEquals(plain, Arrays.copyOf(data, plain.length));
        }
        assertTrue(seen >= 11);
    }

    @Test
    void shouldMatchBouncyCastleAndKeepTheBufferOnABadTag() throws Exception {
        Random random = new Random(22);
        for (int n = 0; n < 4_000; n++) {
            byte[] key = CryptoVectors.random(random, 16);
            byte[] nonce = CryptoVectors.random(random, 13);
            byte[] aad = CryptoVectors.random(random, random.nextInt(70));
            byte[] plain = CryptoVectors.random(random, random.nextInt(n % 100 == 0 ? 5_000 : 100));
            CCMModeCipher oracle = CCMBlockCipher.newInstance(AESEngine.newInstance());
            oracle.init(true, new AEADParameters(new KeyParameter(key), 128, nonce, aad));
            byte[] expected = new byte[oracle.getOutputSize(plain.length)];
            int done = oracle.processBytes(plain, 0, plain.length, expected, 0);
            oracle.doFinal(expected, done);
            byte[] data = new byte[plain.length + 16 + 5];
            System.arraycopy(plain, 0, data, 5, plain.length);
            ccm.setKey(key, 0);
            ccm.seal(nonce, 0, aad, 0, aad.length, data, 5, plain.length);
            assertArrayEquals(expected, Arrays.copyOfRange(data, 5, data.length));

            int bad = 5 + random.nextInt(expected.length);
            data[bad] ^= (byte) (1 << random.nextInt(8));
            byte[] before = data.clone();
            assertEquals(
                    CryptoStatus.BAD_TAG,
                    ccm.open(nonce, 0, aad, 0, aad.length, data, 5, expected.length));
            assertArrayEquals(before, data);
            System.arraycopy(expected, 0, data, 5, expected.length);
            if (aad.length > 0) {
                aad[0]++;
                assertEquals(
                        CryptoStatus.BAD_TAG,
                        ccm.open(nonce, 0, aad, 0, aad.length, data, 5, expected.length));
                aad[0]--;
            }
            assertEquals(
                    plain.length, ccm.open(nonce, 0, aad, 0, aad.length, data, 5, expected.length));
            assertArrayEquals(plain, Arrays.copyOfRange(data, 5, 5 + plain.length));
        }
    }

    @Test
    void shouldRefuseLengthsNoSealedMessageHas() {
        byte[] data = new byte[70_000];
        ccm.setKey(data, 0);
        for (int length = -1; length < 16; length++) {
            assertEquals(CryptoStatus.BAD_TAG, ccm.open(data, 0, null, 0, 0, data, 0, length));
        }
        assertEquals(CryptoStatus.BAD_TAG, ccm.open(data, 0, null, 0, 0, data, 0, 65_535 + 17));
        assertEquals(CryptoStatus.BAD_LENGTH, ccm.seal(data, 0, null, 0, 0, data, 0, 65_536));
        assertEquals(
                CryptoStatus.BAD_LENGTH,
                ccm.seal(data, 0, data, 0, AesCcm.MAX_AAD + 1, data, 0, 1));
        byte[] nonce = new byte[13];
        assertEquals(65_535 + 16, ccm.seal(nonce, 0, null, 0, 0, data, 0, 65_535));
        assertEquals(65_535, ccm.open(nonce, 0, null, 0, 0, data, 0, 65_535 + 16));
    }

    @Test
    void shouldOpenSecuredMessagesAndTheirPrivacy() {
        AesCtr ctr = new AesCtr(new Aes128());
        int privacies = 0;
        for (JsonObject v : CryptoVectors.list("messages.json", "vectors")) {
            byte[] plain = CryptoVectors.bytes(v, "plain");
            byte[] wire = CryptoVectors.bytes(v, "on_wire");
            byte[] encrypted = CryptoVectors.bytes(v, "encrypted");
            byte[] nonce = CryptoVectors.bytes(v, "nonce");
            int header = header(plain[0], plain);
            String name = v.get("name").getAsString();
            if (v.has("privacy_opens")) {
                privacies++;
                byte[] privacyNonce = new byte[13];
                privacyNonce[0] = wire[2];
                privacyNonce[1] = wire[1];
                System.arraycopy(wire, wire.length - 11, privacyNonce, 2, 11);
                byte[] key = CryptoVectors.bytes(v, "privacy_key");
                ctr.privacy(key, 0, privacyNonce, 0, wire, 4, header - 4);
                assertEquals(
                        v.get("privacy_opens").getAsBoolean(),
                        Arrays.equals(encrypted, wire),
                        name);
            }
            if (v.get("decrypts").getAsBoolean()) {
                byte[] data = encrypted.clone();
                ccm.setKey(CryptoVectors.bytes(v, "encrypt_key"), 0);
                int length =
                        ccm.open(nonce, 0, data, 0, header, data, header, data.length - header);
                assertEquals(plain.length - header, length, name);
                assertArrayEquals(plain, Arrays.copyOf(data, plain.length), name);
            }
        }
        assertEquals(2, privacies);
    }

    @Test
    void shouldObfuscateAndClearWithTheSameCall() throws Exception {
        AesCtr ctr = new AesCtr(new Aes128());
        Random random = new Random(23);
        Cipher oracle = Cipher.getInstance("AES/CTR/NoPadding");
        for (int n = 0; n < 500; n++) {
            byte[] key = CryptoVectors.random(random, 16);
            byte[] nonce = CryptoVectors.random(random, 13);
            byte[] data = CryptoVectors.random(random, random.nextInt(n == 0 ? 6_000 : 60));
            byte[] iv = new byte[16];
            iv[0] = 1;
            System.arraycopy(nonce, 0, iv, 1, 13);
            iv[15] = 1;
            oracle.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(key, "AES"),
                    new javax.crypto.spec.IvParameterSpec(iv));
            byte[] expected = oracle.doFinal(data);
            byte[] buffer = data.clone();
            assertEquals(data.length, ctr.privacy(key, 0, nonce, 0, buffer, 0, data.length));
            assertArrayEquals(expected, buffer);
            ctr.privacy(key, 0, nonce, 0, buffer, 0, data.length);
            assertArrayEquals(data, buffer);
        }
    }

    @Test
    void shouldSealCheckInMessages() {
        Hmac hmac = new Hmac();
        for (JsonObject v : CryptoVectors.list("checkin.json", "vectors")) {
            byte[] key = CryptoVectors.bytes(v, "key");
            byte[] application = CryptoVectors.bytes(v, "application_data");
            byte[] counter = new byte[4];
            Bytes.putU32le(counter, 0, v.get("counter").getAsInt());
            byte[] mac = new byte[32];
            hmac.init(key, 0, 16).update(counter, 0, 4).finish(mac, 0);
            byte[] data = new byte[4 + application.length + 16];
            System.arraycopy(counter, 0, data, 0, 4);
            System.arraycopy(application, 0, data, 4, application.length);
            ccm.setKey(key, 0);
            ccm.seal(mac, 0, null, 0, 0, data, 0, 4 + application.length);
            String payload = CryptoVectors.hex(mac, 0, 13) + CryptoVectors.hex(data);
            assertEquals(
                    v.get("verified").getAsBoolean(),
                    payload.equals(v.get("payload").getAsString()));
        }
    }

    /** Length of the message header: flags, session id, security flags, counter, node ids. */
    private static int header(int flags, byte[] message) {
        int length = 8;
        if ((flags & 4) != 0) {
            length += 8;
        }
        if ((flags & 3) == 1) {
            length += 8;
        } else if ((flags & 3) == 2) {
            length += 2;
        }
        return length;
    }
}
