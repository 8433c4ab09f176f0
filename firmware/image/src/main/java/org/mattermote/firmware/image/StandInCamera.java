package org.mattermote.firmware.image;

import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.port.MediaWire;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.webrtc.avstream.CameraHook;
import org.mattermote.webrtc.avstream.CameraSettings;
import org.mattermote.webrtc.avstream.Picture;
import org.mattermote.webrtc.avstream.StreamTable;
import org.mattermote.webrtc.spec.WebRtcTypes;

/** A camera with one encoder and no sensor, and the wire to a processor that is not there. */
final class StandInCamera extends CameraSettings implements CameraHook, MediaWire {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;
    private static final int BITS_A_SECOND = 300_000;
    private static final int CONTENT_BUFFER = 65_536;

    private static final int[] TRADE_OFFS = {
        0, WIDTH, HEIGHT, BITS_A_SECOND,
    };
    private static final int[] USAGES = {WebRtcTypes.STREAM_USAGE_LIVE_VIEW};
    private static final int[] AUDIO_CODECS = {0};
    private static final int[] SAMPLE_RATES = {48_000};
    private static final int[] BIT_DEPTHS = {16};
    private static final int[] SNAPSHOTS = {
        WIDTH, HEIGHT, 1, 0, NEEDS_NOTHING,
    };

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

    @Override
    public int sensorWidth() {
        return WIDTH;
    }

    @Override
    public int sensorHeight() {
        return HEIGHT;
    }

    @Override
    public int maxFrameRate() {
        return 30;
    }

    @Override
    public int minViewportWidth() {
        return WIDTH;
    }

    @Override
    public int minViewportHeight() {
        return HEIGHT;
    }

    @Override
    public int maxEncoders() {
        return 1;
    }

    @Override
    public int maxPixelRate() {
        return WIDTH * HEIGHT * maxFrameRate();
    }

    @Override
    public int maxBandwidth() {
        return BITS_A_SECOND;
    }

    @Override
    public int contentBuffer() {
        return CONTENT_BUFFER;
    }

    @Override
    public int[] tradeOffs() {
        return TRADE_OFFS;
    }

    @Override
    public int[] usages() {
        return USAGES;
    }

    @Override
    public int audioChannels() {
        return 1;
    }

    @Override
    public int[] audioCodecs() {
        return AUDIO_CODECS;
    }

    @Override
    public int[] sampleRates() {
        return SAMPLE_RATES;
    }

    @Override
    public int[] bitDepths() {
        return BIT_DEPTHS;
    }

    @Override
    public int[] snapshots() {
        return SNAPSHOTS;
    }
}
