package org.mattermote.firmware.image.bench;

import org.mattermote.stack.port.BootPort;
import org.mattermote.stack.port.Entropy;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.NetworkPort;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.port.UtcClock;

/** The rest of a device's world: one interface, no time of day, and entropy that repeats itself. */
public final class BenchSystem implements BootPort, Entropy, LogPort, UtcClock, NetworkPort {
    private static final int INTERFACE = 7;
    private static final byte[] HARDWARE = {2, 0, 0x5E, 0x10, 0, 1};
    private static final byte[] ADDRESS = {
        (byte) 0xFE, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0x5E, (byte) 0xFF, (byte) 0xFE, 0, 0, 1
    };

    private int state = 1;

    @Override
    public int reason() {
        return 1;
    }

    @Override
    public void restart() {}

    @Override
    public void factoryReset() {}

    @Override
    public int fill(byte[] out, int offset, int length) {
        for (int i = 0; i < length; i++) {
            state = state * 1_103_515_245 + 12_345;
            out[offset + i] = (byte) (state >> 16);
        }
        return PortStatus.OK;
    }

    @Override
    public void event(int event, long a, long b, long c) {}

    @Override
    public long epochMicros() {
        return -1;
    }

    @Override
    public int generation() {
        return 0;
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
        System.arraycopy(HARDWARE, 0, out, offset, HARDWARE.length);
        return HARDWARE.length;
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
        return 1;
    }

    @Override
    public void address(int i, int n, byte[] out, int offset) {
        System.arraycopy(ADDRESS, 0, out, offset, ADDRESS.length);
    }

    @Override
    public int join(int i, byte[] group, int offset) {
        return PortStatus.OK;
    }

    @Override
    public int leave(int i, byte[] group, int offset) {
        return PortStatus.OK;
    }
}
