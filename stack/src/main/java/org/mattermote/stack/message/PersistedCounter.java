package org.mattermote.stack.message;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.fabric.RecordStore;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.PortStatus;

/**
 * A counter of ours that a restart never takes back (Matter core 4.6.1.2): 32 bits, unsigned,
 * modulo 2^32. The store has a boundary that no value in use has reached, one write for a batch of
 * values; a boot goes on at the boundary and writes nothing.
 *
 * <pre>
 *   structure { 0: version 1, 1: boundary u32 }
 *
 *              used           next            boundary
 *   ------------+--------------+---------------+------------
 *                               left values may go out
 * </pre>
 *
 * Each value is asked for in two steps, since the second cannot fail: {@link #reserve}, {@link
 * #next}.
 */
public final class PersistedCounter {
    /** Values for one write of the group counters. */
    public static final int GROUP_BATCH = 1000;

    /** Values for one write of the Check-In counter. */
    public static final int CHECK_IN_BATCH = 100;

    private static final int VERSION = 1;
    private static final int BOUNDARY_TAG = 1;

    private final RecordStore records;
    private final LogPort log;
    private final int key;
    private final int batch;
    private final boolean skipsZero;
    private int value;

    /** Values from {@link #value} on that the boundary covers. */
    private int left;

    /**
     * @param key of the boundary, in {@code StoreKeys}
     * @param batch values for one write, above 1
     * @param skipsZero whether 0 is no value: that of the group data counter, which a peer could
     *     not synchronise with
     */
    public PersistedCounter(
            RecordStore records, LogPort log, int key, int batch, boolean skipsZero) {
        this.records = records;
        this.log = log;
        this.key = key;
        this.batch = batch;
        this.skipsZero = skipsZero;
    }

    /**
     * Goes on where the last boot ended; where no boundary can be read, at a random value in
     * 1..2^28. Writes nothing.
     */
    public void start(Drbg drbg) {
        left = 0;
        int status = records.open(key, VERSION);
        if (status == PortStatus.OK) {
            status = load();
            records.close();
        }
        if (status != PortStatus.OK) {
            value = (drbg.nextInt() & 0x0FFFFFFF) + 1;
            if (status != PortStatus.NONE) {
                log.event(LogEvent.STORE_FAILED, key, status, 0);
            }
        }
        skip();
    }

    /**
     * Makes sure that {@link #next} has a value that no boot before used and none after will.
     * Writes once in a batch; to be called before each {@link #next}.
     *
     * @return OK, or STORAGE: the boundary could not be written and there is no value
     */
    public int reserve() {
        if (left > 0) {
            return MessageStatus.OK;
        }
        int status = records.begin();
        if (status == PortStatus.OK) {
            TlvWriter w = records.startRecord(VERSION);
            w.putUnsigned(BOUNDARY_TAG, value + batch & 0xFFFFFFFFL);
            status = records.end(records.put(key));
        }
        if (status != PortStatus.OK) {
            log.event(LogEvent.STORE_FAILED, key, status, 0);
            return MessageStatus.STORAGE;
        }
        left = batch;
        return MessageStatus.OK;
    }

    /** What {@link #next} will return. */
    public int value() {
        return value;
    }

    /** The reserved value; advances by one modulo 2^32. */
    public int next() {
        int current = value;
        value++;
        left--;
        skip();
        return current;
    }

    private void skip() {
        if (skipsZero && value == 0) {
            value = 1;
            left = Math.max(0, left - 1);
        }
    }

    private int load() {
        if (records.reader().next() != CodecStatus.OK
                || records.reader().tag() != BOUNDARY_TAG
                || records.reader().readU64() != CodecStatus.OK
                || records.reader().value() >>> 32 != 0) {
            return PortStatus.DAMAGED;
        }
        value = (int) records.reader().value();
        return PortStatus.OK;
    }
}
