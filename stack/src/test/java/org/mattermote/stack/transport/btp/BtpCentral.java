package org.mattermote.stack.transport.btp;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * A BTP client in plain Java, written from the specification and sharing nothing with the device's
 * side. What the server sends it judges strictly: an error is an AssertionError.
 */
public final class BtpCentral {
    public static final long NEVER = Long.MAX_VALUE;

    private static final int BEGIN = 1;
    private static final int CONTINUE = 2;
    private static final int END = 4;
    private static final int ACK = 8;

    /** How long it waits before it acknowledges alone; matter.js waits as long. */
    public int ackDelay = 5000;

    /** As the chip controller does it: acknowledge at once with so few places left; −1 never. */
    public int immediateAckAt = -1;

    private final byte[] request;
    private final int askedWindow;
    private final Deque<byte[]> outgoing = new ArrayDeque<>();
    private final List<byte[]> received = new ArrayList<>();
    private final ByteArrayOutputStream assembling = new ByteArrayOutputStream();

    private int segmentSize;
    private int window;
    private int version = -1;

    // Sending.
    private int next;
    private int outstanding;
    private int at;

    // Receiving.
    private int expected;
    private int owed;
    private long ackAt = NEVER;
    private int announced = -1;

    /** Most packets of either side that were unacknowledged at a time. */
    public int mostOutstanding;

    public int mostOwed;

    /** Segments of both sides, and acknowledgements alone. */
    public int segments;

    public int acksSent;
    public int acksReceived;

    public BtpCentral(int mtu, int window) {
        this(mtu, window, 4);
    }

    /**
     * @param mtu ATT_MTU as the request says it, 0 for unknown
     * @param versions in the order of the nibbles
     */
    public BtpCentral(int mtu, int window, int... versions) {
        request = new byte[9];
        request[0] = 0x65;
        request[1] = 0x6C;
        for (int i = 0; i < versions.length; i++) {
            request[2 + i / 2] |= (byte) (versions[i] << (i % 2 == 0 ? 0 : 4));
        }
        request[6] = (byte) mtu;
        request[7] = (byte) (mtu >> 8);
        request[8] = (byte) window;
        askedWindow = window;
    }

    public byte[] request() {
        return request.clone();
    }

    public boolean isOpen() {
        return version == 4;
    }

    /** −1 before the response. */
    public int version() {
        return version;
    }

    public int segmentSize() {
        return segmentSize;
    }

    public int window() {
        return window;
    }

    /** Messages that came whole. */
    public List<byte[]> received() {
        return received;
    }

    public void send(byte[] message) {
        outgoing.add(message);
    }

    /** Whether everything is sent, and everything that came is acknowledged. */
    public boolean isAtRest() {
        return outgoing.isEmpty() && owed == 0;
    }

    public boolean hasUnsent() {
        return !outgoing.isEmpty();
    }

    /** An indication of C2. */
    public void indicated(byte[] value, long now) {
        if (version < 0) {
            response(value, now);
            return;
        }
        require(version == 4, "something follows a refusal");
        require(value.length <= segmentSize, "a segment of " + value.length);
        int flags = value[0];
        require((flags & ~(BEGIN | CONTINUE | END | ACK)) == 0, "flags " + flags);
        int p = 1;
        if ((flags & ACK) != 0) {
            acknowledged(value[p++] & 0xFF);
        }
        require((value[p++] & 0xFF) == expected, "sequence, not " + expected);
        owe(now);
        require(owed <= window, "the server went beyond the window");
        require(owed < window || (flags & ACK) != 0, "the last place without an acknowledgement");
        if ((flags & (BEGIN | CONTINUE | END)) == 0) {
            require(flags == ACK && value.length == 3, "no acknowledgement alone");
            acksReceived++;
            return;
        }
        segments++;
        segment(flags, value, p);
    }

    private void response(byte[] value, long now) {
        require(value.length == 6 && value[0] == 0x65 && value[1] == 0x6C, "no response");
        version = value[2];
        segmentSize = value[3] & 0xFF | (value[4] & 0xFF) << 8;
        window = value[5] & 0xFF;
        require(version == 4 || version == 0, "version " + version);
        require(segmentSize >= 20 && segmentSize <= 244, "segment size " + segmentSize);
        require(window >= 1 && window <= askedWindow, "window " + window);
        if (version == 4) {
            owe(now);
        }
    }

    private void owe(long now) {
        expected = expected + 1 & 0xFF;
        owed++;
        mostOwed = Math.max(mostOwed, owed);
        if (ackAt == NEVER) {
            ackAt = now + ackDelay;
        }
    }

    private void acknowledged(int number) {
        int left = next - 1 - number & 0xFF;
        require(left < outstanding, "an acknowledgement of what is none: " + number);
        outstanding = left;
    }

    private void segment(int flags, byte[] value, int from) {
        int p = from;
        if ((flags & BEGIN) != 0) {
            require(announced < 0, "a message begins in another");
            require((flags & CONTINUE) == 0, "begins and continues");
            announced = value[p] & 0xFF | (value[p + 1] & 0xFF) << 8;
            p += 2;
        } else {
            require(
                    announced >= 0 && (flags & CONTINUE) != 0,
                    "a message goes on that never began");
        }
        require(p < value.length, "an empty segment");
        assembling.write(value, p, value.length - p);
        if ((flags & END) != 0) {
            require(assembling.size() == announced, "a message of another length");
            received.add(assembling.toByteArray());
            assembling.reset();
            announced = -1;
        } else {
            require(value.length == segmentSize, "a short segment is not the last");
            require(assembling.size() < announced, "a message without an end");
        }
    }

    /** Whether a message has begun and not ended. */
    public boolean isInMessage() {
        return announced >= 0 || at > 0;
    }

    /** The next packet to write, or null if there is none now. */
    public byte[] next(long now) {
        if (version != 4) {
            return null;
        }
        boolean withAck = owed > 0;
        int left = window - outstanding;
        if (!outgoing.isEmpty() && (left > 1 || left == 1 && withAck)) {
            return segment(withAck);
        }
        boolean due = owed > 0 && (ackAt <= now || window - owed <= immediateAckAt);
        if (due && left > 0) {
            acksSent++;
            return packet(0, new byte[0], 0, 0, 0);
        }
        return null;
    }

    private byte[] segment(boolean withAck) {
        byte[] message = outgoing.peek();
        int header = 2 + (withAck ? 1 : 0) + (at == 0 ? 2 : 0);
        int part = Math.min(segmentSize - header, message.length - at);
        int flags = at == 0 ? BEGIN : CONTINUE;
        if (at + part == message.length) {
            flags |= END;
        }
        byte[] packet = packet(flags, message, at, part, message.length);
        at += part;
        segments++;
        if ((flags & END) != 0) {
            outgoing.remove();
            at = 0;
        }
        return packet;
    }

    private byte[] packet(int flags, byte[] message, int from, int part, int total) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(flags | (owed > 0 ? ACK : 0));
        if (owed > 0) {
            out.write(expected - 1);
            owed = 0;
            ackAt = NEVER;
        }
        out.write(next);
        next = next + 1 & 0xFF;
        outstanding++;
        mostOutstanding = Math.max(mostOutstanding, outstanding);
        if ((flags & BEGIN) != 0) {
            out.write(total);
            out.write(total >> 8);
        }
        out.write(message, from, part);
        return out.toByteArray();
    }

    /** When it will want to acknowledge, NEVER if nothing is owed. */
    public long deadline() {
        return owed > 0 && outstanding < window ? ackAt : NEVER;
    }

    public int outstanding() {
        return outstanding;
    }

    public int owed() {
        return owed;
    }

    private static void require(boolean good, String what) {
        if (!good) {
            throw new AssertionError("central: " + what);
        }
    }

    /** A message of which any two stretches of three bytes differ. */
    public static byte[] message(int length, int seed) {
        byte[] message = new byte[length];
        for (int i = 0; i < length; i++) {
            message[i] = (byte) (i * 7 + (i >> 8) * 31 + seed * 13 + 1);
        }
        return message;
    }

    @Override
    public String toString() {
        return "segment "
                + segmentSize
                + " window "
                + window
                + " sent to "
                + next
                + " ("
                + outstanding
                + ") received to "
                + expected
                + " ("
                + owed
                + ") "
                + Arrays.toString(request);
    }
}
