package org.mattermote.stack.message;

import org.mattermote.stack.mem.SlotState;

/**
 * Session id 0: handshakes before there are keys. Known by the initiator's ephemeral node id and
 * the peer's address.
 */
public final class UnsecuredSession extends Session {
    private long ephemeralInitiatorNodeId;
    private boolean counterSeen;
    private boolean initiator;

    void begin(boolean initiator, long initiatorNodeId, long nowMillis) {
        this.initiator = initiator;
        ephemeralInitiatorNodeId = initiatorNodeId;
        counterSeen = false;
        begin(nowMillis);
    }

    /** Whether the handshake is ours. */
    public boolean isInitiator() {
        return initiator;
    }

    /** Chosen by the initiator: source of its messages, destination of the answers. */
    public long ephemeralInitiatorNodeId() {
        return ephemeralInitiatorNodeId;
    }

    /**
     * The first counter ever seen is trusted. A responder's may be that of an acknowledgement which
     * overtook the answer: what was sent before it is new, too.
     */
    @Override
    public boolean markDuplicate(int counter) {
        if (!counterSeen) {
            counterSeen = true;
            if (initiator) {
                startReceptionWith(counter);
            } else {
                startReception(counter);
            }
            return false;
        }
        return super.markDuplicate(counter);
    }

    @Override
    protected int receptionPolicy() {
        return MessageReceptionState.UNSECURED;
    }

    @Override
    public boolean isSecure() {
        return false;
    }

    @Override
    protected void clear() {
        super.clear();
        ephemeralInitiatorNodeId = 0;
        counterSeen = false;
        initiator = false;
    }

    @Override
    protected void state(SlotState state) {
        super.state(state);
        ephemeralInitiatorNodeId = state.wide(ephemeralInitiatorNodeId);
        counterSeen = state.flag(counterSeen);
        initiator = state.flag(initiator);
    }
}
