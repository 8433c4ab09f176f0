package org.mattermote.bsp.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.util.HashMap;
import java.util.Map;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;

/** One non-blocking UDP channel. IPv4 peers come and go as IPv4-mapped addresses. */
final class DatagramIo implements AutoCloseable {
    private static final int LARGEST_DATAGRAM = 65_535;

    private final DatagramChannel channel;
    private final ByteBuffer in;
    private final ByteBuffer out;
    private final Map<String, MembershipKey> memberships = new HashMap<>();

    /** Of messages to groups: members may be behind a router, as those of a Thread network are. */
    static final int GROUP_HOP_LIMIT = 64;

    /** Interface multicast leaves by; 0 not set. */
    private int multicastInterface;

    private DatagramIo(DatagramChannel channel, int largestDatagram) {
        this.channel = channel;
        in = ByteBuffer.allocateDirect(largestDatagram);
        out = ByteBuffer.allocateDirect(largestDatagram);
    }

    /** For a channel that does not block. */
    static DatagramIo of(DatagramChannel channel, int largestDatagram) {
        return new DatagramIo(channel, largestDatagram);
    }

    /** A dual-stack channel, on a machine without IPv6 one for IPv4; not yet bound. */
    /** The Matter port, on all addresses. */
    static DatagramIo open() throws IOException {
        DatagramChannel channel;
        try {
            channel = DatagramChannel.open(StandardProtocolFamily.INET6);
        } catch (UnsupportedOperationException e) {
            channel = DatagramChannel.open(StandardProtocolFamily.INET);
        }
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, GROUP_HOP_LIMIT);
        return new DatagramIo(channel, LARGEST_DATAGRAM);
    }

    DatagramChannel channel() {
        return channel;
    }

    int receive(byte[] buffer, int offset, int capacity, PeerAddress from) {
        InetSocketAddress sender;
        in.clear();
        try {
            sender = (InetSocketAddress) channel.receive(in);
        } catch (IOException e) {
            // An ICMP error of an earlier send at most; nothing waits.
            return PortStatus.NONE;
        }
        if (sender == null) {
            return PortStatus.NONE;
        }
        Addresses.toPeer(sender, from);
        in.flip();
        int length = in.remaining();
        if (length > capacity) {
            return PortStatus.TOO_SMALL;
        }
        in.get(buffer, offset, length);
        return length;
    }

    int send(byte[] buffer, int offset, int length, PeerAddress to) {
        out.clear();
        out.put(buffer, offset, length).flip();
        try {
            if (Addresses.isMulticast(to) && to.interfaceIndex != 0) {
                leaveBy(to.interfaceIndex);
            }
            // 0 bytes sent: the socket's buffer is full and the datagram lost, as on any network.
            channel.send(out, Addresses.toSocket(to));
            return PortStatus.OK;
        } catch (IOException | RuntimeException e) {
            return PortStatus.FAILED;
        }
    }

    private void leaveBy(int index) throws IOException {
        if (index == multicastInterface) {
            return;
        }
        NetworkInterface by = NetworkInterface.getByIndex(index);
        if (by == null) {
            throw new IOException("no interface " + index);
        }
        channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, by);
        multicastInterface = index;
    }

    int join(int index, byte[] group, int offset) {
        String name = name(index, group, offset);
        MembershipKey old = memberships.get(name);
        try {
            NetworkInterface on = NetworkInterface.getByIndex(index);
            if (on == null) {
                return PortStatus.FAILED;
            }
            if (old != null && old.isValid()) {
                return PortStatus.OK;
            }
            InetAddress address = Addresses.toAddress(group, offset, 0);
            memberships.put(name, channel.join(address, on));
            return PortStatus.OK;
        } catch (IOException | RuntimeException e) {
            return PortStatus.FAILED;
        }
    }

    int leave(int index, byte[] group, int offset) {
        MembershipKey key = memberships.remove(name(index, group, offset));
        if (key != null) {
            key.drop();
        }
        return PortStatus.OK;
    }

    private static String name(int index, byte[] group, int offset) {
        return index + "%" + Addresses.toAddress(group, offset, 0).getHostAddress();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // Closed as far as it can be.
        }
    }
}
