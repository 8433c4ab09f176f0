package org.mattermote.webrtc.avstream;

/** A camera of 1920x1080 at 30 a second with three encoders that together do two such streams. */
final class TestCamera extends CameraSettings {
    int encoders = 3;
    int pixelRate = 2 * 1920 * 1080 * 30;
    int bandwidth = 4_000_000;
    int[] points = {
        0, 640 << 16 | 360, 300_000, 0, 1280 << 16 | 720, 1_000_000, 0, 1920 << 16 | 1080, 2_000_000
    };
    int[] all = {
        640 << 16 | 360,
        5,
        0,
        NEEDS_NOTHING,
        1280 << 16 | 720,
        1,
        0,
        NEEDS_ENCODER,
        320 << 16 | 180,
        2,
        0,
        NEEDS_PIXELS
    };
    int[] usages = {3, 1};
    private final int[] codecs = {0};
    private final int[] rates = {48_000, 16_000};
    private final int[] depths = {16};

    @Override
    public int sensorWidth() {
        return 1920;
    }

    @Override
    public int sensorHeight() {
        return 1080;
    }

    @Override
    public int maxFrameRate() {
        return 30;
    }

    @Override
    public int minViewportWidth() {
        return 320;
    }

    @Override
    public int minViewportHeight() {
        return 180;
    }

    @Override
    public int maxEncoders() {
        return encoders;
    }

    @Override
    public int maxPixelRate() {
        return pixelRate;
    }

    @Override
    public int maxBandwidth() {
        return bandwidth;
    }

    @Override
    public int contentBuffer() {
        return 65_536;
    }

    @Override
    public int[] tradeOffs() {
        return points;
    }

    @Override
    public int[] usages() {
        return usages;
    }

    @Override
    public int audioChannels() {
        return 2;
    }

    @Override
    public int[] audioCodecs() {
        return codecs;
    }

    @Override
    public int[] sampleRates() {
        return rates;
    }

    @Override
    public int[] bitDepths() {
        return depths;
    }

    @Override
    public int maxMicrophoneLevel() {
        return 100;
    }

    @Override
    public int[] snapshots() {
        return all;
    }

    @Override
    public int snapshotStreams() {
        return 2;
    }
}
