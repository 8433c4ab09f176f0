package org.mattermote.bsp.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.util.List;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;

/**
 * Multicast DNS on one interface by one IP version: a channel bound to the group's address, so that
 * it hears what is sent to the group on that interface and nothing else. Where addresses of groups
 * cannot be bound, it is bound to every address.
 */
final class MulticastDnsPath implements AutoCloseable {
    static final byte[] GROUP_IPV6 = {-1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -5};
    static final byte[] GROUP_IPV4 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, -32, 0, 0, -5};

    private static final int HOP_LIMIT = 255;

    /** Longest message of multicast DNS: 9,000 bytes of packet (RFC 6762 17). */
    private static final int LARGEST_DATAGRAM = 9000;

    final int interfaceIndex;
    final boolean ipv4;

    private final List<byte[]> addresses;
    private final DatagramIo io;

    private MulticastDnsPath(
            int interfaceIndex, boolean ipv4, List<byte[]> addresses, DatagramIo io) {
        this.interfaceIndex = interfaceIndex;
        this.ipv4 = ipv4;
        this.addresses = addresses;
        this.io = io;
    }

    /**
     * @param addresses what the interface has of this IP version: IPv4 membership and source hang
     *     on them
     * @param port 5353
     */
    static MulticastDnsPath open(
            NetworkInterface on, boolean ipv4, List<byte[]> addresses, int port)
            throws IOException {
        byte[] bytes = ipv4 ? GROUP_IPV4 : GROUP_IPV6;
        InetAddress group = Addresses.toAddress(bytes, 0, 0);
        InetAddress scoped = Addresses.toAddress(bytes, 0, on.getIndex());
        DatagramChannel channel = shared(on, ipv4, new InetSocketAddress(scoped, port));
        try {
            channel.join(group, on);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw new IOException(e);
        }
        DatagramIo io = DatagramIo.of(channel, LARGEST_DATAGRAM);
        return new MulticastDnsPath(on.getIndex(), ipv4, addresses, io);
    }

    /**
     * A channel bound to {@code group}, in the first of these ways that the host takes.
     * SO_REUSEADDR alone is enough on Linux, where a packet for one of several IPv4 channels with
     * SO_REUSEPORT and the same address may be handed to any of them, that of another interface too
     * (seen with Linux 6.18: it takes them for one service). Other hosts, and programs that set
     * nothing else, want SO_REUSEPORT. Some hosts do not bind a group's address.
     */
    private static DatagramChannel shared(
            NetworkInterface on, boolean ipv4, InetSocketAddress group) throws IOException {
        try {
            return bound(on, ipv4, group, false);
        } catch (IOException e) {
            try {
                return bound(on, ipv4, group, true);
            } catch (IOException f) {
                InetSocketAddress all = new InetSocketAddress(any(ipv4), group.getPort());
                return bound(on, ipv4, all, true);
            }
        }
    }

    private static InetAddress any(boolean ipv4) throws IOException {
        return InetAddress.getByAddress(new byte[ipv4 ? 4 : 16]);
    }

    private static DatagramChannel bound(
            NetworkInterface on, boolean ipv4, InetSocketAddress address, boolean reusePort)
            throws IOException {
        DatagramChannel channel;
        try {
            channel =
                    DatagramChannel.open(
                            ipv4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
        } catch (UnsupportedOperationException e) {
            throw new IOException(e);
        }
        try {
            channel.configureBlocking(false);
            share(channel, StandardSocketOptions.SO_REUSEADDR);
            if (reusePort) {
                share(channel, StandardSocketOptions.SO_REUSEPORT);
            }
            channel.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, true);
            channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, HOP_LIMIT);
            channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, on);
            channel.bind(address);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e instanceof IOException ? (IOException) e : new IOException(e);
        }
    }

    private static void share(DatagramChannel channel, SocketOption<Boolean> option)
            throws IOException {
        if (channel.supportedOptions().contains(option)) {
            channel.setOption(option, true);
        }
    }

    /** Whether it still serves this interface with these addresses. */
    boolean fits(int index, boolean version4, List<byte[]> now) {
        return index == interfaceIndex
                && version4 == ipv4
                && (!ipv4 || HostNetwork.sameAddresses(addresses, now));
    }

    SelectableChannel channel() {
        return io.channel();
    }

    int receive(byte[] buffer, int offset, int capacity, PeerAddress from) {
        int length;
        boolean foreign;
        do {
            length = io.receive(buffer, offset, capacity, from);
            foreign =
                    length != PortStatus.NONE
                            && (from.isIpv4() != ipv4
                                    || from.interfaceIndex != 0
                                            && from.interfaceIndex != interfaceIndex);
        } while (foreign);
        from.interfaceIndex = interfaceIndex;
        return length;
    }

    int send(byte[] buffer, int offset, int length, PeerAddress to) {
        return io.send(buffer, offset, length, to);
    }

    @Override
    public void close() {
        io.close();
    }
}
