package org.mattermote.stack;

import org.mattermote.stack.cluster.IcdManagementCluster;
import org.mattermote.stack.cluster.IcdSettings;
import org.mattermote.stack.codec.SessionParameters;
import org.mattermote.stack.commission.Advertiser;
import org.mattermote.stack.commission.CommissioningWindows;
import org.mattermote.stack.fabric.RegisteredClients;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.icd.Icd;
import org.mattermote.stack.icd.MdnsAddresses;
import org.mattermote.stack.icd.OperatingModeListener;
import org.mattermote.stack.interact.InteractionModel;
import org.mattermote.stack.message.PersistedCounter;
import org.mattermote.stack.transport.dnssd.CommonText;
import org.mattermote.stack.transport.dnssd.MdnsResponder;

/** What sleeps; there is one in a node with ICD Management. */
final class IcdRoom implements OperatingModeListener {
    final IcdManagementCluster cluster;
    final Icd icd;

    private final IcdSettings settings;
    private final FabricRoom fabric;
    private final ExchangeRoom exchange;
    private CommonText text;
    private Advertiser advertiser;
    private CommissioningWindows windows;

    IcdRoom(
            IcdSettings settings,
            Sizes sizes,
            Ports ports,
            CryptoRoom crypto,
            FabricRoom fabric,
            ExchangeRoom exchange,
            MdnsResponder mdns) {
        this.settings = settings;
        this.fabric = fabric;
        this.exchange = exchange;
        RegisteredClients clients = new RegisteredClients(sizes.fabrics, sizes.registeredClients);
        fabric.fabrics.addRecords(clients);
        PersistedCounter counter =
                new PersistedCounter(
                        fabric.records,
                        ports.log,
                        StoreKeys.CHECK_IN_COUNTER,
                        PersistedCounter.CHECK_IN_BATCH,
                        false);
        counter.start(crypto.drbg);
        cluster =
                new IcdManagementCluster(
                        settings, fabric.fabrics, fabric.accessControl, clients, fabric.clusters);
        icd =
                new Icd(
                        settings,
                        clients,
                        cluster,
                        counter,
                        exchange.sessions,
                        exchange.unsecuredSessions,
                        exchange.outbox,
                        exchange.counters,
                        crypto.hmac,
                        crypto.ccm,
                        crypto.drbg,
                        ports.log,
                        SessionDefaults.ACTIVE_INTERVAL);
        icd.setAddresses(
                new MdnsAddresses(
                        mdns.resolver(sizes.initiatorContexts),
                        fabric.fabrics,
                        clients.capacity()));
    }

    /** Whether the specification takes what the wiring chose. */
    boolean isAllowed() {
        return settings.isAllowed();
    }

    /** What the node says of itself in handshakes and over DNS-SD: how it sleeps. */
    void describe(SessionParameters parameters, CommonText common) {
        parameters.setValue(SessionParameters.IDLE_INTERVAL, settings.slowPollInterval);
        parameters.setValue(SessionParameters.ACTIVE_THRESHOLD, settings.activeModeThreshold);
        common.sessionActiveThreshold = settings.activeModeThreshold;
        text = common;
    }

    /** Once, when the rest of the node is composed. */
    void complete(
            InteractionModel interactionModel,
            Advertiser advertiser,
            CommissioningWindows windows) {
        this.advertiser = advertiser;
        this.windows = windows;
        icd.complete(interactionModel, this);
    }

    /** A long idle time ICD does not say how often it polls (Matter core 4.3.4). */
    @Override
    public void operatingMode(boolean longIdleTime, long nowMillis) {
        text.icd = longIdleTime ? 1 : 0;
        text.sessionIdleInterval = longIdleTime ? CommonText.ABSENT : settings.slowPollInterval;
        advertiser.textChanged(nowMillis);
    }

    long poll(long nowMillis) {
        boolean pending =
                exchange.exchanges.slots().inUse() > 0
                        || fabric.failSafe.isArmed()
                        || windows.isOpen();
        return icd.poll(pending, nowMillis);
    }
}
