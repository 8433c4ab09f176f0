package org.mattermote.webrtc.text;

/** Letters, digits and numbers of a stretch of ASCII. */
public final class Ascii {
    private static final int NUMBER_DIGITS_MAX = 10;

    private Ascii() {}

    public static boolean isDigit(int letter) {
        return letter >= '0' && letter <= '9';
    }

    public static boolean isLetter(int letter) {
        int lower = letter | 0x20;
        return lower >= 'a' && lower <= 'z';
    }

    /** Letter, digit, + or /: what foundations, user fragments and passwords are of (RFC 8839). */
    public static boolean isIceChar(int letter) {
        return isDigit(letter) || isLetter(letter) || letter == '+' || letter == '/';
    }

    /** What a token is of (RFC 8866 9): printable, and none of "(),/:;<=>?@[\]. */
    public static boolean isTokenChar(int letter) {
        if (isDigit(letter) || isLetter(letter)) {
            return true;
        }
        switch (letter) {
            case '!':
            case '#':
            case '$':
            case '%':
            case '&':
            case '\'':
            case '*':
            case '+':
            case '-':
            case '.':
            case '^':
            case '_':
            case '`':
            case '{':
            case '|':
            case '}':
            case '~':
                return true;
            default:
                return false;
        }
    }

    /** 0 to 15, or −1. */
    public static int hexDigit(int letter) {
        if (isDigit(letter)) {
            return letter - '0';
        }
        int lower = letter | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    /** A decimal number, 0 to {@code most}, at most ten digits; −1 if it is none. */
    public static int number(byte[] bytes, int at, int length, int most) {
        long value = number(bytes, at, length);
        return value > most ? -1 : (int) value;
    }

    /** A decimal number of at most ten digits; −1 if it is none. */
    public static long number(byte[] bytes, int at, int length) {
        if (length < 1 || length > NUMBER_DIGITS_MAX) {
            return -1;
        }
        long value = 0;
        for (int i = at; i < at + length; i++) {
            if (!isDigit(bytes[i])) {
                return -1;
            }
            value = value * 10 + bytes[i] - '0';
        }
        return value;
    }
}
