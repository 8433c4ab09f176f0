package org.mattermote.stack.codec;

import org.mattermote.stack.mem.Bytes;

/**
 * The protocol header (Matter core 4.4.3), the beginning of what a session encrypts, all fields
 * little-endian.
 *
 * <pre>
 *   0        1        2          4           6
 *  +--------+--------+----------+-----------+-----------+-----------------+------------------+
 *  |exchange| opcode | exchange | protocol  | vendor id | acknowledged    | extensions u16   |
 *  |flags u8| u8     | id u16   | id u16    | u16 if V  | counter u32 if A| length + bytes,SX|
 *  +--------+--------+----------+-----------+-----------+-----------------+------------------+
 *   exchange flags: 0 I initiator, 1 A acknowledgement, 2 R reliable, 3 SX extensions, 4 V vendor
 * </pre>
 */
public final class ProtocolHeader {
    public static final int EXCHANGE_FLAGS_OFFSET = 0;
    public static final int OPCODE_OFFSET = 1;
    public static final int EXCHANGE_ID_OFFSET = 2;
    public static final int PROTOCOL_ID_OFFSET = 4;
    public static final int VENDOR_ID_OFFSET = 6;

    public static final int MIN_LENGTH = 6;

    /** As {@link #encode} writes it: with vendor and acknowledgement, without extensions. */
    public static final int MAX_LENGTH = 12;

    /** Sent by the initiator of the exchange. */
    public static final int INITIATOR = 0x01;

    /** Acknowledges {@link #ackedCounter}. */
    public static final int ACKNOWLEDGEMENT = 0x02;

    /** Wants to be acknowledged. */
    public static final int RELIABLE = 0x04;

    public static final int EXTENSIONS = 0x08;
    public static final int VENDOR = 0x10;

    /** I, A, R, SX, V; decide in {@link #encode} which optional fields are written. */
    public int exchangeFlags;

    public int opcode;
    public int exchangeId;
    public int protocolId;

    /** 0 without the V flag: the common protocols. */
    public int vendorId;

    /** Unsigned 32 bits, with the A flag only. */
    public int ackedCounter;

    public void clear() {
        exchangeFlags = 0;
        opcode = 0;
        exchangeId = 0;
        protocolId = 0;
        vendorId = 0;
        ackedCounter = 0;
    }

    /**
     * Reads the header at the start of {@code length} bytes of open message.
     *
     * @return the header's length with its extensions, so the payload's place, or TRUNCATED; fields
     *     are undefined then
     */
    public int decode(byte[] b, int offset, int length) {
        if (length < MIN_LENGTH) {
            return CodecStatus.TRUNCATED;
        }
        exchangeFlags = b[offset + EXCHANGE_FLAGS_OFFSET] & 0xFF;
        int n = length();
        if (length < n) {
            return CodecStatus.TRUNCATED;
        }
        opcode = b[offset + OPCODE_OFFSET] & 0xFF;
        exchangeId = Bytes.u16le(b, offset + EXCHANGE_ID_OFFSET);
        protocolId = Bytes.u16le(b, offset + PROTOCOL_ID_OFFSET);
        int at = offset + VENDOR_ID_OFFSET;
        vendorId = 0;
        if ((exchangeFlags & VENDOR) != 0) {
            vendorId = Bytes.u16le(b, at);
            at += 2;
        }
        ackedCounter = 0;
        if ((exchangeFlags & ACKNOWLEDGEMENT) != 0) {
            ackedCounter = Bytes.u32le(b, at);
        }
        if ((exchangeFlags & EXTENSIONS) != 0) {
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
     * Writes the header; the array must have {@link #length()} bytes there. There are no
     * extensions, whatever the flags say.
     *
     * @return {@link #length()}
     */
    public int encode(byte[] b, int offset) {
        b[offset + EXCHANGE_FLAGS_OFFSET] = (byte) (exchangeFlags & ~EXTENSIONS);
        b[offset + OPCODE_OFFSET] = (byte) opcode;
        Bytes.putU16le(b, offset + EXCHANGE_ID_OFFSET, exchangeId);
        Bytes.putU16le(b, offset + PROTOCOL_ID_OFFSET, protocolId);
        int at = offset + VENDOR_ID_OFFSET;
        if ((exchangeFlags & VENDOR) != 0) {
            Bytes.putU16le(b, at, vendorId);
            at += 2;
        }
        if ((exchangeFlags & ACKNOWLEDGEMENT) != 0) {
            Bytes.putU32le(b, at, ackedCounter);
            at += 4;
        }
        return at - offset;
    }

    /** Bytes of the header without extensions. */
    public int length() {
        int n = (exchangeFlags & VENDOR) != 0 ? MIN_LENGTH + 2 : MIN_LENGTH;
        return (exchangeFlags & ACKNOWLEDGEMENT) != 0 ? n + 4 : n;
    }

    public boolean isInitiator() {
        return (exchangeFlags & INITIATOR) != 0;
    }

    public boolean isAcknowledgement() {
        return (exchangeFlags & ACKNOWLEDGEMENT) != 0;
    }

    public boolean isReliable() {
        return (exchangeFlags & RELIABLE) != 0;
    }
}
