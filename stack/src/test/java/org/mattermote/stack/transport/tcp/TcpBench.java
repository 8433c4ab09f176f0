package org.mattermote.stack.transport.tcp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mattermote.stack.message.LargeBuffer;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.message.Packets;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;

/** A device's TCP on a scripted port, in virtual time; who uses its connections is the test. */
final class TcpBench implements TcpListener {
    static final int FULL = 6;
    static final int SHORT = 4;
    static final int LONGEST = 4096;
    static final int IDLE = 300_000;

    /** A message that was taken, and from where. */
    record Taken(int connection, byte[] message) {}

    final ScriptedStreams port;
    final Packets packets = new Packets(FULL, Packet.CAPACITY, SHORT);
    final LargeBuffer large = new LargeBuffer(LONGEST);
    final Tcp tcp;
    final List<Taken> taken = new ArrayList<>();
    final List<Integer> closed = new ArrayList<>();
    final Map<Integer, Integer> uses = new HashMap<>();
    private final byte[] buffer = new byte[1280];
    private final PeerAddress from = new PeerAddress();

    /** What connections are for that {@link #uses} does not name. */
    int use = UNUSED;

    long now = 1000;

    /** Whether messages are taken as soon as they are whole. */
    boolean takes = true;

    TcpBench(int connections) {
        port = new ScriptedStreams(connections + 1);
        packets.setLarge(large);
        tcp = new Tcp(port, packets, large, connections, IDLE);
        tcp.setListener(this);
    }

    TcpBench() {
        this(2);
    }

    @Override
    public int use(int connection) {
        return uses.getOrDefault(connection, use);
    }

    @Override
    public void closed(int connection, long nowMillis) {
        closed.add(connection);
    }

    /** One poll of the device. */
    long poll() {
        tcp.read(now);
        if (takes) {
            take();
        }
        return tcp.poll(now);
    }

    private void take() {
        int length = tcp.receive(buffer, 0, buffer.length, from);
        while (length != PortStatus.NONE) {
            taken.add(new Taken(number(), Arrays.copyOf(buffer, length)));
            length = tcp.receive(buffer, 0, buffer.length, from);
        }
        Packet packet = tcp.receiveLarge(from);
        if (packet != null) {
            if (large.slot().inUse() != 1) {
                throw new AssertionError("not lent");
            }
            taken.add(new Taken(number(), Arrays.copyOf(packet.bytes, packet.length)));
            large.handled();
        }
    }

    private int number() {
        if (!from.isConnection() || !from.isTcp()) {
            throw new AssertionError("not the address of a TCP connection");
        }
        return from.connection();
    }

    /** Polls until there is nothing to do at this time; when the next poll is due. */
    long settle() {
        for (int i = 0; i < 100_000; i++) {
            long next = poll();
            if (next > now) {
                return next;
            }
        }
        throw new AssertionError("never at rest");
    }

    /** Polls when it is due, until a time. */
    void run(long end) {
        long next = settle();
        while (next <= end) {
            now = next;
            next = settle();
        }
        now = end;
        settle();
    }

    ScriptedStreams.Peer connect() {
        ScriptedStreams.Peer peer = port.connect();
        settle();
        return peer;
    }

    /** The device begins a connection: its number, or what was wrong. */
    int begin() {
        PeerAddress to = new PeerAddress();
        to.set(0xFD00L << 48, 7, 5540, 1);
        return tcp.connect(to, now);
    }

    /** False when no packet is free to send it in. */
    boolean send(int connection, byte[] message) {
        Packet packet =
                message.length > Packet.MAX_UDP_MESSAGE
                        ? packets.lendLarge()
                        : packets.full().take();
        if (packet == null) {
            return false;
        }
        packet.offset = Packet.PAYLOAD - 14;
        packet.length = (char) message.length;
        System.arraycopy(message, 0, packet.bytes, packet.offset, message.length);
        send(connection, packets.settle(packet));
        return true;
    }

    void send(int connection, Packet packet) {
        PeerAddress to = new PeerAddress();
        to.setConnection(PeerAddress.TCP, connection);
        tcp.send(packet, to);
    }

    int inUse() {
        return packets.full().inUse() + packets.brief().inUse() + large.slot().inUse();
    }

    static byte[] message(int length, int seed) {
        byte[] message = new byte[length];
        for (int i = 0; i < length; i++) {
            message[i] = (byte) (seed * 31 + i * 7);
        }
        return message;
    }
}
