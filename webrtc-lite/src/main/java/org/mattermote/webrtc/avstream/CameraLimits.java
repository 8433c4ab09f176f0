package org.mattermote.webrtc.avstream;

import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.webrtc.spec.CameraAvStreamManagementSpec;

/** What a camera can, told and compared with what is wanted of it. */
final class CameraLimits {
    private final CameraSettings settings;
    private final StreamTable video;
    private final StreamTable snapshots;

    CameraLimits(CameraSettings settings, StreamTable video, StreamTable snapshots) {
        this.settings = settings;
        this.video = video;
        this.snapshots = snapshots;
    }

    /** Whether the camera could serve such a stream if it had nothing else to do. */
    boolean matches(int kind, int[] wanted) {
        switch (kind) {
            case StreamFields.VIDEO:
                return matchesVideo(wanted);
            case StreamFields.AUDIO:
                return wanted[StreamFields.AUDIO_CHANNELS] <= settings.audioChannels()
                        && contains(settings.audioCodecs(), wanted[StreamFields.AUDIO_CODEC])
                        && contains(settings.sampleRates(), wanted[StreamFields.AUDIO_SAMPLE_RATE])
                        && contains(settings.bitDepths(), wanted[StreamFields.AUDIO_BIT_DEPTH]);
            default:
                return snapshotNeeds(
                                wanted[StreamFields.SNAPSHOT_CODEC],
                                wanted[StreamFields.SNAPSHOT_FRAME_RATE],
                                wanted[StreamFields.SNAPSHOT_MIN_RESOLUTION],
                                wanted[StreamFields.SNAPSHOT_MAX_RESOLUTION])
                        >= 0;
        }
    }

    /** Some trade-off point is within, and nothing is beyond the sensor. */
    private boolean matchesVideo(int[] wanted) {
        int sensor = resolution(settings.sensorWidth(), settings.sensorHeight());
        boolean good =
                wanted[StreamFields.VIDEO_MAX_FRAME_RATE] <= settings.maxFrameRate()
                        && StreamFields.isWithin(wanted[StreamFields.VIDEO_MAX_RESOLUTION], sensor);
        int[] points = settings.tradeOffs();
        for (int i = 0; i < points.length && good; i += CameraSettings.TRADE_OFF_LENGTH) {
            int point = resolution(points[i + 1], points[i + 2]);
            if (points[i] == wanted[StreamFields.VIDEO_CODEC]
                    && StreamFields.isWithin(wanted[StreamFields.VIDEO_MIN_RESOLUTION], point)
                    && StreamFields.isWithin(point, wanted[StreamFields.VIDEO_MAX_RESOLUTION])
                    && points[i + 3] <= (wanted[StreamFields.VIDEO_MAX_BIT_RATE] & 0xFFFFFFFFL)) {
                return true;
            }
        }
        return false;
    }

    /** One of the NEEDS constants of the first capability that is within; negative for none. */
    private int snapshotNeeds(int codec, int frameRate, int smallest, int largest) {
        int[] all = settings.snapshots();
        for (int i = 0; i < all.length; i += CameraSettings.SNAPSHOT_LENGTH) {
            int size = resolution(all[i], all[i + 1]);
            if (all[i + 3] == codec
                    && all[i + 2] >= frameRate
                    && StreamFields.isWithin(smallest, size)
                    && StreamFields.isWithin(size, largest)) {
                return all[i + 4];
            }
        }
        return -1;
    }

    private int snapshotNeeds(int id) {
        return snapshotNeeds(
                snapshots.value(id, StreamFields.SNAPSHOT_CODEC),
                snapshots.value(id, StreamFields.SNAPSHOT_FRAME_RATE),
                snapshots.value(id, StreamFields.SNAPSHOT_MIN_RESOLUTION),
                snapshots.value(id, StreamFields.SNAPSHOT_MAX_RESOLUTION));
    }

    /**
     * Whether encoders, pixels and bits a second are left for such a stream.
     *
     * @param replaced id of the stream it takes the place of, 0 for one more
     */
    boolean hasRoom(int kind, int[] wanted, int replaced) {
        if (kind == StreamFields.AUDIO) {
            return true;
        }
        int needs = CameraSettings.NEEDS_ENCODER;
        long pixels;
        long bits = 0;
        if (kind == StreamFields.VIDEO) {
            bits = wanted[StreamFields.VIDEO_MIN_BIT_RATE] & 0xFFFFFFFFL;
            pixels =
                    pixels(
                            wanted[StreamFields.VIDEO_MAX_RESOLUTION],
                            wanted[StreamFields.VIDEO_MAX_FRAME_RATE]);
        } else {
            needs =
                    snapshotNeeds(
                            wanted[StreamFields.SNAPSHOT_CODEC],
                            wanted[StreamFields.SNAPSHOT_FRAME_RATE],
                            wanted[StreamFields.SNAPSHOT_MIN_RESOLUTION],
                            wanted[StreamFields.SNAPSHOT_MAX_RESOLUTION]);
            pixels =
                    pixels(
                            wanted[StreamFields.SNAPSHOT_MAX_RESOLUTION],
                            wanted[StreamFields.SNAPSHOT_FRAME_RATE]);
        }
        int encoders = needs == CameraSettings.NEEDS_ENCODER ? 1 : 0;
        if (needs == CameraSettings.NEEDS_NOTHING) {
            pixels = 0;
        }
        for (int id = 1; id <= video.capacity(); id++) {
            if (video.has(id) && (kind != StreamFields.VIDEO || id != replaced)) {
                encoders++;
                bits += video.value(id, StreamFields.VIDEO_MIN_BIT_RATE) & 0xFFFFFFFFL;
                pixels +=
                        pixels(
                                video.value(id, StreamFields.VIDEO_MAX_RESOLUTION),
                                video.value(id, StreamFields.VIDEO_MAX_FRAME_RATE));
            }
        }
        for (int id = 1; id <= snapshots.capacity(); id++) {
            boolean counts = snapshots.has(id) && (kind != StreamFields.SNAPSHOT || id != replaced);
            int other = counts ? snapshotNeeds(id) : CameraSettings.NEEDS_NOTHING;
            encoders += other == CameraSettings.NEEDS_ENCODER ? 1 : 0;
            if (other != CameraSettings.NEEDS_NOTHING) {
                pixels +=
                        pixels(
                                snapshots.value(id, StreamFields.SNAPSHOT_MAX_RESOLUTION),
                                snapshots.value(id, StreamFields.SNAPSHOT_FRAME_RATE));
            }
        }
        return encoders <= settings.maxEncoders()
                && pixels <= settings.maxPixelRate()
                && bits <= settings.maxBandwidth();
    }

    /** A second. */
    private static long pixels(int resolution, int frameRate) {
        return (long) (resolution >>> 16) * (resolution & 0xFFFF) * frameRate;
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
                && lowerRight >>> 16 <= settings.sensorWidth()
                && (lowerRight & 0xFFFF) <= settings.sensorHeight()
                && 100 * width / height == 100 * settings.sensorWidth() / settings.sensorHeight();
    }

    /** Writes what never changes. */
    int put(int attribute, int tag, TlvWriter out) {
        switch (attribute) {
            case CameraAvStreamManagementSpec.ATTR_MAX_CONCURRENT_ENCODERS:
                out.putUnsigned(tag, settings.maxEncoders());
                return ImStatus.SUCCESS;
            case CameraAvStreamManagementSpec.ATTR_MAX_ENCODED_PIXEL_RATE:
                out.putUnsigned(tag, settings.maxPixelRate());
                return ImStatus.SUCCESS;
            case CameraAvStreamManagementSpec.ATTR_VIDEO_SENSOR_PARAMS:
                out.startStruct(tag);
                out.putUnsigned(
                        CameraAvStreamManagementSpec.VIDEO_SENSOR_PARAMS_STRUCT_SENSOR_WIDTH,
                        settings.sensorWidth());
                out.putUnsigned(
                        CameraAvStreamManagementSpec.VIDEO_SENSOR_PARAMS_STRUCT_SENSOR_HEIGHT,
                        settings.sensorHeight());
                out.putUnsigned(
                        CameraAvStreamManagementSpec.VIDEO_SENSOR_PARAMS_STRUCT_MAX_FPS,
                        settings.maxFrameRate());
                out.endContainer();
                return ImStatus.SUCCESS;
            case CameraAvStreamManagementSpec.ATTR_MIN_VIEWPORT_RESOLUTION:
                StreamTable.putResolution(
                        out, tag, settings.minViewportWidth(), settings.minViewportHeight());
                return ImStatus.SUCCESS;
            case CameraAvStreamManagementSpec.ATTR_RATE_DISTORTION_TRADE_OFF_POINTS:
                putTradeOffs(tag, out);
                return ImStatus.SUCCESS;
            case CameraAvStreamManagementSpec.ATTR_MAX_CONTENT_BUFFER_SIZE:
                out.putUnsigned(tag, settings.contentBuffer());
                return ImStatus.SUCCESS;
            case CameraAvStreamManagementSpec.ATTR_MICROPHONE_CAPABILITIES:
                putMicrophone(tag, out);
                return ImStatus.SUCCESS;
            case CameraAvStreamManagementSpec.ATTR_SNAPSHOT_CAPABILITIES:
                putSnapshots(tag, out);
                return ImStatus.SUCCESS;
            case CameraAvStreamManagementSpec.ATTR_MAX_NETWORK_BANDWIDTH:
                out.putUnsigned(tag, settings.maxBandwidth());
                return ImStatus.SUCCESS;
            case CameraAvStreamManagementSpec.ATTR_SUPPORTED_STREAM_USAGES:
                put(tag, settings.usages(), out);
                return ImStatus.SUCCESS;
            case CameraAvStreamManagementSpec.ATTR_MICROPHONE_MAX_LEVEL:
                out.putUnsigned(tag, settings.maxMicrophoneLevel());
                return ImStatus.SUCCESS;
            case CameraAvStreamManagementSpec.ATTR_MICROPHONE_MIN_LEVEL:
                out.putUnsigned(tag, 0);
                return ImStatus.SUCCESS;
            default:
                return ImStatus.UNSUPPORTED_ATTRIBUTE;
        }
    }

    private void putTradeOffs(int tag, TlvWriter out) {
        int[] points = settings.tradeOffs();
        out.startArray(tag);
        for (int i = 0; i < points.length; i += CameraSettings.TRADE_OFF_LENGTH) {
            out.startStruct(TlvTag.ANONYMOUS);
            out.putUnsigned(
                    CameraAvStreamManagementSpec.RATE_DISTORTION_TRADE_OFF_POINTS_STRUCT_CODEC,
                    points[i]);
            StreamTable.putResolution(
                    out,
                    CameraAvStreamManagementSpec.RATE_DISTORTION_TRADE_OFF_POINTS_STRUCT_RESOLUTION,
                    points[i + 1],
                    points[i + 2]);
            out.putUnsigned(
                    CameraAvStreamManagementSpec
                            .RATE_DISTORTION_TRADE_OFF_POINTS_STRUCT_MIN_BIT_RATE,
                    points[i + 3]);
            out.endContainer();
        }
        out.endContainer();
    }

    private void putMicrophone(int tag, TlvWriter out) {
        out.startStruct(tag);
        out.putUnsigned(
                CameraAvStreamManagementSpec.AUDIO_CAPABILITIES_STRUCT_MAX_NUMBER_OF_CHANNELS,
                settings.audioChannels());
        put(
                CameraAvStreamManagementSpec.AUDIO_CAPABILITIES_STRUCT_SUPPORTED_CODECS,
                settings.audioCodecs(),
                out);
        put(
                CameraAvStreamManagementSpec.AUDIO_CAPABILITIES_STRUCT_SUPPORTED_SAMPLE_RATES,
                settings.sampleRates(),
                out);
        put(
                CameraAvStreamManagementSpec.AUDIO_CAPABILITIES_STRUCT_SUPPORTED_BIT_DEPTHS,
                settings.bitDepths(),
                out);
        out.endContainer();
    }

    private void putSnapshots(int tag, TlvWriter out) {
        int[] all = settings.snapshots();
        out.startArray(tag);
        for (int i = 0; i < all.length; i += CameraSettings.SNAPSHOT_LENGTH) {
            boolean encoded = all[i + 4] != CameraSettings.NEEDS_NOTHING;
            out.startStruct(TlvTag.ANONYMOUS);
            StreamTable.putResolution(
                    out,
                    CameraAvStreamManagementSpec.SNAPSHOT_CAPABILITIES_STRUCT_RESOLUTION,
                    all[i],
                    all[i + 1]);
            out.putUnsigned(
                    CameraAvStreamManagementSpec.SNAPSHOT_CAPABILITIES_STRUCT_MAX_FRAME_RATE,
                    all[i + 2]);
            out.putUnsigned(
                    CameraAvStreamManagementSpec.SNAPSHOT_CAPABILITIES_STRUCT_IMAGE_CODEC,
                    all[i + 3]);
            out.putBool(
                    CameraAvStreamManagementSpec
                            .SNAPSHOT_CAPABILITIES_STRUCT_REQUIRES_ENCODED_PIXELS,
                    encoded);
            if (encoded) {
                out.putBool(
                        CameraAvStreamManagementSpec
                                .SNAPSHOT_CAPABILITIES_STRUCT_REQUIRES_HARDWARE_ENCODER,
                        all[i + 4] == CameraSettings.NEEDS_ENCODER);
            }
            out.endContainer();
        }
        out.endContainer();
    }

    /** Writes the allocated streams of a kind. */
    void putStreams(int tag, StreamTable streams, TlvWriter out) {
        out.startArray(tag);
        for (int id = 1; id <= streams.capacity(); id++) {
            if (streams.has(id)) {
                out.startStruct(TlvTag.ANONYMOUS);
                streams.putFields(id, out);
                out.putUnsigned(referenceTag(streams.kind()), streams.references(id));
                if (streams == snapshots) {
                    int needs = snapshotNeeds(id);
                    out.putBool(
                            CameraAvStreamManagementSpec.SNAPSHOT_STREAM_STRUCT_ENCODED_PIXELS,
                            needs != CameraSettings.NEEDS_NOTHING);
                    out.putBool(
                            CameraAvStreamManagementSpec.SNAPSHOT_STREAM_STRUCT_HARDWARE_ENCODER,
                            needs == CameraSettings.NEEDS_ENCODER);
                }
                out.endContainer();
            }
        }
        out.endContainer();
    }

    private static int referenceTag(int kind) {
        switch (kind) {
            case StreamFields.VIDEO:
                return CameraAvStreamManagementSpec.VIDEO_STREAM_STRUCT_REFERENCE_COUNT;
            case StreamFields.AUDIO:
                return CameraAvStreamManagementSpec.AUDIO_STREAM_STRUCT_REFERENCE_COUNT;
            default:
                return CameraAvStreamManagementSpec.SNAPSHOT_STREAM_STRUCT_REFERENCE_COUNT;
        }
    }

    private static void put(int tag, int[] values, TlvWriter out) {
        out.startArray(tag);
        for (int i = 0; i < values.length; i++) {
            out.putUnsigned(TlvTag.ANONYMOUS, values[i]);
        }
        out.endContainer();
    }

    private static boolean contains(int[] values, int wanted) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] == wanted) {
                return true;
            }
        }
        return false;
    }

    private static int resolution(int width, int height) {
        return width << 16 | height;
    }
}
