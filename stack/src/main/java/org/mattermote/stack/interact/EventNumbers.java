package org.mattermote.stack.interact;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.RecordStore;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.model.EventBoundary;
import org.mattermote.stack.model.EventLog;
import org.mattermote.stack.port.PortStatus;

/**
 * The boundary of the event numbers in the store, one write for {@link EventLog#BLOCK} events and
 * one for each boot.
 *
 * <pre>
 *   structure { 0: version 1, 1: boundary u64 }
 * </pre>
 */
public final class EventNumbers implements EventBoundary {
    private static final int VERSION = 1;
    private static final int BOUNDARY_TAG = 1;
    private static final long FIRST = 1;

    private final RecordStore records;

    public EventNumbers(RecordStore records) {
        this.records = records;
    }

    /**
     * Numbers the log's events on from where the last boot ended. A damaged record stays as it is:
     * the node is uncommissioned then, and its numbers begin anew.
     *
     * @return OK, or what the store answers
     */
    public int start(EventLog log) {
        int status = records.open(StoreKeys.EVENT_NUMBERS, VERSION);
        long first = FIRST;
        if (status == PortStatus.OK) {
            if (records.reader().next() == CodecStatus.OK
                    && records.reader().tag() == BOUNDARY_TAG
                    && records.reader().readU64() == CodecStatus.OK) {
                first = records.reader().value();
            } else {
                status = PortStatus.DAMAGED;
            }
            records.close();
        }
        if (status != PortStatus.OK && status != PortStatus.NONE) {
            return status;
        }
        log.useBoundary(this, first);
        return PortStatus.OK;
    }

    @Override
    public int raise(long boundary) {
        int status = records.begin();
        if (status != PortStatus.OK) {
            return status;
        }
        TlvWriter w = records.startRecord(VERSION);
        w.putUnsigned(BOUNDARY_TAG, boundary);
        return records.end(records.put(StoreKeys.EVENT_NUMBERS));
    }
}
