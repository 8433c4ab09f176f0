package org.mattermote.stack.secure;

import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.SlotState;

/** One half-open CASE handshake of ours; its state machine is {@link CaseInitiator}. */
final class InitiatorContext extends CaseContext {
    /**
     * Our random number of Sigma1, among {@link #bytes}: a resumption needs it, and there the
     * secret is the record's.
     */
    static final int OWN_RANDOM = SHARED_SECRET;

    /** Our ephemeral private key, until the secret is computed. */
    final byte[] ownScalar = new byte[SCALAR];

    long peerNodeId;

    @Override
    protected void clear() {
        super.clear();
        Bytes.zero(ownScalar);
        peerNodeId = 0;
    }

    @Override
    protected void state(SlotState state) {
        super.state(state);
        state.bytes(ownScalar);
        peerNodeId = state.wide(peerNodeId);
    }
}
