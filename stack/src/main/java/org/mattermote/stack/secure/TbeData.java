package org.mattermote.stack.secure;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricCertificates;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.fabric.ResumptionRecord;
import org.mattermote.stack.mem.ByteSpan;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.mem.SlotState;

/**
 * TBEData2 and TBEData3, what Sigma2 and Sigma3 encrypt (Matter core 4.14.2.4): the structure {1
 * NOC, 2 ICAC if any, 3 signature, 4 resumption id in TBEData2}. What was read lies in the message
 * and lives as long.
 */
final class TbeData {
    static final int SIGNATURE = 64;

    private static final int STRUCT = 2;

    final ByteSpan noc = new ByteSpan();

    /** Length 0 without one. */
    final ByteSpan icac = new ByteSpan();

    private final ByteSpan signature = new ByteSpan();
    private final ByteSpan resumptionId = new ByteSpan();
    private final FabricTable fabrics;
    private final Scratch scratch;
    private final TlvReader reader;
    private final TlvWriter writer = new TlvWriter();

    /** Shares {@code reader} within a call. */
    TbeData(FabricTable fabrics, Scratch scratch, TlvReader reader) {
        this.fabrics = fabrics;
        this.scratch = scratch;
        this.reader = reader;
    }

    /**
     * Takes the node's own certificates.
     *
     * @return where they lie in the scratch, for {@link #release}; negative when they cannot be
     *     read
     */
    int takeOwn(Fabric fabric) {
        FabricCertificates own = fabrics.certificates();
        byte[] bytes = scratch.bytes;
        int at = scratch.take(2 * Fabric.MAX_CERTIFICATE);
        int icacAt = at + Fabric.MAX_CERTIFICATE;
        noc.set(bytes, at, own.read(fabric, FabricCertificates.NOC, bytes, at));
        icac.set(bytes, icacAt, own.read(fabric, FabricCertificates.ICAC, bytes, icacAt));
        if (noc.length > 0 && icac.length >= 0) {
            return at;
        }
        scratch.release(at);
        return CodecStatus.MALFORMED;
    }

    void release(int at) {
        scratch.release(at);
    }

    /**
     * Writes what was taken, with room for a tag behind it, as a byte string of a message.
     *
     * @param tag of the byte string
     * @param signature 64 bytes at {@code signatureAt}
     * @param id resumption id at {@code idAt}; null in TBEData3
     * @return where it begins in the message; {@link #length} bytes; negative when there is no room
     */
    int put(TlvWriter out, int tag, byte[] signature, int signatureAt, byte[] id, int idAt) {
        int length = length(id != null);
        int at = out.beginBytes(tag, length + CaseKeys.TAG);
        if (at < 0) {
            return at;
        }
        writer.wrap(out.array(), at, at + length);
        writer.startStruct(TlvTag.ANONYMOUS);
        writer.putBytes(1, noc.array, noc.offset, noc.length);
        if (icac.length > 0) {
            writer.putBytes(2, icac.array, icac.offset, icac.length);
        }
        writer.putBytes(3, signature, signatureAt, SIGNATURE);
        if (id != null) {
            writer.putBytes(4, id, idAt, ResumptionRecord.ID_LENGTH);
        }
        writer.endContainer();
        return at;
    }

    /** Bytes of what {@link #put} writes, without the tag. */
    int length(boolean withId) {
        int length = STRUCT + bytesLength(SIGNATURE) + bytesLength(noc.length);
        length += icac.length > 0 ? bytesLength(icac.length) : 0;
        return length + (withId ? bytesLength(ResumptionRecord.ID_LENGTH) : 0);
    }

    /** Bytes of a byte string with its control, tag and length. */
    private static int bytesLength(int contents) {
        return (contents < 256 ? 3 : 4) + contents;
    }

    /**
     * Reads what a peer sent.
     *
     * @param signatureOut receives 64 bytes
     * @return false when anything is missing, of wrong type or length
     */
    boolean read(byte[] bytes, int length, byte[] signatureOut, int signatureAt) {
        noc.clear();
        icac.set(bytes, 0, 0);
        signature.clear();
        resumptionId.clear();
        reader.wrap(bytes, 0, length);
        int status = reader.next();
        status = status == CodecStatus.OK ? reader.enter() : status;
        while (status == CodecStatus.OK && (status = reader.next()) == CodecStatus.OK) {
            status = readMember();
        }
        if (status != CodecStatus.END || noc.array == null || signature.array == null) {
            return false;
        }
        signature.copyTo(signatureOut, signatureAt);
        return true;
    }

    /** Copies the resumption id that was read; false when there was none. */
    boolean copyResumptionId(byte[] out, int offset) {
        return resumptionId.array != null
                && resumptionId.copyTo(out, offset) == ResumptionRecord.ID_LENGTH;
    }

    /** Where the certificates lie that were read. */
    void state(SlotState state) {
        state.span(noc);
        state.span(icac);
    }

    private int readMember() {
        switch (reader.tag()) {
            case 1:
                return reader.span(noc, 1, Fabric.MAX_CERTIFICATE);
            case 2:
                return reader.span(icac, 1, Fabric.MAX_CERTIFICATE);
            case 3:
                return reader.span(signature, SIGNATURE, SIGNATURE);
            case 4:
                return reader.span(
                        resumptionId, ResumptionRecord.ID_LENGTH, ResumptionRecord.ID_LENGTH);
            default:
                return CodecStatus.OK;
        }
    }
}
