package org.mattermote.stack.crypto;

import org.mattermote.stack.mem.Bytes;

/**
 * AES-128 in counter mode as message privacy uses it (Matter core 3.7, 4.9.3): the counter blocks
 * of CCM, from block 1, without a tag.
 */
public final class AesCtr {
    private final Aes128 aes;
    private final byte[] counter = new byte[16];
    private final byte[] stream = new byte[16];

    /** Shares {@code aes} within a call. */
    public AesCtr(Aes128 aes) {
        this.aes = aes;
    }

    /**
     * Turns clear into obfuscated bytes and back, in place.
     *
     * @param key privacy key, 16 bytes
     * @param nonce 13 bytes: session id big-endian, then bytes 5..15 of the message's tag
     * @return {@code len}, or BAD_LENGTH
     */
    public int privacy(
            byte[] key, int keyOff, byte[] nonce, int nonceOff, byte[] data, int off, int len) {
        if (len < 0 || len > AesCcm.MAX_LENGTH) {
            return CryptoStatus.BAD_LENGTH;
        }
        aes.setKey(key, keyOff);
        counter[0] = 1;
        System.arraycopy(nonce, nonceOff, counter, 1, AesCcm.NONCE);
        int block = 0;
        int done = 0;
        while (done < len) {
            block++;
            Bytes.putU16be(counter, 14, block);
            aes.encryptBlock(counter, 0, stream, 0);
            int n = Math.min(16, len - done);
            for (int i = 0; i < n; i++) {
                data[off + done + i] ^= stream[i];
            }
            done += n;
        }
        aes.clearKey();
        Bytes.zero(stream);
        return len;
    }
}
