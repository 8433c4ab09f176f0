package org.mattermote.stack.fabric;

import org.mattermote.stack.port.KeyValueStore;
import org.mattermote.stack.port.PortStatus;

/** Takes everything and keeps nothing, without allocating. */
public final class NoStore implements KeyValueStore {
    @Override
    public int get(int key, byte[] out, int offset, int capacity) {
        return PortStatus.NONE;
    }

    @Override
    public int begin() {
        return PortStatus.OK;
    }

    @Override
    public int put(int key, byte[] value, int offset, int length) {
        return PortStatus.OK;
    }

    @Override
    public int remove(int key) {
        return PortStatus.OK;
    }

    @Override
    public int commit() {
        return PortStatus.OK;
    }

    @Override
    public void abandon() {}

    @Override
    public int erase() {
        return PortStatus.OK;
    }
}
