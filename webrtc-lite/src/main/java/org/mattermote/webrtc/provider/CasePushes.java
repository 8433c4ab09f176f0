package org.mattermote.webrtc.provider;

import org.mattermote.stack.exchange.Exchanges;
import org.mattermote.stack.exchange.PeerSessions;
import org.mattermote.stack.exchange.SessionListener;
import org.mattermote.stack.interact.InvokeClient;
import org.mattermote.stack.interact.InvokeListener;
import org.mattermote.stack.mem.Handle;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.webrtc.spec.WebRtcTransportRequestorSpec;

/**
 * Pushes over CASE sessions: the one that was heard of last, or one that is asked for. Over UDP a
 * command fits a datagram, over TCP the node's large buffer.
 */
public final class CasePushes implements PushChannel, SessionListener, InvokeListener {
    /**
     * Bytes of an InvokeRequest around the fields: two flags, a list, a structure, the path with an
     * endpoint of 16 bits, the fields' own structure, the ends, the revision.
     */
    private static final int OVERHEAD = 1 + 2 + 2 + 2 + 1 + 2 + 4 + 4 + 3 + 1 + 2 + 3 + 4;

    private final PeerSessions peers;
    private final Exchanges exchanges;
    private final InvokeClient invokes;
    private PushListener listener;

    /** On which the next command goes; null when there is none. */
    private SecureSession session;

    private int fabricIndex;
    private long peerNodeId;

    /** Whether the listener waits for a session. */
    private boolean asked;

    private int exchange = Handle.NONE;

    public CasePushes(PeerSessions peers, Exchanges exchanges) {
        this.peers = peers;
        this.exchanges = exchanges;
        invokes = new InvokeClient(exchanges, this);
        peers.addListener(this);
    }

    @Override
    public void setListener(PushListener listener) {
        this.listener = listener;
    }

    @Override
    public int open(int fabricIndex, long peerNodeId, long nowMillis) {
        this.fabricIndex = fabricIndex;
        this.peerNodeId = peerNodeId;
        session = peers.find(fabricIndex, peerNodeId);
        if (session != null) {
            return OPEN;
        }
        // Whoever is told at once that there is none finds it asked for.
        asked = true;
        int status = peers.request(fabricIndex, peerNodeId, nowMillis);
        if (status == PeerSessions.STARTED || !asked) {
            return ASKED;
        }
        asked = false;
        return status == PeerSessions.BUSY ? BUSY : NO_SESSION;
    }

    @Override
    public int room() {
        return exchanges.longest(session) - OVERHEAD;
    }

    @Override
    public int send(int endpoint, int command, byte[] fields, int length, long nowMillis) {
        if (length > room()) {
            return TOO_LARGE;
        }
        // None also while somebody else has the large buffer.
        exchange =
                invokes.invoke(
                        session,
                        0,
                        endpoint,
                        WebRtcTransportRequestorSpec.ID,
                        command,
                        fields,
                        length,
                        nowMillis);
        return exchange == Handle.NONE ? BUSY : OPEN;
    }

    @Override
    public void cancel(long nowMillis) {
        asked = false;
        if (exchange != Handle.NONE) {
            invokes.forget(exchange, nowMillis);
            exchange = Handle.NONE;
        }
    }

    @Override
    public void sessionEstablished(SecureSession established, long nowMillis) {
        if (asked && isOf(established.fabricIndex(), established.peerNodeId())) {
            asked = false;
            listener.opened(nowMillis);
        }
    }

    @Override
    public void sessionFailed(int fabric, long node, int waitMillis, long nowMillis) {
        if (asked && isOf(fabric, node)) {
            asked = false;
            listener.notOpened(waitMillis, nowMillis);
        }
    }

    private boolean isOf(int fabric, long node) {
        return fabric == fabricIndex && node == peerNodeId;
    }

    @Override
    public void answered(int owner, int status, long nowMillis) {
        exchange = Handle.NONE;
        listener.answered(status, nowMillis);
    }

    @Override
    public void unanswered(int owner, boolean delivered, long nowMillis) {
        exchange = Handle.NONE;
        listener.unanswered(nowMillis);
    }
}
