package org.mattermote.stack;

import org.mattermote.stack.cluster.BindingCluster;
import org.mattermote.stack.cluster.ClusterWorkspace;
import org.mattermote.stack.cluster.CommissioningLink;
import org.mattermote.stack.cluster.GroupsCluster;
import org.mattermote.stack.cluster.IcdManagementCluster;
import org.mattermote.stack.cluster.IcdSettings;
import org.mattermote.stack.cluster.IdentifyCluster;
import org.mattermote.stack.cluster.SceneAttributes;
import org.mattermote.stack.cluster.ScenesManagementCluster;
import org.mattermote.stack.cluster.TestEvents;
import org.mattermote.stack.codec.SessionParameters;
import org.mattermote.stack.commission.Advertiser;
import org.mattermote.stack.commission.CommissioningWindows;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.diag.Tables;
import org.mattermote.stack.exchange.ExchangeCounters;
import org.mattermote.stack.exchange.Exchanges;
import org.mattermote.stack.exchange.GroupSender;
import org.mattermote.stack.exchange.PeerSessions;
import org.mattermote.stack.fabric.BindingTable;
import org.mattermote.stack.fabric.FabricStatus;
import org.mattermote.stack.fabric.NodeTime;
import org.mattermote.stack.fabric.ResumptionRecords;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.icd.Icd;
import org.mattermote.stack.interact.BindingClient;
import org.mattermote.stack.interact.BindingListener;
import org.mattermote.stack.interact.EventNumbers;
import org.mattermote.stack.interact.InteractionModel;
import org.mattermote.stack.interact.SubscriptionResumption;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.EventLog;
import org.mattermote.stack.model.Node;
import org.mattermote.stack.model.Revisions;
import org.mattermote.stack.port.BleController;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.port.StreamPort;
import org.mattermote.stack.port.ThreadPort;
import org.mattermote.stack.port.WiFiPort;
import org.mattermote.stack.secure.CaseComputation;
import org.mattermote.stack.secure.CaseResponder;
import org.mattermote.stack.secure.PaseResponder;
import org.mattermote.stack.secure.SecureChannel;
import org.mattermote.stack.secure.SecureReports;
import org.mattermote.stack.time.TimeSyncClientCluster;
import org.mattermote.stack.tls.TlsRoom;
import org.mattermote.stack.tls.TlsSizes;
import org.mattermote.stack.transport.dnssd.CommonText;
import org.mattermote.stack.transport.dnssd.MdnsResponder;

/**
 * A Matter node: ports in, rooms out. Made in four steps at boot, all in the one thread that polls
 * it later: the constructor makes the rooms, {@link #compose} the data model with the application's
 * endpoints, {@link #start} opens the door to the network, {@link #seal} says that all is there.
 * From then on nothing is allocated.
 */
public final class Stack {
    /** {@link #seal}: the device may run. */
    public static final int SEALED = 0;

    /** {@link #seal}: {@link Sizes#check} is not OK, or the {@link IcdSettings} are no such mix. */
    public static final int BAD_SIZES = -1;

    /** {@link #seal}: the platform gave no entropy. */
    public static final int NOT_SEEDED = -2;

    /** {@link #seal}: {@link #compose} is missing. */
    public static final int NOT_COMPOSED = -3;

    /** {@link #seal}: {@link #start} is missing. */
    public static final int NOT_STARTED = -4;

    private final Ports ports;
    private final Sizes sizes;
    private final CryptoRoom crypto;
    private final FabricRoom fabric;
    private final ExchangeRoom exchange;
    private final MdnsResponder mdns;
    private final SessionLinks links;
    private final EventLog events;
    private final Tables tables = new Tables();
    private int loaded;
    private boolean started;
    private boolean commandsTurn;

    /** When the pending command goes on. */
    private long commandDue;

    private boolean sealed;
    private BindingTable bindings;

    /** Null in a node without a Groups cluster. */
    private GroupRoom groups;

    /** Null in a node that sends nothing to groups. */
    private GroupSendRoom groupSend;

    /** Null in a node that does not sleep. */
    private IcdRoom icd;

    /** Null in a node that only answers. */
    private InitiatorRoom initiator;

    /** Null in a node that commands no other. */
    private BindingClient bound;

    /** Null in a node without a BLE controller. */
    private BleRoom ble;

    /** Null in a node on Ethernet. */
    private NetworkRoom network;

    /** Null in a node without TCP. */
    private TcpRoom tcp;

    /** Null in a node whose subscriptions end with a restart. */
    private SubscriptionResumption subscriptions;

    private Advertiser advertiser;
    private CommissioningWindows windows;
    private SecureChannel secureChannel;
    private CaseResponder caseResponder;
    private Node node;
    private RootNode root;
    private InteractionModel interactionModel;

    /**
     * With every room that products have.
     *
     * @param buildTime when this software was made, seconds since 2000-01-01 UTC
     */
    public Stack(Ports ports, Sizes sizes, long buildTime) {
        this(ports, sizes, new ResumptionRecords(sizes.resumptionRecords), buildTime);
    }

    /**
     * @param resumption of {@link Sizes#resumptionRecords}; null for a node whose peers always take
     *     the full handshake
     * @param buildTime when this software was made, seconds since 2000-01-01 UTC
     */
    public Stack(Ports ports, Sizes sizes, ResumptionRecords resumption, long buildTime) {
        this.ports = ports;
        this.sizes = sizes;
        crypto = new CryptoRoom(ports.entropy);
        fabric = new FabricRoom(sizes, ports, crypto, resumption, buildTime);
        exchange = new ExchangeRoom(sizes, ports, crypto);
        events = new EventLog(sizes.eventBytes, sizes.eventDataBytes, 1);
        events.useClock(fabric.time);
        int numbers = new EventNumbers(fabric.records).start(events);
        if (numbers != PortStatus.OK) {
            ports.log.event(LogEvent.STORE_FAILED, StoreKeys.EVENT_NUMBERS, numbers, 0);
        }
        mdns =
                new MdnsResponder(
                        ports.mdns,
                        ports.network,
                        fabric.scratch,
                        crypto.drbg.nextInt(),
                        1,
                        sizes.commissionableText,
                        sizes.fabrics,
                        sizes.interfaces);
        links = new SessionLinks(exchange, ports.log);
    }

    /** Whether the platform gave entropy; without it the device must not start. */
    public boolean isSeeded() {
        return crypto.seeded;
    }

    /** Whether what is stored could be read; if not, the device runs uncommissioned. */
    public boolean isStoreGood() {
        return loaded == FabricStatus.OK;
    }

    /**
     * The Groups cluster of an endpoint of the application; before {@link #compose}. With the first
     * one the node hears messages to groups.
     */
    public GroupsCluster groups(int endpoint, IdentifyCluster identify) {
        hearGroups();
        groups.isMember = true;
        return new GroupsCluster(
                endpoint,
                fabric.fabrics,
                fabric.groups,
                fabric.groupKeyMap,
                fabric.groupKeys,
                identify,
                fabric.groupKeyManagement,
                fabric.clusters);
    }

    /**
     * The Scenes Management cluster of an endpoint of the application.
     *
     * @param groups the same endpoint's
     * @param clusters whose values make the scenes, ascending by id
     */
    public ScenesManagementCluster scenes(
            int endpoint, GroupsCluster groups, SceneAttributes[] clusters) {
        return new ScenesManagementCluster(
                endpoint,
                fabric.fabrics,
                fabric.groups,
                groups,
                clusters,
                fabric.clusters,
                ports.log);
    }

    /**
     * The Binding cluster of an endpoint of the application; before {@link #compose}.
     *
     * @param clients ids of the client clusters of the endpoint
     */
    public BindingCluster binding(int endpoint, int[] clients) {
        if (bindings == null) {
            bindings = new BindingTable(sizes.fabrics, sizes.bindings);
            fabric.fabrics.addRecords(bindings);
        }
        return new BindingCluster(endpoint, clients, fabric.fabrics, bindings, fabric.clusters);
    }

    /** Sends to groups; before {@link #compose}. Only a node that asks for it can do so. */
    public GroupSender groupSender() {
        countGroups();
        return groupSend.sender(ports, crypto, fabric, exchange);
    }

    /**
     * The node tells its group counter to whom asks, and key sets may have the policy CacheAndSync;
     * before {@link #compose}.
     */
    public void groupSync() {
        hearGroups();
        countGroups();
        if (groups.sync == null) {
            groups.sync = GroupSyncRoom.make(sizes, ports, crypto, fabric, exchange, groupSend);
            fabric.groupKeyManagement.useCacheAndSync();
        }
    }

    private void countGroups() {
        if (groupSend == null) {
            groupSend = new GroupSendRoom(ports, crypto, fabric, exchange);
        }
    }

    private void hearGroups() {
        if (groups == null) {
            groups = new GroupRoom(crypto, fabric, exchange);
            fabric.fabrics.addListener(groups);
        }
    }

    /**
     * Lets a device that is factory-new be found and commissioned over BLE; once, before {@link
     * #compose}.
     */
    public void ble(BleController controller) {
        ble = new BleRoom(controller, sizes, ports, crypto, fabric, exchange);
    }

    /**
     * Lets peers talk to the node over TCP too, and send it what is too long for a datagram; once,
     * before {@link #compose}.
     *
     * @param port listens at {@link Ports#udpPort}, and has a place more than {@link
     *     Sizes#tcpConnections}
     */
    public void tcp(StreamPort port) {
        tcp = new TcpRoom(port, sizes, exchange);
    }

    /**
     * TLS Certificate Management and TLS Client Management, for endpoint 0; once, before {@link
     * #compose}, in a node with {@link #tcp}, for their commands are large messages.
     *
     * @return null for {@code tls} that {@link TlsSizes#check} refuses
     */
    public TlsRoom tls(TlsSizes tls) {
        if (tls.check(sizes.fabrics) != TlsSizes.OK) {
            return null;
        }
        return new TlsRoom(
                tls,
                fabric.fabrics,
                fabric.records,
                fabric.time,
                crypto.drbg,
                crypto.sha,
                crypto.ecdsa,
                crypto.jobs,
                fabric.clusters);
    }

    /** Whom the endpoints act on; null without a Binding cluster. */
    public BindingTable bindings() {
        return bindings;
    }

    /**
     * The ICD Management cluster of endpoint 0; once, before {@link #compose}. With it the node is
     * an intermittently connected device, of short idle time as long as nobody registers.
     *
     * @param settings not to be changed any more
     */
    public IcdManagementCluster icd(IcdSettings settings) {
        icd = new IcdRoom(settings, sizes, ports, crypto, fabric, exchange, mdns);
        return icd.cluster;
    }

    /** When it sleeps, and what wakes it; null in a node that does not. */
    public Icd icd() {
        return icd == null ? null : icd.icd;
    }

    /**
     * Sessions that the application asks for; before {@link #compose}. With the first call the node
     * finds peers and starts handshakes of its own.
     */
    public PeerSessions peerSessions() {
        if (initiator == null) {
            initiator = new InitiatorRoom(sizes, crypto, fabric, exchange, mdns);
        }
        return initiator.requests;
    }

    /**
     * The same in a node whose messages to its peers may be longer than a datagram: {@link
     * PeerSessions#requestLarge} begins connections then. Behind {@link #tcp}, without which it is
     * {@link #peerSessions} and no more.
     */
    public PeerSessions largeSessions() {
        PeerSessions sessions = peerSessions();
        if (tcp != null) {
            initiator.requests.setConnector(tcp.connector());
        }
        return sessions;
    }

    /** For parts of the application that speak on the sessions of {@link #peerSessions}. */
    public Exchanges exchanges() {
        return exchange.exchanges;
    }

    /**
     * Time Synchronization of a node that asks for the time, too; before {@link #compose}, in the
     * place of the cluster that does not. Once.
     *
     * @param maxDst DSTOffsetListMaxSize, 1 to 20
     */
    public TimeSyncClientCluster timeSyncClient(int maxDst) {
        return new TimeSyncClientCluster(
                fabric.time,
                maxDst,
                fabric.clusters,
                ports.log,
                events,
                fabric.fabrics,
                peerSessions(),
                exchange.exchanges,
                exchange.dispatch,
                ports.udp,
                crypto.drbg);
    }

    /** Randomness, for what the application makes at boot and later. */
    public Drbg random() {
        return crypto.drbg;
    }

    /** Bytes of the longest message, either way, that {@link #tcp} lets through; 0 without it. */
    public int longestMessage() {
        return tcp == null ? 0 : sizes.tcpMessage;
    }

    /**
     * Commands to what endpoints are bound to, nodes and groups; before {@link #compose}, behind
     * {@link #binding}. Once.
     *
     * @param listener hears what became of them
     */
    public BindingClient bindingClient(BindingListener listener) {
        bound =
                new BindingClient(
                        bindings,
                        peerSessions(),
                        exchange.exchanges,
                        groupSender(),
                        listener,
                        sizes.boundCommands,
                        sizes.boundTargets);
        return bound;
    }

    /**
     * Lets subscriptions outlive a restart of the node, which then looks their peers up again;
     * before {@link #compose}.
     */
    public void resumeSubscriptions() {
        subscriptions =
                new SubscriptionResumption(
                        fabric.records,
                        fabric.fabrics,
                        peerSessions(),
                        crypto.drbg,
                        ports.log,
                        sizes.interaction.subscriptions);
    }

    /**
     * Gives a part of the node the test events; clusters that have some are found. Once composed.
     */
    public void addTestEvents(TestEvents part) {
        root.addTestEvents(part);
    }

    /** The node's network is Wi-Fi, in place of Ethernet; before {@link #compose}. */
    public void wifi(WiFiPort driver) {
        network = NetworkRoom.wifi(driver, sizes, fabric, ports.log);
    }

    /** The node's network is Thread, in place of Ethernet; before {@link #compose}. */
    public void thread(ThreadPort driver) {
        network = NetworkRoom.thread(driver, sizes, fabric, ports.log);
    }

    /**
     * The radio cannot join a network and keep this link: SupportsConcurrentConnection is false,
     * and ConnectNetwork is answered before the link ends. Behind {@link #wifi} or {@link #thread}.
     */
    public void nonConcurrent(CommissioningLink link) {
        network.cluster.release(link);
    }

    /** What {@link #nonConcurrent} takes; behind {@link #ble}. */
    public CommissioningLink bleLink() {
        return ble;
    }

    /** Whether the node is on Ethernet. */
    boolean isWired() {
        return network == null;
    }

    /** What the stack was given. */
    Ports ports() {
        return ports;
    }

    /** For the clusters of the application. */
    public ClusterWorkspace clusterWorkspace() {
        return fabric.clusters;
    }

    /** Where clusters of the application record their events. */
    public EventLog events() {
        return events;
    }

    /** What time it is; Time Synchronization sets it. */
    public NodeTime time() {
        return fabric.time;
    }

    /**
     * Builds the data model and loads what is stored.
     *
     * @param rootClusters clusters of endpoint 0 beside those that every node has
     * @param application endpoints 1 and up, ascending
     * @param deviceType primary device type, told while commissionable
     */
    public void compose(Cluster[] rootClusters, Endpoint[] application, int deviceType) {
        compose(rootClusters, application, deviceType, null);
    }

    /** Builds the data model of a product, under the revision of the specification that it has. */
    public void compose(App app) {
        RevisedApp revised = app instanceof RevisedApp ? (RevisedApp) app : null;
        Revisions revisions = revised == null ? null : revised.revisions();
        compose(app.rootClusters(this), app.endpoints(this), app.deviceType(), revisions);
        if (revised != null) {
            revised.composed(node);
        }
    }

    /**
     * @param revisions null for those of the stack
     */
    private void compose(
            Cluster[] rootClusters, Endpoint[] application, int deviceType, Revisions revisions) {
        SessionParameters parameters =
                SessionDefaults.parameters(sizes.interaction.pathsPerInvoke, revisions);
        CommonText text = SessionDefaults.text();
        if (icd != null) {
            icd.describe(parameters, text);
        }
        if (tcp != null) {
            tcp.describe(parameters, text);
        }
        advertiser =
                new Advertiser(
                        mdns,
                        fabric.fabrics,
                        crypto.drbg,
                        ports.udpPort,
                        ports.data,
                        deviceType,
                        text);
        windows =
                new CommissioningWindows(
                        ports.data,
                        fabric.fabrics,
                        fabric.failSafe,
                        exchange.sessions,
                        exchange.exchanges,
                        advertiser,
                        ports.log);
        if (ble != null) {
            ble.complete(windows);
        }
        root =
                new RootNode(
                        sizes,
                        ports,
                        crypto,
                        fabric,
                        windows,
                        links,
                        events,
                        network,
                        rootClusters,
                        application,
                        revisions == null ? RootNode.DEVICE_TYPES : revisions.rootTypes());
        node = root.node();
        if (revisions != null) {
            node.revise(revisions);
        }
        interactionModel =
                new InteractionModel(
                        exchange.exchanges,
                        exchange.sessions,
                        node,
                        fabric.accessControl,
                        groups,
                        crypto.drbg,
                        sizes.interaction);
        if (groups != null) {
            groups.complete(sizes, ports, fabric, interactionModel);
        }
        if (tcp != null) {
            tcp.complete(ble == null ? null : ble.transport(), windows, interactionModel);
        }
        if (icd != null) {
            icd.complete(interactionModel, advertiser, windows);
        }
        loaded = fabric.fabrics.load();
        if (subscriptions != null) {
            interactionModel.resume(subscriptions);
        }
        links.complete(node, interactionModel);
        fabric.fabrics.addListener(advertiser);
        fabric.fabrics.addListener(links);
        fabric.fabrics.addListener(windows);
        fabric.failSafe.addListener(links);
        SecureReports reports = new SecureReports(exchange.exchanges);
        CaseComputation computation = computation();
        caseResponder = caseResponder(computation, parameters, reports);
        secureChannel = new SecureChannel(pase(parameters, reports), caseResponder, reports);
        if (initiator != null) {
            initiator.complete(computation, parameters, reports, secureChannel, ports.log);
        }
        exchange.dispatch.setHandlers(secureChannel, interactionModel);
        tables.set(Tables.SECURE_SESSIONS, exchange.sessions.slots());
        tables.set(Tables.UNSECURED_SESSIONS, exchange.unsecuredSessions.slots());
        tables.set(Tables.CASE_HANDSHAKES, caseResponder.contexts());
        tables.set(Tables.EXCHANGES, exchange.exchanges.slots());
        tables.set(Tables.PACKETS, exchange.outbox.packets());
        tables.set(Tables.INTERACTIONS, interactionModel.interactionSlots());
        tables.set(Tables.SUBSCRIPTIONS, interactionModel.subscriptionSlots());
        tables.set(Tables.PATHS, interactionModel.paths());
        tables.set(Tables.FABRICS, fabric.fabrics.slots());
        tables.set(Tables.ACCESS_CONTROL_ENTRIES, fabric.accessControl);
    }

    private PaseResponder pase(SessionParameters parameters, SecureReports reports) {
        return new PaseResponder(
                windows,
                exchange.exchanges,
                reports,
                exchange.sessions,
                parameters,
                crypto.jobs,
                crypto.sha,
                crypto.transcript,
                crypto.hkdf,
                crypto.drbg,
                ports.log);
    }

    private CaseResponder caseResponder(
            CaseComputation computation, SessionParameters parameters, SecureReports reports) {
        return new CaseResponder(
                sizes.caseContexts,
                exchange.exchanges,
                reports,
                exchange.sessions,
                exchange.outbox.packets(),
                fabric.fabrics,
                fabric.resumption,
                computation,
                parameters,
                ports.log);
    }

    private CaseComputation computation() {
        return new CaseComputation(
                fabric.fabrics,
                fabric.caseChain,
                fabric.scratch,
                fabric.time,
                crypto.jobs,
                crypto.sha,
                crypto.ccm,
                crypto.hkdf,
                crypto.drbg);
    }

    /** Takes part in the network; announced last, when everything else can answer. */
    public void start(long nowMillis) {
        root.start(isStoreGood(), nowMillis);
        if (network != null) {
            network.cluster.start(nowMillis);
        }
        nameHost();
        if (icd != null) {
            icd.icd.start(nowMillis);
        }
        advertiser.start(nowMillis);
        windows.start(nowMillis);
        started = true;
    }

    private void nameHost() {
        if (ports.hostName != null) {
            mdns.setHostName(ports.hostName, 0, ports.hostName.length);
            mdns.sharePort();
        } else if (mdns.setHostNameFromHardware() < 0) {
            byte[] name = new byte[HOST_NAME.length];
            for (int i = 0; i < name.length; i++) {
                name[i] = HOST_NAME[crypto.drbg.nextInt() & 0x0F];
            }
            mdns.setHostName(name, 0, name.length);
        }
    }

    /**
     * The end of boot: everything is composed and started, every table has its size, and nothing is
     * allocated from now on. Here it is a mark; a platform whose allocator counts closes it after
     * this call.
     *
     * @return SEALED, or what is missing: the device must not run then
     */
    public int seal() {
        if (sizes.check() != SizesStatus.OK || icd != null && !icd.isAllowed()) {
            return BAD_SIZES;
        }
        if (!crypto.seeded) {
            return NOT_SEEDED;
        }
        if (interactionModel == null || secureChannel == null) {
            return NOT_COMPOSED;
        }
        if (!started) {
            return NOT_STARTED;
        }
        sealed = true;
        return SEALED;
    }

    public boolean isSealed() {
        return sealed;
    }

    /** Digits of a random host name, and by their number its length. */
    private static final byte[] HOST_NAME = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'
    };

    /**
     * Does what is due and takes at most four packets of each port; at most one step of a
     * computation, be it a handshake's or a command's.
     *
     * @param nowMillis monotonic time
     * @return when to poll again at the latest, {@code nowMillis} or earlier for at once
     */
    public long poll(long nowMillis) {
        fabric.time.advance(nowMillis);
        long next = Long.MAX_VALUE;
        if (ble != null) {
            next = ble.receive(nowMillis);
        }
        if (tcp != null) {
            tcp.receive(nowMillis);
        }
        boolean more = exchange.dispatch.poll(nowMillis);
        next = Math.min(next, compute(nowMillis));
        next = Math.min(next, fabric.failSafe.poll(nowMillis));
        next = Math.min(next, windows.poll(nowMillis));
        if (fabric.resumption != null) {
            next = Math.min(next, fabric.resumption.poll(fabric.fabrics, nowMillis));
        }
        next = Math.min(next, node.poll(nowMillis));
        next = Math.min(next, interactionModel.poll(nowMillis));
        if (bound != null) {
            next = Math.min(next, bound.poll(nowMillis));
        }
        next = Math.min(next, exchange.cleanup.poll(nowMillis));
        next = Math.min(next, mdns.poll(nowMillis));
        if (initiator != null) {
            // what multicast DNS found, or just asked for, comes first
            next = Math.min(next, initiator.requests.poll(nowMillis));
        }
        if (groups != null) {
            next = Math.min(next, groups.poll(nowMillis));
        }
        if (icd != null) {
            // what all the others did keeps it awake
            next = Math.min(next, icd.poll(nowMillis));
        }
        if (ble != null) {
            // what all the others wrote
            next = Math.min(next, ble.send(nowMillis));
        }
        if (tcp != null) {
            next = Math.min(next, tcp.send(nowMillis));
        }
        return more ? nowMillis : next;
    }

    /** A step of a handshake or of a command that answers later, by turns. */
    private long compute(long nowMillis) {
        if (!interactionModel.hasPending()) {
            commandDue = 0;
            return secureChannel.poll(nowMillis);
        }
        commandsTurn = !commandsTurn;
        if (commandsTurn) {
            commandDue = interactionModel.proceed(nowMillis);
            return nowMillis;
        }
        return Math.min(secureChannel.poll(nowMillis), Math.max(nowMillis, commandDue));
    }

    /** A clean stop: CloseSession to every peer, goodbye over multicast DNS. */
    public void stop(long nowMillis) {
        root.stop(nowMillis);
        if (fabric.resumption != null) {
            fabric.resumption.save(fabric.fabrics);
        }
        if (subscriptions != null) {
            subscriptions.stop(nowMillis);
        }
        for (int i = 0; i < exchange.sessions.slots().capacity(); i++) {
            SecureSession session = exchange.sessions.slots().at(i);
            if (session.isTaken()) {
                exchange.exchanges.closeSession(session, nowMillis);
            }
        }
        if (ble != null) {
            ble.close(nowMillis);
        }
        if (tcp != null) {
            tcp.close(nowMillis);
        }
        advertiser.stop(nowMillis);
    }

    public int fabricCount() {
        return fabric.fabrics.count();
    }

    public int subscriptionCount() {
        return interactionModel.subscriptions();
    }

    public int sessionCount() {
        return exchange.sessions.slots().inUse();
    }

    public ExchangeCounters counters() {
        return exchange.counters;
    }

    /** CASE sessions since boot that took the full handshake. */
    public int fullCaseSessions() {
        return caseResponder.fullSessions();
    }

    /** CASE sessions since boot that were resumed. */
    public int resumedCaseSessions() {
        return caseResponder.resumedSessions();
    }

    /** How full the tables are; once composed. */
    public Tables tables() {
        return tables;
    }

    public Node node() {
        return node;
    }
}
