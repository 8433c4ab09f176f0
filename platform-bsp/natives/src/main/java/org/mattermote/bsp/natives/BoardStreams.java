package org.mattermote.bsp.natives;

import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.StreamPort;

/** TCP at the Matter port of the board; making it opens the port. */
public final class BoardStreams implements StreamPort {
    private final int capacity;

    /**
     * @param capacity connections at a time, one more than {@code Sizes.tcpConnections}
     */
    public BoardStreams(int capacity) {
        this.capacity = StreamNatives.open(capacity);
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public int accept() {
        return StreamNatives.accept();
    }

    @Override
    public int connect(PeerAddress to) {
        return StreamNatives.connect(to.ip, to.port, to.interfaceIndex);
    }

    @Override
    public int receive(int connection, byte[] buffer, int offset, int capacity) {
        return StreamNatives.receive(connection, buffer, offset, capacity);
    }

    @Override
    public int send(int connection, byte[] buffer, int offset, int length) {
        return StreamNatives.send(connection, buffer, offset, length);
    }

    @Override
    public void close(int connection) {
        StreamNatives.close(connection);
    }
}
