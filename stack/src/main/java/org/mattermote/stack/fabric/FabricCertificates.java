package org.mattermote.stack.fabric;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.port.PortStatus;

/**
 * The certificates of all fabrics and what verifies their vendor, read from the store when they are
 * needed. In memory is only what came under the fail-safe, which is for one fabric at a time: the
 * first {@link #KEPT} bytes of the working memory.
 *
 * <p>Record of a kind: structure {0 version, 1 the bytes}; without an ICAC, a VVSC or a statement
 * there is no record of it.
 */
public final class FabricCertificates {
    public static final int RCAC = 0;
    public static final int ICAC = 1;
    public static final int NOC = 2;

    /** Vendor Verification Signing Certificate; only without an ICAC, whose place it takes. */
    public static final int VVSC = 3;

    /** VIDVerificationStatement, {@link #STATEMENT_LENGTH} bytes. */
    public static final int STATEMENT = 4;

    /** Version, key identifier of the signer, signature. */
    public static final int STATEMENT_LENGTH = 85;

    /** Bytes of what is pending. */
    public static final int KEPT = 3 * Fabric.MAX_CERTIFICATE + STATEMENT_LENGTH;

    private static final int KINDS = 5;
    private static final int VERSION = 1;
    private static final int TAG_CERTIFICATE = 1;

    /** Public key in a Matter certificate (Matter core 6.5.2). */
    private static final int TAG_PUBLIC_KEY = 9;

    private static final int PUBLIC_KEY = 65;

    /** What is pending of a kind is what is stored. */
    private static final int AS_STORED = -1;

    private final RecordStore records;

    /**
     * A place of {@link Fabric#MAX_CERTIFICATE} each for RCAC, ICAC or VVSC, NOC; the statement.
     */
    private final byte[] pending;

    private final short[] pendingLengths = {AS_STORED, AS_STORED, AS_STORED, AS_STORED, AS_STORED};

    /** Where {@link #locate} found the certificate. */
    private byte[] array;

    private int offset;

    FabricCertificates(RecordStore records) {
        this.records = records;
        pending = records.kept();
    }

    /**
     * Copies a certificate or the statement.
     *
     * @param kind RCAC, ICAC, NOC, VVSC or STATEMENT
     * @param out room for {@link Fabric#MAX_CERTIFICATE} bytes at {@code outOffset}
     * @return its length, 0 when there is none; DAMAGED when it cannot be read
     */
    public int read(Fabric fabric, int kind, byte[] out, int outOffset) {
        int length = locate(fabric, kind);
        if (length > 0) {
            System.arraycopy(array, offset, out, outOffset, length);
        }
        return done(length);
    }

    /**
     * Puts a certificate or the statement as a byte string of this tag; nothing when there is none.
     *
     * @return its length, 0 or DAMAGED with nothing put
     */
    public int put(Fabric fabric, int kind, int tag, TlvWriter out) {
        int length = locate(fabric, kind);
        if (length > 0) {
            out.putBytes(tag, array, offset, length);
        }
        return done(length);
    }

    /** What {@link #hold} took in; the root is at the beginning. */
    byte[] held() {
        return pending;
    }

    /** Takes in what is pending of a kind; 0 bytes for none from now on. */
    void hold(int kind, byte[] from, int fromOffset, int length) {
        if (length > 0) {
            System.arraycopy(from, fromOffset, pending, place(kind), length);
        }
        pendingLengths[kind] = (short) length;
    }

    /** Nothing is pending any more. */
    void dropHeld() {
        for (int kind = 0; kind < KINDS; kind++) {
            pendingLengths[kind] = AS_STORED;
        }
    }

    /** Puts what is pending into the open transaction; OK, or what the store answers. */
    int store(int fabricIndex) {
        int status = PortStatus.OK;
        for (int kind = 0; kind < KINDS && status == PortStatus.OK; kind++) {
            int length = pendingLengths[kind];
            if (length != AS_STORED) {
                status = store(fabricIndex, kind, pending, place(kind), length);
            }
        }
        return status;
    }

    /** Puts these bytes of a kind into the open transaction, or with 0 bytes removes its record. */
    int store(int fabricIndex, int kind, byte[] from, int fromOffset, int length) {
        if (length == 0) {
            return records.remove(key(kind, fabricIndex));
        }
        records.startRecord(VERSION).putBytes(TAG_CERTIFICATE, from, fromOffset, length);
        return records.put(key(kind, fabricIndex));
    }

    /** Whether all that there must be is there and has a public key. */
    boolean isComplete(Fabric fabric) {
        int icac = locate(fabric, ICAC);
        boolean good = icac == 0 || icac > 0 && locatePublicKey(icac);
        records.close();
        int noc = good ? locate(fabric, NOC) : FabricStatus.DAMAGED;
        good = noc > 0 && locatePublicKey(noc);
        records.close();
        return good;
    }

    /** Copies the root's public key, 65 bytes; OK or DAMAGED. */
    int rootPublicKey(Fabric fabric, byte[] out) {
        int length = locate(fabric, RCAC);
        boolean found = length > 0 && locatePublicKey(length);
        if (found) {
            System.arraycopy(array, offset, out, 0, PUBLIC_KEY);
        }
        return done(found ? FabricStatus.OK : FabricStatus.DAMAGED);
    }

    /** Sets {@link #array} and {@link #offset}; the length, 0 or DAMAGED. The record stays open. */
    private int locate(Fabric fabric, int kind) {
        if (fabric.pending && pendingLengths[kind] != AS_STORED) {
            array = pending;
            offset = place(kind);
            return pendingLengths[kind];
        }
        int status = records.open(key(kind, fabric.fabricIndex), VERSION);
        if (status == PortStatus.NONE && kind != RCAC && kind != NOC) {
            return 0;
        }
        TlvReader reader = records.reader();
        if (status != PortStatus.OK
                || reader.find(TAG_CERTIFICATE) != CodecStatus.OK
                || reader.bytes(1, Fabric.MAX_CERTIFICATE) < 0) {
            return FabricStatus.DAMAGED;
        }
        array = reader.array();
        offset = reader.dataOffset();
        return reader.dataLength();
    }

    /** From the certificate to the public key in it. */
    private boolean locatePublicKey(int length) {
        TlvReader reader = records.reader();
        reader.wrap(array, offset, length);
        if (reader.next() != CodecStatus.OK
                || reader.enter() != CodecStatus.OK
                || reader.find(TAG_PUBLIC_KEY) != CodecStatus.OK
                || reader.bytes(PUBLIC_KEY, PUBLIC_KEY) < 0) {
            return false;
        }
        offset = reader.dataOffset();
        return true;
    }

    private int done(int result) {
        records.close();
        array = null;
        return result;
    }

    private static int place(int kind) {
        switch (kind) {
            case VVSC:
                return ICAC * Fabric.MAX_CERTIFICATE;
            case STATEMENT:
                return (NOC + 1) * Fabric.MAX_CERTIFICATE;
            default:
                return kind * Fabric.MAX_CERTIFICATE;
        }
    }

    private static int key(int kind, int fabricIndex) {
        switch (kind) {
            case RCAC:
                return StoreKeys.rcac(fabricIndex);
            case ICAC:
                return StoreKeys.icac(fabricIndex);
            case VVSC:
                return StoreKeys.vvsc(fabricIndex);
            case STATEMENT:
                return StoreKeys.vidVerificationStatement(fabricIndex);
            default:
                return StoreKeys.noc(fabricIndex);
        }
    }
}
