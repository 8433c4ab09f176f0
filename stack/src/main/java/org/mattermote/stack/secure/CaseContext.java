package org.mattermote.stack.secure;

import org.mattermote.stack.crypto.Sha256;
import org.mattermote.stack.exchange.Exchange;
import org.mattermote.stack.fabric.ResumptionRecord;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.Handle;
import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.message.SecureSession;

/** One half-open CASE handshake of a responder; its state machine is {@link CaseResponder}. */
final class CaseContext extends Slot {
    static final int RANDOM = 32;
    static final int POINT = 65;
    static final int SCALAR = 32;

    int state;
    int fabricIndex;
    Exchange exchange;
    SecureSession session;

    /** When Sigma2 or Sigma2Resume was sent, ms. */
    long waitingSince;

    /** Operational group key of the fabric whose destination id fitted. */
    final byte[] ipk = new byte[16];

    /** Initiator's ephemeral public key. */
    final byte[] initiatorKey = new byte[POINT];

    /** Our ephemeral key pair; the private part is zeroed once the secret is computed. */
    final byte[] responderKey = new byte[POINT];

    final byte[] responderScalar = new byte[SCALAR];
    final byte[] sharedSecret = new byte[SCALAR];

    /** Names this session in the peer's next Sigma1. */
    final byte[] resumptionId = new byte[ResumptionRecord.ID_LENGTH];

    /** Handle of the record being resumed; none in a full handshake. */
    int resumed = Handle.NONE;

    /** Over the messages so far. */
    final Sha256 transcript;

    /**
     * Sigma3, lent from the packet pool until the session is established, and opened in it; null
     * otherwise.
     */
    Packet sigma3;

    /**
     * @param sha lends its room for the message schedule
     */
    CaseContext(Sha256 sha) {
        transcript = new Sha256(sha);
    }

    @Override
    protected void clear() {
        state = 0;
        fabricIndex = 0;
        exchange = null;
        session = null;
        waitingSince = 0;
        sigma3 = null;
        resumed = Handle.NONE;
        Bytes.zero(resumptionId);
        Bytes.zero(ipk);
        Bytes.zero(initiatorKey);
        Bytes.zero(responderKey);
        Bytes.zero(responderScalar);
        Bytes.zero(sharedSecret);
        transcript.reset();
    }
}
