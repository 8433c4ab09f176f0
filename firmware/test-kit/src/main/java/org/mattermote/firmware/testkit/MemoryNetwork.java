package org.mattermote.firmware.testkit;

import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.port.NetworkPort;
import org.mattermote.stack.port.PortStatus;

/**
 * One interface, number 7, with a link-local, a global and an IPv4 address; or with the one address
 * by which others reach the node.
 */
public final class MemoryNetwork implements NetworkPort {
    public static final int INTERFACE = 7;
    private final byte[] hardware = {2, 0, 0x5E, 0x10, 0, 1};
    private byte[][] addresses = {
        {(byte) 0xFE, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0x5E, (byte) 0xFF, (byte) 0xFE, 0, 0, 1},
        {(byte) 0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
        {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 77, 0, 1},
    };

    /** How many multicast addresses of Matter's groups are joined. */
    public int groups;

    private final byte[][] joined = new byte[32][16];

    /** Raised by a test: an interface changed. */
    public int generation;

    /** Makes it that of one node of several. */
    void reach(byte[] ip) {
        hardware[5] = ip[15];
        addresses = new byte[][] {ip};
        generation++;
    }

    @Override
    public int generation() {
        return generation;
    }

    @Override
    public int interfaceCount() {
        return 1;
    }

    @Override
    public int interfaceIndex(int i) {
        return INTERFACE;
    }

    @Override
    public int hardwareAddress(int i, byte[] out, int offset) {
        System.arraycopy(hardware, 0, out, offset, hardware.length);
        return hardware.length;
    }

    @Override
    public int name(int i, byte[] out, int offset) {
        out[offset] = 'e';
        return 1;
    }

    @Override
    public long link(int i, int what) {
        return what;
    }

    @Override
    public int addressCount(int i) {
        return addresses.length;
    }

    @Override
    public void address(int i, int n, byte[] out, int offset) {
        System.arraycopy(addresses[n], 0, out, offset, addresses[n].length);
    }

    @Override
    public int join(int i, byte[] group, int offset) {
        if (isGroup(group, offset) && find(group, offset) == groups) {
            System.arraycopy(group, offset, joined[groups++], 0, 16);
        }
        return PortStatus.OK;
    }

    @Override
    public int leave(int i, byte[] group, int offset) {
        int at = find(group, offset);
        if (at < groups) {
            groups--;
            System.arraycopy(joined[groups], 0, joined[at], 0, 16);
        }
        return PortStatus.OK;
    }

    /** Whether it is one of Matter's, and not multicast DNS's. */
    private static boolean isGroup(byte[] group, int offset) {
        return group[offset] == -1 && group[offset + 1] == 0x35;
    }

    private int find(byte[] group, int offset) {
        int at = 0;
        while (at < groups && !Bytes.equalConstantTime(group, offset, joined[at], 0, 16)) {
            at++;
        }
        return at;
    }
}
