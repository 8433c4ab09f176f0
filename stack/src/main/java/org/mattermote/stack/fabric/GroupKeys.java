package org.mattermote.stack.fabric;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.port.KeyValueStore;

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
    private final TlvReader reader = new TlvReader();
    private final TlvWriter writer = new TlvWriter();
    private final long[] scratchTimes = new long[GroupKeySet.MAX_KEYS];
    private final byte[] scratchKeys = new byte[GroupKeySet.MAX_KEYS * GroupKeySet.KEY_LENGTH];

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
     * Adds a key set or replaces the one with the same id, and derives its operational keys. With
     * id 0 the fabric's IPK follows.
     *
     * @param keyCount 1..3
     * @param epochKeys key n at 16 n
     * @param startTimes microseconds since 2000-01-01 UTC, ascending
     * @return OK, or TABLE_FULL
     */
    public int write(
            Fabric fabric,
            int keySetId,
            int policy,
            int keyCount,
            byte[] epochKeys,
            long[] startTimes) {
        GroupKeySet set = find(fabric.fabricIndex, keySetId);
        if (set == null) {
            if (count(fabric.fabricIndex) >= perFabric) {
                return FabricStatus.TABLE_FULL;
            }
            set = sets.take();
            if (set == null) {
                return FabricStatus.TABLE_FULL;
            }
            set.fabricIndex = fabric.fabricIndex;
            set.keySetId = keySetId;
        }
        set.policy = policy;
        set.keyCount = keyCount;
        Bytes.zero(set.epochKeys);
        Bytes.zero(set.operationalKeys);
        System.arraycopy(epochKeys, 0, set.epochKeys, 0, keyCount * GroupKeySet.KEY_LENGTH);
        System.arraycopy(startTimes, 0, set.startTimes, 0, keyCount);
        for (int i = 0; i < keyCount; i++) {
            schedule.operationalKey(
                    set.epochKeys,
                    i * GroupKeySet.KEY_LENGTH,
                    fabric.compressedFabricId,
                    set.operationalKeys,
                    i * GroupKeySet.KEY_LENGTH);
        }
        if (keySetId == 0) {
            System.arraycopy(set.epochKeys, 0, fabric.ipkEpochKey, 0, GroupKeySet.KEY_LENGTH);
            System.arraycopy(set.operationalKeys, 0, fabric.ipk, 0, GroupKeySet.KEY_LENGTH);
        }
        return FabricStatus.OK;
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
    public int store(Fabric fabric, KeyValueStore store, byte[] scratch) {
        writer.wrap(scratch, 0, KeyValueStore.MAX_VALUE);
        writer.startStruct(TlvTag.ANONYMOUS);
        writer.putUnsigned(0, VERSION);
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
        writer.endContainer();
        return RecordStore.put(store, StoreKeys.groupKeys(fabric.fabricIndex), writer);
    }

    @Override
    public int erase(int fabricIndex, KeyValueStore store) {
        return RecordStore.remove(store, StoreKeys.groupKeys(fabricIndex));
    }

    @Override
    public int load(Fabric fabric, KeyValueStore store, byte[] scratch) {
        forget(fabric.fabricIndex);
        int length =
                store.get(
                        StoreKeys.groupKeys(fabric.fabricIndex),
                        scratch,
                        0,
                        KeyValueStore.MAX_VALUE);
        // Not even an absent record is right here: every fabric has its IPK.
        if (length < 0 || RecordStore.open(reader, scratch, length, VERSION) != FabricStatus.OK) {
            return FabricStatus.DAMAGED;
        }
        if (reader.find(1) != CodecStatus.OK || reader.enter() != CodecStatus.OK) {
            return FabricStatus.DAMAGED;
        }
        int status = reader.next();
        while (status == CodecStatus.OK) {
            if (loadSet(fabric) != FabricStatus.OK) {
                return FabricStatus.DAMAGED;
            }
            status = reader.next();
        }
        if (status != CodecStatus.END || find(fabric.fabricIndex, 0) == null) {
            return FabricStatus.DAMAGED;
        }
        return FabricStatus.OK;
    }

    private int loadSet(Fabric fabric) {
        if (reader.type() != TlvType.STRUCT || reader.enter() != CodecStatus.OK) {
            return FabricStatus.DAMAGED;
        }
        int id = reader.find(0) == CodecStatus.OK ? reader.u16() : FabricStatus.DAMAGED;
        int policy = reader.find(1) == CodecStatus.OK ? reader.u8() : FabricStatus.DAMAGED;
        if (id < 0
                || policy < 0
                || reader.find(2) != CodecStatus.OK
                || reader.enter() != CodecStatus.OK) {
            return FabricStatus.DAMAGED;
        }
        int keys = 0;
        int status = reader.next();
        while (status == CodecStatus.OK) {
            if (keys == GroupKeySet.MAX_KEYS || reader.enter() != CodecStatus.OK) {
                return FabricStatus.DAMAGED;
            }
            if (reader.find(0) != CodecStatus.OK
                    || reader.bytes(GroupKeySet.KEY_LENGTH, GroupKeySet.KEY_LENGTH) < 0) {
                return FabricStatus.DAMAGED;
            }
            System.arraycopy(
                    reader.array(),
                    reader.dataOffset(),
                    scratchKeys,
                    keys * GroupKeySet.KEY_LENGTH,
                    GroupKeySet.KEY_LENGTH);
            if (reader.find(1) != CodecStatus.OK || reader.readU64() != CodecStatus.OK) {
                return FabricStatus.DAMAGED;
            }
            scratchTimes[keys] = reader.value();
            keys++;
            if (reader.exit() != CodecStatus.OK) {
                return FabricStatus.DAMAGED;
            }
            status = reader.next();
        }
        if (status != CodecStatus.END
                || keys == 0
                || reader.exit() != CodecStatus.OK
                || reader.exit() != CodecStatus.OK
                || find(fabric.fabricIndex, id) != null) {
            return FabricStatus.DAMAGED;
        }
        int result = write(fabric, id, policy, keys, scratchKeys, scratchTimes);
        Bytes.zero(scratchKeys);
        return result == FabricStatus.OK ? result : FabricStatus.DAMAGED;
    }
}
