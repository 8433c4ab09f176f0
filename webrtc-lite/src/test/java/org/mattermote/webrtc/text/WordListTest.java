package org.mattermote.webrtc.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class WordListTest {
    private static final byte[] EXACT = {WordList.EXACT, 2, 'a', 'b', 3, 'a', 'b', 'c', 1, '-'};
    private static final byte[] ANY_CASE = {WordList.ANY_CASE, 2, 'a', 'B', 2, 'C', '-'};

    private static int find(byte[] list, String word) {
        byte[] bytes = (" " + word).getBytes(StandardCharsets.US_ASCII);
        return WordList.find(list, bytes, 1, word.length());
    }

    @Test
    void shouldFindWholeWords() {
        assertEquals(0, find(EXACT, "ab"));
        assertEquals(1, find(EXACT, "abc"));
        assertEquals(2, find(EXACT, "-"));
        for (String none : List.of("", "a", "bc", "abcd", "aB", "\r")) {
            assertEquals(WordList.NONE, find(EXACT, none), none);
        }
    }

    @Test
    void shouldTakeLettersInAnyCaseAndNothingElse() {
        for (String word : List.of("ab", "AB", "Ab", "aB")) {
            assertEquals(0, find(ANY_CASE, word), word);
        }
        assertEquals(1, find(ANY_CASE, "c-"));
        assertEquals(WordList.NONE, find(ANY_CASE, "c\r"));
        assertEquals(WordList.NONE, find(ANY_CASE, "!b"));
    }

    @Test
    void shouldReadAndWriteAWord() {
        byte[] only = {WordList.EXACT, 2, 'a', '='};
        TextReader reader = new TextReader();
        reader.wrap("a= bc".getBytes(StandardCharsets.US_ASCII), 0, 5);
        assertEquals(0, reader.nextWordIn(only));
        assertEquals(WordList.NONE, reader.leftIn(only));
        assertTrue(reader.nextWord());
        assertEquals(WordList.NONE, reader.wordIn(EXACT));
        assertFalse(reader.nextWord());
        assertEquals(WordList.NONE, reader.nextWordIn(only));
        byte[] text = new byte[5];
        TextWriter writer = new TextWriter();
        writer.wrap(text, 0, 5);
        writer.word(EXACT, 1);
        writer.word(EXACT, 0);
        assertEquals("abcab", new String(text, StandardCharsets.US_ASCII));
        assertEquals(5, writer.length());
    }
}
