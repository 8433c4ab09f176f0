package org.mattermote.stack.fabric;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.mem.Bytes;

/**
 * Which endpoints are in which groups: what the Groups clusters of all endpoints keep, and the
 * attribute GroupTable of Group Key Management shows. A group without endpoints does not exist.
 *
 * <p>All groups are in one array, each in a place of the same length:
 *
 * <pre>
 *  0  fabric index, 0 when the place is free     5   name, UTF-8, 16 bytes
 *  1  length of the name                         21  endpoint numbers, 16 bits each,
 *  2  number of endpoints                            little-endian
 *  3  group id, 16 bits, little-endian
 * </pre>
 *
 * <p>Record of a fabric: structure {0 version, 1 array of {0 group id, 1 name, 2 array of endpoint
 * numbers}}.
 */
public final class GroupTable extends FabricArray {
    public static final int MAX_NAME = 16;

    private static final int NAME_LENGTH = 1;
    private static final int ENDPOINT_COUNT = 2;
    private static final int GROUP_ID = 3;
    private static final int NAME = 5;
    private static final int ENDPOINTS = NAME + MAX_NAME;

    private final byte[] table;
    private final int placeLength;
    private final int capacity;
    private final int perFabric;
    private final int endpointsPerGroup;
    private int changes;

    /**
     * @param fabrics how many fabrics there can be
     * @param perFabric groups a fabric may have: MaxGroupsPerFabric
     * @param endpointsPerGroup how many endpoints have a Groups cluster, at most 255
     */
    public GroupTable(int fabrics, int perFabric, int endpointsPerGroup) {
        this.perFabric = perFabric;
        this.endpointsPerGroup = endpointsPerGroup;
        capacity = fabrics * perFabric;
        placeLength = ENDPOINTS + 2 * endpointsPerGroup;
        table = new byte[capacity * placeLength];
    }

    /** MaxGroupsPerFabric. */
    public int perFabric() {
        return perFabric;
    }

    /** Places for groups of all fabrics. */
    public int capacity() {
        return capacity;
    }

    /** Counts up whenever a group comes or goes. */
    public int changes() {
        return changes;
    }

    /** Whether there is a group in a place. */
    public boolean isTaken(int place) {
        return fabricIndex(place) != 0;
    }

    /** 1..254, or 0 in a free place. */
    public int fabricIndex(int place) {
        return table[place * placeLength] & 0xFF;
    }

    /** 1..65535. */
    public int groupId(int place) {
        return Bytes.u16le(table, place * placeLength + GROUP_ID);
    }

    /** The array names are in. */
    public byte[] names() {
        return table;
    }

    /** Where the name of a group is in {@link #names}; UTF-8. */
    public int nameOffset(int place) {
        return place * placeLength + NAME;
    }

    /** 0..16. */
    public int nameLength(int place) {
        return table[place * placeLength + NAME_LENGTH];
    }

    public int endpointCount(int place) {
        return table[place * placeLength + ENDPOINT_COUNT] & 0xFF;
    }

    /** Number of the {@code i}th endpoint of a group, 0..65535. */
    public int endpoint(int place, int i) {
        return Bytes.u16le(table, endpointOffset(place, i));
    }

    /** Place of a group, or NOT_FOUND. */
    public int find(int fabricIndex, int groupId) {
        for (int i = 0; i < capacity; i++) {
            if (fabricIndex(i) == fabricIndex && groupId(i) == groupId) {
                return i;
            }
        }
        return FabricStatus.NOT_FOUND;
    }

    @Override
    public int count(int fabricIndex) {
        int count = 0;
        for (int i = 0; i < capacity; i++) {
            if (fabricIndex(i) == fabricIndex) {
                count++;
            }
        }
        return count;
    }

    public boolean isMember(int fabricIndex, int groupId, int endpoint) {
        int place = find(fabricIndex, groupId);
        return place >= 0 && contains(place, endpoint);
    }

    /** Whether an endpoint is in the group of a place. */
    public boolean contains(int place, int endpoint) {
        for (int i = 0; i < endpointCount(place); i++) {
            if (endpoint(place, i) == endpoint) {
                return true;
            }
        }
        return false;
    }

    /**
     * Puts an endpoint into a group; a group it is in already gets the name.
     *
     * @param fabricIndex 1..254
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
        int place = find(fabricIndex, groupId);
        if (place < 0) {
            place = count(fabricIndex) >= perFabric ? FabricStatus.TABLE_FULL : freePlace();
            if (place < 0) {
                return FabricStatus.TABLE_FULL;
            }
            table[place * placeLength] = (byte) fabricIndex;
            Bytes.putU16le(table, place * placeLength + GROUP_ID, groupId);
            changes++;
        }
        if (!contains(place, endpoint)) {
            int count = endpointCount(place);
            if (count == endpointsPerGroup) {
                return FabricStatus.TABLE_FULL;
            }
            Bytes.putU16le(table, endpointOffset(place, count), endpoint);
            table[place * placeLength + ENDPOINT_COUNT] = (byte) (count + 1);
        }
        System.arraycopy(name, nameOffset, table, nameOffset(place), nameLength);
        table[place * placeLength + NAME_LENGTH] = (byte) nameLength;
        return FabricStatus.OK;
    }

    /** Takes an endpoint out of a group; OK or NOT_FOUND. */
    public int remove(int fabricIndex, int groupId, int endpoint) {
        int place = find(fabricIndex, groupId);
        if (place < 0 || !contains(place, endpoint)) {
            return FabricStatus.NOT_FOUND;
        }
        takeOut(place, endpoint);
        return FabricStatus.OK;
    }

    /** Takes an endpoint out of all groups of a fabric; how many they were. */
    public int removeAll(int fabricIndex, int endpoint) {
        int removed = 0;
        for (int i = 0; i < capacity; i++) {
            if (fabricIndex(i) == fabricIndex && contains(i, endpoint)) {
                takeOut(i, endpoint);
                removed++;
            }
        }
        return removed;
    }

    @Override
    public void forget(int fabricIndex) {
        for (int i = 0; i < capacity; i++) {
            if (fabricIndex(i) == fabricIndex) {
                free(i);
            }
        }
    }

    @Override
    int key(int fabricIndex) {
        return StoreKeys.groupTable(fabricIndex);
    }

    @Override
    void putEntries(int fabricIndex, TlvWriter writer) {
        for (int i = 0; i < capacity; i++) {
            if (fabricIndex(i) == fabricIndex) {
                writer.startStruct(TlvTag.ANONYMOUS);
                writer.putUnsigned(0, groupId(i));
                writer.putUtf8(1, table, nameOffset(i), nameLength(i));
                writer.startArray(2);
                for (int e = 0; e < endpointCount(i); e++) {
                    writer.putUnsigned(TlvTag.ANONYMOUS, endpoint(i, e));
                }
                writer.endContainer();
                writer.endContainer();
            }
        }
    }

    @Override
    boolean takeEntry(int fabricIndex, TlvReader reader) {
        if (reader.type() != TlvType.STRUCT
                || reader.enter() != CodecStatus.OK
                || reader.find(0) != CodecStatus.OK) {
            return false;
        }
        int id = reader.u16();
        if (id <= 0 || reader.find(1) != CodecStatus.OK) {
            return false;
        }
        int nameLength = reader.utf8(0, MAX_NAME);
        int nameOffset = reader.dataOffset();
        if (nameLength < 0
                || reader.find(2) != CodecStatus.OK
                || reader.enter() != CodecStatus.OK) {
            return false;
        }
        int status = reader.next();
        while (status == CodecStatus.OK) {
            int endpoint = reader.u16();
            if (endpoint < 0
                    || add(fabricIndex, id, endpoint, reader.array(), nameOffset, nameLength)
                            != FabricStatus.OK) {
                return false;
            }
            status = reader.next();
        }
        return status == CodecStatus.END
                && reader.exit() == CodecStatus.OK
                && reader.exit() == CodecStatus.OK;
    }

    private int freePlace() {
        for (int i = 0; i < capacity; i++) {
            if (!isTaken(i)) {
                return i;
            }
        }
        return FabricStatus.TABLE_FULL;
    }

    private int endpointOffset(int place, int i) {
        return place * placeLength + ENDPOINTS + 2 * i;
    }

    private void takeOut(int place, int endpoint) {
        int kept = 0;
        for (int i = 0; i < endpointCount(place); i++) {
            int other = endpoint(place, i);
            if (other != endpoint) {
                Bytes.putU16le(table, endpointOffset(place, kept), other);
                kept++;
            }
        }
        table[place * placeLength + ENDPOINT_COUNT] = (byte) kept;
        if (kept == 0) {
            free(place);
        }
    }

    private void free(int place) {
        Bytes.zero(table, place * placeLength, placeLength);
        changes++;
    }
}
