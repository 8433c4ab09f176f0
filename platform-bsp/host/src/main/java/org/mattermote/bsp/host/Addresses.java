package org.mattermote.bsp.host;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.mattermote.stack.port.PeerAddress;

/** Addresses of the class library to and from the 16-byte form of the ports. */
final class Addresses {
    private static final int IPV4_AT = 12;

    private Addresses() {}

    static void toPeer(InetSocketAddress from, PeerAddress to) {
        to.clear();
        toBytes(from.getAddress(), to.ip, 0);
        to.port = from.getPort();
        if (from.getAddress() instanceof Inet6Address) {
            to.interfaceIndex = ((Inet6Address) from.getAddress()).getScopeId();
        }
    }

    static void toBytes(InetAddress from, byte[] out, int offset) {
        byte[] ip = from.getAddress();
        if (ip.length == PeerAddress.IP_LENGTH) {
            System.arraycopy(ip, 0, out, offset, ip.length);
            return;
        }
        for (int i = 0; i < 10; i++) {
            out[offset + i] = 0;
        }
        out[offset + 10] = -1;
        out[offset + 11] = -1;
        System.arraycopy(ip, 0, out, offset + IPV4_AT, ip.length);
    }

    static InetSocketAddress toSocket(PeerAddress peer) {
        InetAddress address = toAddress(peer.ip, 0, isLinkScoped(peer) ? peer.interfaceIndex : 0);
        return new InetSocketAddress(address, peer.port);
    }

    static InetAddress toAddress(byte[] ip, int offset, int scope) {
        byte[] bytes = new byte[PeerAddress.IP_LENGTH];
        System.arraycopy(ip, offset, bytes, 0, bytes.length);
        try {
            InetAddress address = InetAddress.getByAddress(bytes);
            if (address instanceof Inet6Address && scope != 0) {
                return Inet6Address.getByAddress(null, bytes, scope);
            }
            return address;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 bytes are an address", e);
        }
    }

    static boolean isMulticast(PeerAddress peer) {
        return peer.ip[0] == -1 || peer.isIpv4() && (peer.ip[IPV4_AT] & 0xF0) == 0xE0;
    }

    /** Whether the address says nothing without an interface. */
    static boolean isLinkScoped(PeerAddress peer) {
        return peer.isLinkLocal() || isLinkLocalMulticast(peer.ip);
    }

    /** ff02::/16, whatever its flags. */
    private static boolean isLinkLocalMulticast(byte[] ip) {
        return ip[0] == -1 && (ip[1] & 0x0F) == 2;
    }
}
