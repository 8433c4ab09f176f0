package org.mattermote.webrtc.text;

/**
 * Words that are known, one behind the other in a byte array, by their index.
 *
 * <pre>
 *  0              1
 *  +--------------+--------+---------+--------+---------+
 *  | EXACT or     | length | letters | length | letters | ...
 *  | ANY_CASE     |        |         |        |         |
 *  +--------------+--------+---------+--------+---------+
 * </pre>
 */
public final class WordList {
    /** First byte: letters are as they are written. */
    public static final int EXACT = 0;

    /** First byte: letters are in any case. It is the bit in which they then may differ. */
    public static final int ANY_CASE = 0x20;

    /** None of the words. */
    public static final int NONE = -1;

    private WordList() {}

    /** Index of the word that {@code length} bytes at {@code at} are, or NONE. */
    public static int find(byte[] list, byte[] bytes, int at, int length) {
        int index = 0;
        for (int word = 1; word < list.length; word += list[word] + 1) {
            if (list[word] == length && isSame(list, word + 1, bytes, at, length)) {
                return index;
            }
            index++;
        }
        return NONE;
    }

    private static boolean isSame(byte[] list, int word, byte[] bytes, int at, int length) {
        for (int i = 0; i < length; i++) {
            int letter = list[word + i];
            int differs = letter ^ bytes[at + i];
            if (differs != 0 && (differs != list[0] || !Ascii.isLetter(letter))) {
                return false;
            }
        }
        return true;
    }

    /** Where in the list the length of word {@code index} is; its letters follow. */
    static int place(byte[] list, int index) {
        int word = 1;
        for (int i = 0; i < index; i++) {
            word += list[word] + 1;
        }
        return word;
    }
}
