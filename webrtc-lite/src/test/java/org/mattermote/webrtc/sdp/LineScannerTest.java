package org.mattermote.webrtc.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mattermote.stack.requirement.Tag;

class LineScannerTest {
    private final LineScanner scanner = new LineScanner();
    private byte[] bytes;

    private void wrap(String text) {
        bytes = ("\n" + text + "z=9").getBytes(StandardCharsets.US_ASCII);
        scanner.wrap(bytes, 1, text.length());
    }

    /** Number, letter and value of the next line. */
    private String next() {
        int letter = scanner.next();
        if (letter <= 0) {
            return Integer.toString(letter);
        }
        int at = scanner.valueAt();
        String value = new String(bytes, at, scanner.valueEnd() - at, StandardCharsets.US_ASCII);
        return scanner.line() + " " + (char) letter + " " + value;
    }

    @Tag("webrtc-provider R55")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "v=0\r\ns=-\r\na=x:1\r\n",
                "v=0\ns=-\na=x:1\n",
                "v=0\r\ns=-\na=x:1",
                "v=0\ns=-\r\na=x:1\r"
            })
    void shouldTakeEveryEndOfALine(String text) {
        wrap(text);
        assertEquals("1 v 0", next());
        assertEquals("2 s -", next());
        assertEquals("3 a x:1", next());
        assertEquals("0", next());
        assertEquals("0", next());
    }

    @Test
    void shouldCountEmptyLinesAndPassOverThem() {
        wrap("v=0\n\n\r\nt=\n\n");
        assertEquals("1 v 0", next());
        assertEquals("4 t ", next());
        assertEquals("0", next());
    }

    @Tag("webrtc-provider R56")
    @Test
    void shouldRefuseALineAboveTheLimit() {
        wrap("a=" + "x".repeat(1022) + "\r\na=" + "x".repeat(1023) + "\r\n");
        assertEquals(1026, next().length());
        assertEquals(Integer.toString(SdpFlaw.LINE_TOO_LONG), next());
        assertEquals(2, scanner.line());
    }

    @ParameterizedTest
    @ValueSource(strings = {"v", "v:0", "V=0", "=0", "vv=0", " v=0", "\r=", "1=0"})
    void shouldRefuseWhatIsNoLine(String text) {
        wrap("v=0\n" + text + "\n");
        next();
        assertEquals(Integer.toString(SdpFlaw.NOT_A_LINE), next());
        assertEquals(2, scanner.line());
    }
}
