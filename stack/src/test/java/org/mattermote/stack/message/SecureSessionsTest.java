package org.mattermote.stack.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.SessionParameters;
import org.mattermote.stack.port.PeerAddress;

class SecureSessionsTest {
    private static final long PEER = 0x1234;

    private final SecureSessions sessions = new SecureSessions(4, 1);
    private final PeerAddress at = new PeerAddress();

    /** An active CASE session that was used last at {@code usedAt}; over UDP when 0. */
    private SecureSession session(int tcpConnection, int fabricIndex, long peer, long usedAt) {
        SecureSession session = sessions.reserve(1, usedAt);
        byte[] keys = new byte[SecureSession.KEY_BLOCK_LENGTH];
        session.activate(SecureSession.TYPE_CASE, false, keys, 0, usedAt);
        session.setPeer(fabricIndex, 1, peer, new int[SecureSession.MAX_CATS]);
        if (tcpConnection != 0) {
            at.setConnection(PeerAddress.TCP, tcpConnection);
        } else {
            at.clear();
            at.port = 5540;
        }
        session.setPeerAddress(at);
        return session;
    }

    @Test
    void shouldFindOfAPeersSessionsOneOverTcpFirstThenTheOneUsedLast() {
        assertNull(sessions.findPeer(1, PEER));
        SecureSession first = session(0, 1, PEER, 10);
        SecureSession second = session(0, 1, PEER, 20);
        assertSame(second, sessions.findPeer(1, PEER));
        first.sent(30);
        assertSame(first, sessions.findPeer(1, PEER));
        SecureSession overTcp = session(1, 1, PEER, 5);
        assertSame(overTcp, sessions.findPeer(1, PEER), "older, and nevertheless");
        SecureSession newer = session(2, 1, PEER, 6);
        assertSame(newer, sessions.findPeer(1, PEER));
        newer.expire();
        assertSame(overTcp, sessions.findPeer(1, PEER));
        sessions.release(overTcp);
        assertSame(first, sessions.findPeer(1, PEER));
    }

    @Test
    void shouldNotTakeTheSessionOfAnotherPeerBecauseItIsOverTcp() {
        SecureSession own = session(0, 1, PEER, 10);
        session(1, 1, PEER + 1, 20);
        session(2, 2, PEER, 20);
        assertSame(own, sessions.findPeer(1, PEER));
    }

    private static int longest(long said) {
        SecureSessions sessions = new SecureSessions(1, 1);
        SecureSession session = sessions.reserve(1, 0);
        SessionParameters parameters = new SessionParameters();
        if (said >= 0) {
            parameters.setValue(SessionParameters.MAX_TCP_MESSAGE_SIZE, said);
        }
        session.applyParameters(parameters);
        return session.longestLarge();
    }

    @Test
    void shouldKnowTheLongestMessageOfThePeer() {
        assertEquals(63_996, longest(-1));
        assertEquals(1_996, longest(2_000));
        assertEquals(65_531, longest(0xFFFFFFFFL));
        assertEquals(Packet.MAX_UDP_MESSAGE, longest(0), "a datagram's length goes always");
    }

    @Test
    void shouldForgetTheLongestMessageWithTheSession() {
        SecureSession session = sessions.reserve(1, 0);
        SessionParameters parameters = new SessionParameters();
        parameters.setValue(SessionParameters.MAX_TCP_MESSAGE_SIZE, 3_000);
        session.applyParameters(parameters);
        sessions.release(session);
        assertEquals(63_996, sessions.reserve(1, 0).longestLarge());
    }
}
