package org.mattermote.firmware.image;

import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.port.StreamPort;

/** TCP with nobody behind it; what it says are fields, so that no compiler knows it before. */
final class StandInStreams implements StreamPort {
    private final int capacity;
    private int waiting = PortStatus.NONE;

    StandInStreams(int capacity) {
        this.capacity = capacity;
    }

    /** Somebody connects, and says something. */
    void connect() {
        waiting = 0;
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public int accept() {
        return waiting;
    }

    @Override
    public int connect(PeerAddress to) {
        return waiting;
    }

    @Override
    public int receive(int connection, byte[] buffer, int offset, int length) {
        return waiting;
    }

    @Override
    public int send(int connection, byte[] buffer, int offset, int length) {
        return waiting;
    }

    @Override
    public void close(int connection) {
        waiting = PortStatus.NONE;
    }
}
