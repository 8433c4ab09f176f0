package org.mattermote.stack;

import org.mattermote.stack.exchange.ExchangeCleanup;
import org.mattermote.stack.exchange.ExchangeCounters;
import org.mattermote.stack.exchange.Exchanges;
import org.mattermote.stack.exchange.MessageDispatch;
import org.mattermote.stack.exchange.Outbox;
import org.mattermote.stack.message.MessagePrivacy;
import org.mattermote.stack.message.MessageSealer;
import org.mattermote.stack.message.SecureSessions;
import org.mattermote.stack.message.UnsecuredSessions;

/** Sessions, exchanges and the way of messages through them. */
final class ExchangeRoom {
    final ExchangeCounters counters = new ExchangeCounters();
    final SecureSessions sessions;
    final UnsecuredSessions unsecuredSessions;
    final Outbox outbox;
    final Exchanges exchanges;
    final MessageDispatch dispatch;
    final ExchangeCleanup cleanup;
    final MessagePrivacy privacy;

    ExchangeRoom(Sizes sizes, Ports ports, CryptoRoom crypto) {
        sessions = new SecureSessions(sizes.secureSessions, crypto.drbg.nextInt());
        unsecuredSessions = new UnsecuredSessions(sizes.unsecuredSessions);
        privacy = new MessagePrivacy(crypto.ctr, crypto.hkdf);
        MessageSealer sealer = new MessageSealer(crypto.ccm, privacy, crypto.drbg.nextInt());
        outbox =
                new Outbox(
                        sealer,
                        ports.udp,
                        crypto.drbg,
                        sizes.packets,
                        sizes.packetBytes,
                        sizes.shortPackets,
                        counters);
        exchanges =
                new Exchanges(
                        sizes.exchanges,
                        outbox,
                        sessions,
                        crypto.drbg,
                        counters,
                        SessionDefaults.ACTIVE_INTERVAL);
        dispatch =
                new MessageDispatch(
                        sizes.receiveBuffer,
                        ports.udp,
                        sessions,
                        unsecuredSessions,
                        sealer,
                        exchanges,
                        outbox,
                        counters,
                        ports.log);
        cleanup = new ExchangeCleanup(exchanges, outbox, counters);
    }
}
