package org.mattermote.stack.interact;

import java.util.ArrayList;
import java.util.List;
import org.mattermote.stack.exchange.PeerSessions;
import org.mattermote.stack.exchange.SessionListener;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.message.SecureSessions;

/** Sessions that a test opens, or refuses, when they are asked for. */
final class FakePeers implements PeerSessions {
    /** What was asked for. */
    record Request(int fabricIndex, long peerNodeId, long at) {}

    final List<Request> requests = new ArrayList<>();

    /** What {@link #request} answers. */
    int answer = STARTED;

    private final SecureSessions sessions = new SecureSessions(16, 1);
    private final List<SessionListener> listeners = new ArrayList<>();

    @Override
    public void addListener(SessionListener listener) {
        listeners.add(listener);
    }

    @Override
    public SecureSession find(int fabricIndex, long peerNodeId) {
        return sessions.findPeer(fabricIndex, peerNodeId);
    }

    @Override
    public int request(int fabricIndex, long peerNodeId, long nowMillis) {
        requests.add(new Request(fabricIndex, peerNodeId, nowMillis));
        return answer;
    }

    @Override
    public int requestLarge(int fabricIndex, long peerNodeId, long nowMillis) {
        throw new AssertionError("nothing large is sent");
    }

    Request last() {
        return requests.get(requests.size() - 1);
    }

    /** A session is there; nobody is told. */
    SecureSession open(int fabricIndex, long peerNodeId, boolean initiator, long now) {
        SecureSession session = sessions.reserve(1, now);
        session.setPeer(fabricIndex, 99, peerNodeId, new int[3]);
        byte[] block = new byte[SecureSession.KEY_BLOCK_LENGTH];
        session.activate(SecureSession.TYPE_CASE, initiator, block, 0, now);
        return session;
    }

    /** The handshake of the request succeeds. */
    void succeed(Request request, long now) {
        SecureSession session = open(request.fabricIndex(), request.peerNodeId(), true, now);
        listeners.forEach(listener -> listener.sessionEstablished(session, now));
    }

    /** There is no such peer. */
    void fail(Request request, int waitMillis, long now) {
        listeners.forEach(
                listener ->
                        listener.sessionFailed(
                                request.fabricIndex(), request.peerNodeId(), waitMillis, now));
    }
}
