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
import org.mattermote.stack.port.NetworkPort;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;

/**
 * The interfaces of this machine that the device uses: those that are up, can do multicast, are not
 * loopback and have an address; or the one that was named. When there is none at all: loopback.
 */
public final class HostNetwork implements NetworkPort {
    private static final int NAME_LIMIT = 32;

    /** One interface as it was when last looked at. */
    private record Link(
            int index, String name, byte[] hardware, List<byte[]> addresses, int[] prefixes) {
        boolean same(Link other) {
            if (index != other.index
                    || !name.equals(other.name)
                    || !Arrays.equals(hardware, other.hardware)
                    || addresses.size() != other.addresses.size()) {
                return false;
            }
            for (int i = 0; i < addresses.size(); i++) {
                if (!Arrays.equals(addresses.get(i), other.addresses.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    private final String only;
    private List<Link> links;
    private int generation;
    private UdpSocket matter;
    private MulticastDnsSocket dns;

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
        if (same) {
            return false;
        }
        links = now;
        generation++;
        if (dns != null) {
            dns.joinAll();
        }
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
        for (NetworkInterface candidate : candidates()) {
            try {
                boolean wanted =
                        only == null
                                ? candidate.supportsMulticast() && !candidate.isLoopback()
                                : candidate.getName().equals(only);
                boolean fallback = only == null && candidate.isLoopback();
                if (!candidate.isUp() || !wanted && !fallback) {
                    continue;
                }
                Link link = link(candidate);
                if (link.addresses.isEmpty()) {
                    continue;
                }
                if (wanted) {
                    found.add(link);
                } else if (loopback == null) {
                    loopback = link;
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

    private static boolean isUp(NetworkInterface candidate) {
        try {
            return candidate.isUp();
        } catch (SocketException e) {
            return false;
        }
    }

    private static Link link(NetworkInterface from) throws SocketException {
        List<byte[]> addresses = new ArrayList<>();
        List<Integer> prefixes = new ArrayList<>();
        for (InterfaceAddress held : from.getInterfaceAddresses()) {
            InetAddress address = held.getAddress();
            if (address == null) {
                continue;
            }
            byte[] ip = new byte[PeerAddress.IP_LENGTH];
            Addresses.toBytes(address, ip, 0);
            int prefix = held.getNetworkPrefixLength();
            addresses.add(ip);
            prefixes.add(address.getAddress().length == 4 ? prefix + 96 : prefix);
        }
        byte[] hardware = from.getHardwareAddress();
        return new Link(
                from.getIndex(),
                from.getName(),
                hardware != null && (hardware.length == 6 || hardware.length == 8)
                        ? hardware
                        : new byte[0],
                addresses,
                prefixes.stream().mapToInt(Integer::intValue).toArray());
    }

    boolean uses(int interfaceIndex) {
        for (Link link : links) {
            if (link.index == interfaceIndex) {
                return true;
            }
        }
        return false;
    }

    /**
     * The interface whose subnet {@code ip} is in; the only one if none; 0 if that is not clear.
     */
    int interfaceOf(byte[] ip) {
        for (Link link : links) {
            for (int i = 0; i < link.addresses.size(); i++) {
                if (samePrefix(link.addresses.get(i), ip, link.prefixes[i])) {
                    return link.index;
                }
            }
        }
        return links.size() == 1 ? links.get(0).index : 0;
    }

    private static boolean samePrefix(byte[] a, byte[] b, int bits) {
        for (int i = 0; i < bits; i++) {
            int mask = 0x80 >> i % 8;
            if ((a[i / 8] & mask) != (b[i / 8] & mask)) {
                return false;
            }
        }
        return bits > 0;
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
            return dns == null ? PortStatus.FAILED : dns.leave(index, group, offset);
        }
        return matter == null ? PortStatus.FAILED : matter.leave(index, group, offset);
    }
}
