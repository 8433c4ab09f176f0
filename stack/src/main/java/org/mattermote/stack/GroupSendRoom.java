package org.mattermote.stack;

import org.mattermote.stack.exchange.GroupSender;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.message.GroupSealer;
import org.mattermote.stack.message.PersistedCounter;

/** What sends to groups; there is one in a node whose wiring names it. */
final class GroupSendRoom {
    final PersistedCounter dataCounter;
    final GroupSealer sealer;

    /** Null in a node that only tells its counter. */
    private GroupSender sender;

    GroupSendRoom(Ports ports, CryptoRoom crypto, FabricRoom fabric, ExchangeRoom exchange) {
        dataCounter =
                new PersistedCounter(
                        fabric.records,
                        ports.log,
                        StoreKeys.GROUP_DATA_COUNTER,
                        PersistedCounter.GROUP_BATCH,
                        true);
        dataCounter.start(crypto.drbg);
        sealer =
                new GroupSealer(
                        fabric.groupKeys,
                        fabric.groupKeyMap,
                        fabric.time,
                        crypto.ccm,
                        exchange.privacy,
                        dataCounter);
    }

    /** For a node that sends, too. */
    GroupSender sender(Ports ports, CryptoRoom crypto, FabricRoom fabric, ExchangeRoom exchange) {
        if (sender == null) {
            sender =
                    new GroupSender(
                            fabric.fabrics,
                            sealer,
                            exchange.outbox,
                            ports.udp,
                            ports.network,
                            crypto.drbg,
                            exchange.counters);
        }
        return sender;
    }
}
