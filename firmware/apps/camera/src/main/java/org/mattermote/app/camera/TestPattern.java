package org.mattermote.app.camera;

import org.mattermote.webrtc.avstream.CameraSettings;
import org.mattermote.webrtc.spec.WebRtcTypes;

/** What the media processor of this product can: a test pattern in H.264, a tone in Opus. */
public final class TestPattern extends CameraSettings {
    static final int WIDTH = 640;
    static final int HEIGHT = 480;
    static final int FRAME_RATE = 30;

    /** VideoCodecEnum. */
    private static final int H264 = 0;

    /** AudioCodecEnum. */
    private static final int OPUS = 0;

    /** ImageCodecEnum. */
    private static final int JPEG = 0;

    private static final int LEAST_WIDTH = 320;
    private static final int LEAST_HEIGHT = 240;
    private static final int ENCODERS = 3;
    private static final int BITS_A_SECOND = 300_000;
    private static final int BANDWIDTH = 8_000_000;
    private static final int CONTENT_BUFFER = 65_536;

    private static final int[] TRADE_OFFS = {
        H264, WIDTH << 16 | HEIGHT, BITS_A_SECOND,
    };
    private static final int[] USAGES = {
        WebRtcTypes.STREAM_USAGE_LIVE_VIEW, WebRtcTypes.STREAM_USAGE_RECORDING,
    };
    private static final int[] AUDIO_CODECS = {OPUS};
    private static final int[] SAMPLE_RATES = {48_000};
    private static final int[] BIT_DEPTHS = {16};
    private static final int[] SNAPSHOTS = {
        TestPicture.WIDTH << 16 | TestPicture.HEIGHT, 1, JPEG, NEEDS_NOTHING,
    };

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
        return FRAME_RATE;
    }

    @Override
    public int minViewportWidth() {
        return LEAST_WIDTH;
    }

    @Override
    public int minViewportHeight() {
        return LEAST_HEIGHT;
    }

    @Override
    public int maxEncoders() {
        return ENCODERS;
    }

    @Override
    public int maxPixelRate() {
        return ENCODERS * WIDTH * HEIGHT * FRAME_RATE;
    }

    @Override
    public int maxBandwidth() {
        return BANDWIDTH;
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
        return 2;
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
