package org.mattermote.stack.secure;

import org.mattermote.stack.codec.MatterCertificate;
import org.mattermote.stack.codec.SessionParameters;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.exchange.PeerSessions;
import org.mattermote.stack.exchange.SessionListener;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricListener;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.message.Connector;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.message.SecureSessions;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.transport.dnssd.MdnsResolver;
import org.mattermote.stack.transport.dnssd.Resolution;

/**
 * Sessions to peers on request: operational discovery, then CASE at one address of the peer after
 * the other (Matter core 4.3.2, 4.14.2).
 *
 * <table>
 * <caption>States of a request</caption>
 * <tr><th>state</th><th>event</th><th>next</th></tr>
 * <tr><td>none, RESTING</td><td>{@link #request}</td><td>WAITING</td></tr>
 * <tr><td>WAITING</td><td>due, a resolution is free and no other waits for longer</td>
 *     <td>SEARCHING</td></tr>
 * <tr><td>SEARCHING</td><td>addresses found</td><td>CONNECTING, at the best</td></tr>
 * <tr><td>SEARCHING</td><td>for large messages, and there is a session over TCP, or any and the
 *     peer takes no connections: tell</td><td>none</td></tr>
 * <tr><td>SEARCHING</td><td>nobody answers: tell</td><td>RESTING</td></tr>
 * <tr><td>CONNECTING</td><td>poll: handshake begun</td><td>HANDSHAKE</td></tr>
 * <tr><td>CONNECTING</td><td>no room for a handshake, or a connection: wait 500 ms</td>
 *     <td>CONNECTING</td></tr>
 * <tr><td>CONNECTING</td><td>no room, for the tenth time: tell</td><td>RESTING</td></tr>
 * <tr><td>HANDSHAKE</td><td>session established: tell</td><td>none</td></tr>
 * <tr><td>HANDSHAKE</td><td>Busy: tell</td><td>RESTING, promised</td></tr>
 * <tr><td>HANDSHAKE</td><td>failed, its connection among that, and there is another address</td>
 *     <td>CONNECTING</td></tr>
 * <tr><td>HANDSHAKE</td><td>failed at the last address: tell</td><td>RESTING</td></tr>
 * <tr><td>RESTING</td><td>another needs the place, and the wait a peer asked for is over</td>
 *     <td>none</td></tr>
 * <tr><td>RESTING</td><td>its fabric is removed</td><td>none</td></tr>
 * <tr><td>any other</td><td>its fabric is removed</td><td>CANCELLED</td></tr>
 * <tr><td>CANCELLED</td><td>poll, the handshake is over: tell</td><td>none</td></tr>
 * </table>
 *
 * A peer rests for a second after a failure, twice as long after each further one and 32 s at most,
 * and up to a quarter more by chance; what a Busy asks for takes the second's place and is never
 * shortened. A minute after the rest its failures are forgotten.
 */
public final class SessionRequests implements PeerSessions, SessionListener, FabricListener {
    /** Longest rest of a peer that did not ask for one, without what chance adds, ms. */
    public static final int LONGEST_REST = 32000;

    private static final int FIRST_REST = 1000;

    /** So often a rest doubles, from one second to 32. */
    private static final int DOUBLINGS = 5;

    private static final int FORGET_AFTER = 60000;

    /** How long the node's own tables may need to have room, ms. */
    private static final int ROOM_WAIT = 500;

    /** How often a handshake waits for it. */
    private static final int ROOM_TRIES = 10;

    private static final int MAX_LISTENERS = 4;

    private final Pool<SessionRequest> slots;
    private final FabricTable fabrics;
    private final SecureSessions sessions;
    private final MdnsResolver resolver;
    private final Drbg drbg;
    private final SessionListener[] listeners = new SessionListener[MAX_LISTENERS];
    private final PeerAddress at = new PeerAddress();
    private CaseInitiator initiator;

    /** Null in a node that begins no connections. */
    private Connector connector;

    private int listenerCount;

    /**
     * @param capacity requests and resting peers at a time
     * @param resolver of as many resolutions as handshakes may be under way
     */
    public SessionRequests(
            int capacity,
            FabricTable fabrics,
            SecureSessions sessions,
            MdnsResolver resolver,
            Drbg drbg) {
        SessionRequest[] all = new SessionRequest[capacity];
        for (int i = 0; i < capacity; i++) {
            all[i] = new SessionRequest();
        }
        slots = new Pool<SessionRequest>(all);
        this.fabrics = fabrics;
        this.sessions = sessions;
        this.resolver = resolver;
        this.drbg = drbg;
        fabrics.addListener(this);
    }

    /** Who does the handshakes; once, at boot. */
    public void setInitiator(CaseInitiator initiator) {
        this.initiator = initiator;
        initiator.addListener(this);
    }

    /** For sessions over TCP; at boot. */
    public void setConnector(Connector connector) {
        this.connector = connector;
    }

    @Override
    public void addListener(SessionListener listener) {
        listeners[listenerCount++] = listener;
    }

    /** To be looked at: requests under way, and peers that rest. */
    public Pool<? extends Slot> slots() {
        return slots;
    }

    @Override
    public SecureSession find(int fabricIndex, long peerNodeId) {
        return sessions.findPeer(fabricIndex, peerNodeId);
    }

    @Override
    public int request(int fabricIndex, long peerNodeId, long nowMillis) {
        return request(fabricIndex, peerNodeId, 0, nowMillis);
    }

    @Override
    public int requestLarge(int fabricIndex, long peerNodeId, long nowMillis) {
        return connector == null && find(fabricIndex, peerNodeId) != null
                ? FOUND
                : request(fabricIndex, peerNodeId, SessionRequest.LARGE, nowMillis);
    }

    private int request(int fabricIndex, long peerNodeId, int large, long nowMillis) {
        Fabric fabric = fabrics.find(fabricIndex);
        if (fabric == null) {
            return NO_FABRIC;
        }
        if (peerNodeId == fabric.nodeId || !MatterCertificate.isOperationalNodeId(peerNodeId)) {
            return NO_PEER;
        }
        SessionRequest request = of(fabricIndex, peerNodeId);
        if (request == null) {
            request = take(nowMillis);
            if (request == null) {
                return BUSY;
            }
            request.fabricIndex = (char) fabricIndex;
            request.peerNodeId = peerNodeId;
            request.due = nowMillis;
        } else if (request.state >= SessionRequest.CONNECTING
                && request.state < SessionRequest.RESTING
                && (request.state == SessionRequest.CANCELLED || large > request.flags)) {
            // What is under way is of another kind, or nothing will come of it.
            return BUSY;
        } else if (request.state != SessionRequest.RESTING) {
            request.flags |= large;
            return STARTED;
        }
        if (nowMillis - request.due > FORGET_AFTER) {
            request.failures = 0;
        }
        request.flags = (byte) large;
        request.due = Math.max(request.due, nowMillis);
        request.state = SessionRequest.WAITING;
        return STARTED;
    }

    private SessionRequest of(int fabricIndex, long peerNodeId) {
        for (int i = 0; i < slots.capacity(); i++) {
            SessionRequest request = slots.at(i);
            if (request.isTaken()
                    && request.fabricIndex == fabricIndex
                    && request.peerNodeId == peerNodeId) {
                return request;
            }
        }
        return null;
    }

    /** A free slot, or that of the peer whose rest is over first; null when there is none. */
    private SessionRequest take(long nowMillis) {
        if (slots.inUse() == slots.capacity()) {
            SessionRequest first = null;
            for (int i = 0; i < slots.capacity(); i++) {
                SessionRequest request = slots.at(i);
                if (request.state == SessionRequest.RESTING
                        && ((request.flags & SessionRequest.PROMISED) == 0
                                || request.due <= nowMillis)
                        && (first == null || request.due < first.due)) {
                    first = request;
                }
            }
            if (first != null) {
                slots.release(first);
            }
        }
        return slots.take();
    }

    /**
     * Brings every request on; after the multicast DNS of the same poll.
     *
     * @return when to poll again at the latest, {@code nowMillis} for at once
     */
    public long poll(long nowMillis) {
        boolean begun = false;
        for (int i = 0; i < slots.capacity(); i++) {
            SessionRequest request = slots.at(i);
            if (request.state == SessionRequest.SEARCHING) {
                look(request, nowMillis);
            }
            if (request.state == SessionRequest.CONNECTING && request.due <= nowMillis) {
                begun |= connect(request, nowMillis);
            }
            if (request.state == SessionRequest.CANCELLED
                    && !initiator.isConnecting(request.fabricIndex, request.peerNodeId)) {
                cancelled(request, nowMillis);
            }
        }
        SessionRequest next = nextWaiting();
        while (next != null && next.due <= nowMillis && isSearchFree()) {
            search(next, nowMillis);
            begun = true;
            next = nextWaiting();
        }
        return begun ? nowMillis : deadline(next, nowMillis);
    }

    private boolean isSearchFree() {
        return resolver.slots().inUse() < resolver.slots().capacity();
    }

    private SessionRequest nextWaiting() {
        SessionRequest next = null;
        for (int i = 0; i < slots.capacity(); i++) {
            SessionRequest request = slots.at(i);
            if (request.state == SessionRequest.WAITING
                    && (next == null || request.due < next.due)) {
                next = request;
            }
        }
        return next;
    }

    /** What is searched for or shaken hands with has its deadlines elsewhere. */
    private long deadline(SessionRequest waiting, long nowMillis) {
        long deadline = Long.MAX_VALUE;
        if (waiting != null) {
            // The resolver is not ours alone: nobody tells when others are done with it.
            deadline = Math.max(waiting.due, isSearchFree() ? nowMillis : nowMillis + ROOM_WAIT);
        }
        for (int i = 0; i < slots.capacity(); i++) {
            SessionRequest request = slots.at(i);
            if (request.state == SessionRequest.CONNECTING) {
                deadline = Math.min(deadline, request.due);
            }
        }
        return deadline;
    }

    private void search(SessionRequest request, long nowMillis) {
        Fabric fabric = fabrics.find(request.fabricIndex);
        request.state = SessionRequest.SEARCHING;
        request.resolution =
                resolver.resolve(
                        Bytes.u64be(fabric.compressedFabricId, 0), request.peerNodeId, nowMillis);
        if (request.resolution == null) {
            failed(request, 0, nowMillis);
        }
    }

    private void look(SessionRequest request, long nowMillis) {
        int outcome = request.resolution.outcome();
        if (outcome == Resolution.FOUND) {
            SecureSession session = find(request.fabricIndex, request.peerNodeId);
            if (isLarge(request)
                    && session != null
                    && (session.carriesLarge() || !isOverTcp(request))) {
                established(request, session, nowMillis);
                return;
            }
            request.state = SessionRequest.CONNECTING;
            request.due = nowMillis;
            request.address = 0;
            request.refusals = 0;
        } else if (outcome == Resolution.ABSENT) {
            failed(request, 0, nowMillis);
        }
    }

    private static boolean isLarge(SessionRequest request) {
        return (request.flags & SessionRequest.LARGE) != 0;
    }

    /** Whether the session is to go over TCP, and the peer takes connections. */
    private boolean isOverTcp(SessionRequest request) {
        int transports = request.resolution.tcp();
        return connector != null
                && isLarge(request)
                && transports > 0
                && (transports & SessionParameters.TRANSPORT_TCP_SERVER) != 0;
    }

    /** True when a handshake has begun. */
    private boolean connect(SessionRequest request, long nowMillis) {
        Resolution found = request.resolution;
        found.address(request.address, at);
        int status = CaseInitiator.STARTED;
        if (isOverTcp(request)) {
            int connection = connector.connect(at, nowMillis);
            if (connection == Connector.NO_WAY) {
                request.state = SessionRequest.HANDSHAKE;
                sessionFailed(request.fabricIndex, request.peerNodeId, 0, nowMillis);
                return request.state == SessionRequest.CONNECTING;
            }
            at.setConnection(PeerAddress.TCP, connection);
            status = connection < 0 ? CaseInitiator.BUSY : status;
        }
        if (status == CaseInitiator.STARTED) {
            status =
                    initiator.connect(
                            request.fabricIndex, request.peerNodeId, at, found, nowMillis);
        }
        if (status == CaseInitiator.STARTED) {
            request.state = SessionRequest.HANDSHAKE;
            return true;
        }
        request.refusals++;
        request.due = nowMillis + ROOM_WAIT;
        if (request.refusals == ROOM_TRIES) {
            failed(request, 0, nowMillis);
        }
        return false;
    }

    @Override
    public void sessionEstablished(SecureSession session, long nowMillis) {
        SessionRequest request = of(session.fabricIndex(), session.peerNodeId());
        boolean asked = request != null && request.state == SessionRequest.HANDSHAKE;
        established(asked ? request : null, session, nowMillis);
    }

    private void established(SessionRequest request, SecureSession session, long nowMillis) {
        if (request != null) {
            resolver.release(request.resolution);
            slots.release(request);
        }
        for (int i = 0; i < listenerCount; i++) {
            listeners[i].sessionEstablished(session, nowMillis);
        }
    }

    @Override
    public void sessionFailed(int fabricIndex, long peerNodeId, int waitMillis, long nowMillis) {
        SessionRequest request = of(fabricIndex, peerNodeId);
        if (request == null || request.state != SessionRequest.HANDSHAKE) {
            return;
        }
        if (waitMillis == 0 && request.address + 1 < request.resolution.addressCount()) {
            request.address++;
            request.state = SessionRequest.CONNECTING;
            request.due = nowMillis;
        } else {
            failed(request, waitMillis, nowMillis);
        }
    }

    /** The peer rests; a listener may ask for it again at once. */
    private void failed(SessionRequest request, int waitMillis, long nowMillis) {
        leave(request);
        request.flags = (byte) (waitMillis > 0 ? SessionRequest.PROMISED : 0);
        request.due = nowMillis + rest(waitMillis, request.failures);
        request.failures = (byte) Math.min(request.failures + 1, DOUBLINGS);
        request.state = SessionRequest.RESTING;
        tellFailed(request.fabricIndex, request.peerNodeId, waitMillis, nowMillis);
    }

    private int rest(int waitMillis, int failures) {
        int base = waitMillis > 0 ? waitMillis : FIRST_REST;
        int rest = Math.max(Math.min(base << failures, LONGEST_REST), waitMillis);
        // the jitter of MRP: up to a quarter, in 256 steps
        return rest + (rest * (drbg.nextInt() & 0xFF) >> 10);
    }

    private void cancelled(SessionRequest request, long nowMillis) {
        int fabricIndex = request.fabricIndex;
        long peerNodeId = request.peerNodeId;
        slots.release(request);
        tellFailed(fabricIndex, peerNodeId, 0, nowMillis);
    }

    private void leave(SessionRequest request) {
        if (request.resolution != null) {
            resolver.release(request.resolution);
            request.resolution = null;
        }
    }

    private void tellFailed(int fabricIndex, long peerNodeId, int waitMillis, long nowMillis) {
        for (int i = 0; i < listenerCount; i++) {
            listeners[i].sessionFailed(fabricIndex, peerNodeId, waitMillis, nowMillis);
        }
    }

    @Override
    public void fabricAdded(Fabric fabric, long now) {}

    /** A handshake ends by itself, and the next address is tried with the new credentials. */
    @Override
    public void fabricUpdated(Fabric fabric, long now) {}

    @Override
    public void fabricRemoved(int fabricIndex, long now) {
        for (int i = 0; i < slots.capacity(); i++) {
            SessionRequest request = slots.at(i);
            if (request.isTaken() && request.fabricIndex == fabricIndex) {
                leave(request);
                if (request.state == SessionRequest.RESTING) {
                    slots.release(request);
                } else {
                    request.state = SessionRequest.CANCELLED;
                }
            }
        }
    }
}
