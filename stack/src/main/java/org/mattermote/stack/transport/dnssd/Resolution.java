package org.mattermote.stack.transport.dnssd;

import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.port.PeerAddress;

/** Where a node of a fabric is, or the search for it; its state machine is {@link MdnsResolver}. */
public final class Resolution extends Slot {
    /** Questions are being asked. */
    public static final int SEARCHING = 0;

    /** There are addresses. */
    public static final int FOUND = 1;

    /** Nobody answered. */
    public static final int ABSENT = 2;

    public static final int ADDRESSES_MAX = 4;

    static final int FREE = 0;
    static final int ASK_SERVICE = 1;
    static final int ASK_HOST = 2;
    static final int LOCATED = 3;
    static final int SILENT = 4;

    long compressedFabricId;
    long nodeId;

    /** When the next question is due, or nobody is waited for any longer. */
    long due;

    /** Where the answer came in. */
    int interfaceIndex;

    int sessionIdleInterval = CommonText.ABSENT;
    int sessionActiveInterval = CommonText.ABSENT;
    int sessionActiveThreshold = CommonText.ABSENT;
    char port;
    byte tcp = CommonText.ABSENT;
    byte state = FREE;

    /** Questions asked in this state. */
    byte asked;

    byte addresses;

    /**
     * The host's name, one label behind its length byte, until there are addresses; then these, the
     * best first, 16 bytes each.
     */
    final byte[] bytes = new byte[PeerAddress.IP_LENGTH * ADDRESSES_MAX];

    /** SEARCHING, FOUND or ABSENT. */
    public int outcome() {
        return state == LOCATED ? FOUND : state == SILENT ? ABSENT : SEARCHING;
    }

    /** How many addresses were found. */
    public int addressCount() {
        return addresses;
    }

    /** Address {@code n}, the best being 0, with the node's port and the interface it is at. */
    public void address(int n, PeerAddress out) {
        System.arraycopy(bytes, PeerAddress.IP_LENGTH * n, out.ip, 0, PeerAddress.IP_LENGTH);
        out.port = port;
        out.interfaceIndex = interfaceIndex;
    }

    /** SII, ms; {@link CommonText#ABSENT} when the node does not say it. */
    public int sessionIdleInterval() {
        return sessionIdleInterval;
    }

    /** SAI, ms, or ABSENT. */
    public int sessionActiveInterval() {
        return sessionActiveInterval;
    }

    /** SAT, ms, or ABSENT. */
    public int sessionActiveThreshold() {
        return sessionActiveThreshold;
    }

    /** T: bit 1 TCP client, bit 2 TCP server; or ABSENT. */
    public int tcp() {
        return tcp;
    }

    @Override
    protected void clear() {
        compressedFabricId = 0;
        nodeId = 0;
        due = 0;
        interfaceIndex = 0;
        port = 0;
        state = FREE;
        asked = 0;
        addresses = 0;
        clearText();
        Bytes.zero(bytes);
    }

    void clearText() {
        sessionIdleInterval = CommonText.ABSENT;
        sessionActiveInterval = CommonText.ABSENT;
        sessionActiveThreshold = CommonText.ABSENT;
        tcp = CommonText.ABSENT;
    }

    @Override
    protected void state(SlotState state) {
        compressedFabricId = state.wide(compressedFabricId);
        nodeId = state.wide(nodeId);
        due = state.wide(due);
        interfaceIndex = state.integer(interfaceIndex);
        sessionIdleInterval = state.integer(sessionIdleInterval);
        sessionActiveInterval = state.integer(sessionActiveInterval);
        sessionActiveThreshold = state.integer(sessionActiveThreshold);
        port = (char) state.integer(port);
        tcp = (byte) state.integer(tcp);
        this.state = (byte) state.integer(this.state);
        asked = (byte) state.integer(asked);
        addresses = (byte) state.integer(addresses);
        state.bytes(bytes);
    }
}
