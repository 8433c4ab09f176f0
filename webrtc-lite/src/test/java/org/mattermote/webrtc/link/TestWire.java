package org.mattermote.webrtc.link;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.mattermote.stack.port.MediaWire;
import org.mattermote.stack.port.PortStatus;

/** A wire whose far end is the test. */
public final class TestWire implements MediaWire {
    public final Deque<Byte> toDevice = new ArrayDeque<>();
    private final ByteArrayOutputStream fromDevice = new ByteArrayOutputStream();

    /** Bytes that it takes in one call, and at all. */
    public int part = Integer.MAX_VALUE;

    public int room = Integer.MAX_VALUE;
    public boolean isBroken;

    @Override
    public int read(byte[] buffer, int offset, int capacity) {
        if (isBroken) {
            return PortStatus.FAILED;
        }
        int count = 0;
        while (count < capacity && !toDevice.isEmpty()) {
            buffer[offset + count++] = toDevice.remove();
        }
        return count == 0 ? PortStatus.NONE : count;
    }

    @Override
    public int write(byte[] bytes, int offset, int length) {
        if (isBroken) {
            return PortStatus.FAILED;
        }
        int taken = Math.min(Math.min(length, part), room);
        room -= taken;
        fromDevice.write(bytes, offset, taken);
        return taken;
    }

    public void give(byte[] bytes) {
        for (byte b : bytes) {
            toDevice.add(b);
        }
    }

    /** What the device has written since. */
    public byte[] written() {
        byte[] out = fromDevice.toByteArray();
        fromDevice.reset();
        return out;
    }
}
