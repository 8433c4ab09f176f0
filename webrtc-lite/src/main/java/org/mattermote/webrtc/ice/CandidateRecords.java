package org.mattermote.webrtc.ice;

import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.webrtc.text.AddressText;

/**
 * Rows of candidates in one array, {@value #LENGTH} bytes each, little-endian. The address a
 * candidate is seen from is not among it: nobody acts on it.
 *
 * <pre>
 *  0          4            8         24     26      28     29          30        31
 *  +----------+------------+---------+------+-------+------+-----------+---------+-------+
 *  | priority | foundation | address | port | rport | kind | component | section | taken |
 *  +----------+------------+---------+------+-------+------+-----------+---------+-------+
 *  kind       type in bits 1..0, transport in bits 3..2, kind of the address in bits 6..4
 *  component  less 1
 * </pre>
 */
final class CandidateRecords {
    static final int LENGTH = 32;

    private static final int FOUNDATION = 4;
    private static final int ADDRESS = 8;
    private static final int PORT = 24;
    private static final int RPORT = 26;
    private static final int KIND = 28;
    private static final int COMPONENT = 29;
    private static final int SECTION = 30;
    private static final int TAKEN = 31;

    private final byte[] rows;

    CandidateRecords(int capacity) {
        rows = new byte[capacity * LENGTH];
    }

    int capacity() {
        return rows.length / LENGTH;
    }

    /** Not taken yet. */
    void put(int row, IceCandidate from) {
        int at = row * LENGTH;
        Bytes.putU32le(rows, at, from.priority);
        Bytes.putU32le(rows, at + FOUNDATION, from.foundation);
        System.arraycopy(from.address, 0, rows, at + ADDRESS, AddressText.LENGTH);
        Bytes.putU16le(rows, at + PORT, from.port);
        Bytes.putU16le(rows, at + RPORT, from.relatedPort);
        rows[at + KIND] = (byte) (from.type | from.transport << 2 | from.addressKind << 4);
        rows[at + COMPONENT] = (byte) (from.component - 1);
        rows[at + SECTION] = (byte) from.section;
        rows[at + TAKEN] = 0;
    }

    void get(int row, IceCandidate into) {
        int at = row * LENGTH;
        into.priority = Bytes.u32le(rows, at);
        into.foundation = Bytes.u32le(rows, at + FOUNDATION);
        System.arraycopy(rows, at + ADDRESS, into.address, 0, AddressText.LENGTH);
        into.port = Bytes.u16le(rows, at + PORT);
        into.relatedKind = AddressText.NONE;
        into.relatedPort = Bytes.u16le(rows, at + RPORT);
        into.type = rows[at + KIND] & 3;
        into.transport = rows[at + KIND] >> 2 & 3;
        into.addressKind = rows[at + KIND] >> 4 & 7;
        into.component = (rows[at + COMPONENT] & 0xFF) + 1;
        into.section = rows[at + SECTION] & 0xFF;
        into.ufragLength = 0;
    }

    int priority(int row) {
        return Bytes.u32le(rows, row * LENGTH);
    }

    boolean isTaken(int row) {
        return rows[row * LENGTH + TAKEN] != 0;
    }

    void setTaken(int row) {
        rows[row * LENGTH + TAKEN] = 1;
    }

    /** Same address, port and component, over the same transport. */
    boolean isSame(int row, IceCandidate other) {
        int at = row * LENGTH;
        int kind = other.transport << 2 | other.addressKind << 4;
        return (rows[at + KIND] & ~3) == kind
                && Bytes.u16le(rows, at + PORT) == other.port
                && (rows[at + COMPONENT] & 0xFF) == other.component - 1
                && Bytes.equal(rows, at + ADDRESS, other.address, 0, AddressText.LENGTH);
    }

    void clear() {
        Bytes.zero(rows);
    }

    void state(SlotState state) {
        state.bytes(rows);
    }
}
