package org.mattermote.stack.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;

class P256Test {
    private static final org.bouncycastle.asn1.x9.X9ECParameters CURVE =
            CustomNamedCurves.getByName("secp256r1");
    private static final BigInteger N = CURVE.getN();

    private final P256 p256 = new P256();
    private final Random random = new Random(51);

    @Test
    void shouldMultiplyTheBasePoint() {
        for (BigInteger k : scalars(600)) {
            byte[] out = new byte[70];
            assertEquals(CryptoStatus.OK, p256.publicKey(bytes(k), 0, out, 5));
            assertArrayEquals(
                    CURVE.getG().multiply(k).getEncoded(false), Arrays.copyOfRange(out, 5, 70));
        }
    }

    @Test
    void shouldMultiplyAnyPoint() {
        for (BigInteger k : scalars(300)) {
            ECPoint point = CURVE.getG().multiply(random(N));
            byte[] buffer = new byte[70];
            System.arraycopy(point.getEncoded(false), 0, buffer, 2, 65);
            byte[] x = new byte[32];
            byte[] expected = point.multiply(k).getEncoded(false);
            assertEquals(CryptoStatus.OK, p256.ecdh(bytes(k), 0, buffer, 2, x, 0));
            assertArrayEquals(Arrays.copyOfRange(expected, 1, 33), x);
            assertEquals(CryptoStatus.OK, p256.multiply(bytes(k), 0, buffer, 2, buffer, 4));
            assertArrayEquals(expected, Arrays.copyOfRange(buffer, 4, 69));
        }
    }

    @Test
    void shouldMatchEcdhVectors() {
        for (JsonObject v : CryptoVectors.list("crypto.json", "ecdh_p256")) {
            byte[] x = new byte[32];
            byte[] peer = CryptoVectors.bytes(v, "remote_public");
            assertTrue(p256.isOnCurve(peer, 0));
            // One private key carries a leading zero byte.
            byte[] key = CryptoVectors.bytes(v, "private");
            assertEquals(CryptoStatus.OK, p256.ecdh(key, key.length - 32, peer, 0, x, 0));
            assertArrayEquals(CryptoVectors.bytes(v, "secret"), x);
        }
    }

    @Test
    void shouldAddAndNegatePoints() {
        byte[] out = new byte[65];
        for (int n = 0; n < 300; n++) {
            ECPoint first = CURVE.getG().multiply(random(N));
            ECPoint second = n % 10 == 0 ? first : CURVE.getG().multiply(random(N));
            byte[] a = first.getEncoded(false);
            byte[] b = second.getEncoded(false);
            assertEquals(CryptoStatus.OK, p256.add(a, 0, b, 0, out, 0));
            assertArrayEquals(first.add(second).getEncoded(false), out);
            p256.negate(a, 0);
            assertArrayEquals(first.negate().getEncoded(false), a);
            assertEquals(
                    n % 10 == 0 ? CryptoStatus.INVALID_POINT : CryptoStatus.OK,
                    p256.add(a, 0, b, 0, out, 0));
        }
    }

    @Test
    void shouldRefuseScalarsOutOfRange() {
        byte[] out = new byte[65];
        byte[] g = CURVE.getG().getEncoded(false);
        for (BigInteger k :
                List.of(
                        BigInteger.ZERO,
                        N,
                        N.add(BigInteger.ONE),
                        BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE))) {
            assertEquals(CryptoStatus.INVALID_SCALAR, p256.publicKey(bytes(k), 0, out, 0));
            assertEquals(CryptoStatus.INVALID_SCALAR, p256.ecdh(bytes(k), 0, g, 0, out, 0));
            assertEquals(CryptoStatus.INVALID_SCALAR, p256.multiply(bytes(k), 0, g, 0, out, 0));
            assertEquals(CryptoStatus.INVALID_SCALAR, P256.checkScalar(bytes(k), 0));
        }
        assertArrayEquals(new byte[65], out);
    }

    @Test
    void shouldRefuseWhatIsNoPoint() {
        byte[] one = bytes(BigInteger.ONE);
        BigInteger p = CURVE.getCurve().getField().getCharacteristic();
        for (int n = 0; n < 400; n++) {
            byte[] point = CURVE.getG().multiply(random(N)).getEncoded(false);
            assertTrue(p256.isOnCurve(point, 0));
            if (n % 4 == 0) {
                point[0] = (byte) (n == 4 ? 0 : random.nextInt(4));
            } else {
                point[1 + random.nextInt(64)] ^= (byte) (1 << random.nextInt(8));
            }
            assertNoPoint(one, point);
        }
        assertNoPoint(one, new byte[65]);
        byte[] zeros = new byte[65];
        zeros[0] = 4;
        assertNoPoint(one, zeros);
        // x = 5 + p has the same curve equation as x = 5, but is not the coordinate of a point.
        BigInteger x = BigInteger.valueOf(4);
        ECPoint small = null;
        while (small == null) {
            x = x.add(BigInteger.ONE);
            try {
                byte[] compressed = new byte[33];
                compressed[0] = 2;
                System.arraycopy(bytes(x), 0, compressed, 1, 32);
                small = CURVE.getCurve().decodePoint(compressed);
            } catch (IllegalArgumentException e) {
                small = null;
            }
        }
        byte[] point = small.getEncoded(false);
        assertTrue(p256.isOnCurve(point, 0));
        System.arraycopy(bytes(x.add(p)), 0, point, 1, 32);
        assertNoPoint(one, point);
    }

    @Test
    void shouldReduceWideScalars() {
        byte[] out = new byte[32];
        for (int n = 0; n < 5_000; n++) {
            int length = n < 64 ? n + 1 : 40;
            byte[] in = CryptoVectors.random(random, length + 1);
            if (n % 3 == 0) {
                Arrays.fill(in, (byte) -1);
            }
            assertEquals(CryptoStatus.OK, p256.reduceWideScalar(in, 1, length, out, 0));
            BigInteger expected = new BigInteger(1, Arrays.copyOfRange(in, 1, length + 1)).mod(N);
            assertArrayEquals(bytes(expected), out);
        }
        assertEquals(CryptoStatus.BAD_LENGTH, p256.reduceWideScalar(out, 0, 0, out, 0));
        assertEquals(CryptoStatus.BAD_LENGTH, p256.reduceWideScalar(out, 0, 65, out, 0));
    }

    @Test
    void shouldDrawScalarsUntilOneFits() {
        byte[] recorded = new byte[96];
        System.arraycopy(bytes(N), 0, recorded, 32, 32);
        byte[] good = bytes(N.subtract(BigInteger.ONE));
        System.arraycopy(good, 0, recorded, 64, 32);
        byte[] out = new byte[32];
        assertEquals(CryptoStatus.OK, P256.randomScalar(CryptoVectors.recorded(recorded), out, 0));
        assertArrayEquals(good, out);
        assertEquals(CryptoStatus.NO_ENTROPY, P256.randomScalar(new Drbg(), out, 0));
        assertEquals(CryptoStatus.OK, P256.randomScalar(CryptoVectors.seededDrbg(1), out, 0));
    }

    private void assertNoPoint(byte[] scalar, byte[] point) {
        byte[] out = new byte[65];
        byte[] g = CURVE.getG().getEncoded(false);
        assertFalse(p256.isOnCurve(point, 0));
        assertEquals(CryptoStatus.INVALID_POINT, p256.ecdh(scalar, 0, point, 0, out, 0));
        assertEquals(CryptoStatus.INVALID_POINT, p256.multiply(scalar, 0, point, 0, out, 0));
        assertEquals(CryptoStatus.INVALID_POINT, p256.add(point, 0, g, 0, out, 0));
        assertEquals(CryptoStatus.INVALID_POINT, p256.add(g, 0, point, 0, out, 0));
        assertArrayEquals(new byte[65], out);
    }

    /** Small, large, round and random ones: what windows and combs could trip over. */
    private List<BigInteger> scalars(int randoms) {
        List<BigInteger> all = new ArrayList<>();
        for (int i = 1; i <= 40; i++) {
            all.add(BigInteger.valueOf(i));
            all.add(N.subtract(BigInteger.valueOf(i)));
            all.add(N.shiftRight(1).add(BigInteger.valueOf(i - 20)));
        }
        for (int i = 5; i < 256; i += 3) {
            all.add(BigInteger.ONE.shiftLeft(i));
            all.add(BigInteger.ONE.shiftLeft(i).subtract(BigInteger.ONE));
            all.add(N.subtract(BigInteger.ONE.shiftLeft(i - 1)));
        }
        for (int i = 0; i < randoms; i++) {
            BigInteger k = random(N);
            all.add(i % 8 == 0 ? k.shiftRight(random.nextInt(255)).max(BigInteger.ONE) : k);
        }
        return all;
    }

    private BigInteger random(BigInteger bound) {
        BigInteger k;
        do {
            k = new BigInteger(256, random);
        } while (k.signum() == 0 || k.compareTo(bound) >= 0);
        return k;
    }

    private static byte[] bytes(BigInteger k) {
        return BigIntegers.asUnsignedByteArray(32, k);
    }
}
