package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricRecords;
import org.mattermote.stack.fabric.FabricStatus;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.fabric.RecordStore;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.port.PortStatus;

/**
 * The networks a node may join, in the order of their priority, with their credentials. What
 * changes under a fail-safe is in memory only: it is stored in the transaction that stores the
 * fabric, so that no cut leaves a fabric without its network, and read again when the fail-safe
 * expires. The networks go with the last fabric; without one, none is read.
 *
 * <p>Record: structure {0 version, 1 array of structures {1 network id, 2 credentials or dataset},
 * 2 InterfaceEnabled}.
 */
final class NetworkTable implements FabricRecords {
    /** Longest id: an SSID. */
    static final int MAX_ID = 32;

    private static final int VERSION = 1;
    private static final int TAG_NETWORKS = 1;
    private static final int TAG_ENABLED = 2;
    private static final int TAG_ID = 1;
    private static final int TAG_SECRET = 2;

    private final FabricTable fabrics;
    private final RecordStore records;

    /** Longest id; credentials come behind it. */
    private final int idLength;

    /** Of each network id and credentials. */
    private final byte[][] networks;

    private final byte[] idLengths;
    private final short[] secretLengths;
    private int count;
    private boolean enabled = true;

    /** Something is not stored. */
    private boolean changed;

    /** What changed is in a transaction of the fabric. */
    private boolean written;

    /**
     * Registers with {@code fabrics}.
     *
     * @param capacity networks
     * @param longestId bytes, {@link #MAX_ID} at most
     * @param longestSecret bytes
     */
    NetworkTable(
            FabricTable fabrics,
            RecordStore records,
            int capacity,
            int longestId,
            int longestSecret) {
        this.fabrics = fabrics;
        this.records = records;
        idLength = longestId;
        networks = new byte[capacity][];
        for (int i = 0; i < capacity; i++) {
            networks[i] = new byte[longestId + longestSecret];
        }
        idLengths = new byte[capacity];
        secretLengths = new short[capacity];
        fabrics.addRecords(this);
    }

    int capacity() {
        return networks.length;
    }

    int count() {
        return count;
    }

    /** Id from the start, credentials from {@link #secretOffset}. Not to be changed. */
    byte[] network(int i) {
        return networks[i];
    }

    int idLength(int i) {
        return idLengths[i];
    }

    int secretOffset() {
        return idLength;
    }

    int secretLength(int i) {
        return secretLengths[i];
    }

    boolean isEnabled() {
        return enabled;
    }

    void setEnabled(boolean value) {
        if (enabled != value) {
            enabled = value;
            touch();
        }
    }

    /** Position of a network, −1 when it is not there. */
    int find(byte[] id, int offset, int length) {
        for (int i = 0; i < count; i++) {
            if (idLengths[i] == length && Bytes.equal(networks[i], 0, id, offset, length)) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Adds a network behind the others, or gives the one with this id other credentials; both of
     * lengths that fit.
     *
     * @return its position, −1 when there is no place
     */
    int put(byte[] id, int offset, int length, byte[] secret, int secretOffset, int secretLength) {
        int at = find(id, offset, length);
        if (at < 0) {
            if (count == networks.length) {
                return -1;
            }
            at = count++;
        }
        set(at, id, offset, length, secret, secretOffset, secretLength);
        touch();
        return at;
    }

    void remove(int i) {
        move(i, count - 1);
        count--;
        Bytes.zero(networks[count]);
        touch();
    }

    /** Puts a network at another position; those between move up or down by one. */
    void move(int from, int to) {
        byte[] network = networks[from];
        byte idBytes = idLengths[from];
        short secretBytes = secretLengths[from];
        int step = from < to ? 1 : -1;
        for (int i = from; i != to; i += step) {
            networks[i] = networks[i + step];
            idLengths[i] = idLengths[i + step];
            secretLengths[i] = secretLengths[i + step];
        }
        networks[to] = network;
        idLengths[to] = idBytes;
        secretLengths[to] = secretBytes;
        touch();
    }

    /** The fail-safe expired: what is stored takes the place of what is here. */
    void restore() {
        forget();
        if (fabrics.count() > 0) {
            read();
            records.close();
        }
    }

    /**
     * Stores what changed, unless the transaction of the fabric did.
     *
     * @return OK, or what the store answers: it has changed still then
     */
    int persist() {
        int status = PortStatus.OK;
        if (changed && !written) {
            status = records.begin();
            if (status == PortStatus.OK) {
                status = records.end(write());
            }
        }
        if (status == PortStatus.OK) {
            changed = false;
            written = false;
        }
        return status;
    }

    @Override
    public int store(Fabric fabric, RecordStore store) {
        if (!changed) {
            return PortStatus.OK;
        }
        written = true;
        return write();
    }

    /** Unless another fabric needs it. */
    @Override
    public int erase(int fabricIndex, RecordStore store) {
        return isLast(fabricIndex) ? store.remove(StoreKeys.NETWORKS) : PortStatus.OK;
    }

    @Override
    public int load(Fabric fabric, RecordStore store) {
        forget();
        return read();
    }

    @Override
    public void forget(int fabricIndex) {
        if (isLast(fabricIndex)) {
            forget();
        }
    }

    private boolean isLast(int fabricIndex) {
        return fabrics.count() == (fabrics.find(fabricIndex) == null ? 0 : 1);
    }

    private void forget() {
        while (count > 0) {
            count--;
            Bytes.zero(networks[count]);
        }
        enabled = true;
        changed = false;
        written = false;
    }

    private void touch() {
        changed = true;
        written = false;
    }

    private void set(
            int at,
            byte[] id,
            int offset,
            int length,
            byte[] secret,
            int secretOffset,
            int secretLength) {
        byte[] network = networks[at];
        Bytes.zero(network);
        System.arraycopy(id, offset, network, 0, length);
        System.arraycopy(secret, secretOffset, network, idLength, secretLength);
        idLengths[at] = (byte) length;
        secretLengths[at] = (short) secretLength;
    }

    private int write() {
        TlvWriter out = records.startRecord(VERSION);
        out.startArray(TAG_NETWORKS);
        for (int i = 0; i < count; i++) {
            out.startStruct(TlvTag.ANONYMOUS);
            out.putBytes(TAG_ID, networks[i], 0, idLengths[i]);
            out.putBytes(TAG_SECRET, networks[i], idLength, secretLengths[i]);
            out.endContainer();
        }
        out.endContainer();
        out.putBool(TAG_ENABLED, enabled);
        return records.put(StoreKeys.NETWORKS);
    }

    /** OK or DAMAGED; the caller closes the record. */
    private int read() {
        int found = records.openArray(StoreKeys.NETWORKS, VERSION);
        if (found == PortStatus.NONE) {
            return FabricStatus.OK;
        }
        TlvReader in = records.reader();
        int status = found == PortStatus.OK ? in.next() : FabricStatus.DAMAGED;
        while (status == CodecStatus.OK) {
            status = readNetwork(in) ? in.next() : FabricStatus.DAMAGED;
        }
        if (status == CodecStatus.END
                && in.exit() == CodecStatus.OK
                && in.find(TAG_ENABLED) == CodecStatus.OK
                && in.bool() >= 0) {
            enabled = in.boolValue();
            return FabricStatus.OK;
        }
        forget();
        return FabricStatus.DAMAGED;
    }

    private boolean readNetwork(TlvReader in) {
        if (count == networks.length
                || in.type() != TlvType.STRUCT
                || in.enter() != CodecStatus.OK
                || in.find(TAG_ID) != CodecStatus.OK) {
            return false;
        }
        int length = in.bytes(1, idLength);
        int at = in.dataOffset();
        if (length < 0 || in.find(TAG_SECRET) != CodecStatus.OK) {
            return false;
        }
        int secretLength = in.bytes(0, networks[count].length - idLength);
        if (secretLength < 0) {
            return false;
        }
        set(count, in.array(), at, length, in.array(), in.dataOffset(), secretLength);
        count++;
        return in.exit() == CodecStatus.OK;
    }
}
