package org.mattermote.stack.codec;

import org.mattermote.stack.mem.Bytes;

/**
 * The status report (Matter core appendix D), all fields little-endian. Data is a stretch of
 * somebody else's array and is valid as long as that is.
 *
 * <pre>
 *   0              2                    6                8
 *  +--------------+--------------------+----------------+-----------------+
 *  | general code | protocol id u32:   | protocol code  | protocol data   |
 *  | u16          | vendor, protocol   | u16            | to the end      |
 *  +--------------+--------------------+----------------+-----------------+
 * </pre>
 */
public final class StatusReport {
    public static final int PROTOCOL_ID = ProtocolId.SECURE_CHANNEL;
    public static final int PROTOCOL_OPCODE = SecureChannelOpcode.STATUS_REPORT;

    public static final int GENERAL_CODE_OFFSET = 0;
    public static final int PROTOCOL_ID_OFFSET = 2;
    public static final int PROTOCOL_CODE_OFFSET = 6;
    public static final int DATA_OFFSET = 8;
    public static final int MIN_LENGTH = 8;

    /** As on the wire, of {@link GeneralCode} or above. */
    public int generalCode;

    /** Vendor id in the upper, protocol id in the lower 16 bits. */
    public int protocolId;

    /** As on the wire. */
    public int protocolCode;

    /** Holds the data; null without any. */
    public byte[] data;

    public int dataOffset;
    public int dataLength;

    private final byte[] wait = new byte[2];

    public void clear() {
        generalCode = 0;
        protocolId = 0;
        protocolCode = 0;
        data = null;
        dataOffset = 0;
        dataLength = 0;
    }

    /** Becomes the report of a secure channel code without data, its general code beside it. */
    public void setSecureChannel(int code) {
        clear();
        generalCode = SecureChannelProtocolCode.generalCode(code);
        protocolCode = code;
    }

    /** Becomes Busy: not before {@code waitMillis} again, 0 to 65535 ms. */
    public void setBusy(int waitMillis) {
        setSecureChannel(SecureChannelProtocolCode.BUSY);
        Bytes.putU16le(wait, 0, waitMillis);
        data = wait;
        dataLength = 2;
    }

    /** Bytes of the whole report. */
    public int length() {
        return MIN_LENGTH + dataLength;
    }

    /**
     * Writes {@link #length()} bytes at {@code offset} of {@code b}.
     *
     * @param limit offset that must not be reached
     * @return the offset behind the report, or NO_SPACE, and then nothing is written
     */
    public int encodeInto(byte[] b, int offset, int limit) {
        if (limit - offset < length()) {
            return CodecStatus.NO_SPACE;
        }
        Bytes.putU16le(b, offset + GENERAL_CODE_OFFSET, generalCode);
        Bytes.putU32le(b, offset + PROTOCOL_ID_OFFSET, protocolId);
        Bytes.putU16le(b, offset + PROTOCOL_CODE_OFFSET, protocolCode);
        if (dataLength > 0) {
            System.arraycopy(data, dataOffset, b, offset + DATA_OFFSET, dataLength);
        }
        return offset + length();
    }

    /** {@link #encodeInto(byte[], int, int)} up to the end of the array. */
    public int encodeInto(byte[] b, int offset) {
        return encodeInto(b, offset, b.length);
    }

    /**
     * Reads a payload. Data stays where it is.
     *
     * @return OK, or TRUNCATED below 8 bytes, and then nothing changes
     */
    public int decode(byte[] b, int offset, int length) {
        if (length < MIN_LENGTH) {
            return CodecStatus.TRUNCATED;
        }
        generalCode = Bytes.u16le(b, offset + GENERAL_CODE_OFFSET);
        protocolId = Bytes.u32le(b, offset + PROTOCOL_ID_OFFSET);
        protocolCode = Bytes.u16le(b, offset + PROTOCOL_CODE_OFFSET);
        data = length == MIN_LENGTH ? null : b;
        dataOffset = length == MIN_LENGTH ? 0 : offset + DATA_OFFSET;
        dataLength = length - MIN_LENGTH;
        return CodecStatus.OK;
    }

    /** The general code to act on: numbers nobody knows count as failure. */
    public int effectiveGeneralCode() {
        return generalCode > GeneralCode.MESSAGE_TOO_LARGE ? GeneralCode.FAILURE : generalCode;
    }

    /**
     * The protocol code to act on: of the secure channel, numbers nobody knows count as invalid
     * parameter.
     */
    public int effectiveProtocolCode() {
        return protocolId == PROTOCOL_ID
                        && protocolCode > SecureChannelProtocolCode.SESSION_NOT_FOUND
                ? SecureChannelProtocolCode.INVALID_PARAMETER
                : protocolCode;
    }

    /** Is this the given code of the secure channel. */
    public boolean isSecureChannel(int code) {
        return protocolId == PROTOCOL_ID && effectiveProtocolCode() == code;
    }

    /** What a Busy asks for, 0 to 65535 ms; 0 without data. */
    public int busyWaitMillis() {
        return dataLength < 2 ? 0 : Bytes.u16le(data, dataOffset);
    }
}
