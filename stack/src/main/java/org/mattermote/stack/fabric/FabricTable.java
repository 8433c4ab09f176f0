package org.mattermote.stack.fabric;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.mem.ByteSpan;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.port.KeyValueStore;
import org.mattermote.stack.port.PortStatus;

/**
 * The fabrics of the node, in memory and in the store.
 *
 * <p>A fabric that was added or whose credentials were replaced under a fail-safe is pending:
 * nothing of it, not even what {@link FabricRecords} keep for it, reaches the store before {@link
 * #commit}, which stores all of it in one transaction; {@link #rollBack} brings it back from the
 * store, or removes it. Other fabrics' records are stored at once.
 *
 * <p>After {@link #load} met a damaged record the table is empty and refuses to store anything, so
 * that nothing is overwritten before a factory reset.
 *
 * <pre>
 *  record of the table    {0 version, 1 fabric indices (bytes), 2 last index given,
 *                          3 last known good time, seconds since 2000}
 *  record of a fabric     {0 version, 1 fabric index, 2 fabric id, 3 node id, 4 vendor id, 5 RCAC,
 *                          6 ICAC (absent without), 7 NOC, 8 operational private key, 9 label}
 * </pre>
 */
public final class FabricTable {
    private static final int VERSION = 1;
    private static final int MAX_LISTENERS = 8;
    private static final int MAX_RECORDS = 8;

    private final Pool<Fabric> fabrics;
    private final KeyValueStore store;
    private final FabricKeySchedule schedule;
    private final GroupKeys groupKeys;
    private final FabricListener[] listeners = new FabricListener[MAX_LISTENERS];
    private final FabricRecords[] records = new FabricRecords[MAX_RECORDS];
    private final byte[] scratch = new byte[KeyValueStore.MAX_VALUE];
    private final FabricCertificates certificates;
    private final byte[] destination = new byte[FabricKeySchedule.DESTINATION_ID_LENGTH];
    private final byte[] matchedIpk = new byte[GroupKeySet.KEY_LENGTH];
    private final byte[] indices;
    private final long[] startTimes = new long[1];
    private final TlvReader reader = new TlvReader();
    private final TlvWriter writer = new TlvWriter();
    private int listenerCount;
    private int recordCount;
    private int lastIndex;
    private long lastKnownGood;
    private long storedLastKnownGood;
    private boolean damaged;
    private boolean open;

    /**
     * @param capacity SupportedFabrics, 5..254
     * @param groupKeys becomes the first of the records
     * @param buildTime when this software was made, seconds since 2000-01-01 UTC: the last known
     *     good time of a new device
     */
    public FabricTable(
            int capacity,
            KeyValueStore store,
            FabricKeySchedule schedule,
            GroupKeys groupKeys,
            long buildTime) {
        Fabric[] slots = new Fabric[capacity];
        for (int i = 0; i < capacity; i++) {
            slots[i] = new Fabric();
        }
        this.fabrics = new Pool<Fabric>(slots);
        this.store = store;
        this.certificates = new FabricCertificates(store, scratch);
        this.schedule = schedule;
        this.groupKeys = groupKeys;
        this.lastKnownGood = buildTime;
        this.storedLastKnownGood = buildTime;
        this.indices = new byte[capacity];
        addRecords(groupKeys);
    }

    /** Certificates of the fabrics. */
    public FabricCertificates certificates() {
        return certificates;
    }

    /**
     * {@link KeyValueStore#MAX_VALUE} bytes for whoever needs them within one call, in which
     * nothing is stored and no {@link #certificates} are opened: both use them.
     */
    public byte[] scratch() {
        return scratch;
    }

    /** To be looked at. */
    public Pool<Fabric> slots() {
        return fabrics;
    }

    /** At boot only, at most 8. */
    public void addListener(FabricListener listener) {
        listeners[listenerCount++] = listener;
    }

    /** At boot, before {@link #load}; at most 8. */
    public void addRecords(FabricRecords more) {
        records[recordCount++] = more;
    }

    /**
     * Takes over what is stored. Nothing stored is a node without fabrics.
     *
     * @return OK, or DAMAGED: the table is empty then and stays so until the store is erased
     */
    public int load() {
        int status = loadTable();
        if (status != FabricStatus.OK) {
            for (int i = 0; i < fabrics.capacity(); i++) {
                Fabric fabric = fabrics.at(i);
                if (fabric.isTaken()) {
                    forget(fabric);
                }
            }
            damaged = true;
        }
        Bytes.zero(scratch);
        return status;
    }

    /** Whether {@link #load} met a damaged record. */
    public boolean isDamaged() {
        return damaged;
    }

    public int capacity() {
        return fabrics.capacity();
    }

    /** How many there are, pending ones included. */
    public int count() {
        return fabrics.inUse();
    }

    /** Slot {@code i}, taken or free: ask {@link Fabric#isTaken()}. */
    public Fabric at(int i) {
        return fabrics.at(i);
    }

    /** The fabric with this index, or null. */
    public Fabric find(int fabricIndex) {
        if (fabricIndex <= 0) {
            return null;
        }
        for (int i = 0; i < fabrics.capacity(); i++) {
            Fabric fabric = fabrics.at(i);
            if (fabric.isTaken() && fabric.fabricIndex == fabricIndex) {
                return fabric;
            }
        }
        return null;
    }

    /** The fabric with this root public key (65 bytes) and fabric id, or null. */
    public Fabric find(byte[] rootPublicKey, long fabricId) {
        for (int i = 0; i < fabrics.capacity(); i++) {
            Fabric fabric = fabrics.at(i);
            if (fabric.isTaken()
                    && fabric.fabricId == fabricId
                    && Bytes.equal(fabric.rootPublicKey, 0, rootPublicKey, 0, 65)) {
                return fabric;
            }
        }
        return null;
    }

    /**
     * The fabric a Sigma1 is for: every fabric and each of its IPKs is tried. {@link #matchedIpk}
     * then holds the key that fitted.
     *
     * @param destinationId 32 bytes
     * @param initiatorRandom 32 bytes
     * @return null when none fits
     */
    public Fabric matchDestination(
            byte[] destinationId, int destinationOffset, byte[] initiatorRandom, int randomOffset) {
        for (int i = 0; i < fabrics.capacity(); i++) {
            Fabric fabric = fabrics.at(i);
            GroupKeySet set = fabric.isTaken() ? groupKeys.find(fabric.fabricIndex, 0) : null;
            int keys = set == null ? 0 : set.keyCount;
            for (int k = 0; k < keys; k++) {
                int keyOffset = k * GroupKeySet.KEY_LENGTH;
                schedule.destinationId(
                        set.operationalKeys,
                        keyOffset,
                        initiatorRandom,
                        randomOffset,
                        fabric.rootPublicKey,
                        fabric.fabricId,
                        fabric.nodeId,
                        destination,
                        0);
                if (Bytes.equalConstantTime(
                        destination, 0, destinationId, destinationOffset, destination.length)) {
                    System.arraycopy(
                            set.operationalKeys, keyOffset, matchedIpk, 0, GroupKeySet.KEY_LENGTH);
                    return fabric;
                }
            }
        }
        return null;
    }

    /** IPK of the latest {@link #matchDestination} that found a fabric, 16 bytes. */
    public byte[] matchedIpk() {
        return matchedIpk;
    }

    /** Last known good time, seconds since 2000-01-01 UTC (Matter core 3.5.6.1). */
    public long lastKnownGood() {
        return lastKnownGood;
    }

    /** A trusted time was seen; it only goes up, and is kept with the next commit. */
    public void advanceLastKnownGood(long epochSeconds) {
        lastKnownGood = Math.max(lastKnownGood, epochSeconds);
    }

    /** The index the next fabric gets, 1..254, or TABLE_FULL. */
    public int nextIndex() {
        if (fabrics.inUse() == fabrics.capacity()) {
            return FabricStatus.TABLE_FULL;
        }
        int index = lastIndex;
        for (int i = 0; i < Fabric.MAX_INDEX; i++) {
            index = index >= Fabric.MAX_INDEX ? 1 : index + 1;
            if (find(index) == null) {
                return index;
            }
        }
        return FabricStatus.TABLE_FULL;
    }

    /**
     * AddNOC: a new, pending fabric with key set 0. The credentials have been verified; {@code
     * chain} holds the outcome. Listeners are told by {@link #announce}, after the caller has
     * completed it.
     *
     * @param icacLength 0 without an ICAC
     * @param privateKey 32 bytes
     * @param ipkEpochKey 16 bytes at {@code ipkOffset}
     * @return null when the table is full or another fabric is pending
     */
    public Fabric add(
            CertificateChain chain,
            byte[] rcac,
            int rcacLength,
            byte[] icac,
            int icacOffset,
            int icacLength,
            byte[] noc,
            int nocOffset,
            int nocLength,
            byte[] privateKey,
            byte[] ipkEpochKey,
            int ipkOffset,
            int vendorId) {
        int index = nextIndex();
        Fabric fabric = index < 0 || certificates.isBusy() ? null : fabrics.take();
        if (fabric == null) {
            return null;
        }
        fabric.fabricIndex = index;
        fabric.vendorId = vendorId;
        fabric.pending = true;
        fabric.stored = false;
        certificates.keep(
                fabric, rcac, rcacLength, icac, icacOffset, icacLength, noc, nocOffset, nocLength);
        setCredentials(fabric, chain, privateKey);
        System.arraycopy(chain.rootPublicKey, 0, fabric.rootPublicKey, 0, 65);
        schedule.compressedFabricId(
                fabric.rootPublicKey, fabric.fabricId, fabric.compressedFabricId, 0);
        System.arraycopy(ipkEpochKey, ipkOffset, fabric.ipkEpochKey, 0, GroupKeySet.KEY_LENGTH);
        startTimes[0] = 0;
        if (groupKeys.write(
                        fabric,
                        0,
                        GroupKeySet.POLICY_TRUST_FIRST,
                        1,
                        fabric.ipkEpochKey,
                        startTimes)
                != FabricStatus.OK) {
            forget(fabric);
            return null;
        }
        return fabric;
    }

    /** Tells the listeners of a fabric that {@link #add} made. */
    public void announce(Fabric fabric, long now) {
        for (int i = 0; i < listenerCount; i++) {
            listeners[i].fabricAdded(fabric, now);
        }
    }

    /** UpdateNOC: new credentials for a fabric, pending from now on; listeners are told. */
    public void replace(
            Fabric fabric,
            CertificateChain chain,
            byte[] icac,
            int icacOffset,
            int icacLength,
            byte[] noc,
            int nocOffset,
            int nocLength,
            byte[] privateKey,
            long now) {
        fabric.pending = true;
        certificates.keep(fabric, null, 0, icac, icacOffset, icacLength, noc, nocOffset, nocLength);
        setCredentials(fabric, chain, privateKey);
        updated(fabric, now);
    }

    /**
     * Removes a fabric from memory and store, and tells the listeners.
     *
     * @return OK, NOT_FOUND, or STORE_FAILED or DAMAGED with nothing removed
     */
    public int remove(int fabricIndex, long now) {
        Fabric fabric = find(fabricIndex);
        if (fabric == null) {
            return FabricStatus.NOT_FOUND;
        }
        if (fabric.stored) {
            fabric.stored = false;
            int status = begin();
            if (status == FabricStatus.OK) {
                status = eraseAll(fabricIndex);
            }
            status = end(status);
            if (status != FabricStatus.OK) {
                fabric.stored = true;
                return status;
            }
        }
        drop(fabric, now);
        return FabricStatus.OK;
    }

    /**
     * Stores the credentials and label of a fabric, unless it is pending.
     *
     * @return OK, or STORE_FAILED, DAMAGED
     */
    public int persist(Fabric fabric) {
        if (fabric.pending) {
            return FabricStatus.OK;
        }
        int status = begin();
        if (status == FabricStatus.OK) {
            status = putFabric(fabric);
        }
        return end(status);
    }

    /**
     * Stores what {@code part} keeps for a fabric, unless it is pending. When the store refuses,
     * {@code part} is brought back to what is stored.
     *
     * @return OK, or STORE_FAILED, DAMAGED
     */
    public int persist(Fabric fabric, FabricRecords part) {
        return persist(fabric, part, null);
    }

    /** As {@link #persist(Fabric, FabricRecords)}, two parts in one transaction. */
    public int persist(Fabric fabric, FabricRecords part, FabricRecords other) {
        if (fabric.pending) {
            return FabricStatus.OK;
        }
        int status = begin();
        if (status == FabricStatus.OK) {
            status = part.store(fabric, store, scratch);
        }
        if (status == FabricStatus.OK && other != null) {
            status = other.store(fabric, store, scratch);
        }
        status = end(status);
        if (status != FabricStatus.OK && !damaged) {
            part.load(fabric, store, scratch);
            if (other != null) {
                other.load(fabric, store, scratch);
            }
            Bytes.zero(scratch);
        }
        return status;
    }

    /**
     * CommissioningComplete: stores everything of a fabric in one transaction; it is not pending
     * any more.
     *
     * @return OK, or STORE_FAILED, DAMAGED with the fabric still pending
     */
    int commit(Fabric fabric) {
        boolean wasStored = fabric.stored;
        int lastBefore = lastIndex;
        fabric.stored = true;
        if (!wasStored) {
            lastIndex = fabric.fabricIndex;
        }
        int status = begin();
        if (status == FabricStatus.OK) {
            status = putFabric(fabric);
        }
        if (status == FabricStatus.OK) {
            status = putTable();
        }
        for (int i = 0; i < recordCount && status == FabricStatus.OK; i++) {
            status = records[i].store(fabric, store, scratch);
        }
        status = end(status);
        if (status == FabricStatus.OK) {
            fabric.pending = false;
            certificates.settle(fabric);
            storedLastKnownGood = lastKnownGood;
        } else {
            fabric.stored = wasStored;
            lastIndex = lastBefore;
        }
        return status;
    }

    /**
     * The fail-safe of a pending fabric expired: an added one goes, an updated one is loaded again.
     *
     * @return OK; DAMAGED when it could not be loaded again: it is gone then, its record is not
     */
    int rollBack(Fabric fabric, long now) {
        lastKnownGood = storedLastKnownGood;
        if (!fabric.stored) {
            drop(fabric, now);
            return FabricStatus.OK;
        }
        int index = fabric.fabricIndex;
        fabric.pending = false;
        certificates.settle(fabric);
        int status = loadFabric(fabric, index);
        for (int i = 0; i < recordCount && status == FabricStatus.OK; i++) {
            status = records[i].load(fabric, store, scratch);
        }
        Bytes.zero(scratch);
        if (status != FabricStatus.OK) {
            fabric.fabricIndex = index;
            damaged = true;
            drop(fabric, now);
            return FabricStatus.DAMAGED;
        }
        updated(fabric, now);
        return FabricStatus.OK;
    }

    private void updated(Fabric fabric, long now) {
        for (int i = 0; i < listenerCount; i++) {
            listeners[i].fabricUpdated(fabric, now);
        }
    }

    private void drop(Fabric fabric, long now) {
        int index = fabric.fabricIndex;
        forget(fabric);
        for (int i = 0; i < listenerCount; i++) {
            listeners[i].fabricRemoved(index, now);
        }
    }

    private void forget(Fabric fabric) {
        for (int i = 0; i < recordCount; i++) {
            records[i].forget(fabric.fabricIndex);
        }
        certificates.settle(fabric);
        fabrics.release(fabric);
    }

    private static void setCredentials(Fabric fabric, CertificateChain chain, byte[] privateKey) {
        fabric.fabricId = chain.fabricId;
        fabric.nodeId = chain.nodeId;
        System.arraycopy(privateKey, 0, fabric.privateKey, 0, 32);
        System.arraycopy(chain.publicKey, 0, fabric.publicKey, 0, 65);
    }

    private int begin() {
        if (damaged) {
            return FabricStatus.DAMAGED;
        }
        open = store.begin() == PortStatus.OK;
        return open ? FabricStatus.OK : FabricStatus.STORE_FAILED;
    }

    /** Commits when all went well, else abandons. */
    private int end(int status) {
        Bytes.zero(scratch);
        if (!open) {
            return status;
        }
        open = false;
        if (status == FabricStatus.OK && store.commit() != PortStatus.OK) {
            status = FabricStatus.STORE_FAILED;
        }
        if (status != FabricStatus.OK) {
            store.abandon();
        }
        return status;
    }

    private int eraseAll(int fabricIndex) {
        int status = RecordStore.remove(store, StoreKeys.fabric(fabricIndex));
        for (int i = 0; i < recordCount && status == FabricStatus.OK; i++) {
            status = records[i].erase(fabricIndex, store);
        }
        return status == FabricStatus.OK ? putTable() : status;
    }

    private int putTable() {
        int count = 0;
        for (int i = 0; i < fabrics.capacity(); i++) {
            Fabric fabric = fabrics.at(i);
            if (fabric.isTaken() && fabric.stored) {
                indices[count++] = (byte) fabric.fabricIndex;
            }
        }
        writer.wrap(scratch, 0, scratch.length);
        writer.startStruct(TlvTag.ANONYMOUS);
        writer.putUnsigned(0, VERSION);
        writer.putBytes(1, indices, 0, count);
        writer.putUnsigned(2, lastIndex);
        writer.putUnsigned(3, lastKnownGood);
        writer.endContainer();
        return RecordStore.put(store, StoreKeys.FABRIC_TABLE, writer);
    }

    private int putFabric(Fabric fabric) {
        int status = certificates.open(fabric);
        if (status != FabricStatus.OK) {
            return status;
        }
        writer.wrap(scratch, 0, scratch.length);
        writer.startStruct(TlvTag.ANONYMOUS);
        writer.putUnsigned(0, VERSION);
        writer.putUnsigned(1, fabric.fabricIndex);
        writer.putUnsigned(2, fabric.fabricId);
        writer.putUnsigned(3, fabric.nodeId);
        writer.putUnsigned(4, fabric.vendorId);
        putCertificate(FabricCertificates.TAG_RCAC, certificates.rcac);
        if (certificates.icac.length > 0) {
            putCertificate(FabricCertificates.TAG_ICAC, certificates.icac);
        }
        putCertificate(FabricCertificates.TAG_NOC, certificates.noc);
        writer.putBytes(8, fabric.privateKey, 0, 32);
        writer.putUtf8(9, fabric.label, 0, fabric.labelLength);
        writer.endContainer();
        return RecordStore.put(store, StoreKeys.fabric(fabric.fabricIndex), writer);
    }

    private void putCertificate(int tag, ByteSpan certificate) {
        writer.putBytes(tag, certificate.array, certificate.offset, certificate.length);
    }

    private int loadTable() {
        int length = store.get(StoreKeys.FABRIC_TABLE, scratch, 0, scratch.length);
        if (length == PortStatus.NONE) {
            return FabricStatus.OK;
        }
        if (length < 0
                || RecordStore.open(reader, scratch, length, VERSION) != FabricStatus.OK
                || reader.find(1) != CodecStatus.OK) {
            return FabricStatus.DAMAGED;
        }
        int count = reader.bytes(0, indices.length);
        if (count < 0) {
            return FabricStatus.DAMAGED;
        }
        System.arraycopy(scratch, reader.dataOffset(), indices, 0, count);
        int last = reader.find(2) == CodecStatus.OK ? reader.u8() : FabricStatus.DAMAGED;
        long good = reader.find(3) == CodecStatus.OK ? reader.u32() : FabricStatus.DAMAGED;
        if (last < 0 || last > Fabric.MAX_INDEX || good < 0) {
            return FabricStatus.DAMAGED;
        }
        lastIndex = last;
        lastKnownGood = Math.max(lastKnownGood, good);
        storedLastKnownGood = lastKnownGood;
        for (int i = 0; i < count; i++) {
            int index = indices[i] & 0xFF;
            if (index == 0 || index > Fabric.MAX_INDEX || find(index) != null) {
                return FabricStatus.DAMAGED;
            }
            Fabric fabric = fabrics.take();
            int status = loadFabric(fabric, index);
            for (int r = 0; r < recordCount && status == FabricStatus.OK; r++) {
                status = records[r].load(fabric, store, scratch);
            }
            if (status != FabricStatus.OK) {
                return status;
            }
        }
        return FabricStatus.OK;
    }

    private int loadFabric(Fabric fabric, int index) {
        int length = store.get(StoreKeys.fabric(index), scratch, 0, scratch.length);
        if (length < 0 || RecordStore.open(reader, scratch, length, VERSION) != FabricStatus.OK) {
            return FabricStatus.DAMAGED;
        }
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
        fabric.vendorId = reader.find(4) == CodecStatus.OK ? reader.u16() : -1;
        if (fabric.vendorId < 0
                || reader.find(5) != CodecStatus.OK
                || reader.bytes(1, Fabric.MAX_CERTIFICATE) < 0) {
            return FabricStatus.DAMAGED;
        }
        int rcac = reader.dataOffset();
        int rcacLength = reader.dataLength();
        int status = reader.next();
        if (status == CodecStatus.OK && reader.tag() == 6) {
            if (reader.bytes(1, Fabric.MAX_CERTIFICATE) < 0) {
                return FabricStatus.DAMAGED;
            }
            status = reader.next();
        }
        if (status != CodecStatus.OK
                || reader.tag() != 7
                || reader.bytes(1, Fabric.MAX_CERTIFICATE) < 0) {
            return FabricStatus.DAMAGED;
        }
        int noc = reader.dataOffset();
        int nocLength = reader.dataLength();
        if (reader.find(8) != CodecStatus.OK || reader.bytes(32, 32) < 0) {
            return FabricStatus.DAMAGED;
        }
        System.arraycopy(scratch, reader.dataOffset(), fabric.privateKey, 0, 32);
        if (reader.find(9) != CodecStatus.OK || reader.utf8(0, Fabric.MAX_LABEL) < 0) {
            return FabricStatus.DAMAGED;
        }
        fabric.labelLength = reader.dataLength();
        System.arraycopy(scratch, reader.dataOffset(), fabric.label, 0, fabric.labelLength);
        if (copyPublicKey(rcac, rcacLength, fabric.rootPublicKey) != FabricStatus.OK
                || copyPublicKey(noc, nocLength, fabric.publicKey) != FabricStatus.OK) {
            return FabricStatus.DAMAGED;
        }
        schedule.compressedFabricId(
                fabric.rootPublicKey, fabric.fabricId, fabric.compressedFabricId, 0);
        return FabricStatus.OK;
    }

    /** Copies the public key out of a Matter certificate in the scratch. */
    private int copyPublicKey(int offset, int length, byte[] out) {
        reader.wrap(scratch, offset, length);
        if (reader.next() != CodecStatus.OK
                || reader.enter() != CodecStatus.OK
                || reader.find(9) != CodecStatus.OK
                || reader.bytes(65, 65) < 0) {
            return FabricStatus.DAMAGED;
        }
        System.arraycopy(scratch, reader.dataOffset(), out, 0, 65);
        return FabricStatus.OK;
    }
}
