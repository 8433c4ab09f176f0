package org.mattermote.webrtc.avstream;

/** What a camera can, compared with what is wanted of it. */
final class CameraLimits {
    private static final int NONE = -1;

    private final CameraSettings settings;

    // What is needed, added up
    private int encoders;
    private long pixels;
    private long bits;

    CameraLimits(CameraSettings settings) {
        this.settings = settings;
    }

    /**
     * Whether the camera could serve a stream if it had nothing else to do.
     *
     * @param wanted its fields, from {@code at} on
     */
    boolean matches(int kind, int[] wanted, int at) {
        switch (kind) {
            case StreamFields.VIDEO:
                return wanted[at + StreamFields.VIDEO_MAX_FRAME_RATE] <= settings.maxFrameRate()
                        && StreamFields.isWithin(
                                wanted[at + StreamFields.VIDEO_MAX_RESOLUTION], sensor())
                        && hasTradeOff(wanted, at);
            case StreamFields.AUDIO:
                return wanted[at + StreamFields.AUDIO_CHANNELS] <= settings.audioChannels()
                        && contains(settings.audioCodecs(), wanted[at + StreamFields.AUDIO_CODEC])
                        && contains(
                                settings.sampleRates(), wanted[at + StreamFields.AUDIO_SAMPLE_RATE])
                        && contains(
                                settings.bitDepths(), wanted[at + StreamFields.AUDIO_BIT_DEPTH]);
            default:
                return needs(wanted, at) != NONE;
        }
    }

    /** The whole sensor, as a resolution and as a corner. */
    int sensor() {
        return settings.sensorWidth() << 16 | settings.sensorHeight();
    }

    /** Whether some trade-off point is within a video stream. */
    private boolean hasTradeOff(int[] wanted, int at) {
        int[] points = settings.tradeOffs();
        for (int i = 0; i < points.length; i += CameraSettings.TRADE_OFF_LENGTH) {
            if (points[i] == wanted[at + StreamFields.VIDEO_CODEC]
                    && isBetween(points[i + 1], wanted, at + StreamFields.VIDEO_MIN_RESOLUTION)
                    && StreamFields.isNotAbove(
                            points[i + 2], wanted[at + StreamFields.VIDEO_MAX_BIT_RATE])) {
                return true;
            }
        }
        return false;
    }

    /** One of the NEEDS constants of the first capability within a snapshot stream; NONE. */
    int needs(int[] wanted, int at) {
        int[] all = settings.snapshots();
        for (int i = 0; i < all.length; i += CameraSettings.SNAPSHOT_LENGTH) {
            if (all[i + 2] == wanted[at + StreamFields.SNAPSHOT_CODEC]
                    && wanted[at + StreamFields.SNAPSHOT_FRAME_RATE] <= all[i + 1]
                    && isBetween(all[i], wanted, at + StreamFields.SNAPSHOT_MIN_RESOLUTION)) {
                return all[i + 3];
            }
        }
        return NONE;
    }

    /** Whether a resolution is within a range, of which the ends follow each other. */
    private static boolean isBetween(int resolution, int[] range, int at) {
        return StreamFields.isWithin(range[at], resolution)
                && StreamFields.isWithin(resolution, range[at + 1]);
    }

    /**
     * Whether encoders, pixels and bits a second are left for such a stream.
     *
     * @param state whose streams there are
     * @param replaced id of the stream it takes the place of, 0 for one more
     */
    boolean hasRoom(CameraState state, int kind, int[] wanted, int replaced) {
        encoders = 0;
        pixels = 0;
        bits = 0;
        add(kind, wanted, 0);
        for (int other = 0; other < StreamFields.KINDS; other++) {
            StreamTable table = state.streams(other);
            for (int id = 1; id <= table.capacity(); id++) {
                if (table.has(id) && (other != kind || id != replaced)) {
                    add(other, table.cells, table.at(id));
                }
            }
        }
        return encoders <= settings.maxEncoders()
                && pixels <= settings.maxPixelRate()
                && bits <= settings.maxBandwidth();
    }

    private void add(int kind, int[] of, int at) {
        int needs = CameraSettings.NEEDS_ENCODER;
        int resolution = at + StreamFields.VIDEO_MAX_RESOLUTION;
        int frameRate = at + StreamFields.VIDEO_MAX_FRAME_RATE;
        if (kind == StreamFields.AUDIO) {
            return;
        }
        if (kind == StreamFields.VIDEO) {
            bits += of[at + StreamFields.VIDEO_MIN_BIT_RATE] & 0xFFFFFFFFL;
        } else {
            needs = needs(of, at);
            resolution = at + StreamFields.SNAPSHOT_MAX_RESOLUTION;
            frameRate = at + StreamFields.SNAPSHOT_FRAME_RATE;
        }
        if (needs == CameraSettings.NEEDS_ENCODER) {
            encoders++;
        }
        if (needs != CameraSettings.NEEDS_NOTHING) {
            int size = of[resolution];
            pixels += (long) (size >>> 16) * (size & 0xFFFF) * of[frameRate];
        }
    }

    /**
     * Whether a part of the sensor may be shown: all of it is there, it is not too small, and as
     * wide as high as the sensor to two decimal places.
     */
    boolean isViewport(int upperLeft, int lowerRight) {
        int width = (lowerRight >>> 16) - (upperLeft >>> 16);
        int height = (lowerRight & 0xFFFF) - (upperLeft & 0xFFFF);
        return width >= settings.minViewportWidth()
                && height >= settings.minViewportHeight()
                && StreamFields.isWithin(lowerRight, sensor())
                && 100 * width / height == 100 * settings.sensorWidth() / settings.sensorHeight();
    }

    private static boolean contains(int[] values, int wanted) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] == wanted) {
                return true;
            }
        }
        return false;
    }
}
