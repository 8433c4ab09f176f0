package org.mattermote.stack;

import org.mattermote.stack.exchange.GroupDispatch;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricListener;
import org.mattermote.stack.fabric.GroupTable;
import org.mattermote.stack.interact.GroupMembership;
import org.mattermote.stack.interact.InteractionModel;
import org.mattermote.stack.message.GroupPeers;
import org.mattermote.stack.message.GroupSessions;
import org.mattermote.stack.transport.udp.GroupAddresses;

/**
 * What hears messages to groups; there is one in a node that has a Groups cluster. It keeps the
 * fabrics' groups apart: a fabric that goes takes its peers along.
 */
final class GroupRoom implements GroupMembership, FabricListener {
    final GroupPeers peers;

    private final GroupAddresses addresses;
    private final GroupTable groups;
    private final GroupSessions sessions;
    private final ExchangeRoom exchange;

    GroupRoom(
            Sizes sizes, Ports ports, CryptoRoom crypto, FabricRoom fabric, ExchangeRoom exchange) {
        this.exchange = exchange;
        groups = fabric.groups;
        peers = new GroupPeers(sizes.groupPeers);
        addresses = new GroupAddresses(ports.network, fabric.fabrics, groups);
        sessions =
                new GroupSessions(
                        fabric.fabrics,
                        fabric.groupKeys,
                        fabric.groupKeyMap,
                        crypto.ccm,
                        exchange.privacy);
    }

    /** Once, when the rest of the node is composed. */
    void complete(InteractionModel interactionModel) {
        exchange.dispatch.setGroups(
                new GroupDispatch(sessions, peers, exchange.counters, interactionModel));
    }

    void poll() {
        addresses.poll();
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
    }
}
