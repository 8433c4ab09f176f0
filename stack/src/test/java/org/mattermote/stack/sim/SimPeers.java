package org.mattermote.stack.sim;

import java.util.ArrayList;
import java.util.List;
import org.mattermote.stack.exchange.PeerSessions;
import org.mattermote.stack.exchange.SessionListener;
import org.mattermote.stack.message.SecureSession;

/** What finds peers for a {@link SimDevice}, as far as a test lets it. */
public final class SimPeers implements PeerSessions {
    /** Node ids of the peers that were asked for. */
    public final List<Long> requests = new ArrayList<>();

    /** What {@link #request} answers. */
    public int answer = STARTED;

    private final SimDevice device;
    private final SimNetwork network;
    private final List<SessionListener> listeners = new ArrayList<>();

    public SimPeers(SimDevice device, SimNetwork network) {
        this.device = device;
        this.network = network;
    }

    @Override
    public void addListener(SessionListener listener) {
        listeners.add(listener);
    }

    @Override
    public SecureSession find(int fabricIndex, long peerNodeId) {
        return device.sessions.findPeer(fabricIndex, peerNodeId);
    }

    @Override
    public int request(int fabricIndex, long peerNodeId, long nowMillis) {
        requests.add(peerNodeId);
        return answer;
    }

    @Override
    public int requestLarge(int fabricIndex, long peerNodeId, long nowMillis) {
        return request(fabricIndex, peerNodeId, nowMillis);
    }

    /** The peer is there, and a session with it. */
    public void succeed(int fabricIndex, SimAnswerer peer) {
        peer.connect();
        SecureSession session = device.sessions.findPeer(fabricIndex, peer.own.nodeId());
        listeners.forEach(listener -> listener.sessionEstablished(session, network.now));
    }

    /** There is no such peer. */
    public void fail(int fabricIndex, long peerNodeId) {
        listeners.forEach(
                listener -> listener.sessionFailed(fabricIndex, peerNodeId, 0, network.now));
    }
}
