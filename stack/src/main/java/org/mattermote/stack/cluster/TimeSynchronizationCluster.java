package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.NodeTime;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.EventSink;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.TimeSynchronizationSpec;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.PortStatus;

/**
 * Time Synchronization with the feature TimeZone (Matter core 11.17), on endpoint 0. The time is
 * what an administrator set, and gets less exact as the oscillator drifts; until then what the
 * platform knows, believed to seconds. There is no database of time zones, and no other source but
 * what a subclass finds.
 *
 * <p>Zones and offsets survive a restart, the time does not. Zones and offsets that are over go
 * when the next is due, with their events.
 */
public class TimeSynchronizationCluster extends Cluster {
    private static final int[] ATTRIBUTES = {
        TimeSynchronizationSpec.ATTR_UTC_TIME,
        TimeSynchronizationSpec.ATTR_GRANULARITY,
        TimeSynchronizationSpec.ATTR_TIME_SOURCE,
        TimeSynchronizationSpec.ATTR_TIME_ZONE,
        TimeSynchronizationSpec.ATTR_DST_OFFSET,
        TimeSynchronizationSpec.ATTR_LOCAL_TIME,
        TimeSynchronizationSpec.ATTR_TIME_ZONE_DATABASE,
        TimeSynchronizationSpec.ATTR_TIME_ZONE_LIST_MAX_SIZE,
        TimeSynchronizationSpec.ATTR_DST_OFFSET_LIST_MAX_SIZE,
    };

    private static final int[] COMMANDS = {
        TimeSynchronizationSpec.CMD_SET_UTC_TIME,
        TimeSynchronizationSpec.CMD_SET_TIME_ZONE,
        TimeSynchronizationSpec.CMD_SET_DST_OFFSET,
    };

    private static final int[] EVENTS = {
        TimeSynchronizationSpec.EVENT_DST_TABLE_EMPTY,
        TimeSynchronizationSpec.EVENT_DST_STATUS,
        TimeSynchronizationSpec.EVENT_TIME_ZONE_STATUS,
        TimeSynchronizationSpec.EVENT_TIME_FAILURE,
    };

    private static final int NO_TIME = TimeSynchronizationSpec.GRANULARITY_NO_TIME_GRANULARITY;
    private static final int MINUTES = TimeSynchronizationSpec.GRANULARITY_MINUTES_GRANULARITY;
    private static final int SECONDS = TimeSynchronizationSpec.GRANULARITY_SECONDS_GRANULARITY;
    private static final int MILLIS = TimeSynchronizationSpec.GRANULARITY_MILLISECONDS_GRANULARITY;

    private static final int TIME_NOT_ACCEPTED =
            ImStatus.withClusterStatus(
                    ImStatus.FAILURE, TimeSynchronizationSpec.STATUS_CODE_TIME_NOT_ACCEPTED);

    /** An oscillator of 50 ppm is 50 ms off after this, ms. */
    private static final int MILLIS_LAST = 1000000;

    /** And 5 s off after this. */
    private static final int SECONDS_LAST = 100000000;

    private static final int HOUR_MILLIS = 3600000;
    private static final int MICROS_PER_MILLI = 1000;
    private static final int MICROS_PER_SECOND = 1000000;

    /** When something was that has not been. */
    protected static final long NEVER_YET = Long.MIN_VALUE;

    private static final int RECORD_VERSION = 1;
    private static final int TAG_ZONES = 1;
    private static final int TAG_DST = 2;

    private final NodeTime time;
    private final EventSink events;
    private final FieldTable fields;
    private final TlvReader inner;
    private final StoredRecord record;
    private final TimeZones zones;

    /** Granularity when the time was set, and when that was. */
    private int setGranularity = NO_TIME;

    private long setAtMillis;

    /** As last told. */
    private int granularity;

    private boolean dstActive;
    private long lastTableEmpty = NEVER_YET;
    private long lastFailure = NEVER_YET;

    /** When to look again, ms. */
    private long lookAt = NEVER_YET;

    /**
     * @param maxDst DSTOffsetListMaxSize, 1 to 20
     */
    public TimeSynchronizationCluster(
            NodeTime time, int maxDst, ClusterWorkspace workspace, LogPort log, EventSink events) {
        this(time, maxDst, workspace, log, events, 0, ATTRIBUTES, COMMANDS);
    }

    /**
     * @param maxDst DSTOffsetListMaxSize, 1 to 20
     * @param features beside TimeZone
     * @param attributes those of this class and others, ascending
     * @param commands those of this class and others, ascending
     */
    protected TimeSynchronizationCluster(
            NodeTime time,
            int maxDst,
            ClusterWorkspace workspace,
            LogPort log,
            EventSink events,
            int features,
            int[] attributes,
            int[] commands) {
        super(
                new TimeSynchronizationSpec(),
                TimeSynchronizationSpec.FEATURE_TIME_ZONE | features,
                attributes,
                commands);
        this.time = time;
        this.events = events;
        fields = workspace.fields;
        inner = workspace.reader;
        zones = new TimeZones(maxDst, fields);
        record = new StoredRecord(workspace.records, log, StoreKeys.TIME_ZONES, RECORD_VERSION);
        load();
        granularity = granularity(0);
    }

    @Override
    public int[] events() {
        return EVENTS;
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        switch (attribute) {
            case TimeSynchronizationSpec.ATTR_UTC_TIME:
                putTime(in.tag, time.epochMicros(), out);
                return ImStatus.SUCCESS;
            case TimeSynchronizationSpec.ATTR_GRANULARITY:
                out.putUnsigned(in.tag, granularity(in.nowMillis));
                return ImStatus.SUCCESS;
            case TimeSynchronizationSpec.ATTR_TIME_SOURCE:
                out.putUnsigned(in.tag, source());
                return ImStatus.SUCCESS;
            case TimeSynchronizationSpec.ATTR_TIME_ZONE:
                zones.putZones(in.tag, out);
                return ImStatus.SUCCESS;
            case TimeSynchronizationSpec.ATTR_DST_OFFSET:
                zones.putDst(in.tag, out);
                return ImStatus.SUCCESS;
            case TimeSynchronizationSpec.ATTR_LOCAL_TIME:
                putTime(in.tag, localTime(), out);
                return ImStatus.SUCCESS;
            case TimeSynchronizationSpec.ATTR_TIME_ZONE_DATABASE:
                out.putUnsigned(in.tag, TimeSynchronizationSpec.TIME_ZONE_DATABASE_NONE);
                return ImStatus.SUCCESS;
            case TimeSynchronizationSpec.ATTR_TIME_ZONE_LIST_MAX_SIZE:
                out.putUnsigned(in.tag, TimeZones.MAX_ZONES);
                return ImStatus.SUCCESS;
            case TimeSynchronizationSpec.ATTR_DST_OFFSET_LIST_MAX_SIZE:
                out.putUnsigned(in.tag, zones.maxDst());
                return ImStatus.SUCCESS;
            default:
                return ImStatus.UNSUPPORTED_ATTRIBUTE;
        }
    }

    @Override
    public int invoke(int command, CommandInvocation in, TlvReader request) {
        if (fields.collect(request) != CodecStatus.OK) {
            return ImStatus.INVALID_COMMAND;
        }
        switch (command) {
            case TimeSynchronizationSpec.CMD_SET_UTC_TIME:
                return setUtcTime(in.nowMillis);
            case TimeSynchronizationSpec.CMD_SET_TIME_ZONE:
                return setTimeZone(in);
            case TimeSynchronizationSpec.CMD_SET_DST_OFFSET:
                return setDstOffset(in.nowMillis);
            default:
                return ImStatus.UNSUPPORTED_COMMAND;
        }
    }

    @Override
    public long poll(long nowMillis) {
        if (nowMillis >= lookAt) {
            look(nowMillis);
        }
        return lookAt;
    }

    private int setUtcTime(long nowMillis) {
        int utc = fields.u64(TimeSynchronizationSpec.SET_UTC_TIME_UTC_TIME);
        int stated =
                fields.unsigned(
                        TimeSynchronizationSpec.SET_UTC_TIME_GRANULARITY,
                        TimeSynchronizationSpec.GRANULARITY_MICROSECONDS_GRANULARITY);
        int source =
                fields.has(TimeSynchronizationSpec.SET_UTC_TIME_TIME_SOURCE)
                        ? fields.unsigned(
                                TimeSynchronizationSpec.SET_UTC_TIME_TIME_SOURCE,
                                TimeSynchronizationSpec.TIME_SOURCE_GNSS)
                        : 0;
        int worst = Math.min(utc, Math.min(stated, source));
        if (worst < 0) {
            return CommandFields.status(CodecStatus.END, worst);
        }
        long micros = fields.value(TimeSynchronizationSpec.SET_UTC_TIME_UTC_TIME);
        if (micros < 0) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        // On its way and here it loses a level; what it replaces must not be better than it was.
        int worth = time.isSet() ? stated : stated - 1;
        if (stated == NO_TIME || worth < granularity(nowMillis)) {
            return TIME_NOT_ACCEPTED;
        }
        set(micros, Math.max(stated - 1, MINUTES), nowMillis);
        return ImStatus.SUCCESS;
    }

    /**
     * This is the time from now on.
     *
     * @param micros since 2000-01-01 UTC
     * @param exact Granularity, not NoTimeGranularity
     */
    protected final void set(long micros, int exact, long nowMillis) {
        time.set(micros, nowMillis);
        setGranularity = exact;
        setAtMillis = nowMillis;
        changed(TimeSynchronizationSpec.ATTR_UTC_TIME);
        changed(TimeSynchronizationSpec.ATTR_TIME_SOURCE);
        changed(TimeSynchronizationSpec.ATTR_LOCAL_TIME);
        look(nowMillis);
        if (zones.dstCount() == 0 && hourSince(lastTableEmpty, nowMillis)) {
            tableEmpty(nowMillis);
        }
    }

    private int setTimeZone(CommandInvocation in) {
        int status = open(TimeSynchronizationSpec.SET_TIME_ZONE_TIME_ZONE);
        if (status != ImStatus.SUCCESS) {
            return status;
        }
        TlvReader list = inner;
        int from = list.elementOffset();
        int length = list.elementEnd() - from;
        status = zones.zones(list, false);
        if (status != ImStatus.SUCCESS) {
            return status;
        }
        list.wrap(list.array(), from, length);
        list.next();
        zones.zones(list, true);
        zones.clearDst();
        if (!store()) {
            load();
            return ImStatus.FAILURE;
        }
        changed(TimeSynchronizationSpec.ATTR_TIME_ZONE);
        changed(TimeSynchronizationSpec.ATTR_DST_OFFSET);
        changed(TimeSynchronizationSpec.ATTR_LOCAL_TIME);
        zoneStatus(in.nowMillis);
        tableEmpty(in.nowMillis);
        look(in.nowMillis);
        in.respond(TimeSynchronizationSpec.CMD_SET_TIME_ZONE_RESPONSE)
                .putBool(TimeSynchronizationSpec.SET_TIME_ZONE_RESPONSE_DST_OFFSET_REQUIRED, true);
        return ImStatus.SUCCESS;
    }

    private int setDstOffset(long nowMillis) {
        int status = open(TimeSynchronizationSpec.SET_DST_OFFSET_DST_OFFSET);
        if (status != ImStatus.SUCCESS) {
            return status;
        }
        TlvReader list = inner;
        int from = list.elementOffset();
        int length = list.elementEnd() - from;
        status = zones.dst(list, false);
        if (status != ImStatus.SUCCESS) {
            return status;
        }
        list.wrap(list.array(), from, length);
        list.next();
        zones.dst(list, true);
        if (!store()) {
            load();
            return ImStatus.FAILURE;
        }
        changed(TimeSynchronizationSpec.ATTR_DST_OFFSET);
        changed(TimeSynchronizationSpec.ATTR_LOCAL_TIME);
        if (zones.dstCount() == 0) {
            tableEmpty(nowMillis);
        }
        look(nowMillis);
        return ImStatus.SUCCESS;
    }

    /** Lets {@link #inner} stand on the array in field {@code tag}; an ImStatus. */
    private int open(int tag) {
        return fields.open(tag, inner) && inner.type() == TlvType.ARRAY
                ? ImStatus.SUCCESS
                : ImStatus.INVALID_COMMAND;
    }

    /** Brings zone, daylight saving and granularity to what they are now. */
    private void look(long nowMillis) {
        long utc = time.epochMicros();
        boolean over = false;
        if (utc >= 0 && utc >= zones.nextZoneAt()) {
            zones.dropZone();
            over = true;
            changed(TimeSynchronizationSpec.ATTR_TIME_ZONE);
            zoneStatus(nowMillis);
        }
        boolean wasThere = zones.dstCount() > 0;
        while (utc >= 0 && zones.dstCount() > 0 && utc >= zones.dstUntil()) {
            zones.dropDst();
            over = true;
            changed(TimeSynchronizationSpec.ATTR_DST_OFFSET);
        }
        if (over) {
            changed(TimeSynchronizationSpec.ATTR_LOCAL_TIME);
            // A restart finds them over again if this fails.
            store();
        }
        boolean active = isDst(utc) && zones.dstOffset() != 0;
        if (active != dstActive) {
            dstActive = active;
            events.begin(this, TimeSynchronizationSpec.EVENT_DST_STATUS, 0)
                    .putBool(TimeSynchronizationSpec.DST_STATUS_DST_OFFSET_ACTIVE, active);
            events.commit(nowMillis);
        }
        if (wasThere && zones.dstCount() == 0) {
            tableEmpty(nowMillis);
        }
        lookAtQuality(nowMillis);
        if (utc < 0) {
            timeFailure(nowMillis);
        }
        lookAt = nextLook(utc, nowMillis);
    }

    /** No source has the time: an event, once an hour. */
    protected final void timeFailure(long nowMillis) {
        if (hourSince(lastFailure, nowMillis)) {
            lastFailure = nowMillis;
            events.begin(this, TimeSynchronizationSpec.EVENT_TIME_FAILURE, 0);
            events.commit(nowMillis);
        }
    }

    private void lookAtQuality(long nowMillis) {
        int now = granularity(nowMillis);
        if (now != granularity) {
            if (now == NO_TIME || granularity == NO_TIME) {
                changed(TimeSynchronizationSpec.ATTR_TIME_SOURCE);
            }
            granularity = now;
            changed(TimeSynchronizationSpec.ATTR_GRANULARITY);
        }
    }

    /** An hour ahead at the latest: the platform may have got or mended its time. */
    private long nextLook(long utc, long nowMillis) {
        long next = nowMillis + HOUR_MILLIS;
        if (utc >= 0) {
            next = Math.min(next, dueAt(zones.nextZoneAt(), utc, nowMillis));
            if (zones.dstCount() > 0) {
                next = Math.min(next, dueAt(zones.dstUntil(), utc, nowMillis));
                if (zones.dstStart() > utc) {
                    next = Math.min(next, dueAt(zones.dstStart(), utc, nowMillis));
                }
            }
        }
        if (setGranularity == MILLIS && nowMillis < setAtMillis + MILLIS_LAST) {
            next = Math.min(next, setAtMillis + MILLIS_LAST);
        }
        return next;
    }

    private static long dueAt(long micros, long utc, long nowMillis) {
        long left = (micros - utc) / MICROS_PER_MILLI + 1;
        return left > HOUR_MILLIS ? nowMillis + HOUR_MILLIS : nowMillis + left;
    }

    /** Granularity as it is now. */
    protected final int granularity(long nowMillis) {
        if (!time.isSet()) {
            return time.epochMicros() < 0 ? NO_TIME : SECONDS;
        }
        long age = nowMillis - setAtMillis;
        if (setGranularity >= MILLIS && age < MILLIS_LAST) {
            return MILLIS;
        }
        if (setGranularity >= SECONDS && age < SECONDS_LAST) {
            return SECONDS;
        }
        return Math.min(setGranularity, MINUTES);
    }

    private int source() {
        if (time.isSet()) {
            return setBy();
        }
        return time.epochMicros() < 0
                ? TimeSynchronizationSpec.TIME_SOURCE_NONE
                : TimeSynchronizationSpec.TIME_SOURCE_UNKNOWN;
    }

    /** TimeSource of what was set last. */
    protected int setBy() {
        return TimeSynchronizationSpec.TIME_SOURCE_ADMIN;
    }

    private boolean isDst(long utc) {
        return utc >= 0 && zones.dstCount() > 0 && utc >= zones.dstStart();
    }

    /** −1 without the time, or without a word on daylight saving. */
    private long localTime() {
        long utc = time.epochMicros();
        if (utc < 0 || zones.dstCount() == 0) {
            return -1;
        }
        long seconds = zones.offset() + (isDst(utc) ? (long) zones.dstOffset() : 0);
        return utc + seconds * MICROS_PER_SECOND;
    }

    private static void putTime(int tag, long micros, TlvWriter out) {
        if (micros < 0) {
            out.putNull(tag);
        } else {
            out.putUnsigned(tag, micros);
        }
    }

    /** Whether an event that was recorded then may be again. */
    protected static boolean hourSince(long last, long nowMillis) {
        return last == NEVER_YET || nowMillis - last >= HOUR_MILLIS;
    }

    private void tableEmpty(long nowMillis) {
        lastTableEmpty = nowMillis;
        events.begin(this, TimeSynchronizationSpec.EVENT_DST_TABLE_EMPTY, 0);
        events.commit(nowMillis);
    }

    private void zoneStatus(long nowMillis) {
        TlvWriter out = events.begin(this, TimeSynchronizationSpec.EVENT_TIME_ZONE_STATUS, 0);
        out.putSigned(TimeSynchronizationSpec.TIME_ZONE_STATUS_OFFSET, zones.offset());
        zones.putName(TimeSynchronizationSpec.TIME_ZONE_STATUS_NAME, out);
        events.commit(nowMillis);
    }

    private boolean store() {
        TlvWriter out = record.begin();
        zones.putZones(TAG_ZONES, out);
        zones.putDst(TAG_DST, out);
        return record.commit() == PortStatus.OK;
    }

    private void load() {
        zones.clear();
        if (record.damaged() || record.open() != PortStatus.OK) {
            return;
        }
        TlvReader reader = record.reader();
        boolean good =
                reader.find(TAG_ZONES) == CodecStatus.OK
                        && zones.zones(reader, true) == ImStatus.SUCCESS
                        && reader.exit() == CodecStatus.OK
                        && reader.find(TAG_DST) == CodecStatus.OK
                        && zones.dst(reader, true) == ImStatus.SUCCESS;
        record.close();
        if (!good) {
            zones.clear();
            record.reject(PortStatus.DAMAGED);
        }
    }
}
