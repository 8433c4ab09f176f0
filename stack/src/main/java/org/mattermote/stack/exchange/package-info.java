/**
 * Exchanges: who talks about what on which session, reliability (MRP), acknowledgements, and the
 * way of a received datagram to the handler of its protocol (Matter core 4.10 and 4.12). The room
 * knows {@code message} and what that knows; handlers are known as {@link
 * org.mattermote.stack.exchange.ExchangeHandler} only.
 *
 * <pre>
 *   DatagramPort -> MessageDispatch -> Exchanges (lookup, stale rule) -> ExchangeHandler
 *   DatagramPort <- Outbox (headers, encryption, retransmission)      <- Exchanges.send...
 *                   ExchangeCleanup: acknowledgements, retransmissions and deadlines that are due
 *   groups:         MessageDispatch -> GroupDispatch -> GroupHandler; GroupSender -> DatagramPort
 *                                      GroupSync: asks senders for their counters, and tells ours
 * </pre>
 */
package org.mattermote.stack.exchange;
