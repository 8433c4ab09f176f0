package org.mattermote.stack.interact;

import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.exchange.PeerSessions;
import org.mattermote.stack.exchange.SessionListener;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.fabric.RecordStore;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.port.LogPort;

/**
 * Subscriptions that outlive a restart of this node: {@link SubscriptionRecords} keeps them, this
 * class looks their peers up again, and {@link Reporting} then sends each a report of everything
 * under its old id. {@link Subscription} draws the states.
 *
 * <ul>
 *   <li>Peers are asked for at a random moment of the first {@link #SPREAD} ms, and {@link
 *       #MAX_HANDSHAKES} at a time: a house whose power comes back is full of nodes.
 *   <li>A session that the peer opened serves as well. Its report waits {@link #SETTLE} ms, since
 *       most peers open one in order to subscribe anew.
 *   <li>How long ago the last report was nobody knows: the minimum interval counts from the
 *       restart, but {@link #MAX_MINIMUM} ms at most, so that no peer has to wait for what it
 *       missed.
 *   <li>A peer that is not there is asked for again, after {@link #FIRST_RETRY} ms at first and
 *       twice as long each time, as long as it may still hold the subscription itself: for the
 *       maximum interval since the restart, after which a subscriber gives up (Matter core 8.5),
 *       and for {@link #PATIENCE} ms at least. Then the subscription ends.
 *   <li>Events are reported from the oldest that the log has: it is empty after a restart and its
 *       numbers go on above all that were given before, so that none comes twice.
 * </ul>
 */
public final class SubscriptionResumption implements SessionListener {
    /** Handshakes under way at a time. */
    static final int MAX_HANDSHAKES = 2;

    /** First requests are spread over so many ms, a power of two. */
    static final int SPREAD = 2048;

    /** From a session of the peer's making to our report, ms. */
    static final int SETTLE = 500;

    /** Minimum interval that a first report waits for at most, ms. */
    static final int MAX_MINIMUM = 5000;

    /** To the second request, ms. */
    static final int FIRST_RETRY = 4000;

    /** Between two requests at most, ms. */
    static final int LAST_RETRY = 3_600_000;

    /** How long a peer is asked for at least, ms. */
    static final int PATIENCE = 300_000;

    /** To the next try when nobody can be asked for now, ms. */
    static final int BUSY_RETRY = 500;

    /** A handshake of which nothing is heard for so long will not be heard of any more, ms. */
    static final int LOST = 180_000;

    private static final int MILLIS = 1000;

    /** {@link #tries} is no higher. */
    private static final int MOST_TRIES = 100;

    private final PeerSessions peers;
    private final Drbg random;
    private final SubscriptionRecords records;

    /** By place of the table: 0 what goes on by itself, else one more than requests that failed. */
    private final byte[] tries;

    private Subscriptions subscriptions;
    private long startedAt = Cluster.NEVER;

    /**
     * @param capacity {@link InteractionSizes#subscriptions}; 2 B each
     */
    public SubscriptionResumption(
            RecordStore store,
            FabricTable fabrics,
            PeerSessions peers,
            Drbg random,
            LogPort log,
            int capacity) {
        this.peers = peers;
        this.random = random;
        records = new SubscriptionRecords(store, fabrics, log, capacity);
        tries = new byte[capacity];
        peers.addListener(this);
    }

    /** Once, at boot, when the fabrics are loaded. */
    void load(Subscriptions all, PathTable paths) {
        subscriptions = all;
        records.load(all, paths);
        for (int i = 0; i < tries.length; i++) {
            tries[i] = (byte) (all.pool().at(i).isTaken() ? 1 : 0);
        }
    }

    /** Writes what is not written yet: a clean stop, before the sessions are closed. */
    public void stop(long nowMillis) {
        records.save(nowMillis);
    }

    /** A peer subscribed. */
    void made(Subscription s) {
        records.made(s.index());
    }

    /** A subscription was released. */
    void ended(Subscription s) {
        tries[s.index()] = 0;
        records.ended(s.index());
    }

    /** Whether the next report is the first since the restart, and of everything. */
    boolean isFirstReport(Subscription s) {
        return tries[s.index()] != 0;
    }

    /** Whether its peer was looked for, and not found so far. */
    boolean isMissed(Subscription s) {
        return tries[s.index()] > 1 && s.state >= Subscription.WAITING;
    }

    /** A report was answered. */
    void reported(Subscription s) {
        tries[s.index()] = 0;
    }

    /**
     * A report could not be sent or was not answered, and there is no session.
     *
     * @return true when the peer will be asked for again; false when the subscription has to end
     */
    boolean again(Subscription s, long nowMillis) {
        return tries[s.index()] != 0 && again(s, 0, nowMillis);
    }

    /** Asks for peers, and stores what is due; before the reports of the same poll. */
    void poll(long nowMillis) {
        if (startedAt == Cluster.NEVER) {
            start(nowMillis);
        }
        records.poll(nowMillis);
        for (int i = 0; i < tries.length; i++) {
            Subscription s = subscriptions.pool().at(i);
            if (tries[i] != 0 && s.state == Subscription.WAITING) {
                look(s, nowMillis);
            } else if (s.state == Subscription.CONNECTING && nowMillis >= s.notBefore) {
                failed(s, 0, nowMillis);
            }
        }
    }

    /** When to be polled again, {@link Cluster#NEVER} for never; behind the reports. */
    long deadline(long nowMillis) {
        long next = records.deadline(nowMillis);
        for (int i = 0; i < tries.length; i++) {
            Subscription s = subscriptions.pool().at(i);
            if (s.state == Subscription.WAITING && s.notBefore > nowMillis) {
                next = Math.min(next, s.notBefore);
            } else if (s.state >= Subscription.WAITING) {
                // A handshake may end behind this poll, and who is due for one waits for that.
                next = Math.min(next, nowMillis + BUSY_RETRY);
            }
        }
        return next;
    }

    @Override
    public void sessionEstablished(SecureSession session, long nowMillis) {
        for (int i = 0; i < tries.length; i++) {
            Subscription s = subscriptions.pool().at(i);
            if (isWaitingFor(s, session.fabricIndex(), session.peerNodeId())) {
                report(s, session, nowMillis);
            }
        }
    }

    @Override
    public void sessionFailed(int fabricIndex, long peerNodeId, int waitMillis, long nowMillis) {
        for (int i = 0; i < tries.length; i++) {
            Subscription s = subscriptions.pool().at(i);
            if (s.state == Subscription.CONNECTING && s.isOf(fabricIndex, peerNodeId)) {
                failed(s, waitMillis, nowMillis);
            }
        }
    }

    private void start(long nowMillis) {
        startedAt = nowMillis;
        for (int i = 0; i < tries.length; i++) {
            if (tries[i] != 0) {
                subscriptions.pool().at(i).notBefore = nowMillis + random(SPREAD);
            }
        }
    }

    /** Up to {@code range}, a power of two. */
    private int random(int range) {
        return random.nextInt() & range - 1;
    }

    private boolean isWaitingFor(Subscription s, int fabricIndex, long peerNodeId) {
        return s.isTaken() && s.state >= Subscription.WAITING && s.isOf(fabricIndex, peerNodeId);
    }

    private void look(Subscription s, long nowMillis) {
        SecureSession session = peers.find(s.fabricIndex, s.peerNodeId);
        if (session != null) {
            report(s, session, nowMillis + (session.isInitiator() ? 0 : SETTLE));
        } else if (nowMillis >= s.notBefore && handshakes() < MAX_HANDSHAKES) {
            ask(s.fabricIndex, s.peerNodeId, nowMillis);
        }
    }

    /** For all that the peer subscribed to: one session carries them. */
    private void ask(int fabricIndex, long peerNodeId, long nowMillis) {
        move(fabricIndex, peerNodeId, Subscription.CONNECTING, nowMillis + LOST);
        int status = peers.request(fabricIndex, peerNodeId, nowMillis);
        if (status == PeerSessions.BUSY) {
            move(fabricIndex, peerNodeId, Subscription.WAITING, nowMillis + BUSY_RETRY);
        } else if (status != PeerSessions.STARTED) {
            // Nobody can be asked: the fabric is gone, or that is no other node.
            for (int i = 0; i < tries.length; i++) {
                Subscription s = subscriptions.pool().at(i);
                if (isWaitingFor(s, fabricIndex, peerNodeId)) {
                    subscriptions.release(s);
                }
            }
        }
    }

    private void move(int fabricIndex, long peerNodeId, int state, long notBefore) {
        for (int i = 0; i < tries.length; i++) {
            Subscription s = subscriptions.pool().at(i);
            if (isWaitingFor(s, fabricIndex, peerNodeId)) {
                s.state = (byte) state;
                s.notBefore = notBefore;
            }
        }
    }

    /** Peers of whose handshake nothing has been heard yet. */
    private int handshakes() {
        int count = 0;
        for (int i = 0; i < tries.length; i++) {
            Subscription s = subscriptions.pool().at(i);
            boolean counted = s.state != Subscription.CONNECTING;
            for (int n = 0; n < i && !counted; n++) {
                Subscription other = subscriptions.pool().at(n);
                counted =
                        other.state == Subscription.CONNECTING
                                && other.isOf(s.fabricIndex, s.peerNodeId);
            }
            count += counted ? 0 : 1;
        }
        return count;
    }

    private void report(Subscription s, SecureSession session, long notBefore) {
        long minimum = s.minInterval * (long) MILLIS;
        s.state = Subscription.ACTIVE;
        s.session = session.handle();
        s.due = true;
        s.reportedAt = startedAt + Math.min(minimum, MAX_MINIMUM) - minimum;
        s.notBefore = notBefore;
    }

    private void failed(Subscription s, int waitMillis, long nowMillis) {
        if (!again(s, waitMillis, nowMillis)) {
            subscriptions.release(s);
        }
    }

    private boolean again(Subscription s, int waitMillis, long nowMillis) {
        long patience = Math.max(PATIENCE, s.maxInterval * (long) MILLIS);
        if (nowMillis - startedAt >= patience) {
            return false;
        }
        int failures = tries[s.index()];
        tries[s.index()] = (byte) Math.min(failures + 1, MOST_TRIES);
        s.reportAgain(nowMillis + Math.max(waitMillis, backOff(failures)));
        s.state = Subscription.WAITING;
        return true;
    }

    /** After so many failures, 1 for the first; up to a quarter more by chance. */
    private int backOff(int failures) {
        int wait = FIRST_RETRY;
        for (int i = 1; i < failures && wait < LAST_RETRY; i++) {
            wait *= 2;
        }
        wait = Math.min(wait, LAST_RETRY);
        return wait + (random.nextInt() & 0xFF) * (wait / 4) / 0xFF;
    }
}
