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
    /** No handle of a session. */
    private static final int NONE = -1;

    private final ExchangeRoom exchange;

    /** By slot: sessions made with the certificate that was updated under the armed fail-safe. */
    private final int[] outdated;

    private final LogPort log;
    private Node node;
    private InteractionModel interactionModel;

    SessionLinks(ExchangeRoom exchange, LogPort log) {
        this.log = log;
        this.exchange = exchange;
        outdated = new int[exchange.sessions.slots().capacity()];
        forgetOutdated();
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
            for (int i = 0; i < outdated.length; i++) {
                SecureSession session = exchange.sessions.slots().at(i);
                outdated[i] = isOf(session, fabric.fabricIndex) ? session.handle() : NONE;
            }
        } else {
            forgetOutdated();
            expireSessions(fabric.fabricIndex, now);
        }
    }

    @Override
    public void failSafeExpired(int fabricIndex, boolean fabricWasAdded, long now) {
        forgetOutdated();
    }

    /**
     * Sessions made with the old certificate end with the fail-safe that brought the new one. One
     * in the middle of an exchange, as that which carries CommissioningComplete, stays: its peer
     * would go on with a session that is not there any more.
     */
    @Override
    public void failSafeCommitted(int fabricIndex, long now) {
        for (int i = 0; i < outdated.length; i++) {
            SecureSession session = exchange.sessions.find(outdated[i]);
            if (session != null && session.exchangeCount() == 0) {
                exchange.exchanges.expireSession(session, now);
            }
        }
        forgetOutdated();
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
            if (isOf(session, fabricIndex)) {
                exchange.exchanges.expireSession(session, now);
            }
        }
    }

    private static boolean isOf(SecureSession session, int fabricIndex) {
        return session.isTaken() && session.hasKeys() && session.fabricIndex() == fabricIndex;
    }

    private void forgetOutdated() {
        for (int i = 0; i < outdated.length; i++) {
            outdated[i] = NONE;
        }
    }
}
