package org.mattermote.bsp.natives;

import org.mattermote.stack.port.NetworkPort;

/** The network interfaces of the board. */
public final class BoardNetwork implements NetworkPort {
    @Override
    public int generation() {
        return BoardNatives.networkGeneration();
    }

    @Override
    public int interfaceCount() {
        return BoardNatives.interfaceCount();
    }

    @Override
    public int interfaceIndex(int i) {
        return BoardNatives.interfaceIndex(i);
    }

    @Override
    public int hardwareAddress(int i, byte[] out, int offset) {
        return BoardNatives.hardwareAddress(i, out, offset);
    }

    @Override
    public int name(int i, byte[] out, int offset) {
        return BoardNatives.interfaceName(i, out, offset);
    }

    @Override
    public long link(int i, int what) {
        return BoardNatives.link(i, what);
    }

    @Override
    public int addressCount(int i) {
        return BoardNatives.addressCount(i);
    }

    @Override
    public void address(int i, int n, byte[] out, int offset) {
        BoardNatives.address(i, n, out, offset);
    }

    @Override
    public int join(int i, byte[] group, int offset) {
        return BoardNatives.member(i, group, offset, 1);
    }

    @Override
    public int leave(int i, byte[] group, int offset) {
        return BoardNatives.member(i, group, offset, 0);
    }
}
