package org.mattermote.stack.fabric;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.port.KeyValueStore;
import org.mattermote.stack.port.PortStatus;

/**
 * What all stored records have in common: an anonymous structure that begins with its version, an
 * unsigned integer under tag 0.
 */
public final class RecordStore {
    private RecordStore() {}

    /** Puts what {@code writer} holds, from the start of its array; OK or STORE_FAILED. */
    public static int put(KeyValueStore store, int key, TlvWriter writer) {
        if (writer.overflowed()
                || store.put(key, writer.array(), 0, writer.position()) != PortStatus.OK) {
            return FabricStatus.STORE_FAILED;
        }
        return FabricStatus.OK;
    }

    /** Removes a record, there or not; OK or STORE_FAILED. */
    public static int remove(KeyValueStore store, int key) {
        return store.remove(key) == PortStatus.OK ? FabricStatus.OK : FabricStatus.STORE_FAILED;
    }

    /**
     * Checks a record as a whole and stands behind its version.
     *
     * @return OK, or DAMAGED when it is no well-formed structure of {@code version}
     */
    public static int open(TlvReader reader, byte[] record, int length, int version) {
        reader.wrap(record, 0, length);
        if (reader.next() != CodecStatus.OK
                || reader.type() != TlvType.STRUCT
                || reader.tag() != TlvTag.ANONYMOUS
                || reader.elementEnd() != length
                || reader.enter() != CodecStatus.OK
                || reader.next() != CodecStatus.OK
                || reader.tag() != 0
                || reader.u8() != version) {
            return FabricStatus.DAMAGED;
        }
        return FabricStatus.OK;
    }
}
