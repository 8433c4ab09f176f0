package org.mattermote.stack.fabric;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.port.KeyValueStore;
import org.mattermote.stack.port.PortStatus;

/**
 * The {@link KeyValueStore} as all rooms use it: a record is an anonymous structure that begins
 * with its version, an unsigned integer under tag 0. One record at a time, read or written in the
 * shared working memory, which is zeroed after.
 *
 * <pre>
 *   write: begin, for each record startRecord, members, put; commit or abandon
 *   read:  open, members, close
 * </pre>
 */
public final class RecordStore {
    private static final int NOTHING_LENT = -1;

    private final KeyValueStore store;
    private final Scratch scratch;
    private final TlvReader reader = new TlvReader();
    private final TlvWriter writer = new TlvWriter();
    private int lent = NOTHING_LENT;

    public RecordStore(KeyValueStore store, Scratch scratch) {
        this.store = store;
        this.scratch = scratch;
    }

    /** Starts a transaction; OK, or what the store answers. */
    public int begin() {
        return store.begin();
    }

    /**
     * Ends the transaction: durable when {@code status} is OK, else abandoned.
     *
     * @return {@code status}, or what the store answers; unless OK nothing of the transaction
     *     happened
     */
    public int end(int status) {
        close();
        int result = status == PortStatus.OK ? store.commit() : status;
        if (result != PortStatus.OK) {
            store.abandon();
        }
        return result;
    }

    /** A new record; the members go into the writer, tags 1 and up. {@link #put} follows. */
    public TlvWriter startRecord(int version) {
        int capacity = lend();
        writer.wrap(scratch.bytes, lent, lent + capacity);
        writer.startStruct(TlvTag.ANONYMOUS);
        writer.putUnsigned(0, version);
        return writer;
    }

    /** Puts the record into the transaction: OK, TOO_SMALL, or what the store answers. */
    public int put(int key) {
        writer.endContainer();
        int status =
                writer.overflowed()
                        ? PortStatus.TOO_SMALL
                        : store.put(key, scratch.bytes, lent, writer.position() - lent);
        close();
        return status;
    }

    /** Removes a record, there or not, with the transaction; OK, or what the store answers. */
    public int remove(int key) {
        return store.remove(key);
    }

    /**
     * Reads a record and checks its form; {@link #reader} then stands behind its version, until
     * {@link #close}.
     *
     * @return OK, NONE when there is no such record, or DAMAGED when it is no well-formed structure
     *     of {@code version}
     */
    public int open(int key, int version) {
        int capacity = lend();
        int length = store.get(key, scratch.bytes, lent, capacity);
        int status = length == PortStatus.NONE ? length : PortStatus.DAMAGED;
        if (length >= 0 && isRecord(length, version)) {
            return PortStatus.OK;
        }
        close();
        return status;
    }

    /**
     * Opens a record whose member 1 is an array, and enters that; {@link #reader} is before its
     * first item.
     *
     * @return OK, NONE, or DAMAGED
     */
    public int openArray(int key, int version) {
        int found = open(key, version);
        if (found != PortStatus.OK) {
            return found;
        }
        return reader.find(1) == CodecStatus.OK && reader.enter() == CodecStatus.OK
                ? PortStatus.OK
                : PortStatus.DAMAGED;
    }

    /** Whether there is anything under a key. */
    public boolean has(int key) {
        return store.get(key, scratch.bytes, 0, 0) != PortStatus.NONE;
    }

    /** What is kept from call to call, from the start of the array. */
    byte[] kept() {
        return scratch.bytes;
    }

    /** In the record that is open. */
    public TlvReader reader() {
        return reader;
    }

    /** Gives the working memory back; nothing happens when none is lent. */
    public void close() {
        if (lent != NOTHING_LENT) {
            scratch.release(lent);
            lent = NOTHING_LENT;
        }
    }

    private int lend() {
        int capacity = scratch.left();
        lent = scratch.take(capacity);
        return capacity;
    }

    private boolean isRecord(int length, int version) {
        reader.wrap(scratch.bytes, lent, length);
        return reader.next() == CodecStatus.OK
                && reader.type() == TlvType.STRUCT
                && reader.tag() == TlvTag.ANONYMOUS
                && reader.elementEnd() == lent + length
                && reader.enter() == CodecStatus.OK
                && reader.next() == CodecStatus.OK
                && reader.tag() == 0
                && reader.u8() == version;
    }
}
