package org.mattermote.stack.fabric;

import org.mattermote.stack.crypto.Hkdf;
import org.mattermote.stack.crypto.Hmac;
import org.mattermote.stack.crypto.KdfInfo;
import org.mattermote.stack.mem.Bytes;

/** Keys and identifiers derived from a fabric's credentials. */
public final class FabricKeySchedule {
    public static final int COMPRESSED_FABRIC_ID_LENGTH = 8;
    public static final int DESTINATION_ID_LENGTH = 32;
    public static final int RANDOM_LENGTH = 32;

    private final Hmac hmac;
    private final Hkdf hkdf;
    private final byte[] number = new byte[8];

    public FabricKeySchedule(Hmac hmac, Hkdf hkdf) {
        this.hmac = hmac;
        this.hkdf = hkdf;
    }

    /**
     * Compressed fabric id, 8 bytes big-endian (Matter core 4.3.2.2).
     *
     * @param rootPublicKey uncompressed point, 65 bytes
     */
    public void compressedFabricId(byte[] rootPublicKey, long fabricId, byte[] out, int offset) {
        Bytes.putU64be(number, 0, fabricId);
        hkdf.derive(
                rootPublicKey,
                1,
                64,
                number,
                0,
                8,
                KdfInfo.COMPRESSED_FABRIC,
                KdfInfo.COMPRESSED_FABRIC.length,
                out,
                offset,
                COMPRESSED_FABRIC_ID_LENGTH);
    }

    /** Operational group key of an epoch key, 16 bytes (Matter core 4.17.2). */
    public void operationalKey(
            byte[] epochKey, int epochOffset, byte[] compressedFabricId, byte[] out, int offset) {
        hkdf.derive(
                epochKey,
                epochOffset,
                GroupKeySet.KEY_LENGTH,
                compressedFabricId,
                0,
                COMPRESSED_FABRIC_ID_LENGTH,
                KdfInfo.GROUP_KEY,
                KdfInfo.GROUP_KEY.length,
                out,
                offset,
                GroupKeySet.KEY_LENGTH);
    }

    /** Group session id of an operational group key (Matter core 4.17.3.6), 0..65535. */
    public int groupSessionId(byte[] operationalKey, int keyOffset) {
        hkdf.derive(
                operationalKey,
                keyOffset,
                GroupKeySet.KEY_LENGTH,
                null,
                0,
                0,
                KdfInfo.GROUP_KEY_HASH,
                KdfInfo.GROUP_KEY_HASH.length,
                number,
                0,
                2);
        return Bytes.u16be(number, 0);
    }

    /** Privacy key of an operational group key (Matter core 4.17.3.7), 16 bytes. */
    public void privacyKey(byte[] operationalKey, int keyOffset, byte[] out, int offset) {
        hkdf.derive(
                operationalKey,
                keyOffset,
                GroupKeySet.KEY_LENGTH,
                null,
                0,
                0,
                KdfInfo.PRIVACY_KEY,
                KdfInfo.PRIVACY_KEY.length,
                out,
                offset,
                GroupKeySet.KEY_LENGTH);
    }

    /**
     * Destination id of Sigma1, 32 bytes (Matter core 4.14.2.4.1).
     *
     * @param ipk operational key of key set 0, 16 bytes at {@code ipkOffset}
     * @param random the initiator's, 32 bytes
     */
    public void destinationId(
            byte[] ipk,
            int ipkOffset,
            byte[] random,
            int randomOffset,
            byte[] rootPublicKey,
            long fabricId,
            long nodeId,
            byte[] out,
            int offset) {
        hmac.init(ipk, ipkOffset, GroupKeySet.KEY_LENGTH);
        hmac.update(random, randomOffset, RANDOM_LENGTH);
        hmac.update(rootPublicKey, 0, 65);
        Bytes.putU64le(number, 0, fabricId);
        hmac.update(number, 0, 8);
        Bytes.putU64le(number, 0, nodeId);
        hmac.update(number, 0, 8);
        hmac.finish(out, offset);
        hmac.clear();
    }
}
