package org.mattermote.stack.fabric;

import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;

/**
 * Which key set protects which group: attribute GroupKeyMap of Group Key Management (Matter core
 * 11.2.7.1), in the order it was written.
 *
 * <p>Record of a fabric: structure {0 version, 1 array of u32 group id &lt;&lt; 16 | key set id}.
 */
public final class GroupKeyMap extends FabricArray {
    private final int perFabric;
    private final char[] fabrics;
    private final char[] groups;
    private final char[] keySets;
    private int size;

    /**
     * @param fabrics how many fabrics there can be
     * @param perFabric entries a fabric may have: MaxGroupsPerFabric
     */
    public GroupKeyMap(int fabrics, int perFabric) {
        this.perFabric = perFabric;
        this.fabrics = new char[fabrics * perFabric];
        this.groups = new char[fabrics * perFabric];
        this.keySets = new char[fabrics * perFabric];
    }

    public int perFabric() {
        return perFabric;
    }

    /** Entries of all fabrics. */
    public int size() {
        return size;
    }

    public int fabricIndex(int i) {
        return fabrics[i];
    }

    public int groupId(int i) {
        return groups[i];
    }

    public int keySetId(int i) {
        return keySets[i];
    }

    @Override
    public int count(int fabricIndex) {
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (fabrics[i] == fabricIndex) {
                count++;
            }
        }
        return count;
    }

    /** Key set id mapped to a group, or NOT_FOUND. */
    public int find(int fabricIndex, int groupId) {
        for (int i = 0; i < size; i++) {
            if (fabrics[i] == fabricIndex && groups[i] == groupId) {
                return keySets[i];
            }
        }
        return FabricStatus.NOT_FOUND;
    }

    /** Adds an entry; TABLE_FULL, or OUT_OF_RANGE when the group has one already. */
    public int add(int fabricIndex, int groupId, int keySetId) {
        if (find(fabricIndex, groupId) >= 0) {
            return FabricStatus.OUT_OF_RANGE;
        }
        if (size == groups.length || count(fabricIndex) >= perFabric) {
            return FabricStatus.TABLE_FULL;
        }
        fabrics[size] = (char) fabricIndex;
        groups[size] = (char) groupId;
        keySets[size] = (char) keySetId;
        size++;
        return FabricStatus.OK;
    }

    /** Removes the entries of a key set; how many they were. */
    public int removeKeySet(int fabricIndex, int keySetId) {
        int kept = 0;
        int before = size;
        for (int i = 0; i < before; i++) {
            if (fabrics[i] != fabricIndex || keySets[i] != keySetId) {
                move(i, kept++);
            }
        }
        size = kept;
        return before - kept;
    }

    @Override
    public void forget(int fabricIndex) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (fabrics[i] != fabricIndex) {
                move(i, kept++);
            }
        }
        size = kept;
    }

    @Override
    int key(int fabricIndex) {
        return StoreKeys.groupKeyMap(fabricIndex);
    }

    @Override
    void putEntries(int fabricIndex, TlvWriter writer) {
        for (int i = 0; i < size; i++) {
            if (fabrics[i] == fabricIndex) {
                writer.putUnsigned(TlvTag.ANONYMOUS, (long) groups[i] << 16 | keySets[i]);
            }
        }
    }

    @Override
    boolean takeEntry(int fabricIndex, TlvReader reader) {
        long entry = reader.u32();
        return entry >= 0
                && add(fabricIndex, (int) (entry >>> 16), (int) entry & 0xFFFF) == FabricStatus.OK;
    }

    private void move(int from, int to) {
        fabrics[to] = fabrics[from];
        groups[to] = groups[from];
        keySets[to] = keySets[from];
    }
}
