package org.mattermote.bsp.host;

import java.io.IOException;
import java.net.NetworkInterface;
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
        DatagramChannel channel = GroupChannel.open(on, ipv4 ? GROUP_IPV4 : GROUP_IPV6, port);
        try {
            channel.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, true);
            channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, HOP_LIMIT);
            channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, on);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw new IOException(e);
        }
        DatagramIo io = DatagramIo.of(channel, LARGEST_DATAGRAM);
        return new MulticastDnsPath(on.getIndex(), ipv4, addresses, io);
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
