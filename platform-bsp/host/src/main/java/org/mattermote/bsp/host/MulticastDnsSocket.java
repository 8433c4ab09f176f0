package org.mattermote.bsp.host;

import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.channels.SelectableChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.mattermote.stack.port.DatagramPort;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;

/**
 * Multicast DNS on every interface the device uses, by each IP version the interface has an address
 * of: one {@link MulticastDnsPath} each, which come and go with the addresses. So the interface of
 * every packet is known, and each leaves by the right one with an address of it.
 *
 * <p>Port 5353 is shared with whatever else on this machine speaks multicast DNS. Since the paths
 * are bound to the groups, no packet that was sent to one of this machine's addresses is taken away
 * from the other program; a question sent to such an address by unicast is not answered. What is
 * sent loops back, so that peers on this machine hear it; so does this socket itself, as an answer
 * like those of other hosts.
 *
 * <p>Multicast leaves with TTL and hop limit 255. (RFC 6762 11 asks for it in unicast answers too;
 * the class library cannot set it there.)
 */
public final class MulticastDnsSocket implements DatagramPort, AutoCloseable {
    public static final int PORT = 5353;

    private final HostNetwork network;
    private final int port;
    private final List<MulticastDnsPath> paths = new ArrayList<>();
    private Consumer<SelectableChannel> watcher = channel -> {};
    private IOException refusal;
    private int next;

    private MulticastDnsSocket(HostNetwork network, int port) {
        this.network = network;
        this.port = port;
    }

    public static MulticastDnsSocket open(HostNetwork network) throws HostException {
        return open(network, PORT);
    }

    /** For tests that must not hear the machine's own multicast DNS. */
    static MulticastDnsSocket open(HostNetwork network, int port) throws HostException {
        MulticastDnsSocket socket = new MulticastDnsSocket(network, port);
        socket.adjust();
        if (socket.paths.isEmpty() && socket.refusal != null) {
            throw new HostException(
                    "UDP port "
                            + port
                            + " for multicast DNS cannot be opened: "
                            + HostException.reason(socket.refusal)
                            + "; a program that does not share it must be stopped");
        }
        return socket;
    }

    /**
     * Opens a path wherever there is an address and closes those without; for every look at the
     * network, as one that is refused now may be had later.
     *
     * @return whether anything changed
     */
    boolean adjust() {
        List<MulticastDnsPath> kept = new ArrayList<>();
        List<MulticastDnsPath> fresh = new ArrayList<>();
        for (int i = 0; i < network.interfaceCount(); i++) {
            for (boolean ipv4 : new boolean[] {false, true}) {
                List<byte[]> addresses = network.addresses(i, ipv4);
                MulticastDnsPath old = path(network.interfaceIndex(i), ipv4);
                if (addresses.isEmpty()) {
                    continue;
                }
                if (old != null && old.fits(network.interfaceIndex(i), ipv4, addresses)) {
                    kept.add(old);
                } else {
                    open(network.interfaceIndex(i), ipv4, addresses, fresh);
                }
            }
        }
        boolean changed = !fresh.isEmpty() || kept.size() != paths.size();
        for (MulticastDnsPath path : paths) {
            if (!kept.contains(path)) {
                path.close();
            }
        }
        paths.clear();
        paths.addAll(kept);
        paths.addAll(fresh);
        next = 0;
        for (MulticastDnsPath path : fresh) {
            watcher.accept(path.channel());
        }
        return changed;
    }

    private void open(
            int index, boolean ipv4, List<byte[]> addresses, List<MulticastDnsPath> opened) {
        try {
            NetworkInterface on = NetworkInterface.getByIndex(index);
            if (on != null) {
                opened.add(MulticastDnsPath.open(on, ipv4, addresses, port));
            }
        } catch (IOException e) {
            refusal = e;
        }
    }

    /** Tells of each channel there is and will be: packets on it are to wake the loop. */
    void watchedBy(Consumer<SelectableChannel> watching) {
        watcher = watching;
        for (MulticastDnsPath path : paths) {
            watcher.accept(path.channel());
        }
    }

    private MulticastDnsPath path(int interfaceIndex, boolean ipv4) {
        for (MulticastDnsPath path : paths) {
            if (path.interfaceIndex == interfaceIndex && path.ipv4 == ipv4) {
                return path;
            }
        }
        return null;
    }

    /** Takes from the paths in turn. */
    @Override
    public int receive(byte[] buffer, int offset, int capacity, PeerAddress from) {
        for (int i = 0; i < paths.size(); i++) {
            MulticastDnsPath path = paths.get(next);
            next = (next + 1) % paths.size();
            int length = path.receive(buffer, offset, capacity, from);
            if (length != PortStatus.NONE) {
                return length;
            }
        }
        return PortStatus.NONE;
    }

    @Override
    public int send(byte[] buffer, int offset, int length, PeerAddress to) {
        MulticastDnsPath path = path(to.interfaceIndex, to.isIpv4());
        return path == null ? PortStatus.FAILED : path.send(buffer, offset, length, to);
    }

    /** The groups are joined as long as there is a path. */
    int join(int interfaceIndex, byte[] group, int offset) {
        boolean ipv4 = Arrays.equals(bytes(group, offset), MulticastDnsPath.GROUP_IPV4);
        return path(interfaceIndex, ipv4) == null ? PortStatus.FAILED : PortStatus.OK;
    }

    /** Whether {@code group} is one of multicast DNS: ff02::fb or 224.0.0.251. */
    static boolean isGroup(byte[] group, int offset) {
        byte[] bytes = bytes(group, offset);
        return Arrays.equals(bytes, MulticastDnsPath.GROUP_IPV4)
                || Arrays.equals(bytes, MulticastDnsPath.GROUP_IPV6);
    }

    private static byte[] bytes(byte[] group, int offset) {
        return Arrays.copyOfRange(group, offset, offset + PeerAddress.IP_LENGTH);
    }

    @Override
    public void close() {
        for (MulticastDnsPath path : paths) {
            path.close();
        }
        paths.clear();
        next = 0;
    }
}
