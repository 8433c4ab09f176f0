package org.mattermote.stack.transport.ble;

import org.mattermote.stack.mem.Bytes;

/**
 * The fixed channels of an LE link (Bluetooth core, volume 3 part A): attributes, signalling, which
 * understands no request, and the security manager, which pairs with nobody. Puts fragments
 * together; a PDU that needs an answer waits here until the one before has gone out.
 *
 * <pre>
 *  length u16 | channel u16 | information payload          all little-endian
 *
 * state    | first fragment           | continuing fragment    | room for an answer
 * ---------+--------------------------+------------------------+-------------------
 * EMPTY    | PARTIAL, WHOLE, DROPPING | counted                | -
 * PARTIAL  | counted, as EMPTY        | PARTIAL, WHOLE; too    | -
 *          |                          | long: counted, DROPPING|
 * WHOLE    | counted                  | counted                | EMPTY
 * DROPPING | as EMPTY                 | DROPPING               | -
 * </pre>
 *
 * WHOLE is left at the next poll where there is room.
 */
final class L2cap {
    static final int HEADER = 4;

    /** The longest PDU taken and sent. */
    static final int PDU_LENGTH_MAX = HEADER + AttServer.OWN_MTU;

    private static final int ATTRIBUTES = 4;
    private static final int SIGNALLING = 5;
    private static final int SECURITY_MANAGER = 6;

    /** MTU of the signalling channel, bytes. */
    private static final int SIGNALLING_MTU = 23;

    // Signalling codes (4).
    private static final int COMMAND_REJECT = 0x01;
    private static final int DISCONNECTION_RESPONSE = 0x07;
    private static final int CONNECTION_PARAMETER_UPDATE_RESPONSE = 0x13;
    private static final int LE_CREDIT_BASED_CONNECTION_RESPONSE = 0x15;
    private static final int FLOW_CONTROL_CREDIT = 0x16;
    private static final int CREDIT_BASED_CONNECTION_RESPONSE = 0x18;
    private static final int CREDIT_BASED_RECONFIGURE_RESPONSE = 0x1A;

    // Reasons of COMMAND_REJECT (4.1).
    private static final int NOT_UNDERSTOOD = 0;
    private static final int MTU_EXCEEDED = 1;

    private static final int PAIRING_REQUEST = 1;

    private static final int PAIRING_FAILED = 5;
    private static final int PAIRING_NOT_SUPPORTED = 5;

    private static final int EMPTY = 0;
    private static final int PARTIAL = 1;
    private static final int WHOLE = 2;
    private static final int DROPPING = 3;

    private final AclLink link;
    private final AttServer attributes;
    private final byte[] in = new byte[PDU_LENGTH_MAX];
    private char filled;
    private byte state;
    private int dropped;

    L2cap(AclLink link, AttServer attributes) {
        this.link = link;
        this.attributes = attributes;
    }

    /** The connection is no more. */
    void disconnected() {
        state = EMPTY;
    }

    /** PDUs and fragments that made no sense, since boot. */
    int dropped() {
        return dropped;
    }

    /** A fragment came; {@link #poll} follows. */
    void received(boolean isFirst, byte[] bytes, int at, int length) {
        if (state == WHOLE || !isFirst && state == EMPTY) {
            dropped++;
            return;
        }
        if (isFirst) {
            if (state == PARTIAL) {
                dropped++;
            }
            state = PARTIAL;
            filled = 0;
        } else if (state == DROPPING) {
            return;
        }
        if (length > PDU_LENGTH_MAX - filled) {
            drop();
            return;
        }
        System.arraycopy(bytes, at, in, filled, length);
        filled += length;
        if (filled >= HEADER) {
            int expected = HEADER + Bytes.u16le(in, 0);
            if (filled > expected || expected > PDU_LENGTH_MAX) {
                drop();
            } else if (filled == expected) {
                state = WHOLE;
            }
        }
    }

    private void drop() {
        dropped++;
        state = DROPPING;
    }

    /** Takes the PDU that waits, if it can be answered. */
    void poll(long now) {
        if (state != WHOLE || !link.isFree()) {
            return;
        }
        // Whoever is called might indicate something, or end the connection.
        link.reserve();
        int channel = Bytes.u16le(in, 2);
        int answer = answer(channel, filled - HEADER, now);
        link.release();
        state = EMPTY;
        if (answer > 0) {
            send(channel, answer);
        }
    }

    private int answer(int channel, int length, long now) {
        switch (channel) {
            case ATTRIBUTES:
                return attributes.answer(in, HEADER, length, link.out, AclLink.PDU + HEADER, now);
            case SIGNALLING:
                return signal(length);
            case SECURITY_MANAGER:
                return pair(length);
            default:
                dropped++;
                return 0;
        }
    }

    /** One command: code, identifier, length u16, data. */
    private int signal(int length) {
        if (length < 4 || in[HEADER + 1] == 0) {
            dropped++;
            return 0;
        }
        if (isResponse(in[HEADER])) {
            return 0;
        }
        byte[] out = link.out;
        int to = AclLink.PDU + HEADER;
        boolean isLong = length > SIGNALLING_MTU;
        out[to] = COMMAND_REJECT;
        out[to + 1] = in[HEADER + 1];
        Bytes.putU16le(out, to + 2, isLong ? 4 : 2);
        Bytes.putU16le(out, to + 4, isLong ? MTU_EXCEEDED : NOT_UNDERSTOOD);
        Bytes.putU16le(out, to + 6, SIGNALLING_MTU);
        return isLong ? 8 : 6;
    }

    /** What wants no answer: responses, and credits. */
    private static boolean isResponse(int code) {
        switch (code) {
            case COMMAND_REJECT:
            case DISCONNECTION_RESPONSE:
            case CONNECTION_PARAMETER_UPDATE_RESPONSE:
            case LE_CREDIT_BASED_CONNECTION_RESPONSE:
            case FLOW_CONTROL_CREDIT:
            case CREDIT_BASED_CONNECTION_RESPONSE:
            case CREDIT_BASED_RECONFIGURE_RESPONSE:
                return true;
            default:
                return false;
        }
    }

    private int pair(int length) {
        if (length < 1 || in[HEADER] != PAIRING_REQUEST) {
            return 0;
        }
        link.out[AclLink.PDU + HEADER] = PAIRING_FAILED;
        link.out[AclLink.PDU + HEADER + 1] = PAIRING_NOT_SUPPORTED;
        return 2;
    }

    /** Indicates a value; there has to be room. */
    void indicate(byte[] value, int offset, int length, long now) {
        int to = AclLink.PDU + HEADER;
        send(ATTRIBUTES, attributes.indicate(value, offset, length, link.out, to, now));
    }

    private void send(int channel, int length) {
        Bytes.putU16le(link.out, AclLink.PDU, length);
        Bytes.putU16le(link.out, AclLink.PDU + 2, channel);
        link.send(HEADER + length);
    }
}
