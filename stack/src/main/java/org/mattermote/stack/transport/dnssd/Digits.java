package org.mattermote.stack.transport.dnssd;

/** Numbers as ASCII digits. Each writer returns the index behind the last digit. */
final class Digits {
    private Digits() {}

    /** Digits of {@code value}, which is not negative. */
    static int decimalLength(long value) {
        int length = 1;
        long rest = value / 10;
        while (rest > 0) {
            length++;
            rest /= 10;
        }
        return length;
    }

    static int decimal(long value, byte[] out, int at) {
        int end = at + decimalLength(value);
        long rest = value;
        for (int i = end - 1; i >= at; i--) {
            out[i] = (byte) ('0' + (int) (rest % 10));
            rest /= 10;
        }
        return end;
    }

    /** 16 upper-case digits, most significant first. */
    static int hex(long value, byte[] out, int at) {
        int next = at;
        for (int shift = 56; shift >= 0; shift -= 8) {
            next = hexByte((int) (value >>> shift), out, next);
        }
        return next;
    }

    static int hexByte(int value, byte[] out, int at) {
        out[at] = digit(value >>> 4 & 0xF);
        out[at + 1] = digit(value & 0xF);
        return at + 2;
    }

    private static byte digit(int value) {
        return (byte) (value < 10 ? '0' + value : 'A' - 10 + value);
    }
}
