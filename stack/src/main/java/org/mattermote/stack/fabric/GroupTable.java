package org.mattermote.stack.fabric;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.port.KeyValueStore;
import org.mattermote.stack.port.PortStatus;

/**
 * Which endpoints are in which groups: what the Groups clusters of all endpoints keep, and the
 * attribute GroupTable of Group Key Management shows. A group without endpoints does not exist.
 *
 * <p>Record of a fabric: structure {0 version, 1 array of {0 group id, 1 name, 2 array of endpoint
 * numbers}}.
 */
public final class GroupTable implements FabricRecords {
    private static final int VERSION = 1;

    private final Pool<Group> groups;
    private final int perFabric;
    private final int endpointsPerGroup;
    private final TlvReader reader = new TlvReader();
    private final TlvWriter writer = new TlvWriter();

    /**
     * @param fabrics how many fabrics there can be
     * @param perFabric groups a fabric may have: MaxGroupsPerFabric
     * @param endpointsPerGroup how many endpoints have a Groups cluster
     */
    public GroupTable(int fabrics, int perFabric, int endpointsPerGroup) {
        Group[] slots = new Group[fabrics * perFabric];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = new Group(endpointsPerGroup);
        }
        this.groups = new Pool<Group>(slots);
        this.perFabric = perFabric;
        this.endpointsPerGroup = endpointsPerGroup;
    }

    /** MaxGroupsPerFabric. */
    public int perFabric() {
        return perFabric;
    }

    public int capacity() {
        return groups.capacity();
    }

    /** Slot {@code i}, taken or free. */
    public Group at(int i) {
        return groups.at(i);
    }

    public Group find(int fabricIndex, int groupId) {
        for (int i = 0; i < groups.capacity(); i++) {
            Group group = groups.at(i);
            if (group.isTaken() && group.fabricIndex == fabricIndex && group.groupId == groupId) {
                return group;
            }
        }
        return null;
    }

    public int count(int fabricIndex) {
        int count = 0;
        for (int i = 0; i < groups.capacity(); i++) {
            if (groups.at(i).isTaken() && groups.at(i).fabricIndex == fabricIndex) {
                count++;
            }
        }
        return count;
    }

    public boolean isMember(int fabricIndex, int groupId, int endpoint) {
        Group group = find(fabricIndex, groupId);
        return group != null && group.contains(endpoint);
    }

    /**
     * Puts an endpoint into a group; a group it is in already gets the name.
     *
     * @param nameLength 0..16
     * @return OK or TABLE_FULL
     */
    public int add(
            int fabricIndex,
            int groupId,
            int endpoint,
            byte[] name,
            int nameOffset,
            int nameLength) {
        Group group = find(fabricIndex, groupId);
        if (group == null) {
            if (count(fabricIndex) >= perFabric) {
                return FabricStatus.TABLE_FULL;
            }
            group = groups.take();
            if (group == null) {
                return FabricStatus.TABLE_FULL;
            }
            group.fabricIndex = fabricIndex;
            group.groupId = groupId;
        }
        if (!group.contains(endpoint)) {
            if (group.endpointCount == endpointsPerGroup) {
                return FabricStatus.TABLE_FULL;
            }
            group.endpoints[group.endpointCount++] = endpoint;
        }
        System.arraycopy(name, nameOffset, group.name, 0, nameLength);
        group.nameLength = nameLength;
        return FabricStatus.OK;
    }

    /** Takes an endpoint out of a group; OK or NOT_FOUND. */
    public int remove(int fabricIndex, int groupId, int endpoint) {
        Group group = find(fabricIndex, groupId);
        if (group == null || !group.contains(endpoint)) {
            return FabricStatus.NOT_FOUND;
        }
        takeOut(group, endpoint);
        return FabricStatus.OK;
    }

    /** Takes an endpoint out of all groups of a fabric; how many they were. */
    public int removeAll(int fabricIndex, int endpoint) {
        int removed = 0;
        for (int i = 0; i < groups.capacity(); i++) {
            Group group = groups.at(i);
            if (group.isTaken() && group.fabricIndex == fabricIndex && group.contains(endpoint)) {
                takeOut(group, endpoint);
                removed++;
            }
        }
        return removed;
    }

    @Override
    public void forget(int fabricIndex) {
        for (int i = 0; i < groups.capacity(); i++) {
            Group group = groups.at(i);
            if (group.isTaken() && group.fabricIndex == fabricIndex) {
                groups.release(group);
            }
        }
    }

    @Override
    public int store(Fabric fabric, KeyValueStore store, byte[] scratch) {
        if (count(fabric.fabricIndex) == 0) {
            return erase(fabric.fabricIndex, store);
        }
        writer.wrap(scratch, 0, KeyValueStore.MAX_VALUE);
        writer.startStruct(TlvTag.ANONYMOUS);
        writer.putUnsigned(0, VERSION);
        writer.startArray(1);
        for (int i = 0; i < groups.capacity(); i++) {
            Group group = groups.at(i);
            if (group.isTaken() && group.fabricIndex == fabric.fabricIndex) {
                writer.startStruct(TlvTag.ANONYMOUS);
                writer.putUnsigned(0, group.groupId);
                writer.putUtf8(1, group.name, 0, group.nameLength);
                writer.startArray(2);
                for (int e = 0; e < group.endpointCount; e++) {
                    writer.putUnsigned(TlvTag.ANONYMOUS, group.endpoints[e]);
                }
                writer.endContainer();
                writer.endContainer();
            }
        }
        writer.endContainer();
        writer.endContainer();
        return RecordStore.put(store, StoreKeys.groupTable(fabric.fabricIndex), writer);
    }

    @Override
    public int erase(int fabricIndex, KeyValueStore store) {
        return RecordStore.remove(store, StoreKeys.groupTable(fabricIndex));
    }

    @Override
    public int load(Fabric fabric, KeyValueStore store, byte[] scratch) {
        forget(fabric.fabricIndex);
        int length =
                store.get(
                        StoreKeys.groupTable(fabric.fabricIndex),
                        scratch,
                        0,
                        KeyValueStore.MAX_VALUE);
        if (length == PortStatus.NONE) {
            return FabricStatus.OK;
        }
        if (length < 0
                || RecordStore.open(reader, scratch, length, VERSION) != FabricStatus.OK
                || reader.find(1) != CodecStatus.OK
                || reader.enter() != CodecStatus.OK) {
            return FabricStatus.DAMAGED;
        }
        int status = reader.next();
        while (status == CodecStatus.OK) {
            if (loadGroup(fabric.fabricIndex, scratch) != FabricStatus.OK) {
                return FabricStatus.DAMAGED;
            }
            status = reader.next();
        }
        return status == CodecStatus.END ? FabricStatus.OK : FabricStatus.DAMAGED;
    }

    private int loadGroup(int fabricIndex, byte[] record) {
        if (reader.type() != TlvType.STRUCT
                || reader.enter() != CodecStatus.OK
                || reader.find(0) != CodecStatus.OK) {
            return FabricStatus.DAMAGED;
        }
        int id = reader.u16();
        if (id <= 0 || reader.find(1) != CodecStatus.OK) {
            return FabricStatus.DAMAGED;
        }
        int nameLength = reader.utf8(0, Group.MAX_NAME);
        int nameOffset = reader.dataOffset();
        if (nameLength < 0
                || reader.find(2) != CodecStatus.OK
                || reader.enter() != CodecStatus.OK) {
            return FabricStatus.DAMAGED;
        }
        int status = reader.next();
        while (status == CodecStatus.OK) {
            int endpoint = reader.u16();
            if (endpoint < 0
                    || add(fabricIndex, id, endpoint, record, nameOffset, nameLength)
                            != FabricStatus.OK) {
                return FabricStatus.DAMAGED;
            }
            status = reader.next();
        }
        return status == CodecStatus.END
                        && reader.exit() == CodecStatus.OK
                        && reader.exit() == CodecStatus.OK
                ? FabricStatus.OK
                : FabricStatus.DAMAGED;
    }

    private void takeOut(Group group, int endpoint) {
        int kept = 0;
        for (int i = 0; i < group.endpointCount; i++) {
            if (group.endpoints[i] != endpoint) {
                group.endpoints[kept++] = group.endpoints[i];
            }
        }
        group.endpointCount = kept;
        if (kept == 0) {
            groups.release(group);
        }
    }
}
