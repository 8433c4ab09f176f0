package org.mattermote.app.camera;

import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.LogPort;
import org.mattermote.webrtc.avstream.CameraHook;
import org.mattermote.webrtc.avstream.Picture;
import org.mattermote.webrtc.avstream.StreamTable;

/**
 * The camera's own hardware: sensor, encoders, microphone, an indicator. This is the one class to
 * change: each method returns at once.
 */
public final class CameraAppHook implements CameraHook {
    private final LogPort log;
    private boolean wasPrivate;

    public CameraAppHook(LogPort log) {
        this.log = log;
    }

    /** Your encoder goes here. */
    @Override
    public void configured(StreamTable streams, int id) {
        log.event(LogEvent.STREAM, id, streams.kind(), 1);
    }

    @Override
    public void removed(StreamTable streams, int id) {
        log.event(LogEvent.STREAM, id, streams.kind(), 0);
    }

    /** Your indicator goes here; sessions that may not go on were ended. */
    @Override
    public void privacy(boolean livestream, boolean recording, boolean hard) {
        boolean isPrivate = livestream || recording || hard;
        if (isPrivate != wasPrivate) {
            wasPrivate = isPrivate;
            log.event(LogEvent.PRIVACY, isPrivate ? 1 : 0, 0, 0);
        }
    }

    /** Your sensor's region of interest goes here. */
    @Override
    public void viewport(int x1, int y1, int x2, int y2) {}

    /** Your microphone goes here. */
    @Override
    public void microphone(boolean muted, int level) {}

    /** Your JPEG of the last picture goes here. */
    @Override
    public int capture(StreamTable streams, int id, int width, int height, Picture picture) {
        picture.bytes = TestPicture.JPEG;
        picture.offset = 0;
        picture.length = TestPicture.JPEG.length;
        picture.width = TestPicture.WIDTH;
        picture.height = TestPicture.HEIGHT;
        return ImStatus.SUCCESS;
    }
}
