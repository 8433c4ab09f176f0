package org.mattermote.app.camera;

import org.mattermote.stack.port.MediaWire;
import org.mattermote.stack.port.PortStatus;

/** A wire at whose other end nobody is. */
final class NoWire implements MediaWire {
    @Override
    public int read(byte[] buffer, int offset, int capacity) {
        return PortStatus.FAILED;
    }

    @Override
    public int write(byte[] bytes, int offset, int length) {
        return PortStatus.FAILED;
    }
}
