package org.mattermote.stack.fabric;

import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.Pool;
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
 * <p>What is stored of a fabric itself is in {@link StoredFabrics}, its certificates in {@link
 * FabricCertificates}.
 */
public final class FabricTable {
    /** A value that {@link #setVidVerification} leaves as it is. */
    public static final int AS_IT_IS = -1;

    /** As many as a node without optional rooms has; with them there is room for twice as many. */
    private static final int LISTENERS = 6;

    private static final int MAX_RECORDS = 16;

    private final Pool<Fabric> fabrics;
    private final RecordStore store;
    private final StoredFabrics stored;
    private final FabricCertificates certificates;
    private final FabricKeySchedule schedule;
    private final GroupKeys groupKeys;
    private FabricListener[] listeners = new FabricListener[LISTENERS];
    private final FabricRecords[] records = new FabricRecords[MAX_RECORDS];
    private final byte[] destination = new byte[FabricKeySchedule.DESTINATION_ID_LENGTH];
    private final byte[] matchedIpk = new byte[GroupKeySet.KEY_LENGTH];
    private int listenerCount;
    private int recordCount;
    private int lastIndex;
    private final LastKnownGoodTime lastKnownGood;
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
            RecordStore store,
            FabricKeySchedule schedule,
            GroupKeys groupKeys,
            long buildTime) {
        Fabric[] slots = new Fabric[capacity];
        for (int i = 0; i < capacity; i++) {
            slots[i] = new Fabric();
        }
        this.fabrics = new Pool<Fabric>(slots);
        this.store = store;
        this.stored = new StoredFabrics(store, capacity);
        this.certificates = new FabricCertificates(store);
        this.schedule = schedule;
        this.groupKeys = groupKeys;
        this.lastKnownGood = new LastKnownGoodTime(buildTime);
        addRecords(groupKeys);
    }

    /** To be looked at. */
    public Pool<Fabric> slots() {
        return fabrics;
    }

    /** Of all fabrics. */
    public FabricCertificates certificates() {
        return certificates;
    }

    /** At boot only, at most 12. */
    public void addListener(FabricListener listener) {
        if (listenerCount == LISTENERS) {
            FabricListener[] more = new FabricListener[2 * LISTENERS];
            System.arraycopy(listeners, 0, more, 0, LISTENERS);
            listeners = more;
        }
        listeners[listenerCount++] = listener;
    }

    /** At boot, before {@link #load}; at most 16. */
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
        } else {
            sweep();
        }
        store.close();
        return status;
    }

    /**
     * What parts of the node stored on their own for a fabric that was never committed, before the
     * power was cut, must not become the next fabric's: its index is the one that comes next.
     */
    private void sweep() {
        int index = nextIndex();
        boolean found = false;
        for (int kind = 1; kind <= StoreKeys.FABRIC_KINDS && index > 0; kind++) {
            found |= store.has(StoreKeys.ofFabric(kind, index));
        }
        if (found) {
            int status = begin();
            end(status == FabricStatus.OK ? eraseRecords(index) : status);
        }
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
            int keys = set == null ? 0 : set.keyCount();
            for (int k = 0; k < keys; k++) {
                int keyOffset = k * GroupKeySet.KEY_LENGTH;
                schedule.destinationId(
                        fabric.ipks,
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
                    System.arraycopy(fabric.ipks, keyOffset, matchedIpk, 0, GroupKeySet.KEY_LENGTH);
                    return fabric;
                }
            }
        }
        return null;
    }

    /**
     * Destination id of a Sigma1 of ours, 32 bytes, under the current IPK, which is copied, too: of
     * three the second, else the first, so that a peer that has not got the newest knows it (Matter
     * core 4.17.3.2).
     *
     * @param random ours, 32 bytes
     * @param ipkOut receives 16 bytes
     * @return false when the fabric has no IPK
     */
    public boolean destinationId(
            Fabric fabric,
            long peerNodeId,
            byte[] random,
            int randomOffset,
            byte[] out,
            int offset,
            byte[] ipkOut,
            int ipkOffset) {
        GroupKeySet set = groupKeys.find(fabric.fabricIndex, 0);
        if (set == null) {
            return false;
        }
        int key = set.keyCount() == GroupKeySet.MAX_KEYS ? GroupKeySet.KEY_LENGTH : 0;
        System.arraycopy(fabric.ipks, key, ipkOut, ipkOffset, GroupKeySet.KEY_LENGTH);
        schedule.destinationId(
                ipkOut,
                ipkOffset,
                random,
                randomOffset,
                fabric.rootPublicKey,
                fabric.fabricId,
                peerNodeId,
                out,
                offset);
        return true;
    }

    /** IPK of the latest {@link #matchDestination} that found a fabric, 16 bytes. */
    public byte[] matchedIpk() {
        return matchedIpk;
    }

    /** Last Known Good UTC Time, seconds since 2000-01-01 UTC (Matter core 3.5.6.1). */
    public long lastKnownGood() {
        return lastKnownGood.seconds();
    }

    /**
     * The present is not before this time, says who acts under the fail-safe: it only goes up, is
     * kept when the fail-safe is committed, and goes back when it expires.
     */
    public void advanceLastKnownGood(long epochSeconds) {
        lastKnownGood.raise(epochSeconds);
    }

    /** What was advanced stays, and is stored when that is worth a write. */
    void keepLastKnownGood() {
        lastKnownGood.settle();
        if (lastKnownGood.isWorthStoring()) {
            int status = begin();
            if (end(status == FabricStatus.OK ? putTable() : status) == FabricStatus.OK) {
                lastKnownGood.stored();
            }
        }
    }

    /** What was advanced since the fail-safe was armed is forgotten. */
    void rollBackLastKnownGood() {
        lastKnownGood.rollBack();
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
     * @return null when the table is full
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
        Fabric fabric = index < 0 ? null : fabrics.take();
        if (fabric == null) {
            return null;
        }
        fabric.fabricIndex = index;
        fabric.vendorId = vendorId;
        fabric.pending = true;
        fabric.stored = false;
        certificates.hold(FabricCertificates.RCAC, rcac, 0, rcacLength);
        setCredentials(
                fabric, chain, icac, icacOffset, icacLength, noc, nocOffset, nocLength, privateKey);
        System.arraycopy(chain.rootPublicKey, 0, fabric.rootPublicKey, 0, 65);
        schedule.compressedFabricId(
                fabric.rootPublicKey, fabric.fabricId, fabric.compressedFabricId, 0);
        if (groupKeys.writeIpk(fabric, ipkEpochKey, ipkOffset) != FabricStatus.OK) {
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
        certificates.dropHeld();
        setCredentials(
                fabric, chain, icac, icacOffset, icacLength, noc, nocOffset, nocLength, privateKey);
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
     * Stores the label of a fabric, unless it is pending.
     *
     * @return OK, or STORE_FAILED, DAMAGED
     */
    public int persist(Fabric fabric) {
        if (fabric.pending) {
            return FabricStatus.OK;
        }
        int status = begin();
        if (status == FabricStatus.OK) {
            status = stored.putFabric(fabric);
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
            status = part.store(fabric, store);
        }
        if (status == FabricStatus.OK && other != null) {
            status = other.store(fabric, store);
        }
        status = end(status);
        if (status != FabricStatus.OK && !damaged) {
            load(fabric, part);
            if (other != null) {
                load(fabric, other);
            }
        }
        return status;
    }

    /**
     * SetVIDVerificationStatement: what is given takes the place of what there was.
     *
     * @param vendorId 1..65,535, or {@link #AS_IT_IS}
     * @param statementLength 0 or {@link FabricCertificates#STATEMENT_LENGTH}, or {@link #AS_IT_IS}
     * @param vvscLength 0..400, or {@link #AS_IT_IS}; 0 if the fabric has an ICAC
     * @return OK, or STORE_FAILED, DAMAGED with nothing changed
     */
    public int setVidVerification(
            Fabric fabric,
            int vendorId,
            byte[] statement,
            int statementOffset,
            int statementLength,
            byte[] vvsc,
            int vvscOffset,
            int vvscLength) {
        int vendorBefore = fabric.vendorId;
        if (vendorId != AS_IT_IS) {
            fabric.vendorId = vendorId;
        }
        if (fabric.pending) {
            if (statementLength != AS_IT_IS) {
                certificates.hold(
                        FabricCertificates.STATEMENT, statement, statementOffset, statementLength);
            }
            if (vvscLength != AS_IT_IS) {
                certificates.hold(FabricCertificates.VVSC, vvsc, vvscOffset, vvscLength);
            }
            return FabricStatus.OK;
        }
        int index = fabric.fabricIndex;
        int status = begin();
        if (status == FabricStatus.OK) {
            status = stored.putFabric(fabric);
        }
        if (status == FabricStatus.OK && statementLength != AS_IT_IS) {
            status =
                    certificates.store(
                            index,
                            FabricCertificates.STATEMENT,
                            statement,
                            statementOffset,
                            statementLength);
        }
        if (status == FabricStatus.OK && vvscLength != AS_IT_IS) {
            status =
                    certificates.store(
                            index, FabricCertificates.VVSC, vvsc, vvscOffset, vvscLength);
        }
        status = end(status);
        if (status != FabricStatus.OK) {
            fabric.vendorId = vendorBefore;
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
        long timeBefore = lastKnownGood.settle();
        fabric.stored = true;
        if (!wasStored) {
            lastIndex = fabric.fabricIndex;
        }
        int status = begin();
        if (status == FabricStatus.OK) {
            status = stored.putFabric(fabric);
        }
        if (status == FabricStatus.OK) {
            status = certificates.store(fabric.fabricIndex);
        }
        if (status == FabricStatus.OK) {
            status = putTable();
        }
        for (int i = 0; i < recordCount && status == FabricStatus.OK; i++) {
            status = records[i].store(fabric, store);
        }
        status = end(status);
        if (status == FabricStatus.OK) {
            fabric.pending = false;
            certificates.dropHeld();
            lastKnownGood.stored();
        } else {
            lastKnownGood.unsettle(timeBefore);
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
        certificates.dropHeld();
        if (!fabric.stored) {
            drop(fabric, now);
            return FabricStatus.OK;
        }
        int index = fabric.fabricIndex;
        fabric.pending = false;
        int status = loadFabric(fabric, index);
        for (int i = 0; i < recordCount && status == FabricStatus.OK; i++) {
            status = load(fabric, records[i]);
        }
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
        if (fabric.pending) {
            certificates.dropHeld();
        }
        forget(fabric);
        for (int i = 0; i < listenerCount; i++) {
            listeners[i].fabricRemoved(index, now);
        }
    }

    private void forget(Fabric fabric) {
        for (int i = 0; i < recordCount; i++) {
            records[i].forget(fabric.fabricIndex);
        }
        fabrics.release(fabric);
    }

    private void setCredentials(
            Fabric fabric,
            CertificateChain chain,
            byte[] icac,
            int icacOffset,
            int icacLength,
            byte[] noc,
            int nocOffset,
            int nocLength,
            byte[] privateKey) {
        fabric.fabricId = chain.fabricId;
        fabric.nodeId = chain.nodeId;
        certificates.hold(FabricCertificates.ICAC, icac, icacOffset, icacLength);
        certificates.hold(FabricCertificates.NOC, noc, nocOffset, nocLength);
        if (icacLength > 0) {
            certificates.hold(FabricCertificates.VVSC, null, 0, 0);
        }
        System.arraycopy(privateKey, 0, fabric.privateKey, 0, 32);
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
        if (!open) {
            return status;
        }
        open = false;
        return store.end(status) == PortStatus.OK ? FabricStatus.OK : FabricStatus.STORE_FAILED;
    }

    private int load(Fabric fabric, FabricRecords part) {
        int status = part.load(fabric, store);
        store.close();
        return status;
    }

    private int eraseAll(int fabricIndex) {
        int status = eraseRecords(fabricIndex);
        return status == PortStatus.OK ? putTable() : status;
    }

    /** Everything that anybody stored for a fabric. */
    private int eraseRecords(int fabricIndex) {
        int status = PortStatus.OK;
        for (int kind = 1; kind <= StoreKeys.FABRIC_KINDS && status == PortStatus.OK; kind++) {
            status = store.remove(StoreKeys.ofFabric(kind, fabricIndex));
        }
        for (int i = 0; i < recordCount && status == PortStatus.OK; i++) {
            status = records[i].erase(fabricIndex, store);
        }
        return status;
    }

    private int putTable() {
        return stored.putTable(fabrics, lastIndex, lastKnownGood.settled());
    }

    private int loadTable() {
        int found = stored.readTable();
        if (found == PortStatus.NONE) {
            return FabricStatus.OK;
        }
        if (found != FabricStatus.OK) {
            return FabricStatus.DAMAGED;
        }
        lastIndex = stored.lastIndex;
        lastKnownGood.load(stored.lastKnownGood);
        for (int i = 0; i < stored.count; i++) {
            int index = stored.indices[i] & 0xFF;
            if (index == 0 || index > Fabric.MAX_INDEX || find(index) != null) {
                return FabricStatus.DAMAGED;
            }
            Fabric fabric = fabrics.take();
            int status = loadFabric(fabric, index);
            for (int r = 0; r < recordCount && status == FabricStatus.OK; r++) {
                status = load(fabric, records[r]);
            }
            if (status != FabricStatus.OK) {
                return status;
            }
        }
        return FabricStatus.OK;
    }

    private int loadFabric(Fabric fabric, int index) {
        int status = stored.readFabric(fabric, index);
        if (status == FabricStatus.OK) {
            status = certificates.rootPublicKey(fabric, fabric.rootPublicKey);
        }
        if (status != FabricStatus.OK || !certificates.isComplete(fabric)) {
            return FabricStatus.DAMAGED;
        }
        schedule.compressedFabricId(
                fabric.rootPublicKey, fabric.fabricId, fabric.compressedFabricId, 0);
        return FabricStatus.OK;
    }
}
