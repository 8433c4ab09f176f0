package org.mattermote.stack.fabric;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.port.PortStatus;

/**
 * Resumption records of CASE (Matter core 4.14.2.8): one for each peer of a fabric. A full table
 * takes from the fabric that has most, its least recently used first.
 *
 * <p>Record of a fabric: structure {0 version, 1 array of {0 peer node id, 1 array of CATs, 2
 * resumption id, 3 shared secret}}, least recently used first. It is written a while after a
 * handshake, since losing it costs no more than a full one; for the same reason a damaged record
 * counts as none.
 */
public final class ResumptionRecords implements FabricRecords {
    /** How long after a handshake the records are stored, ms: peers come back in flocks. */
    public static final int STORE_DELAY = 2000;

    private static final int VERSION = 1;
    private static final long NEVER = Long.MAX_VALUE;

    private final Pool<ResumptionRecord> slots;

    /** A bit for each fabric index, 8 in a byte. */
    private final byte[] unsaved = new byte[Fabric.MAX_INDEX / 8 + 1];

    private int uses;
    private long storeAt = NEVER;

    public ResumptionRecords(int capacity) {
        ResumptionRecord[] records = new ResumptionRecord[capacity];
        for (int i = 0; i < capacity; i++) {
            records[i] = new ResumptionRecord();
        }
        slots = new Pool<ResumptionRecord>(records);
    }

    public Pool<ResumptionRecord> slots() {
        return slots;
    }

    /** The record with this id of 16 bytes, or null. */
    public ResumptionRecord find(byte[] id, int offset) {
        for (int i = 0; i < slots.capacity(); i++) {
            ResumptionRecord record = slots.at(i);
            if (record.isTaken()
                    && Bytes.equalConstantTime(
                            record.resumptionId, 0, id, offset, ResumptionRecord.ID_LENGTH)) {
                return record;
            }
        }
        return null;
    }

    /**
     * Keeps what a full handshake agreed, in place of what there was of this peer.
     *
     * @param resumptionId {@link ResumptionRecord#ID_LENGTH} bytes at {@code idOffset}
     * @param sharedSecret {@link ResumptionRecord#SECRET_LENGTH} bytes at {@code secretOffset}
     */
    public void put(
            int fabricIndex,
            long peerNodeId,
            int[] peerCats,
            byte[] resumptionId,
            int idOffset,
            byte[] sharedSecret,
            int secretOffset,
            long nowMillis) {
        ResumptionRecord record = find(fabricIndex, peerNodeId);
        if (record == null) {
            record = take();
        }
        record.fabricIndex = fabricIndex;
        record.peerNodeId = peerNodeId;
        System.arraycopy(peerCats, 0, record.peerCats, 0, ResumptionRecord.MAX_CATS);
        System.arraycopy(
                sharedSecret, secretOffset, record.sharedSecret, 0, ResumptionRecord.SECRET_LENGTH);
        renew(record, resumptionId, idOffset, nowMillis);
    }

    /** A resumption succeeded: the record goes by its new id from now on. */
    public void renew(ResumptionRecord record, byte[] resumptionId, int idOffset, long nowMillis) {
        System.arraycopy(
                resumptionId, idOffset, record.resumptionId, 0, ResumptionRecord.ID_LENGTH);
        uses++;
        record.lastUse = uses;
        unsaved[record.fabricIndex >> 3] |= 1 << (record.fabricIndex & 7);
        storeAt = Math.min(storeAt, nowMillis + STORE_DELAY);
    }

    /** Stores what is due; returns when to be called again, Long.MAX_VALUE for never. */
    public long poll(FabricTable fabrics, long nowMillis) {
        if (nowMillis >= storeAt) {
            save(fabrics);
        }
        return storeAt;
    }

    /** Stores what is not stored yet: a clean stop. */
    public void save(FabricTable fabrics) {
        storeAt = NEVER;
        for (int index = 1; index <= Fabric.MAX_INDEX; index++) {
            boolean due = (unsaved[index >> 3] >> (index & 7) & 1) != 0;
            Fabric fabric = due ? fabrics.find(index) : null;
            if (fabric != null) {
                fabrics.persist(fabric, this);
            }
        }
        Bytes.zero(unsaved);
    }

    @Override
    public int store(Fabric fabric, RecordStore records) {
        ResumptionRecord record = leastRecentOf(fabric.fabricIndex);
        if (record == null) {
            return erase(fabric.fabricIndex, records);
        }
        TlvWriter writer = records.startRecord(VERSION);
        writer.startArray(1);
        while (record != null) {
            put(record, writer);
            record = next(fabric.fabricIndex, record.lastUse);
        }
        writer.endContainer();
        return records.put(StoreKeys.resumption(fabric.fabricIndex));
    }

    @Override
    public int erase(int fabricIndex, RecordStore records) {
        return records.remove(StoreKeys.resumption(fabricIndex));
    }

    @Override
    public int load(Fabric fabric, RecordStore records) {
        forget(fabric.fabricIndex);
        TlvReader reader = records.reader();
        if (records.open(StoreKeys.resumption(fabric.fabricIndex), VERSION) == PortStatus.OK
                && reader.find(1) == CodecStatus.OK
                && reader.enter() == CodecStatus.OK) {
            while (reader.next() == CodecStatus.OK && reader.enter() == CodecStatus.OK) {
                ResumptionRecord record = take();
                record.fabricIndex = fabric.fabricIndex;
                uses++;
                record.lastUse = uses;
                if (!read(record, reader)) {
                    slots.release(record);
                }
                reader.exit();
            }
        }
        return FabricStatus.OK;
    }

    @Override
    public void forget(int fabricIndex) {
        for (int i = 0; i < slots.capacity(); i++) {
            ResumptionRecord record = slots.at(i);
            if (record.isTaken() && record.fabricIndex == fabricIndex) {
                slots.release(record);
            }
        }
    }

    private static void put(ResumptionRecord record, TlvWriter writer) {
        writer.startStruct(TlvTag.ANONYMOUS);
        writer.putUnsigned(0, record.peerNodeId);
        writer.startArray(1);
        for (int i = 0; i < ResumptionRecord.MAX_CATS; i++) {
            writer.putUnsigned(TlvTag.ANONYMOUS, record.peerCats[i] & 0xFFFFFFFFL);
        }
        writer.endContainer();
        writer.putBytes(2, record.resumptionId, 0, ResumptionRecord.ID_LENGTH);
        writer.putBytes(3, record.sharedSecret, 0, ResumptionRecord.SECRET_LENGTH);
        writer.endContainer();
    }

    private static boolean read(ResumptionRecord record, TlvReader reader) {
        if (reader.find(0) != CodecStatus.OK || reader.readU64() != CodecStatus.OK) {
            return false;
        }
        record.peerNodeId = reader.value();
        if (reader.find(1) != CodecStatus.OK || reader.enter() != CodecStatus.OK) {
            return false;
        }
        for (int i = 0; i < ResumptionRecord.MAX_CATS; i++) {
            long cat = reader.next() == CodecStatus.OK ? reader.u32() : CodecStatus.WRONG_TYPE;
            if (cat < 0) {
                return false;
            }
            record.peerCats[i] = (int) cat;
        }
        reader.exit();
        return readBytes(2, record.resumptionId, reader)
                && readBytes(3, record.sharedSecret, reader);
    }

    private static boolean readBytes(int tag, byte[] out, TlvReader reader) {
        if (reader.find(tag) != CodecStatus.OK || reader.bytes(out.length, out.length) < 0) {
            return false;
        }
        System.arraycopy(reader.array(), reader.dataOffset(), out, 0, out.length);
        return true;
    }

    /** What there is of a peer, or null. */
    public ResumptionRecord find(int fabricIndex, long peerNodeId) {
        for (int i = 0; i < slots.capacity(); i++) {
            ResumptionRecord record = slots.at(i);
            if (record.isTaken()
                    && record.fabricIndex == fabricIndex
                    && record.peerNodeId == peerNodeId) {
                return record;
            }
        }
        return null;
    }

    private ResumptionRecord take() {
        if (slots.inUse() == slots.capacity()) {
            slots.release(leastRecentOf(largestFabric()));
        }
        return slots.take();
    }

    private int largestFabric() {
        int largest = 0;
        int most = 0;
        for (int i = 0; i < slots.capacity(); i++) {
            int count = 0;
            for (int n = 0; n < slots.capacity(); n++) {
                if (slots.at(n).fabricIndex == slots.at(i).fabricIndex) {
                    count++;
                }
            }
            if (count > most) {
                most = count;
                largest = slots.at(i).fabricIndex;
            }
        }
        return largest;
    }

    private ResumptionRecord leastRecentOf(int fabricIndex) {
        return next(fabricIndex, Integer.MIN_VALUE);
    }

    /** The record of a fabric used least recently after use {@code after}, or null. */
    private ResumptionRecord next(int fabricIndex, int after) {
        ResumptionRecord found = null;
        for (int i = 0; i < slots.capacity(); i++) {
            ResumptionRecord record = slots.at(i);
            if (record.isTaken()
                    && record.fabricIndex == fabricIndex
                    && record.lastUse > after
                    && (found == null || record.lastUse < found.lastUse)) {
                found = record;
            }
        }
        return found;
    }
}
