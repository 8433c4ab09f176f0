package org.mattermote.webrtc.avstream;

import org.mattermote.stack.cluster.StoredRecord;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.port.PortStatus;

/**
 * What of a camera survives a restart, in one record: structure {0 version, 1 privacy and mute
 * (bits), 2 microphone's level, 3 and 4 upper left and lower right corner of the viewport, 5
 * priorities, 6 video, 7 audio, 8 snapshot streams}.
 */
final class CameraState {
    // Switches, one bit each
    static final int RECORDING_PRIVACY = 1;
    static final int LIVESTREAM_PRIVACY = 2;
    static final int MUTED = 4;
    static final int STORED_SWITCHES = 7;

    /** HardPrivacyModeOn, which is where the camera's own switch is. */
    static final int HARD_PRIVACY = 8;

    static final int RECORD_VERSION = 1;

    private static final int TAG_SWITCHES = 1;
    private static final int TAG_LEVEL = 2;
    private static final int TAG_UPPER_LEFT = 3;
    private static final int TAG_LOWER_RIGHT = 4;
    private static final int TAG_PRIORITIES = 5;
    private static final int TAG_STREAMS = 6;

    final StreamTable video;
    final StreamTable audio;
    final StreamTable snapshots;
    final CameraLimits limits;
    private final StoredRecord record;

    /** Bits. */
    int switches;

    /** Of the microphone. */
    int level;

    /** Corners of the viewport, x in bits 31..16. */
    int upperLeft;

    int lowerRight;

    /** StreamUsagePriorities, a {@link UsageList}. */
    int priorities;

    /** CurrentFrameRate, which does not survive a restart. */
    int frameRate;

    /** Restores what is stored. */
    CameraState(CameraSettings settings, CameraLimits limits, StoredRecord record) {
        this.limits = limits;
        this.record = record;
        snapshots = new StreamTable(StreamFields.SNAPSHOT, settings.snapshotStreams(), null);
        audio = new StreamTable(StreamFields.AUDIO, settings.audioStreams(), snapshots);
        video = new StreamTable(StreamFields.VIDEO, settings.maxEncoders(), audio);
        frameRate = settings.maxFrameRate();
        level = settings.maxMicrophoneLevel();
        lowerRight = limits.sensor();
        priorities = UsageList.of(settings.usages());
        if (record.open() == PortStatus.OK) {
            boolean good = restore(record.reader());
            record.close();
            if (!good) {
                record.reject(PortStatus.DAMAGED);
            }
        }
    }

    /** The streams of a kind. */
    StreamTable streams(int kind) {
        StreamTable table = video;
        while (table.kind() != kind) {
            table = table.next;
        }
        return table;
    }

    boolean hasStreams() {
        StreamTable table = video;
        while (table != null && table.isEmpty()) {
            table = table.next;
        }
        return table != null;
    }

    /**
     * Takes what may still be: another camera may be behind it since. One that has no room for all
     * of the streams takes none.
     */
    private boolean restore(TlvReader from) {
        int storedSwitches = value(TAG_SWITCHES, from);
        int storedLevel = value(TAG_LEVEL, from);
        int one = value(TAG_UPPER_LEFT, from);
        int other = value(TAG_LOWER_RIGHT, from);
        int usages = value(TAG_PRIORITIES, from);
        for (StreamTable table = video; table != null; table = table.next) {
            if (!table.restore(TAG_STREAMS + table.kind(), from, limits)) {
                video.clear();
                return false;
            }
        }
        if (!limits.hasRoom(video)) {
            video.clear();
        }
        switches = storedSwitches & STORED_SWITCHES;
        if (StreamFields.isNotAbove(storedLevel, level)) {
            level = storedLevel;
        }
        if (limits.isViewport(one, other)) {
            upperLeft = one;
            lowerRight = other;
        }
        if (UsageList.isWithin(usages, priorities)) {
            priorities = usages;
        }
        return true;
    }

    /** 0 when it is missing: then nothing that follows is found either. */
    private static int value(int tag, TlvReader from) {
        from.find(tag);
        long value = from.u32();
        return value < 0 ? 0 : (int) value;
    }

    /** SUCCESS, or FAILURE and nothing is stored. */
    int store() {
        TlvWriter out = record.begin();
        put(out, TAG_SWITCHES, switches & STORED_SWITCHES);
        put(out, TAG_LEVEL, level);
        put(out, TAG_UPPER_LEFT, upperLeft);
        put(out, TAG_LOWER_RIGHT, lowerRight);
        put(out, TAG_PRIORITIES, priorities);
        for (StreamTable table = video; table != null; table = table.next) {
            table.store(TAG_STREAMS + table.kind(), out);
        }
        return record.commit() == PortStatus.OK ? ImStatus.SUCCESS : ImStatus.FAILURE;
    }

    private static void put(TlvWriter out, int tag, int value) {
        out.putUnsigned(tag, value & 0xFFFFFFFFL);
    }

    /** Whether one of these switches is on. */
    boolean isOn(int bits) {
        return (switches & bits) != 0;
    }

    /** All that changes. */
    void state(SlotState to) {
        for (StreamTable table = video; table != null; table = table.next) {
            table.state(to);
        }
        switches = to.integer(switches);
        level = to.integer(level);
        upperLeft = to.integer(upperLeft);
        lowerRight = to.integer(lowerRight);
        priorities = to.integer(priorities);
        frameRate = to.integer(frameRate);
    }
}
