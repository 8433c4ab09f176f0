package org.mattermote.webrtc.text;

/** Reads words of a stretch of ASCII where they lie. A word ends at a space or at the end. */
public class TextReader {
    protected byte[] bytes;
    private int at;
    private int end;
    private int wordAt;
    private int wordEnd;

    /** Reads {@code length} bytes at {@code offset} from here on. */
    public void wrap(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        wrap(offset, offset + length);
    }

    /** Reads another stretch of the same array, up to {@code end}. */
    public final void wrap(int offset, int end) {
        at = offset;
        this.end = end;
        wordAt = offset;
        wordEnd = offset;
    }

    /** Bytes that are left. */
    public final int left() {
        return end - at;
    }

    /** Where in the array the next byte is. */
    public final int at() {
        return at;
    }

    /** Where in the array its end is, exclusive. */
    public final int end() {
        return end;
    }

    /** Index of all that is left in a {@link WordList}, or NONE of it. */
    public final int leftIn(byte[] list) {
        return WordList.find(list, bytes, at, end - at);
    }

    public final void skipSpaces() {
        while (at < end && bytes[at] == ' ') {
            at++;
        }
    }

    /** Steps to the next word; false at the end, where the word at hand is empty. */
    public final boolean nextWord() {
        skipSpaces();
        return nextPart(' ');
    }

    /** Steps to the next word: its index in a {@link WordList}, or NONE of it. */
    public final int nextWordIn(byte[] list) {
        nextWord();
        return wordIn(list);
    }

    /**
     * Steps to what is there up to {@code delimiter} or the end, maybe nothing, and past the
     * delimiter; false at the end.
     */
    public final boolean nextPart(int delimiter) {
        wordAt = at;
        wordEnd = Ascii.indexOf(delimiter, bytes, at, end);
        at = Math.min(wordEnd + 1, end);
        return wordAt < end;
    }

    /** Where in the array the word begins. */
    public final int wordAt() {
        return wordAt;
    }

    public final int wordLength() {
        return wordEnd - wordAt;
    }

    /** Index of the word at hand in a {@link WordList}, or NONE of it. */
    public final int wordIn(byte[] list) {
        return WordList.find(list, bytes, wordAt, wordEnd - wordAt);
    }

    /** Steps to the next word: it as a number, as {@link #wordNumber} does. */
    public final int nextNumber(int most) {
        nextWord();
        return wordNumber(most);
    }

    /** Whether every letter of the word is in one of {@code ranges}, as {@link Ascii} has them. */
    public final boolean isWordOf(byte[] ranges) {
        return Ascii.areOf(ranges, bytes, wordAt, wordEnd - wordAt);
    }

    /** The word as a decimal number, 0 to {@code most}; −1 if it is none. */
    public final int wordNumber(int most) {
        return Ascii.number(bytes, wordAt, wordEnd - wordAt, most);
    }
}
