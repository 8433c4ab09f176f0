package org.mattermote.stack.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mattermote.stack.requirement.Tag;

class GroupPeersTest {
    private final GroupPeers peers = new GroupPeers(2);
    private long now;

    private boolean isDuplicate(int fabricIndex, long nodeId, int counter) {
        GroupSession session = new GroupSession();
        session.fabricIndex = fabricIndex;
        session.groupId = 1;
        session.sourceNodeId = nodeId;
        return peers.markDuplicate(session, counter, now++);
    }

    @Test
    @Tag("session-layer R24")
    @Tag("session-layer R64")
    void shouldTrustAPeersFirstCounterAndNoneBeforeIt() {
        assertFalse(isDuplicate(1, 7, 1000));
        assertTrue(isDuplicate(1, 7, 1000));
        assertTrue(isDuplicate(1, 7, 999));
        assertFalse(isDuplicate(1, 7, 1001));
    }

    @Test
    void shouldRollOver() {
        assertFalse(isDuplicate(1, 7, 0xFFFFFFFF));
        assertFalse(isDuplicate(1, 7, 0));
        assertTrue(isDuplicate(1, 7, 0xFFFFFFFF));
    }

    @Test
    @Tag("session-layer R25")
    void shouldKeepNodesOfFabricsApart() {
        assertFalse(isDuplicate(1, 7, 5));
        assertFalse(isDuplicate(2, 7, 5));
        assertTrue(isDuplicate(1, 7, 5));
        assertTrue(isDuplicate(2, 7, 5));
    }

    @Test
    @Tag("session-layer R25")
    void shouldForgetWhoWasSilentLongest() {
        assertFalse(isDuplicate(1, 7, 5));
        assertFalse(isDuplicate(1, 8, 5));
        assertFalse(isDuplicate(1, 7, 6));
        assertFalse(isDuplicate(1, 9, 5));
        assertTrue(isDuplicate(1, 7, 6));
        assertFalse(isDuplicate(1, 8, 5));
    }

    @Test
    void shouldForgetAFabric() {
        assertFalse(isDuplicate(1, 7, 5));
        assertFalse(isDuplicate(2, 7, 5));
        peers.forget(1);
        assertEquals(1, peers.slots().inUse());
        assertFalse(isDuplicate(1, 7, 5));
        assertTrue(isDuplicate(2, 7, 5));
    }
}
