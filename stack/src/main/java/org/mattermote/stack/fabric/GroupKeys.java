package org.mattermote.stack.fabric;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.port.PortStatus;

/**
 * The group key sets of all fabrics. Key set 0 of a fabric is made from AddNOC's IPK and cannot be
 * removed.
 *
 * <p>Record of a fabric: structure {0 version, 1 array of {0 id, 1 policy, 2 array of {0 epoch key,
 * 1 start time}}}.
 */
public final class GroupKeys implements FabricRecords {
    private static final int VERSION = 1;

    private final Pool<GroupKeySet> sets;
    private final int perFabric;
    private final FabricKeySchedule schedule;
    private final byte[] key = new byte[GroupKeySet.KEY_LENGTH];

    /**
     * @param fabrics how many fabrics there can be
     * @param perFabric key sets a fabric may have, the IPK's included; at least 3
     */
    public GroupKeys(int fabrics, int perFabric, FabricKeySchedule schedule) {
        GroupKeySet[] slots = new GroupKeySet[fabrics * perFabric];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = new GroupKeySet();
        }
        this.sets = new Pool<GroupKeySet>(slots);
        this.perFabric = perFabric;
        this.schedule = schedule;
    }

    /** MaxGroupKeysPerFabric. */
    public int perFabric() {
        return perFabric;
    }

    public int capacity() {
        return sets.capacity();
    }

    /** Slot {@code i}, taken or free. */
    public GroupKeySet at(int i) {
        return sets.at(i);
    }

    /** The key set with this id, or null. */
    public GroupKeySet find(int fabricIndex, int keySetId) {
        for (int i = 0; i < sets.capacity(); i++) {
            GroupKeySet set = sets.at(i);
            if (set.isTaken() && set.fabricIndex == fabricIndex && set.keySetId == keySetId) {
                return set;
            }
        }
        return null;
    }

    public int count(int fabricIndex) {
        int count = 0;
        for (int i = 0; i < sets.capacity(); i++) {
            if (sets.at(i).isTaken() && sets.at(i).fabricIndex == fabricIndex) {
                count++;
            }
        }
        return count;
    }

    /**
     * Adds a key set or replaces the one with the same id. With id 0 the fabric's IPKs follow.
     *
     * @param keyCount 1..3
     * @param epochKeys key n at {@code keysOffset} + 16 n
     * @param startTimes microseconds since 2000-01-01 UTC, ascending
     * @return OK, or TABLE_FULL
     */
    public int write(
            Fabric fabric,
            int keySetId,
            int policy,
            int keyCount,
            byte[] epochKeys,
            int keysOffset,
            long[] startTimes) {
        GroupKeySet set = take(fabric.fabricIndex, keySetId);
        if (set == null) {
            return FabricStatus.TABLE_FULL;
        }
        set.policy = (byte) policy;
        set.keyCount = (byte) keyCount;
        Bytes.zero(set.epochKeys);
        System.arraycopy(
                epochKeys, keysOffset, set.epochKeys, 0, keyCount * GroupKeySet.KEY_LENGTH);
        System.arraycopy(startTimes, 0, set.startTimes, 0, keyCount);
        derive(fabric, set);
        return FabricStatus.OK;
    }

    /**
     * AddNOC: key set 0 of a new fabric, with the one key there is.
     *
     * @param epochKey 16 bytes at {@code offset}
     * @return OK, or TABLE_FULL
     */
    int writeIpk(Fabric fabric, byte[] epochKey, int offset) {
        GroupKeySet set = take(fabric.fabricIndex, 0);
        if (set == null) {
            return FabricStatus.TABLE_FULL;
        }
        set.policy = GroupKeySet.POLICY_TRUST_FIRST;
        set.keyCount = 1;
        System.arraycopy(epochKey, offset, set.epochKeys, 0, GroupKeySet.KEY_LENGTH);
        set.startTimes[0] = 0;
        derive(fabric, set);
        return FabricStatus.OK;
    }

    /** The key set with this id, or a new one; null when the fabric or the table has too many. */
    private GroupKeySet take(int fabricIndex, int keySetId) {
        GroupKeySet set = find(fabricIndex, keySetId);
        if (set == null && count(fabricIndex) < perFabric) {
            set = sets.take();
            if (set != null) {
                set.fabricIndex = (char) fabricIndex;
                set.keySetId = (char) keySetId;
            }
        }
        return set;
    }

    private void derive(Fabric fabric, GroupKeySet set) {
        if (set.keySetId == 0) {
            Bytes.zero(fabric.ipks);
        }
        set.sessionIds = 0;
        for (int i = 0; i < set.keyCount; i++) {
            operationalKey(fabric, set, i, key, 0);
            if (set.keySetId == 0) {
                System.arraycopy(
                        key, 0, fabric.ipks, i * GroupKeySet.KEY_LENGTH, GroupKeySet.KEY_LENGTH);
            } else {
                set.sessionIds |= (long) schedule.groupSessionId(key, 0) << 16 * i;
            }
        }
        Bytes.zero(key);
    }

    /**
     * Derives the operational group key of epoch key {@code n} of a set of this fabric.
     *
     * @param out receives 16 bytes, to be zeroed after use
     */
    public void operationalKey(Fabric fabric, GroupKeySet set, int n, byte[] out, int offset) {
        schedule.operationalKey(
                set.epochKeys, n * GroupKeySet.KEY_LENGTH, fabric.compressedFabricId, out, offset);
    }

    /**
     * Removes a key set.
     *
     * @return OK, NOT_FOUND, or OUT_OF_RANGE for id 0
     */
    public int remove(int fabricIndex, int keySetId) {
        if (keySetId == 0) {
            return FabricStatus.OUT_OF_RANGE;
        }
        GroupKeySet set = find(fabricIndex, keySetId);
        if (set == null) {
            return FabricStatus.NOT_FOUND;
        }
        sets.release(set);
        return FabricStatus.OK;
    }

    @Override
    public void forget(int fabricIndex) {
        for (int i = 0; i < sets.capacity(); i++) {
            GroupKeySet set = sets.at(i);
            if (set.isTaken() && set.fabricIndex == fabricIndex) {
                sets.release(set);
            }
        }
    }

    @Override
    public int store(Fabric fabric, RecordStore records) {
        TlvWriter writer = records.startRecord(VERSION);
        writer.startArray(1);
        for (int i = 0; i < sets.capacity(); i++) {
            GroupKeySet set = sets.at(i);
            if (set.isTaken() && set.fabricIndex == fabric.fabricIndex) {
                writer.startStruct(TlvTag.ANONYMOUS);
                writer.putUnsigned(0, set.keySetId);
                writer.putUnsigned(1, set.policy);
                writer.startArray(2);
                for (int k = 0; k < set.keyCount; k++) {
                    writer.startStruct(TlvTag.ANONYMOUS);
                    writer.putBytes(
                            0, set.epochKeys, k * GroupKeySet.KEY_LENGTH, GroupKeySet.KEY_LENGTH);
                    writer.putUnsigned(1, set.startTimes[k]);
                    writer.endContainer();
                }
                writer.endContainer();
                writer.endContainer();
            }
        }
        writer.endContainer();
        return records.put(StoreKeys.groupKeys(fabric.fabricIndex));
    }

    @Override
    public int erase(int fabricIndex, RecordStore records) {
        return records.remove(StoreKeys.groupKeys(fabricIndex));
    }

    @Override
    public int load(Fabric fabric, RecordStore records) {
        forget(fabric.fabricIndex);
        // Not even an absent record is right here: every fabric has its IPK.
        if (records.openArray(StoreKeys.groupKeys(fabric.fabricIndex), VERSION) != PortStatus.OK) {
            return FabricStatus.DAMAGED;
        }
        TlvReader reader = records.reader();
        int status = reader.next();
        while (status == CodecStatus.OK) {
            if (!loadSet(fabric, reader)) {
                return FabricStatus.DAMAGED;
            }
            status = reader.next();
        }
        return status == CodecStatus.END && find(fabric.fabricIndex, 0) != null
                ? FabricStatus.OK
                : FabricStatus.DAMAGED;
    }

    private boolean loadSet(Fabric fabric, TlvReader reader) {
        if (reader.type() != TlvType.STRUCT || reader.enter() != CodecStatus.OK) {
            return false;
        }
        int id = reader.find(0) == CodecStatus.OK ? reader.u16() : FabricStatus.DAMAGED;
        int policy = reader.find(1) == CodecStatus.OK ? reader.u8() : FabricStatus.DAMAGED;
        if (id < 0
                || policy < 0
                || policy > GroupKeySet.POLICY_CACHE_AND_SYNC
                || reader.find(2) != CodecStatus.OK
                || reader.enter() != CodecStatus.OK
                || find(fabric.fabricIndex, id) != null) {
            return false;
        }
        GroupKeySet set = take(fabric.fabricIndex, id);
        if (set == null) {
            return false;
        }
        set.policy = (byte) policy;
        int status = reader.next();
        while (status == CodecStatus.OK) {
            if (set.keyCount == GroupKeySet.MAX_KEYS || !loadKey(set, reader)) {
                return false;
            }
            status = reader.next();
        }
        derive(fabric, set);
        return status == CodecStatus.END
                && set.keyCount > 0
                && reader.exit() == CodecStatus.OK
                && reader.exit() == CodecStatus.OK;
    }

    /** Adds a key that was stored to those that the set has. */
    private static boolean loadKey(GroupKeySet set, TlvReader reader) {
        if (reader.enter() != CodecStatus.OK
                || reader.find(0) != CodecStatus.OK
                || reader.bytes(GroupKeySet.KEY_LENGTH, GroupKeySet.KEY_LENGTH) < 0) {
            return false;
        }
        System.arraycopy(
                reader.array(),
                reader.dataOffset(),
                set.epochKeys,
                set.keyCount * GroupKeySet.KEY_LENGTH,
                GroupKeySet.KEY_LENGTH);
        if (reader.find(1) != CodecStatus.OK || reader.readU64() != CodecStatus.OK) {
            return false;
        }
        set.startTimes[set.keyCount] = reader.value();
        set.keyCount++;
        return reader.exit() == CodecStatus.OK;
    }
}
