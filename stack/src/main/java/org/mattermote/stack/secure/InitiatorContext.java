package org.mattermote.stack.secure;

import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.SlotState;

/** One half-open CASE handshake of ours; its state machine is {@link CaseInitiator}. */
final class InitiatorContext extends CaseContext {
    /** Our random number of Sigma1. */
    static final int OWN_RANDOM = 0;

    /** Our ephemeral private key, until the secret is computed. */
    static final int OWN_SCALAR = OWN_RANDOM + RANDOM;

    final byte[] own = new byte[OWN_SCALAR + SCALAR];
    long peerNodeId;

    @Override
    protected void clear() {
        super.clear();
        Bytes.zero(own);
        peerNodeId = 0;
    }

    @Override
    protected void state(SlotState state) {
        super.state(state);
        state.bytes(own);
        peerNodeId = state.wide(peerNodeId);
    }
}
