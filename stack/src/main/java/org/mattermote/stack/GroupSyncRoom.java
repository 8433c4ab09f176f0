package org.mattermote.stack;

import org.mattermote.stack.exchange.GroupSync;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.message.GroupPeers;
import org.mattermote.stack.message.PersistedCounter;

/** Asks senders to groups where their counters are, and tells ours, if the wiring names it. */
final class GroupSyncRoom {
    private GroupSyncRoom() {}

    static GroupSync make(
            Sizes sizes,
            Ports ports,
            CryptoRoom crypto,
            FabricRoom fabric,
            ExchangeRoom exchange,
            GroupSendRoom sending) {
        PersistedCounter controlCounter =
                new PersistedCounter(
                        fabric.records,
                        ports.log,
                        StoreKeys.GROUP_CONTROL_COUNTER,
                        PersistedCounter.GROUP_BATCH,
                        false);
        controlCounter.start(crypto.drbg);
        return new GroupSync(
                sizes.heldGroupMessages,
                new GroupPeers(sizes.groupControlPeers),
                fabric.fabrics,
                sending.sealer,
                sending.dataCounter,
                controlCounter,
                exchange.outbox,
                ports.udp,
                crypto.drbg,
                exchange.counters);
    }
}
