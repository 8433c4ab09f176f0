package org.mattermote.stack.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyPair;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class X509WalkTest {
    private final X509Walk walk = new X509Walk();

    private boolean reads(byte[] certificate) {
        byte[] placed = new byte[certificate.length + 7];
        Arrays.fill(placed, (byte) 0x30);
        System.arraycopy(certificate, 0, placed, 3, certificate.length);
        return walk.read(placed, 3, certificate.length);
    }

    private static long seconds(Instant at) {
        return at.getEpochSecond() - TlsCertificates.EPOCH.getEpochSecond();
    }

    @Test
    void shouldFindTimesAndKey() {
        Random random = new Random(5);
        for (int i = 0; i < 60; i++) {
            // From 1951 to 2149: both forms of a time.
            Instant from = Instant.ofEpochSecond(random.nextInt() % 599_000_000L);
            Instant until = from.plusSeconds(random.nextInt(1_000_000_000) * 5L);
            assertTrue(reads(TlsCertificates.root(from, until)), from + " " + until);
            assertEquals(seconds(from), walk.notBefore(), from.toString());
            assertEquals(seconds(until), walk.notAfter(), until.toString());
        }
        KeyPair keys = TlsCertificates.keys("EC", 256);
        byte[] encoded = keys.getPublic().getEncoded();
        int at = encoded.length - StoredTls.PUBLIC_KEY;
        assertTrue(reads(TlsCertificates.root(keys)));
        assertTrue(walk.hasKey(encoded, at));
        encoded[at + 20]++;
        assertFalse(walk.hasKey(encoded, at));
        assertTrue(reads(TlsCertificates.root(TlsCertificates.keys("EC", 384))));
        assertFalse(walk.hasKey(encoded, at));
        assertTrue(reads(TlsCertificates.root(TlsCertificates.keys("RSA", 2048))));
        assertFalse(walk.hasKey(encoded, at));
    }

    @Test
    void shouldRefuseEveryOtherLength() {
        byte[] good = TlsCertificates.rootOf(700);
        assertTrue(reads(good));
        for (int length = 0; length < good.length; length++) {
            assertFalse(reads(Arrays.copyOf(good, length)), "length " + length);
        }
        assertFalse(reads(Arrays.copyOf(good, good.length + 1)));
    }

    @Test
    void shouldStayInsideWhateverIsChanged() {
        byte[] good = TlsCertificates.root();
        Random random = new Random(9);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bad = good.clone();
            for (int n = 0; n <= random.nextInt(3); n++) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            // At the very end of its array, so that a step too far is seen.
            byte[] placed = new byte[bad.length + 5];
            System.arraycopy(bad, 0, placed, 5, bad.length);
            refused += walk.read(placed, 5, bad.length) ? 0 : 1;
        }
        assertTrue(refused > 4000, refused + " refused");
    }
}
