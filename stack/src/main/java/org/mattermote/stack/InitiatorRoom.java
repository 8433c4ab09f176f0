package org.mattermote.stack;

import org.mattermote.stack.codec.SessionParameters;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.secure.CaseComputation;
import org.mattermote.stack.secure.CaseInitiator;
import org.mattermote.stack.secure.SecureChannel;
import org.mattermote.stack.secure.SecureReports;
import org.mattermote.stack.secure.SessionRequests;
import org.mattermote.stack.transport.dnssd.MdnsResponder;

/** What asks for sessions; there is one in a node of which a part wants to speak first. */
final class InitiatorRoom {
    final SessionRequests requests;

    private final Sizes sizes;
    private final FabricRoom fabric;
    private final ExchangeRoom exchange;

    InitiatorRoom(
            Sizes sizes,
            CryptoRoom crypto,
            FabricRoom fabric,
            ExchangeRoom exchange,
            MdnsResponder mdns) {
        this.sizes = sizes;
        this.fabric = fabric;
        this.exchange = exchange;
        requests =
                new SessionRequests(
                        sizes.sessionRequests,
                        fabric.fabrics,
                        exchange.sessions,
                        mdns.resolver(sizes.initiatorContexts),
                        crypto.drbg);
    }

    /** Once, when the rest of the node is composed; the responder computes in the same place. */
    void complete(
            CaseComputation computation,
            SessionParameters parameters,
            SecureReports reports,
            SecureChannel secureChannel,
            LogPort log) {
        CaseInitiator initiator =
                new CaseInitiator(
                        sizes.initiatorContexts,
                        exchange.exchanges,
                        reports,
                        exchange.sessions,
                        exchange.unsecuredSessions,
                        exchange.outbox.packets(),
                        fabric.fabrics,
                        fabric.resumption,
                        computation,
                        parameters,
                        log);
        secureChannel.setInitiator(initiator);
        requests.setInitiator(initiator);
    }
}
