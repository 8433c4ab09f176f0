package org.mattermote.stack.transport.tcp;

import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.message.Connector;
import org.mattermote.stack.message.LargeBuffer;
import org.mattermote.stack.message.LargeMessages;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.message.Packets;
import org.mattermote.stack.message.ReliableTransport;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.port.StreamPort;

/**
 * Matter over TCP (Matter core 4.15): who is let in, whose turn it is, and who has to go. {@link
 * TcpConnection} draws the states of one connection.
 *
 * <p>A message is read when there is a packet to put it in; until then it waits in the port, and
 * its sender with it. One too long is the end of its connection: the peer was told the longest, and
 * who has no session has nothing to say that is longer than a packet.
 *
 * <p>A newcomer who finds every place taken gets that of the connection that has had no session for
 * longest, if it had {@link #GRACE} to make one; else it is turned away. A connection of ours finds
 * a place in the same way, and goes as soon as nothing uses it.
 */
public final class Tcp implements ReliableTransport, LargeMessages, Connector {
    /** A deadline that never comes. */
    public static final long NEVER = Long.MAX_VALUE;

    /** From a message's first byte to its last, in or out, ms. */
    static final int MESSAGE_TIMEOUT = 30000;

    /** From the begin of a connection of ours to when its first message is gone, ms. */
    static final int CONNECT_TIMEOUT = 5000;

    /** How long a connection stays, since its last message, that no session goes over, ms. */
    static final int UNUSED_TIMEOUT = 60000;

    /** What a newcomer always has for its handshake, ms. */
    static final int GRACE = 10000;

    /** How often a packet is looked for that a message can be put in, ms. */
    static final int STARVED_INTERVAL = 20;

    private final StreamPort port;
    private final Packets packets;
    private final LargeBuffer large;
    private final Pool<TcpConnection> connections;
    private final TcpCounters counters = new TcpCounters();
    private final byte[] prefix = new byte[TcpConnection.PREFIX];
    private final int idleMillis;
    private TcpListener listener;

    /** Of the last connection; 0 before the first. */
    private int number;

    /** Whose message is taken next, if it has one. */
    private int turn;

    /** Whose large message was taken last: the last to be lent the buffer again. */
    private int lent;

    /**
     * Whether a message was taken, behind which the next may wait, or a connection ended, of which
     * others heard whose poll is over.
     */
    private boolean moved;

    /**
     * @param port of one place more than {@code capacity}, for who has to be turned away
     * @param large given to {@link Packets#setLarge} too; its size is that of the longest message
     * @param capacity connections at a time
     * @param idleMillis how long a connection stays that only resting sessions go over, ms
     */
    public Tcp(StreamPort port, Packets packets, LargeBuffer large, int capacity, int idleMillis) {
        this.port = port;
        this.packets = packets;
        this.large = large;
        this.idleMillis = idleMillis;
        TcpConnection[] slots = new TcpConnection[capacity];
        for (int i = 0; i < capacity; i++) {
            slots[i] = new TcpConnection();
        }
        connections = new Pool<TcpConnection>(slots);
    }

    /** Names who knows what connections are for; once, at boot. */
    public void setListener(TcpListener listener) {
        this.listener = listener;
    }

    public TcpCounters counters() {
        return counters;
    }

    /** How many connections there are. */
    public int inUse() {
        return connections.inUse();
    }

    /** To be looked at: connections. */
    Pool<TcpConnection> slots() {
        return connections;
    }

    /** Takes in who and what came; before messages are taken. */
    public void read(long nowMillis) {
        moved = false;
        int newcomer = port.accept();
        if (newcomer >= 0) {
            accept(newcomer, nowMillis);
        }
        for (int i = 0; i < connections.capacity(); i++) {
            int at = lent + 1 + i;
            TcpConnection connection =
                    connections.at(at < connections.capacity() ? at : at - connections.capacity());
            if (connection.isTaken()) {
                int status =
                        connection.read(
                                port, packets, large.capacity(), prefix, listener, nowMillis);
                if (status == TcpConnection.BAD_LENGTH) {
                    counters.badLengths++;
                    end(connection, nowMillis);
                } else if (status == TcpConnection.LOST) {
                    counters.lost++;
                    end(connection, nowMillis);
                }
            }
        }
        moved |= newcomer >= 0;
    }

    private void accept(int place, long nowMillis) {
        if (makeRoom(nowMillis)) {
            add(place, nowMillis);
        } else {
            port.close(place);
        }
    }

    @Override
    public int connect(PeerAddress to, long nowMillis) {
        if (!makeRoom(nowMillis)) {
            return FULL;
        }
        int place = port.connect(to);
        if (place < 0) {
            return place == PortStatus.NONE ? FULL : NO_WAY;
        }
        TcpConnection connection = add(place, nowMillis);
        counters.begun++;
        connection.ours = true;
        connection.sendBy = nowMillis + CONNECT_TIMEOUT;
        return connection.number;
    }

    /** False when nobody can go. */
    private boolean makeRoom(long nowMillis) {
        if (connections.inUse() == connections.capacity()) {
            TcpConnection unused = displaceable(nowMillis);
            if (unused == null) {
                counters.refused++;
                return false;
            }
            counters.displaced++;
            end(unused, nowMillis);
        }
        return true;
    }

    private TcpConnection add(int place, long nowMillis) {
        TcpConnection connection = connections.take();
        counters.connections++;
        number = number == Integer.MAX_VALUE ? 1 : number + 1;
        connection.number = number;
        connection.place = place;
        connection.since = nowMillis;
        connection.lastMessage = nowMillis;
        connection.lookAt = nowMillis + UNUSED_TIMEOUT;
        return connection;
    }

    private TcpConnection displaceable(long nowMillis) {
        TcpConnection found = null;
        for (int i = 0; i < connections.capacity(); i++) {
            TcpConnection connection = connections.at(i);
            if (connection.isTaken()
                    && nowMillis - connection.since >= GRACE
                    && (found == null || connection.since < found.since)
                    && listener.use(connection.number) == TcpListener.UNUSED) {
                found = connection;
            }
        }
        return found;
    }

    /** Everything the connection had is free before anybody hears of its end. */
    private void end(TcpConnection connection, long nowMillis) {
        int ended = connection.number;
        port.close(connection.place);
        connection.drop(packets);
        connections.release(connection);
        moved = true;
        listener.closed(ended, nowMillis);
    }

    @Override
    public int receive(byte[] buffer, int offset, int capacity, PeerAddress from) {
        Packet packet = next(false, from);
        if (packet == null) {
            return PortStatus.NONE;
        }
        int length = packet.length;
        if (length <= capacity) {
            System.arraycopy(packet.bytes, 0, buffer, offset, length);
        }
        packets.release(packet);
        return length <= capacity ? length : PortStatus.TOO_SMALL;
    }

    @Override
    public Packet receiveLarge(PeerAddress from) {
        return next(true, from);
    }

    private Packet next(boolean isLarge, PeerAddress from) {
        for (int i = 0; i < connections.capacity(); i++) {
            turn = turn + 1 >= connections.capacity() ? 0 : turn + 1;
            TcpConnection connection = connections.at(turn);
            if (connection.isTaken() && connection.hasMessage(isLarge)) {
                from.setConnection(PeerAddress.TCP, connection.number);
                counters.rxMessages++;
                moved = true;
                lent = isLarge ? turn : lent;
                return connection.take();
            }
        }
        return null;
    }

    @Override
    public void send(Packet packet, PeerAddress to) {
        TcpConnection connection = to.isTcp() ? find(to.connection()) : null;
        if (connection != null && packet.length > 0 && !connection.overrun) {
            if (connection.add(packet)) {
                return;
            }
            connection.overrun = true;
        }
        counters.txRefused++;
        packets.release(packet);
    }

    private TcpConnection find(int wanted) {
        for (int i = 0; i < connections.capacity(); i++) {
            TcpConnection connection = connections.at(i);
            if (connection.isTaken() && connection.number == wanted) {
                return connection;
            }
        }
        return null;
    }

    /**
     * Sends what can be sent and looks at the time; after messages were taken and answered.
     *
     * @return when to poll again at the latest, ms; sooner when anything comes in, or can be sent
     */
    public long poll(long nowMillis) {
        long next = NEVER;
        for (int i = 0; i < connections.capacity(); i++) {
            TcpConnection connection = connections.at(i);
            if (connection.isTaken()) {
                write(connection, nowMillis);
            }
            if (connection.isTaken()) {
                look(connection, nowMillis);
            }
            if (connection.isTaken()) {
                next = Math.min(next, deadline(connection, nowMillis));
            }
        }
        return moved ? nowMillis : next;
    }

    private void write(TcpConnection connection, long nowMillis) {
        int gone = connection.write(port, packets, prefix, nowMillis);
        if (gone < 0) {
            counters.lost++;
            end(connection, nowMillis);
        } else {
            counters.txMessages += gone;
        }
    }

    private void look(TcpConnection connection, long nowMillis) {
        if (connection.overrun
                || connection.receiveBy <= nowMillis && connection.state != TcpConnection.WHOLE
                || connection.sendBy <= nowMillis) {
            counters.timeouts++;
            end(connection, nowMillis);
        } else if (connection.lookAt <= nowMillis || connection.ours && connection.isSent()) {
            int use = listener.use(connection.number);
            long until = NEVER;
            if (use == TcpListener.UNUSED) {
                until = connection.ours ? nowMillis : connection.lastMessage + UNUSED_TIMEOUT;
            } else if (use == TcpListener.RESTING) {
                until = connection.lastMessage + idleMillis;
            }
            if (until <= nowMillis && connection.isQuiet()) {
                counters.idle++;
                end(connection, nowMillis);
            } else {
                connection.lookAt = nowMillis + UNUSED_TIMEOUT;
                if (until > nowMillis) {
                    connection.lookAt = Math.min(connection.lookAt, until);
                }
            }
        }
    }

    private static long deadline(TcpConnection connection, long nowMillis) {
        if (connection.state == TcpConnection.WHOLE) {
            return nowMillis;
        }
        long next = Math.min(connection.lookAt, connection.sendBy);
        next = Math.min(next, connection.receiveBy);
        return connection.isStarved() ? Math.min(next, nowMillis + STARVED_INTERVAL) : next;
    }

    /** A clean stop: what waits goes as far as the port takes it, and every connection ends. */
    public void close(long nowMillis) {
        for (int i = 0; i < connections.capacity(); i++) {
            TcpConnection connection = connections.at(i);
            if (connection.isTaken()) {
                write(connection, nowMillis);
            }
            if (connection.isTaken()) {
                end(connection, nowMillis);
            }
        }
    }

    /** What it holds beside its connections. */
    public void state(SlotState saved) {
        number = saved.integer(number);
        turn = saved.integer(turn);
        lent = saved.integer(lent);
        moved = saved.flag(moved);
    }
}
