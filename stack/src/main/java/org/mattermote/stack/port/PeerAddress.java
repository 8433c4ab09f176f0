package org.mattermote.stack.port;

/**
 * Where a datagram comes from or goes to. IPv4 addresses are held as IPv4-mapped IPv6 ones
 * (::ffff:a.b.c.d), so that there is one form to compare.
 */
public final class PeerAddress {
    public static final int IP_LENGTH = 16;

    /** {@link #interfaceIndex} of a connection. */
    private static final int CONNECTION = -1;

    /** Kind of a connection of BTP; {@link #port} of a connection is its kind. */
    public static final int BTP = 0;

    /** Kind of a TCP connection. */
    public static final int TCP = 1;

    /** IPv6 address, network byte order. */
    public final byte[] ip = new byte[IP_LENGTH];

    /** UDP or TCP port, 1..65535; 0 when not set. */
    public int port;

    /** Interface the packet came in by or must leave by; 0 lets the platform choose. */
    public int interfaceIndex;

    public void set(PeerAddress other) {
        System.arraycopy(other.ip, 0, ip, 0, IP_LENGTH);
        port = other.port;
        interfaceIndex = other.interfaceIndex;
    }

    /**
     * @param high the address's first eight bytes, most significant first
     * @param low its last eight
     */
    public void set(long high, long low, int port, int interfaceIndex) {
        put(high, 0);
        put(low, IP_LENGTH / 2);
        this.port = port;
        this.interfaceIndex = interfaceIndex;
    }

    /** The first eight bytes of the address, most significant first: to keep it in little room. */
    public long high() {
        return value(0);
    }

    /** The last eight bytes of the address, most significant first. */
    public long low() {
        return value(IP_LENGTH / 2);
    }

    /**
     * No datagram's address: the peer at the other end of a connection of {@link #BTP}.
     *
     * @param number one that no earlier connection had, so that what was meant for that never
     *     reaches this
     */
    public void setConnection(int number) {
        setConnection(BTP, number);
    }

    /**
     * The same of a connection of any transport that has such.
     *
     * @param kind BTP or TCP; each has its own numbers
     */
    public void setConnection(int kind, int number) {
        set(0, number & 0xFFFFFFFFL, kind, CONNECTION);
    }

    /** Whether this is the end of a TCP connection. */
    public boolean isTcp() {
        return isTcp(port, interfaceIndex);
    }

    /** The same of an address kept in parts. */
    public static boolean isTcp(int port, int interfaceIndex) {
        return interfaceIndex == CONNECTION && port == TCP;
    }

    /** Whether this is the end of a connection, not where a datagram comes from or goes to. */
    public boolean isConnection() {
        return isConnection(interfaceIndex);
    }

    /** The same of an address kept in parts. */
    public static boolean isConnection(int interfaceIndex) {
        return interfaceIndex == CONNECTION;
    }

    /** Number of the connection. */
    public int connection() {
        return (int) low();
    }

    public void clear() {
        for (int i = 0; i < IP_LENGTH; i++) {
            ip[i] = 0;
        }
        port = 0;
        interfaceIndex = 0;
    }

    /** Same address and port; the interface counts for link-local addresses only. */
    public boolean matches(PeerAddress other) {
        if (port != other.port) {
            return false;
        }
        for (int i = 0; i < IP_LENGTH; i++) {
            if (ip[i] != other.ip[i]) {
                return false;
            }
        }
        return !isLinkLocal() || interfaceIndex == other.interfaceIndex;
    }

    /** The same, with an address kept in parts. */
    public boolean matches(long high, long low, int port, int interfaceIndex) {
        return this.port == port
                && low() == low
                && high() == high
                && (!isLinkLocal() || this.interfaceIndex == interfaceIndex);
    }

    /** fe80::/10. */
    public boolean isLinkLocal() {
        return (ip[0] & 0xFF) == 0xFE && (ip[1] & 0xC0) == 0x80;
    }

    /** ::ffff:0:0/96. */
    public boolean isIpv4() {
        for (int i = 0; i < 10; i++) {
            if (ip[i] != 0) {
                return false;
            }
        }
        return ip[10] == -1 && ip[11] == -1;
    }

    private long value(int at) {
        long value = 0;
        for (int i = 0; i < IP_LENGTH / 2; i++) {
            value = value << 8 | ip[at + i] & 0xFF;
        }
        return value;
    }

    private void put(long value, int at) {
        for (int i = 0; i < IP_LENGTH / 2; i++) {
            ip[at + i] = (byte) (value >>> 56 - 8 * i);
        }
    }
}
