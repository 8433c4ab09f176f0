package org.mattermote.stack.fabric;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;

/**
 * Whom the endpoints of the node act on: attribute Binding of all Binding clusters (Matter core
 * 9.6), in the order it was written.
 *
 * <p>Record of a fabric: structure {0 version, 1 array of structures {0 local endpoint, 1 node, 2
 * group, 3 endpoint, 4 cluster}}, without what a binding does not have.
 */
public final class BindingTable extends FabricArray {
    /** {@link #group}, {@link #endpoint} or {@link #cluster} of a binding without one. */
    public static final int NONE = -1;

    /** Bytes of a binding in the record at most. */
    static final int MAX_RECORD = 26;

    private final int perFabric;
    private final byte[] fabrics;
    private final char[] locals;
    private final long[] nodes;
    private final int[] groups;
    private final int[] endpoints;
    private final int[] clusters;
    private int size;
    private int changes;

    /**
     * @param fabrics how many fabrics there can be
     * @param perFabric bindings of a fabric, over all endpoints, 1 to 32; 23 B each
     */
    public BindingTable(int fabrics, int perFabric) {
        int capacity = fabrics * perFabric;
        this.perFabric = perFabric;
        this.fabrics = new byte[capacity];
        locals = new char[capacity];
        nodes = new long[capacity];
        groups = new int[capacity];
        endpoints = new int[capacity];
        clusters = new int[capacity];
    }

    /** Bindings of all fabrics and endpoints. */
    public int size() {
        return size;
    }

    /** Another number after each change. */
    public int changes() {
        return changes;
    }

    public int perFabric() {
        return perFabric;
    }

    public int fabricIndex(int i) {
        return fabrics[i] & 0xFF;
    }

    /** Endpoint of this node. */
    public int local(int i) {
        return locals[i];
    }

    /** Node id of the target, 0 for a group. */
    public long node(int i) {
        return nodes[i];
    }

    /** Group of the target, or {@link #NONE} for a node. */
    public int group(int i) {
        return groups[i];
    }

    /** Endpoint of the target, or {@link #NONE} for a group. */
    public int endpoint(int i) {
        return endpoints[i];
    }

    /** Cluster of the target, or {@link #NONE} for all. */
    public int cluster(int i) {
        return clusters[i];
    }

    /** Bindings of a fabric, on all endpoints but {@code exceptLocal}. */
    public int count(int fabricIndex, int exceptLocal) {
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (fabricIndex(i) == fabricIndex && locals[i] != exceptLocal) {
                count++;
            }
        }
        return count;
    }

    /**
     * Adds a binding at the end.
     *
     * @param group {@link #NONE} for a node
     * @param endpoint {@link #NONE} for a group
     * @param cluster {@link #NONE} for all
     * @return OK or TABLE_FULL
     */
    public int add(int fabricIndex, int local, long node, int group, int endpoint, int cluster) {
        if (size == locals.length || count(fabricIndex) >= perFabric) {
            return FabricStatus.TABLE_FULL;
        }
        fabrics[size] = (byte) fabricIndex;
        locals[size] = (char) local;
        nodes[size] = node;
        groups[size] = group;
        endpoints[size] = endpoint;
        clusters[size] = cluster;
        size++;
        changes++;
        return FabricStatus.OK;
    }

    /** Removes the bindings of a fabric on one endpoint. */
    public void clear(int fabricIndex, int local) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (fabricIndex(i) != fabricIndex || locals[i] != local) {
                move(i, kept++);
            }
        }
        size = kept;
        changes++;
    }

    @Override
    public void forget(int fabricIndex) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (fabricIndex(i) != fabricIndex) {
                move(i, kept++);
            }
        }
        size = kept;
        changes++;
    }

    @Override
    public int count(int fabricIndex) {
        return count(fabricIndex, NONE);
    }

    @Override
    int key(int fabricIndex) {
        return StoreKeys.bindings(fabricIndex);
    }

    @Override
    void putEntries(int fabricIndex, TlvWriter writer) {
        for (int i = 0; i < size; i++) {
            if (fabricIndex(i) == fabricIndex) {
                put(i, writer);
            }
        }
    }

    private void put(int i, TlvWriter writer) {
        writer.startStruct(TlvTag.ANONYMOUS);
        writer.putUnsigned(0, locals[i]);
        if (groups[i] == NONE) {
            writer.putUnsigned(1, nodes[i]);
        } else {
            writer.putUnsigned(2, groups[i]);
        }
        if (endpoints[i] != NONE) {
            writer.putUnsigned(3, endpoints[i]);
        }
        if (clusters[i] != NONE) {
            writer.putUnsigned(4, clusters[i] & 0xFFFFFFFFL);
        }
        writer.endContainer();
    }

    @Override
    boolean takeEntry(int fabricIndex, TlvReader reader) {
        int local = CodecStatus.NOT_FOUND;
        long node = 0;
        int group = NONE;
        int endpoint = NONE;
        long cluster = NONE;
        boolean good = reader.enter() == CodecStatus.OK;
        while (good && reader.next() == CodecStatus.OK) {
            switch (reader.tag()) {
                case 0:
                    local = reader.u16();
                    break;
                case 1:
                    good = reader.readU64() == CodecStatus.OK;
                    node = reader.value();
                    break;
                case 2:
                    group = reader.u16();
                    good = group >= 0;
                    break;
                case 3:
                    endpoint = reader.u16();
                    good = endpoint >= 0;
                    break;
                case 4:
                    cluster = reader.u32();
                    good = cluster >= 0;
                    break;
                default:
                    break;
            }
        }
        return good
                && local >= 0
                && reader.exit() == CodecStatus.OK
                && add(fabricIndex, local, node, group, endpoint, (int) cluster) == FabricStatus.OK;
    }

    private void move(int from, int to) {
        fabrics[to] = fabrics[from];
        locals[to] = locals[from];
        nodes[to] = nodes[from];
        groups[to] = groups[from];
        endpoints[to] = endpoints[from];
        clusters[to] = clusters[from];
    }
}
