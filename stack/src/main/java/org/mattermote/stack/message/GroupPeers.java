package org.mattermote.stack.message;

import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.mem.Slot;

/**
 * Who sent messages under our group keys, and which counters of theirs were seen (Matter core
 * 4.6.5.2, 4.18): one table for data messages and, where control messages are taken, another for
 * these. A peer that nothing is known of is trusted with its first authentic message, or said where
 * its counter is; when the table is full, the one that was silent longest is forgotten.
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
     * Takes the counter of an authentic message down.
     *
     * @return true for a duplicate, which changes nothing
     */
    public boolean markDuplicate(GroupSession session, int counter, long nowMillis) {
        GroupPeer peer = find(session);
        if (peer == null) {
            peer = take(session);
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

    /** Whether the sender itself said where its counter is. */
    public boolean isSynchronised(GroupSession session) {
        GroupPeer peer = find(session);
        return peer != null && peer.synchronised;
    }

    /**
     * The sender says where its data message counter is, and nothing before it is taken any more,
     * but for the one message that waited for this. Senders say the last counter they used, or the
     * next; so that one is taken, once.
     *
     * @param counter its counter
     * @param held that of the message that waited
     * @return whether that message is to be processed: false for a recorded one, sent again
     */
    public boolean synchronise(GroupSession session, int counter, int held, long nowMillis) {
        GroupPeer peer = find(session);
        if (peer == null) {
            peer = take(session);
        }
        peer.synchronised = true;
        peer.timestamp = nowMillis;
        peer.reception = MessageReceptionState.startAt(counter - 1);
        int behind = counter - held;
        if (behind > 0) {
            return behind <= MessageReceptionState.WINDOW;
        }
        long before = peer.reception;
        peer.reception = MessageReceptionState.accept(MessageReceptionState.GROUP, before, held);
        return peer.reception != before;
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

    private GroupPeer take(GroupSession session) {
        if (peers.inUse() == peers.capacity()) {
            GroupPeer oldest = peers.at(0);
            for (int i = 1; i < peers.capacity(); i++) {
                if (peers.at(i).timestamp < oldest.timestamp) {
                    oldest = peers.at(i);
                }
            }
            peers.release(oldest);
        }
        GroupPeer peer = peers.take();
        peer.fabricIndex = (char) session.fabricIndex;
        peer.nodeId = session.sourceNodeId;
        return peer;
    }
}
