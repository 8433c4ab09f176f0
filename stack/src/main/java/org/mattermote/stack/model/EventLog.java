package org.mattermote.stack.model;

import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.port.UtcClock;

/**
 * The node's event records in one block of bytes, oldest first (Matter core 7.14).
 *
 * <pre>
 *  0        2        10         18        20       24      28       29      30
 * +--------+--------+----------+---------+--------+-------+--------+-------+---------------+
 * | length | number | time     | endpoint| cluster| event | prio-  | fabric| data: TLV     |
 * | u16    | u64    | u64      | u16     | u32    | u32   | rity u8| u8    | structure     |
 * +--------+--------+----------+---------+--------+-------+--------+-------+---------------+
 *   length of the whole record; time in ms, with bit 63 set since 1970-01-01 UTC, else since boot;
 *   little-endian
 * </pre>
 *
 * When a new record does not fit, records of the lowest priority make room first, the oldest of
 * them before the others; the newest third of the block is spared, so that no flood of important
 * events hides what happened last.
 */
public final class EventLog implements EventSink {
    /** {@link #begin} when the event cannot be recorded. */
    public static final int NO_SPACE = -1;

    /** {@link #first} and {@link #next} when there is no further record. */
    public static final int NONE = -1;

    private static final int NUMBER = 2;
    private static final int TIME = 10;
    private static final int ENDPOINT = 18;
    private static final int CLUSTER = 20;
    private static final int EVENT = 24;
    private static final int PRIORITY = 28;
    private static final int FABRIC = 29;

    /**
     * Numbers that are reserved at a time: after a restart the first event has the one behind the
     * last reserved. The next are reserved when half of them are used, which no single poll does.
     */
    public static final int BLOCK = 4096;

    /** From the epoch of POSIX to that of Matter, ms. */
    private static final long POSIX_TO_MATTER = 946684800000L;

    private static final long EPOCH = Long.MIN_VALUE;
    private static final long NO_LIMIT = -1;

    /** Bytes of a record before its data. */
    public static final int HEADER_LENGTH = 30;

    private final byte[] records;
    private final byte[] scratch;
    private final TlvWriter data = new TlvWriter();
    private int used;
    private long nextNumber;
    private int beganEndpoint;
    private int beganCluster;
    private int beganEvent;
    private int beganPriority;
    private int beganFabric;
    private int lost;

    /** First number that is not reserved. */
    private long limit = NO_LIMIT;

    /** Null when no number is ever kept over a restart. */
    private EventBoundary boundary;

    /** Whether the next numbers are to be reserved. */
    private boolean wanting;

    /** Null without wall-clock time. */
    private UtcClock clock;

    /**
     * @param capacity bytes of all records, each {@link #HEADER_LENGTH} and its data
     * @param maxData bytes of the largest data
     * @param firstNumber number of the first event: above every one given before this boot
     */
    public EventLog(int capacity, int maxData, long firstNumber) {
        records = new byte[capacity];
        scratch = new byte[maxData];
        nextNumber = firstNumber;
    }

    /** Where wall-clock time comes from; at boot. */
    public void useClock(UtcClock utc) {
        clock = utc;
    }

    /**
     * Numbers events from {@code first} on, in numbers reserved from now on; at boot, before the
     * first event.
     */
    public void useBoundary(EventBoundary keeper, long first) {
        boundary = keeper;
        nextNumber = first;
        limit = first;
        wanting = true;
        reserve();
    }

    /** Reserves numbers if it is time; not while a transaction of the store is open. */
    public void reserve() {
        if (wanting) {
            wanting = false;
            if (boundary.raise(nextNumber + BLOCK) >= 0) {
                limit = nextNumber + BLOCK;
            }
        }
    }

    /**
     * Starts an event of a cluster; its fields go into the writer that is returned, context tags
     * ascending, and {@link #commit} ends it. One at a time.
     *
     * @param cluster tells endpoint, cluster id and, from its {@link ClusterSpec}, the priority
     * @param fabricIndex fabric of a fabric-sensitive event, else 0
     */
    @Override
    public TlvWriter begin(Cluster cluster, int event, int fabricIndex) {
        beganEndpoint = cluster.endpoint().id();
        beganCluster = cluster.id();
        beganEvent = event;
        beganPriority = EventFlags.priority(cluster.spec().event(event));
        beganFabric = fabricIndex;
        data.wrap(scratch, 0, scratch.length);
        data.startStruct(TlvTag.ANONYMOUS);
        return data;
    }

    /**
     * Records what was begun.
     *
     * @param nowMillis ms since boot
     * @return 0, or {@link #NO_SPACE} when the data is too long for the log or no number reserved
     */
    @Override
    public int commit(long nowMillis) {
        data.endContainer();
        if (data.overflowed()) {
            lost++;
            return NO_SPACE;
        }
        return append(
                beganEndpoint,
                beganCluster,
                beganEvent,
                beganPriority,
                beganFabric,
                scratch,
                0,
                data.position(),
                nowMillis);
    }

    /**
     * Records an event.
     *
     * @param priority of {@link EventFlags}
     * @param fabricIndex fabric of a fabric-sensitive event, else 0
     * @param bytes one anonymous TLV structure, {@code length} bytes at {@code offset}
     * @param nowMillis ms since boot
     * @return 0, or {@link #NO_SPACE}
     */
    public int append(
            int endpoint,
            int cluster,
            int event,
            int priority,
            int fabricIndex,
            byte[] bytes,
            int offset,
            int length,
            long nowMillis) {
        int size = HEADER_LENGTH + length;
        wanting = boundary != null && limit - nextNumber <= BLOCK / 2;
        if (size > records.length || size > 0xFFFF || nextNumber == limit) {
            lost++;
            return NO_SPACE;
        }
        while (records.length - used < size) {
            remove(victim());
        }
        int at = used;
        Bytes.putU16le(records, at, size);
        Bytes.putU64le(records, at + NUMBER, nextNumber);
        Bytes.putU64le(records, at + TIME, time(nowMillis));
        Bytes.putU16le(records, at + ENDPOINT, endpoint);
        Bytes.putU32le(records, at + CLUSTER, cluster);
        Bytes.putU32le(records, at + EVENT, event);
        records[at + PRIORITY] = (byte) priority;
        records[at + FABRIC] = (byte) fabricIndex;
        System.arraycopy(bytes, offset, records, at + HEADER_LENGTH, length);
        used += size;
        nextNumber++;
        return 0;
    }

    /** Number that the next event gets. */
    public long nextNumber() {
        return nextNumber;
    }

    /** Events that were not recorded: too long, or the store reserved no number. */
    public int lost() {
        return lost;
    }

    /**
     * The oldest record whose number is {@code number} (unsigned) or more, or {@link #NONE}. A
     * record's place is good until the next event is recorded.
     */
    public int first(long number) {
        int at = used == 0 ? NONE : 0;
        while (at >= 0 && number(at) + Long.MIN_VALUE < number + Long.MIN_VALUE) {
            at = next(at);
        }
        return at;
    }

    /** The record behind {@code record}, or {@link #NONE}. */
    public int next(int record) {
        int at = record + Bytes.u16le(records, record);
        return at < used ? at : NONE;
    }

    public long number(int record) {
        return Bytes.u64le(records, record + NUMBER);
    }

    /** ms since boot, or since 1970-01-01 UTC if {@link #isEpoch}. */
    public long time(int record) {
        return Bytes.u64le(records, record + TIME) & ~EPOCH;
    }

    /** Whether the wall-clock time was known when the event was recorded. */
    public boolean isEpoch(int record) {
        return Bytes.u64le(records, record + TIME) < 0;
    }

    public int endpoint(int record) {
        return Bytes.u16le(records, record + ENDPOINT);
    }

    public int cluster(int record) {
        return Bytes.u32le(records, record + CLUSTER);
    }

    public int event(int record) {
        return Bytes.u32le(records, record + EVENT);
    }

    public int priority(int record) {
        return records[record + PRIORITY];
    }

    /** Fabric of a fabric-sensitive event, 0 for all. */
    public int fabricIndex(int record) {
        return records[record + FABRIC] & 0xFF;
    }

    /** The array that holds the records' data. Not to be changed. */
    public byte[] array() {
        return records;
    }

    public int dataOffset(int record) {
        return record + HEADER_LENGTH;
    }

    public int dataLength(int record) {
        return Bytes.u16le(records, record) - HEADER_LENGTH;
    }

    /** Removes the events that only a fabric which is gone could read. */
    public void fabricRemoved(int fabricIndex) {
        int at = used == 0 ? NONE : 0;
        while (at >= 0) {
            if (fabricIndex(at) == fabricIndex) {
                remove(at);
                at = at < used ? at : NONE;
            } else {
                at = next(at);
            }
        }
    }

    private long time(long nowMillis) {
        long micros = clock == null ? -1 : clock.epochMicros();
        return micros < 0 ? nowMillis : EPOCH | micros / 1000 + POSIX_TO_MATTER;
    }

    private int victim() {
        int spared = used - records.length / 3;
        int found = 0;
        for (int at = next(0); at >= 0 && at < spared; at = next(at)) {
            if (priority(at) < priority(found)) {
                found = at;
            }
        }
        return found;
    }

    private void remove(int record) {
        int size = Bytes.u16le(records, record);
        int end = record + size;
        System.arraycopy(records, end, records, record, used - end);
        used -= size;
    }
}
