package org.mattermote.bsp.host;

import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.channels.SelectableChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;

/**
 * The Matter port on the addresses of the network's interfaces: one {@link UdpPath} each, which
 * come and go with the addresses, and one for each multicast group, since a channel that is bound
 * to an address hears no group.
 *
 * <p>A peer is answered from the address that it last sent to ({@link PeerPaths}); others are sent
 * to from the address that is fittest ({@link UdpPath#fitness}).
 */
final class AddressSocket extends UdpSocket {
    private final HostNetwork network;
    private final List<UdpPath> paths = new ArrayList<>();
    private final PeerPaths peers = new PeerPaths();
    private Set<String> refused = new HashSet<>();
    private Consumer<SelectableChannel> watcher = channel -> {};
    private Consumer<String> told = text -> {};
    private IOException refusal;
    private int port;
    private int next;

    private AddressSocket(int port, HostNetwork network) {
        this.port = port;
        this.network = network;
    }

    static AddressSocket of(int port, HostNetwork network) throws HostException {
        AddressSocket socket = new AddressSocket(port, network);
        socket.adjust();
        IOException why = socket.refusal;
        if (why != null && (isTaken(why) || socket.paths.isEmpty())) {
            socket.close();
            throw refusal(port, why);
        }
        return socket;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void tells(Consumer<String> listener) {
        told = listener;
    }

    @Override
    void watchedBy(Consumer<SelectableChannel> watching) {
        watcher = watching;
        for (UdpPath path : paths) {
            watcher.accept(path.channel());
        }
    }

    /** An address that is refused now may be had later. */
    @Override
    void adjust() {
        List<UdpPath> kept = new ArrayList<>();
        Set<String> failed = new HashSet<>();
        forEachAddress((index, ip) -> kept.add(path(true, index, ip)));
        for (UdpPath path : new ArrayList<>(paths)) {
            if (path.unicast && !kept.contains(path)) {
                remove(path);
            }
        }
        forEachAddress(
                (index, ip) -> {
                    if (path(true, index, ip) == null) {
                        open(index, ip, failed);
                    }
                });
        refused = failed;
    }

    private void forEachAddress(BiConsumer<Integer, byte[]> task) {
        for (int i = 0; i < network.interfaceCount(); i++) {
            for (int n = 0; n < network.addressCount(i); n++) {
                byte[] ip = new byte[PeerAddress.IP_LENGTH];
                network.address(i, n, ip, 0);
                task.accept(network.interfaceIndex(i), ip);
            }
        }
    }

    private void open(int index, byte[] ip, Set<String> failed) {
        try {
            NetworkInterface on = NetworkInterface.getByIndex(index);
            if (on != null) {
                UdpPath path = UdpPath.open(on, ip, port);
                port = path.port();
                add(path);
            }
        } catch (IOException e) {
            refusal = refusal == null || isTaken(e) ? e : refusal;
            String address = Addresses.toAddress(ip, 0, 0).getHostAddress();
            failed.add(address);
            if (!refused.contains(address)) {
                told.accept(
                        "network address="
                                + address
                                + " not served: "
                                + refusal(port, e).getMessage());
            }
        }
    }

    private void add(UdpPath path) {
        paths.add(path);
        watcher.accept(path.channel());
    }

    private void remove(UdpPath path) {
        paths.remove(path);
        peers.forget(path);
        next = 0;
        path.close();
    }

    private UdpPath path(boolean unicast, int index, byte[] ip) {
        for (UdpPath path : paths) {
            if (path.unicast == unicast && path.serves(index, ip)) {
                return path;
            }
        }
        return null;
    }

    /** Takes from the paths in turn. */
    @Override
    public int receive(byte[] buffer, int offset, int capacity, PeerAddress from) {
        for (int i = 0; i < paths.size(); i++) {
            UdpPath path = paths.get(next);
            next = (next + 1) % paths.size();
            int length = path.receive(buffer, offset, capacity, from);
            if (length != PortStatus.NONE) {
                if (path.unicast) {
                    peers.heard(from, path);
                }
                return length;
            }
        }
        return PortStatus.NONE;
    }

    @Override
    public int send(byte[] buffer, int offset, int length, PeerAddress to) {
        UdpPath path = peers.path(to);
        path = path == null ? fittest(to) : path;
        return path == null ? PortStatus.FAILED : path.send(buffer, offset, length, to);
    }

    private UdpPath fittest(PeerAddress to) {
        UdpPath found = null;
        for (UdpPath path : paths) {
            int fitness = path.fitness(to);
            if (fitness > 0 && (found == null || fitness > found.fitness(to))) {
                found = path;
            }
        }
        return found;
    }

    @Override
    int join(int interfaceIndex, byte[] group, int offset) {
        byte[] ip = Arrays.copyOfRange(group, offset, offset + PeerAddress.IP_LENGTH);
        if (path(false, interfaceIndex, ip) != null) {
            return PortStatus.OK;
        }
        try {
            NetworkInterface on = NetworkInterface.getByIndex(interfaceIndex);
            if (on == null) {
                return PortStatus.FAILED;
            }
            add(UdpPath.join(on, ip, port));
            return PortStatus.OK;
        } catch (IOException | RuntimeException e) {
            return PortStatus.FAILED;
        }
    }

    @Override
    int leave(int interfaceIndex, byte[] group, int offset) {
        byte[] ip = Arrays.copyOfRange(group, offset, offset + PeerAddress.IP_LENGTH);
        UdpPath path = path(false, interfaceIndex, ip);
        if (path != null) {
            remove(path);
        }
        return PortStatus.OK;
    }

    @Override
    public void close() {
        for (UdpPath path : paths) {
            path.close();
        }
        paths.clear();
        next = 0;
    }
}
