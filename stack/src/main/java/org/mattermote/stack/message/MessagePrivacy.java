package org.mattermote.stack.message;

import org.mattermote.stack.codec.MessageHeader;
import org.mattermote.stack.crypto.AesCtr;
import org.mattermote.stack.crypto.Hkdf;
import org.mattermote.stack.crypto.KdfInfo;
import org.mattermote.stack.mem.Bytes;

/**
 * Message privacy (Matter core 4.9): counter and node ids of a secured message are hidden under a
 * key that follows from the one that encrypts it. What hides also shows. Nothing is authenticated
 * by it: a message that was changed on its way shows another counter, and its tag fails.
 *
 * <p>Who sends decides, by the P flag; devices do so for group messages only, and take it from
 * everybody.
 */
public final class MessagePrivacy {
    /** Bytes of the tag that the nonce takes, its last ones. */
    private static final int TAG_PART = 11;

    private final AesCtr ctr;
    private final Hkdf hkdf;
    private final byte[] key = new byte[SecureSession.KEY_LENGTH];
    private final byte[] nonce = new byte[SecureSession.NONCE_LENGTH];

    public MessagePrivacy(AesCtr ctr, Hkdf hkdf) {
        this.ctr = ctr;
        this.hkdf = hkdf;
    }

    /**
     * Hides what is shown, and shows what is hidden, in place.
     *
     * @param encryptionKey 16 bytes at {@code keyOffset}: of the sender's direction, or of the
     *     group
     * @param headerLength of the message header without extensions
     * @param length of the whole message with its tag
     * @return {@code length}, or MALFORMED when there is no room for a tag
     */
    public int turn(
            byte[] encryptionKey,
            int keyOffset,
            byte[] message,
            int offset,
            int headerLength,
            int length) {
        if (length < headerLength + SecureSession.TAG_LENGTH) {
            return MessageStatus.MALFORMED;
        }
        hkdf.derive(
                encryptionKey,
                keyOffset,
                SecureSession.KEY_LENGTH,
                null,
                0,
                0,
                KdfInfo.PRIVACY_KEY,
                KdfInfo.PRIVACY_KEY.length,
                key,
                0,
                key.length);
        nonce[0] = message[offset + MessageHeader.SESSION_ID_OFFSET + 1];
        nonce[1] = message[offset + MessageHeader.SESSION_ID_OFFSET];
        System.arraycopy(message, offset + length - TAG_PART, nonce, 2, TAG_PART);
        int from = MessageHeader.COUNTER_OFFSET;
        ctr.privacy(key, 0, nonce, 0, message, offset + from, headerLength - from);
        Bytes.zero(key);
        return length;
    }
}
