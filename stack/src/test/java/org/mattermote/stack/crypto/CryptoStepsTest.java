package org.mattermote.stack.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.port.CryptoPort;
import org.mattermote.stack.port.PortStatus;

/** The crypto port in software: the same results as at one go, whatever the steps. */
class CryptoStepsTest {
    private static final int OPERATIONS = 6;
    private static final String[] NAMES = {
        "public key", "ECDH", "sign", "verify", "SPAKE2+ share", "SPAKE2+ secrets"
    };

    /** What the port allows a step to go beyond its budget. */
    private static final int OVERRUN = 44;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Drbg drbg = CryptoVectors.seededDrbg(17);
    private final P256 curve = new P256();
    private final Ecdsa ecdsa = new Ecdsa(curve);
    private final Spake2pVerifier spake2p = new Spake2pVerifier(curve);
    private final SoftwareCrypto port = new SoftwareCrypto(curve, ecdsa, spake2p);

    /** Whom nobody disturbs. */
    private final P256 other = new P256();

    private final byte[] scalar = new byte[32];
    private final byte[] w0 = new byte[32];
    private final byte[] peer = new byte[65];
    private final byte[] own = new byte[65];
    private final byte[] hash = new byte[32];
    private final byte[] extra = new byte[32];
    private final byte[] signature = new byte[64];
    private final byte[] out = new byte[66];
    private final byte[] out2 = new byte[66];

    @BeforeEach
    void draw() {
        P256.randomScalar(drbg, w0, 0);
        other.publicKey(w0, 0, peer, 0);
        P256.randomScalar(drbg, w0, 0);
        P256.randomScalar(drbg, scalar, 0);
        other.publicKey(scalar, 0, own, 0);
        drbg.generate(hash, 0, 32);
        drbg.generate(extra, 0, 32);
        new Ecdsa(other).sign(scalar, 0, hash, 0, drbg, signature, 0);
    }

    @Test
    void shouldGiveTheSameResultsWithAnyBudget() {
        for (int operation = 0; operation < OPERATIONS; operation++) {
            byte[] expected = expected(operation);
            for (int budget = 1; budget < 3000; budget += budget < 60 ? 1 : 97) {
                assertEquals(CryptoPort.DONE, run(start(operation), budget), NAMES[operation]);
                assertArrayEquals(expected, results(), NAMES[operation] + " by " + budget);
            }
        }
    }

    @Test
    void shouldStayWithinTheBudgetButForALastPiece() {
        for (int operation = 0; operation < OPERATIONS; operation++) {
            int longest = 0;
            int steps = 0;
            int job = start(operation);
            int status = CryptoPort.MORE;
            int total = -port.units();
            while (status == CryptoPort.MORE) {
                int before = port.units();
                status = port.step(job, 400);
                longest = Math.max(longest, port.units() - before);
                steps++;
            }
            total += port.units();
            System.out.println(
                    "crypto " + NAMES[operation] + ": units=" + total + " stepsOf400=" + steps);
            assertTrue(longest <= 400 + OVERRUN, NAMES[operation] + " " + longest);
        }
    }

    @Test
    void shouldTakeTheSameWorkForEverySecret() {
        for (int operation : new int[] {0, 1, 2, 4, 5}) {
            int expected = -1;
            for (int n = 0; n < 20; n++) {
                draw();
                int before = port.units();
                assertEquals(CryptoPort.DONE, run(start(operation), 400));
                int used = port.units() - before;
                assertTrue(expected < 0 || expected == used, NAMES[operation]);
                expected = used;
            }
        }
    }

    @Test
    void shouldZeroEverythingWhenCancelled() throws ReflectiveOperationException {
        for (int operation = 0; operation < OPERATIONS; operation++) {
            boolean through = false;
            for (int steps = 0; !through; steps++) {
                int job = start(operation);
                for (int i = 0; i < steps && !through; i++) {
                    through = port.step(job, 150) == CryptoPort.DONE;
                }
                port.cancel(job);
                assertFalse(port.isBusy());
                assertZero(curve);
                assertZero(field(curve, "field"));
                assertZero(field(curve, "order"));
                assertZero(field(curve, "inverse"));
                assertZero(field(curve, "point"));
                assertZero(field(curve, "window"));
                assertZero(ecdsa);
                assertZero(field(ecdsa, "nonces"));
                assertZero(spake2p);
                assertEquals(PortStatus.FAILED, port.step(job, 1));
            }
        }
    }

    @Test
    void shouldTakeOneJobAtATime() {
        int job = start(0);
        for (int operation = 0; operation < OPERATIONS; operation++) {
            assertEquals(PortStatus.BUSY, start(operation));
        }
        assertEquals(PortStatus.FAILED, port.step(job + 1, 10));
        port.cancel(job + 1);
        port.cancel(0);
        byte[] expected = expected(0);
        assertEquals(CryptoPort.DONE, run(job, 10));
        assertArrayEquals(expected, results());
        int next = start(1);
        assertTrue(next > 0 && next != job);
        port.cancel(job);
        assertEquals(CryptoPort.DONE, run(next, 1000));
    }

    @Test
    void shouldBearOthersInBetween() {
        Ecdsa otherEcdsa = new Ecdsa(other);
        byte[] aside = new byte[65];
        byte[] expectedAside = new byte[65];
        for (int operation = 0; operation < OPERATIONS; operation++) {
            byte[] expected = expected(operation);
            boolean through = false;
            for (int at = 0; !through; at++) {
                int job = start(operation);
                int status = CryptoPort.MORE;
                for (int i = 0; i < at && status == CryptoPort.MORE; i++) {
                    status = port.step(job, 250);
                }
                through = status == CryptoPort.DONE;
                switch (at % 4) {
                    case 0:
                        ecdsa.sign(scalar, 0, hash, 0, null, aside, 0);
                        otherEcdsa.sign(scalar, 0, hash, 0, null, expectedAside, 0);
                        break;
                    case 1:
                        assertEquals(CryptoStatus.OK, ecdsa.verify(own, 0, hash, 0, signature, 0));
                        signature[40] ^= 1;
                        assertEquals(
                                CryptoStatus.BAD_SIGNATURE,
                                ecdsa.verify(own, 0, hash, 0, signature, 0));
                        signature[40] ^= 1;
                        break;
                    case 2:
                        assertTrue(curve.isOnCurve(peer, 0));
                        break;
                    default:
                        assertEquals(CryptoStatus.OK, curve.publicKey(w0, 0, aside, 0));
                        other.publicKey(w0, 0, expectedAside, 0);
                        break;
                }
                assertArrayEquals(expectedAside, aside);
                if (!through) {
                    assertEquals(CryptoPort.DONE, run(job, 250));
                }
                assertArrayEquals(expected, results(), NAMES[operation] + " at " + at);
            }
        }
    }

    @Test
    void shouldRefuseWhatIsOutOfRange() {
        byte[] zero = new byte[65];
        byte[] offCurve = peer.clone();
        offCurve[64] ^= 1;
        assertEquals(PortStatus.INVALID, port.startPublicKey(zero, 0, out, 0));
        assertEquals(PortStatus.INVALID, port.startEcdh(zero, 0, peer, 0, out, 0));
        assertEquals(PortStatus.INVALID, port.startEcdh(scalar, 0, offCurve, 0, out, 0));
        assertEquals(PortStatus.INVALID, port.startSign(zero, 0, hash, 0, extra, 0, out, 0));
        assertEquals(PortStatus.INVALID, port.startVerify(own, 0, hash, 0, zero, 0));
        assertEquals(
                PortStatus.INVALID, run(port.startVerify(offCurve, 0, hash, 0, signature, 0), 99));
        hash[5] ^= 4;
        assertEquals(PortStatus.INVALID, run(port.startVerify(own, 0, hash, 0, signature, 0), 99));
        assertEquals(PortStatus.INVALID, port.startSpake2pShare(zero, 0, scalar, 0, out, 0));
        assertEquals(PortStatus.INVALID, port.startSpake2pShare(w0, 0, zero, 0, out, 0));
        assertEquals(
                PortStatus.INVALID,
                port.startSpake2pSecrets(w0, 0, scalar, 0, offCurve, 0, own, 0, out, 0, out2, 0));
        assertEquals(
                PortStatus.INVALID,
                run(
                        port.startSpake2pSecrets(
                                w0, 0, scalar, 0, peer, 0, offCurve, 0, out, 0, out2, 0),
                        999));
        assertFalse(port.isBusy());
    }

    @Test
    void shouldNotAllocate() {
        long before = 0;
        for (int n = 0; n < 60; n++) {
            if (n == 30) {
                before = allocated();
            }
            for (int operation = 0; operation < OPERATIONS; operation++) {
                run(start(operation), 400);
                int job = start(operation);
                port.step(job, 400);
                port.cancel(job);
            }
        }
        assertEquals(0, allocated() - before);
    }

    private static long allocated() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    private int start(int operation) {
        switch (operation) {
            case 0:
                return port.startPublicKey(scalar, 0, out, 1);
            case 1:
                return port.startEcdh(scalar, 0, peer, 0, out, 1);
            case 2:
                return port.startSign(scalar, 0, hash, 0, extra, 0, out, 1);
            case 3:
                return port.startVerify(own, 0, hash, 0, signature, 0);
            case 4:
                return port.startSpake2pShare(w0, 0, scalar, 0, out, 1);
            default:
                return port.startSpake2pSecrets(w0, 0, scalar, 0, peer, 0, own, 0, out, 1, out2, 1);
        }
    }

    private int run(int job, int budget) {
        int status = CryptoPort.MORE;
        while (status == CryptoPort.MORE) {
            status = port.step(job, budget);
        }
        return status;
    }

    /** Takes the results and clears them. */
    private byte[] results() {
        byte[] both = Arrays.copyOf(out, out.length + out2.length);
        System.arraycopy(out2, 0, both, out.length, out2.length);
        Arrays.fill(out, (byte) 0);
        Arrays.fill(out2, (byte) 0);
        return both;
    }

    /** By another curve at one go; the SPAKE2+ parts from their single operations. */
    private byte[] expected(int operation) {
        byte[] point = new byte[65];
        switch (operation) {
            case 0:
                other.publicKey(scalar, 0, out, 1);
                break;
            case 1:
                other.ecdh(scalar, 0, peer, 0, out, 1);
                break;
            case 2:
                new Ecdsa(other).sign(scalar, 0, hash, 0, CryptoVectors.recorded(extra), out, 1);
                break;
            case 3:
                break;
            case 4:
                other.multiply(w0, 0, Spake2pPoints.N, 0, point, 0);
                other.publicKey(scalar, 0, out, 1);
                other.add(out, 1, point, 0, out, 1);
                break;
            default:
                other.multiply(w0, 0, Spake2pPoints.M, 0, point, 0);
                other.negate(point, 0);
                other.add(peer, 0, point, 0, point, 0);
                other.multiply(scalar, 0, point, 0, out, 1);
                other.multiply(scalar, 0, own, 0, out2, 1);
                break;
        }
        return results();
    }

    private static Object field(Object owner, String name) throws ReflectiveOperationException {
        Field field = owner.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(owner);
    }

    /** Every array of the object but constants and the comb. */
    private static void assertZero(Object owner) throws ReflectiveOperationException {
        for (Field field : owner.getClass().getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers())) {
                continue;
            }
            field.setAccessible(true);
            Object value = field.get(owner);
            if (value instanceof int[] words) {
                assertArrayEquals(new int[words.length], words, field.toString());
            } else if (value instanceof byte[] bytes) {
                assertArrayEquals(new byte[bytes.length], bytes, field.toString());
            }
        }
    }
}
