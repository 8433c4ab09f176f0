package org.mattermote.stack;

import org.mattermote.stack.codec.SessionParameters;
import org.mattermote.stack.commission.CommissioningWindows;
import org.mattermote.stack.exchange.LargeDispatch;
import org.mattermote.stack.interact.InteractionModel;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.message.Connector;
import org.mattermote.stack.message.LargeBuffer;
import org.mattermote.stack.message.ReliableTransport;
import org.mattermote.stack.message.ReliableTransports;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.message.UnsecuredSessions;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.StreamPort;
import org.mattermote.stack.transport.dnssd.CommonText;
import org.mattermote.stack.transport.tcp.Tcp;
import org.mattermote.stack.transport.tcp.TcpListener;

/** TCP beside UDP: sessions that end with their connection, large messages, connections of ours. */
final class TcpRoom implements TcpListener {
    private final Tcp tcp;
    private final ExchangeRoom exchange;
    private final PeerAddress address = new PeerAddress();
    private final int longest;

    /** Null in a node that begins no connection. */
    private UnsecuredSessions handshakes;

    private CommissioningWindows windows;
    private InteractionModel interactionModel;

    TcpRoom(StreamPort port, Sizes sizes, ExchangeRoom exchange) {
        this.exchange = exchange;
        longest = sizes.tcpMessage;
        LargeBuffer large = new LargeBuffer(longest);
        exchange.outbox.store().setLarge(large);
        tcp =
                new Tcp(
                        port,
                        exchange.outbox.store(),
                        large,
                        sizes.tcpConnections,
                        sizes.tcpIdleMillis);
        tcp.setListener(this);
        exchange.dispatch.setLarge(new LargeDispatch(tcp, large));
    }

    /** From now on the node begins connections, too. */
    Connector connector() {
        handshakes = exchange.unsecuredSessions;
        return tcp;
    }

    /** Says of the node that it has connections, and how long its messages may be. */
    void describe(SessionParameters parameters, CommonText text) {
        text.tcp = SessionParameters.TRANSPORT_TCP_SERVER;
        if (handshakes != null) {
            text.tcp |= SessionParameters.TRANSPORT_TCP_CLIENT;
        }
        parameters.setValue(SessionParameters.SUPPORTED_TRANSPORTS, text.tcp);
        parameters.setValue(SessionParameters.MAX_TCP_MESSAGE_SIZE, longest);
    }

    /**
     * @param btp what else has connections; null for nothing
     */
    void complete(
            ReliableTransport btp,
            CommissioningWindows windows,
            InteractionModel interactionModel) {
        this.windows = windows;
        this.interactionModel = interactionModel;
        ReliableTransport all = btp == null ? tcp : new ReliableTransports(btp, tcp);
        exchange.outbox.setConnections(all);
        exchange.dispatch.setConnections(all);
    }

    @Override
    public int use(int connection) {
        address.setConnection(PeerAddress.TCP, connection);
        Pool<SecureSession> sessions = exchange.sessions.slots();
        int use = UNUSED;
        for (int i = 0; i < sessions.capacity(); i++) {
            SecureSession session = sessions.at(i);
            if (session.isTaken() && session.hasKeys() && session.isPeerAt(address)) {
                use = RESTING;
                if (session.exchangeCount() > 0
                        || interactionModel.hasSubscriptionOn(session.handle())) {
                    return BUSY;
                }
            }
        }
        return use == UNUSED && handshakes != null && handshakes.isInitiating(address)
                ? BEGINNING
                : use;
    }

    @Override
    public void closed(int connection, long nowMillis) {
        address.setConnection(PeerAddress.TCP, connection);
        windows.connectionClosed(address, nowMillis);
        exchange.unsecuredSessions.connectionClosed(address);
    }

    /** Takes what came in; before the messages are taken. */
    void receive(long nowMillis) {
        tcp.read(nowMillis);
    }

    /**
     * Sends what the others wrote.
     *
     * @return when to poll again at the latest
     */
    long send(long nowMillis) {
        return tcp.poll(nowMillis);
    }

    void close(long nowMillis) {
        tcp.close(nowMillis);
    }
}
