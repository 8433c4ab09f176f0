package org.mattermote.stack.message;

import org.mattermote.stack.mem.SlotState;

/**
 * Session id 0: handshakes before there are keys. Known by the initiator's ephemeral node id and
 * its address.
 */
public final class UnsecuredSession extends Session {
    private long ephemeralInitiatorNodeId;
    private boolean counterSeen;

    void begin(long initiatorNodeId, long nowMillis) {
        ephemeralInitiatorNodeId = initiatorNodeId;
        counterSeen = false;
        begin(nowMillis);
    }

    /** Chosen by the initiator, carried as the destination of our answers. */
    public long ephemeralInitiatorNodeId() {
        return ephemeralInitiatorNodeId;
    }

    /** The first counter ever seen is trusted. */
    @Override
    public boolean markDuplicate(int counter) {
        if (!counterSeen) {
            counterSeen = true;
            startReception(counter);
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
    }

    @Override
    protected void state(SlotState state) {
        super.state(state);
        ephemeralInitiatorNodeId = state.wide(ephemeralInitiatorNodeId);
        counterSeen = state.flag(counterSeen);
    }
}
