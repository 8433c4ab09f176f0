package org.mattermote.firmware.image;

import org.mattermote.stack.port.NetworkDriver;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.port.ThreadPort;
import org.mattermote.stack.port.WiFiPort;

/** A radio with nothing behind it; what it says are fields, so that no compiler knows it before. */
final class StandInRadio implements WiFiPort, ThreadPort {
    private int operation = WORKING;
    private int waiting = PortStatus.NONE;
    private boolean connected;

    /** Comes to the end of whatever was started. */
    void end() {
        operation = NetworkDriver.SUCCESS;
        waiting = PortStatus.OK;
        connected = true;
    }

    @Override
    public int scanMaxTimeSeconds() {
        return 10;
    }

    @Override
    public int connectMaxTimeSeconds() {
        return 20;
    }

    @Override
    public int startScan(byte[] ssid, int offset, int length) {
        operation = WORKING;
        return PortStatus.OK;
    }

    @Override
    public int scanned(byte[] out, int offset) {
        return waiting;
    }

    @Override
    public int startConnect(
            byte[] network, int idOffset, int idLength, int secretOffset, int secretLength) {
        operation = WORKING;
        return PortStatus.OK;
    }

    @Override
    public int poll(long nowMillis) {
        return operation;
    }

    @Override
    public int errorValue() {
        return operation;
    }

    @Override
    public void cancel() {
        operation = UNKNOWN_ERROR;
    }

    @Override
    public void disconnect() {
        connected = false;
    }

    @Override
    public boolean isConnected() {
        return connected;
    }

    @Override
    public int bands() {
        return 1;
    }

    @Override
    public int features() {
        return 1 << 2;
    }

    @Override
    public int version() {
        return 5;
    }
}
