package org.mattermote.stack.exchange;

/** What happened to messages since boot. Counts only; nothing acts on them. */
public final class ExchangeCounters {
    /** Datagrams taken from the port. */
    public int rxDatagrams;

    /** Dropped: header malformed, unknown session, wrong tag, unexpected. */
    public int rxDropped;

    /** Dropped because no session has this id. */
    public int rxNoSession;

    /** Dropped because the tag does not fit. */
    public int rxNotAuthentic;

    /** Messages whose counter had been seen: the peer retransmitted. */
    public int rxDuplicates;

    /** Messages sent, retransmissions not counted. */
    public int txMessages;

    public int mrpRetransmissions;

    /** Reliable messages given up after the last transmission. */
    public int mrpGivenUp;

    public int standaloneAcknowledgements;
    public int staleExchangeEvictions;

    /** Requests answered with Busy, or that found no exchange or packet. */
    public int refusals;
}
