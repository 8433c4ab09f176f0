package org.mattermote.bsp.host;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import org.mattermote.stack.port.DatagramPort;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;

/**
 * The multicast DNS port 5353, shared with whatever else on this machine speaks multicast DNS, and
 * a member of ff02::fb on every interface the device uses. What it sends loops back, so that peers
 * on this machine hear it; so does this socket itself.
 *
 * <p>One channel serves all interfaces. (One for each would not tell them apart: Linux gives a
 * multicast packet to every socket that joined its group, on whatever interface.) Which interface a
 * packet came in by is taken from the scope of its source, as senders to ff02::fb use a link-local
 * one; for another source from the subnet it belongs to; if that says nothing and the device uses
 * one interface, it is that one; otherwise it is 0.
 *
 * <p>IPv4 goes the same way once 224.0.0.251 is joined: {@link #join} takes mapped groups.
 */
public final class MulticastDnsSocket implements DatagramPort, AutoCloseable {
    public static final int PORT = 5353;

    private static final int HOP_LIMIT = 255;
    private static final byte[] GROUP = {-1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -5};

    private final DatagramIo io;
    private final HostNetwork network;

    private MulticastDnsSocket(DatagramIo io, HostNetwork network) {
        this.io = io;
        this.network = network;
    }

    public static MulticastDnsSocket open(HostNetwork network) throws HostException {
        return open(network, PORT);
    }

    /** For tests that must not hear the machine's own multicast DNS. */
    static MulticastDnsSocket open(HostNetwork network, int port) throws HostException {
        DatagramIo io = null;
        try {
            io = DatagramIo.open();
            DatagramChannel channel = io.channel();
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            if (channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
                channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            channel.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, true);
            channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, HOP_LIMIT);
            channel.bind(new InetSocketAddress(port));
        } catch (IOException e) {
            if (io != null) {
                io.close();
            }
            throw new HostException(
                    "UDP port "
                            + port
                            + " for multicast DNS cannot be opened: "
                            + HostException.reason(e)
                            + "; a program that does not share it must be stopped");
        }
        MulticastDnsSocket socket = new MulticastDnsSocket(io, network);
        socket.joinAll();
        return socket;
    }

    /** Joins ff02::fb wherever it is not joined yet; for every change of the network. */
    public void joinAll() {
        for (int i = 0; i < network.interfaceCount(); i++) {
            // An interface without IPv6 refuses; it is tried again at the next change.
            io.join(network.interfaceIndex(i), GROUP, 0);
        }
    }

    public SelectableChannel channel() {
        return io.channel();
    }

    @Override
    public int receive(byte[] buffer, int offset, int capacity, PeerAddress from) {
        int length;
        do {
            length = io.receive(buffer, offset, capacity, from);
            if (length == PortStatus.NONE) {
                return length;
            }
            if (from.interfaceIndex == 0) {
                from.interfaceIndex = network.interfaceOf(from.ip);
            }
        } while (from.interfaceIndex != 0 && !network.uses(from.interfaceIndex));
        return length;
    }

    @Override
    public int send(byte[] buffer, int offset, int length, PeerAddress to) {
        return io.send(buffer, offset, length, to);
    }

    int join(int interfaceIndex, byte[] group, int offset) {
        return io.join(interfaceIndex, group, offset);
    }

    int leave(int interfaceIndex, byte[] group, int offset) {
        return io.leave(interfaceIndex, group, offset);
    }

    /** Whether {@code group} is one of multicast DNS: ff02::fb or 224.0.0.251. */
    static boolean isGroup(byte[] group, int offset) {
        PeerAddress address = new PeerAddress();
        System.arraycopy(group, offset, address.ip, 0, PeerAddress.IP_LENGTH);
        boolean ipv4 =
                address.isIpv4()
                        && (address.ip[12] & 0xFF) == 224
                        && address.ip[13] == 0
                        && address.ip[14] == 0
                        && address.ip[15] == -5;
        return ipv4 || java.util.Arrays.equals(address.ip, GROUP);
    }

    @Override
    public void close() {
        io.close();
    }
}
