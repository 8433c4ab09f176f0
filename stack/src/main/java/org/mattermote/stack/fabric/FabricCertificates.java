package org.mattermote.stack.fabric;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.mem.ByteSpan;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.port.KeyValueStore;

/**
 * The certificates of the fabrics. They lie in the store and are read when they are needed; those
 * of the one fabric that may be pending lie here until it is committed.
 */
public final class FabricCertificates {
    /** Tags of the fabric's record. */
    static final int TAG_RCAC = 5;

    static final int TAG_ICAC = 6;
    static final int TAG_NOC = 7;

    /** Root certificate of the fabric opened last; the spans hold until the scratch is used. */
    public final ByteSpan rcac = new ByteSpan();

    /** Its intermediate certificate, of length 0 without one. */
    public final ByteSpan icac = new ByteSpan();

    /** Its node operational certificate. */
    public final ByteSpan noc = new ByteSpan();

    private final KeyValueStore store;
    private final byte[] scratch;
    private final TlvReader reader = new TlvReader();
    private final byte[] pendingRcac = new byte[Fabric.MAX_CERTIFICATE];
    private final byte[] pendingIcac = new byte[Fabric.MAX_CERTIFICATE];
    private final byte[] pendingNoc = new byte[Fabric.MAX_CERTIFICATE];

    /** 0 where the stored root certificate stays. */
    private int pendingRcacLength;

    private int pendingIcacLength;
    private int pendingNocLength;
    private Fabric pending;

    /**
     * @param scratch {@link KeyValueStore#MAX_VALUE} bytes
     */
    FabricCertificates(KeyValueStore store, byte[] scratch) {
        this.store = store;
        this.scratch = scratch;
    }

    /**
     * Finds the certificates of a fabric.
     *
     * @return OK, or DAMAGED when its record cannot be read
     */
    public int open(Fabric fabric) {
        boolean isPending = fabric == pending;
        if (!isPending || pendingRcacLength == 0) {
            int status = openRecord(fabric);
            if (status != FabricStatus.OK) {
                return status;
            }
        }
        if (isPending) {
            if (pendingRcacLength > 0) {
                rcac.set(pendingRcac, 0, pendingRcacLength);
            }
            icac.set(pendingIcac, 0, pendingIcacLength);
            noc.set(pendingNoc, 0, pendingNocLength);
        }
        return FabricStatus.OK;
    }

    /**
     * The record goes to the end of the scratch, so that a new one can be written from its start.
     */
    private int openRecord(Fabric fabric) {
        int length = store.get(StoreKeys.fabric(fabric.fabricIndex), scratch, 0, scratch.length);
        if (length < 0) {
            return FabricStatus.DAMAGED;
        }
        int start = scratch.length - length;
        System.arraycopy(scratch, 0, scratch, start, length);
        Bytes.zero(scratch, 0, start);
        reader.wrap(scratch, start, length);
        int status = reader.next();
        if (status == CodecStatus.OK) {
            status = reader.enter();
        }
        rcac.clear();
        noc.clear();
        icac.set(scratch, start, 0);
        while (status == CodecStatus.OK && noc.array == null) {
            status = reader.next();
            if (status == CodecStatus.OK
                    && reader.tag() >= TAG_RCAC
                    && reader.tag() <= TAG_NOC
                    && reader.bytes(1, Fabric.MAX_CERTIFICATE) >= 0) {
                span(reader.tag()).set(scratch, reader.dataOffset(), reader.dataLength());
            }
        }
        // The private key is behind it.
        int end = noc.array == null ? start : noc.offset + noc.length;
        Bytes.zero(scratch, end, scratch.length - end);
        return rcac.array != null && noc.array != null ? FabricStatus.OK : FabricStatus.DAMAGED;
    }

    private ByteSpan span(int tag) {
        return tag == TAG_RCAC ? rcac : tag == TAG_ICAC ? icac : noc;
    }

    /** Whether there is a fabric whose certificates are not stored. */
    boolean isBusy() {
        return pending != null;
    }

    /** Where a root certificate waits for the fabric that will have it, 400 bytes. */
    byte[] pendingRcac() {
        return pendingRcac;
    }

    /**
     * From now on {@code fabric} is pending.
     *
     * @param rcacLength 0 where the stored one stays
     */
    void keep(
            Fabric fabric,
            byte[] newRcac,
            int rcacLength,
            byte[] newIcac,
            int icacOffset,
            int icacLength,
            byte[] newNoc,
            int nocOffset,
            int nocLength) {
        pending = fabric;
        if (rcacLength > 0) {
            System.arraycopy(newRcac, 0, pendingRcac, 0, rcacLength);
        }
        if (icacLength > 0) {
            System.arraycopy(newIcac, icacOffset, pendingIcac, 0, icacLength);
        }
        System.arraycopy(newNoc, nocOffset, pendingNoc, 0, nocLength);
        pendingRcacLength = rcacLength;
        pendingIcacLength = icacLength;
        pendingNocLength = nocLength;
    }

    /** {@code fabric} is stored, or gone. */
    void settle(Fabric fabric) {
        if (fabric == pending) {
            pending = null;
        }
    }
}
