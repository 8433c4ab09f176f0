package org.mattermote.stack.exchange;

import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.message.InboundMessage;

/** A protocol above exchanges: the secure channel, the interaction model. */
public interface ExchangeHandler {
    /**
     * A message on a new or known exchange of this protocol. The handler answers, now or in a later
     * poll, and ends the exchange with {@link Exchanges#close} or a last message.
     *
     * @param message valid during this call
     */
    void received(Exchange exchange, InboundMessage message, long nowMillis);

    /**
     * The exchange ended, and not by this handler. Nothing may be sent on it any more.
     *
     * @param reason EVICTED, NO_ACKNOWLEDGEMENT, NO_RESPONSE or SESSION_CLOSED of {@link Exchange}
     */
    void closed(Exchange exchange, int reason, long nowMillis);

    /**
     * Writes this protocol's way of saying Busy, for a request that found no exchange free.
     *
     * @param waitMillis how long the peer should wait, where the protocol can say so
     * @return the message's opcode
     */
    int writeBusy(TlvWriter out, int waitMillis);
}
