package org.mattermote.stack.secure;

import org.mattermote.stack.crypto.Sha256;
import org.mattermote.stack.exchange.Exchange;
import org.mattermote.stack.fabric.ResumptionRecord;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.Handle;
import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.message.SecureSession;

/**
 * One half-open CASE handshake; its state machine is {@link CaseResponder}, or that of an {@link
 * InitiatorContext} {@link CaseInitiator}.
 */
class CaseContext extends Slot {
    static final int RANDOM = 32;
    static final int POINT = 65;
    static final int SCALAR = 32;

    // Where things stand in the bytes.

    /** Operational group key of the fabric whose destination id fitted, 16 bytes. */
    static final int IPK = 0;

    /** Initiator's ephemeral public key. */
    static final int INITIATOR_KEY = IPK + 16;

    /** Responder's ephemeral public key. */
    static final int RESPONDER_KEY = INITIATOR_KEY + POINT;

    static final int SHARED_SECRET = RESPONDER_KEY + POINT;

    /** Names this session in the initiator's next Sigma1. */
    static final int RESUMPTION_ID = SHARED_SECRET + SCALAR;

    /** State of the hash over the messages so far. */
    private static final int TRANSCRIPT = RESUMPTION_ID + ResumptionRecord.ID_LENGTH;

    /** When the last message was sent, ms. */
    long waitingSince;

    Exchange exchange;
    SecureSession session;

    /**
     * Sigma2 or Sigma3 of the peer, lent from the packet pool as long as it is worked on, and
     * opened in it; null otherwise.
     */
    Packet message;

    final byte[] bytes = new byte[TRANSCRIPT + Sha256.STATE];

    /** Handle of the record being resumed; none in a full handshake. */
    int resumed = Handle.NONE;

    char fabricIndex;
    byte state;

    /** Starts the transcript with Sigma1. */
    void beginTranscript(Sha256 sha, byte[] message, int offset, int length) {
        sha.reset().update(message, offset, length).save(bytes, TRANSCRIPT);
    }

    /** Adds a message to the transcript. */
    void addToTranscript(Sha256 sha, byte[] message, int offset, int length) {
        sha.resume(bytes, TRANSCRIPT).update(message, offset, length).save(bytes, TRANSCRIPT);
    }

    /** Writes the hash of the transcript so far; returns the offset behind it. */
    int hashTranscript(Sha256 sha, byte[] out, int offset) {
        return offset + sha.resume(bytes, TRANSCRIPT).finish(out, offset);
    }

    @Override
    protected void clear() {
        state = 0;
        fabricIndex = 0;
        exchange = null;
        session = null;
        waitingSince = 0;
        message = null;
        resumed = Handle.NONE;
        Bytes.zero(bytes);
    }

    @Override
    protected void state(SlotState state) {
        this.state = (byte) state.integer(this.state);
        fabricIndex = (char) state.integer(fabricIndex);
        Slot on = state.slot(exchange);
        exchange = on instanceof Exchange ? (Exchange) on : null;
        Slot made = state.slot(session);
        session = made instanceof SecureSession ? (SecureSession) made : null;
        waitingSince = state.wide(waitingSince);
        state.bytes(bytes);
        resumed = state.integer(resumed);
        Slot lent = state.slot(message);
        message = lent instanceof Packet ? (Packet) lent : null;
    }
}
