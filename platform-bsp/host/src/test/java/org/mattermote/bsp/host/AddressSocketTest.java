package org.mattermote.bsp.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;

/** On loopback; what needs two interfaces is tried by the discovery test of firmware/boot. */
@Timeout(30)
class AddressSocketTest {
    private static final int PATIENCE_MILLIS = 5000;

    private static final int INTERFACE = 7;

    private final byte[] buffer = new byte[2000];
    private final PeerAddress from = new PeerAddress();
    private HostNetwork network;

    @BeforeEach
    void look() throws Exception {
        network = HostNetwork.open("lo");
    }

    private static DatagramSocket peer(String address) throws Exception {
        DatagramSocket peer = new DatagramSocket(0, InetAddress.getByName(address));
        peer.setSoTimeout(PATIENCE_MILLIS);
        return peer;
    }

    private int received(UdpSocket socket) throws Exception {
        long until = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
        int length;
        do {
            length = socket.receive(buffer, 0, buffer.length, from);
        } while (length == PortStatus.NONE && System.nanoTime() < until);
        return length;
    }

    private static void send(DatagramSocket peer, String address, int port) throws Exception {
        InetAddress to = InetAddress.getByName(address);
        peer.send(new DatagramPacket(new byte[] {1, 2, 3}, 3, to, port));
    }

    private void assertAnswered(UdpSocket socket, String own, String peerAddress) throws Exception {
        try (DatagramSocket peer = peer(peerAddress)) {
            send(peer, own, socket.port());
            assertEquals(3, received(socket));
            assertEquals(peer.getLocalPort(), from.port);
            assertEquals(PortStatus.OK, socket.send(new byte[5], 0, 5, from));
            DatagramPacket answer = new DatagramPacket(new byte[100], 100);
            peer.receive(answer);
            assertEquals(5, answer.getLength());
            assertEquals(
                    new InetSocketAddress(InetAddress.getByName(own), socket.port()),
                    answer.getSocketAddress());
        }
    }

    @Test
    void shouldServeEachAddressOfTheInterface() throws Exception {
        try (UdpSocket socket = UdpSocket.open(0, network)) {
            assertAnswered(socket, "127.0.0.1", "127.0.0.1");
            assertAnswered(socket, "127.0.0.1", "127.0.0.2");
            if (!network.addresses(0, false).isEmpty()) {
                assertAnswered(socket, "::1", "::1");
            }
            assertEquals(PortStatus.NONE, socket.receive(buffer, 0, buffer.length, from));
        }
    }

    @Test
    void shouldLeaveThePortOfOtherAddressesToOthers() throws Exception {
        try (UdpSocket socket = UdpSocket.open(0, network);
                DatagramSocket other =
                        new DatagramSocket(socket.port(), InetAddress.getByName("127.0.0.9"))) {
            assertAnswered(socket, "127.0.0.1", "127.0.0.1");
            try (DatagramSocket peer = peer("127.0.0.1")) {
                send(peer, "127.0.0.9", socket.port());
            }
            other.receive(new DatagramPacket(new byte[9], 9));
            assertEquals(PortStatus.NONE, socket.receive(buffer, 0, buffer.length, from));
        }
    }

    @Test
    void shouldRefuseAPortThatIsTakenOnOneOfItsAddresses() throws Exception {
        try (DatagramSocket other = peer("127.0.0.1")) {
            assertRefused(other.getLocalPort());
        }
        try (DatagramSocket other = new DatagramSocket()) {
            assertRefused(other.getLocalPort());
        }
        try (UdpSocket other = UdpSocket.open(0, network)) {
            assertRefused(other.port());
            assertThrows(HostException.class, () -> UdpSocket.open(other.port()));
        }
    }

    private void assertRefused(int port) {
        String message =
                assertThrows(HostException.class, () -> UdpSocket.open(port, network)).getMessage();
        assertEquals("UDP port " + port + " is in use; give another --port", message);
    }

    @Test
    void shouldKeepItsPathsWhileTheAddressesStay() throws Exception {
        try (UdpSocket socket = UdpSocket.open(0, network)) {
            int port = socket.port();
            socket.adjust();
            assertEquals(port, socket.port());
            assertAnswered(socket, "127.0.0.1", "127.0.0.1");
        }
    }

    @Test
    void shouldSayWhenNoAddressFits() throws Exception {
        try (UdpSocket socket = UdpSocket.open(0, network)) {
            PeerAddress to = address("fe80::1");
            to.interfaceIndex = 9999;
            assertEquals(PortStatus.FAILED, socket.send(new byte[3], 0, 3, to));
        }
    }

    private static PeerAddress address(String text) throws Exception {
        PeerAddress address = new PeerAddress();
        Addresses.toPeer(new InetSocketAddress(InetAddress.getByName(text), 5540), address);
        return address;
    }

    @Test
    void shouldHearTheGroupsItJoined() throws Exception {
        HostNetwork all = HostNetwork.open(null);
        int with = -1;
        for (int i = 0; i < all.interfaceCount(); i++) {
            with = all.addresses(i, false).isEmpty() ? with : i;
        }
        assumeTrue(with >= 0, "no interface here has an IPv6 address");
        NetworkInterface on = NetworkInterface.getByIndex(all.interfaceIndex(with));
        byte[] group = address("ff35:40:fd00::1234").ip;
        HostNetwork one = HostNetwork.open(on.getName());
        try (UdpSocket socket = UdpSocket.open(0, one);
                MulticastSocket sender = new MulticastSocket()) {
            one.attach(socket, null);
            sender.setNetworkInterface(on);
            assertEquals(PortStatus.OK, one.join(0, group, 0));
            assertEquals(PortStatus.OK, one.join(0, group, 0));
            send(sender, "ff35:40:fd00::1234", socket.port());
            assertEquals(3, received(socket));
            assertEquals(PortStatus.NONE, socket.receive(buffer, 0, buffer.length, from));
            assertEquals(PortStatus.OK, socket.send(new byte[5], 0, 5, from));
            assertEquals(PortStatus.OK, one.leave(0, group, 0));
            send(sender, "ff35:40:fd00::1234", socket.port());
            assertEquals(PortStatus.NONE, socket.receive(buffer, 0, buffer.length, from));
        }
    }

    @Test
    void shouldPreferAnAddressOfTheSameScopeAndThenTheLongestPrefix() throws Exception {
        String[] own = {"10.0.0.2", "10.1.0.2", "fe80::2", "fd01::2", "2001:db8::2", "fd02::2"};
        assertEquals("10.0.0.2", fittest(own, address("10.0.0.1")));
        assertEquals("10.1.0.2", fittest(own, address("10.1.9.9")));
        assertEquals("fd01::2", fittest(own, address("fd01::1")));
        assertEquals("fd02::2", fittest(own, address("fd02:9::1")));
        assertEquals("2001:db8::2", fittest(own, address("2620::1")));
        assertEquals("2001:db8::2", fittest(own, address("2001:db8:1::1")));
        PeerAddress near = address("fe80::1");
        assertEquals("fe80::2", fittest(own, near));
        near.interfaceIndex = INTERFACE;
        assertEquals("fe80::2", fittest(own, near));
        near.interfaceIndex++;
        assertNull(fittest(own, near));
        PeerAddress group = address("ff02::1");
        group.interfaceIndex = INTERFACE;
        assertEquals("fe80::2", fittest(own, group));
        assertEquals("fd01::2", fittest(new String[] {"fe80::2", "fd01::2"}, address("2620::1")));
        assertEquals("fe80::2", fittest(new String[] {"fe80::2"}, address("fd01::1")));
        assertNull(fittest(new String[] {"fe80::2"}, address("10.0.0.1")));
        assertNull(fittest(new String[] {"10.0.0.2"}, address("fd01::1")));
        group = address("224.0.0.1");
        group.interfaceIndex = INTERFACE + 1;
        assertNull(fittest(own, group));
    }

    private static String fittest(String[] own, PeerAddress to) throws Exception {
        String found = null;
        int most = 0;
        for (String each : own) {
            int fitness = UdpPath.fitness(address(each), INTERFACE, to);
            if (fitness > most) {
                found = each;
                most = fitness;
            }
        }
        return found;
    }

    @Test
    void shouldLetMessagesToGroupsPassRouters() throws Exception {
        NetworkInterface lo = NetworkInterface.getByName("lo");
        try (UdpPath path = UdpPath.open(lo, address("127.0.0.1").ip, 0)) {
            NetworkChannel channel = (NetworkChannel) path.channel();
            assertEquals(64, channel.getOption(StandardSocketOptions.IP_MULTICAST_TTL));
        }
    }

    @Test
    void shouldRememberTheLastPathOfEachPeerAndForgetTheOldest() throws Exception {
        NetworkInterface lo = NetworkInterface.getByName("lo");
        PeerPaths peers = new PeerPaths();
        try (UdpPath a = UdpPath.open(lo, address("127.0.0.1").ip, 0);
                UdpPath b = UdpPath.open(lo, address("127.0.0.2").ip, 0)) {
            PeerAddress peer = address("127.0.0.3");
            for (int i = 0; i < PeerPaths.CAPACITY; i++) {
                peer.port = 1 + i;
                peers.heard(peer, a);
            }
            peer.port = 1;
            assertSame(a, peers.path(peer));
            peers.heard(peer, b);
            assertSame(b, peers.path(peer));
            peer.port = 1000;
            assertNull(peers.path(peer));
            peers.heard(peer, b);
            peer.port = 2;
            assertNull(peers.path(peer));
            peer.port = 3;
            assertSame(a, peers.path(peer));
            peers.forget(b);
            peer.port = 1;
            assertNull(peers.path(peer));
        }
    }
}
