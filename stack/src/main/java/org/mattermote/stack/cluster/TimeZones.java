package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.TimeSynchronizationSpec;

/**
 * The two lists of Time Synchronization: time zones, of which there is always one, and offsets of
 * daylight saving time. Times are microseconds since 2000-01-01 UTC, offsets seconds.
 */
final class TimeZones {
    /** Zones at most. */
    static final int MAX_ZONES = 2;

    /** {@link #dstUntil} of an offset for ever. */
    static final long FOR_EVER = Long.MAX_VALUE;

    private static final int MIN_OFFSET = -43200;
    private static final int MAX_OFFSET = 50400;
    private static final int MAX_NAME = 64;
    private static final int NO_NAME = -1;

    private final FieldTable fields;
    private final int[] offsets = new int[MAX_ZONES];
    private final long[] validAt = new long[MAX_ZONES];
    private final int[] nameLengths = new int[MAX_ZONES];
    private final byte[] names = new byte[MAX_ZONES * MAX_NAME];
    private int count;

    private final int[] dstOffsets;
    private final long[] dstStarts;
    private final long[] dstUntils;
    private int dstCount;

    /**
     * @param maxDst offsets of daylight saving time at most, 1 or more
     */
    TimeZones(int maxDst, FieldTable fields) {
        this.fields = fields;
        dstOffsets = new int[maxDst];
        dstStarts = new long[maxDst];
        dstUntils = new long[maxDst];
        clear();
    }

    /** UTC, and nothing of daylight saving. */
    void clear() {
        count = 1;
        offsets[0] = 0;
        validAt[0] = 0;
        nameLengths[0] = NO_NAME;
        dstCount = 0;
    }

    int maxDst() {
        return dstOffsets.length;
    }

    int dstCount() {
        return dstCount;
    }

    /** Of the zone that is valid. */
    int offset() {
        return offsets[0];
    }

    /** When the next zone becomes valid, or {@link #FOR_EVER} without one. */
    long nextZoneAt() {
        return count > 1 ? validAt[1] : FOR_EVER;
    }

    /** Of the first offset of daylight saving time, as the next two; there must be one. */
    int dstOffset() {
        return dstOffsets[0];
    }

    long dstStart() {
        return dstStarts[0];
    }

    long dstUntil() {
        return dstUntils[0];
    }

    /** The next zone takes the place of the one that is valid. */
    void dropZone() {
        count = 1;
        offsets[0] = offsets[1];
        nameLengths[0] = nameLengths[1];
        System.arraycopy(names, MAX_NAME, names, 0, MAX_NAME);
    }

    /** The first offset of daylight saving time goes. */
    void dropDst() {
        dstCount--;
        System.arraycopy(dstOffsets, 1, dstOffsets, 0, dstCount);
        System.arraycopy(dstStarts, 1, dstStarts, 0, dstCount);
        System.arraycopy(dstUntils, 1, dstUntils, 0, dstCount);
    }

    void clearDst() {
        dstCount = 0;
    }

    /**
     * Goes over the array of zones that {@code list} stands on.
     *
     * @param take whether to take them over: only what was checked before
     * @return ImStatus of a command with this list
     */
    int zones(TlvReader list, boolean take) {
        int seen = 0;
        int walk = list.enter();
        if (walk == CodecStatus.OK) {
            walk = list.next();
        }
        while (walk == CodecStatus.OK) {
            if (seen == MAX_ZONES) {
                return ImStatus.RESOURCE_EXHAUSTED;
            }
            int status = zone(list, seen, take);
            if (status != ImStatus.SUCCESS) {
                return status;
            }
            seen++;
            walk = list.next();
        }
        if (walk != CodecStatus.END) {
            return ImStatus.INVALID_COMMAND;
        }
        if (seen == 0) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        if (take) {
            count = seen;
        }
        return ImStatus.SUCCESS;
    }

    private int zone(TlvReader entry, int at, boolean take) {
        if (fields.collect(entry) != CodecStatus.OK) {
            return ImStatus.INVALID_COMMAND;
        }
        int offset = fields.signed(TimeSynchronizationSpec.TIME_ZONE_STRUCT_OFFSET);
        int valid = fields.u64(TimeSynchronizationSpec.TIME_ZONE_STRUCT_VALID_AT);
        boolean named = fields.has(TimeSynchronizationSpec.TIME_ZONE_STRUCT_NAME);
        int name =
                named ? fields.utf8(TimeSynchronizationSpec.TIME_ZONE_STRUCT_NAME, 0, MAX_NAME) : 0;
        int worst = Math.min(offset, Math.min(valid, name));
        if (worst < 0) {
            return CommandFields.status(CodecStatus.END, worst);
        }
        long seconds = fields.value(TimeSynchronizationSpec.TIME_ZONE_STRUCT_OFFSET);
        long micros = fields.value(TimeSynchronizationSpec.TIME_ZONE_STRUCT_VALID_AT);
        if (seconds < MIN_OFFSET || seconds > MAX_OFFSET || (at == 0) != (micros == 0)) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        if (micros < 0) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        if (take) {
            offsets[at] = (int) seconds;
            validAt[at] = micros;
            nameLengths[at] = named ? name : NO_NAME;
            System.arraycopy(
                    fields.array(),
                    named ? fields.offset(TimeSynchronizationSpec.TIME_ZONE_STRUCT_NAME) : 0,
                    names,
                    at * MAX_NAME,
                    name);
        }
        return ImStatus.SUCCESS;
    }

    /** As {@link #zones}, for the array of offsets of daylight saving time. */
    int dst(TlvReader list, boolean take) {
        int seen = 0;
        int status = ImStatus.SUCCESS;
        long earliest = 0;
        int walk = list.enter();
        if (walk == CodecStatus.OK) {
            walk = list.next();
        }
        while (walk == CodecStatus.OK) {
            if (seen == dstOffsets.length) {
                return ImStatus.RESOURCE_EXHAUSTED;
            }
            // That there are too many is told before what is wrong with one.
            int one = dstEntry(list, seen, earliest, take);
            if (one == ImStatus.INVALID_COMMAND) {
                return one;
            }
            status = status == ImStatus.SUCCESS ? one : status;
            earliest = lastUntil;
            seen++;
            walk = list.next();
        }
        if (walk != CodecStatus.END) {
            return ImStatus.INVALID_COMMAND;
        }
        if (take) {
            dstCount = seen;
        }
        return status;
    }

    /** End of the offset that was looked at last. */
    private long lastUntil;

    private int dstEntry(TlvReader entry, int at, long earliest, boolean take) {
        if (fields.collect(entry) != CodecStatus.OK) {
            return ImStatus.INVALID_COMMAND;
        }
        int untilTag = TimeSynchronizationSpec.DST_OFFSET_STRUCT_VALID_UNTIL;
        int offset = fields.signed(TimeSynchronizationSpec.DST_OFFSET_STRUCT_OFFSET);
        int starts = fields.u64(TimeSynchronizationSpec.DST_OFFSET_STRUCT_VALID_STARTING);
        int ends = fields.isNull(untilTag) ? CodecStatus.OK : fields.u64(untilTag);
        int worst = Math.min(offset, Math.min(starts, ends));
        if (worst < 0) {
            return CommandFields.status(CodecStatus.END, worst);
        }
        long seconds = fields.value(TimeSynchronizationSpec.DST_OFFSET_STRUCT_OFFSET);
        long start = fields.value(TimeSynchronizationSpec.DST_OFFSET_STRUCT_VALID_STARTING);
        lastUntil = fields.isNull(untilTag) ? FOR_EVER : fields.value(untilTag);
        if (seconds != (int) seconds || start < earliest || lastUntil <= start) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        if (take) {
            dstOffsets[at] = (int) seconds;
            dstStarts[at] = start;
            dstUntils[at] = lastUntil;
        }
        return ImStatus.SUCCESS;
    }

    void putZones(int tag, TlvWriter out) {
        out.startArray(tag);
        for (int i = 0; i < count; i++) {
            out.startStruct(TlvTag.ANONYMOUS);
            out.putSigned(TimeSynchronizationSpec.TIME_ZONE_STRUCT_OFFSET, offsets[i]);
            out.putUnsigned(
                    TimeSynchronizationSpec.TIME_ZONE_STRUCT_VALID_AT, i == 0 ? 0 : validAt[i]);
            putName(TimeSynchronizationSpec.TIME_ZONE_STRUCT_NAME, i, out);
            out.endContainer();
        }
        out.endContainer();
    }

    /** The name of the zone that is valid, where it has one. */
    void putName(int tag, TlvWriter out) {
        putName(tag, 0, out);
    }

    private void putName(int tag, int i, TlvWriter out) {
        if (nameLengths[i] != NO_NAME) {
            out.putUtf8(tag, names, i * MAX_NAME, nameLengths[i]);
        }
    }

    void putDst(int tag, TlvWriter out) {
        out.startArray(tag);
        for (int i = 0; i < dstCount; i++) {
            out.startStruct(TlvTag.ANONYMOUS);
            out.putSigned(TimeSynchronizationSpec.DST_OFFSET_STRUCT_OFFSET, dstOffsets[i]);
            out.putUnsigned(TimeSynchronizationSpec.DST_OFFSET_STRUCT_VALID_STARTING, dstStarts[i]);
            if (dstUntils[i] == FOR_EVER) {
                out.putNull(TimeSynchronizationSpec.DST_OFFSET_STRUCT_VALID_UNTIL);
            } else {
                out.putUnsigned(
                        TimeSynchronizationSpec.DST_OFFSET_STRUCT_VALID_UNTIL, dstUntils[i]);
            }
            out.endContainer();
        }
        out.endContainer();
    }
}
