package org.mattermote.stack.interact;

import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.exchange.Exchange;
import org.mattermote.stack.exchange.ExchangeHandler;
import org.mattermote.stack.exchange.Exchanges;
import org.mattermote.stack.exchange.GroupHandler;
import org.mattermote.stack.mem.Occupancy;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.message.GroupSession;
import org.mattermote.stack.message.InboundMessage;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.message.SecureSessions;
import org.mattermote.stack.model.AccessControlList;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Node;

/**
 * The Interaction Model protocol (Matter core 8, 10.2.1) on secured exchanges. An exchange's owner
 * is the handle of its interaction; messages on unsecured exchanges are passed over.
 */
public final class InteractionModel implements ExchangeHandler, GroupHandler, Subscribers {
    private final ExchangeOutlet outlet;
    private final InteractionServer server;

    /**
     * @param node with its event log set, if it has one
     * @param groups null when the node is in no groups
     */
    public InteractionModel(
            Exchanges exchanges,
            SecureSessions sessions,
            Node node,
            AccessControlList access,
            GroupMembership groups,
            Drbg random,
            InteractionSizes sizes) {
        outlet = new ExchangeOutlet(exchanges, sessions, this, sizes.interactions + 1);
        server = new InteractionServer(outlet, node, access, groups, random, sizes);
    }

    /** Lets subscriptions outlive a restart; once, at boot, when the fabrics are loaded. */
    public void resume(SubscriptionResumption resumption) {
        server.resume(resumption);
    }

    @Override
    public void received(Exchange exchange, InboundMessage message, long nowMillis) {
        SecureSession session = exchange.session();
        Interaction in = null;
        if (session == null) {
            outlet.close(exchange, nowMillis);
            return;
        }
        if (exchange.owner >= 0) {
            in = server.pool().find(exchange.owner);
            if (in == null) {
                outlet.close(exchange, nowMillis);
                return;
            }
        } else {
            in = server.take(session.fabricIndex(), nowMillis);
            boolean busy = in == null;
            if (busy) {
                in = server.spare();
            }
            outlet.bind(in, exchange);
            if (busy) {
                server.refuseBusy(nowMillis);
                return;
            }
            exchange.owner = in.handle();
        }
        ExchangeOutlet.fill(server.subject(), session);
        server.received(
                in,
                message.protocol.opcode,
                message.buffer,
                message.payloadOffset,
                message.payloadLength,
                nowMillis);
    }

    @Override
    public void receivedInGroup(GroupSession session, InboundMessage message, long nowMillis) {
        Interaction in = server.take(session.fabricIndex(), nowMillis);
        if (in == null) {
            return;
        }
        outlet.bind(in, null);
        in.group = true;
        ExchangeOutlet.fill(server.subject(), session);
        server.received(
                in,
                message.protocol.opcode,
                message.buffer,
                message.payloadOffset,
                message.payloadLength,
                nowMillis);
    }

    @Override
    public void closed(Exchange exchange, int reason, long nowMillis) {
        Interaction in = exchange.owner < 0 ? null : server.pool().find(exchange.owner);
        if (in != null) {
            server.ended(in, reason == Exchange.EVICTED, nowMillis);
        }
    }

    @Override
    public int writeBusy(TlvWriter out, int waitMillis) {
        ImMessage.statusResponse(out, ImStatus.BUSY);
        return ImOpcode.STATUS_RESPONSE;
    }

    /**
     * Begins a few of the reports that are due.
     *
     * @return time of the next one, {@link Cluster#NEVER} for none
     */
    public long poll(long nowMillis) {
        return server.poll(nowMillis);
    }

    /** Whether a command waits for {@link #proceed}. */
    public boolean hasPending() {
        return server.hasPending();
    }

    /**
     * Brings the command that answers later on, by as much as a poll may take.
     *
     * @return when to do so again, {@link Cluster#NEVER} when there is no more
     */
    public long proceed(long nowMillis) {
        return server.proceed(nowMillis);
    }

    /** A fabric left the node: its subscriptions go, and the events that only it could read. */
    public void fabricRemoved(int fabricIndex, long nowMillis) {
        server.fabricRemoved(fabricIndex, nowMillis);
    }

    @Override
    public boolean hasSubscription(int fabricIndex, long subject) {
        return server.hasSubscription(fabricIndex, subject);
    }

    /** Whether a subscription reports over this session; a handle. */
    public boolean hasSubscriptionOn(int session) {
        return server.hasSubscriptionOn(session);
    }

    /** Interactions in progress. */
    public int interactions() {
        return server.pool().inUse();
    }

    /** To be looked at: interactions in progress. */
    public Pool<? extends Slot> interactionSlots() {
        return server.pool();
    }

    /** To be looked at: subscriptions held. */
    public Pool<? extends Slot> subscriptionSlots() {
        return server.subscriptions();
    }

    /** To be looked at: paths and data version filters of reads and subscriptions. */
    public Occupancy paths() {
        return server.paths();
    }

    /** Subscriptions held, for all fabrics. */
    public int subscriptions() {
        return server.subscriptions().inUse();
    }

    /** Subscriptions of one fabric. */
    public int subscriptions(int fabricIndex) {
        return server.subscriptions(fabricIndex);
    }
}
