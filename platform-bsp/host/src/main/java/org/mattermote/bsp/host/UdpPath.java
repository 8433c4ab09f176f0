package org.mattermote.bsp.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.util.Arrays;
import org.mattermote.stack.port.PeerAddress;

/** The Matter port at one address: of an interface, or of a multicast group joined on one. */
final class UdpPath implements AutoCloseable {
    /** More than any buffer of the stack: what is longer is seen to be too long. */
    private static final int LARGEST_DATAGRAM = 9000;

    /** More than the longest prefix. */
    private static final int SAME_SCOPE = 1000;

    final int interfaceIndex;

    /** Whether what goes out may have {@link #address} as its source. */
    final boolean unicast;

    private final PeerAddress address = new PeerAddress();
    private final DatagramIo io;

    private UdpPath(int interfaceIndex, boolean unicast, byte[] address, DatagramIo io) {
        this.interfaceIndex = interfaceIndex;
        this.unicast = unicast;
        System.arraycopy(address, 0, this.address.ip, 0, address.length);
        this.io = io;
    }

    /**
     * @param address 16 bytes, IPv4 as IPv4-mapped
     * @param port 0: any free one
     */
    static UdpPath open(NetworkInterface on, byte[] address, int port) throws IOException {
        PeerAddress form = new PeerAddress();
        System.arraycopy(address, 0, form.ip, 0, address.length);
        InetAddress bound = Addresses.toAddress(address, 0, form.isLinkLocal() ? on.getIndex() : 0);
        DatagramChannel channel = GroupChannel.open(form.isIpv4());
        try {
            channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, DatagramIo.GROUP_HOP_LIMIT);
            channel.bind(new InetSocketAddress(bound, port));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        DatagramIo io = DatagramIo.of(channel, LARGEST_DATAGRAM);
        return new UdpPath(on.getIndex(), true, address, io);
    }

    /**
     * @param group 16 bytes, IPv4 as IPv4-mapped
     */
    static UdpPath join(NetworkInterface on, byte[] group, int port) throws IOException {
        DatagramChannel channel = GroupChannel.open(on, group, port);
        DatagramIo io = DatagramIo.of(channel, LARGEST_DATAGRAM);
        return new UdpPath(on.getIndex(), false, group, io);
    }

    int port() throws IOException {
        return ((InetSocketAddress) io.channel().getLocalAddress()).getPort();
    }

    SelectableChannel channel() {
        return io.channel();
    }

    /**
     * Whether it serves this address. The interface counts for link-local addresses and groups: a
     * channel of another address is bound to nothing else.
     */
    boolean serves(int index, byte[] ip) {
        boolean scoped = !unicast || address.isLinkLocal();
        return Arrays.equals(address.ip, ip) && (!scoped || index == interfaceIndex);
    }

    /**
     * How well it reaches {@code to}, above 0 if at all: an address of the same scope first, then
     * the longest common prefix.
     */
    int fitness(PeerAddress to) {
        return unicast ? fitness(address, interfaceIndex, to) : 0;
    }

    static int fitness(PeerAddress own, int interfaceIndex, PeerAddress to) {
        boolean near = Addresses.isLinkScoped(to);
        boolean elsewhere = to.interfaceIndex != 0 && to.interfaceIndex != interfaceIndex;
        if (to.isIpv4() != own.isIpv4() || elsewhere && (near || Addresses.isMulticast(to))) {
            return 0;
        }
        return 1 + (near == own.isLinkLocal() ? SAME_SCOPE : 0) + commonBits(own.ip, to.ip);
    }

    private static int commonBits(byte[] a, byte[] b) {
        for (int i = 0; i < a.length; i++) {
            int different = (a[i] ^ b[i]) & 0xFF;
            if (different != 0) {
                return 8 * i + Integer.numberOfLeadingZeros(different) - 24;
            }
        }
        return 8 * a.length;
    }

    int receive(byte[] buffer, int offset, int capacity, PeerAddress from) {
        return io.receive(buffer, offset, capacity, from);
    }

    int send(byte[] buffer, int offset, int length, PeerAddress to) {
        return io.send(buffer, offset, length, to);
    }

    @Override
    public void close() {
        io.close();
    }
}
