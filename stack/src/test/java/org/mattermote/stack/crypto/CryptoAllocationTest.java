package org.mattermote.stack.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Nothing in this room allocates once its objects are made. */
class CryptoAllocationTest {
    private static final int BYTES = 300;

    /** Looking the bean up allocates; asking it does not. */
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Drbg drbg = CryptoVectors.seededDrbg(91);
    private final Sha256 sha = new Sha256();
    private final byte[] state = new byte[Sha256.STATE];
    private final Hmac hmac = new Hmac();
    private final Hkdf hkdf = new Hkdf();
    private final Pbkdf2 pbkdf2 = new Pbkdf2();
    private final AesCcm ccm = new AesCcm();
    private final AesCtr ctr = new AesCtr(new Aes128());
    private final P256 p256 = new P256();
    private final Ecdsa ecdsa = new Ecdsa(p256);
    private final Spake2pPasscode passcodes = new Spake2pPasscode(p256, pbkdf2);
    private final Spake2pVerifier verifier = new Spake2pVerifier(p256);
    private final Spake2pTranscript transcript = new Spake2pTranscript(sha, hmac, hkdf);
    private final Csr csr = new Csr(ecdsa, sha);
    private final byte[] in = new byte[BYTES];
    private final byte[] out = new byte[BYTES];
    private final byte[] key = new byte[32];
    private final byte[] point = new byte[65];
    private final byte[] record = new byte[97];
    private final byte[] z = new byte[65];
    private final byte[] v = new byte[65];
    private int errors;

    @Test
    void shouldNotAllocateInSymmetricOperations() {
        symmetric(200);
        long before = allocated();
        symmetric(2_000);
        assertEquals(0, allocated() - before);
        assertEquals(0, errors);
    }

    @Test
    void shouldNotAllocateOnTheCurve() {
        curve(60);
        long before = allocated();
        curve(1_000);
        assertEquals(0, allocated() - before);
        assertEquals(0, errors);
    }

    private static long allocated() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    private void expect(int expected, int actual) {
        if (expected != actual) {
            errors++;
        }
    }

    private void symmetric(int times) {
        byte[] info = KdfInfo.SESSION_KEYS;
        for (int n = 0; n < times; n++) {
            drbg.generate(in, 0, BYTES);
            in[0] = (byte) (drbg.nextInt() ^ drbg.nextLong());
            drbg.reseed(in, 0, 40);
            sha.update(in, 0, n % BYTES).save(state, 0);
            expect(32, sha.finish(out, 0));
            sha.resume(state, 0).update(n);
            expect(32, sha.finish(out, 0));
            hmac.init(in, 0, n % 100).update(in, 0, BYTES).finish(out, 0);
            expect(48, hkdf.derive(in, 0, 32, in, 32, 16, info, info.length, out, 0, 48));
            expect(80, pbkdf2.derive(in, 0, 4, in, 4, 16, 3, out, 0, 80));
            ccm.setKey(in, 0);
            int length = n % 250;
            expect(length + 16, ccm.seal(in, 16, in, 29, 20, out, 0, length));
            expect(length, ccm.open(in, 16, in, 29, 20, out, 0, length + 16));
            expect(CryptoStatus.BAD_TAG, ccm.open(in, 16, in, 28, 20, out, 0, length + 16));
            ccm.clearKey();
            expect(30, ctr.privacy(in, 0, in, 16, out, 0, 30));
        }
    }

    private void curve(int times) {
        for (int n = 0; n < times; n++) {
            expect(0, P256.randomScalar(drbg, key, 0));
            expect(0, p256.publicKey(key, 0, point, 0));
            expect(0, p256.ecdh(key, 0, point, 0, out, 0));
            expect(0, p256.multiply(key, 0, point, 0, out, 0));
            expect(0, p256.reduceWideScalar(in, 0, 40, out, 0));
            drbg.generate(in, 0, 32);
            expect(0, ecdsa.sign(key, 0, in, 0, drbg, out, 0));
            expect(0, ecdsa.verify(point, 0, in, 0, out, 0));
            in[3]++;
            expect(CryptoStatus.BAD_SIGNATURE, ecdsa.verify(point, 0, in, 0, out, 0));
            expect(0, passcodes.verifier(20202021, in, 0, 16, 2, record, 0));
            expect(0, verifier.computeShare(record, 0, key, 0, out, 0));
            expect(0, verifier.computeSecrets(record, 0, key, 0, point, 0, record, 32, z, 0, v, 0));
            expect(0, transcript.confirm(in, 0, point, 0, out, 0, z, 0, v, 0, key, 0, out, 100));
            verifier.clear();
            csr.begin(point, 0, out, 0, record, 0);
            expect(0, Math.min(0, csr.finish(out, 0, out, 0)));
        }
    }
}
