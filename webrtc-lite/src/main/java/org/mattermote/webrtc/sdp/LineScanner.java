package org.mattermote.webrtc.sdp;

/**
 * Steps through the lines of a description where they lie (RFC 8866 5): a letter, an equals sign
 * and a value, ended by CRLF, by LF, or by the end. Empty lines are passed over.
 */
public final class LineScanner {
    /** Bytes of the longest line, without its end. */
    public static final int LINE_MAX = 1024;

    /** Behind the last line. */
    public static final int END = 0;

    private byte[] bytes;
    private int next;
    private int end;
    private int line;
    private int valueAt;
    private int valueEnd;

    /** Reads {@code length} bytes at {@code offset} from here on. */
    public void wrap(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        next = offset;
        end = offset + length;
        line = 0;
        valueAt = offset;
        valueEnd = offset;
    }

    /**
     * Steps to the next line: its letter, END, or LINE_TOO_LONG or NOT_A_LINE of {@link SdpFlaw}.
     */
    public int next() {
        while (next < end) {
            int start = next;
            int at = start;
            while (at < end && bytes[at] != '\n') {
                at++;
            }
            next = at < end ? at + 1 : at;
            line++;
            int stop = at > start && bytes[at - 1] == '\r' ? at - 1 : at;
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
        valueAt = start + 2;
        valueEnd = stop;
        return letter;
    }

    /** Number of the line at hand, from 1 on. */
    public int line() {
        return line;
    }

    /** Where in the array its value begins. */
    public int valueAt() {
        return valueAt;
    }

    /** Where its value ends, exclusive. */
    public int valueEnd() {
        return valueEnd;
    }
}
