package org.mattermote.webrtc.avstream;

import org.mattermote.stack.cluster.ClusterWorkspace;
import org.mattermote.stack.cluster.FieldTable;
import org.mattermote.stack.cluster.StoredRecord;
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
import org.mattermote.stack.port.PortStatus;
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
 * microphone survive a restart, in one record: structure {0 version, 1 privacy and mute (bits), 2
 * microphone's level, 3 and 4 upper left and lower right corner of the viewport, 5 priorities, 6
 * video, 7 audio, 8 snapshot streams}. What cannot be stored does not happen (FAILURE).
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

    private static final int RECORD_VERSION = 1;
    private static final int TAG_SWITCHES = 1;
    private static final int TAG_LEVEL = 2;
    private static final int TAG_CORNERS = 3;
    private static final int TAG_PRIORITIES = 5;
    private static final int TAG_STREAMS = 6;

    /** Switches, one bit each. */
    private static final int RECORDING_PRIVACY = 1;

    private static final int LIVESTREAM_PRIVACY = 2;
    private static final int MUTED = 4;
    private static final int ALL_SWITCHES = 7;

    private static final int RECORDED_USAGES =
            1 << WebRtcTypes.STREAM_USAGE_RECORDING | 1 << WebRtcTypes.STREAM_USAGE_ANALYSIS;
    private static final int LIVE_USAGES = 1 << WebRtcTypes.STREAM_USAGE_LIVE_VIEW;

    private static final int NONE = 0;
    private static final int MAX_U16 = 0xFFFF;

    private final CameraSettings settings;
    private final CameraHook hook;
    private final StoredRecord record;
    private final FieldTable fields;
    private final TlvReader inner;
    private final StreamRequest request;
    private final StreamTable video;
    private final StreamTable audio;
    private final StreamTable snapshots;
    private final CameraLimits limits;
    private final Picture picture = new Picture();

    /** Null until somebody serves sessions. */
    private PrivacyListener listener;

    private int switches;
    private boolean hardPrivacy;
    private int microphoneLevel;
    private int frameRate;

    /** Corners of the viewport, x in bits 31..16. */
    private int upperLeft;

    private int lowerRight;

    /** StreamUsagePriorities. */
    private int priorities;

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
        record = workspace.record(log, StoreKeys.cameraStreams(endpoint), RECORD_VERSION);
        fields = workspace.fields();
        inner = workspace.reader();
        request = new StreamRequest(fields, inner);
        video = new StreamTable(StreamFields.VIDEO_RULES, settings.maxEncoders());
        audio = new StreamTable(StreamFields.AUDIO_RULES, settings.audioStreams());
        snapshots = new StreamTable(StreamFields.SNAPSHOT_RULES, settings.snapshotStreams());
        limits = new CameraLimits(settings, video, snapshots);
        frameRate = settings.maxFrameRate();
        reset();
        restore();
    }

    private void reset() {
        switches = 0;
        microphoneLevel = settings.maxMicrophoneLevel();
        upperLeft = 0;
        lowerRight = sensor();
        priorities = UsageList.of(settings.usages());
    }

    private int sensor() {
        return settings.sensorWidth() << 16 | settings.sensorHeight();
    }

    private void restore() {
        if (record.open() != PortStatus.OK) {
            return;
        }
        boolean good = restoreAll(record.reader());
        record.close();
        if (!good) {
            record.reject(PortStatus.DAMAGED);
            reset();
        }
        drop(video);
        drop(audio);
        drop(snapshots);
    }

    private boolean restoreAll(TlvReader from) {
        long stored = value(TAG_SWITCHES, from);
        switches = (int) stored & ALL_SWITCHES;
        long level = value(TAG_LEVEL, from);
        microphoneLevel = (int) Math.min(level, settings.maxMicrophoneLevel());
        long one = value(TAG_CORNERS, from);
        long other = value(TAG_CORNERS + 1, from);
        long usages = value(TAG_PRIORITIES, from);
        if (stored < 0 || level < 0 || one < 0 || other < 0 || usages < 0) {
            return false;
        }
        // Another camera may be behind it since.
        if (limits.isViewport((int) one, (int) other)) {
            upperLeft = (int) one;
            lowerRight = (int) other;
        }
        if (UsageList.isWithin((int) usages, settings.usages())) {
            priorities = (int) usages;
        }
        return video.restore(TAG_STREAMS, from)
                && audio.restore(TAG_STREAMS + 1, from)
                && snapshots.restore(TAG_STREAMS + 2, from);
    }

    private static long value(int tag, TlvReader from) {
        return from.find(tag) == CodecStatus.OK ? from.u32() : CodecStatus.NOT_FOUND;
    }

    /** Streams that this camera has no more. */
    private void drop(StreamTable streams) {
        int[] values = request.values;
        for (int id = 1; id <= streams.capacity(); id++) {
            if (streams.has(id)) {
                for (int i = 0; i < streams.rules().length; i++) {
                    values[i] = streams.value(id, i);
                }
                if (!limits.matches(streams.kind(), values)) {
                    streams.release(id);
                }
            }
        }
    }

    private int store(StreamTable from, int without) {
        TlvWriter out = record.begin();
        out.putUnsigned(TAG_SWITCHES, switches);
        out.putUnsigned(TAG_LEVEL, microphoneLevel);
        out.putUnsigned(TAG_CORNERS, upperLeft & 0xFFFFFFFFL);
        out.putUnsigned(TAG_CORNERS + 1, lowerRight & 0xFFFFFFFFL);
        out.putUnsigned(TAG_PRIORITIES, priorities & 0xFFFFFFFFL);
        video.store(TAG_STREAMS, from == video ? without : NONE, out);
        audio.store(TAG_STREAMS + 1, from == audio ? without : NONE, out);
        snapshots.store(TAG_STREAMS + 2, from == snapshots ? without : NONE, out);
        return record.commit() == PortStatus.OK ? ImStatus.SUCCESS : ImStatus.FAILURE;
    }

    /** Tells the hook what there is. Once, at boot. */
    public void start() {
        tellPrivacy();
        tellViewport();
        tellMicrophone();
        for (int kind = StreamFields.VIDEO; kind <= StreamFields.SNAPSHOT; kind++) {
            StreamTable streams = streams(kind);
            for (int id = 1; id <= streams.capacity(); id++) {
                if (streams.has(id)) {
                    hook.configured(streams, id);
                }
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
        switch (kind) {
            case StreamFields.VIDEO:
                return video;
            case StreamFields.AUDIO:
                return audio;
            default:
                return snapshots;
        }
    }

    /** CurrentFrameRate, frames a second; MaxFPS of the sensor until it is told. */
    public void setCurrentFrameRate(int framesPerSecond) {
        if (frameRate != framesPerSecond) {
            frameRate = framesPerSecond;
            changed(CameraAvStreamManagementSpec.ATTR_CURRENT_FRAME_RATE);
        }
    }

    /** HardPrivacyModeOn: the position of the camera's switch. Streams pause, sessions stay. */
    public void setHardPrivacy(boolean on) {
        if (hardPrivacy != on) {
            hardPrivacy = on;
            changed(CameraAvStreamManagementSpec.ATTR_HARD_PRIVACY_MODE_ON);
            tellPrivacy();
        }
    }

    private void tellPrivacy() {
        hook.privacy(isSoftLivestreamPrivacyOn(), isSoftRecordingPrivacyOn(), hardPrivacy);
    }

    private void tellViewport() {
        hook.viewport(
                upperLeft >>> 16, upperLeft & MAX_U16, lowerRight >>> 16, lowerRight & MAX_U16);
    }

    private void tellMicrophone() {
        hook.microphone((switches & MUTED) != 0, microphoneLevel);
    }

    @Override
    public boolean isHardPrivacyOn() {
        return hardPrivacy;
    }

    @Override
    public boolean isSoftLivestreamPrivacyOn() {
        return (switches & LIVESTREAM_PRIVACY) != 0;
    }

    @Override
    public boolean isSoftRecordingPrivacyOn() {
        return (switches & RECORDING_PRIVACY) != 0;
    }

    @Override
    public boolean hasVideo(int stream) {
        return video.has(stream);
    }

    @Override
    public boolean hasAudio(int stream) {
        return audio.has(stream);
    }

    @Override
    public boolean hasAnyVideo() {
        return !video.isEmpty();
    }

    @Override
    public boolean hasAnyAudio() {
        return !audio.isEmpty();
    }

    @Override
    public boolean supportsUsage(int usage) {
        return UsageList.contains(priorities, usage);
    }

    /** An allocated stream has all it needs. */
    @Override
    public boolean hasResources(int usage) {
        return true;
    }

    @Override
    public void referVideo(int stream, int change) {
        if (video.refer(stream, change)) {
            changed(attribute(video));
        }
    }

    @Override
    public void referAudio(int stream, int change) {
        if (audio.refer(stream, change)) {
            changed(attribute(audio));
        }
    }

    @Override
    public int chooseVideo(int usage) {
        return choose(video, usage);
    }

    @Override
    public int chooseAudio(int usage) {
        return choose(audio, usage);
    }

    /** One that was allocated for this usage, else any. */
    private static int choose(StreamTable streams, int usage) {
        int found = OfferParams.NULL;
        for (int id = streams.capacity(); id >= 1; id--) {
            if (streams.has(id)) {
                if (streams.value(id, StreamFields.VIDEO_USAGE) == usage) {
                    return id;
                }
                found = id;
            }
        }
        return found;
    }

    private static int attribute(StreamTable streams) {
        return CameraAvStreamManagementSpec.ATTR_ALLOCATED_VIDEO_STREAMS + streams.kind();
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        switch (attribute) {
            case CameraAvStreamManagementSpec.ATTR_ALLOCATED_VIDEO_STREAMS:
            case CameraAvStreamManagementSpec.ATTR_ALLOCATED_AUDIO_STREAMS:
            case CameraAvStreamManagementSpec.ATTR_ALLOCATED_SNAPSHOT_STREAMS:
                limits.putStreams(
                        in.tag,
                        streams(
                                attribute
                                        - CameraAvStreamManagementSpec
                                                .ATTR_ALLOCATED_VIDEO_STREAMS),
                        out);
                return ImStatus.SUCCESS;
            case CameraAvStreamManagementSpec.ATTR_CURRENT_FRAME_RATE:
                out.putUnsigned(in.tag, frameRate);
                return ImStatus.SUCCESS;
            case CameraAvStreamManagementSpec.ATTR_STREAM_USAGE_PRIORITIES:
                UsageList.put(in.tag, priorities, out);
                return ImStatus.SUCCESS;
            case CameraAvStreamManagementSpec.ATTR_SOFT_RECORDING_PRIVACY_MODE_ENABLED:
            case CameraAvStreamManagementSpec.ATTR_SOFT_LIVESTREAM_PRIVACY_MODE_ENABLED:
            case CameraAvStreamManagementSpec.ATTR_MICROPHONE_MUTED:
                out.putBool(in.tag, (switches & switchOf(attribute)) != 0);
                return ImStatus.SUCCESS;
            case CameraAvStreamManagementSpec.ATTR_HARD_PRIVACY_MODE_ON:
                out.putBool(in.tag, hardPrivacy);
                return ImStatus.SUCCESS;
            case CameraAvStreamManagementSpec.ATTR_VIEWPORT:
                out.startStruct(in.tag);
                out.putUnsigned(WebRtcTypes.VIEWPORT_STRUCT_X1, upperLeft >>> 16);
                out.putUnsigned(WebRtcTypes.VIEWPORT_STRUCT_Y1, upperLeft & MAX_U16);
                out.putUnsigned(WebRtcTypes.VIEWPORT_STRUCT_X2, lowerRight >>> 16);
                out.putUnsigned(WebRtcTypes.VIEWPORT_STRUCT_Y2, lowerRight & MAX_U16);
                out.endContainer();
                return ImStatus.SUCCESS;
            case CameraAvStreamManagementSpec.ATTR_MICROPHONE_VOLUME_LEVEL:
                out.putUnsigned(in.tag, microphoneLevel);
                return ImStatus.SUCCESS;
            default:
                return limits.put(attribute, in.tag, out);
        }
    }

    private static int switchOf(int attribute) {
        switch (attribute) {
            case CameraAvStreamManagementSpec.ATTR_SOFT_RECORDING_PRIVACY_MODE_ENABLED:
                return RECORDING_PRIVACY;
            case CameraAvStreamManagementSpec.ATTR_SOFT_LIVESTREAM_PRIVACY_MODE_ENABLED:
                return LIVESTREAM_PRIVACY;
            default:
                return MUTED;
        }
    }

    @Override
    public int write(int attribute, AttributeWrite in, TlvReader value) {
        switch (attribute) {
            case CameraAvStreamManagementSpec.ATTR_SOFT_RECORDING_PRIVACY_MODE_ENABLED:
            case CameraAvStreamManagementSpec.ATTR_SOFT_LIVESTREAM_PRIVACY_MODE_ENABLED:
            case CameraAvStreamManagementSpec.ATTR_MICROPHONE_MUTED:
                return writeSwitch(attribute, value.bool());
            case CameraAvStreamManagementSpec.ATTR_MICROPHONE_VOLUME_LEVEL:
                return writeLevel(value.u8());
            case CameraAvStreamManagementSpec.ATTR_VIEWPORT:
                return writeViewport(value);
            default:
                return ImStatus.UNSUPPORTED_WRITE;
        }
    }

    private int writeSwitch(int attribute, int on) {
        if (on < 0) {
            return ImStatus.INVALID_DATA_TYPE;
        }
        int bit = switchOf(attribute);
        if (((switches & bit) != 0) == (on != 0)) {
            return ImStatus.SUCCESS;
        }
        switches ^= bit;
        if (store(null, NONE) != ImStatus.SUCCESS) {
            switches ^= bit;
            return ImStatus.FAILURE;
        }
        changed(attribute);
        if (bit == MUTED) {
            tellMicrophone();
            return ImStatus.SUCCESS;
        }
        tellPrivacy();
        if (on != 0 && listener != null) {
            listener.privacyOn(bit == LIVESTREAM_PRIVACY ? LIVE_USAGES : RECORDED_USAGES);
        }
        return ImStatus.SUCCESS;
    }

    private int writeLevel(int level) {
        if (level < 0 && level != CodecStatus.OUT_OF_RANGE) {
            return ImStatus.INVALID_DATA_TYPE;
        }
        if (level < 0 || level > settings.maxMicrophoneLevel()) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        int before = microphoneLevel;
        if (level == before) {
            return ImStatus.SUCCESS;
        }
        microphoneLevel = level;
        if (store(null, NONE) != ImStatus.SUCCESS) {
            microphoneLevel = before;
            return ImStatus.FAILURE;
        }
        changed(CameraAvStreamManagementSpec.ATTR_MICROPHONE_VOLUME_LEVEL);
        tellMicrophone();
        return ImStatus.SUCCESS;
    }

    private int writeViewport(TlvReader value) {
        if (fields.collect(value) != CodecStatus.OK) {
            return ImStatus.INVALID_DATA_TYPE;
        }
        int least = 0;
        for (int tag = 0; tag <= WebRtcTypes.VIEWPORT_STRUCT_Y2; tag++) {
            least = Math.min(least, fields.unsigned(tag, MAX_U16));
        }
        if (least < 0) {
            return least == CodecStatus.OUT_OF_RANGE
                    ? ImStatus.CONSTRAINT_ERROR
                    : ImStatus.INVALID_DATA_TYPE;
        }
        int one = point(WebRtcTypes.VIEWPORT_STRUCT_X1);
        int other = point(WebRtcTypes.VIEWPORT_STRUCT_X2);
        if (!limits.isViewport(one, other)) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        int oneBefore = upperLeft;
        int otherBefore = lowerRight;
        if (one == oneBefore && other == otherBefore) {
            return ImStatus.SUCCESS;
        }
        upperLeft = one;
        lowerRight = other;
        if (store(null, NONE) != ImStatus.SUCCESS) {
            upperLeft = oneBefore;
            lowerRight = otherBefore;
            return ImStatus.FAILURE;
        }
        changed(CameraAvStreamManagementSpec.ATTR_VIEWPORT);
        tellViewport();
        return ImStatus.SUCCESS;
    }

    private int point(int tag) {
        return (int) fields.value(tag) << 16 | (int) fields.value(tag + 1);
    }

    @Override
    public int invoke(int command, CommandInvocation in, TlvReader from) {
        switch (command) {
            case CameraAvStreamManagementSpec.CMD_AUDIO_STREAM_ALLOCATE:
                return allocate(audio, command, in, from);
            case CameraAvStreamManagementSpec.CMD_VIDEO_STREAM_ALLOCATE:
                return allocate(video, command, in, from);
            case CameraAvStreamManagementSpec.CMD_SNAPSHOT_STREAM_ALLOCATE:
                return allocate(snapshots, command, in, from);
            case CameraAvStreamManagementSpec.CMD_AUDIO_STREAM_DEALLOCATE:
                return deallocate(audio, from);
            case CameraAvStreamManagementSpec.CMD_VIDEO_STREAM_DEALLOCATE:
                return deallocate(video, from);
            case CameraAvStreamManagementSpec.CMD_SNAPSHOT_STREAM_DEALLOCATE:
                return deallocate(snapshots, from);
            case CameraAvStreamManagementSpec.CMD_SET_STREAM_PRIORITIES:
                return setPriorities(from);
            case CameraAvStreamManagementSpec.CMD_CAPTURE_SNAPSHOT:
                return capture(in, from);
            default:
                return ImStatus.UNSUPPORTED_COMMAND;
        }
    }

    private int allocate(StreamTable streams, int command, CommandInvocation in, TlvReader from) {
        int[] wanted = request.values;
        int kind = streams.kind();
        int status = request.read(streams.rules(), from);
        if (status != ImStatus.SUCCESS) {
            return status;
        }
        if (kind != StreamFields.SNAPSHOT && !supportsUsage(wanted[StreamFields.VIDEO_USAGE])) {
            return ImStatus.INVALID_IN_STATE;
        }
        if (!limits.matches(kind, wanted)) {
            return ImStatus.DYNAMIC_CONSTRAINT_ERROR;
        }
        int id = streams.reusable(wanted);
        boolean isNew = id == 0;
        boolean isOther = isNew || streams.narrow(id, wanted);
        // What is narrower may need more bits, or an encoder.
        if (isOther && !limits.hasRoom(kind, wanted, id)) {
            return ImStatus.RESOURCE_EXHAUSTED;
        }
        if (isNew) {
            id = streams.free();
            if (id == 0) {
                return ImStatus.RESOURCE_EXHAUSTED;
            }
            streams.take(id);
        }
        if (isOther) {
            streams.exchange(id, wanted);
            if (store(null, NONE) != ImStatus.SUCCESS) {
                streams.exchange(id, wanted);
                if (isNew) {
                    streams.release(id);
                }
                return ImStatus.FAILURE;
            }
            changed(attribute(streams));
            hook.configured(streams, id);
        }
        in.respond(spec().response(command)).putUnsigned(0, id);
        return ImStatus.SUCCESS;
    }

    private int deallocate(StreamTable streams, TlvReader from) {
        int id = fields.collect(from) == CodecStatus.OK ? fields.unsigned(0, MAX_U16) : -1;
        if (id < 0) {
            return id == CodecStatus.OUT_OF_RANGE
                    ? ImStatus.CONSTRAINT_ERROR
                    : ImStatus.INVALID_COMMAND;
        }
        if (!streams.has(id)) {
            return ImStatus.NOT_FOUND;
        }
        if (streams.references(id) > 0) {
            return ImStatus.INVALID_IN_STATE;
        }
        if (store(streams, id) != ImStatus.SUCCESS) {
            return ImStatus.FAILURE;
        }
        streams.release(id);
        changed(attribute(streams));
        hook.removed(streams, id);
        return ImStatus.SUCCESS;
    }

    private int setPriorities(TlvReader from) {
        if (fields.collect(from) != CodecStatus.OK
                || !fields.open(
                        CameraAvStreamManagementSpec.SET_STREAM_PRIORITIES_STREAM_PRIORITIES, inner)
                || inner.type() != TlvType.ARRAY) {
            return ImStatus.INVALID_COMMAND;
        }
        if (!video.isEmpty() || !audio.isEmpty() || !snapshots.isEmpty()) {
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
        if (status != ImStatus.SUCCESS || list == priorities) {
            return status;
        }
        int before = priorities;
        priorities = list;
        if (store(null, NONE) != ImStatus.SUCCESS) {
            priorities = before;
            return ImStatus.FAILURE;
        }
        changed(CameraAvStreamManagementSpec.ATTR_STREAM_USAGE_PRIORITIES);
        return ImStatus.SUCCESS;
    }

    private int capture(CommandInvocation in, TlvReader from) {
        int tag = CameraAvStreamManagementSpec.CAPTURE_SNAPSHOT_SNAPSHOT_STREAM_ID;
        if (fields.collect(from) != CodecStatus.OK) {
            return ImStatus.INVALID_COMMAND;
        }
        int id = fields.isNull(tag) ? anySnapshot() : fields.unsigned(tag, MAX_U16);
        long size =
                request.resolution(
                        CameraAvStreamManagementSpec.CAPTURE_SNAPSHOT_REQUESTED_RESOLUTION);
        if (id < 0 && id != CodecStatus.OUT_OF_RANGE || size < 0) {
            return ImStatus.INVALID_COMMAND;
        }
        if (id < 0 || size > 0xFFFFFFFFL || size >>> 16 == 0 || (size & MAX_U16) == 0) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        if (!snapshots.has(id)) {
            return ImStatus.NOT_FOUND;
        }
        if (hardPrivacy || isSoftLivestreamPrivacyOn()) {
            return ImStatus.INVALID_IN_STATE;
        }
        int status =
                hook.capture(snapshots, id, (int) (size >>> 16), (int) (size & MAX_U16), picture);
        if (status == ImStatus.SUCCESS) {
            TlvWriter out = in.respond(CameraAvStreamManagementSpec.CMD_CAPTURE_SNAPSHOT_RESPONSE);
            out.putBytes(
                    CameraAvStreamManagementSpec.CAPTURE_SNAPSHOT_RESPONSE_DATA,
                    picture.bytes,
                    picture.offset,
                    picture.length);
            out.putUnsigned(
                    CameraAvStreamManagementSpec.CAPTURE_SNAPSHOT_RESPONSE_IMAGE_CODEC,
                    snapshots.value(id, StreamFields.SNAPSHOT_CODEC));
            StreamTable.putResolution(
                    out,
                    CameraAvStreamManagementSpec.CAPTURE_SNAPSHOT_RESPONSE_RESOLUTION,
                    picture.width,
                    picture.height);
        }
        return status;
    }

    /** 0 for none. */
    private int anySnapshot() {
        for (int id = 1; id <= snapshots.capacity(); id++) {
            if (snapshots.has(id)) {
                return id;
            }
        }
        return NONE;
    }

    /** All that changes. */
    public void state(SlotState to) {
        video.state(to);
        audio.state(to);
        snapshots.state(to);
        switches = to.integer(switches);
        hardPrivacy = to.flag(hardPrivacy);
        microphoneLevel = to.integer(microphoneLevel);
        frameRate = to.integer(frameRate);
        upperLeft = to.integer(upperLeft);
        lowerRight = to.integer(lowerRight);
        priorities = to.integer(priorities);
    }
}
