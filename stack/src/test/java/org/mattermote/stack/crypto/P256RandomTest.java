package org.mattermote.stack.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every way to multiply against Bouncy Castle: random operands, and those where sums degenerate.
 */
class P256RandomTest {
    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256r1");
    private static final BigInteger N = CURVE.getN();
    private static final ECPoint G = CURVE.getG();
    private static final ECPoint BLIND_M = CURVE.getCurve().decodePoint(Spake2pPoints.M);
    private static final ECPoint BLIND_N = CURVE.getCurve().decodePoint(Spake2pPoints.N);

    private final P256 p256 = new P256();
    private final Random random = new Random(71);
    private final byte[] out = new byte[65];

    @Test
    void shouldAgreeInAThousandRandomCases() {
        random(1_000);
    }

    @Test
    @Tag("long")
    void shouldAgreeInAHundredThousandRandomCases() {
        random.setSeed(72);
        random(100_000);
    }

    /** The last digits of a scalar near the order meet an accumulator of the same point. */
    @Test
    void shouldDoubleWhereTheLastAdditionMeetsItsOwnOperand() {
        List<BigInteger> near = new ArrayList<>();
        for (int half = 0; half < 2; half++) {
            for (int signs = 0; signs < 32; signs++) {
                BigInteger digit = BigInteger.ZERO;
                for (int tooth = 0; tooth < 5; tooth++) {
                    BigInteger power = BigInteger.ONE.shiftLeft(52 * tooth + 26 * half + 1);
                    digit = (signs >> tooth & 1) != 0 ? digit.add(power) : digit.subtract(power);
                }
                near.add(digit.mod(N));
            }
        }
        for (int i = 1; i < 70; i++) {
            near.add(BigInteger.valueOf(i));
            near.add(N.subtract(BigInteger.valueOf(i)));
        }
        ECPoint point = G.multiply(scalar());
        for (BigInteger k : near) {
            base(k);
            multiply(k, point);
        }
    }

    /** A peer that knows its share as a multiple of M, and scalars nobody draws. */
    @Test
    void shouldBlindAndUnblindWhereTheSumDegenerates() {
        for (int s = 1; s < 12; s++) {
            for (int i = 1; i < 12; i++) {
                BigInteger y = BigInteger.valueOf(i);
                unblind(y, BigInteger.valueOf(s), BLIND_M.multiply(BigInteger.valueOf(s)));
                unblind(y, BigInteger.valueOf(i), BLIND_M.multiply(BigInteger.valueOf(s)));
                unblind(N.subtract(y), N.subtract(y), BLIND_M.multiply(BigInteger.valueOf(s)));
                unblind(N.subtract(y), BigInteger.valueOf(s), BLIND_M.negate());
                blind(y, BigInteger.valueOf(s));
                blind(N.subtract(y), N.subtract(BigInteger.valueOf(s)));
            }
        }
    }

    /** Sums of the base point and a small multiple of it: equal, opposite, nothing. */
    @Test
    void shouldCombineWhereTheSumDegenerates() {
        for (int q = 1; q < 8; q++) {
            for (int i = -40; i <= 40; i++) {
                BigInteger u = BigInteger.valueOf(i).mod(N);
                combine(u, BigInteger.valueOf(5 * q), G.multiply(BigInteger.valueOf(q)));
                combine(u, N.subtract(BigInteger.valueOf(q)), G);
                combine(BigInteger.ZERO, N.subtract(BigInteger.valueOf(41 + i)), G.negate());
            }
        }
    }

    private void random(int cases) {
        for (int n = 0; n < cases; n++) {
            ECPoint point = G.multiply(scalar());
            switch (n % 5) {
                case 0 -> base(scalar());
                case 1 -> multiply(scalar(), point);
                case 2 -> blind(scalar(), scalar());
                case 3 -> unblind(scalar(), scalar(), point);
                default -> combine(scalar(), scalar(), point);
            }
        }
    }

    private void base(BigInteger k) {
        assertEquals(CryptoStatus.OK, p256.publicKey(bytes(k), 0, out, 0));
        assertArrayEquals(G.multiply(k).getEncoded(false), out, k.toString(16));
    }

    private void multiply(BigInteger k, ECPoint point) {
        byte[] encoded = point.getEncoded(false);
        assertEquals(CryptoStatus.OK, p256.multiply(bytes(k), 0, encoded, 0, out, 0));
        assertArrayEquals(point.multiply(k).getEncoded(false), out, k.toString(16));
    }

    private void blind(BigInteger y, BigInteger w0) {
        assertEquals(CryptoStatus.OK, p256.beginBlinded(bytes(y), 0, bytes(w0), 0));
        end(G.multiply(y).add(BLIND_N.multiply(w0)));
    }

    private void unblind(BigInteger y, BigInteger w0, ECPoint point) {
        byte[] encoded = point.getEncoded(false);
        assertEquals(CryptoStatus.OK, p256.beginUnblinded(bytes(y), 0, bytes(w0), 0, encoded, 0));
        end(point.subtract(BLIND_M.multiply(w0)).multiply(y));
    }

    private void end(ECPoint expected) {
        assertEquals(CryptoStatus.OK, p256.step(Integer.MAX_VALUE));
        if (expected.isInfinity()) {
            assertEquals(CryptoStatus.INVALID_POINT, p256.endPoint(out, 0));
        } else {
            assertEquals(CryptoStatus.OK, p256.endPoint(out, 0));
            assertArrayEquals(expected.getEncoded(false), out);
        }
    }

    private void combine(BigInteger u, BigInteger v, ECPoint point) {
        ECPoint expected = G.multiply(u).add(point.multiply(v)).normalize();
        byte[] encoded = point.getEncoded(false);
        int[] r = new int[8];
        if (!expected.isInfinity()) {
            P256Field.load(bytes(expected.getAffineXCoord().toBigInteger().mod(N)), 0, r);
        }
        for (int wrong = 0; wrong < 2; wrong++) {
            assertEquals(CryptoStatus.OK, p256.beginCombine(words(u), words(v), encoded, 0));
            assertEquals(CryptoStatus.OK, p256.step(Integer.MAX_VALUE));
            assertEquals(wrong == 0 && !expected.isInfinity(), p256.endCombine(r));
            r[3] ^= 4;
        }
    }

    private BigInteger scalar() {
        BigInteger k = new BigInteger(256, random);
        if (random.nextInt(8) == 0) {
            // Long runs of ones and zeros.
            k = BigInteger.ONE.shiftLeft(random.nextInt(257)).subtract(BigInteger.ONE);
            k = k.xor(BigInteger.ONE.shiftLeft(random.nextInt(257)).subtract(BigInteger.ONE));
        }
        return k.mod(N.subtract(BigInteger.ONE)).add(BigInteger.ONE);
    }

    private static int[] words(BigInteger k) {
        int[] words = new int[8];
        P256Field.load(bytes(k), 0, words);
        return words;
    }

    private static byte[] bytes(BigInteger k) {
        return BigIntegers.asUnsignedByteArray(32, k);
    }
}
