package org.mattermote.stack.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;

class Spake2pTest {
    private final P256 p256 = new P256();
    private final Spake2pVerifier verifier = new Spake2pVerifier(p256);
    private final Spake2pProver prover = new Spake2pProver(p256);
    private final Hmac hmac = new Hmac();
    private final Spake2pTranscript transcript =
            new Spake2pTranscript(new Sha256(), hmac, new Hkdf(hmac));
    private final Spake2pPasscode passcodes = new Spake2pPasscode(p256, new Pbkdf2());
    private final Hkdf hkdf = new Hkdf();
    private final byte[] y = new byte[32];
    private final byte[] share = new byte[65];
    private final byte[] z = new byte[65];
    private final byte[] v = new byte[65];
    private final byte[] keys = new byte[Spake2pTranscript.LENGTH];

    @Test
    void shouldHoldTheConstantPoints() {
        JsonObject file = CryptoVectors.file("spake2p.json");
        assertArrayEquals(CryptoVectors.bytes(file, "M"), Spake2pPoints.M);
        assertArrayEquals(CryptoVectors.bytes(file, "N"), Spake2pPoints.N);
    }

    @Test
    void shouldMatchDraftVectors() {
        for (JsonObject d : CryptoVectors.list("spake2p.json", "draft01")) {
            bothSides(d);
            byte[] context = CryptoVectors.bytes(d, "context");
            byte[] idProver = CryptoVectors.bytes(d, "prover_identity");
            byte[] idVerifier = CryptoVectors.bytes(d, "verifier_identity");
            transcript.begin(
                    context,
                    0,
                    context.length,
                    idProver,
                    idProver.length,
                    idVerifier,
                    idVerifier.length);
            transcript.finish(
                    CryptoVectors.bytes(d, "X"),
                    0,
                    CryptoVectors.bytes(d, "Y"),
                    0,
                    z,
                    0,
                    v,
                    0,
                    CryptoVectors.bytes(d, "w0"),
                    0,
                    keys,
                    0);
            assertKeys(d);
        }
    }

    @Test
    void shouldMatchWholePaseExchanges() {
        Sha256 sha = new Sha256();
        byte[] prefix = "CHIP PAKE V1 Commissioning".getBytes(StandardCharsets.US_ASCII);
        for (JsonObject d : CryptoVectors.list("pase_case.json", "pase")) {
            byte[] salt = CryptoVectors.bytes(d, "salt");
            byte[] out = new byte[97];
            assertEquals(
                    CryptoStatus.OK,
                    passcodes.verifier(
                            d.get("passcode").getAsInt(),
                            salt,
                            0,
                            salt.length,
                            d.get("iterations").getAsInt(),
                            out,
                            0));
            assertEquals(
                    d.get("w0").getAsString() + d.get("L").getAsString(), CryptoVectors.hex(out));
            bothSides(d);
            byte[] request = CryptoVectors.bytes(d, "PBKDFParamRequest");
            byte[] response = CryptoVectors.bytes(d, "PBKDFParamResponse");
            byte[] context = new byte[32];
            sha.update(prefix, 0, prefix.length)
                    .update(request, 0, request.length)
                    .update(response, 0, response.length)
                    .finish(context, 0);
            assertArrayEquals(CryptoVectors.bytes(d, "context"), context);
            assertEquals(
                    CryptoStatus.OK,
                    transcript.confirm(
                            context,
                            0,
                            CryptoVectors.bytes(d, "X"),
                            0,
                            CryptoVectors.bytes(d, "Y"),
                            0,
                            z,
                            0,
                            v,
                            0,
                            out,
                            0,
                            keys,
                            0));
            assertKeys(d);
            byte[] session = new byte[48];
            hkdf.derive(
                    keys,
                    Spake2pTranscript.KE,
                    16,
                    null,
                    0,
                    0,
                    KdfInfo.SESSION_KEYS,
                    KdfInfo.SESSION_KEYS.length,
                    session,
                    0,
                    48);
            assertEquals(
                    d.get("I2RKey").getAsString()
                            + d.get("R2IKey").getAsString()
                            + d.get("attestation_challenge").getAsString(),
                    CryptoVectors.hex(session));
        }
    }

    @Test
    void shouldDeriveVerifiersFromPasscodes() {
        for (JsonObject d : CryptoVectors.list("spake2p.json", "verifiers")) {
            byte[] salt = CryptoVectors.bytes(d, "salt");
            int passcode = d.get("passcode").getAsInt();
            int iterations = d.get("iterations").getAsInt();
            byte[] out = new byte[97];
            passcodes.verifier(passcode, salt, 0, salt.length, iterations, out, 0);
            assertArrayEquals(CryptoVectors.bytes(d, "verifier"), out);
            passcodes.secrets(passcode, salt, 0, salt.length, iterations, out, 0);
            assertEquals(
                    d.get("w0").getAsString() + d.get("w1").getAsString(),
                    CryptoVectors.hex(out, 0, 64));
        }
        assertEquals(
                CryptoStatus.BAD_LENGTH,
                passcodes.verifier(20202021, new byte[16], 0, 16, 0, new byte[97], 0));
    }

    @Test
    void shouldAgreeWithRandomNumbersAndDisagreeWithAnotherPasscode() {
        Drbg drbg = CryptoVectors.seededDrbg(71);
        Random random = new Random(72);
        byte[] secrets = new byte[64];
        byte[] record = new byte[97];
        byte[] pA = new byte[65];
        byte[] z2 = new byte[65];
        byte[] v2 = new byte[65];
        for (int n = 0; n < 40; n++) {
            byte[] salt = CryptoVectors.random(random, 16 + random.nextInt(17));
            int passcode = 1 + random.nextInt(99_999_998);
            passcodes.verifier(passcode, salt, 0, salt.length, 10, record, 0);
            boolean wrong = n % 4 == 0;
            passcodes.secrets(
                    wrong ? passcode + 1 : passcode, salt, 0, salt.length, 10, secrets, 0);
            assertEquals(CryptoStatus.OK, prover.computeShare(secrets, 0, drbg, pA, 0));
            P256.randomScalar(drbg, y, 0);
            assertEquals(CryptoStatus.OK, verifier.computeShare(record, 0, y, 0, share, 0));
            assertEquals(CryptoStatus.OK, secrets(record, pA, Arrays.copyOfRange(record, 32, 97)));
            assertEquals(
                    CryptoStatus.OK, prover.computeSecrets(share, 0, secrets, 32, z2, 0, v2, 0));
            assertEquals(!wrong, Arrays.equals(z, z2));
            assertEquals(!wrong, Arrays.equals(v, v2));
        }
    }

    @Test
    void shouldRefuseSharesThatAreNoPointsOrLeadToInfinity() {
        JsonObject d = CryptoVectors.list("spake2p.json", "draft01").get(0);
        byte[] w0 = CryptoVectors.bytes(d, "w0");
        byte[] l = CryptoVectors.bytes(d, "L");
        byte[] pA = CryptoVectors.bytes(d, "X");
        assertEquals(CryptoStatus.INVALID_SCALAR, verifier.computeShare(w0, 0, y, 0, share, 0));
        assertEquals(CryptoStatus.INVALID_SCALAR, secrets(w0, pA, l));
        P256.randomScalar(CryptoVectors.seededDrbg(73), y, 0);
        assertEquals(
                CryptoStatus.INVALID_SCALAR,
                verifier.computeShare(new byte[32], 0, y, 0, share, 0));
        assertEquals(CryptoStatus.OK, verifier.computeShare(w0, 0, y, 0, share, 0));
        pA[40] ^= 1;
        assertEquals(CryptoStatus.INVALID_POINT, secrets(w0, pA, l));
        pA[40] ^= 1;
        l[40] ^= 1;
        assertEquals(CryptoStatus.INVALID_POINT, secrets(w0, pA, l));
        l[40] ^= 1;
        // pA = w0 M makes Z infinity; pA = -w0 M asks for a doubling.
        p256.multiply(w0, 0, Spake2pPoints.M, 0, pA, 0);
        assertEquals(CryptoStatus.INVALID_POINT, secrets(w0, pA, l));
        p256.negate(pA, 0);
        assertEquals(CryptoStatus.OK, secrets(w0, pA, l));
    }

    @Test
    void shouldComputeTheShareAsBouncyCastlesCurveDoes() {
        var curve = CustomNamedCurves.getByName("secp256r1");
        Random random = new Random(74);
        ECPoint n = curve.getCurve().decodePoint(Spake2pPoints.N);
        for (int i = 0; i < 50; i++) {
            BigInteger w0 = new BigInteger(255, random);
            BigInteger y = new BigInteger(255, random);
            byte[] w0Bytes = BigIntegers.asUnsignedByteArray(32, w0);
            byte[] yBytes = BigIntegers.asUnsignedByteArray(32, y);
            verifier.computeShare(w0Bytes, 0, yBytes, 0, share, 0);
            assertArrayEquals(
                    curve.getG().multiply(y).add(n.multiply(w0)).getEncoded(false), share);
        }
    }

    private int secrets(byte[] w0, byte[] pA, byte[] l) {
        return verifier.computeSecrets(w0, 0, y, 0, pA, 0, l, 0, z, 0, v, 0);
    }

    private void bothSides(JsonObject d) {
        byte[] w0 = CryptoVectors.bytes(d, "w0");
        Drbg x = CryptoVectors.recorded(CryptoVectors.bytes(d, "x"));
        System.arraycopy(CryptoVectors.bytes(d, "y"), 0, y, 0, 32);
        byte[] pA = CryptoVectors.bytes(d, "X");
        byte[] pB = CryptoVectors.bytes(d, "Y");
        assertEquals(CryptoStatus.OK, prover.computeShare(w0, 0, x, share, 0));
        assertArrayEquals(pA, share);
        assertEquals(CryptoStatus.OK, verifier.computeShare(w0, 0, y, 0, share, 0));
        assertArrayEquals(pB, share);
        assertEquals(
                CryptoStatus.OK,
                prover.computeSecrets(pB, 0, CryptoVectors.bytes(d, "w1"), 0, z, 0, v, 0));
        assertArrayEquals(CryptoVectors.bytes(d, "Z"), z);
        assertArrayEquals(CryptoVectors.bytes(d, "V"), v);
        Arrays.fill(z, (byte) 0);
        Arrays.fill(v, (byte) 0);
        assertEquals(CryptoStatus.OK, secrets(w0, pA, CryptoVectors.bytes(d, "L")));
        assertArrayEquals(CryptoVectors.bytes(d, "Z"), z);
        assertArrayEquals(CryptoVectors.bytes(d, "V"), v);
    }

    private void assertKeys(JsonObject d) {
        assertEquals(
                d.get("Ka").getAsString()
                        + d.get("Ke").getAsString()
                        + d.get("KcA").getAsString()
                        + d.get("KcB").getAsString()
                        + d.get("MAC_KcA").getAsString()
                        + d.get("MAC_KcB").getAsString(),
                CryptoVectors.hex(keys));
        assertFalse(Arrays.equals(new byte[128], keys));
    }
}
