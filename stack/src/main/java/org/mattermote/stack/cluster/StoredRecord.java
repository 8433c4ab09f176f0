package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.FabricStatus;
import org.mattermote.stack.fabric.RecordStore;
import org.mattermote.stack.port.KeyValueStore;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.PortStatus;

/**
 * One record of the {@link KeyValueStore}: an anonymous TLV structure whose member 0 is the version
 * of its layout. A record that cannot be understood is reported once and from then on never
 * written, so that a defect or a downgrade does not erase what a repair could still read; a factory
 * reset removes it.
 */
final class StoredRecord {
    private static final int TAG_VERSION = 0;

    private final KeyValueStore store;
    private final LogPort log;
    private final int key;
    private final int version;
    private final byte[] bytes;
    private final TlvWriter writer = new TlvWriter();
    private boolean damaged;

    /**
     * @param version of the layout, 1..255
     * @param capacity largest encoding in bytes
     */
    StoredRecord(KeyValueStore store, LogPort log, int key, int version, int capacity) {
        this.store = store;
        this.log = log;
        this.key = key;
        this.version = version;
        this.bytes = new byte[capacity];
    }

    /**
     * Reads the record.
     *
     * @param reader left inside the structure, behind the version
     * @return OK, NONE when there is no record, or DAMAGED
     */
    int load(TlvReader reader) {
        int length = store.get(key, bytes, 0, bytes.length);
        if (length == PortStatus.NONE) {
            return PortStatus.NONE;
        }
        if (length < 0) {
            return reject(length);
        }
        if (RecordStore.open(reader, bytes, length, version) != FabricStatus.OK) {
            return reject(PortStatus.DAMAGED);
        }
        return PortStatus.OK;
    }

    /** The contents are not what they must be: reports it; the record is left alone from now on. */
    int reject(int status) {
        damaged = true;
        log.event(LogEvent.STORE_FAILED, key, status, 0);
        return PortStatus.DAMAGED;
    }

    /** Whether what is stored must not be touched. */
    boolean damaged() {
        return damaged;
    }

    /** Starts a new content; the members go into the writer, tags 1 and up. */
    TlvWriter begin() {
        writer.wrap(bytes, 0, bytes.length);
        writer.startStruct(TlvTag.ANONYMOUS);
        writer.putUnsigned(TAG_VERSION, version);
        return writer;
    }

    /**
     * Makes the content durable in a transaction of its own.
     *
     * @return OK, DAMAGED, or what the store answered; a failure is reported
     */
    int commit() {
        if (damaged) {
            return PortStatus.DAMAGED;
        }
        writer.endContainer();
        int status = writer.overflowed() ? PortStatus.TOO_SMALL : store.begin();
        if (status == PortStatus.OK) {
            status = store.put(key, bytes, 0, writer.position());
            if (status >= 0) {
                status = store.commit();
            }
            if (status < 0) {
                store.abandon();
            }
        }
        if (status < 0) {
            log.event(LogEvent.STORE_FAILED, key, status, 0);
            return status;
        }
        return PortStatus.OK;
    }
}
