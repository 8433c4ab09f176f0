package org.mattermote.stack.message;

import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.mem.Slot;

/**
 * Who sent messages to our groups, and which counters of theirs were seen (Matter core 4.6.5.2,
 * 4.18). A peer that nothing is known of is trusted with its first authentic message; when the
 * table is full, the one that was silent longest is forgotten.
 */
public final class GroupPeers {
    private final Pool<GroupPeer> peers;

    /**
     * @param capacity nodes remembered, of all fabrics together
     */
    public GroupPeers(int capacity) {
        GroupPeer[] slots = new GroupPeer[capacity];
        for (int i = 0; i < capacity; i++) {
            slots[i] = new GroupPeer();
        }
        peers = new Pool<GroupPeer>(slots);
    }

    /** To be looked at. */
    public Pool<? extends Slot> slots() {
        return peers;
    }

    /**
     * Takes the counter of an authentic data message down.
     *
     * @return true for a duplicate, which changes nothing
     */
    public boolean markDuplicate(GroupSession session, int counter, long nowMillis) {
        GroupPeer peer = find(session);
        if (peer == null) {
            peer = take();
            peer.fabricIndex = session.fabricIndex;
            peer.nodeId = session.sourceNodeId;
            peer.reception = MessageReceptionState.startAt(counter);
        } else {
            long before = peer.reception;
            peer.reception =
                    MessageReceptionState.accept(MessageReceptionState.GROUP, before, counter);
            if (peer.reception == before) {
                return true;
            }
        }
        peer.timestamp = nowMillis;
        return false;
    }

    /** The fabric is gone. */
    public void forget(int fabricIndex) {
        for (int i = 0; i < peers.capacity(); i++) {
            if (peers.at(i).isTaken() && peers.at(i).fabricIndex == fabricIndex) {
                peers.release(peers.at(i));
            }
        }
    }

    private GroupPeer find(GroupSession session) {
        for (int i = 0; i < peers.capacity(); i++) {
            GroupPeer peer = peers.at(i);
            if (peer.isTaken()
                    && peer.fabricIndex == session.fabricIndex
                    && peer.nodeId == session.sourceNodeId) {
                return peer;
            }
        }
        return null;
    }

    private GroupPeer take() {
        if (peers.inUse() == peers.capacity()) {
            GroupPeer oldest = peers.at(0);
            for (int i = 1; i < peers.capacity(); i++) {
                if (peers.at(i).timestamp < oldest.timestamp) {
                    oldest = peers.at(i);
                }
            }
            peers.release(oldest);
        }
        return peers.take();
    }
}
