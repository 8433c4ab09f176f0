package org.mattermote.stack.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.CCMBlockCipher;
import org.bouncycastle.crypto.modes.CCMModeCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** 100,000 random cases of each primitive against its oracle: a few minutes, so long runs only. */
@Tag("long")
class CryptoOracleTest {
    private static final int CASES = 100_000;

    private final Random random = new Random(101);

    @Test
    void shouldHashAndAuthenticate() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        Mac mac = Mac.getInstance("HmacSHA256");
        Sha256 sha = new Sha256();
        Hmac hmac = new Hmac();
        byte[] out = new byte[32];
        for (int n = 0; n < CASES; n++) {
            byte[] data = CryptoVectors.random(random, random.nextInt(400));
            byte[] key = CryptoVectors.random(random, 1 + random.nextInt(100));
            sha.update(data, 0, data.length).finish(out, 0);
            assertArrayEquals(digest.digest(data), out);
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            hmac.init(key, 0, key.length).update(data, 0, data.length).finish(out, 0);
            assertArrayEquals(mac.doFinal(data), out);
        }
    }

    @Test
    void shouldSealAndOpen() throws Exception {
        CCMModeCipher oracle = CCMBlockCipher.newInstance(AESEngine.newInstance());
        AesCcm ccm = new AesCcm();
        for (int n = 0; n < CASES; n++) {
            byte[] key = CryptoVectors.random(random, 16);
            byte[] nonce = CryptoVectors.random(random, 13);
            byte[] aad = CryptoVectors.random(random, random.nextInt(60));
            byte[] plain = CryptoVectors.random(random, random.nextInt(200));
            oracle.init(true, new AEADParameters(new KeyParameter(key), 128, nonce, aad));
            byte[] expected = new byte[plain.length + 16];
            int done = oracle.processBytes(plain, 0, plain.length, expected, 0);
            oracle.doFinal(expected, done);
            byte[] data = Arrays.copyOf(plain, expected.length);
            ccm.setKey(key, 0);
            ccm.seal(nonce, 0, aad, 0, aad.length, data, 0, plain.length);
            assertArrayEquals(expected, data);
            assertEquals(
                    plain.length, ccm.open(nonce, 0, aad, 0, aad.length, data, 0, data.length));
            assertArrayEquals(plain, Arrays.copyOf(data, plain.length));
        }
    }

    @Test
    void shouldMultiplySignAndVerify() {
        X9ECParameters curve = CustomNamedCurves.getByName("secp256r1");
        ECDomainParameters domain = new ECDomainParameters(curve);
        ECDSASigner oracle = new ECDSASigner();
        P256 p256 = new P256();
        Ecdsa ecdsa = new Ecdsa(p256);
        Drbg drbg = CryptoVectors.seededDrbg(102);
        byte[] key = new byte[32];
        byte[] point = new byte[65];
        byte[] shared = new byte[65];
        byte[] raw = new byte[64];
        ECPoint peer = curve.getG();
        for (int n = 0; n < CASES; n++) {
            P256.randomScalar(drbg, key, 0);
            BigInteger k = new BigInteger(1, key);
            ECPoint expected = curve.getG().multiply(k).normalize();
            p256.publicKey(key, 0, point, 0);
            assertArrayEquals(expected.getEncoded(false), point);
            byte[] peerBytes = peer.getEncoded(false);
            p256.multiply(key, 0, peerBytes, 0, shared, 0);
            assertArrayEquals(peer.multiply(k).getEncoded(false), shared);
            peer = expected;
            byte[] hash = CryptoVectors.random(random, 32);
            assertEquals(CryptoStatus.OK, ecdsa.sign(key, 0, hash, 0, drbg, raw, 0));
            oracle.init(false, new ECPublicKeyParameters(expected, domain));
            assertTrue(
                    oracle.verifySignature(
                            hash,
                            BigIntegers.fromUnsignedByteArray(raw, 0, 32),
                            BigIntegers.fromUnsignedByteArray(raw, 32, 32)));
            assertEquals(CryptoStatus.OK, ecdsa.verify(point, 0, hash, 0, raw, 0));
            raw[random.nextInt(64)] ^= (byte) (1 << random.nextInt(8));
            assertEquals(CryptoStatus.BAD_SIGNATURE, ecdsa.verify(point, 0, hash, 0, raw, 0));
        }
    }
}
