package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricRecords;
import org.mattermote.stack.fabric.FabricStatus;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.fabric.RecordStore;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.AccessControlSpec;
import org.mattermote.stack.port.PortStatus;

/**
 * Attribute Extension of Access Control (Matter core 9.10.6.2): up to 128 bytes of each fabric that
 * mean something to its administrators only. They are read from the store when they are wanted; in
 * memory is what the fabric under the fail-safe wrote.
 *
 * <p>Record of a fabric: structure {0 version, 1 the bytes}; none without an extension.
 */
final class AccessControlExtensions implements FabricRecords {
    static final int MAX_LENGTH = 128;

    /** No extension; its bytes are two at least. */
    private static final int NONE = 0;

    private static final int VERSION = 1;
    private static final int TAG_DATA = 1;

    private final FabricTable fabrics;
    private final RecordStore records;
    private final byte[] pending = new byte[MAX_LENGTH];

    /** Fabric whose pending bytes they are, 0 for nobody's. */
    private int pendingFabric;

    private int pendingLength;

    /** What is being stored, null for what is pending. */
    private byte[] given;

    private int givenOffset;
    private int givenLength;

    /** Where {@link #parse} found the bytes. */
    private int dataOffset;

    /** Registers its records with {@code fabrics}. */
    AccessControlExtensions(FabricTable fabrics, RecordStore records) {
        this.fabrics = fabrics;
        this.records = records;
        fabrics.addRecords(this);
    }

    /**
     * Copies the extension of a fabric.
     *
     * @param out room for {@link #MAX_LENGTH} bytes at {@code outOffset}
     * @return its length, 0 when there is none
     */
    int read(Fabric fabric, byte[] out, int outOffset) {
        if (isPending(fabric)) {
            System.arraycopy(pending, 0, out, outOffset, pendingLength);
            return pendingLength;
        }
        int key = StoreKeys.accessControlExtension(fabric.fabricIndex);
        int length = NONE;
        TlvReader record = records.reader();
        if (records.open(key, VERSION) == PortStatus.OK
                && record.find(TAG_DATA) == CodecStatus.OK
                && record.bytes(1, MAX_LENGTH) > 0) {
            length = record.dataLength();
            System.arraycopy(record.array(), record.dataOffset(), out, outOffset, length);
        }
        records.close();
        return length;
    }

    /**
     * Takes the list {@code value} stands on: one AccessControlExtensionStruct, or none.
     *
     * @param reader for a first look at it
     * @return an ImStatus
     */
    int replace(Fabric fabric, TlvReader value, TlvReader reader) {
        if (value.type() != TlvType.ARRAY || value.enter() != CodecStatus.OK) {
            return ImStatus.INVALID_DATA_TYPE;
        }
        int walk = value.next();
        if (walk == CodecStatus.END) {
            return set(fabric, null, 0, NONE);
        }
        if (walk != CodecStatus.OK) {
            return ImStatus.INVALID_DATA_TYPE;
        }
        int length = parse(value, reader);
        if (length < 0) {
            return -length;
        }
        int more = value.next();
        if (more != CodecStatus.END) {
            return more == CodecStatus.OK ? ImStatus.CONSTRAINT_ERROR : ImStatus.INVALID_DATA_TYPE;
        }
        return set(fabric, value.array(), dataOffset, length);
    }

    /**
     * Takes the one structure {@code value} stands on.
     *
     * @param hasOne whether the fabric has an extension: a second one is refused
     * @return an ImStatus
     */
    int append(Fabric fabric, boolean hasOne, TlvReader value, TlvReader reader) {
        int length = parse(value, reader);
        if (length < 0) {
            return -length;
        }
        return hasOne ? ImStatus.CONSTRAINT_ERROR : set(fabric, value.array(), dataOffset, length);
    }

    @Override
    public int store(Fabric fabric, RecordStore open) {
        int key = StoreKeys.accessControlExtension(fabric.fabricIndex);
        byte[] from = given;
        int offset = givenOffset;
        int length = givenLength;
        if (from == null) {
            if (!isPending(fabric)) {
                return PortStatus.OK;
            }
            from = pending;
            offset = 0;
            length = pendingLength;
        }
        if (length == NONE) {
            return open.remove(key);
        }
        open.startRecord(VERSION).putBytes(TAG_DATA, from, offset, length);
        return open.put(key);
    }

    @Override
    public int erase(int fabricIndex, RecordStore open) {
        return open.remove(StoreKeys.accessControlExtension(fabricIndex));
    }

    /** What is stored counts from now on; a record that cannot be read counts as none. */
    @Override
    public int load(Fabric fabric, RecordStore from) {
        forget(fabric.fabricIndex);
        return FabricStatus.OK;
    }

    @Override
    public void forget(int fabricIndex) {
        if (pendingFabric == fabricIndex) {
            pendingFabric = 0;
        }
    }

    /** What is left over from the last fail-safe of a fabric was stored when it was committed. */
    private boolean isPending(Fabric fabric) {
        return fabric.pending && pendingFabric == fabric.fabricIndex;
    }

    private int set(Fabric fabric, byte[] from, int offset, int length) {
        if (fabric.pending) {
            if (length > NONE) {
                System.arraycopy(from, offset, pending, 0, length);
            }
            pendingLength = length;
            pendingFabric = fabric.fabricIndex;
            return ImStatus.SUCCESS;
        }
        forget(fabric.fabricIndex);
        given = from == null ? pending : from;
        givenOffset = offset;
        givenLength = length;
        int status = fabrics.persist(fabric, this);
        given = null;
        return status == FabricStatus.OK ? ImStatus.SUCCESS : ImStatus.FAILURE;
    }

    /** Length of the bytes in the structure, or the negative of an ImStatus; it is left behind. */
    private int parse(TlvReader value, TlvReader reader) {
        if (value.type() != TlvType.STRUCT || value.enter() != CodecStatus.OK) {
            return -ImStatus.INVALID_DATA_TYPE;
        }
        int length = CodecStatus.NOT_FOUND;
        int walk = value.next();
        while (walk == CodecStatus.OK) {
            if (value.tag() == AccessControlSpec.ACCESS_CONTROL_EXTENSION_STRUCT_DATA) {
                length = value.bytes(0, MAX_LENGTH);
                dataOffset = value.dataOffset();
                if (length < 0) {
                    return -CommandFields.writeStatus(length);
                }
            }
            walk = value.next();
        }
        if (walk != CodecStatus.END || value.exit() != CodecStatus.OK || length < 0) {
            return -ImStatus.INVALID_DATA_TYPE;
        }
        reader.wrap(value.array(), dataOffset, length);
        return isExtension(reader, dataOffset + length) ? length : -ImStatus.CONSTRAINT_ERROR;
    }

    /** Whether it is one anonymous list of elements with profile tags, and nothing else. */
    private static boolean isExtension(TlvReader reader, int end) {
        if (reader.next() != CodecStatus.OK
                || reader.type() != TlvType.LIST
                || reader.tag() != TlvTag.ANONYMOUS
                || reader.elementEnd() != end
                || reader.enter() != CodecStatus.OK) {
            return false;
        }
        int walk = reader.next();
        while (walk == CodecStatus.OK) {
            if (reader.tag() != TlvTag.PROFILE
                    || reader.tagProfile() == TlvTag.IMPLICIT_PROFILE
                    || reader.elementEnd() < 0) {
                return false;
            }
            walk = reader.next();
        }
        return walk == CodecStatus.END;
    }
}
