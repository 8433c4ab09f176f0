package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.RecordStore;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.PortStatus;

/**
 * One record of the {@link RecordStore}. A record that cannot be understood is reported once and
 * from then on never written, so that a defect or a downgrade does not erase what a repair could
 * still read; a factory reset removes it.
 */
public final class StoredRecord {
    private final RecordStore records;
    private final LogPort log;
    private final int key;
    private final int version;
    private boolean damaged;

    /**
     * @param version of the layout, 1..255
     */
    StoredRecord(RecordStore records, LogPort log, int key, int version) {
        this.records = records;
        this.log = log;
        this.key = key;
        this.version = version;
    }

    /**
     * Reads the record.
     *
     * @return OK, and {@link #reader} stands behind the version until {@link #close}; NONE when
     *     there is no record; or DAMAGED
     */
    public int open() {
        int status = records.open(key, version);
        return status == PortStatus.DAMAGED ? reject(status) : status;
    }

    /** In the record that is open. */
    public TlvReader reader() {
        return records.reader();
    }

    public void close() {
        records.close();
    }

    /** The contents are not what they must be: reports it; the record is left alone from now on. */
    public int reject(int status) {
        damaged = true;
        log.event(LogEvent.STORE_FAILED, key, status, 0);
        return PortStatus.DAMAGED;
    }

    /** Whether what is stored must not be touched. */
    public boolean damaged() {
        return damaged;
    }

    /** Starts a new content; the members go into the writer, tags 1 and up. */
    public TlvWriter begin() {
        return records.startRecord(version);
    }

    /**
     * Makes the content durable in a transaction of its own.
     *
     * @return OK, DAMAGED, or what the store answered; a failure is reported
     */
    public int commit() {
        if (damaged) {
            records.close();
            return PortStatus.DAMAGED;
        }
        int status = records.begin();
        if (status == PortStatus.OK) {
            status = records.end(records.put(key));
        } else {
            records.close();
        }
        if (status != PortStatus.OK) {
            log.event(LogEvent.STORE_FAILED, key, status, 0);
        }
        return status;
    }
}
