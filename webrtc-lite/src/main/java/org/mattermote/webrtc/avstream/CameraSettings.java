package org.mattermote.webrtc.avstream;

/**
 * What a camera is made of, from its maker. Every answer is always the same; arrays are constants
 * and not to be changed.
 */
public abstract class CameraSettings {
    /** In {@link #snapshots}: the picture is taken from a video stream that is there anyway. */
    public static final int NEEDS_NOTHING = 0;

    /** In {@link #snapshots}: the picture is encoded, in software. */
    public static final int NEEDS_PIXELS = 1;

    /** In {@link #snapshots}: the picture takes a hardware encoder. */
    public static final int NEEDS_ENCODER = 2;

    /** Members of an entry of {@link #tradeOffs}. */
    public static final int TRADE_OFF_LENGTH = 3;

    /** Members of an entry of {@link #snapshots}. */
    public static final int SNAPSHOT_LENGTH = 4;

    /** VideoSensorParams, pixels; 64..32767. */
    public abstract int sensorWidth();

    public abstract int sensorHeight();

    /** VideoSensorParams, frames a second. */
    public abstract int maxFrameRate();

    /** MinViewportResolution, pixels. */
    public abstract int minViewportWidth();

    public abstract int minViewportHeight();

    /** MaxConcurrentEncoders, 1..8; also how many video streams there may be. */
    public abstract int maxEncoders();

    /** MaxEncodedPixelRate, pixels a second, over all streams. */
    public abstract int maxPixelRate();

    /** MaxNetworkBandwidth, bits a second. */
    public abstract int maxBandwidth();

    /** MaxContentBufferSize, bytes. */
    public abstract int contentBuffer();

    /**
     * RateDistortionTradeOffPoints: VideoCodecEnum, resolution with its width in bits 31..16, least
     * bits a second; again and again.
     */
    public abstract int[] tradeOffs();

    /** SupportedStreamUsages, at most four, and StreamUsagePriorities of a new device. */
    public abstract int[] usages();

    /** MicrophoneCapabilities: channels at most, 1..8. */
    public abstract int audioChannels();

    /** MicrophoneCapabilities: AudioCodecEnum. */
    public abstract int[] audioCodecs();

    /** MicrophoneCapabilities: Hz. */
    public abstract int[] sampleRates();

    /** MicrophoneCapabilities: 8, 16, 24 or 32. */
    public abstract int[] bitDepths();

    /** How many audio streams there may be. */
    public int audioStreams() {
        return 1;
    }

    /** MicrophoneMaxLevel, 1..254; its least is 0. */
    public int maxMicrophoneLevel() {
        return 254;
    }

    /**
     * SnapshotCapabilities: resolution with its width in bits 31..16, pictures a second at most,
     * ImageCodecEnum, one of the NEEDS constants; again and again.
     */
    public abstract int[] snapshots();

    /** How many snapshot streams there may be. */
    public int snapshotStreams() {
        return 1;
    }
}
