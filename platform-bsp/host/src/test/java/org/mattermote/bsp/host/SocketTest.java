package org.mattermote.bsp.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
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

    private static boolean arrives(SelectableChannel channel) throws Exception {
        try (Selector selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_READ);
            boolean something = selector.select(PATIENCE_MILLIS) > 0;
            channel.keyFor(selector).cancel();
            return something;
        }
    }

    @Test
    void shouldCarryIpv4AsMapped() throws Exception {
        try (UdpSocket a = UdpSocket.open(0);
                UdpSocket b = UdpSocket.open(0)) {
            PeerAddress to = peer("127.0.0.1", b.port());
            assertTrue(to.isIpv4());
            assertEquals(PortStatus.OK, a.send(new byte[] {9, 1, 2, 3}, 1, 3, to));
            assertTrue(arrives(b.channel()));
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
            assertTrue(arrives(b.channel()));
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
            assertTrue(arrives(b.channel()));
            assertEquals(PortStatus.TOO_SMALL, b.receive(buffer, 0, 100, from));
            assertTrue(arrives(b.channel()));
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

    @Test
    void shouldHearMulticastOfThisMachineAndNameTheInterface() throws Exception {
        HostNetwork network = HostNetwork.open(null);
        int with6 = -1;
        for (int i = 0; i < network.interfaceCount(); i++) {
            for (int n = 0; n < network.addressCount(i); n++) {
                PeerAddress address = new PeerAddress();
                network.address(i, n, address.ip, 0);
                if (address.isLinkLocal()) {
                    with6 = i;
                }
            }
        }
        assumeTrue(with6 >= 0, "no interface here has an IPv6 link-local address");
        try (MulticastDnsSocket a = MulticastDnsSocket.open(network, 15353);
                MulticastDnsSocket b = MulticastDnsSocket.open(network, 15353)) {
            PeerAddress to = peer("ff02::fb", 15353);
            to.interfaceIndex = network.interfaceIndex(with6);
            assertEquals(PortStatus.OK, a.send(new byte[] {1, 2, 3}, 0, 3, to));
            for (MulticastDnsSocket each : new MulticastDnsSocket[] {a, b}) {
                assertTrue(arrives(each.channel()));
                assertEquals(3, each.receive(buffer, 0, 100, from));
                assertTrue(from.isLinkLocal());
                assertEquals(network.interfaceIndex(with6), from.interfaceIndex);
                assertEquals(15353, from.port);
                assertEquals(PortStatus.NONE, each.receive(buffer, 0, 100, from));
            }
            assertEquals(PortStatus.FAILED, network.join(with6, to.ip, 0));
            network.attach(null, a);
            assertEquals(PortStatus.OK, network.join(with6, to.ip, 0));
            assertEquals(PortStatus.OK, network.leave(with6, to.ip, 0));
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
