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

    private CameraAttributes() {}

    static int put(
            int attribute, int tag, CameraSettings settings, CameraState state, TlvWriter out) {
        int number = number(attribute, settings, state);
        if (number != NONE) {
            out.putUnsigned(tag, number);
            return ImStatus.SUCCESS;
        }
        switch (attribute) {
            case CameraAvStreamManagementSpec.ATTR_VIDEO_SENSOR_PARAMS:
                putSensor(tag, settings, out);
                break;
            case CameraAvStreamManagementSpec.ATTR_MIN_VIEWPORT_RESOLUTION:
                putPair(out, tag, settings.minViewportWidth() << 16 | settings.minViewportHeight());
                break;
            case CameraAvStreamManagementSpec.ATTR_RATE_DISTORTION_TRADE_OFF_POINTS:
                putTradeOffs(tag, settings.tradeOffs(), out);
                break;
            case CameraAvStreamManagementSpec.ATTR_MICROPHONE_CAPABILITIES:
                putMicrophone(tag, settings, out);
                break;
            case CameraAvStreamManagementSpec.ATTR_SNAPSHOT_CAPABILITIES:
                putSnapshots(tag, settings.snapshots(), out);
                break;
            case CameraAvStreamManagementSpec.ATTR_SUPPORTED_STREAM_USAGES:
                UsageList.put(tag, UsageList.of(settings.usages()), out);
                break;
            case CameraAvStreamManagementSpec.ATTR_ALLOCATED_VIDEO_STREAMS:
            case CameraAvStreamManagementSpec.ATTR_ALLOCATED_AUDIO_STREAMS:
            case CameraAvStreamManagementSpec.ATTR_ALLOCATED_SNAPSHOT_STREAMS:
                putStreams(
                        tag, state.streams(attribute - StreamFields.FIRST_ATTRIBUTE), state, out);
                break;
            case CameraAvStreamManagementSpec.ATTR_STREAM_USAGE_PRIORITIES:
                UsageList.put(tag, state.priorities, out);
                break;
            case CameraAvStreamManagementSpec.ATTR_VIEWPORT:
                out.startStruct(tag);
                putSides(out, WebRtcTypes.VIEWPORT_STRUCT_X1, state.upperLeft);
                putSides(out, WebRtcTypes.VIEWPORT_STRUCT_X2, state.lowerRight);
                out.endContainer();
                break;
            case CameraAvStreamManagementSpec.ATTR_HARD_PRIVACY_MODE_ON:
                out.putBool(tag, state.hardPrivacy);
                break;
            default:
                int bit = switchOf(attribute);
                if (bit == 0) {
                    return ImStatus.UNSUPPORTED_ATTRIBUTE;
                }
                out.putBool(tag, state.isOn(bit));
        }
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

    /** The bit of a switch that can be written; 0 for another attribute. */
    static int switchOf(int attribute) {
        switch (attribute) {
            case CameraAvStreamManagementSpec.ATTR_SOFT_RECORDING_PRIVACY_MODE_ENABLED:
                return CameraState.RECORDING_PRIVACY;
            case CameraAvStreamManagementSpec.ATTR_SOFT_LIVESTREAM_PRIVACY_MODE_ENABLED:
                return CameraState.LIVESTREAM_PRIVACY;
            case CameraAvStreamManagementSpec.ATTR_MICROPHONE_MUTED:
                return CameraState.MUTED;
            default:
                return 0;
        }
    }

    private static void putSensor(int tag, CameraSettings settings, TlvWriter out) {
        out.startStruct(tag);
        putSides(
                out,
                CameraAvStreamManagementSpec.VIDEO_SENSOR_PARAMS_STRUCT_SENSOR_WIDTH,
                CameraLimits.sensor(settings));
        out.putUnsigned(
                CameraAvStreamManagementSpec.VIDEO_SENSOR_PARAMS_STRUCT_MAX_FPS,
                settings.maxFrameRate());
        out.endContainer();
    }

    private static void putTradeOffs(int tag, int[] points, TlvWriter out) {
        out.startArray(tag);
        for (int i = 0; i < points.length; i += CameraSettings.TRADE_OFF_LENGTH) {
            out.startStruct(TlvTag.ANONYMOUS);
            putFields(out, 0, StreamFields.TRADE_OFF, points, i);
            out.endContainer();
        }
        out.endContainer();
    }

    private static void putMicrophone(int tag, CameraSettings settings, TlvWriter out) {
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

    private static void putSnapshots(int tag, int[] all, TlvWriter out) {
        out.startArray(tag);
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
        out.endContainer();
    }

    /** Whether pixels have to be encoded and, in the next member, by a hardware encoder. */
    private static void putNeeds(TlvWriter out, int tag, int needs, boolean both) {
        out.putBool(tag, needs != CameraSettings.NEEDS_NOTHING);
        if (both) {
            out.putBool(tag + 1, needs == CameraSettings.NEEDS_ENCODER);
        }
    }

    private static void putStreams(int tag, StreamTable table, CameraState state, TlvWriter out) {
        out.startArray(tag);
        for (int id = table.after(0); id != 0; id = table.after(id)) {
            int at = table.at(id);
            out.startStruct(TlvTag.ANONYMOUS);
            out.putUnsigned(0, id);
            putFields(out, 1, table.rules, table.cells, at);
            out.putUnsigned(referenceTag(table.kind()), table.references(id));
            if (table.kind() == StreamFields.SNAPSHOT) {
                putNeeds(
                        out,
                        CameraAvStreamManagementSpec.SNAPSHOT_STREAM_STRUCT_ENCODED_PIXELS,
                        state.limits.needs(table.cells, at),
                        true);
            }
            out.endContainer();
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
