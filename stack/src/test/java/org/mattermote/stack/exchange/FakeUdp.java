package org.mattermote.stack.exchange;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mattermote.stack.port.DatagramPort;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;

/** A UDP port in memory: datagrams to be received are queued, sent ones are kept. */
public final class FakeUdp implements DatagramPort {
    public final ArrayDeque<byte[]> inbox = new ArrayDeque<>();
    public final List<byte[]> sent = new ArrayList<>();

    /** Where each of them went. */
    public final List<PeerAddress> destinations = new ArrayList<>();

    public int sourcePort = 40000;

    @Override
    public int receive(byte[] buffer, int offset, int capacity, PeerAddress from) {
        byte[] next = inbox.poll();
        if (next == null) {
            return PortStatus.NONE;
        }
        from.clear();
        from.ip[0] = (byte) 0xFD;
        from.ip[15] = 1;
        from.port = sourcePort;
        if (next.length > capacity) {
            return PortStatus.TOO_SMALL;
        }
        System.arraycopy(next, 0, buffer, offset, next.length);
        return next.length;
    }

    @Override
    public int send(byte[] buffer, int offset, int length, PeerAddress to) {
        sent.add(Arrays.copyOfRange(buffer, offset, offset + length));
        PeerAddress destination = new PeerAddress();
        destination.set(to);
        destinations.add(destination);
        return PortStatus.OK;
    }

    public byte[] last() {
        return sent.get(sent.size() - 1);
    }
}
