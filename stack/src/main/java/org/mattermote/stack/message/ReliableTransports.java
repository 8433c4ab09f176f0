package org.mattermote.stack.message;

import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;

/** BTP and TCP, where a node has both: the address says which of them a message goes over. */
public final class ReliableTransports implements ReliableTransport {
    private final ReliableTransport btp;
    private final ReliableTransport tcp;

    public ReliableTransports(ReliableTransport btp, ReliableTransport tcp) {
        this.btp = btp;
        this.tcp = tcp;
    }

    @Override
    public int receive(byte[] buffer, int offset, int capacity, PeerAddress from) {
        int length = btp.receive(buffer, offset, capacity, from);
        return length == PortStatus.NONE ? tcp.receive(buffer, offset, capacity, from) : length;
    }

    @Override
    public void send(Packet packet, PeerAddress to) {
        (to.isTcp() ? tcp : btp).send(packet, to);
    }
}
