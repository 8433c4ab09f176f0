package org.mattermote.webrtc.ice;

import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.webrtc.text.AddressText;

/**
 * Rows of candidates for UDP in one array, {@value #LENGTH} bytes each, little-endian. The address
 * a candidate is seen from is not among it: nobody acts on it. Of a foundation only 16 bits are
 * kept: all it is for is to tell candidates of one origin.
 *
 * <pre>
 *  0          4         20     22      24           26     27          28
 *  +----------+---------+------+-------+------------+------+-----------+
 *  | priority | address | port | rport | foundation | kind | component |
 *  +----------+---------+------+-------+------------+------+-----------+
 *  kind       type in bits 1..0, kind of the address in bits 4..2, section in bits 7..5; 7 is none
 *  component  less 1
 * </pre>
 */
final class CandidateRecords {
    static final int LENGTH = 28;

    private static final int ADDRESS = 4;
    private static final int PORT = 20;
    private static final int RPORT = 22;
    private static final int FOUNDATION = 24;
    private static final int KIND = 26;
    private static final int COMPONENT = 27;
    private static final int NO_SECTION = 7;

    private final byte[] rows;

    CandidateRecords(int capacity) {
        rows = new byte[capacity * LENGTH];
    }

    int capacity() {
        return rows.length / LENGTH;
    }

    void put(int row, IceCandidate from) {
        int at = row * LENGTH;
        Bytes.putU32le(rows, at, from.priority);
        System.arraycopy(from.address, 0, rows, at + ADDRESS, AddressText.LENGTH);
        Bytes.putU16le(rows, at + PORT, from.port);
        Bytes.putU16le(rows, at + RPORT, from.relatedPort);
        Bytes.putU16le(rows, at + FOUNDATION, from.foundation ^ from.foundation >>> 16);
        int section = Math.min(from.section, NO_SECTION);
        rows[at + KIND] = (byte) (from.type | from.addressKind << 2 | section << 5);
        rows[at + COMPONENT] = (byte) (from.component - 1);
    }

    void get(int row, IceCandidate into) {
        int at = row * LENGTH;
        into.priority = Bytes.u32le(rows, at);
        System.arraycopy(rows, at + ADDRESS, into.address, 0, AddressText.LENGTH);
        into.port = Bytes.u16le(rows, at + PORT);
        into.relatedKind = AddressText.NONE;
        into.relatedPort = Bytes.u16le(rows, at + RPORT);
        into.foundation = Bytes.u16le(rows, at + FOUNDATION);
        into.type = rows[at + KIND] & 3;
        into.transport = IceCandidate.UDP;
        into.addressKind = rows[at + KIND] >> 2 & 7;
        int section = rows[at + KIND] >> 5 & NO_SECTION;
        into.section = section == NO_SECTION ? IceCandidate.NO_SECTION : section;
        into.component = (rows[at + COMPONENT] & 0xFF) + 1;
        into.ufragLength = 0;
    }

    int priority(int row) {
        return Bytes.u32le(rows, row * LENGTH);
    }

    /** Same address, port and component. */
    boolean isSame(int row, IceCandidate other) {
        int at = row * LENGTH;
        return (rows[at + KIND] >> 2 & 7) == other.addressKind
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
