package org.mattermote.bsp.host;

import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.mattermote.stack.port.NetworkPort;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;

/**
 * The interfaces of this machine that the device uses: those that are up, can do multicast, are not
 * loopback and have an address; or the one that was named. While there is none and none was named:
 * loopback with its IPv4 addresses.
 *
 * <p>An IPv6 address is counted when the kernel has made sure that nobody else has it: earlier
 * nothing can be sent from it.
 */
public final class HostNetwork implements NetworkPort {
    private static final int NAME_LIMIT = 32;

    /** One interface as it was when last looked at. */
    private record Link(
            int index, String name, byte[] hardware, boolean loopback, List<byte[]> addresses) {
        boolean same(Link other) {
            return index == other.index
                    && name.equals(other.name)
                    && Arrays.equals(hardware, other.hardware)
                    && sameAddresses(addresses, other.addresses);
        }
    }

    private final String only;
    private List<Link> links;
    private int generation;
    private UdpSocket matter;
    private MulticastDnsSocket dns;
    private Consumer<String> told = text -> {};

    private HostNetwork(String only) {
        this.only = only;
    }

    /**
     * @param only name of the one interface to use, or null for all
     */
    public static HostNetwork open(String only) throws HostException {
        HostNetwork network = new HostNetwork(only);
        network.links = network.look();
        if (network.links.isEmpty()) {
            throw new HostException(
                    only == null
                            ? "no network interface is up, not even loopback"
                            : "interface " + only + " " + network.fault());
        }
        return network;
    }

    /** Gives the sockets that {@link #join} and {@link #leave} are for. */
    public void attach(UdpSocket matterSocket, MulticastDnsSocket dnsSocket) {
        matter = matterSocket;
        dns = dnsSocket;
    }

    /** Is told, in one line, when there is nothing but loopback, and when there is more again. */
    public void tells(Consumer<String> listener) {
        told = listener;
        if (isLoopbackOnly()) {
            tell();
        }
    }

    private boolean isLoopbackOnly() {
        return only == null && links.size() == 1 && links.get(0).loopback;
    }

    private void tell() {
        if (isLoopbackOnly()) {
            told.accept(
                    "network interface="
                            + links.get(0).name
                            + " ipv4-only: no other interface is up with multicast and an address");
        } else if (!links.isEmpty()) {
            told.accept("network interface=" + links.get(0).name);
        }
    }

    /**
     * Looks at the machine again and raises {@link #generation()} if anything the device uses
     * changed.
     */
    public boolean refresh() {
        List<Link> now = look();
        boolean same = now.size() == links.size();
        for (int i = 0; same && i < now.size(); i++) {
            same = now.get(i).same(links.get(i));
        }
        boolean loopback = isLoopbackOnly();
        links = now;
        if (loopback != isLoopbackOnly()) {
            tell();
        }
        if (matter != null) {
            // Before anything is announced there.
            matter.adjust();
        }
        boolean paths = dns != null && dns.adjust();
        if (same && !paths) {
            return false;
        }
        generation++;
        return true;
    }

    private String fault() {
        boolean there;
        try {
            there = NetworkInterface.getByName(only) != null;
        } catch (SocketException e) {
            there = false;
        }
        List<String> names = new ArrayList<>();
        for (NetworkInterface candidate : candidates()) {
            if (isUp(candidate) && candidate.getInetAddresses().hasMoreElements()) {
                names.add(candidate.getName());
            }
        }
        return (there ? "is down or has no address" : "is not there")
                + "; usable: "
                + String.join(", ", names);
    }

    private static List<NetworkInterface> candidates() {
        try {
            List<NetworkInterface> all = Collections.list(NetworkInterface.getNetworkInterfaces());
            all.sort(Comparator.comparingInt(NetworkInterface::getIndex));
            return all;
        } catch (SocketException e) {
            return List.of();
        }
    }

    private List<Link> look() {
        List<Link> found = new ArrayList<>();
        Link loopback = null;
        Set<String> unusable = Ipv6Table.unusable();
        for (NetworkInterface candidate : candidates()) {
            try {
                boolean wanted =
                        only == null
                                ? candidate.supportsMulticast() && !candidate.isLoopback()
                                : candidate.getName().equals(only);
                boolean fallback = only == null && loopback == null && candidate.isLoopback();
                if (!candidate.isUp() || !candidate.getInetAddresses().hasMoreElements()) {
                    continue;
                }
                if (wanted) {
                    found.add(link(candidate, unusable));
                } else if (fallback) {
                    loopback = ipv4Of(link(candidate, unusable));
                }
            } catch (SocketException e) {
                // Gone since it was listed.
            }
        }
        if (found.isEmpty() && loopback != null) {
            found.add(loopback);
        }
        return found;
    }

    private static Link ipv4Of(Link link) {
        return new Link(
                link.index, link.name, link.hardware, link.loopback, only(link.addresses, true));
    }

    private static boolean isUp(NetworkInterface candidate) {
        try {
            return candidate.isUp();
        } catch (SocketException e) {
            return false;
        }
    }

    private static Link link(NetworkInterface from, Set<String> unusable) throws SocketException {
        List<byte[]> addresses = new ArrayList<>();
        for (InterfaceAddress held : from.getInterfaceAddresses()) {
            InetAddress address = held.getAddress();
            if (address != null && !unusable.contains(Ipv6Table.name(address, from.getIndex()))) {
                byte[] ip = new byte[PeerAddress.IP_LENGTH];
                Addresses.toBytes(address, ip, 0);
                addresses.add(ip);
            }
        }
        byte[] hardware = from.getHardwareAddress();
        return new Link(
                from.getIndex(),
                from.getName(),
                hardware != null && (hardware.length == 6 || hardware.length == 8)
                        ? hardware
                        : new byte[0],
                from.isLoopback(),
                addresses);
    }

    static boolean sameAddresses(List<byte[]> a, List<byte[]> b) {
        boolean same = a.size() == b.size();
        for (int i = 0; same && i < a.size(); i++) {
            same = Arrays.equals(a.get(i), b.get(i));
        }
        return same;
    }

    /** Addresses of interface {@code i} of one IP version, in the form of the ports. */
    List<byte[]> addresses(int i, boolean ipv4) {
        return only(links.get(i).addresses, ipv4);
    }

    private static List<byte[]> only(List<byte[]> addresses, boolean ipv4) {
        List<byte[]> found = new ArrayList<>();
        PeerAddress each = new PeerAddress();
        for (byte[] address : addresses) {
            System.arraycopy(address, 0, each.ip, 0, address.length);
            if (each.isIpv4() == ipv4) {
                found.add(address);
            }
        }
        return found;
    }

    @Override
    public int generation() {
        return generation;
    }

    @Override
    public int interfaceCount() {
        return links.size();
    }

    @Override
    public int interfaceIndex(int i) {
        return links.get(i).index;
    }

    @Override
    public int hardwareAddress(int i, byte[] out, int offset) {
        byte[] hardware = links.get(i).hardware;
        System.arraycopy(hardware, 0, out, offset, hardware.length);
        return hardware.length;
    }

    @Override
    public int name(int i, byte[] out, int offset) {
        byte[] name = links.get(i).name.getBytes(StandardCharsets.US_ASCII);
        int length = Math.min(name.length, NAME_LIMIT);
        System.arraycopy(name, 0, out, offset, length);
        return length;
    }

    @Override
    public long link(int i, int what) {
        return LinkFiles.value(links.get(i).name, what);
    }

    @Override
    public int addressCount(int i) {
        return links.get(i).addresses.size();
    }

    @Override
    public void address(int i, int n, byte[] out, int offset) {
        System.arraycopy(links.get(i).addresses.get(n), 0, out, offset, PeerAddress.IP_LENGTH);
    }

    @Override
    public int join(int i, byte[] group, int offset) {
        int index = links.get(i).index;
        if (MulticastDnsSocket.isGroup(group, offset)) {
            return dns == null ? PortStatus.FAILED : dns.join(index, group, offset);
        }
        return matter == null ? PortStatus.FAILED : matter.join(index, group, offset);
    }

    @Override
    public int leave(int i, byte[] group, int offset) {
        int index = links.get(i).index;
        if (MulticastDnsSocket.isGroup(group, offset)) {
            // Its paths last as long as their interface.
            return PortStatus.OK;
        }
        return matter == null ? PortStatus.FAILED : matter.leave(index, group, offset);
    }
}
