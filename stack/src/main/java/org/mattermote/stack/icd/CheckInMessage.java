package org.mattermote.stack.icd;

import org.mattermote.stack.crypto.AesCcm;
import org.mattermote.stack.crypto.CryptoStatus;
import org.mattermote.stack.crypto.Hmac;
import org.mattermote.stack.mem.Bytes;

/**
 * The payload of a Check-In message (Matter core 4.22): encrypted by a key that sender and receiver
 * share, since there is no session.
 *
 * <pre>
 *  0                 13               17                     17 + n        33 + n
 *  +-----------------+----------------+----------------------+-------------+
 *  | nonce           | counter u32 LE | application data (n) | tag         |
 *  +-----------------+----------------+----------------------+-------------+
 *                    |     encrypted by AES-CCM, no AAD      |
 *   nonce: the first 13 bytes of HMAC-SHA256 over the counter, under the same key
 * </pre>
 *
 * The application data of an intermittently connected device are its ActiveModeThreshold, u16
 * little-endian, ms.
 */
public final class CheckInMessage {
    /** {@link #open}: too short, or not made with this key. */
    public static final int NOT_AUTHENTIC = -1;

    /** Where the application data begin. */
    public static final int DATA = AesCcm.NONCE + 4;

    /** Bytes of a message without application data. */
    public static final int MIN_LENGTH = DATA + AesCcm.TAG;

    private static final int COUNTER = AesCcm.NONCE;

    private final Hmac hmac;
    private final AesCcm ccm;
    private final byte[] mac = new byte[Hmac.LENGTH];

    public CheckInMessage(Hmac hmac, AesCcm ccm) {
        this.hmac = hmac;
        this.ccm = ccm;
    }

    /**
     * Makes a message around application data that stand at {@link #DATA} of it already.
     *
     * @param key 16 bytes at {@code keyOffset}
     * @param counter never used with this key before
     * @param message has room for {@link #MIN_LENGTH} and the data
     * @param dataLength bytes of application data
     * @return the message's length
     */
    public int seal(
            byte[] key, int keyOffset, int counter, byte[] message, int offset, int dataLength) {
        Bytes.putU32le(message, offset + COUNTER, counter);
        nonce(key, keyOffset, message, offset);
        System.arraycopy(mac, 0, message, offset, AesCcm.NONCE);
        Bytes.zero(mac);
        ccm.setKey(key, keyOffset);
        int sealed =
                ccm.seal(
                        message,
                        offset,
                        null,
                        0,
                        0,
                        message,
                        offset + COUNTER,
                        DATA - COUNTER + dataLength);
        ccm.clearKey();
        return COUNTER + sealed;
    }

    /**
     * Opens a message in place.
     *
     * @param length of the message
     * @return bytes of its application data, which then stand at {@link #DATA}, behind the {@link
     *     #counter}; or NOT_AUTHENTIC
     */
    public int open(byte[] key, int keyOffset, byte[] message, int offset, int length) {
        if (length < MIN_LENGTH) {
            return NOT_AUTHENTIC;
        }
        ccm.setKey(key, keyOffset);
        int plain =
                ccm.open(message, offset, null, 0, 0, message, offset + COUNTER, length - COUNTER);
        ccm.clearKey();
        if (plain == CryptoStatus.BAD_TAG) {
            return NOT_AUTHENTIC;
        }
        nonce(key, keyOffset, message, offset);
        boolean same = Bytes.equalConstantTime(mac, 0, message, offset, AesCcm.NONCE);
        Bytes.zero(mac);
        return same ? plain - (DATA - COUNTER) : NOT_AUTHENTIC;
    }

    /** Counter of an opened message, 32 bits unsigned. */
    public static int counter(byte[] message, int offset) {
        return Bytes.u32le(message, offset + COUNTER);
    }

    /** Leaves the code over the counter in {@link #mac}. */
    private void nonce(byte[] key, int keyOffset, byte[] message, int offset) {
        hmac.init(key, keyOffset, AesCcm.KEY);
        hmac.update(message, offset + COUNTER, DATA - COUNTER);
        hmac.finish(mac, 0);
        hmac.clear();
    }
}
