package org.mattermote.stack.secure;

import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.transport.dnssd.Resolution;

/** A session that somebody wants, or a peer to be left alone for a while; see its table. */
final class SessionRequest extends Slot {
    static final int FREE = 0;
    static final int WAITING = 1;
    static final int SEARCHING = 2;
    static final int CONNECTING = 3;
    static final int HANDSHAKE = 4;
    static final int CANCELLED = 5;
    static final int RESTING = 6;

    long peerNodeId;

    /** When it may go on. */
    long due;

    /** Where the peer is, while that is searched and used. */
    Resolution resolution;

    /** Of {@link #flags}: the peer asked for the rest; it is kept, whoever else wants the place. */
    static final int PROMISED = 1;

    /** Of {@link #flags}: the session is for large messages. */
    static final int LARGE = 2;

    byte flags;

    char fabricIndex;
    byte state = FREE;

    /** Which of the addresses is tried. */
    byte address;

    /** How often the node itself had no room for a handshake. */
    byte refusals;

    /** Since the peer was last heard of. */
    byte failures;

    @Override
    protected void clear() {
        peerNodeId = 0;
        due = 0;
        resolution = null;
        flags = 0;
        fabricIndex = 0;
        state = FREE;
        address = 0;
        refusals = 0;
        failures = 0;
    }

    @Override
    protected void state(SlotState state) {
        peerNodeId = state.wide(peerNodeId);
        due = state.wide(due);
        Slot searched = state.slot(resolution);
        resolution = searched instanceof Resolution ? (Resolution) searched : null;
        flags = (byte) state.integer(flags);
        fabricIndex = (char) state.integer(fabricIndex);
        this.state = (byte) state.integer(this.state);
        address = (byte) state.integer(address);
        refusals = (byte) state.integer(refusals);
        failures = (byte) state.integer(failures);
    }
}
