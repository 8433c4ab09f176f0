package org.mattermote.bsp.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import org.mattermote.stack.port.PeerAddress;

/**
 * A channel that hears what is sent to one multicast group, beside other programs that do the same:
 * bound to the group's address where the host can do that, else to every address.
 */
final class GroupChannel {
    private GroupChannel() {}

    /**
     * A channel that does not block, and a member of the group on one interface.
     *
     * @param group 16 bytes, IPv4 as IPv4-mapped
     */
    static DatagramChannel open(NetworkInterface on, byte[] group, int port) throws IOException {
        PeerAddress form = new PeerAddress();
        System.arraycopy(group, 0, form.ip, 0, form.ip.length);
        InetAddress scoped = Addresses.toAddress(group, 0, on.getIndex());
        DatagramChannel channel = shared(form.isIpv4(), new InetSocketAddress(scoped, port));
        try {
            channel.join(Addresses.toAddress(group, 0, 0), on);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw new IOException(e);
        }
    }

    /**
     * A channel bound to {@code group}, in the first of these ways that the host takes.
     * SO_REUSEADDR alone is enough on Linux, where a packet for one of several IPv4 channels with
     * SO_REUSEPORT and the same address may be handed to any of them, that of another interface too
     * (seen with Linux 6.18: it takes them for one service). Other hosts, and programs that set
     * nothing else, want SO_REUSEPORT. Some hosts do not bind a group's address.
     */
    private static DatagramChannel shared(boolean ipv4, InetSocketAddress group)
            throws IOException {
        try {
            return bound(ipv4, group, false);
        } catch (IOException e) {
            try {
                return bound(ipv4, group, true);
            } catch (IOException f) {
                InetSocketAddress all = new InetSocketAddress(any(ipv4), group.getPort());
                return bound(ipv4, all, true);
            }
        }
    }

    private static InetAddress any(boolean ipv4) throws IOException {
        return InetAddress.getByAddress(new byte[ipv4 ? 4 : 16]);
    }

    private static DatagramChannel bound(boolean ipv4, InetSocketAddress address, boolean reusePort)
            throws IOException {
        DatagramChannel channel = open(ipv4);
        try {
            share(channel, StandardSocketOptions.SO_REUSEADDR);
            if (reusePort) {
                share(channel, StandardSocketOptions.SO_REUSEPORT);
            }
            channel.bind(address);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e instanceof IOException ? (IOException) e : new IOException(e);
        }
    }

    /** A channel of one IP version that does not block, not yet bound. */
    static DatagramChannel open(boolean ipv4) throws IOException {
        DatagramChannel channel;
        try {
            channel =
                    DatagramChannel.open(
                            ipv4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
        } catch (UnsupportedOperationException e) {
            throw new IOException(e);
        }
        channel.configureBlocking(false);
        return channel;
    }

    private static void share(DatagramChannel channel, SocketOption<Boolean> option)
            throws IOException {
        if (channel.supportedOptions().contains(option)) {
            channel.setOption(option, true);
        }
    }
}
