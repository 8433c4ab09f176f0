package org.mattermote.webrtc.avstream;

import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.webrtc.spec.CameraAvStreamManagementSpec;
import org.mattermote.webrtc.spec.WebRtcTypes;

/** Attributes as they are read. */
final class CameraAttributes {
    /** Of {@link #number}: it is no plain number. */
    private static final int NONE = -1;

    private static final int MAX_U16 = 0xFFFF;

    /** A bit for each attribute that is a structure; what else is no number or truth is a list. */
    private static final int STRUCTS =
            1 << CameraAvStreamManagementSpec.ATTR_VIDEO_SENSOR_PARAMS
                    | 1 << CameraAvStreamManagementSpec.ATTR_MIN_VIEWPORT_RESOLUTION
                    | 1 << CameraAvStreamManagementSpec.ATTR_MICROPHONE_CAPABILITIES
                    | 1 << CameraAvStreamManagementSpec.ATTR_VIEWPORT;

    private CameraAttributes() {}

    static int put(
            int attribute, int tag, CameraSettings settings, CameraState state, TlvWriter out) {
        int number = number(attribute, settings, state);
        if (number != NONE) {
            out.putUnsigned(tag, number);
            return ImStatus.SUCCESS;
        }
        int bit = switchOf(attribute);
        if (bit != 0) {
            out.putBool(tag, state.isOn(bit));
            return ImStatus.SUCCESS;
        }
        if ((STRUCTS >>> attribute & 1) != 0) {
            out.startStruct(tag);
        } else {
            out.startArray(tag);
        }
        switch (attribute) {
            case CameraAvStreamManagementSpec.ATTR_VIDEO_SENSOR_PARAMS:
                putSides(
                        out,
                        CameraAvStreamManagementSpec.VIDEO_SENSOR_PARAMS_STRUCT_SENSOR_WIDTH,
                        state.limits.sensor());
                out.putUnsigned(
                        CameraAvStreamManagementSpec.VIDEO_SENSOR_PARAMS_STRUCT_MAX_FPS,
                        settings.maxFrameRate());
                break;
            case CameraAvStreamManagementSpec.ATTR_MIN_VIEWPORT_RESOLUTION:
                putSides(
                        out,
                        CameraAvStreamManagementSpec.VIDEO_RESOLUTION_STRUCT_WIDTH,
                        settings.minViewportWidth() << 16 | settings.minViewportHeight());
                break;
            case CameraAvStreamManagementSpec.ATTR_RATE_DISTORTION_TRADE_OFF_POINTS:
                putTradeOffs(settings.tradeOffs(), out);
                break;
            case CameraAvStreamManagementSpec.ATTR_MICROPHONE_CAPABILITIES:
                putMicrophone(settings, out);
                break;
            case CameraAvStreamManagementSpec.ATTR_SNAPSHOT_CAPABILITIES:
                putSnapshots(settings.snapshots(), out);
                break;
            case CameraAvStreamManagementSpec.ATTR_SUPPORTED_STREAM_USAGES:
            case CameraAvStreamManagementSpec.ATTR_STREAM_USAGE_PRIORITIES:
                UsageList.put(
                        attribute == CameraAvStreamManagementSpec.ATTR_STREAM_USAGE_PRIORITIES
                                ? state.priorities
                                : UsageList.of(settings.usages()),
                        out);
                break;
            case CameraAvStreamManagementSpec.ATTR_ALLOCATED_VIDEO_STREAMS:
            case CameraAvStreamManagementSpec.ATTR_ALLOCATED_AUDIO_STREAMS:
            case CameraAvStreamManagementSpec.ATTR_ALLOCATED_SNAPSHOT_STREAMS:
                putStreams(state, attribute - StreamFields.FIRST_ATTRIBUTE, out);
                break;
            case CameraAvStreamManagementSpec.ATTR_VIEWPORT:
                putSides(out, WebRtcTypes.VIEWPORT_STRUCT_X1, state.upperLeft);
                putSides(out, WebRtcTypes.VIEWPORT_STRUCT_X2, state.lowerRight);
                break;
            default:
                return ImStatus.UNSUPPORTED_ATTRIBUTE;
        }
        out.endContainer();
        return ImStatus.SUCCESS;
    }

    /** The value of an attribute that is a number and not negative; NONE for another one. */
    private static int number(int attribute, CameraSettings settings, CameraState state) {
        switch (attribute) {
            case CameraAvStreamManagementSpec.ATTR_MAX_CONCURRENT_ENCODERS:
                return settings.maxEncoders();
            case CameraAvStreamManagementSpec.ATTR_MAX_ENCODED_PIXEL_RATE:
                return settings.maxPixelRate();
            case CameraAvStreamManagementSpec.ATTR_MAX_CONTENT_BUFFER_SIZE:
                return settings.contentBuffer();
            case CameraAvStreamManagementSpec.ATTR_MAX_NETWORK_BANDWIDTH:
                return settings.maxBandwidth();
            case CameraAvStreamManagementSpec.ATTR_CURRENT_FRAME_RATE:
                return state.frameRate;
            case CameraAvStreamManagementSpec.ATTR_MICROPHONE_VOLUME_LEVEL:
                return state.level;
            case CameraAvStreamManagementSpec.ATTR_MICROPHONE_MAX_LEVEL:
                return settings.maxMicrophoneLevel();
            case CameraAvStreamManagementSpec.ATTR_MICROPHONE_MIN_LEVEL:
                return 0;
            default:
                return NONE;
        }
    }

    /** The bit of a switch; 0 for another attribute. */
    static int switchOf(int attribute) {
        switch (attribute) {
            case CameraAvStreamManagementSpec.ATTR_SOFT_RECORDING_PRIVACY_MODE_ENABLED:
                return CameraState.RECORDING_PRIVACY;
            case CameraAvStreamManagementSpec.ATTR_SOFT_LIVESTREAM_PRIVACY_MODE_ENABLED:
                return CameraState.LIVESTREAM_PRIVACY;
            case CameraAvStreamManagementSpec.ATTR_MICROPHONE_MUTED:
                return CameraState.MUTED;
            case CameraAvStreamManagementSpec.ATTR_HARD_PRIVACY_MODE_ON:
                return CameraState.HARD_PRIVACY;
            default:
                return 0;
        }
    }

    private static void putTradeOffs(int[] points, TlvWriter out) {
        for (int i = 0; i < points.length; i += CameraSettings.TRADE_OFF_LENGTH) {
            out.startStruct(TlvTag.ANONYMOUS);
            putFields(out, 0, StreamFields.TRADE_OFF, points, i);
            out.endContainer();
        }
    }

    private static void putMicrophone(CameraSettings settings, TlvWriter out) {
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
    }

    private static void putSnapshots(int[] all, TlvWriter out) {
        for (int i = 0; i < all.length; i += CameraSettings.SNAPSHOT_LENGTH) {
            int needs = all[i + 3];
            out.startStruct(TlvTag.ANONYMOUS);
            putFields(out, 0, StreamFields.CAPABILITY, all, i);
            putNeeds(
                    out,
                    CameraAvStreamManagementSpec
                            .SNAPSHOT_CAPABILITIES_STRUCT_REQUIRES_ENCODED_PIXELS,
                    needs,
                    needs != CameraSettings.NEEDS_NOTHING);
            out.endContainer();
        }
    }

    /** Whether pixels have to be encoded and, in the next member, by a hardware encoder. */
    private static void putNeeds(TlvWriter out, int tag, int needs, boolean both) {
        out.putBool(tag, needs != CameraSettings.NEEDS_NOTHING);
        if (both) {
            out.putBool(tag + 1, needs == CameraSettings.NEEDS_ENCODER);
        }
    }

    private static void putStreams(CameraState state, int kind, TlvWriter out) {
        StreamTable table = state.streams(kind);
        for (int id = table.after(0); id != 0; id = table.after(id)) {
            int at = table.at(id);
            out.startStruct(TlvTag.ANONYMOUS);
            out.putUnsigned(0, id);
            putFields(out, 1, table.rules, table.cells, at);
            out.putUnsigned(referenceTag(kind), table.references(id));
            if (kind == StreamFields.SNAPSHOT) {
                putNeeds(
                        out,
                        CameraAvStreamManagementSpec.SNAPSHOT_STREAM_STRUCT_ENCODED_PIXELS,
                        state.limits.needs(table.cells, at),
                        true);
            }
            out.endContainer();
        }
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

    /** Writes members with the tags from {@code tag} on, as many as there are rules. */
    private static void putFields(TlvWriter out, int tag, int[] rules, int[] from, int at) {
        for (int i = 0; i < rules.length; i++) {
            int value = from[at + i];
            if (StreamFields.isResolution(rules[i])) {
                putPair(out, tag + i, value);
            } else {
                out.putUnsigned(tag + i, value & 0xFFFFFFFFL);
            }
        }
    }

    /** Writes a resolution: a structure of width and height. */
    static void putPair(TlvWriter out, int tag, int resolution) {
        out.startStruct(tag);
        putSides(out, CameraAvStreamManagementSpec.VIDEO_RESOLUTION_STRUCT_WIDTH, resolution);
        out.endContainer();
    }

    private static void putSides(TlvWriter out, int tag, int resolution) {
        out.putUnsigned(tag, resolution >>> 16);
        out.putUnsigned(tag + 1, resolution & MAX_U16);
    }
}
