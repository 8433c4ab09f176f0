package org.mattermote.firmware.image.bench;

import org.mattermote.stack.port.DatagramPort;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;

/** A socket that holds one packet in; what goes out is kept as a length and a sum. */
public class BenchSocket implements DatagramPort {
    public static final int LONGEST = 1600;

    /** A packet for the device; {@link #waiting} is its length, 0 for none. */
    public final byte[] bytes = new byte[LONGEST];

    public final PeerAddress peer = new PeerAddress();
    public int waiting;

    /** Bytes sent, and a sum over all of them in order. */
    public int sent;

    public int sum;

    @Override
    public int receive(byte[] buffer, int offset, int capacity, PeerAddress from) {
        int length = waiting;
        if (length == 0) {
            return PortStatus.NONE;
        }
        waiting = 0;
        if (length > capacity) {
            return PortStatus.TOO_SMALL;
        }
        System.arraycopy(bytes, 0, buffer, offset, length);
        from.set(peer);
        return length;
    }

    /** The packet that is sent; the recorder of a script looks at it. */
    protected void leave(byte[] buffer, int offset, int length, PeerAddress to) {}

    @Override
    public int send(byte[] buffer, int offset, int length, PeerAddress to) {
        sent += length;
        for (int i = 0; i < length; i++) {
            sum = sum * 31 + buffer[offset + i];
        }
        leave(buffer, offset, length, to);
        return PortStatus.OK;
    }
}
