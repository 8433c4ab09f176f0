package org.mattermote.firmware.testkit;

import java.util.Arrays;
import java.util.Random;

/** Makes something else of bytes that were right. */
public final class Malformed {
    private static final int[] TELLING = {
        0, 1, 0x15, 0x16, 0x17, 0x18, 0x24, 0x30, 0x7F, 0x80, 0xFF
    };

    private final Random random;

    public Malformed(Random random) {
        this.random = random;
    }

    /** One to four changes of {@code bytes}, none of which is sure to matter. */
    public byte[] of(byte[] bytes) {
        byte[] out = bytes.clone();
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
            out = once(out);
        }
        return out;
    }

    private byte[] once(byte[] in) {
        if (in.length == 0) {
            return noise(1 + random.nextInt(8));
        }
        int at = random.nextInt(in.length);
        byte[] out = in.clone();
        switch (random.nextInt(8)) {
            case 0 -> out[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> out[at] = (byte) random.nextInt();
            case 2 -> out[at] = (byte) TELLING[random.nextInt(TELLING.length)];
            case 3 -> out = Arrays.copyOf(in, at);
            case 4 -> out = splice(in, at, in, at, Math.min(in.length, at + random.nextInt(40)));
            case 5 -> {
                // A part is missing.
                int end = Math.min(in.length, at + 1 + random.nextInt(8));
                out = splice(Arrays.copyOf(in, at), at, in, end, in.length);
            }
            case 6 -> out = splice(in, at, noise(1 + random.nextInt(16)), 0, -1);
            default -> {
                int from = random.nextInt(in.length);
                out = splice(in, at, in, from, Math.min(in.length, from + random.nextInt(60)));
            }
        }
        return out.length > 1400 ? Arrays.copyOf(out, 1400) : out;
    }

    /** {@code into} with a part of {@code from} put in at {@code at}. */
    private static byte[] splice(byte[] into, int at, byte[] from, int start, int end) {
        int length = (end < 0 ? from.length : end) - start;
        byte[] out = new byte[into.length + length];
        System.arraycopy(into, 0, out, 0, at);
        System.arraycopy(from, start, out, at, length);
        System.arraycopy(into, at, out, at + length, into.length - at);
        return out;
    }

    public byte[] noise(int length) {
        byte[] out = new byte[length];
        random.nextBytes(out);
        return out;
    }
}
