package org.mattermote.stack.exchange;

import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.message.SecureSession;

/**
 * What falls due on exchanges without a message: owed acknowledgements, retransmissions, waits that
 * ran out, and slots nobody holds any more.
 */
public final class ExchangeCleanup {
    private final Exchanges exchanges;
    private final Outbox outbox;
    private final ExchangeCounters counters;

    public ExchangeCleanup(Exchanges exchanges, Outbox outbox, ExchangeCounters counters) {
        this.exchanges = exchanges;
        this.outbox = outbox;
        this.counters = counters;
    }

    /** Does all that is due; returns the next deadline, Long.MAX_VALUE for none. */
    public long poll(long nowMillis) {
        Pool<Exchange> slots = exchanges.slots();
        long next = Exchange.NEVER;
        for (int i = 0; i < slots.capacity(); i++) {
            Exchange exchange = slots.at(i);
            if (exchange.isTaken()) {
                sweep(exchange, nowMillis);
            }
            if (exchange.isTaken()) {
                next = Math.min(next, exchange.ackDeadline);
                next = Math.min(next, exchange.retransmitAt());
                next = Math.min(next, exchange.responseDeadline);
            }
        }
        return next;
    }

    private void sweep(Exchange exchange, long nowMillis) {
        if (exchange.ackOwed
                && (exchange.ackDeadline <= nowMillis || exchange.state == Exchange.DROPPED)) {
            outbox.acknowledge(exchange, nowMillis);
        }
        if (exchange.state == Exchange.DROPPED) {
            retire(exchange, nowMillis);
            return;
        }
        if (exchange.retransmitAt() <= nowMillis) {
            if (exchange.unacknowledged.transmissions < Mrp.MAX_TRANSMISSIONS) {
                outbox.transmit(exchange, nowMillis);
            } else {
                giveUp(exchange, nowMillis);
                return;
            }
        }
        if (exchange.state == Exchange.CLOSING && !exchange.isPending()) {
            exchanges.end(exchange);
        } else if (exchange.responseDeadline <= nowMillis) {
            if (exchange.session.carriesLarge()) {
                doubt(exchange);
            }
            exchanges.endWith(exchange, Exchange.NO_RESPONSE, nowMillis);
        }
    }

    /**
     * Nobody acknowledges over TCP, and a peer that lost its power ends no connection: when it was
     * not heard of at all since it was asked, its session is worth nothing any more.
     */
    private static void doubt(Exchange exchange) {
        SecureSession session = exchange.session();
        long asked = exchange.responseDeadline - Mrp.EXPECTED_PROCESSING;
        if (session != null
                && session.type() == SecureSession.TYPE_CASE
                && !session.isHeardSince(asked)) {
            session.expire();
        }
    }

    /** An exchange given up in the middle closes its session, unless a restart replaced it. */
    private void retire(Exchange exchange, long nowMillis) {
        boolean closeSession = exchange.unacknowledged != null && !exchange.restartEvicted;
        SecureSession session = exchange.session();
        exchanges.end(exchange);
        if (closeSession && session != null && session.isTaken()) {
            exchanges.closeSession(session, nowMillis);
        }
    }

    /** The peer is silent: a CASE session to it is worth nothing any more. */
    private void giveUp(Exchange exchange, long nowMillis) {
        counters.mrpGivenUp++;
        SecureSession session = exchange.session();
        if (session != null && session.type() == SecureSession.TYPE_CASE) {
            session.expire();
        }
        exchanges.endWith(exchange, Exchange.NO_ACKNOWLEDGEMENT, nowMillis);
    }
}
