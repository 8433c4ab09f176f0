package org.mattermote.bsp.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;

class SocketTest {
    private static final long PATIENCE_MILLIS = 5000;

    private final byte[] buffer = new byte[2000];
    private final PeerAddress from = new PeerAddress();

    private static PeerAddress peer(String address, int port) throws Exception {
        PeerAddress peer = new PeerAddress();
        Addresses.toPeer(new InetSocketAddress(InetAddress.getByName(address), port), peer);
        return peer;
    }

    private static boolean arrives(UdpSocket socket) throws Exception {
        try (Selector selector = Selector.open()) {
            socket.watchedBy(channel -> watch(channel, selector));
            return selector.select(PATIENCE_MILLIS) > 0;
        }
    }

    private static void watch(SelectableChannel channel, Selector selector) {
        try {
            channel.register(selector, SelectionKey.OP_READ);
        } catch (ClosedChannelException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldCarryIpv4AsMapped() throws Exception {
        try (UdpSocket a = UdpSocket.open(0);
                UdpSocket b = UdpSocket.open(0)) {
            PeerAddress to = peer("127.0.0.1", b.port());
            assertTrue(to.isIpv4());
            assertEquals(PortStatus.OK, a.send(new byte[] {9, 1, 2, 3}, 1, 3, to));
            assertTrue(arrives(b));
            assertEquals(3, b.receive(buffer, 5, 100, from));
            assertArrayEquals(new byte[] {1, 2, 3}, Arrays.copyOfRange(buffer, 5, 8));
            assertTrue(from.isIpv4());
            assertEquals(a.port(), from.port);
            assertEquals(PortStatus.NONE, b.receive(buffer, 0, 100, from));
        }
    }

    @Test
    void shouldCarryIpv6() throws Exception {
        assumeTrue(hasLoopback6(), "this machine has no ::1");
        try (UdpSocket a = UdpSocket.open(0);
                UdpSocket b = UdpSocket.open(0)) {
            assertEquals(PortStatus.OK, a.send(new byte[7], 0, 7, peer("::1", b.port())));
            assertTrue(arrives(b));
            assertEquals(7, b.receive(buffer, 0, 100, from));
            assertTrue(from.matches(peer("::1", a.port())));
        }
    }

    private static boolean hasLoopback6() throws Exception {
        return java.net.NetworkInterface.getByInetAddress(InetAddress.getByName("::1")) != null;
    }

    @Test
    void shouldDropADatagramLongerThanTheBuffer() throws Exception {
        try (UdpSocket a = UdpSocket.open(0);
                UdpSocket b = UdpSocket.open(0)) {
            PeerAddress to = peer("127.0.0.1", b.port());
            a.send(new byte[101], 0, 101, to);
            a.send(new byte[100], 0, 100, to);
            assertTrue(arrives(b));
            assertEquals(PortStatus.TOO_SMALL, b.receive(buffer, 0, 100, from));
            assertTrue(arrives(b));
            assertEquals(100, b.receive(buffer, 0, 100, from));
        }
    }

    @Test
    void shouldSayThatThePortIsInUse() throws Exception {
        try (UdpSocket a = UdpSocket.open(0)) {
            String message =
                    assertThrows(HostException.class, () -> UdpSocket.open(a.port())).getMessage();
            assertEquals("UDP port " + a.port() + " is in use; give another --port", message);
        }
    }

    @Test
    void shouldSayWhenAnAddressCannotBeReached() throws Exception {
        try (UdpSocket a = UdpSocket.open(0)) {
            PeerAddress to = peer("fe80::1", 5540);
            to.interfaceIndex = 9999;
            assertEquals(PortStatus.FAILED, a.send(new byte[3], 0, 3, to));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldHearMulticastOfThisMachineAndNameTheInterface(boolean ipv4) throws Exception {
        HostNetwork network = HostNetwork.open(null);
        int with = -1;
        for (int i = 0; i < network.interfaceCount(); i++) {
            with = network.addresses(i, ipv4).isEmpty() ? with : i;
        }
        assumeTrue(with >= 0, "no interface here has an address of this IP version");
        try (MulticastDnsSocket a = MulticastDnsSocket.open(network, 15353);
                MulticastDnsSocket b = MulticastDnsSocket.open(network, 15353)) {
            PeerAddress to = peer(ipv4 ? "224.0.0.251" : "ff02::fb", 15353);
            to.interfaceIndex = network.interfaceIndex(with);
            assertEquals(PortStatus.OK, a.send(new byte[] {1, 2, 3}, 0, 3, to));
            for (MulticastDnsSocket each : new MulticastDnsSocket[] {a, b}) {
                assertEquals(3, received(each));
                assertEquals(ipv4, from.isIpv4());
                assertEquals(network.interfaceIndex(with), from.interfaceIndex);
                assertEquals(15353, from.port);
                assertEquals(PortStatus.NONE, each.receive(buffer, 0, 100, from));
            }
            assertEquals(PortStatus.FAILED, network.join(with, to.ip, 0));
            network.attach(null, a);
            assertEquals(PortStatus.OK, network.join(with, to.ip, 0));
            assertEquals(PortStatus.OK, network.leave(with, to.ip, 0));
            to.interfaceIndex = 9999;
            assertEquals(PortStatus.FAILED, a.send(new byte[3], 0, 3, to));
        }
    }

    private int received(MulticastDnsSocket socket) throws Exception {
        try (Selector selector = Selector.open()) {
            socket.watchedBy(channel -> watch(channel, selector));
            selector.select(PATIENCE_MILLIS);
        }
        return socket.receive(buffer, 0, 100, from);
    }

    @Test
    void shouldLeavePacketsToOneAddressToOthers() throws Exception {
        HostNetwork network = HostNetwork.open("lo");
        try (MulticastDnsSocket ours = MulticastDnsSocket.open(network, 15354);
                DatagramSocket other = new DatagramSocket(null);
                DatagramSocket sender = new DatagramSocket()) {
            other.setReuseAddress(true);
            other.bind(new InetSocketAddress(15354));
            other.setSoTimeout((int) PATIENCE_MILLIS);
            sender.send(
                    new DatagramPacket(new byte[7], 7, InetAddress.getByName("127.0.0.1"), 15354));
            DatagramPacket packet = new DatagramPacket(new byte[100], 100);
            other.receive(packet);
            assertEquals(7, packet.getLength());
            assertEquals(PortStatus.NONE, ours.receive(buffer, 0, 100, from));
        }
    }

    @Test
    void shouldKnowTheGroupsOfMulticastDns() throws Exception {
        assertTrue(MulticastDnsSocket.isGroup(peer("ff02::fb", 0).ip, 0));
        assertTrue(MulticastDnsSocket.isGroup(peer("224.0.0.251", 0).ip, 0));
        assertTrue(!MulticastDnsSocket.isGroup(peer("ff02::1", 0).ip, 0));
        assertTrue(!MulticastDnsSocket.isGroup(peer("224.0.0.1", 0).ip, 0));
    }
}
