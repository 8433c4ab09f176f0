package org.mattermote.stack.explorer;

import java.nio.ByteBuffer;

/**
 * The central of a {@link BtpModel}, in numbers only: what it has sent and heard, and what of it is
 * acknowledged. It has no clock: when it acknowledges, or falls silent, is an action. What the
 * device sends it judges; what breaks a rule is a {@link Violation}.
 */
final class BtpPeer {
    static final int SHORT = 1;
    static final int LONG = 2;

    private static final int BEGIN = 1;
    private static final int CONTINUE = 2;
    private static final int END = 4;
    private static final int ACK = 8;
    private static final int SEGMENT = 20;
    private static final int MOST = 8;

    /** Whether the handshake is done. */
    boolean isOpen;

    /** Whether the device said that it knows no version of ours. */
    boolean isRefused;

    int window;

    /** Its packets: the number of the next one, and how many are not acknowledged. */
    int next;

    int outstanding;

    /** The device's. */
    int expected;

    int owed;

    /** Messages begun or sent, and their kinds; the last one's bytes that are sent. */
    int messages;

    int[] kinds = new int[MOST];
    int at;

    /** Whether a message is to be sent, or being sent. */
    boolean isSending;

    /** The device's messages that came whole, and the bytes of the next. */
    int received;

    int filled;
    int announced;

    void clear() {
        isOpen = false;
        isRefused = false;
        window = 0;
        next = 0;
        outstanding = 0;
        expected = 0;
        owed = 0;
        messages = 0;
        kinds = new int[MOST];
        at = 0;
        isSending = false;
        received = 0;
        filled = 0;
        announced = 0;
    }

    static int length(int kind) {
        return kind == SHORT ? 4 : 36;
    }

    /** A byte that says whose it is. */
    static byte content(boolean fromDevice, int connection, int message, int at) {
        return (byte)
                ((fromDevice ? 0x80 : 0) | (connection & 3) << 5 | (message & 3) << 3 | at & 7);
    }

    void offer(int kind) {
        kinds[messages++] = kind;
        isSending = true;
        at = 0;
    }

    boolean canSegment() {
        int left = window - outstanding;
        return isOpen && isSending && (left > 1 || left == 1 && owed > 0);
    }

    boolean canAcknowledge() {
        return isOpen && owed > 0 && outstanding < window;
    }

    byte[] segment(int connection) {
        int message = messages - 1;
        int total = length(kinds[message]);
        int header = 2 + (owed > 0 ? 1 : 0) + (at == 0 ? 2 : 0);
        int part = Math.min(SEGMENT - header, total - at);
        int flags = (at == 0 ? BEGIN : CONTINUE) | (at + part == total ? END : 0);
        ByteBuffer out = packet(flags, header + part);
        if (at == 0) {
            out.put((byte) total).put((byte) 0);
        }
        for (int i = 0; i < part; i++) {
            out.put(content(false, connection, message, at + i));
        }
        at += part;
        isSending = at < total;
        return out.array();
    }

    byte[] acknowledgement() {
        return packet(0, 3).array();
    }

    private ByteBuffer packet(int flags, int length) {
        ByteBuffer out = ByteBuffer.allocate(length);
        out.put((byte) (flags | (owed > 0 ? ACK : 0)));
        if (owed > 0) {
            out.put((byte) (expected - 1));
        }
        out.put((byte) next);
        next = next + 1 & 0xFF;
        outstanding++;
        owed = 0;
        return out;
    }

    void indicated(byte[] value, int connection, int[] deviceKinds) {
        if (!isOpen) {
            response(value);
            return;
        }
        int flags = value[0];
        int p = 1;
        if ((flags & ACK) != 0) {
            int left = next - 1 - value[p++] & 0xFF;
            Violation.unless(left < outstanding, "what was not sent is acknowledged");
            outstanding = left;
        }
        Violation.unless((value[p++] & 0xFF) == expected, "a packet's number is not the next");
        expected = expected + 1 & 0xFF;
        owed++;
        Violation.unless(owed <= window, "the device sends more than the window takes");
        Violation.unless(
                owed < window || (flags & ACK) != 0,
                "the last place of the window is for an acknowledgement");
        if ((flags & (BEGIN | CONTINUE | END)) == 0) {
            Violation.unless(value.length == 3, "an acknowledgement alone has something behind it");
            return;
        }
        if ((flags & BEGIN) != 0) {
            Violation.unless(filled == 0, "a message begins in another");
            announced = value[p] & 0xFF | (value[p + 1] & 0xFF) << 8;
            Violation.unless(announced == length(deviceKinds[received]), "another message comes");
            p += 2;
        } else {
            Violation.unless(filled > 0, "a message goes on that never began");
        }
        for (; p < value.length; p++) {
            Violation.unless(
                    filled < announced && value[p] == content(true, connection, received, filled),
                    "a message comes with other bytes");
            filled++;
        }
        Violation.unless((flags & END) != 0 == (filled == announced), "a message ends elsewhere");
        if (filled == announced) {
            received++;
            filled = 0;
            announced = 0;
        }
    }

    private void response(byte[] value) {
        Violation.unless(
                value.length == 6 && value[0] == 0x65 && value[1] == 0x6C,
                "the first indication is no response");
        Violation.unless(!isRefused, "something follows a refusal");
        if (value[2] == 0) {
            isRefused = true;
            return;
        }
        Violation.unless(value[2] == 4 && value[3] == SEGMENT, "a response of other numbers");
        isOpen = true;
        window = value[5];
        expected = 1;
        owed = 1;
    }

    /** The same numbers, further on: nothing else is different then. */
    void renumber(int ours, int theirs) {
        next = next + ours & 0xFF;
        expected = expected + theirs & 0xFF;
    }

    void save(ByteBuffer to) {
        to.put((byte) ((isOpen ? 1 : 0) | (isRefused ? 2 : 0) | (isSending ? 4 : 0)));
        for (int number :
                new int[] {
                    window,
                    next,
                    outstanding,
                    expected,
                    owed,
                    messages,
                    at,
                    received,
                    filled,
                    announced
                }) {
            to.put((byte) number);
        }
        for (int kind : kinds) {
            to.put((byte) kind);
        }
    }

    void load(ByteBuffer from) {
        int flags = from.get();
        isOpen = (flags & 1) != 0;
        isRefused = (flags & 2) != 0;
        isSending = (flags & 4) != 0;
        window = from.get();
        next = from.get() & 0xFF;
        outstanding = from.get();
        expected = from.get() & 0xFF;
        owed = from.get();
        messages = from.get();
        at = from.get();
        received = from.get();
        filled = from.get();
        announced = from.get();
        for (int i = 0; i < kinds.length; i++) {
            kinds[i] = from.get();
        }
    }
}
