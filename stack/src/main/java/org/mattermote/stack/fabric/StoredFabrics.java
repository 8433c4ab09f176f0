package org.mattermote.stack.fabric;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.port.PortStatus;

/**
 * Records of the fabric table and of each fabric itself.
 *
 * <pre>
 *  record of the table    {0 version, 1 fabric indices (bytes), 2 last index given,
 *                          3 last known good time, seconds since 2000}
 *  record of a fabric     {0 version, 1 fabric index, 2 fabric id, 3 node id, 4 vendor id,
 *                          5 operational private key, 6 label}
 * </pre>
 */
final class StoredFabrics {
    private static final int TABLE_VERSION = 1;
    private static final int FABRIC_VERSION = 2;

    private final RecordStore store;

    /** What {@link #readTable} found: fabric indices, {@link #count} of them. */
    final byte[] indices;

    int count;
    int lastIndex;
    long lastKnownGood;

    StoredFabrics(RecordStore store, int capacity) {
        this.store = store;
        this.indices = new byte[capacity];
    }

    int putTable(Pool<Fabric> fabrics, int last, long known) {
        int stored = 0;
        for (int i = 0; i < fabrics.capacity(); i++) {
            Fabric fabric = fabrics.at(i);
            if (fabric.isTaken() && fabric.stored) {
                indices[stored++] = (byte) fabric.fabricIndex;
            }
        }
        TlvWriter writer = store.startRecord(TABLE_VERSION);
        writer.putBytes(1, indices, 0, stored);
        writer.putUnsigned(2, last);
        writer.putUnsigned(3, known);
        return store.put(StoreKeys.FABRIC_TABLE);
    }

    /** OK, NONE when there is no record, or DAMAGED. */
    int readTable() {
        int found = store.open(StoreKeys.FABRIC_TABLE, TABLE_VERSION);
        if (found != PortStatus.OK) {
            return found;
        }
        TlvReader reader = store.reader();
        count = reader.find(1) == CodecStatus.OK ? reader.bytes(0, indices.length) : -1;
        if (count >= 0) {
            System.arraycopy(reader.array(), reader.dataOffset(), indices, 0, count);
        }
        lastIndex = reader.find(2) == CodecStatus.OK ? reader.u8() : -1;
        lastKnownGood = reader.find(3) == CodecStatus.OK ? reader.u32() : -1;
        store.close();
        return count < 0 || lastIndex < 0 || lastIndex > Fabric.MAX_INDEX || lastKnownGood < 0
                ? FabricStatus.DAMAGED
                : FabricStatus.OK;
    }

    int putFabric(Fabric fabric) {
        TlvWriter writer = store.startRecord(FABRIC_VERSION);
        writer.putUnsigned(1, fabric.fabricIndex);
        writer.putUnsigned(2, fabric.fabricId);
        writer.putUnsigned(3, fabric.nodeId);
        writer.putUnsigned(4, fabric.vendorId);
        writer.putBytes(5, fabric.privateKey, 0, 32);
        writer.putUtf8(6, fabric.label, 0, fabric.labelLength);
        return store.put(StoreKeys.fabric(fabric.fabricIndex));
    }

    /** OK or DAMAGED. */
    int readFabric(Fabric fabric, int index) {
        int status = read(fabric, index);
        store.close();
        return status;
    }

    private int read(Fabric fabric, int index) {
        if (store.open(StoreKeys.fabric(index), FABRIC_VERSION) != PortStatus.OK) {
            return FabricStatus.DAMAGED;
        }
        TlvReader reader = store.reader();
        fabric.clear();
        fabric.fabricIndex = index;
        fabric.stored = true;
        if (reader.find(1) != CodecStatus.OK || reader.u8() != index) {
            return FabricStatus.DAMAGED;
        }
        if (reader.find(2) != CodecStatus.OK || reader.readU64() != CodecStatus.OK) {
            return FabricStatus.DAMAGED;
        }
        fabric.fabricId = reader.value();
        if (reader.find(3) != CodecStatus.OK || reader.readU64() != CodecStatus.OK) {
            return FabricStatus.DAMAGED;
        }
        fabric.nodeId = reader.value();
        fabric.vendorId = reader.find(4) == CodecStatus.OK ? reader.u16() : FabricStatus.DAMAGED;
        if (fabric.vendorId < 0 || reader.find(5) != CodecStatus.OK || reader.bytes(32, 32) < 0) {
            return FabricStatus.DAMAGED;
        }
        System.arraycopy(reader.array(), reader.dataOffset(), fabric.privateKey, 0, 32);
        if (reader.find(6) != CodecStatus.OK || reader.utf8(0, Fabric.MAX_LABEL) < 0) {
            return FabricStatus.DAMAGED;
        }
        fabric.labelLength = reader.dataLength();
        System.arraycopy(reader.array(), reader.dataOffset(), fabric.label, 0, fabric.labelLength);
        return FabricStatus.OK;
    }
}
