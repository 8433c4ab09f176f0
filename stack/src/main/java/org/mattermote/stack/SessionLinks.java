package org.mattermote.stack;

import org.mattermote.stack.cluster.SessionFabric;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricListener;
import org.mattermote.stack.fabric.FailSafeListener;
import org.mattermote.stack.interact.InteractionModel;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.model.Node;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.LogPort;

/**
 * What fabrics mean to rooms that do not know each other: sessions, access control, subscriptions
 * and clusters follow a fabric that goes.
 */
final class SessionLinks implements FabricListener, FailSafeListener, SessionFabric {
    private static final int NONE = 0;

    private final ExchangeRoom exchange;
    private final LogPort log;
    private Node node;
    private InteractionModel interactionModel;

    /** Fabric whose certificate was updated under the armed fail-safe. */
    private int updated = NONE;

    SessionLinks(ExchangeRoom exchange, LogPort log) {
        this.log = log;
        this.exchange = exchange;
    }

    void complete(Node node, InteractionModel interactionModel) {
        this.node = node;
        this.interactionModel = interactionModel;
    }

    @Override
    public void setPaseFabric(int session, int fabricIndex) {
        SecureSession found = exchange.sessions.find(session);
        if (found != null && found.type() == SecureSession.TYPE_PASE) {
            found.setFabricIndex(fabricIndex);
        }
    }

    @Override
    public void fabricAdded(Fabric fabric, long now) {
        log.event(LogEvent.FABRIC_ADDED, fabric.fabricIndex, fabric.fabricId, fabric.nodeId);
    }

    /** When the old certificate is put back, sessions made with the new one end. */
    @Override
    public void fabricUpdated(Fabric fabric, long now) {
        if (fabric.pending) {
            updated = fabric.fabricIndex;
        } else {
            updated = NONE;
            expireSessions(fabric.fabricIndex, now);
        }
    }

    @Override
    public void failSafeExpired(int fabricIndex, boolean fabricWasAdded, long now) {
        updated = NONE;
    }

    /** Sessions made with the old certificate end with the fail-safe that brought the new one. */
    @Override
    public void failSafeCommitted(int fabricIndex, long now) {
        if (updated != NONE) {
            expireSessions(updated, now);
            updated = NONE;
        }
    }

    @Override
    public void fabricRemoved(int fabricIndex, long now) {
        log.event(LogEvent.FABRIC_REMOVED, fabricIndex, 0, 0);
        interactionModel.fabricRemoved(fabricIndex, now);
        node.fabricRemoved(fabricIndex);
        expireSessions(fabricIndex, now);
    }

    /** A running exchange ends first: the response to RemoveFabric still leaves. */
    private void expireSessions(int fabricIndex, long now) {
        for (int i = 0; i < exchange.sessions.slots().capacity(); i++) {
            SecureSession session = exchange.sessions.slots().at(i);
            if (session.isTaken() && session.hasKeys() && session.fabricIndex() == fabricIndex) {
                exchange.exchanges.expireSession(session, now);
            }
        }
    }
}
