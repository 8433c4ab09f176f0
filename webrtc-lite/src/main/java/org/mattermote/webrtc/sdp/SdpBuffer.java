package org.mattermote.webrtc.sdp;

import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.mem.SlotState;

/** A description of ours, from when it is written until the peer has it. */
public final class SdpBuffer extends Slot {
    final byte[] bytes;
    int length;

    /** {@link org.mattermote.webrtc.ice.CandidateRing#cursor} behind the last candidate in it. */
    int cursor;

    /**
     * @param capacity SDP_LEN
     */
    SdpBuffer(int capacity) {
        bytes = new byte[capacity];
    }

    /** The description, from the first byte on. */
    public byte[] bytes() {
        return bytes;
    }

    /** Its bytes. */
    public int length() {
        return length;
    }

    /**
     * What of our candidates the peer has when it has this: for {@link
     * org.mattermote.webrtc.ice.CandidateRing#acknowledge}.
     */
    public int candidateCursor() {
        return cursor;
    }

    @Override
    protected void clear() {
        Bytes.zero(bytes);
        length = 0;
        cursor = 0;
    }

    @Override
    protected void state(SlotState state) {
        state.bytes(bytes);
        length = state.integer(length);
        cursor = state.integer(cursor);
    }
}
