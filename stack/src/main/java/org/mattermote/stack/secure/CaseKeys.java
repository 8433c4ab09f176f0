package org.mattermote.stack.secure;

import org.mattermote.stack.crypto.AesCcm;
import org.mattermote.stack.crypto.Hkdf;
import org.mattermote.stack.crypto.KdfInfo;
import org.mattermote.stack.crypto.Sha256;
import org.mattermote.stack.fabric.ResumptionRecord;
import org.mattermote.stack.mem.ByteSpan;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.message.SecureSession;

/**
 * The key schedule of CASE (Matter core 4.14.2.6): every key is derived when it is used and zeroed
 * after.
 */
final class CaseKeys {
    static final int TAG = 16;

    private static final int KEY = 16;
    private static final int RESUMPTION_SALT = CaseContext.RANDOM + ResumptionRecord.ID_LENGTH;

    private final Sha256 sha;
    private final Hkdf hkdf;
    private final AesCcm ccm;
    private final byte[] salt =
            new byte[KEY + CaseContext.RANDOM + CaseContext.POINT + Sha256.LENGTH];
    private final byte[] key = new byte[SecureSession.KEY_BLOCK_LENGTH];
    private final byte[] mic = new byte[TAG];

    CaseKeys(Sha256 sha, Hkdf hkdf, AesCcm ccm) {
        this.sha = sha;
        this.hkdf = hkdf;
        this.ccm = ccm;
    }

    /**
     * Encrypts TBEData2 in place with S2K; the tag follows it. The transcript holds Sigma1.
     *
     * @param sigma2 holds our random number at {@code randomOffset}, the data at {@code offset}
     */
    void sealTbe2(CaseContext context, byte[] sigma2, int randomOffset, int offset, int length) {
        deriveS2k(context, sigma2, randomOffset);
        ccm.setKey(key, 0);
        ccm.seal(KdfInfo.NONCE_SIGMA2N, 0, null, 0, 0, sigma2, offset, length);
        forget();
    }

    /** Decrypts TBEData2 in place; its length without the tag, or negative. {@link #deriveS2k}. */
    int openTbe2(byte[] data, int length) {
        ccm.setKey(key, 0);
        int opened = ccm.open(KdfInfo.NONCE_SIGMA2N, 0, null, 0, 0, data, 0, length);
        forget();
        return opened;
    }

    /**
     * Makes S2K; the transcript holds Sigma1.
     *
     * @param random the responder's, 32 bytes
     */
    void deriveS2k(CaseContext context, byte[] random, int randomOffset) {
        byte[] bytes = context.bytes;
        System.arraycopy(bytes, CaseContext.IPK, salt, 0, KEY);
        System.arraycopy(random, randomOffset, salt, KEY, CaseContext.RANDOM);
        int at = KEY + CaseContext.RANDOM;
        System.arraycopy(bytes, CaseContext.RESPONDER_KEY, salt, at, CaseContext.POINT);
        at = context.hashTranscript(sha, salt, at + CaseContext.POINT);
        derive(bytes, CaseContext.SHARED_SECRET, at, KdfInfo.SIGMA2, KEY);
    }

    /** Makes S3K; the transcript holds Sigma1 and Sigma2. {@link #openTbe3} follows. */
    void deriveS3k(CaseContext context) {
        deriveFromTranscript(context, KdfInfo.SIGMA3, KEY);
    }

    /** Decrypts TBEData3 in place; its length without the tag, or negative. */
    int openTbe3(byte[] data, int length) {
        ccm.setKey(key, 0);
        int opened = ccm.open(KdfInfo.NONCE_SIGMA3N, 0, null, 0, 0, data, 0, length);
        forget();
        return opened;
    }

    /** Encrypts TBEData3 in place with S3K; the tag follows it. */
    void sealTbe3(CaseContext context, byte[] sigma3, int offset, int length) {
        deriveS3k(context);
        ccm.setKey(key, 0);
        ccm.seal(KdfInfo.NONCE_SIGMA3N, 0, null, 0, 0, sigma3, offset, length);
        forget();
    }

    /** Gives a session its keys after a full handshake, whose transcript ends here. */
    void setSessionKeys(CaseContext context, boolean initiator) {
        deriveFromTranscript(context, KdfInfo.SESSION_KEYS, key.length);
        context.session.setKeys(SecureSession.TYPE_CASE, initiator, key, 0);
        forget();
    }

    /**
     * Gives a session its keys after a resumption.
     *
     * @param random the initiator's, 32 bytes
     * @param id the resumption id that Sigma1 named, 16 bytes
     */
    void setResumedKeys(
            SecureSession session,
            boolean initiator,
            ResumptionRecord record,
            byte[] random,
            int randomOffset,
            byte[] id,
            int idOffset) {
        saltForResumption(random, randomOffset, id, idOffset);
        derive(
                record.sharedSecret,
                0,
                RESUMPTION_SALT,
                KdfInfo.SESSION_RESUMPTION_KEYS,
                key.length);
        session.setKeys(SecureSession.TYPE_CASE, initiator, key, 0);
        forget();
    }

    /** Whether Sigma1 proves to know the record's secret. */
    boolean provesSecret(Sigma1 sigma1, ResumptionRecord record) {
        ByteSpan random = sigma1.random;
        ByteSpan id = sigma1.resumptionId;
        saltForResumption(random.array, random.offset, id.array, id.offset);
        return isMic(record, KdfInfo.SIGMA1_RESUME, KdfInfo.NONCE_SIGMA_S1, sigma1.resumeMic);
    }

    /**
     * Whether Sigma2Resume proves to know the record's secret.
     *
     * @param random ours, 32 bytes
     */
    boolean provesSecret(
            Sigma2Resume sigma2, byte[] random, int randomOffset, ResumptionRecord record) {
        ByteSpan id = sigma2.resumptionId;
        saltForResumption(random, randomOffset, id.array, id.offset);
        return isMic(record, KdfInfo.SIGMA2_RESUME, KdfInfo.NONCE_SIGMA_S2, sigma2.resumeMic);
    }

    /** Our proof for Sigma1, {@link #TAG} bytes; valid until the next call. */
    byte[] sigma1ResumeMic(byte[] random, int randomOffset, ResumptionRecord record) {
        saltForResumption(random, randomOffset, record.resumptionId, 0);
        return mic(record, KdfInfo.SIGMA1_RESUME, KdfInfo.NONCE_SIGMA_S1);
    }

    /** Our proof for Sigma2Resume, {@link #TAG} bytes; valid until the next call. */
    byte[] sigma2ResumeMic(ByteSpan initiatorRandom, ResumptionRecord record, CaseContext context) {
        saltForResumption(
                initiatorRandom.array,
                initiatorRandom.offset,
                context.bytes,
                CaseContext.RESUMPTION_ID);
        return mic(record, KdfInfo.SIGMA2_RESUME, KdfInfo.NONCE_SIGMA_S2);
    }

    private boolean isMic(ResumptionRecord record, byte[] info, byte[] nonce, ByteSpan given) {
        derive(record.sharedSecret, 0, RESUMPTION_SALT, info, KEY);
        given.copyTo(mic, 0);
        ccm.setKey(key, 0);
        int opened = ccm.open(nonce, 0, null, 0, 0, mic, 0, TAG);
        forget();
        return opened >= 0;
    }

    private byte[] mic(ResumptionRecord record, byte[] info, byte[] nonce) {
        derive(record.sharedSecret, 0, RESUMPTION_SALT, info, KEY);
        ccm.setKey(key, 0);
        ccm.seal(nonce, 0, null, 0, 0, mic, 0, 0);
        forget();
        return mic;
    }

    private void saltForResumption(byte[] random, int randomOffset, byte[] id, int idOffset) {
        System.arraycopy(random, randomOffset, salt, 0, CaseContext.RANDOM);
        System.arraycopy(id, idOffset, salt, CaseContext.RANDOM, ResumptionRecord.ID_LENGTH);
    }

    /** With the salt IPK ‖ hash of the transcript. */
    private void deriveFromTranscript(CaseContext context, byte[] info, int length) {
        System.arraycopy(context.bytes, CaseContext.IPK, salt, 0, KEY);
        int saltLength = context.hashTranscript(sha, salt, KEY);
        derive(context.bytes, CaseContext.SHARED_SECRET, saltLength, info, length);
    }

    private void derive(byte[] secret, int offset, int saltLength, byte[] info, int length) {
        hkdf.derive(
                secret,
                offset,
                CaseContext.SCALAR,
                salt,
                0,
                saltLength,
                info,
                info.length,
                key,
                0,
                length);
    }

    /** Zeroes what a derivation left; every use ends with it. */
    void forget() {
        ccm.clearKey();
        Bytes.zero(key);
        Bytes.zero(salt);
    }
}
