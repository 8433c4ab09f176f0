package org.mattermote.stack.icd;

import org.mattermote.stack.cluster.IcdManagementCluster;
import org.mattermote.stack.cluster.IcdServer;
import org.mattermote.stack.cluster.IcdSettings;
import org.mattermote.stack.crypto.AesCcm;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.crypto.Hmac;
import org.mattermote.stack.exchange.ExchangeCounters;
import org.mattermote.stack.exchange.Outbox;
import org.mattermote.stack.fabric.RegisteredClients;
import org.mattermote.stack.interact.Subscribers;
import org.mattermote.stack.message.MessageStatus;
import org.mattermote.stack.message.PersistedCounter;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.message.SecureSessions;
import org.mattermote.stack.message.UnsecuredSessions;
import org.mattermote.stack.model.Subject;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.PeerAddress;

/**
 * The node as an intermittently connected device (Matter core 9.15): what it does at which time is
 * in {@link IdleActive} and {@link CheckIns}. It is a short idle time ICD until somebody registers.
 *
 * <p>A platform whose radio sleeps asks {@link #pollInterval} how often to look for messages, and
 * may sleep between two looks, {@code Stack.poll}'s deadline permitting. Where the radio is always
 * on, as on a PC, nothing sleeps; clients see the same.
 */
public final class Icd implements IcdServer {
    private final IcdSettings settings;
    private final RegisteredClients clients;
    private final IcdManagementCluster cluster;
    private final PersistedCounter counter;
    private final SecureSessions sessions;
    private final ExchangeCounters counters;
    private final LogPort log;
    private final IdleActive mode;
    private final CheckIns checkIns;
    private final PeerAddress address = new PeerAddress();
    private final int activePollInterval;

    /** All set at boot. */
    private Subscribers subscribers;

    private OperatingModeListener listener;

    /** As the listener knows it. */
    private boolean longIdleTime;

    /** As the log has it. */
    private boolean toldActive;

    /** Messages either way at the last look. */
    private int messages;

    /**
     * @param activePollInterval SESSION_ACTIVE_INTERVAL, ms
     */
    public Icd(
            IcdSettings settings,
            RegisteredClients clients,
            IcdManagementCluster cluster,
            PersistedCounter counter,
            SecureSessions sessions,
            UnsecuredSessions unsecuredSessions,
            Outbox outbox,
            ExchangeCounters counters,
            Hmac hmac,
            AesCcm ccm,
            Drbg drbg,
            LogPort log,
            int activePollInterval) {
        this.settings = settings;
        this.clients = clients;
        this.cluster = cluster;
        this.counter = counter;
        this.sessions = sessions;
        this.counters = counters;
        this.log = log;
        this.activePollInterval = activePollInterval;
        mode = new IdleActive(settings);
        checkIns =
                new CheckIns(
                        settings,
                        clients,
                        counter,
                        new CheckInMessage(hmac, ccm),
                        unsecuredSessions,
                        outbox,
                        drbg,
                        log);
        cluster.serve(this);
    }

    /** Once, when the rest of the node is composed. */
    public void complete(Subscribers subscribers, OperatingModeListener listener) {
        this.subscribers = subscribers;
        this.listener = listener;
    }

    /** Who looks for clients; without, a Check-In goes to where its receiver was last. */
    public void setAddresses(PeerAddresses found) {
        checkIns.setAddresses(found);
    }

    /** Takes part in the network from now on, active at first. */
    public void start(long nowMillis) {
        longIdleTime = isLongIdleTime();
        listener.operatingMode(longIdleTime, nowMillis);
        mode.wake(nowMillis);
    }

    /** The user wants the node to be found (Matter core 9.16.6.7). */
    public void userActiveModeTrigger(long nowMillis) {
        mode.wake(nowMillis);
        checkIns.callAll(nowMillis);
    }

    /** Whether it is in active mode. */
    public boolean isActive() {
        return mode.isActive();
    }

    /** How often a radio that sleeps looks for messages now, ms. */
    public int pollInterval() {
        return mode.isActive() ? activePollInterval : settings.slowPollInterval;
    }

    /**
     * Does what is due; last in a poll, when all else has sent and received.
     *
     * @param pending whether something outside this room keeps the node active
     * @return time of the next deadline
     */
    public long poll(boolean pending, long nowMillis) {
        takeTraffic(nowMillis);
        mode.poll(pending || checkIns.isPending(), nowMillis);
        if (checkIns.look(subscribers, false, nowMillis)) {
            mode.wake(nowMillis);
        }
        if (mode.hasBegun()) {
            checkIns.look(subscribers, true, nowMillis);
        }
        long next = checkIns.poll(nowMillis);
        takeTraffic(nowMillis);
        next = Math.min(next, mode.poll(pending || checkIns.isPending(), nowMillis));
        if (mode.isActive() != toldActive) {
            toldActive = mode.isActive();
            log.event(LogEvent.ICD_MODE, toldActive ? 1 : 0, longIdleTime ? 1 : 0, 0);
        }
        if (isLongIdleTime() != longIdleTime) {
            longIdleTime = isLongIdleTime();
            cluster.operatingModeChanged();
            listener.operatingMode(longIdleTime, nowMillis);
        }
        return next;
    }

    /** The value that was used last, or before the first. */
    @Override
    public long icdCounter() {
        return counter.reserve() == MessageStatus.OK
                ? counter.value() - 1 & 0xFFFFFFFFL
                : NOT_DURABLE;
    }

    @Override
    public boolean isLongIdleTime() {
        return !clients.isEmpty();
    }

    @Override
    public long stayActive(long millis, long nowMillis) {
        return mode.stayActive(millis, nowMillis);
    }

    @Override
    public void registered(int place, Subject by) {
        checkIns.registered(place);
        SecureSession session = sessions.find(by.session);
        if (session != null && by.nodeId == clients.checkInNodeId(place)) {
            session.peerAddress(address);
            clients.setAddress(place, address);
        }
    }

    private void takeTraffic(long nowMillis) {
        int now = counters.rxDatagrams - counters.rxDropped + counters.txMessages;
        now += counters.mrpRetransmissions;
        if (now != messages) {
            messages = now;
            mode.traffic(nowMillis);
            rememberAddresses();
        }
    }

    private void rememberAddresses() {
        for (int i = 0; i < clients.capacity(); i++) {
            if (clients.isTaken(i)) {
                SecureSession session =
                        sessions.findPeer(clients.fabricIndex(i), clients.checkInNodeId(i));
                if (session != null) {
                    session.peerAddress(address);
                    clients.setAddress(i, address);
                }
            }
        }
    }
}
