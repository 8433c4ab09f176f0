package org.mattermote.webrtc.avstream;

/** What a camera can, compared with what is wanted of it. */
final class CameraLimits {
    private static final int NONE = -1;

    private final CameraSettings settings;

    /** Fields of a stream, in the order of {@link StreamFields}; working memory. */
    final int[] wanted = new int[StreamFields.MOST];

    CameraLimits(CameraSettings settings) {
        this.settings = settings;
    }

    /** Whether the camera could serve the stream that is wanted if it had nothing else to do. */
    boolean matches(int kind) {
        switch (kind) {
            case StreamFields.VIDEO:
                return wanted[StreamFields.VIDEO_MAX_FRAME_RATE] <= settings.maxFrameRate()
                        && StreamFields.isWithin(
                                wanted[StreamFields.VIDEO_MAX_RESOLUTION], sensor())
                        && hasTradeOff();
            case StreamFields.AUDIO:
                return wanted[StreamFields.AUDIO_CHANNELS] <= settings.audioChannels()
                        && contains(settings.audioCodecs(), wanted[StreamFields.AUDIO_CODEC])
                        && contains(settings.sampleRates(), wanted[StreamFields.AUDIO_SAMPLE_RATE])
                        && contains(settings.bitDepths(), wanted[StreamFields.AUDIO_BIT_DEPTH]);
            default:
                return needs(wanted, 0) != NONE;
        }
    }

    /** The whole sensor, as a resolution and as a corner. */
    int sensor() {
        return settings.sensorWidth() << 16 | settings.sensorHeight();
    }

    /** Whether some trade-off point is within the video stream that is wanted. */
    private boolean hasTradeOff() {
        int[] points = settings.tradeOffs();
        for (int i = 0; i < points.length; i += CameraSettings.TRADE_OFF_LENGTH) {
            if (points[i] == wanted[StreamFields.VIDEO_CODEC]
                    && isBetween(points[i + 1], wanted, StreamFields.VIDEO_MIN_RESOLUTION)
                    && StreamFields.isNotAbove(
                            points[i + 2], wanted[StreamFields.VIDEO_MAX_BIT_RATE])) {
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
     * Whether encoders, pixels and bits a second last for all streams.
     *
     * @param first table, whose next ones hang on it
     */
    boolean hasRoom(StreamTable first) {
        int encoders = settings.maxEncoders();
        int pixels = settings.maxPixelRate();
        int bits = settings.maxBandwidth();
        for (StreamTable table = first; table != null; table = table.next) {
            for (int id = table.after(0); id != 0; id = table.after(id)) {
                int needs = CameraSettings.NEEDS_NOTHING;
                int rate = StreamFields.SNAPSHOT_FRAME_RATE;
                boolean isVideo = table.kind() == StreamFields.VIDEO;
                if (table.kind() == StreamFields.SNAPSHOT) {
                    needs = needs(table.cells, table.at(id));
                } else {
                    int least =
                            table.value(
                                    id,
                                    isVideo
                                            ? StreamFields.VIDEO_MIN_BIT_RATE
                                            : StreamFields.AUDIO_BIT_RATE);
                    if (!StreamFields.isNotAbove(least, bits)) {
                        return false;
                    }
                    bits -= least;
                }
                if (isVideo) {
                    needs = CameraSettings.NEEDS_ENCODER;
                    rate = StreamFields.VIDEO_MAX_FRAME_RATE;
                }
                if (needs == CameraSettings.NEEDS_ENCODER) {
                    encoders--;
                }
                if (needs != CameraSettings.NEEDS_NOTHING) {
                    int times = table.value(id, rate);
                    int size = table.value(id, rate + StreamFields.RATE_TO_RESOLUTION);
                    int area = (size >>> 16) * (size & 0xFFFF);
                    if (!StreamFields.isNotAbove(area, pixels / times)) {
                        return false;
                    }
                    pixels -= area * times;
                }
            }
        }
        return encoders >= 0;
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
