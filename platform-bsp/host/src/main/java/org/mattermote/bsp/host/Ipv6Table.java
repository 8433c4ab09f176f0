package org.mattermote.bsp.host;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * What Linux says of IPv6 addresses and the class library does not. One line an address: 32
 * hexadecimal digits, then in hexadecimal the interface's index, the prefix's length, scope and
 * flags, then the interface's name.
 */
final class Ipv6Table {
    private static final Path FILE = Path.of("/proc/net/if_inet6");
    private static final int DAD_FAILED = 0x08;
    private static final int TENTATIVE = 0x40;

    private Ipv6Table() {}

    /**
     * {@link #name} of each address that nothing can be sent from: duplicate address detection goes
     * on, or failed. Nothing on a host that is not Linux.
     */
    static Set<String> unusable() {
        Set<String> found = new HashSet<>();
        try {
            for (String line : Files.readAllLines(FILE)) {
                String[] parts = line.strip().split("\\s+");
                if (parts.length >= 5
                        && (Integer.parseInt(parts[4], 16) & (DAD_FAILED | TENTATIVE)) != 0) {
                    found.add(parts[0] + "%" + Integer.parseInt(parts[1], 16));
                }
            }
        } catch (IOException | NumberFormatException e) {
            // No such table here.
        }
        return found;
    }

    static String name(InetAddress address, int interfaceIndex) {
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(address.getAddress()) + "%" + interfaceIndex
                : "";
    }
}
