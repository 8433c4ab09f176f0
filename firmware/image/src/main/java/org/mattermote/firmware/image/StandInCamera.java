package org.mattermote.firmware.image;

import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.port.MediaWire;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.webrtc.avstream.CameraHook;
import org.mattermote.webrtc.avstream.Picture;
import org.mattermote.webrtc.avstream.StreamTable;

/** A camera without a sensor, and the wire to a processor that is not there. */
final class StandInCamera implements CameraHook, MediaWire {
    private int waiting = PortStatus.NONE;

    @Override
    public int read(byte[] buffer, int offset, int capacity) {
        return waiting;
    }

    @Override
    public int write(byte[] bytes, int offset, int length) {
        return waiting;
    }

    @Override
    public void configured(StreamTable streams, int id) {
        waiting = id;
    }

    @Override
    public void removed(StreamTable streams, int id) {
        waiting = PortStatus.NONE;
    }

    @Override
    public void privacy(boolean livestream, boolean recording, boolean hard) {
        waiting = hard ? PortStatus.FAILED : PortStatus.NONE;
    }

    @Override
    public void viewport(int x1, int y1, int x2, int y2) {
        waiting = x1;
    }

    @Override
    public void microphone(boolean muted, int level) {
        waiting = level;
    }

    @Override
    public int capture(StreamTable streams, int id, int width, int height, Picture picture) {
        return ImStatus.NOT_FOUND;
    }
}
