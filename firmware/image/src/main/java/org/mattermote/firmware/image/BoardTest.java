package org.mattermote.firmware.image;

import org.mattermote.bsp.natives.BoardNatives;
import org.mattermote.bsp.natives.EntropyNatives;
import org.mattermote.firmware.image.loop.Loopback;
import org.mattermote.stack.crypto.Aes128;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.mem.Bytes;

/**
 * What a board's own hardware must do, beside Java's arithmetic and the primitives; then both
 * handshakes with a commissioner in the same image. A line for each part: {@code mote: test NAME:
 * ok}, or {@code failed}.
 */
final class BoardTest {
    /** FIPS 197, appendix C.1. */
    private static final byte[] SEALED = {
        0x69,
        (byte) 0xc4,
        (byte) 0xe0,
        (byte) 0xd8,
        0x6a,
        0x7b,
        0x04,
        0x30,
        (byte) 0xd8,
        (byte) 0xcd,
        (byte) 0xb7,
        (byte) 0x80,
        0x70,
        (byte) 0xb4,
        (byte) 0xc5,
        0x5a
    };

    private static final byte[] ARITHMETIC = {'a', 'r', 'i', 't', 'h', 'm', 'e', 't', 'i', 'c'};
    private static final byte[] AES = {'a', 'e', 's'};
    private static final byte[] RANDOM = {'r', 'a', 'n', 'd', 'o', 'm'};
    private static final byte[] TIMER = {'t', 'i', 'm', 'e', 'r'};
    private static final byte[] PREFIX = {'m', 'o', 't', 'e', ':', ' ', 't', 'e', 's', 't', ' '};
    private static final byte[] OK = {':', ' ', 'o', 'k', '\n'};
    private static final byte[] FAILED = {':', ' ', 'f', 'a', 'i', 'l', 'e', 'd', '\n'};

    private static final int PAUSE = 20;

    private static final byte[] PASE = {'p', 'a', 's', 'e'};
    private static final byte[] CASE = {'c', 'a', 's', 'e'};

    private final SelfTest arithmetic = new SelfTest();
    private final Loopback loopback;
    private final Aes128 aes = new Aes128();
    private final byte[] block = new byte[Aes128.BLOCK];
    private final byte[] other = new byte[Aes128.BLOCK];
    private final byte[] line = new byte[64];

    BoardTest() {
        byte[] seed = new byte[Drbg.SEED];
        BoardNatives.entropy(seed, 0, seed.length);
        loopback = new Loopback(seed);
    }

    /** Whether everything is as it must be. Allocates nothing. */
    boolean run() {
        boolean good = tell(ARITHMETIC, arithmetic.run());
        good &= tell(AES, aes());
        good &= tell(RANDOM, random());
        good &= tell(TIMER, timer());
        good &= tell(PASE, loopback.pase());
        good &= tell(CASE, loopback.join() && loopback.caseHandshake());
        return good;
    }

    /** Prints the line of a part; returns {@code good}. */
    boolean tell(byte[] name, boolean good) {
        byte[] end = good ? OK : FAILED;
        System.arraycopy(PREFIX, 0, line, 0, PREFIX.length);
        System.arraycopy(name, 0, line, PREFIX.length, name.length);
        System.arraycopy(end, 0, line, PREFIX.length + name.length, end.length);
        ConsoleNatives.write(line, PREFIX.length + name.length + end.length);
        return good;
    }

    private boolean aes() {
        for (int i = 0; i < Aes128.BLOCK; i++) {
            block[i] = (byte) i;
            other[i] = (byte) (i * 0x11);
        }
        aes.setKey(block, 0);
        aes.encryptBlock(other, 0, other, 0);
        aes.clearKey();
        return Bytes.equalConstantTime(other, 0, SEALED, 0, Aes128.BLOCK);
    }

    private boolean random() {
        boolean good = EntropyNatives.tryHealthTests() == 0;
        good &= BoardNatives.entropy(block, 0, Aes128.BLOCK) == 0;
        good &= BoardNatives.entropy(other, 0, Aes128.BLOCK) == 0;
        return good && !Bytes.equalConstantTime(block, 0, other, 0, Aes128.BLOCK);
    }

    /** Nobody presses the button in these milliseconds; if somebody does, it was a press. */
    private boolean timer() {
        long before = BoardNatives.millis();
        int event = BoardNatives.waitEvent(PAUSE);
        long slept = BoardNatives.millis() - before;
        return event != 0 || slept >= PAUSE - 1 && slept <= PAUSE + 2;
    }
}
