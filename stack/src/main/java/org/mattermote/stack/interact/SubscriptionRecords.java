package org.mattermote.stack.interact;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricRecords;
import org.mattermote.stack.fabric.FabricStatus;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.fabric.RecordStore;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.port.KeyValueStore;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.PortStatus;

/**
 * Subscriptions in the store: a record for each place of the table, so that one which comes or goes
 * writes no other again, and the longest record is one subscription with all paths there are.
 *
 * <pre>
 *   structure { 0: version 1, 1: fabric index u8, 2: node id of the peer u64,
 *               3: subscription id u32, 4: minimum, 5: maximum interval in s, u16,
 *               6: fabric filtered, 7: number of attribute paths, 8: of event paths, u16,
 *               9: array of i32, three for each path, attributes first, as in PathTable }
 * </pre>
 *
 * A record is written when a subscription was made and when it ended, {@link #STORE_DELAY} later
 * and all that changed meanwhile in one transaction; reports write nothing. However often peers
 * subscribe, {@link #BURST} records are written at once at most and one each {@link #PERIOD} from
 * then on: what is not written in time costs a peer its resumption, and nothing else. Nothing of a
 * fabric under its fail-safe is written. A fabric that is removed takes its records along in its
 * own transaction.
 */
final class SubscriptionRecords implements FabricRecords {
    /** From a change to its record, ms: subscriptions are made in flocks. */
    static final int STORE_DELAY = 2000;

    /** Records that may be written in a row. */
    static final int BURST = 32;

    /** For one more record, ms: at 120 bytes each 12 MB in a year at most. */
    static final int PERIOD = 300_000;

    private static final long MOST_AHEAD = (BURST - 1) * (long) PERIOD;

    private static final int VERSION = 1;
    private static final int FABRIC_TAG = 1;
    private static final int PEER_TAG = 2;
    private static final int ID_TAG = 3;
    private static final int MIN_INTERVAL_TAG = 4;
    private static final int MAX_INTERVAL_TAG = 5;
    private static final int FILTERED_TAG = 6;
    private static final int ATTRIBUTE_PATHS_TAG = 7;
    private static final int EVENT_PATHS_TAG = 8;
    private static final int PATHS_TAG = 9;

    /** Bytes of a record without paths, and of a path, at most. */
    private static final int HEAD = 48;

    private static final int PATH = 15;

    // What is known of the record of a place.
    private static final int STORED = 1;
    private static final int CHANGED = 2;
    private static final int PUT = 4;
    private static final int REMOVED = 8;

    private final RecordStore records;
    private final FabricTable fabrics;
    private final LogPort log;

    /** By place. */
    private final byte[] states;

    private final Path path = new Path();
    private Subscriptions subscriptions;
    private PathTable paths;

    /** The place that is looked at first next time. */
    private int first;

    /** Whether any record has to be written. */
    private boolean waiting;

    private long storeAt = Cluster.NEVER;

    /** When all records that were written will have had their time. */
    private long paidUntil;

    /**
     * @param capacity places of the table
     */
    SubscriptionRecords(RecordStore records, FabricTable fabrics, LogPort log, int capacity) {
        this.records = records;
        this.fabrics = fabrics;
        this.log = log;
        states = new byte[capacity];
        fabrics.addRecords(this);
    }

    /** Takes what is stored into its place of the table, once, at boot. */
    void load(Subscriptions subscriptions, PathTable paths) {
        this.subscriptions = subscriptions;
        this.paths = paths;
        for (int i = 0; i < states.length && !fabrics.isDamaged(); i++) {
            int key = StoreKeys.subscription(i);
            int status = records.open(key, VERSION);
            if (status == PortStatus.OK) {
                status = read(i) ? PortStatus.OK : PortStatus.DAMAGED;
            }
            records.close();
            if (status == PortStatus.OK) {
                states[i] = STORED;
            } else if (status != PortStatus.NONE) {
                log.event(LogEvent.STORE_FAILED, key, status, 0);
                states[i] = STORED | CHANGED;
            }
        }
    }

    /** A subscription was made in this place. */
    void made(int place) {
        states[place] |= CHANGED;
        waiting = true;
    }

    /** The subscription in this place is no more. */
    void ended(int place) {
        if ((states[place] & STORED) != 0) {
            made(place);
        } else {
            states[place] = 0;
        }
    }

    /** Writes what is due. */
    void poll(long nowMillis) {
        storeAt = deadline(nowMillis);
        if (nowMillis >= storeAt) {
            save(false, nowMillis);
        }
    }

    /** When something is due, {@link Cluster#NEVER} for never. */
    long deadline(long nowMillis) {
        return waiting && storeAt == Cluster.NEVER
                ? Math.max(nowMillis + STORE_DELAY, paidUntil - MOST_AHEAD)
                : storeAt;
    }

    /** Writes everything that is not written yet: a clean stop. */
    void save(long nowMillis) {
        if (waiting) {
            save(true, nowMillis);
        }
    }

    @Override
    public int store(Fabric fabric, RecordStore records) {
        return FabricStatus.OK;
    }

    @Override
    public int erase(int fabricIndex, RecordStore records) {
        int status = PortStatus.OK;
        for (int i = 0;
                i < states.length && subscriptions != null && status == PortStatus.OK;
                i++) {
            // The record of a place that changed may be of another subscription than is in it now.
            if ((states[i] & CHANGED) != 0
                    || subscriptions.pool().at(i).fabricIndex == fabricIndex) {
                status = records.remove(StoreKeys.subscription(i));
            }
        }
        return status;
    }

    @Override
    public int load(Fabric fabric, RecordStore records) {
        return FabricStatus.OK;
    }

    @Override
    public void forget(int fabricIndex) {}

    private void save(boolean all, long nowMillis) {
        waiting = false;
        storeAt = Cluster.NEVER;
        if (fabrics.isDamaged()) {
            return;
        }
        int key = StoreKeys.subscription(0);
        int status = records.begin();
        boolean open = status == PortStatus.OK;
        int from = first;
        for (int n = 0; n < states.length && status == PortStatus.OK; n++) {
            int place = (from + n) % states.length;
            if ((states[place] & CHANGED) == 0) {
                continue;
            }
            if (isPending(place) || !all && paidUntil - nowMillis > MOST_AHEAD) {
                waiting = true;
                continue;
            }
            key = StoreKeys.subscription(place);
            status = write(place, key);
            paidUntil = Math.max(paidUntil, nowMillis) + PERIOD;
            first = (place + 1) % states.length;
        }
        if (open) {
            status = records.end(status);
        }
        for (int place = 0; place < states.length; place++) {
            int done = states[place] & (PUT | REMOVED);
            if (status != PortStatus.OK) {
                states[place] &= STORED | CHANGED;
            } else if (done != 0) {
                states[place] = (byte) (done == PUT ? STORED : 0);
            }
        }
        if (status != PortStatus.OK) {
            waiting = true;
            log.event(LogEvent.STORE_FAILED, key, status, 0);
        }
    }

    /** Whether the fabric of a subscription is under its fail-safe. */
    private boolean isPending(int place) {
        Fabric fabric = fabrics.find(subscriptions.pool().at(place).fabricIndex);
        return fabric != null && fabric.pending;
    }

    private int write(int place, int key) {
        Subscription s = subscriptions.pool().at(place);
        int status = PortStatus.TOO_SMALL;
        if (isKept(s)) {
            status = put(s, key);
            states[place] |= status == PortStatus.OK ? PUT : 0;
        }
        if (status == PortStatus.TOO_SMALL) {
            status = records.remove(key);
            states[place] |= REMOVED;
        }
        return status;
    }

    /** Only who came by CASE can be found again. */
    private static boolean isKept(Subscription s) {
        return s.isTaken()
                && s.state != Subscription.PRIMING
                && s.peerNodeId != 0
                && HEAD + PATH * s.paths() <= KeyValueStore.MAX_VALUE;
    }

    private int put(Subscription s, int key) {
        TlvWriter w = records.startRecord(VERSION);
        w.putUnsigned(FABRIC_TAG, s.fabricIndex);
        w.putUnsigned(PEER_TAG, s.peerNodeId);
        w.putUnsigned(ID_TAG, s.id & 0xFFFFFFFFL);
        w.putUnsigned(MIN_INTERVAL_TAG, s.minInterval);
        w.putUnsigned(MAX_INTERVAL_TAG, s.maxInterval);
        w.putBool(FILTERED_TAG, s.fabricFiltered);
        w.putUnsigned(ATTRIBUTE_PATHS_TAG, s.attributePaths);
        w.putUnsigned(EVENT_PATHS_TAG, s.eventPaths);
        w.startArray(PATHS_TAG);
        for (int i = 0; i < s.attributePaths; i++) {
            paths.readAttribute(s, i, path);
            putPath(w);
        }
        for (int i = 0; i < s.eventPaths; i++) {
            paths.readEvent(s, i, path);
            putPath(w);
        }
        w.endContainer();
        return records.put(key);
    }

    private void putPath(TlvWriter w) {
        w.putSigned(TlvTag.ANONYMOUS, path.flags << 16 | path.endpoint);
        w.putSigned(TlvTag.ANONYMOUS, path.cluster);
        w.putSigned(TlvTag.ANONYMOUS, path.element);
    }

    /** Makes the subscription of a place by the record that is open; false if it is none. */
    private boolean read(int place) {
        TlvReader r = records.reader();
        int fabric = r.find(FABRIC_TAG) == CodecStatus.OK ? r.u8() : -1;
        long peer = r.find(PEER_TAG) == CodecStatus.OK ? r.unsignedValue() : 0;
        long id = r.find(ID_TAG) == CodecStatus.OK ? r.u32() : -1;
        int min = u16(r, MIN_INTERVAL_TAG);
        int max = u16(r, MAX_INTERVAL_TAG);
        int filtered = r.find(FILTERED_TAG) == CodecStatus.OK ? r.bool() : -1;
        int attributes = u16(r, ATTRIBUTE_PATHS_TAG);
        int events = u16(r, EVENT_PATHS_TAG);
        if (fabrics.find(fabric) == null
                || peer == 0
                || id <= 0
                || subscriptions.isUsed((int) id)
                || min < 0
                || max < Math.max(1, min)
                || filtered < 0
                || attributes < 0
                || events < 0
                || r.find(PATHS_TAG) != CodecStatus.OK
                || r.enter() != CodecStatus.OK) {
            return false;
        }
        Subscription s = subscriptions.take(place);
        if (!paths.open(s, attributes + events)) {
            subscriptions.release(s);
            return false;
        }
        s.id = (int) id;
        s.fabricIndex = (short) fabric;
        s.peerNodeId = peer;
        s.minInterval = (char) min;
        s.maxInterval = (char) max;
        s.fabricFiltered = filtered == 1;
        s.state = Subscription.WAITING;
        boolean good = true;
        for (int i = 0; i < attributes + events && good; i++) {
            good = readPath(r);
            if (good && i < attributes) {
                paths.addAttribute(s, path);
            } else if (good) {
                paths.addEvent(s, path);
            }
        }
        if (!good) {
            subscriptions.release(s);
        }
        return good;
    }

    private static int u16(TlvReader r, int tag) {
        return r.find(tag) == CodecStatus.OK ? r.u16() : -1;
    }

    private boolean readPath(TlvReader r) {
        boolean good = readNumber(r);
        path.endpoint = (int) r.value() & 0xFFFF;
        path.flags = (int) r.value() >>> 16;
        good = good && readNumber(r);
        path.cluster = (int) r.value();
        good = good && readNumber(r);
        path.element = (int) r.value();
        return good;
    }

    private static boolean readNumber(TlvReader r) {
        return r.next() == CodecStatus.OK
                && r.readSigned(Integer.MIN_VALUE, Integer.MAX_VALUE) == CodecStatus.OK;
    }
}
