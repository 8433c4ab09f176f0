package org.mattermote.webrtc.sdp;

import org.mattermote.webrtc.text.Ascii;
import org.mattermote.webrtc.text.TextReader;

/**
 * Steps through the lines of a description where they lie (RFC 8866 5): a letter, an equals sign
 * and a value, ended by CRLF, by LF, or by the end. Empty lines are passed over. What is read are
 * the words of the value at hand.
 */
public final class LineScanner extends TextReader {
    /** Bytes of the longest line, without its end. */
    public static final int LINE_MAX = 1024;

    /** Behind the last line. */
    public static final int END = 0;

    private int next;
    private int last;
    private int line;

    @Override
    public void wrap(byte[] bytes, int offset, int length) {
        super.wrap(bytes, offset, 0);
        next = offset;
        last = offset + length;
        line = 0;
    }

    /**
     * Steps to the next line: its letter, END, or LINE_TOO_LONG or NOT_A_LINE of {@link SdpFlaw}.
     */
    public int next() {
        while (next < last) {
            int start = next;
            int stop = Ascii.indexOf('\n', bytes, start, last);
            next = stop + 1;
            line++;
            if (stop > start && bytes[stop - 1] == '\r') {
                stop--;
            }
            if (stop > start) {
                return line(start, stop);
            }
        }
        return END;
    }

    private int line(int start, int stop) {
        if (stop - start > LINE_MAX) {
            return SdpFlaw.LINE_TOO_LONG;
        }
        int letter = bytes[start];
        if (stop - start < 2 || bytes[start + 1] != '=' || letter < 'a' || letter > 'z') {
            return SdpFlaw.NOT_A_LINE;
        }
        wrap(start + 2, stop);
        return letter;
    }

    /** Number of the line at hand, from 1 on. */
    public int line() {
        return line;
    }

    /** Where in the array its value begins, as long as no word of it was read. */
    public int valueAt() {
        return at();
    }

    /** Where its value ends, exclusive. */
    public int valueEnd() {
        return end();
    }
}
