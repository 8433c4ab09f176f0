package org.mattermote.stack.secure;

import org.mattermote.stack.crypto.Sha256;
import org.mattermote.stack.mem.ByteSpan;

/**
 * Hash of TBSData2 and TBSData3 (Matter core 4.14.2.5): the structure {1 NOC, 2 ICAC if any, 3
 * signer's ephemeral key, 4 the other's} is fed to the hash as it would be encoded, and never
 * built.
 */
final class SignedData {
    private static final int STRUCT = 0x15;
    private static final int END_OF_CONTAINER = 0x18;
    private static final int BYTES_LENGTH_1 = 0x30;
    private static final int BYTES_LENGTH_2 = 0x31;

    private final Sha256 sha;

    SignedData(Sha256 sha) {
        this.sha = sha;
    }

    /**
     * Of whose certificates are in {@code tbe}. Both keys stand in {@code keys}, the signer's first
     * named; 32 bytes go to {@code out}.
     */
    void hash(TbeData tbe, byte[] keys, int signerKey, int otherKey, byte[] out, int offset) {
        ByteSpan noc = tbe.noc;
        ByteSpan icac = tbe.icac;
        sha.reset();
        sha.update(STRUCT);
        element(1, noc.array, noc.offset, noc.length);
        if (icac.length > 0) {
            element(2, icac.array, icac.offset, icac.length);
        }
        element(3, keys, signerKey, CaseContext.POINT);
        element(4, keys, otherKey, CaseContext.POINT);
        sha.update(END_OF_CONTAINER);
        sha.finish(out, offset);
    }

    private void element(int tag, byte[] from, int offset, int length) {
        sha.update(length < 256 ? BYTES_LENGTH_1 : BYTES_LENGTH_2);
        sha.update(tag);
        sha.update(length & 0xFF);
        if (length >= 256) {
            sha.update(length >>> 8);
        }
        sha.update(from, offset, length);
    }
}
