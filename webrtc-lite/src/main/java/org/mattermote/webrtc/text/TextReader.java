package org.mattermote.webrtc.text;

/** Reads words of a stretch of ASCII where they lie. A word ends at a space or at the end. */
public final class TextReader {
    private byte[] bytes;
    private int at;
    private int end;
    private int wordAt;
    private int wordEnd;

    /** Reads {@code length} bytes at {@code offset} from here on. */
    public void wrap(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        at = offset;
        end = offset + length;
        wordAt = offset;
        wordEnd = offset;
    }

    public boolean isEmpty() {
        return at == end;
    }

    /** Bytes that are left. */
    public int left() {
        return end - at;
    }

    /** Where in the array the next byte is. */
    public int at() {
        return at;
    }

    /** Goes past the only word of {@code list}; false, and nothing happened, if it is not next. */
    public boolean take(byte[] list) {
        int length = list[1];
        if (end - at < length || WordList.find(list, bytes, at, length) < 0) {
            return false;
        }
        at += length;
        return true;
    }

    /** Steps to the next word; false at the end. */
    public boolean nextWord() {
        while (at < end && bytes[at] == ' ') {
            at++;
        }
        return nextPart(' ') && wordEnd > wordAt;
    }

    /**
     * Steps to what is there up to {@code delimiter} or the end, maybe nothing, and past the
     * delimiter; false at the end.
     */
    public boolean nextPart(int delimiter) {
        wordAt = at;
        int i = at;
        while (i < end && bytes[i] != delimiter) {
            i++;
        }
        wordEnd = i;
        boolean found = at < end;
        at = i < end ? i + 1 : i;
        return found;
    }

    /** Where in the array the word begins. */
    public int wordAt() {
        return wordAt;
    }

    public int wordLength() {
        return wordEnd - wordAt;
    }

    /** Index of the word at hand in a {@link WordList}, or NONE of it. */
    public int wordIn(byte[] list) {
        return WordList.find(list, bytes, wordAt, wordEnd - wordAt);
    }

    /** The word as a decimal number, 0 to {@code most}; −1 if it is none. */
    public int wordNumber(int most) {
        return Ascii.number(bytes, wordAt, wordEnd - wordAt, most);
    }
}
