package org.mattermote.webrtc.text;

/** Letters, digits and numbers of a stretch of ASCII. */
public final class Ascii {
    /** Ranges for {@link #isOf}. */
    public static final byte[] DIGITS = {'0', '9'};

    public static final byte[] UPPER_HEX_DIGITS = {'0', '9', 'A', 'F'};

    /** Letter, digit, + or /: what foundations, user fragments and passwords are of (RFC 8839). */
    public static final byte[] ICE_CHARS = {'a', 'z', 'A', 'Z', '/', '9', '+', '+'};

    /** What a token is of (RFC 8866 9): printable, and none of "(),/:;<=>?@[\]. */
    public static final byte[] TOKEN_CHARS = {
        '0', '9', '^', '~', 'A', 'Z', '-', '.', '!', '!', '#', '\'', '*', '+'
    };

    public static final int HASH_BASIS = 0x811C9DC5;
    private static final int HASH_PRIME = 0x01000193;

    private static final int NUMBER_DIGITS_MAX = 10;

    private Ascii() {}

    public static boolean isDigit(int letter) {
        return letter >= '0' && letter <= '9';
    }

    public static boolean isLetter(int letter) {
        int lower = letter | 0x20;
        return lower >= 'a' && lower <= 'z';
    }

    /** Whether {@code letter} is in one of {@code ranges}, first and last letter of each. */
    public static boolean isOf(byte[] ranges, int letter) {
        for (int i = 0; i < ranges.length; i += 2) {
            if (letter >= ranges[i] && letter <= ranges[i + 1]) {
                return true;
            }
        }
        return false;
    }

    /** Whether all of them are. */
    public static boolean areOf(byte[] ranges, byte[] bytes, int at, int length) {
        for (int i = at; i < at + length; i++) {
            if (!isOf(ranges, bytes[i])) {
                return false;
            }
        }
        return true;
    }

    /** Where {@code letter} is first, or {@code end}. */
    public static int indexOf(int letter, byte[] bytes, int at, int end) {
        int i = at;
        while (i < end && bytes[i] != letter) {
            i++;
        }
        return i;
    }

    /** FNV-1a, 32 bits, of what was hashed into {@code hash} before, or HASH_BASIS. */
    public static int hash(int hash, byte[] bytes, int at, int length) {
        int value = hash;
        for (int i = at; i < at + length; i++) {
            value = (value ^ bytes[i]) * HASH_PRIME;
        }
        return value;
    }

    /** 0 to 15, or −1. */
    public static int hexDigit(int letter) {
        if (isDigit(letter)) {
            return letter - '0';
        }
        int lower = letter | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    /** The number that 1 to 7 hexadecimal digits are; −1 if it is none. */
    public static int hex(byte[] bytes, int at, int length) {
        return (int) numberOf(bytes, at, length, 16);
    }

    /** A decimal number, 0 to {@code most}, at most ten digits; −1 if it is none. */
    public static int number(byte[] bytes, int at, int length, int most) {
        long value = number(bytes, at, length);
        return value > most ? -1 : (int) value;
    }

    /** A decimal number of at most ten digits; −1 if it is none. */
    public static long number(byte[] bytes, int at, int length) {
        return numberOf(bytes, at, length, 10);
    }

    private static long numberOf(byte[] bytes, int at, int length, int base) {
        if (length < 1 || length > NUMBER_DIGITS_MAX) {
            return -1;
        }
        long value = 0;
        for (int i = at; i < at + length; i++) {
            int digit = hexDigit(bytes[i]);
            if (digit < 0 || digit >= base) {
                return -1;
            }
            value = value * base + digit;
        }
        return value;
    }
}
