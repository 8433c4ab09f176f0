package org.mattermote.stack.codec;

/**
 * The text form of QR payloads (Matter core 5.1.3.1). Three bytes become five characters, the two
 * or one left at the end four or two; a group is a little-endian number, its least significant
 * character first. Text is ASCII bytes.
 */
public final class Base38 {
    private static final int RADIX = 38;

    private Base38() {}

    /** Characters for {@code length} bytes. */
    public static int encodedLength(int length) {
        int rest = length % 3;
        return length / 3 * 5 + (rest == 0 ? 0 : rest * 2);
    }

    /** Writes {@link #encodedLength} characters and returns how many, or NO_SPACE. */
    public static int encode(byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        if (out.length - outOffset < encodedLength(length)) {
            return CodecStatus.NO_SPACE;
        }
        int to = outOffset;
        for (int i = 0; i < length; i += 3) {
            int bytes = Math.min(3, length - i);
            int group = 0;
            for (int k = bytes - 1; k >= 0; k--) {
                group = group << 8 | in[inOffset + i + k] & 0xFF;
            }
            int characters = bytes == 3 ? 5 : bytes * 2;
            for (int k = 0; k < characters; k++) {
                out[to++] = (byte) character(group % RADIX);
                group /= RADIX;
            }
        }
        return to - outOffset;
    }

    /**
     * Reads {@code length} characters.
     *
     * @return bytes written, or MALFORMED for another character, a length no bytes have, or a group
     *     above its bytes; NO_SPACE above {@code capacity}
     */
    public static int decode(
            byte[] in, int inOffset, int length, byte[] out, int outOffset, int capacity) {
        int to = 0;
        for (int i = 0; i < length; i += 5) {
            int characters = Math.min(5, length - i);
            int bytes = characters == 5 ? 3 : characters / 2;
            if ((characters & 1) != 0 && characters != 5) {
                return CodecStatus.MALFORMED;
            }
            int group = 0;
            for (int k = characters - 1; k >= 0; k--) {
                int digit = value(in[inOffset + i + k]);
                if (digit < 0) {
                    return CodecStatus.MALFORMED;
                }
                group = group * RADIX + digit;
            }
            if (group >>> (8 * bytes) != 0) {
                return CodecStatus.MALFORMED;
            }
            if (capacity - to < bytes) {
                return CodecStatus.NO_SPACE;
            }
            for (int k = 0; k < bytes; k++) {
                out[outOffset + to++] = (byte) group;
                group >>>= 8;
            }
        }
        return to;
    }

    private static int character(int v) {
        if (v < 10) {
            return '0' + v;
        }
        if (v < 36) {
            return 'A' + v - 10;
        }
        return v == 36 ? '-' : '.';
    }

    private static int value(int c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        if (c >= 'A' && c <= 'Z') {
            return c - 'A' + 10;
        }
        if (c == '-') {
            return 36;
        }
        return c == '.' ? 37 : -1;
    }
}
