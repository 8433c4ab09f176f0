package org.mattermote.stack.secure;

import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.exchange.Exchange;
import org.mattermote.stack.exchange.ExchangeHandler;
import org.mattermote.stack.message.InboundMessage;

/** Hands the messages of protocol 0x0000 to the handshake they belong to. */
public final class SecureChannel implements ExchangeHandler {
    /** {@link Exchange#owner} of the PASE handshake; CASE contexts count from 0. */
    static final int OWNER_PASE = 0x7FFF;

    private final PaseResponder pase;
    private final CaseResponder caseResponder;
    private final SecureReports reports;

    /** Null in a node that only answers. */
    private CaseInitiator caseInitiator;

    public SecureChannel(PaseResponder pase, CaseResponder caseResponder, SecureReports reports) {
        this.reports = reports;
        this.pase = pase;
        this.caseResponder = caseResponder;
    }

    /** Lets the node ask for sessions; once, at boot. */
    public void setInitiator(CaseInitiator initiator) {
        caseInitiator = initiator;
        initiator.setHandler(this);
    }

    @Override
    public void received(Exchange exchange, InboundMessage message, long nowMillis) {
        int opcode = message.protocol.opcode;
        if (exchange.isInitiator()) {
            caseInitiator.received(exchange, message, nowMillis);
        } else if (exchange.owner == OWNER_PASE
                || opcode == SecureChannelOpcode.PBKDF_PARAM_REQUEST) {
            pase.received(exchange, message, nowMillis);
        } else {
            caseResponder.received(exchange, message, nowMillis);
        }
    }

    @Override
    public void closed(Exchange exchange, int reason, long nowMillis) {
        if (exchange.isInitiator()) {
            caseInitiator.closed(exchange, nowMillis);
        } else if (exchange.owner == OWNER_PASE) {
            pase.closed(reason, nowMillis);
        } else {
            caseResponder.closed(exchange, nowMillis);
        }
    }

    @Override
    public int writeBusy(TlvWriter out, int waitMillis) {
        return reports.writeBusy(out, waitMillis);
    }

    /** One step of computation at most; returns the next deadline, {@code nowMillis} for more. */
    public long poll(long nowMillis) {
        // The crypto port takes one job at a time: who computes goes on first.
        boolean asks = caseInitiator != null && caseInitiator.isComputing();
        if (asks && caseInitiator.hasComputation()) {
            caseInitiator.compute(nowMillis);
        } else if (pase.isComputing() && !caseResponder.hasComputation()) {
            pase.compute(nowMillis);
        } else if (caseResponder.isComputing()) {
            caseResponder.compute(nowMillis);
        } else if (asks) {
            caseInitiator.compute(nowMillis);
        }
        asks = caseInitiator != null && caseInitiator.isComputing();
        return asks || pase.isComputing() || caseResponder.isComputing()
                ? nowMillis
                : pase.poll(nowMillis);
    }
}
