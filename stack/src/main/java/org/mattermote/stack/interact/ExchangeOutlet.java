package org.mattermote.stack.interact;

import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.exchange.Exchange;
import org.mattermote.stack.exchange.ExchangeHandler;
import org.mattermote.stack.exchange.Exchanges;
import org.mattermote.stack.message.GroupSession;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.message.SecureSessions;
import org.mattermote.stack.model.Subject;

/** The outlet onto the exchange table. */
final class ExchangeOutlet implements Outlet {
    private final Exchanges exchanges;
    private final SecureSessions sessions;
    private final ExchangeHandler handler;

    /** By lane; null for a message to a group, which has no exchange. */
    private final Exchange[] bound;

    ExchangeOutlet(
            Exchanges exchanges, SecureSessions sessions, ExchangeHandler handler, int lanes) {
        this.exchanges = exchanges;
        this.sessions = sessions;
        this.handler = handler;
        bound = new Exchange[lanes];
    }

    void bind(Interaction interaction, Exchange exchange) {
        bound[interaction.lane] = exchange;
    }

    void close(Exchange exchange, long nowMillis) {
        exchange.owner = -1;
        exchanges.close(exchange, nowMillis);
    }

    /** Who acts on a session. */
    static void fill(Subject subject, SecureSession session) {
        subject.authMode =
                session.type() == SecureSession.TYPE_PASE
                        ? Subject.AUTH_MODE_PASE
                        : Subject.AUTH_MODE_CASE;
        subject.fabricIndex = session.fabricIndex();
        subject.nodeId = session.peerNodeId();
        session.peerCats(subject.cats);
        subject.session = session.handle();
        subject.attestationChallenge = session.attestationChallenge();
        subject.largeMessages = session.carriesLarge();
    }

    /** Who acts in a group. */
    static void fill(Subject subject, GroupSession session) {
        subject.authMode = Subject.AUTH_MODE_GROUP;
        subject.fabricIndex = session.fabricIndex();
        subject.nodeId = session.groupId();
        for (int i = 0; i < subject.cats.length; i++) {
            subject.cats[i] = 0;
        }
        subject.session = -1;
        subject.attestationChallenge = null;
        subject.largeMessages = false;
    }

    @Override
    public TlvWriter begin(Interaction interaction) {
        return exchanges.begin(bound[interaction.lane]);
    }

    @Override
    public int longest(Interaction interaction) {
        return exchanges.longest(bound[interaction.lane].anySession());
    }

    @Override
    public int sendAndAwait(Interaction interaction, int opcode, long nowMillis) {
        return exchanges.sendAndAwait(bound[interaction.lane], opcode, nowMillis);
    }

    @Override
    public int sendLast(Interaction interaction, int opcode, long nowMillis) {
        Exchange exchange = bound[interaction.lane];
        exchange.owner = -1;
        return exchanges.sendLast(exchange, opcode, nowMillis);
    }

    @Override
    public void discard() {
        exchanges.discard();
    }

    @Override
    public void close(Interaction interaction, long nowMillis) {
        Exchange exchange = bound[interaction.lane];
        if (exchange != null) {
            close(exchange, nowMillis);
        }
    }

    @Override
    public Packet lend() {
        return exchanges.lend();
    }

    @Override
    public Packet takeOver(byte[] bytes) {
        return exchanges.takeOver(bytes);
    }

    @Override
    public void giveBack(Packet lent) {
        exchanges.giveBack(lent);
    }

    @Override
    public void expectComputation(Interaction interaction) {
        exchanges.expectComputation(bound[interaction.lane]);
    }

    @Override
    public void identify(Interaction interaction, Subject into) {
        fill(into, bound[interaction.lane].session());
    }

    @Override
    public boolean identify(Subscription subscription, Subject into) {
        SecureSession session = sessionOf(subscription);
        if (session == null) {
            return false;
        }
        fill(into, session);
        return true;
    }

    @Override
    public int open(Interaction interaction, Subscription subscription, long nowMillis) {
        SecureSession session = sessionOf(subscription);
        if (session == null) {
            return GONE;
        }
        Exchange exchange = exchanges.open(session, ImOpcode.PROTOCOL, handler, nowMillis);
        if (exchange == null) {
            return LATER;
        }
        exchange.owner = interaction.handle();
        bind(interaction, exchange);
        subscription.session = session.handle();
        return OPENED;
    }

    @Override
    public boolean turnToOtherSession(Subscription subscription) {
        SecureSession session =
                sessions.findPeer(subscription.fabricIndex, subscription.peerNodeId);
        if (session == null || session.handle() == subscription.session) {
            return false;
        }
        subscription.session = session.handle();
        return true;
    }

    private SecureSession sessionOf(Subscription subscription) {
        SecureSession session = sessions.find(subscription.session);
        return session != null && session.isActive()
                ? session
                : sessions.findPeer(subscription.fabricIndex, subscription.peerNodeId);
    }
}
