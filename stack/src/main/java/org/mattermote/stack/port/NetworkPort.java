package org.mattermote.stack.port;

/** The node's network interfaces, their addresses and multicast membership. */
public interface NetworkPort {
    /** {@link #link}: packets received. */
    int LINK_RX_PACKETS = 0;

    /** {@link #link}: packets sent. */
    int LINK_TX_PACKETS = 1;

    /** {@link #link}: packets that could not be sent. */
    int LINK_TX_ERRORS = 2;

    /** {@link #link}: collisions while sending. */
    int LINK_COLLISIONS = 3;

    /** {@link #link}: packets dropped, either way, for want of buffers. */
    int LINK_OVERRUNS = 4;

    /** {@link #link}: nominal speed in Mbit/s. */
    int LINK_SPEED = 5;

    /** {@link #link}: 1 full duplex, 0 half. */
    int LINK_FULL_DUPLEX = 6;

    /** {@link #link}: 1 with a carrier, 0 without. */
    int LINK_CARRIER = 7;

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

    /**
     * What the link of interface {@code i} says of itself. The first five are counters: they begin
     * anywhere and go up as long as the interface is there.
     *
     * @param what a LINK constant
     * @return 0 or more, or {@link PortStatus#NONE} when the link does not tell
     */
    long link(int i, int what);

    int addressCount(int i);

    /** Copies address {@code n} of interface {@code i}: 16 bytes, IPv4 as IPv4-mapped. */
    void address(int i, int n, byte[] out, int offset);

    /** Joins a multicast group (16 bytes) on interface {@code i}; OK or FAILED. */
    int join(int i, byte[] group, int offset);

    int leave(int i, byte[] group, int offset);
}
