package org.mattermote.firmware.image.loop;

import org.mattermote.stack.port.DatagramPort;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;

/** The node's socket; at the other end of it is the commissioner. Loses what finds no place. */
final class LoopWire implements DatagramPort {
    static final int LONGEST = 1280;

    private static final int PLACES = 3;
    private static final int PORT = 5541;

    /** For the node; {@link #inLength} is 0 without one. */
    final byte[] in = new byte[LONGEST];

    int inLength;

    private final byte[] out = new byte[PLACES * LONGEST];
    private final int[] lengths = new int[PLACES];
    private int first;
    private int count;

    @Override
    public int receive(byte[] buffer, int offset, int capacity, PeerAddress from) {
        int length = inLength;
        if (length == 0) {
            return PortStatus.NONE;
        }
        inLength = 0;
        if (length > capacity) {
            return PortStatus.TOO_SMALL;
        }
        System.arraycopy(in, 0, buffer, offset, length);
        for (int i = 0; i < from.ip.length; i++) {
            from.ip[i] = 0;
        }
        from.ip[from.ip.length - 1] = 1;
        from.port = PORT;
        from.interfaceIndex = 1;
        return length;
    }

    @Override
    public int send(byte[] buffer, int offset, int length, PeerAddress to) {
        if (count == PLACES || length > LONGEST) {
            return PortStatus.FAILED;
        }
        int place = (first + count) % PLACES;
        System.arraycopy(buffer, offset, out, place * LONGEST, length);
        lengths[place] = length;
        count++;
        return PortStatus.OK;
    }

    /** Takes what the node sent: its length, or NONE. */
    int take(byte[] into) {
        if (count == 0) {
            return PortStatus.NONE;
        }
        int length = lengths[first];
        System.arraycopy(out, first * LONGEST, into, 0, length);
        first = (first + 1) % PLACES;
        count--;
        return length;
    }

    void clear() {
        count = 0;
        inLength = 0;
    }
}
