package org.mattermote.webrtc.avstream;

import org.mattermote.stack.cluster.ClusterWorkspace;
import org.mattermote.stack.cluster.FieldTable;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.AttributeWrite;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.port.LogPort;
import org.mattermote.webrtc.media.OfferParams;
import org.mattermote.webrtc.media.StreamChoice;
import org.mattermote.webrtc.provider.CameraStreams;
import org.mattermote.webrtc.provider.PrivacyListener;
import org.mattermote.webrtc.spec.CameraAvStreamManagementSpec;
import org.mattermote.webrtc.spec.WebRtcTypes;

/**
 * Camera AV Stream Management with video, audio, snapshots and privacy (Matter application clusters
 * 11.2); without watermark and on-screen display there is nothing to modify.
 *
 * <pre>
 *  allocation                                          | answer
 *  ----------------------------------------------------+--------------------------
 *  a field is missing or of another type               | INVALID_COMMAND
 *  a field is out of range, a range the wrong way round| CONSTRAINT_ERROR
 *  its usage is not among StreamUsagePriorities        | INVALID_IN_STATE
 *  the camera has nothing that fits                    | DYNAMIC_CONSTRAINT_ERROR
 *  it fits into a stream that is there                 | that one, narrower
 *  no place, encoder, pixels or bits a second are left | RESOURCE_EXHAUSTED
 *  else                                                | a new stream
 * </pre>
 *
 * A stream goes when it is deallocated, which it is not while sessions use it (INVALID_IN_STATE).
 * Streams belong to no fabric and stay when one leaves. Streams, priorities, privacy, viewport and
 * microphone survive a restart ({@link CameraState}). What cannot be stored does not happen
 * (FAILURE).
 */
public final class CameraAvStreamManagementCluster extends Cluster
        implements CameraStreams, StreamChoice {
    private static final int[] ATTRIBUTES = {
        CameraAvStreamManagementSpec.ATTR_MAX_CONCURRENT_ENCODERS,
        CameraAvStreamManagementSpec.ATTR_MAX_ENCODED_PIXEL_RATE,
        CameraAvStreamManagementSpec.ATTR_VIDEO_SENSOR_PARAMS,
        CameraAvStreamManagementSpec.ATTR_MIN_VIEWPORT_RESOLUTION,
        CameraAvStreamManagementSpec.ATTR_RATE_DISTORTION_TRADE_OFF_POINTS,
        CameraAvStreamManagementSpec.ATTR_MAX_CONTENT_BUFFER_SIZE,
        CameraAvStreamManagementSpec.ATTR_MICROPHONE_CAPABILITIES,
        CameraAvStreamManagementSpec.ATTR_SNAPSHOT_CAPABILITIES,
        CameraAvStreamManagementSpec.ATTR_MAX_NETWORK_BANDWIDTH,
        CameraAvStreamManagementSpec.ATTR_CURRENT_FRAME_RATE,
        CameraAvStreamManagementSpec.ATTR_SUPPORTED_STREAM_USAGES,
        CameraAvStreamManagementSpec.ATTR_ALLOCATED_VIDEO_STREAMS,
        CameraAvStreamManagementSpec.ATTR_ALLOCATED_AUDIO_STREAMS,
        CameraAvStreamManagementSpec.ATTR_ALLOCATED_SNAPSHOT_STREAMS,
        CameraAvStreamManagementSpec.ATTR_STREAM_USAGE_PRIORITIES,
        CameraAvStreamManagementSpec.ATTR_SOFT_RECORDING_PRIVACY_MODE_ENABLED,
        CameraAvStreamManagementSpec.ATTR_SOFT_LIVESTREAM_PRIVACY_MODE_ENABLED,
        CameraAvStreamManagementSpec.ATTR_HARD_PRIVACY_MODE_ON,
        CameraAvStreamManagementSpec.ATTR_VIEWPORT,
        CameraAvStreamManagementSpec.ATTR_MICROPHONE_MUTED,
        CameraAvStreamManagementSpec.ATTR_MICROPHONE_VOLUME_LEVEL,
        CameraAvStreamManagementSpec.ATTR_MICROPHONE_MAX_LEVEL,
        CameraAvStreamManagementSpec.ATTR_MICROPHONE_MIN_LEVEL,
    };

    private static final int[] COMMANDS = {
        CameraAvStreamManagementSpec.CMD_AUDIO_STREAM_ALLOCATE,
        CameraAvStreamManagementSpec.CMD_AUDIO_STREAM_DEALLOCATE,
        CameraAvStreamManagementSpec.CMD_VIDEO_STREAM_ALLOCATE,
        CameraAvStreamManagementSpec.CMD_VIDEO_STREAM_DEALLOCATE,
        CameraAvStreamManagementSpec.CMD_SNAPSHOT_STREAM_ALLOCATE,
        CameraAvStreamManagementSpec.CMD_SNAPSHOT_STREAM_DEALLOCATE,
        CameraAvStreamManagementSpec.CMD_SET_STREAM_PRIORITIES,
        CameraAvStreamManagementSpec.CMD_CAPTURE_SNAPSHOT,
    };

    private static final int FEATURES =
            CameraAvStreamManagementSpec.FEATURE_AUDIO
                    | CameraAvStreamManagementSpec.FEATURE_VIDEO
                    | CameraAvStreamManagementSpec.FEATURE_SNAPSHOT
                    | CameraAvStreamManagementSpec.FEATURE_PRIVACY;

    private static final int RECORDED_USAGES =
            1 << WebRtcTypes.STREAM_USAGE_RECORDING | 1 << WebRtcTypes.STREAM_USAGE_ANALYSIS;
    private static final int LIVE_USAGES = 1 << WebRtcTypes.STREAM_USAGE_LIVE_VIEW;

    private static final int MAX_U16 = 0xFFFF;

    private final CameraSettings settings;
    private final CameraHook hook;
    private final FieldTable fields;
    private final TlvReader inner;
    private final StreamRequest request;
    private final CameraLimits limits;
    private final CameraState state;
    private final Picture picture = new Picture();

    /** Null until somebody serves sessions. */
    private PrivacyListener listener;

    /**
     * Restores what survives a restart; {@link #start} tells the hook.
     *
     * @param endpoint number of the endpoint the cluster will be on, 0..4095
     */
    public CameraAvStreamManagementCluster(
            int endpoint,
            CameraSettings settings,
            CameraHook hook,
            ClusterWorkspace workspace,
            LogPort log) {
        super(new CameraAvStreamManagementSpec(), FEATURES, ATTRIBUTES, COMMANDS);
        this.settings = settings;
        this.hook = hook;
        fields = workspace.fields();
        inner = workspace.reader();
        request = new StreamRequest(fields, inner);
        limits = new CameraLimits(settings);
        state =
                new CameraState(
                        settings,
                        limits,
                        workspace.record(
                                log,
                                StoreKeys.cameraStreams(endpoint),
                                CameraState.RECORD_VERSION));
    }

    /** Tells the hook what there is. Once, at boot. */
    public void start() {
        tellPrivacy();
        tellViewport();
        tellMicrophone();
        for (StreamTable table = state.video; table != null; table = table.next) {
            for (int id = table.after(0); id != 0; id = table.after(id)) {
                hook.configured(table, id);
            }
        }
    }

    /** While the node is wired: who ends sessions when privacy is switched on. */
    public void setListener(PrivacyListener listener) {
        this.listener = listener;
    }

    /**
     * The streams of a kind.
     *
     * @param kind VIDEO, AUDIO or SNAPSHOT of {@link StreamFields}
     */
    public StreamTable streams(int kind) {
        return state.streams(kind);
    }

    /** CurrentFrameRate, frames a second; MaxFPS of the sensor until it is told. */
    public void setCurrentFrameRate(int framesPerSecond) {
        if (state.frameRate != framesPerSecond) {
            state.frameRate = framesPerSecond;
            changed(CameraAvStreamManagementSpec.ATTR_CURRENT_FRAME_RATE);
        }
    }

    /** HardPrivacyModeOn: the position of the camera's switch. Streams pause, sessions stay. */
    public void setHardPrivacy(boolean on) {
        if (state.isOn(CameraState.HARD_PRIVACY) != on) {
            state.switches ^= CameraState.HARD_PRIVACY;
            changed(CameraAvStreamManagementSpec.ATTR_HARD_PRIVACY_MODE_ON);
            tellPrivacy();
        }
    }

    private void tellPrivacy() {
        hook.privacy(
                state.isOn(CameraState.LIVESTREAM_PRIVACY),
                state.isOn(CameraState.RECORDING_PRIVACY),
                state.isOn(CameraState.HARD_PRIVACY));
    }

    private void tellViewport() {
        int one = state.upperLeft;
        int other = state.lowerRight;
        hook.viewport(one >>> 16, one & MAX_U16, other >>> 16, other & MAX_U16);
    }

    private void tellMicrophone() {
        hook.microphone(state.isOn(CameraState.MUTED), state.level);
    }

    @Override
    public boolean isPrivate(int usage) {
        int switches = CameraState.HARD_PRIVACY;
        if (usage == WebRtcTypes.STREAM_USAGE_LIVE_VIEW) {
            switches |= CameraState.LIVESTREAM_PRIVACY;
        } else if (usage != WebRtcTypes.STREAM_USAGE_INTERNAL) {
            switches |= CameraState.RECORDING_PRIVACY;
        }
        return state.isOn(switches);
    }

    private StreamTable streams(boolean video) {
        return video ? state.video : state.audio;
    }

    @Override
    public boolean has(boolean video, int stream) {
        return streams(video).has(stream);
    }

    @Override
    public boolean hasAny(boolean video) {
        return !streams(video).isEmpty();
    }

    @Override
    public boolean supportsUsage(int usage) {
        return UsageList.contains(state.priorities, usage);
    }

    /** An allocated stream has all it needs. */
    @Override
    public boolean hasResources(int usage) {
        return true;
    }

    @Override
    public boolean refer(boolean video, int stream, int change) {
        StreamTable table = streams(video);
        boolean counted = table.refer(stream, change);
        if (counted) {
            changed(table);
        }
        return counted;
    }

    private void changed(StreamTable table) {
        changed(StreamFields.FIRST_ATTRIBUTE + table.kind());
    }

    /** The last that was allocated for this usage, else the first; NULL when there is none. */
    @Override
    public int choose(boolean video, int usage) {
        StreamTable table = streams(video);
        int chosen = table.after(0);
        for (int id = chosen; id != 0; id = table.after(id)) {
            if (table.value(id, StreamFields.VIDEO_USAGE) == usage) {
                chosen = id;
            }
        }
        return chosen == 0 ? OfferParams.NULL : chosen;
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        return CameraAttributes.put(attribute, in.tag, settings, state, out);
    }

    @Override
    public int write(int attribute, AttributeWrite in, TlvReader value) {
        if (attribute == CameraAvStreamManagementSpec.ATTR_VIEWPORT) {
            return writeViewport(value);
        }
        int switches = state.switches;
        int level = state.level;
        int number;
        if (attribute == CameraAvStreamManagementSpec.ATTR_MICROPHONE_VOLUME_LEVEL) {
            number = value.unsignedInt(settings.maxMicrophoneLevel());
            level = number;
        } else {
            int bit = CameraAttributes.switchOf(attribute) & CameraState.STORED_SWITCHES;
            if (bit == 0) {
                return ImStatus.UNSUPPORTED_WRITE;
            }
            number = value.bool();
            switches = number == 0 ? switches & ~bit : switches | bit;
        }
        if (number < 0) {
            return status(number, ImStatus.INVALID_DATA_TYPE);
        }
        int switchesBefore = state.switches;
        int levelBefore = state.level;
        if (switches == switchesBefore && level == levelBefore) {
            return ImStatus.SUCCESS;
        }
        state.switches = switches;
        state.level = level;
        int status = store(attribute);
        if (status != ImStatus.SUCCESS) {
            state.switches = switchesBefore;
            state.level = levelBefore;
        } else if (attribute >= CameraAvStreamManagementSpec.ATTR_MICROPHONE_MUTED) {
            tellMicrophone();
        } else {
            tellPrivacy();
            int on = switches & ~switchesBefore;
            if (on != 0 && listener != null) {
                listener.privacyOn(
                        on == CameraState.LIVESTREAM_PRIVACY ? LIVE_USAGES : RECORDED_USAGES);
            }
        }
        return status;
    }

    private int writeViewport(TlvReader value) {
        if (fields.collect(value) != CodecStatus.OK) {
            return ImStatus.INVALID_DATA_TYPE;
        }
        int least = 0;
        long corners = 0;
        for (int tag = 0; tag <= WebRtcTypes.VIEWPORT_STRUCT_Y2; tag++) {
            int side = fields.unsigned(tag, MAX_U16);
            least = Math.min(least, side);
            corners = corners << 16 | side & MAX_U16;
        }
        if (least < 0) {
            return status(least, ImStatus.INVALID_DATA_TYPE);
        }
        int one = (int) (corners >> 32);
        int other = (int) corners;
        if (!limits.isViewport(one, other)) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        int oneBefore = state.upperLeft;
        int otherBefore = state.lowerRight;
        if (one == oneBefore && other == otherBefore) {
            return ImStatus.SUCCESS;
        }
        state.upperLeft = one;
        state.lowerRight = other;
        int status = store(CameraAvStreamManagementSpec.ATTR_VIEWPORT);
        if (status == ImStatus.SUCCESS) {
            tellViewport();
        } else {
            state.upperLeft = oneBefore;
            state.lowerRight = otherBefore;
        }
        return status;
    }

    /** Of a number, or what kept it from being read. */
    private static int status(int number, int otherType) {
        return number >= 0
                ? ImStatus.SUCCESS
                : number == CodecStatus.OUT_OF_RANGE ? ImStatus.CONSTRAINT_ERROR : otherType;
    }

    /** What is other than before is stored, and reported. */
    private int store(int attribute) {
        int status = state.store();
        if (status == ImStatus.SUCCESS) {
            changed(attribute);
        }
        return status;
    }

    @Override
    public int invoke(int command, CommandInvocation in, TlvReader from) {
        if (fields.collect(from) != CodecStatus.OK) {
            return ImStatus.INVALID_COMMAND;
        }
        // the commands of a kind follow each other
        StreamTable table = state.snapshots;
        if (command < CameraAvStreamManagementSpec.CMD_VIDEO_STREAM_ALLOCATE) {
            table = state.audio;
        } else if (command < CameraAvStreamManagementSpec.CMD_SNAPSHOT_STREAM_ALLOCATE) {
            table = state.video;
        }
        switch (command) {
            case CameraAvStreamManagementSpec.CMD_AUDIO_STREAM_ALLOCATE:
            case CameraAvStreamManagementSpec.CMD_VIDEO_STREAM_ALLOCATE:
            case CameraAvStreamManagementSpec.CMD_SNAPSHOT_STREAM_ALLOCATE:
                return allocate(table, command, in);
            case CameraAvStreamManagementSpec.CMD_AUDIO_STREAM_DEALLOCATE:
            case CameraAvStreamManagementSpec.CMD_VIDEO_STREAM_DEALLOCATE:
            case CameraAvStreamManagementSpec.CMD_SNAPSHOT_STREAM_DEALLOCATE:
                return deallocate(table);
            case CameraAvStreamManagementSpec.CMD_SET_STREAM_PRIORITIES:
                return setPriorities();
            case CameraAvStreamManagementSpec.CMD_CAPTURE_SNAPSHOT:
                return capture(in);
            default:
                return ImStatus.UNSUPPORTED_COMMAND;
        }
    }

    private int allocate(StreamTable table, int command, CommandInvocation in) {
        int[] wanted = limits.wanted;
        int status = request.read(table.rules, wanted);
        if (status != ImStatus.SUCCESS) {
            return status;
        }
        if (table != state.snapshots && !supportsUsage(wanted[StreamFields.VIDEO_USAGE])) {
            return ImStatus.INVALID_IN_STATE;
        }
        if (!limits.matches(table.kind())) {
            return ImStatus.DYNAMIC_CONSTRAINT_ERROR;
        }
        int id = table.reusable(wanted);
        boolean isNew = id == 0;
        if (isNew) {
            id = table.take();
            if (id == 0) {
                return ImStatus.RESOURCE_EXHAUSTED;
            }
        } else {
            // the usage stays; a first field that is none is equal
            wanted[0] = table.value(id, 0);
        }
        if (table.exchange(id, wanted) || isNew) {
            // what is narrower may need more bits, or an encoder
            status =
                    limits.hasRoom(state.video)
                            ? store(StreamFields.FIRST_ATTRIBUTE + table.kind())
                            : ImStatus.RESOURCE_EXHAUSTED;
            if (status != ImStatus.SUCCESS) {
                table.exchange(id, wanted);
                if (isNew) {
                    table.release(id);
                }
                return status;
            }
            hook.configured(table, id);
        }
        // of every kind its response follows the command
        in.respond(command + 1).putUnsigned(0, id);
        return ImStatus.SUCCESS;
    }

    private int deallocate(StreamTable table) {
        int id = fields.unsigned(0, MAX_U16);
        if (id < 0) {
            return status(id, ImStatus.INVALID_COMMAND);
        }
        if (!table.has(id)) {
            return ImStatus.NOT_FOUND;
        }
        if (table.references(id) > 0) {
            return ImStatus.INVALID_IN_STATE;
        }
        table.release(id);
        int status = store(StreamFields.FIRST_ATTRIBUTE + table.kind());
        if (status == ImStatus.SUCCESS) {
            hook.removed(table, id);
        } else {
            table.take(id);
        }
        return status;
    }

    private int setPriorities() {
        if (!fields.open(
                        CameraAvStreamManagementSpec.SET_STREAM_PRIORITIES_STREAM_PRIORITIES, inner)
                || inner.type() != TlvType.ARRAY) {
            return ImStatus.INVALID_COMMAND;
        }
        if (state.hasStreams()) {
            return ImStatus.INVALID_IN_STATE;
        }
        int list = UsageList.EMPTY;
        int status = ImStatus.SUCCESS;
        int walk = inner.enter();
        while (walk == CodecStatus.OK && (walk = inner.next()) == CodecStatus.OK) {
            int usage = inner.u8();
            if (usage < 0 && usage != CodecStatus.OUT_OF_RANGE) {
                return ImStatus.INVALID_COMMAND;
            }
            if (!UsageList.contains(UsageList.of(settings.usages()), usage)) {
                status = ImStatus.DYNAMIC_CONSTRAINT_ERROR;
            } else if (UsageList.contains(list, usage)) {
                status = status == ImStatus.SUCCESS ? ImStatus.ALREADY_EXISTS : status;
            } else {
                list = UsageList.add(list, usage);
            }
        }
        if (walk != CodecStatus.END) {
            return ImStatus.INVALID_COMMAND;
        }
        if (status != ImStatus.SUCCESS) {
            return status;
        }
        int before = state.priorities;
        if (list != before) {
            state.priorities = list;
            status = store(CameraAvStreamManagementSpec.ATTR_STREAM_USAGE_PRIORITIES);
            if (status != ImStatus.SUCCESS) {
                state.priorities = before;
            }
        }
        return status;
    }

    private int capture(CommandInvocation in) {
        int tag = CameraAvStreamManagementSpec.CAPTURE_SNAPSHOT_SNAPSHOT_STREAM_ID;
        int id = fields.isNull(tag) ? state.snapshots.after(0) : fields.unsigned(tag, MAX_U16);
        int status = status(id, ImStatus.INVALID_COMMAND);
        if (status == ImStatus.INVALID_COMMAND
                || !request.readResolution(
                        CameraAvStreamManagementSpec.CAPTURE_SNAPSHOT_REQUESTED_RESOLUTION)) {
            return ImStatus.INVALID_COMMAND;
        }
        int size = request.resolution();
        if (status != ImStatus.SUCCESS || size == 0) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        StreamTable table = state.snapshots;
        if (!table.has(id)) {
            return ImStatus.NOT_FOUND;
        }
        if (state.isOn(CameraState.HARD_PRIVACY | CameraState.LIVESTREAM_PRIVACY)) {
            return ImStatus.INVALID_IN_STATE;
        }
        status = hook.capture(table, id, size >>> 16, size & MAX_U16, picture);
        if (status == ImStatus.SUCCESS) {
            TlvWriter out = in.respond(CameraAvStreamManagementSpec.CMD_CAPTURE_SNAPSHOT_RESPONSE);
            out.putBytes(
                    CameraAvStreamManagementSpec.CAPTURE_SNAPSHOT_RESPONSE_DATA,
                    picture.bytes,
                    picture.offset,
                    picture.length);
            out.putUnsigned(
                    CameraAvStreamManagementSpec.CAPTURE_SNAPSHOT_RESPONSE_IMAGE_CODEC,
                    table.value(id, StreamFields.SNAPSHOT_CODEC));
            CameraAttributes.putPair(
                    out,
                    CameraAvStreamManagementSpec.CAPTURE_SNAPSHOT_RESPONSE_RESOLUTION,
                    picture.width << 16 | picture.height);
        }
        return status;
    }

    /** All that changes. */
    public void state(SlotState to) {
        state.state(to);
    }
}
