package org.mattermote.webrtc.provider;

import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.exchange.ExchangeStatus;
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
 * command fits a datagram, over TCP the node's large buffer: for a description the peer is asked
 * for a session over TCP, and one over UDP will do if it takes no connections.
 */
public final class CasePushes implements PushChannel, SessionListener, InvokeListener {
    /** Whether the listener waits for a session. */
    private boolean asked;

    /** Whether the session that there is now is the best there can be for the present command. */
    private boolean settled;

    /** Whether the command is not sent yet. */
    private boolean begun;

    private final PeerSessions peers;
    private final InvokeClient invokes;
    private PushListener listener;

    /** On which the next command goes; null when there is none. */
    private SecureSession session;

    private int fabricIndex;
    private long peerNodeId;

    /** Of the command that is begun or under way. */
    private int exchange = Handle.NONE;

    public CasePushes(PeerSessions peers, Exchanges exchanges) {
        this.peers = peers;
        invokes = new InvokeClient(exchanges, this);
        peers.addListener(this);
    }

    @Override
    public void setListener(PushListener listener) {
        this.listener = listener;
    }

    @Override
    public int open(int fabricIndex, long peerNodeId, boolean large, long nowMillis) {
        settled &= isOf(fabricIndex, peerNodeId);
        this.fabricIndex = fabricIndex;
        this.peerNodeId = peerNodeId;
        session = peers.find(fabricIndex, peerNodeId);
        if (session != null && (!large || settled || session.carriesLarge())) {
            return OPEN;
        }
        // Whoever is told at once that there is none finds it asked for.
        asked = true;
        int status =
                large
                        ? peers.requestLarge(fabricIndex, peerNodeId, nowMillis)
                        : peers.request(fabricIndex, peerNodeId, nowMillis);
        if (status == PeerSessions.STARTED || !asked) {
            return ASKED;
        }
        asked = false;
        if (status == PeerSessions.FOUND) {
            return OPEN;
        }
        return status == PeerSessions.BUSY ? BUSY : NO_SESSION;
    }

    @Override
    public TlvWriter begin(int endpoint, int command, boolean whole, long nowMillis) {
        exchange =
                invokes.begin(
                        session,
                        0,
                        endpoint,
                        WebRtcTransportRequestorSpec.ID,
                        command,
                        whole,
                        nowMillis);
        begun = exchange != Handle.NONE;
        return begun ? invokes.fields() : null;
    }

    @Override
    public int send(long nowMillis) {
        begun = false;
        settled = false;
        if (invokes.send(exchange, nowMillis) == ExchangeStatus.OK) {
            return OPEN;
        }
        exchange = Handle.NONE;
        return NO_SESSION;
    }

    @Override
    public void cancel(long nowMillis) {
        asked = false;
        settled = false;
        if (begun) {
            invokes.discard(exchange, nowMillis);
        } else if (exchange != Handle.NONE) {
            invokes.forget(exchange, nowMillis);
        }
        begun = false;
        exchange = Handle.NONE;
    }

    @Override
    public void sessionEstablished(SecureSession established, long nowMillis) {
        if (asked && isOf(established.fabricIndex(), established.peerNodeId())) {
            asked = false;
            settled = true;
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
