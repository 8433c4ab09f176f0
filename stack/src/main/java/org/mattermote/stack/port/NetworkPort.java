package org.mattermote.stack.port;

/** The node's network interfaces, their addresses and multicast membership. */
public interface NetworkPort {
    /** Raised by the platform whenever an interface or an address comes or goes. */
    int generation();

    /** Interfaces that are up and that the device uses. */
    int interfaceCount();

    /** The operating system's index of interface {@code i}: {@link PeerAddress#interfaceIndex}. */
    int interfaceIndex(int i);

    /** Copies the hardware address; returns its length, 6 or 8, or 0 when there is none. */
    int hardwareAddress(int i, byte[] out, int offset);

    /** Copies the name as ASCII, at most 32 bytes; returns its length. */
    int name(int i, byte[] out, int offset);

    int addressCount(int i);

    /** Copies address {@code n} of interface {@code i}: 16 bytes, IPv4 as IPv4-mapped. */
    void address(int i, int n, byte[] out, int offset);

    /** Joins a multicast group (16 bytes) on interface {@code i}; OK or FAILED. */
    int join(int i, byte[] group, int offset);

    int leave(int i, byte[] group, int offset);
}
