package org.mattermote.stack.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.JsonObject;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;

class EcdsaTest {
    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256r1");
    private static final ECDomainParameters DOMAIN = new ECDomainParameters(CURVE);
    private static final BigInteger N = CURVE.getN();

    private final P256 p256 = new P256();
    private final Ecdsa ecdsa = new Ecdsa(p256);
    private final Random random = new Random(61);

    @Test
    void shouldSignDeterministicallyAsRfc6979() {
        ECDSASigner oracle = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        byte[] raw = new byte[64];
        for (int n = 0; n < 300; n++) {
            BigInteger key = scalar();
            byte[] hash = hash(n);
            oracle.init(true, new ECPrivateKeyParameters(key, DOMAIN));
            BigInteger[] expected = oracle.generateSignature(hash);
            assertEquals(CryptoStatus.OK, ecdsa.sign(bytes(key), 0, hash, 0, null, raw, 0));
            assertEquals(expected[0], new BigInteger(1, Arrays.copyOf(raw, 32)));
            assertEquals(expected[1], new BigInteger(1, Arrays.copyOfRange(raw, 32, 64)));
        }
    }

    @Test
    void shouldSignWhatOthersVerify() throws Exception {
        Drbg drbg = CryptoVectors.seededDrbg(62);
        byte[] raw = new byte[64];
        byte[] again = new byte[64];
        byte[] der = new byte[72];
        for (int n = 0; n < 300; n++) {
            BigInteger key = scalar();
            byte[] hash = hash(n);
            ECPoint point = CURVE.getG().multiply(key);
            assertEquals(CryptoStatus.OK, ecdsa.sign(bytes(key), 0, hash, 0, drbg, raw, 0));
            assertEquals(CryptoStatus.OK, ecdsa.sign(bytes(key), 0, hash, 0, drbg, again, 0));
            assertFalse(Arrays.equals(raw, again));
            int length = ecdsa.rawToDer(raw, 0, der, 0);
            BigInteger[] parts = StandardDSAEncoding.INSTANCE.decode(N, Arrays.copyOf(der, length));
            ECDSASigner oracle = new ECDSASigner();
            oracle.init(false, new ECPublicKeyParameters(point, DOMAIN));
            assertEquals(true, oracle.verifySignature(hash, parts[0], parts[1]));
            byte[] encoded = point.getEncoded(false);
            assertEquals(CryptoStatus.OK, ecdsa.verify(encoded, 0, hash, 0, raw, 0));
        }
    }

    @Test
    void shouldRefuseWhatIsNotSigned() {
        byte[] raw = new byte[64];
        for (int n = 0; n < 300; n++) {
            BigInteger key = scalar();
            byte[] hash = hash(n);
            byte[] point = CURVE.getG().multiply(key).getEncoded(false);
            ecdsa.sign(bytes(key), 0, hash, 0, null, raw, 0);
            byte[] broken = n % 3 == 0 ? raw : n % 3 == 1 ? hash : point;
            int at = random.nextInt(broken.length);
            broken[at] ^= (byte) (1 << random.nextInt(8));
            assertEquals(
                    CryptoStatus.BAD_SIGNATURE, ecdsa.verify(point, 0, hash, 0, raw, 0), "" + n);
        }
    }

    @Test
    void shouldRefusePartsOutOfRange() {
        byte[] hash = hash(1);
        byte[] point = CURVE.getG().getEncoded(false);
        byte[] raw = new byte[64];
        ecdsa.sign(bytes(BigInteger.ONE), 0, hash, 0, null, raw, 0);
        assertEquals(CryptoStatus.OK, ecdsa.verify(point, 0, hash, 0, raw, 0));
        for (BigInteger part :
                new BigInteger[] {
                    BigInteger.ZERO, N, BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE)
                }) {
            for (int at = 0; at < 64; at += 32) {
                byte[] bad = raw.clone();
                System.arraycopy(bytes(part), 0, bad, at, 32);
                assertEquals(CryptoStatus.BAD_SIGNATURE, ecdsa.verify(point, 0, hash, 0, bad, 0));
            }
        }
        assertEquals(
                CryptoStatus.INVALID_SCALAR, ecdsa.sign(new byte[32], 0, hash, 0, null, raw, 0));
        assertEquals(CryptoStatus.INVALID_SCALAR, ecdsa.sign(bytes(N), 0, hash, 0, null, raw, 0));
    }

    /**
     * With public key dG and chosen r, s the two halves of the sum are equal, opposite or nothing.
     */
    @Test
    void shouldAgreeWithBouncyCastleWhereTheSumDegenerates() {
        for (int n = 0; n < 300; n++) {
            BigInteger key = n % 2 == 0 ? BigInteger.valueOf(1 + n / 2) : scalar();
            ECPoint point = CURVE.getG().multiply(key);
            BigInteger r;
            BigInteger s = scalar();
            BigInteger e;
            if (n % 3 == 0) {
                // u1 = u2 d: both halves are the same point, the sum is 2 u2 d G.
                BigInteger u2 = scalar();
                ECPoint sum = point.multiply(u2).twice().normalize();
                r = sum.getAffineXCoord().toBigInteger().mod(N);
                s = r.multiply(u2.modInverse(N)).mod(N);
                e = u2.multiply(key).multiply(s).mod(N);
            } else if (n % 3 == 1) {
                // u1 = -u2 d: the sum is infinity.
                r = scalar();
                e = r.multiply(key).negate().mod(N);
            } else {
                // u1 = 0
                BigInteger u2 = scalar();
                ECPoint sum = point.multiply(u2).normalize();
                r = sum.getAffineXCoord().toBigInteger().mod(N);
                s = r.multiply(u2.modInverse(N)).mod(N);
                e = BigInteger.ZERO;
            }
            byte[] raw = new byte[64];
            System.arraycopy(bytes(r), 0, raw, 0, 32);
            System.arraycopy(bytes(s), 0, raw, 32, 32);
            byte[] hash = bytes(e);
            ECDSASigner oracle = new ECDSASigner();
            oracle.init(false, new ECPublicKeyParameters(point, DOMAIN));
            boolean expected = oracle.verifySignature(hash, r, s);
            assertEquals(n % 3 != 1, expected);
            assertEquals(
                    expected ? CryptoStatus.OK : CryptoStatus.BAD_SIGNATURE,
                    ecdsa.verify(point.getEncoded(false), 0, hash, 0, raw, 0));
        }
    }

    /** A point whose x lies between n and p gives r = x - n. */
    @Test
    void shouldVerifyWhereXExceedsTheOrder() {
        BigInteger p = CURVE.getCurve().getField().getCharacteristic();
        int seen = 0;
        for (int i = 1; seen < 5; i++) {
            BigInteger x = N.add(BigInteger.valueOf(i));
            assertEquals(-1, x.compareTo(p));
            byte[] compressed = new byte[33];
            compressed[0] = 2;
            System.arraycopy(bytes(x), 0, compressed, 1, 32);
            ECPoint sum;
            try {
                sum = CURVE.getCurve().decodePoint(compressed);
            } catch (IllegalArgumentException none) {
                continue;
            }
            seen++;
            // Choose u1 and u2, then the key that makes the sum come out.
            BigInteger r = x.subtract(N);
            BigInteger u1 = scalar();
            BigInteger u2 = scalar();
            BigInteger s = r.multiply(u2.modInverse(N)).mod(N);
            BigInteger e = u1.multiply(s).mod(N);
            ECPoint point =
                    sum.subtract(CURVE.getG().multiply(u1)).multiply(u2.modInverse(N)).normalize();
            byte[] raw = new byte[64];
            System.arraycopy(bytes(r), 0, raw, 0, 32);
            System.arraycopy(bytes(s), 0, raw, 32, 32);
            assertEquals(
                    CryptoStatus.OK, ecdsa.verify(point.getEncoded(false), 0, bytes(e), 0, raw, 0));
        }
    }

    @Test
    void shouldWriteDerAsShortAsCanBe() throws Exception {
        byte[] out = new byte[80];
        for (JsonObject v : CryptoVectors.list("crypto.json", "ecdsa_der_to_raw")) {
            if (v.get("fe_length").getAsInt() != 32) {
                continue;
            }
            int length = ecdsa.rawToDer(CryptoVectors.bytes(v, "raw"), 0, out, 4);
            assertEquals(v.get("der").getAsString(), CryptoVectors.hex(out, 4, length));
        }
        assertEquals(8, ecdsa.rawToDer(new byte[64], 0, out, 0));
        for (int n = 0; n < 2_000; n++) {
            BigInteger r = scalar().shiftRight(random.nextInt(256));
            BigInteger s = scalar().shiftRight(random.nextInt(256));
            byte[] raw = new byte[64];
            System.arraycopy(bytes(r), 0, raw, 0, 32);
            System.arraycopy(bytes(s), 0, raw, 32, 32);
            int length = ecdsa.rawToDer(raw, 0, out, 0);
            byte[] expected =
                    new org.bouncycastle.asn1.DERSequence(
                                    new org.bouncycastle.asn1.ASN1Encodable[] {
                                        new org.bouncycastle.asn1.ASN1Integer(r),
                                        new org.bouncycastle.asn1.ASN1Integer(s)
                                    })
                            .getEncoded();
            assertArrayEquals(expected, Arrays.copyOf(out, length));
        }
    }

    private BigInteger scalar() {
        return new BigInteger(256, random).mod(N.subtract(BigInteger.ONE)).add(BigInteger.ONE);
    }

    /** Mostly random; sometimes at or above the order. */
    private byte[] hash(int n) {
        byte[] hash = CryptoVectors.random(random, 32);
        if (n % 7 == 0) {
            Arrays.fill(hash, 0, 20, (byte) -1);
        }
        return hash;
    }

    private static byte[] bytes(BigInteger k) {
        return BigIntegers.asUnsignedByteArray(32, k);
    }
}
