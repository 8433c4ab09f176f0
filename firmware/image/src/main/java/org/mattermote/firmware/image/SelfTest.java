package org.mattermote.firmware.image;

import org.mattermote.stack.crypto.Aes128;
import org.mattermote.stack.crypto.AesCcm;
import org.mattermote.stack.crypto.Ecdsa;
import org.mattermote.stack.crypto.Hkdf;
import org.mattermote.stack.crypto.P256;
import org.mattermote.stack.crypto.P256Check;
import org.mattermote.stack.crypto.Pbkdf2;
import org.mattermote.stack.crypto.Sha256;
import org.mattermote.stack.crypto.Spake2pPasscode;
import org.mattermote.stack.crypto.Spake2pVerifier;

/**
 * Java's arithmetic and every primitive of the stack, as lines of hexadecimal digits that are the
 * same on a JVM and in every image.
 */
public final class SelfTest {
    private static final byte[] DIGITS = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    /** Counts that a processor's shifter takes in its own way. */
    private static final int[] COUNTS = {0, 1, 7, 31, 32, 33, 63, 64, 65, 255, 256, -1, -31, -32};

    private static final int[] NUMBERS = {
        0,
        1,
        -1,
        2,
        127,
        128,
        255,
        256,
        32767,
        32768,
        65535,
        65536,
        0x12345678,
        0x7FFFFFFF,
        0x80000000,
        0x80000001
    };

    /** Digest of the digests of all lines, as a JVM makes them. */
    private static final byte[] EXPECTED = {
        0x27,
        (byte) 0x84,
        0x02,
        (byte) 0xc1,
        (byte) 0x8d,
        0x32,
        (byte) 0xc2,
        0x43,
        0x1b,
        0x4a,
        (byte) 0xbc,
        0x3b,
        0x60,
        (byte) 0x87,
        0x73,
        0x21,
        (byte) 0xf4,
        0x43,
        (byte) 0xc9,
        (byte) 0x8f,
        0x6d,
        0x0e,
        0x38,
        (byte) 0xf8,
        (byte) 0xb0,
        0x0a,
        0x5b,
        (byte) 0xab,
        0x1c,
        (byte) 0x8f,
        (byte) 0x8c,
        (byte) 0xf5
    };

    private static final byte[] OK = {'o', 'k', '\n'};
    private static final byte[] FAILED = {'f', 'a', 'i', 'l', 'e', 'd', '\n'};

    private final byte[] line = new byte[1024];
    private final byte[] text = new byte[160];
    private final Sha256 sum = new Sha256();
    private final Sha256 sums = new Sha256();
    private final Sha256 sha = new Sha256();
    private final Aes128 aes = new Aes128();
    private final AesCcm ccm = new AesCcm();
    private final Hkdf hkdf = new Hkdf();
    private final P256Check fieldCheck = new P256Check();
    private final P256 curve = new P256();
    private final Ecdsa ecdsa = new Ecdsa(curve);
    private final Spake2pPasscode passcode = new Spake2pPasscode(curve, new Pbkdf2());
    private final Spake2pVerifier spake = new Spake2pVerifier(curve);
    private final byte[] key = new byte[32];
    private final byte[] data = new byte[80];
    private final byte[] longer = new byte[96];
    private final byte[] out = new byte[80];
    private final byte[] one = new byte[32];
    private final byte[] two = new byte[32];
    private final byte[] point = new byte[65];
    private final byte[] other = new byte[65];
    private final byte[] signature = new byte[64];
    private final byte[] verifier = new byte[97];
    private final byte[] l = new byte[65];
    private final byte[] z = new byte[65];
    private final byte[] v = new byte[65];
    private int used;

    /** Makes everything that {@link #run} needs. */
    SelfTest() {}

    public static void main(String[] args) {
        boolean good = new SelfTest().run();
        ConsoleNatives.write(good ? OK : FAILED, good ? OK.length : FAILED.length);
    }

    /** Prints a line for each part; whether all are as on a JVM. Allocates nothing. */
    boolean run() {
        shifts();
        arithmetic();
        longs();
        casts();
        symmetric();
        field();
        curve();
        sums.finish(line, 0);
        sums.reset();
        int difference = 0;
        for (int i = 0; i < EXPECTED.length; i++) {
            difference |= line[i] ^ EXPECTED[i];
        }
        return difference == 0;
    }

    private void add(int value) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            line[used & 1023] = (byte) (value >> shift);
            sum.update(line, used & 1023, 1);
        }
    }

    private void add(long value) {
        add((int) (value >>> 32));
        add((int) value);
    }

    private void add(byte[] bytes, int length) {
        sum.update(bytes, 0, length);
    }

    /** Prints a letter and the digest of all that was added. */
    private void print(int letter) {
        sum.finish(line, 0);
        sums.update(line, 0, Sha256.LENGTH);
        text[0] = (byte) letter;
        text[1] = ' ';
        for (int i = 0; i < Sha256.LENGTH; i++) {
            text[2 + 2 * i] = DIGITS[line[i] >> 4 & 15];
            text[3 + 2 * i] = DIGITS[line[i] & 15];
        }
        text[2 + 2 * Sha256.LENGTH] = '\n';
        ConsoleNatives.write(text, 3 + 2 * Sha256.LENGTH);
        sum.reset();
    }

    private void shifts() {
        for (int i = 0; i < NUMBERS.length; i++) {
            int a = NUMBERS[i];
            long b = (long) a * 0x100000001L;
            for (int j = 0; j < COUNTS.length; j++) {
                int n = COUNTS[j];
                add(a << n);
                add(a >> n);
                add(a >>> n);
                add(b << n);
                add(b >> n);
                add(b >>> n);
            }
        }
        print('s');
    }

    private void arithmetic() {
        for (int i = 0; i < NUMBERS.length; i++) {
            for (int j = 0; j < NUMBERS.length; j++) {
                int a = NUMBERS[i];
                int b = NUMBERS[j];
                add(a + b);
                add(a - b);
                add(a * b);
                add(a < b ? 1 : 2);
                add(a + 0x80000000 < b + 0x80000000 ? 1 : 2);
                if (b != 0) {
                    add(a / b);
                    add(a % b);
                }
                add(Math.abs(a));
                add(-a);
            }
        }
        print('a');
    }

    private void longs() {
        for (int i = 0; i < NUMBERS.length; i++) {
            for (int j = 0; j < NUMBERS.length; j++) {
                long a = NUMBERS[i] * 0x123456789L;
                long b = (long) NUMBERS[j] << 32 | NUMBERS[i] & 0xFFFFFFFFL;
                add(a + b);
                add(a - b);
                add(a * b);
                add(a < b ? 1 : 2);
                add(a == b ? 1 : 2);
                if (b != 0) {
                    add(a / b);
                    add(a % b);
                }
                add((a & 0xFFFFFFFFL) * (b >>> 32));
            }
        }
        add(Long.MIN_VALUE / add1(-2));
        add(Long.MIN_VALUE % add1(-2));
        print('l');
    }

    private static long add1(long value) {
        return value + 1;
    }

    private void casts() {
        for (int i = 0; i < NUMBERS.length; i++) {
            int a = NUMBERS[i];
            add((byte) a);
            add((short) a);
            add((char) a);
            add((long) a);
            add((int) (a * 0x100000003L));
            byte b = (byte) a;
            b += 200;
            add(b);
            char c = (char) a;
            c++;
            add(c);
            add((b & 0xFF) << 24 | c);
        }
        print('c');
    }

    private void symmetric() {
        for (int i = 0; i < data.length; i++) {
            key[i & 31] = (byte) (i * 7);
            data[i] = (byte) (i * 37 + 11);
        }
        for (int n = 0; n < 70; n++) {
            sha.reset().update(data, 0, n).finish(out, 0);
            add(out, 32);
        }
        aes.setKey(key, 0);
        aes.encryptBlock(data, 0, out, 0);
        add(out, 16);
        ccm.setKey(key, 0);
        add(ccm.seal(key, 3, data, 60, 20, data, 0, 40));
        add(data, 80);
        add(ccm.open(key, 3, data, 60, 20, data, 0, 56));
        add(data, 80);
        lengths();
        add(hkdf.derive(key, 0, 32, data, 0, 16, data, 20, out, 0, 64));
        add(out, 64);
        print('h');
    }

    /** Every length of data and of what is only authenticated, at odd places, good and spoilt. */
    private void lengths() {
        for (int n = 0; n < 72; n++) {
            int at = n % 5;
            for (int i = 0; i < longer.length; i++) {
                longer[i] = (byte) (i * n + 3);
            }
            ccm.seal(key, n % 16, key, n % 7, n % 25, longer, at, n);
            add(longer, longer.length);
            longer[at + n * 7 % (n + 16)] ^= 4;
            add(ccm.open(key, n % 16, key, n % 7, n % 25, longer, at, n + AesCcm.TAG));
            add(longer, longer.length);
            longer[at + n * 7 % (n + 16)] ^= 4;
            add(ccm.open(key, n % 16, key, n % 7, n % 25, longer, at, n + AesCcm.TAG));
            add(longer, longer.length);
        }
    }

    private void field() {
        fieldCheck.run(out, 0);
        add(out, Sha256.LENGTH);
        print('f');
    }

    private void curve() {
        for (int i = 0; i < 32; i++) {
            one[i] = (byte) (i + 1);
            two[i] = (byte) (77 - 3 * i);
        }
        add(curve.publicKey(one, 0, point, 0));
        add(point, 65);
        add(curve.publicKey(two, 0, other, 0));
        add(curve.ecdh(one, 0, other, 0, signature, 0));
        add(signature, 32);
        add(ecdsa.sign(one, 0, two, 0, null, signature, 0));
        add(signature, 64);
        add(ecdsa.verify(point, 0, two, 0, signature, 0));
        signature[7] ^= 1;
        add(ecdsa.verify(point, 0, two, 0, signature, 0));
        print('p');
        add(passcode.verifier(20202021, one, 0, 32, 10, verifier, 0));
        add(verifier, 97);
        add(spake.computeShare(verifier, 0, two, 0, other, 0));
        add(other, 65);
        System.arraycopy(verifier, 32, l, 0, 65);
        add(spake.computeSecrets(verifier, 0, two, 0, point, 0, l, 0, z, 0, v, 0));
        add(z, 65);
        add(v, 65);
        print('k');
    }
}
