package org.mattermote.stack.interact;

import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.exchange.ExchangeStatus;
import org.mattermote.stack.exchange.Exchanges;
import org.mattermote.stack.exchange.GroupSender;
import org.mattermote.stack.exchange.PeerSessions;
import org.mattermote.stack.exchange.SessionListener;
import org.mattermote.stack.fabric.BindingTable;
import org.mattermote.stack.mem.Handle;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.ImStatus;

/**
 * Commands to whatever an endpoint is bound to (Matter core 9.6): to each node on a session of the
 * binding's fabric, one that is open or one that is asked for, and to each group.
 *
 * <pre>
 *  target  | event                                   | next
 *  --------+-----------------------------------------+---------------------------------------------
 *  none    | a command, and a binding for it         | WAITING
 *  WAITING | its turn, a session is open             | SENT
 *  WAITING | its turn, no session                    | ASKED, or WAITING when too many are
 *  ASKED   | session established                     | WAITING, its turn at once
 *  ASKED   | no session: the peer is busy            | WAITING for as long as the peer says
 *  ASKED   | no session                              | none, UNREACHABLE
 *  SENT    | answer BUSY                             | WAITING a while
 *  SENT    | answer                                  | none
 *  SENT    | no acknowledgement of two transmissions | SENT, and a new session is asked for
 *  SENT    | that session is established             | WAITING, its turn at once; the old one ends
 *  SENT    | no acknowledgement, or the session ends | WAITING for a new session; after one none,
 *          |                                         | UNREACHABLE
 *  SENT    | peer acknowledges, and no more          | none, NO_ANSWER
 *  not SENT| 30 s after its command                  | none, UNREACHABLE
 *  any     | its binding is gone, or its fabric      | none
 * </pre>
 *
 * A target has the latest command only: one that is given while another waits takes its place, and
 * one that is given while another is under way follows it. So a quick Toggle, Toggle may arrive as
 * one: who counts on each should send On and Off. A command whose acknowledgement was lost with its
 * session may run twice, once for each session.
 */
public final class BindingClient implements InvokeListener, SessionListener {
    /** Bytes of the fields of a command at most. */
    public static final int MAX_FIELDS = 32;

    /** {@link #send}: the fields are too long. */
    public static final int TOO_LONG = -1;

    /** Of a target: there is no session to it, and none could be had. */
    public static final int UNREACHABLE = -2;

    /** Of a target: it has the command, and said nothing. */
    public static final int NO_ANSWER = -3;

    /** Of a group: there is no key for it, or the counter could not be stored. */
    public static final int NOT_SENT = -4;

    /** The range of group node ids (Matter core 2.5.5.2). */
    private static final long GROUP_NODE_ID = 0xFFFFFFFFFFFF0000L;

    /** Messages that one poll may seal. */
    private static final int MAX_PER_POLL = 4;

    /** A light that comes back later than that stays as it is. */
    private static final int LIFETIME_MILLIS = 30_000;

    /** Until an exchange, a packet or a handshake may be free. */
    private static final int RETRY_MILLIS = 100;

    /** Retry intervals of the peer, for two transmissions to be heard, after which it is silent. */
    private static final int SILENCE = 3;

    private static final int BUSY_MILLIS = 500;
    private static final int MAX_BUSY = 3;

    private final BindingTable bindings;
    private final PeerSessions peers;
    private final InvokeClient invokes;

    private final GroupSender groups;

    private final BindingListener listener;
    private final BoundCommand[] commands;
    private final Pool<BoundTarget> targets;
    private final byte[] staged = new byte[MAX_FIELDS];
    private final TlvWriter writer = new TlvWriter();
    private BoundCommand begun;
    private int begunCommand;

    /** {@code BindingTable.changes()} when the targets were last held against it. */
    private int changes;

    /** Messages that this poll may still seal. */
    private int turns;

    /**
     * @param commandPlaces pairs of an endpoint and a client cluster, 1 to 127
     * @param targetPlaces nodes that a command is under way to; further ones have their turn after
     */
    public BindingClient(
            BindingTable bindings,
            PeerSessions peers,
            Exchanges exchanges,
            GroupSender groups,
            BindingListener listener,
            int commandPlaces,
            int targetPlaces) {
        this.bindings = bindings;
        this.peers = peers;
        this.groups = groups;
        this.listener = listener;
        invokes = new InvokeClient(exchanges, this);
        commands = new BoundCommand[commandPlaces];
        for (int i = 0; i < commandPlaces; i++) {
            commands[i] = new BoundCommand();
        }
        BoundTarget[] slots = new BoundTarget[targetPlaces];
        for (int i = 0; i < targetPlaces; i++) {
            slots[i] = new BoundTarget();
        }
        targets = new Pool<BoundTarget>(slots);
        peers.addListener(this);
    }

    /** To be looked at: nodes that a command is on its way to. */
    public Pool<? extends Slot> targets() {
        return targets;
    }

    /**
     * Begins a command to everything that an endpoint is bound to for a cluster; {@link #send}
     * follows at once.
     *
     * @param endpoint of this node
     * @return writer for the members of the command's structure; null when there are more pairs of
     *     endpoint and cluster than places
     */
    public TlvWriter begin(int endpoint, int cluster, int command) {
        begun = null;
        for (int i = 0; i < commands.length && begun == null; i++) {
            if (commands[i].isOf(endpoint, cluster) || commands[i].endpoint < 0) {
                begun = commands[i];
            }
        }
        if (begun == null) {
            return null;
        }
        begun.endpoint = endpoint;
        begun.cluster = cluster;
        begunCommand = command;
        writer.wrap(staged, 0, staged.length);
        return writer;
    }

    /**
     * Lets what was begun go, in the next polls.
     *
     * @return 0 or TOO_LONG
     */
    public int send(long nowMillis) {
        BoundCommand c = begun;
        begun = null;
        if (c == null || writer.overflowed()) {
            return TOO_LONG;
        }
        c.length = writer.position();
        System.arraycopy(staged, 0, c.fields, 0, c.length);
        c.command = begunCommand;
        c.number++;
        c.cursor = 0;
        c.changes = bindings.changes();
        return 0;
    }

    /** As {@link #begin} and {@link #send} of a command without fields. */
    public int send(int endpoint, int cluster, int command, long nowMillis) {
        return begin(endpoint, cluster, command) == null ? TOO_LONG : send(nowMillis);
    }

    /**
     * Sends what has its turn.
     *
     * @return when to do so again, {@link Cluster#NEVER} when nothing waits
     */
    public long poll(long nowMillis) {
        long next = Cluster.NEVER;
        turns = MAX_PER_POLL;
        if (changes != bindings.changes()) {
            changes = bindings.changes();
            prune(nowMillis);
        }
        for (int i = 0; i < targets.capacity() && targets.inUse() > 0; i++) {
            BoundTarget t = targets.at(i);
            if (t.isTaken()) {
                turn(t, nowMillis);
            }
        }
        for (int i = 0; i < commands.length; i++) {
            if (commands[i].cursor != BoundCommand.DONE) {
                next = Math.min(next, walk(i, nowMillis));
            }
        }
        for (int i = 0; i < targets.capacity() && targets.inUse() > 0; i++) {
            BoundTarget t = targets.at(i);
            if (t.isTaken()) {
                next = t.state == BoundTarget.SENT ? next : Math.min(next, t.until);
                next = t.state == BoundTarget.ASKED ? next : Math.min(next, t.due);
            }
        }
        return next;
    }

    /** Bindings were written, or left with their fabric: so do targets. */
    private void prune(long nowMillis) {
        for (int i = 0; i < targets.capacity(); i++) {
            BoundTarget t = targets.at(i);
            if (t.isTaken() && !isBound(t)) {
                invokes.forget(t.exchange, nowMillis);
                targets.release(t);
            }
        }
    }

    private void turn(BoundTarget t, long nowMillis) {
        if (t.state == BoundTarget.SENT) {
            if (t.due <= nowMillis) {
                doubt(t, nowMillis);
            }
        } else if (t.until <= nowMillis) {
            end(t, UNREACHABLE, nowMillis);
        } else if (t.state == BoundTarget.WAITING && t.due <= nowMillis && turns > 0) {
            attempt(t, nowMillis);
        }
    }

    /**
     * The peer is silent: it may have restarted, and then a new session is there long before the
     * old one is given up.
     */
    private void doubt(BoundTarget t, long nowMillis) {
        t.due = Cluster.NEVER;
        if (!t.renewed && !invokes.isDelivered(t.exchange)) {
            t.doubted = true;
            if (peers.request(t.fabricIndex(), t.node, nowMillis) == PeerSessions.BUSY) {
                t.due = nowMillis + RETRY_MILLIS;
            }
        }
    }

    /** Goes on along the bindings; when to do so again, NEVER when all of them were looked at. */
    private long walk(int place, long nowMillis) {
        BoundCommand c = commands[place];
        if (c.changes != bindings.changes()) {
            // They were written meanwhile: who was bound has heard it, or is bound no more.
            c.cursor = BoundCommand.DONE;
        }
        while (c.cursor >= 0 && c.cursor < bindings.size()) {
            if (isFor(c.cursor, c)) {
                if (turns == 0) {
                    return nowMillis;
                }
                boolean toGroup = bindings.group(c.cursor) != BindingTable.NONE;
                if (toGroup && !sendToGroup(c, c.cursor, nowMillis)) {
                    return nowMillis + RETRY_MILLIS;
                }
                if (!toGroup && !aim(place, c.cursor, nowMillis)) {
                    // Whoever gives its place up calls for the next poll.
                    return Cluster.NEVER;
                }
            }
            c.cursor++;
        }
        c.cursor = BoundCommand.DONE;
        return Cluster.NEVER;
    }

    private boolean isFor(int binding, BoundCommand c) {
        return bindings.local(binding) == c.endpoint
                && (bindings.cluster(binding) == BindingTable.NONE
                        || bindings.cluster(binding) == c.cluster);
    }

    /** False when it has to wait for a packet. */
    private boolean sendToGroup(BoundCommand c, int binding, long nowMillis) {
        int fabricIndex = bindings.fabricIndex(binding);
        int group = bindings.group(binding);
        TlvWriter out = groups.begin();
        if (out == null) {
            return false;
        }
        turns--;
        InvokeRequest.put(out, Path.ANY_ENDPOINT, c.cluster, c.command, c.fields, c.length);
        int sent = groups.send(fabricIndex, group, ImOpcode.INVOKE_REQUEST);
        int status = sent == ExchangeStatus.OK ? ImStatus.SUCCESS : NOT_SENT;
        listener.commanded(c.endpoint, fabricIndex, GROUP_NODE_ID | group, status, nowMillis);
        return true;
    }

    /** Gives a node the command; false when there is no place for one more. */
    private boolean aim(int place, int binding, long nowMillis) {
        BoundTarget t = find(place, binding);
        if (t == null) {
            t = targets.take();
            if (t == null) {
                return false;
            }
            t.command = (byte) place;
            t.fabricIndex = (byte) bindings.fabricIndex(binding);
            t.node = bindings.node(binding);
            t.endpoint = (char) bindings.endpoint(binding);
            t.due = nowMillis;
        } else if (t.state == BoundTarget.SENT && invokes.isDelivered(t.exchange)) {
            invokes.forget(t.exchange, nowMillis);
            restart(t, nowMillis);
        }
        t.busy = 0;
        t.until = nowMillis + LIFETIME_MILLIS;
        return true;
    }

    private BoundTarget find(int place, int binding) {
        for (int i = 0; i < targets.capacity(); i++) {
            BoundTarget t = targets.at(i);
            if (t.isTaken()
                    && t.command == place
                    && t.isOf(bindings.fabricIndex(binding), bindings.node(binding))
                    && t.endpoint == bindings.endpoint(binding)) {
                return t;
            }
        }
        return null;
    }

    private void attempt(BoundTarget t, long nowMillis) {
        SecureSession session = t.renew ? null : peers.find(t.fabricIndex(), t.node);
        if (session == null) {
            ask(t, nowMillis);
            return;
        }
        turns--;
        BoundCommand c = commands[t.command];
        t.exchange =
                invokes.invoke(
                        session,
                        t.handle(),
                        t.endpoint,
                        c.cluster,
                        c.command,
                        c.fields,
                        c.length,
                        nowMillis);
        if (t.exchange == Handle.NONE) {
            t.due = nowMillis + RETRY_MILLIS;
        } else {
            t.state = BoundTarget.SENT;
            t.sent = c.number;
            t.due = nowMillis + SILENCE * session.retryInterval(nowMillis);
        }
    }

    private void ask(BoundTarget t, long nowMillis) {
        // Whoever is told at once that there is none finds it asked for.
        t.state = BoundTarget.ASKED;
        int status = peers.request(t.fabricIndex(), t.node, nowMillis);
        if (status == PeerSessions.BUSY) {
            await(t, RETRY_MILLIS, nowMillis);
        } else if (status != PeerSessions.STARTED) {
            end(t, UNREACHABLE, nowMillis);
        }
    }

    /** Whether there still is a binding that says so. */
    private boolean isBound(BoundTarget t) {
        BoundCommand c = commands[t.command];
        for (int i = 0; i < bindings.size(); i++) {
            if (isFor(i, c)
                    && bindings.group(i) == BindingTable.NONE
                    && t.isOf(bindings.fabricIndex(i), bindings.node(i))
                    && t.endpoint == bindings.endpoint(i)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void answered(int owner, int status, long nowMillis) {
        BoundTarget t = targets.find(owner);
        if (t == null) {
            return;
        }
        if (status == ImStatus.BUSY && t.busy < MAX_BUSY) {
            t.busy++;
            await(t, BUSY_MILLIS, nowMillis);
        } else {
            end(t, status, nowMillis);
        }
    }

    @Override
    public void unanswered(int owner, boolean delivered, long nowMillis) {
        BoundTarget t = targets.find(owner);
        if (t == null) {
            return;
        }
        if (delivered || t.renewed) {
            end(t, delivered ? NO_ANSWER : UNREACHABLE, nowMillis);
        } else {
            t.renewed = true;
            t.until = nowMillis + LIFETIME_MILLIS;
            await(t, 0, nowMillis);
            t.renew = true;
        }
    }

    @Override
    public void sessionEstablished(SecureSession session, long nowMillis) {
        for (int i = 0; i < targets.capacity(); i++) {
            BoundTarget t = targets.at(i);
            if (!t.isTaken() || !t.isOf(session.fabricIndex(), session.peerNodeId())) {
                continue;
            }
            if (t.state != BoundTarget.SENT) {
                await(t, 0, nowMillis);
            } else if (t.doubted && !invokes.isDelivered(t.exchange)) {
                invokes.abandon(t.exchange, nowMillis);
                t.renewed = true;
                await(t, 0, nowMillis);
            }
        }
    }

    @Override
    public void sessionFailed(int fabricIndex, long peerNodeId, int waitMillis, long nowMillis) {
        for (int i = 0; i < targets.capacity(); i++) {
            BoundTarget t = targets.at(i);
            if (t.isTaken() && t.state == BoundTarget.ASKED && t.isOf(fabricIndex, peerNodeId)) {
                if (waitMillis > 0 && t.busy < MAX_BUSY) {
                    t.busy++;
                    await(t, waitMillis, nowMillis);
                } else {
                    end(t, UNREACHABLE, nowMillis);
                }
            }
        }
    }

    private static void await(BoundTarget t, int millis, long nowMillis) {
        t.state = BoundTarget.WAITING;
        t.exchange = Handle.NONE;
        t.renew = false;
        t.doubted = false;
        t.due = nowMillis + millis;
    }

    private static void restart(BoundTarget t, long nowMillis) {
        t.renewed = false;
        t.busy = 0;
        t.until = nowMillis + LIFETIME_MILLIS;
        await(t, 0, nowMillis);
    }

    /** A target has had its command; a later one follows. */
    private void end(BoundTarget t, int status, long nowMillis) {
        BoundCommand c = commands[t.command];
        boolean later = t.state == BoundTarget.SENT && t.sent != c.number;
        int fabricIndex = t.fabricIndex();
        long node = t.node;
        if (later) {
            restart(t, nowMillis);
        } else {
            targets.release(t);
        }
        listener.commanded(c.endpoint, fabricIndex, node, status, nowMillis);
    }
}
