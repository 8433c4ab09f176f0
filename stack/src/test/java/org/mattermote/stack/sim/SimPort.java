package org.mattermote.stack.sim;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.mattermote.stack.port.DatagramPort;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;

/** A host's UDP socket on a {@link SimNetwork}. */
public final class SimPort implements DatagramPort {
    /** Where a datagram to this port goes. */
    public final PeerAddress address = new PeerAddress();

    final int host;
    final ArrayDeque<Datagram> inbox = new ArrayDeque<>();
    private final SimNetwork network;

    SimPort(SimNetwork network, int host) {
        this.network = network;
        this.host = host;
        address.ip[0] = (byte) 0xFD;
        address.ip[15] = (byte) host;
        address.port = 5540;
    }

    /** Virtual time, ms. */
    long now() {
        return network.now;
    }

    @Override
    public int receive(byte[] buffer, int offset, int capacity, PeerAddress from) {
        Datagram next = inbox.poll();
        if (next == null) {
            return PortStatus.NONE;
        }
        from.set(network.port(next.from()).address);
        if (next.bytes().length > capacity) {
            return PortStatus.TOO_SMALL;
        }
        System.arraycopy(next.bytes(), 0, buffer, offset, next.bytes().length);
        return next.bytes().length;
    }

    @Override
    public int send(byte[] buffer, int offset, int length, PeerAddress to) {
        network.transmit(this, Arrays.copyOfRange(buffer, offset, offset + length), to);
        return PortStatus.OK;
    }
}
