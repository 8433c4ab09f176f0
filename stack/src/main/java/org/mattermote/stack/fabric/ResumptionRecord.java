package org.mattermote.stack.fabric;

import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.mem.SlotState;

/** What a CASE session leaves behind so that the next one with the peer is cheap. */
public final class ResumptionRecord extends Slot {
    public static final int ID_LENGTH = 16;
    public static final int SECRET_LENGTH = 32;
    public static final int MAX_CATS = 3;

    public long peerNodeId;

    public int fabricIndex;

    /** 0 where absent. */
    public final int[] peerCats = new int[MAX_CATS];

    /** The peer names it in its next Sigma1. */
    public final byte[] resumptionId = new byte[ID_LENGTH];

    /** ECDH result of the full handshake. */
    public final byte[] sharedSecret = new byte[SECRET_LENGTH];

    /** Order of use: the smallest was used least recently. */
    int lastUse;

    @Override
    protected void clear() {
        fabricIndex = 0;
        peerNodeId = 0;
        for (int i = 0; i < MAX_CATS; i++) {
            peerCats[i] = 0;
        }
        Bytes.zero(resumptionId);
        Bytes.zero(sharedSecret);
        lastUse = 0;
    }

    @Override
    protected void state(SlotState state) {
        peerNodeId = state.wide(peerNodeId);
        fabricIndex = state.integer(fabricIndex);
        state.integers(peerCats);
        state.bytes(resumptionId);
        state.bytes(sharedSecret);
        lastUse = state.integer(lastUse);
    }
}
