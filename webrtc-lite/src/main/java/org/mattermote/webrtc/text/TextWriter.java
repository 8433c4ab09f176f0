package org.mattermote.webrtc.text;

/**
 * Writes ASCII into a stretch that was lent. What does not fit is not written, and everything after
 * it neither; {@link #length} then says so.
 */
public final class TextWriter {
    /** The text is longer than the stretch. */
    public static final int NO_SPACE = -1;

    private static final int DIGITS_MAX = 20;

    private final byte[] digits = new byte[DIGITS_MAX];
    private byte[] bytes;
    private int start;

    /** Where the next byte is written; behind the end as soon as something did not fit. */
    private int at;

    private int end;

    /**
     * Writes at most {@code capacity} bytes at {@code offset} from here on.
     *
     * @param bytes null when only the length is asked for
     */
    public void wrap(byte[] bytes, int offset, int capacity) {
        this.bytes = bytes;
        start = offset;
        at = offset;
        end = offset + capacity;
    }

    /** Bytes written, or NO_SPACE. */
    public int length() {
        return at > end ? NO_SPACE : at - start;
    }

    /** Bytes that still fit; 0 as soon as something did not. */
    public int left() {
        return Math.max(0, end - at);
    }

    /** Takes back everything after the first {@code length} bytes. */
    public void back(int length) {
        at = start + length;
    }

    public void put(byte[] text) {
        put(text, 0, text.length);
    }

    public void put(byte[] text, int offset, int length) {
        if (length > end - at) {
            at = end + 1;
            return;
        }
        if (bytes != null) {
            System.arraycopy(text, offset, bytes, at, length);
        }
        at += length;
    }

    /** Word {@code index} of a {@link WordList}. */
    public void word(byte[] list, int index) {
        int word = WordList.place(list, index);
        put(list, word + 1, list[word]);
    }

    public void letter(int letter) {
        if (at >= end) {
            at = end + 1;
            return;
        }
        if (bytes != null) {
            bytes[at] = (byte) letter;
        }
        at++;
    }

    /** In decimal; {@code value} is 0 or more. */
    public void number(long value) {
        int first = DIGITS_MAX;
        long rest = value;
        // Divisions of 64 bits are calls.
        while (rest > Integer.MAX_VALUE) {
            digits[--first] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        int low = (int) rest;
        do {
            digits[--first] = (byte) ('0' + low % 10);
            low /= 10;
        } while (low > 0);
        put(digits, first, DIGITS_MAX - first);
    }

    /** The lower {@code digits} of a number, in lower case. */
    public void hex(int value, int digits) {
        for (int i = digits - 1; i >= 0; i--) {
            hexDigit(value >> 4 * i, 'a');
        }
    }

    /** A byte as two digits in upper case. */
    public void upperHexByte(int value) {
        hexDigit(value >> 4, 'A');
        hexDigit(value, 'A');
    }

    /** The letter {@code ten} and those after it are 10 to 15. */
    private void hexDigit(int value, int ten) {
        int low = value & 15;
        letter(low < 10 ? '0' + low : ten + low - 10);
    }
}
