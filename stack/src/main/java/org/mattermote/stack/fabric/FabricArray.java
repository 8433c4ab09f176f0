package org.mattermote.stack.fabric;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.port.PortStatus;

/**
 * A table whose entries belong to fabrics: those of a fabric are an array in one record of their
 * own, which is not there when the fabric has none.
 *
 * <p>Record: structure {0 version, 1 array of entries}.
 */
public abstract class FabricArray implements FabricRecords {
    private static final int VERSION = 1;

    /** Key of the record of a fabric. */
    abstract int key(int fabricIndex);

    /** How many entries a fabric has. */
    public abstract int count(int fabricIndex);

    /** Writes the entries of a fabric, one after the other. */
    abstract void putEntries(int fabricIndex, TlvWriter writer);

    /**
     * Adds the entry that a reader is at to a fabric; the reader is left behind it.
     *
     * @return whether it is one and there is room for it
     */
    abstract boolean takeEntry(int fabricIndex, TlvReader reader);

    @Override
    public final int store(Fabric fabric, RecordStore records) {
        if (count(fabric.fabricIndex) == 0) {
            return erase(fabric.fabricIndex, records);
        }
        TlvWriter writer = records.startRecord(VERSION);
        writer.startArray(1);
        putEntries(fabric.fabricIndex, writer);
        writer.endContainer();
        return records.put(key(fabric.fabricIndex));
    }

    @Override
    public final int erase(int fabricIndex, RecordStore records) {
        return records.remove(key(fabricIndex));
    }

    @Override
    public final int load(Fabric fabric, RecordStore records) {
        forget(fabric.fabricIndex);
        int found = records.openArray(key(fabric.fabricIndex), VERSION);
        if (found == PortStatus.NONE) {
            return FabricStatus.OK;
        }
        if (found != PortStatus.OK) {
            return FabricStatus.DAMAGED;
        }
        TlvReader reader = records.reader();
        int status = reader.next();
        while (status == CodecStatus.OK) {
            if (!takeEntry(fabric.fabricIndex, reader)) {
                return FabricStatus.DAMAGED;
            }
            status = reader.next();
        }
        return status == CodecStatus.END ? FabricStatus.OK : FabricStatus.DAMAGED;
    }
}
