package org.mattermote.stack.transport.ble;

import org.mattermote.stack.mem.Bytes;

/**
 * The attribute server of the one connection (Bluetooth core, volume 3 part F). A request is
 * answered at once, so its own state is that of the indication under way.
 *
 * <pre>
 * state     | indicate  | confirmation          | 30 s later | connected, disconnected
 * ----------+-----------+-----------------------+------------+------------------------
 * IDLE      | AWAITING  | -                     | -          | IDLE
 * AWAITING  | refused   | IDLE, handler told    | dead       | IDLE
 * </pre>
 *
 * <p>Not supported: long and prepared writes, reads of several values, signed writes. Commands
 * change nothing, as no characteristic takes them.
 */
final class AttServer {
    static final int OWN_MTU = 247;
    private static final int DEFAULT_MTU = 23;

    private static final int TRANSACTION_MS = 30_000;
    private static final int INDICATIONS = 2;

    /** Its length has to fit a byte. */
    private static final int LISTED_VALUE_MAX = 253;

    private static final int FORMAT_SHORT = 1;
    private static final int FORMAT_LONG = 2;

    private final GattDatabase database;
    private GattHandler handler;

    // The request at hand.
    private byte[] in;
    private int at;
    private int length;
    private byte[] out;
    private int to;

    private char mtu = DEFAULT_MTU;
    private boolean indications;

    /** When the confirmation must be there; never unless one is awaited. */
    private long confirmationBy = Long.MAX_VALUE;

    AttServer(GattDatabase database) {
        this.database = database;
    }

    void setHandler(GattHandler handler) {
        this.handler = handler;
    }

    GattHandler handler() {
        return handler;
    }

    /** The connection is no more. */
    void disconnected() {
        mtu = DEFAULT_MTU;
        indications = false;
        confirmationBy = Long.MAX_VALUE;
    }

    int mtu() {
        return mtu;
    }

    boolean canIndicate() {
        return indications && confirmationBy == Long.MAX_VALUE;
    }

    /** When the connection has to end unless a confirmation comes. */
    long deadline() {
        return confirmationBy;
    }

    /** Writes an indication of C2 and returns its length. */
    int indicate(byte[] value, int offset, int length, byte[] out, int to, long now) {
        out[to] = AttOpcode.HANDLE_VALUE_INDICATION;
        Bytes.putU16le(out, to + 1, GattDatabase.C2);
        System.arraycopy(value, offset, out, to + 3, length);
        confirmationBy = now + TRANSACTION_MS;
        return 3 + length;
    }

    /**
     * Takes a PDU.
     *
     * @param out has room for {@link #OWN_MTU} bytes at {@code to}
     * @return length of the answer there, 0 for none
     */
    int answer(byte[] in, int at, int length, byte[] out, int to, long now) {
        this.in = in;
        this.at = at;
        this.length = length;
        this.out = out;
        this.to = to;
        int answer = length == 0 ? 0 : answer(in[at] & 0xFF, now);
        this.in = null;
        this.out = null;
        return answer;
    }

    private int answer(int opcode, long now) {
        switch (opcode) {
            case AttOpcode.EXCHANGE_MTU_REQUEST:
                return exchangeMtu();
            case AttOpcode.FIND_INFORMATION_REQUEST:
                return findInformation();
            case AttOpcode.FIND_BY_TYPE_VALUE_REQUEST:
                return findByTypeValue();
            case AttOpcode.READ_BY_TYPE_REQUEST:
                return readByType();
            case AttOpcode.READ_BY_GROUP_TYPE_REQUEST:
                return readByGroupType();
            case AttOpcode.READ_REQUEST:
                return length == 3 ? read(0) : error(0, AttError.INVALID_PDU);
            case AttOpcode.READ_BLOB_REQUEST:
                return length == 5 ? read(u16(3)) : error(0, AttError.INVALID_PDU);
            case AttOpcode.WRITE_REQUEST:
                return write(now);
            case AttOpcode.HANDLE_VALUE_CONFIRMATION:
                confirmed(now);
                return 0;
            default:
                // Responses and what the central's own server says are odd.
                return (opcode & (AttOpcode.COMMAND_FLAG | 1)) != 0
                        ? 0
                        : error(0, AttError.REQUEST_NOT_SUPPORTED);
        }
    }

    private int u16(int offset) {
        return Bytes.u16le(in, at + offset);
    }

    /** A response carries the opcode after its request's; returns the length of an empty one. */
    private int respond() {
        out[to] = (byte) (in[at] + 1);
        return 1;
    }

    private int error(int handle, int code) {
        out[to] = AttOpcode.ERROR_RESPONSE;
        out[to + 1] = in[at];
        Bytes.putU16le(out, to + 2, handle);
        out[to + 4] = (byte) code;
        return 5;
    }

    private void confirmed(long now) {
        if (confirmationBy != Long.MAX_VALUE) {
            confirmationBy = Long.MAX_VALUE;
            handler.confirmed(now);
        }
    }

    private int exchangeMtu() {
        if (length != 3) {
            return error(0, AttError.INVALID_PDU);
        }
        mtu = (char) Math.max(DEFAULT_MTU, Math.min(u16(1), OWN_MTU));
        Bytes.putU16le(out, to + 1, OWN_MTU);
        return respond() + 2;
    }

    /** What is wrong with the range of handles in the request, 0 for nothing. */
    private int rangeError() {
        int first = u16(1);
        if (first == 0 || first > u16(3)) {
            return AttError.INVALID_HANDLE;
        }
        return first > database.lastHandle() ? AttError.ATTRIBUTE_NOT_FOUND : 0;
    }

    private int lastInRange() {
        return Math.min(u16(3), database.lastHandle());
    }

    private int findInformation() {
        if (length != 5) {
            return error(0, AttError.INVALID_PDU);
        }
        int first = u16(1);
        int wrong = rangeError();
        if (wrong != 0) {
            return error(first, wrong);
        }
        int size = database.typeLength(first);
        out[to + 1] = (byte) (size == 2 ? FORMAT_SHORT : FORMAT_LONG);
        int used = respond() + 1;
        int last = lastInRange();
        for (int handle = first; handle <= last; handle++) {
            if (database.typeLength(handle) != size || used + 2 + size > mtu) {
                break;
            }
            Bytes.putU16le(out, to + used, handle);
            used += 2 + database.putType(handle, out, to + used + 2);
        }
        return used;
    }

    private int findByTypeValue() {
        if (length < 7) {
            return error(0, AttError.INVALID_PDU);
        }
        int first = u16(1);
        int wrong = rangeError();
        if (wrong != 0) {
            return error(first, wrong);
        }
        int type = u16(5);
        int used = respond();
        int last = lastInRange();
        for (int handle = first; handle <= last && used + 4 <= mtu; handle++) {
            if (database.shortType(handle) == type
                    && database.isValue(handle, in, at + 7, length - 7)) {
                Bytes.putU16le(out, to + used, handle);
                Bytes.putU16le(out, to + used + 2, database.groupEnd(handle));
                used += 4;
            }
        }
        return used > 1 ? used : error(first, AttError.ATTRIBUTE_NOT_FOUND);
    }

    private int readByType() {
        if (length != 7 && length != 21) {
            return error(0, AttError.INVALID_PDU);
        }
        int first = u16(1);
        int wrong = rangeError();
        if (wrong != 0) {
            return error(first, wrong);
        }
        int used = respond() + 1;
        int size = 0;
        int last = lastInRange();
        for (int handle = first; handle <= last; handle++) {
            if (!database.isType(handle, in, at + 5, length - 5)) {
                continue;
            }
            if (!database.isReadable(handle)) {
                return size != 0 ? used : error(handle, AttError.READ_NOT_PERMITTED);
            }
            int room = Math.min(LISTED_VALUE_MAX, mtu - used - 2);
            int whole = read(handle, 0, to + used + 2, room);
            int listed = Math.min(whole, Math.min(LISTED_VALUE_MAX, mtu - 4));
            if (size != 0 && listed != size || listed > room) {
                break;
            }
            Bytes.putU16le(out, to + used, handle);
            size = listed;
            used += 2 + listed;
        }
        if (used == 2) {
            return error(first, AttError.ATTRIBUTE_NOT_FOUND);
        }
        out[to + 1] = (byte) (2 + size);
        return used;
    }

    private int readByGroupType() {
        if (length != 7 && length != 21) {
            return error(0, AttError.INVALID_PDU);
        }
        int first = u16(1);
        int wrong = rangeError();
        int type = GattDatabase.shortForm(in, at + 5, length - 5);
        if (wrong == AttError.INVALID_HANDLE) {
            return error(first, wrong);
        }
        if (type != GattDatabase.PRIMARY_SERVICE && type != GattDatabase.SECONDARY_SERVICE) {
            return error(first, AttError.UNSUPPORTED_GROUP_TYPE);
        }
        int used = respond() + 1;
        int last = lastInRange();
        for (int handle = first; handle <= last && used + 6 <= mtu; handle++) {
            if (database.shortType(handle) == type) {
                Bytes.putU16le(out, to + used, handle);
                Bytes.putU16le(out, to + used + 2, database.groupEnd(handle));
                used += 4 + read(handle, 0, to + used + 4, 2);
            }
        }
        out[to + 1] = 6;
        return used > 2 ? used : error(first, AttError.ATTRIBUTE_NOT_FOUND);
    }

    private int read(int handle, int from, int where, int capacity) {
        int configuration = indications ? INDICATIONS : 0;
        return database.read(handle, configuration, from, out, where, capacity);
    }

    private int read(int from) {
        int handle = u16(1);
        if (handle == 0 || handle > database.lastHandle()) {
            return error(handle, AttError.INVALID_HANDLE);
        }
        if (!database.isReadable(handle)) {
            return error(handle, AttError.READ_NOT_PERMITTED);
        }
        int whole = read(handle, from, to + 1, mtu - 1);
        if (from > whole) {
            return error(handle, AttError.INVALID_OFFSET);
        }
        return respond() + Math.min(whole - from, mtu - 1);
    }

    private int write(long now) {
        if (length < 3) {
            return error(0, AttError.INVALID_PDU);
        }
        int handle = u16(1);
        if (handle == 0 || handle > database.lastHandle()) {
            return error(handle, AttError.INVALID_HANDLE);
        }
        int code = AttError.WRITE_NOT_PERMITTED;
        if (handle == GattDatabase.C1) {
            code =
                    length > mtu
                            ? AttError.INVALID_ATTRIBUTE_VALUE_LENGTH
                            : handler.written(in, at + 3, length - 3, now);
        } else if (handle == GattDatabase.C2_CONFIGURATION) {
            code = configure(now);
        }
        return code == GattHandler.TAKEN ? respond() : error(handle, code);
    }

    private int configure(long now) {
        if (length != 5) {
            return AttError.INVALID_ATTRIBUTE_VALUE_LENGTH;
        }
        int value = u16(3);
        if (value != 0 && value != INDICATIONS) {
            return AttError.VALUE_NOT_ALLOWED;
        }
        indications = value != 0;
        handler.subscribed(indications, now);
        return 0;
    }
}
