package org.mattermote.stack.codec;

import org.mattermote.stack.mem.Bytes;

/**
 * The message header (Matter core 4.4.1), all fields little-endian.
 *
 * <pre>
 *   0        1        3        4            8
 *  +--------+--------+--------+------------+----------------+-------------------+--------------+
 *  | flags  |session | secur. | counter    | source node id | destination       | extensions   |
 *  | u8     |id u16  | flags  | u32        | u64 if S       | node u64 or group | u16 length + |
 *  |        |        | u8     |            |                | u16 by DSIZ       | bytes if MX  |
 *  +--------+--------+--------+------------+----------------+-------------------+--------------+
 *   flags: 7-4 version (0), 2 S, 1-0 DSIZ: 0 none, 1 node, 2 group, 3 reserved
 *   security flags: 7 P privacy, 6 C control, 5 MX extensions, 1-0 session type: 0 unicast, 1 group
 * </pre>
 *
 * The lengths follow from the flags alone, so a header under privacy can be measured before it is
 * opened.
 */
public final class MessageHeader {
    public static final int FLAGS_OFFSET = 0;
    public static final int SESSION_ID_OFFSET = 1;
    public static final int SECURITY_FLAGS_OFFSET = 3;
    public static final int COUNTER_OFFSET = 4;
    public static final int SOURCE_OFFSET = 8;

    /** Without addresses and extensions. */
    public static final int MIN_LENGTH = 8;

    /** As {@link #encode} writes it: with both node ids, without extensions. */
    public static final int MAX_LENGTH = 24;

    public static final int VERSION_MASK = 0xF0;
    public static final int FLAG_SOURCE = 0x04;
    public static final int DSIZ_MASK = 0x03;

    public static final int DESTINATION_NONE = 0;
    public static final int DESTINATION_NODE = 1;
    public static final int DESTINATION_GROUP = 2;

    public static final int PRIVACY = 0x80;
    public static final int CONTROL = 0x40;
    public static final int EXTENSIONS = 0x20;
    public static final int SESSION_TYPE_MASK = 0x03;
    public static final int SESSION_UNICAST = 0;
    public static final int SESSION_GROUP = 1;

    /** Message flags as received; {@link #encode} makes its own from the fields below. */
    public int flags;

    /** 0 for the unsecured session. */
    public int sessionId;

    public int securityFlags;

    /** Unsigned 32 bits. */
    public int counter;

    public boolean hasSource;
    public long sourceNodeId;

    /** DESTINATION_NONE, DESTINATION_NODE or DESTINATION_GROUP. */
    public int destinationKind;

    public long destinationNodeId;

    /** 0 to 65535. */
    public int destinationGroupId;

    public void clear() {
        flags = 0;
        sessionId = 0;
        securityFlags = 0;
        counter = 0;
        hasSource = false;
        sourceNodeId = 0;
        destinationKind = DESTINATION_NONE;
        destinationNodeId = 0;
        destinationGroupId = 0;
    }

    /**
     * Reads the header at the start of a datagram of {@code length} bytes.
     *
     * @return the header's length with its extensions, or TRUNCATED, or MALFORMED for another
     *     version or a reserved destination size; fields are undefined after an error
     */
    public int decode(byte[] b, int offset, int length) {
        if (length < MIN_LENGTH) {
            return CodecStatus.TRUNCATED;
        }
        flags = b[offset + FLAGS_OFFSET] & 0xFF;
        destinationKind = flags & DSIZ_MASK;
        if ((flags & VERSION_MASK) != 0 || destinationKind == DSIZ_MASK) {
            return CodecStatus.MALFORMED;
        }
        sessionId = Bytes.u16le(b, offset + SESSION_ID_OFFSET);
        securityFlags = b[offset + SECURITY_FLAGS_OFFSET] & 0xFF;
        counter = Bytes.u32le(b, offset + COUNTER_OFFSET);
        hasSource = (flags & FLAG_SOURCE) != 0;
        int n = length();
        if (length < n) {
            return CodecStatus.TRUNCATED;
        }
        int at = offset + SOURCE_OFFSET;
        sourceNodeId = 0;
        if (hasSource) {
            sourceNodeId = Bytes.u64le(b, at);
            at += 8;
        }
        destinationNodeId = 0;
        destinationGroupId = 0;
        if (destinationKind == DESTINATION_NODE) {
            destinationNodeId = Bytes.u64le(b, at);
        } else if (destinationKind == DESTINATION_GROUP) {
            destinationGroupId = Bytes.u16le(b, at);
        }
        if ((securityFlags & EXTENSIONS) != 0) {
            if (length < n + 2) {
                return CodecStatus.TRUNCATED;
            }
            n += 2 + Bytes.u16le(b, offset + n);
            if (length < n) {
                return CodecStatus.TRUNCATED;
            }
        }
        return n;
    }

    /**
     * Writes the header; the array must have {@link #length()} bytes there. Version is 0 and there
     * are no extensions, whatever the flags say.
     *
     * @return {@link #length()}
     */
    public int encode(byte[] b, int offset) {
        b[offset + FLAGS_OFFSET] = (byte) ((hasSource ? FLAG_SOURCE : 0) | destinationKind);
        Bytes.putU16le(b, offset + SESSION_ID_OFFSET, sessionId);
        b[offset + SECURITY_FLAGS_OFFSET] = (byte) (securityFlags & ~EXTENSIONS);
        Bytes.putU32le(b, offset + COUNTER_OFFSET, counter);
        int at = offset + SOURCE_OFFSET;
        if (hasSource) {
            Bytes.putU64le(b, at, sourceNodeId);
            at += 8;
        }
        if (destinationKind == DESTINATION_NODE) {
            Bytes.putU64le(b, at, destinationNodeId);
            at += 8;
        } else if (destinationKind == DESTINATION_GROUP) {
            Bytes.putU16le(b, at, destinationGroupId);
            at += 2;
        }
        return at - offset;
    }

    /** Bytes of the header without extensions. */
    public int length() {
        int n = hasSource ? MIN_LENGTH + 8 : MIN_LENGTH;
        if (destinationKind == DESTINATION_NODE) {
            n += 8;
        } else if (destinationKind == DESTINATION_GROUP) {
            n += 2;
        }
        return n;
    }

    /** SESSION_UNICAST, SESSION_GROUP, or 2 and 3, which are reserved. */
    public int sessionType() {
        return securityFlags & SESSION_TYPE_MASK;
    }

    public boolean isPrivate() {
        return (securityFlags & PRIVACY) != 0;
    }

    public boolean isControl() {
        return (securityFlags & CONTROL) != 0;
    }
}
