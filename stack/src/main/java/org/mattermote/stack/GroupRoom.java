package org.mattermote.stack;

import org.mattermote.stack.exchange.GroupDispatch;
import org.mattermote.stack.exchange.GroupSync;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricListener;
import org.mattermote.stack.fabric.GroupTable;
import org.mattermote.stack.interact.GroupMembership;
import org.mattermote.stack.interact.InteractionModel;
import org.mattermote.stack.message.GroupPeers;
import org.mattermote.stack.message.GroupSessions;
import org.mattermote.stack.transport.udp.GroupAddresses;

/**
 * What hears messages under group keys; there is one in a node that has a Groups cluster or {@link
 * GroupSyncRoom}. It keeps the fabrics' groups apart: a fabric that goes takes its peers along.
 */
final class GroupRoom implements GroupMembership, FabricListener {
    private final GroupTable groups;
    private final GroupSessions sessions;
    private final ExchangeRoom exchange;

    /** Null where the wiring does not name it. */
    GroupSync sync;

    /** There is a Groups cluster. */
    boolean isMember;

    private GroupPeers peers;

    /** Null where the node is in no group. */
    private GroupAddresses addresses;

    GroupRoom(CryptoRoom crypto, FabricRoom fabric, ExchangeRoom exchange) {
        this.exchange = exchange;
        groups = fabric.groups;
        sessions =
                new GroupSessions(
                        fabric.fabrics,
                        fabric.groupKeys,
                        fabric.groupKeyMap,
                        crypto.ccm,
                        exchange.privacy);
    }

    /** Once, when the rest of the node is composed. */
    void complete(Sizes sizes, Ports ports, FabricRoom fabric, InteractionModel interactionModel) {
        peers = new GroupPeers(isMember ? sizes.groupPeers : 1);
        if (isMember) {
            addresses = new GroupAddresses(ports.network, fabric.fabrics, groups);
        }
        if (sync != null) {
            sync.complete(peers, interactionModel);
        }
        exchange.dispatch.setGroups(
                new GroupDispatch(sessions, peers, exchange.counters, interactionModel, sync));
    }

    /** Returns when to do so again at the latest. */
    long poll(long nowMillis) {
        if (addresses != null) {
            addresses.poll();
        }
        return sync == null ? GroupSync.NEVER : sync.poll(nowMillis);
    }

    @Override
    public boolean contains(int fabricIndex, int groupId, int endpoint) {
        return groups.isMember(fabricIndex, groupId, endpoint);
    }

    @Override
    public void fabricAdded(Fabric fabric, long now) {}

    @Override
    public void fabricUpdated(Fabric fabric, long now) {}

    @Override
    public void fabricRemoved(int fabricIndex, long now) {
        peers.forget(fabricIndex);
        if (sync != null) {
            sync.forget(fabricIndex);
        }
    }
}
