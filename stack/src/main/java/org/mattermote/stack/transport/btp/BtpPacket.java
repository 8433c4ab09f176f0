package org.mattermote.stack.transport.btp;

import org.mattermote.stack.mem.Bytes;

/**
 * A BTP packet: what one write of C1 or one indication of C2 carries (Matter core 4.19.3).
 *
 * <pre>
 *   data packet and stand-alone acknowledgement
 *   0        1               (1 or 2)   (2 or 3)             (2 to 5)
 *  +--------+---------------+----------+--------------------+---------------------+
 *  | flags  | ack number    | sequence | message length     | segment             |
 *  | u8     | u8, only if A | u8       | u16 le, only if B  | none if no B, C, E  |
 *  +--------+---------------+----------+--------------------+---------------------+
 *
 *   handshake request, 9 bytes
 *   0        1        2                             6           8
 *  +--------+--------+-----------------------------+-----------+-------------+
 *  | 0x65   | 0x6C   | 8 versions of 4 bits, the   | ATT_MTU   | window, u8  |
 *  |        |        | low ones first, 0 for none  | u16 le    | packets     |
 *  +--------+--------+-----------------------------+-----------+-------------+
 *
 *   handshake response, 6 bytes
 *   0        1        2           3                5
 *  +--------+--------+-----------+----------------+-------------+
 *  | 0x65   | 0x6C   | version,  | segment size   | window, u8  |
 *  |        |        | 0 = none  | u16 le, bytes  | packets     |
 *  +--------+--------+-----------+----------------+-------------+
 * </pre>
 *
 * Flags that are reserved are not looked at.
 */
public final class BtpPacket {
    /** B: the first segment of a message. */
    public static final int BEGIN = 0x01;

    /** C: a segment that is not the first. */
    public static final int CONTINUE = 0x02;

    /** E: the last segment. */
    public static final int END = 0x04;

    /** A: has an acknowledgement number. */
    public static final int ACK = 0x08;

    /** M: a management opcode follows. */
    public static final int MANAGEMENT = 0x20;

    /** H: a handshake. */
    public static final int HANDSHAKE = 0x40;

    /** The one version there is. */
    public static final int VERSION = 4;

    /** In a handshake response: no version that both know. */
    public static final int NO_VERSION = 0;

    /** Length of a handshake request, bytes. */
    public static final int REQUEST_LENGTH = 9;

    /** Length of a handshake response, bytes. */
    public static final int RESPONSE_LENGTH = 6;

    /** Length of a stand-alone acknowledgement, bytes. */
    public static final int ACK_LENGTH = 3;

    private static final int HANDSHAKE_FLAGS = HANDSHAKE | MANAGEMENT | END | BEGIN;
    private static final int HANDSHAKE_OPCODE = 0x6C;
    private static final int VERSIONS_OFFSET = 2;
    private static final int REQUEST_MTU_OFFSET = 6;
    private static final int REQUEST_WINDOW_OFFSET = 8;
    private static final int RESPONSE_VERSION_OFFSET = 2;
    private static final int RESPONSE_SIZE_OFFSET = 3;
    private static final int RESPONSE_WINDOW_OFFSET = 5;
    private static final int SEGMENT_FLAGS = BEGIN | CONTINUE | END;

    /** The flags above. */
    public int flags;

    /** Last sequence number received, if {@link #hasAck}. */
    public int ackNumber;

    public int sequence;

    /** Bytes of the whole message, if {@link #isBegin}. */
    public int messageLength;

    /** Where the segment begins in the array. */
    public int payload;

    /** Bytes of the segment. */
    public int payloadLength;

    /** Of a handshake request: {@link #VERSION} if it is among those offered, else NO_VERSION. */
    public int version;

    /** Of a handshake request: the client's ATT_MTU, bytes; 0 if it does not know. */
    public int mtu;

    /** Of a handshake request: packets that the client takes unacknowledged. */
    public int window;

    public boolean hasAck() {
        return (flags & ACK) != 0;
    }

    public boolean isBegin() {
        return (flags & BEGIN) != 0;
    }

    public boolean isEnd() {
        return (flags & END) != 0;
    }

    /** Whether it has a segment of a message: no stand-alone acknowledgement. */
    public boolean isSegment() {
        return (flags & SEGMENT_FLAGS) != 0;
    }

    /**
     * Reads a data packet or a stand-alone acknowledgement.
     *
     * @return {@link BtpFlaw#NONE}, or what is wrong
     */
    public int decode(byte[] b, int offset, int length) {
        if (length < 1) {
            return BtpFlaw.TRUNCATED;
        }
        flags = b[offset] & 0xFF;
        if ((flags & (HANDSHAKE | MANAGEMENT)) != 0) {
            return BtpFlaw.MANAGEMENT;
        }
        int header = headerLength(hasAck(), isBegin());
        if (length < header) {
            return BtpFlaw.TRUNCATED;
        }
        int at = offset + 1;
        ackNumber = 0;
        if (hasAck()) {
            ackNumber = b[at++] & 0xFF;
        }
        sequence = b[at++] & 0xFF;
        messageLength = isBegin() ? Bytes.u16le(b, at) : 0;
        payload = offset + header;
        payloadLength = length - header;
        if (!isSegment()) {
            if (!hasAck()) {
                return BtpFlaw.NO_CONTENT;
            }
            return payloadLength == 0 ? BtpFlaw.NONE : BtpFlaw.PAYLOAD;
        }
        if ((flags & (BEGIN | CONTINUE)) == (BEGIN | CONTINUE)) {
            return BtpFlaw.SEGMENT_KIND;
        }
        return payloadLength == 0 ? BtpFlaw.PAYLOAD : BtpFlaw.NONE;
    }

    /**
     * Writes a packet's header; the segment follows it.
     *
     * @param ackNumber −1 for none
     * @param messageLength of the whole message with BEGIN among the flags, else not written
     * @return the header's length, bytes
     */
    public static int encode(
            byte[] b, int offset, int flags, int ackNumber, int sequence, int messageLength) {
        int at = offset + 1;
        int all = flags;
        if (ackNumber >= 0) {
            all |= ACK;
            b[at++] = (byte) ackNumber;
        }
        b[offset] = (byte) all;
        b[at++] = (byte) sequence;
        if ((flags & BEGIN) != 0) {
            Bytes.putU16le(b, at, messageLength);
            at += 2;
        }
        return at - offset;
    }

    /** Length of the header of a data packet, bytes. */
    public static int headerLength(boolean ack, boolean begin) {
        return 2 + (ack ? 1 : 0) + (begin ? 2 : 0);
    }

    /**
     * Reads a handshake request.
     *
     * @return {@link BtpFlaw#NONE}, or what is wrong
     */
    public int decodeRequest(byte[] b, int offset, int length) {
        if (length >= 1 && (b[offset] & 0xFF) != HANDSHAKE_FLAGS
                || length >= 2 && (b[offset + 1] & 0xFF) != HANDSHAKE_OPCODE
                || length > REQUEST_LENGTH) {
            return BtpFlaw.NO_HANDSHAKE;
        }
        if (length < REQUEST_LENGTH) {
            return BtpFlaw.TRUNCATED;
        }
        version = NO_VERSION;
        for (int i = VERSIONS_OFFSET; i < REQUEST_MTU_OFFSET; i++) {
            if ((b[offset + i] & 0x0F) == VERSION || (b[offset + i] >> 4 & 0x0F) == VERSION) {
                version = VERSION;
            }
        }
        mtu = Bytes.u16le(b, offset + REQUEST_MTU_OFFSET);
        window = b[offset + REQUEST_WINDOW_OFFSET] & 0xFF;
        return window == 0 ? BtpFlaw.NO_WINDOW : BtpFlaw.NONE;
    }

    /** Writes a handshake response of RESPONSE_LENGTH bytes. */
    public static void encodeResponse(
            byte[] b, int offset, int version, int segmentSize, int window) {
        b[offset] = HANDSHAKE_FLAGS;
        b[offset + 1] = HANDSHAKE_OPCODE;
        b[offset + RESPONSE_VERSION_OFFSET] = (byte) version;
        Bytes.putU16le(b, offset + RESPONSE_SIZE_OFFSET, segmentSize);
        b[offset + RESPONSE_WINDOW_OFFSET] = (byte) window;
    }
}
