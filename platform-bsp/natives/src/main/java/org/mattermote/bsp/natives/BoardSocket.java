package org.mattermote.bsp.natives;

import org.mattermote.stack.port.DatagramPort;
import org.mattermote.stack.port.PeerAddress;

/** A UDP socket of the board. */
public final class BoardSocket implements DatagramPort {
    public static final int MATTER = 0;
    public static final int MULTICAST_DNS = 1;

    private final int socket;
    private final int[] portAndInterface = new int[2];

    public BoardSocket(int socket) {
        this.socket = socket;
    }

    @Override
    public int receive(byte[] buffer, int offset, int capacity, PeerAddress from) {
        int length =
                BoardNatives.receive(socket, buffer, offset, capacity, from.ip, portAndInterface);
        from.port = portAndInterface[0];
        from.interfaceIndex = portAndInterface[1];
        return length;
    }

    @Override
    public int send(byte[] buffer, int offset, int length, PeerAddress to) {
        return BoardNatives.send(socket, buffer, offset, length, to.ip, to.port, to.interfaceIndex);
    }
}
