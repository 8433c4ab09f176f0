package org.mattermote.stack.crypto;

import org.mattermote.stack.mem.Bytes;

/**
 * AES-128-CCM with a nonce of 13 and a tag of 16 bytes (NIST SP 800-38C, Matter core 3.6), in
 * place. Works on one key at a time, expanded by {@link #setKey}.
 */
public final class AesCcm {
    public static final int KEY = 16;
    public static final int NONCE = 13;
    public static final int TAG = 16;

    /** Longest plaintext: the length field has two bytes. */
    public static final int MAX_LENGTH = 0xFFFF;

    /** Longest additional data: above, CCM writes its length another way. */
    public static final int MAX_AAD = 0xFEFF;

    /** What {@link #crypt} does with the MAC. */
    private static final int SEAL = 0;

    private static final int OPEN = 1;

    /** Nothing: only the key stream is wanted. */
    private static final int UNDO = 2;

    /** Where the blocks stand in {@link #blocks}. */
    private static final int MAC = 0;

    private static final int COUNTER = 16;

    /** Key stream of the present block; in the end the tag. */
    private static final int STREAM = 32;

    private final Aes128 aes;
    private final byte[] blocks = new byte[48];

    public AesCcm() {
        this(new Aes128());
    }

    /** Shares {@code aes} between two keys. */
    public AesCcm(Aes128 aes) {
        this.aes = aes;
    }

    /** Expands a key of 16 bytes. */
    public AesCcm setKey(byte[] key, int off) {
        aes.setKey(key, off);
        return this;
    }

    /** Forgets the key. */
    public void clearKey() {
        aes.clearKey();
    }

    /**
     * Encrypts {@code dataLen} bytes in place and writes the tag right behind them.
     *
     * @param nonce 13 bytes
     * @param aad may be null when {@code aadLen} is 0
     * @param data needs room for {@code dataLen + 16} bytes
     * @return {@code dataLen + 16}, or BAD_LENGTH
     */
    public int seal(
            byte[] nonce,
            int nonceOff,
            byte[] aad,
            int aadOff,
            int aadLen,
            byte[] data,
            int dataOff,
            int dataLen) {
        if (dataLen < 0 || dataLen > MAX_LENGTH || aadLen < 0 || aadLen > MAX_AAD) {
            return CryptoStatus.BAD_LENGTH;
        }
        begin(nonce, nonceOff, aad, aadOff, aadLen, dataLen);
        crypt(schedule(2, dataLen), blocks, data, dataOff, dataLen, SEAL);
        finishTag();
        System.arraycopy(blocks, STREAM, data, dataOff + dataLen, TAG);
        wipe();
        return dataLen + TAG;
    }

    /**
     * Decrypts in place. The tag is over the plaintext, so the bytes are decrypted first; when the
     * tag is wrong they are encrypted again, and the buffer holds on return what it held before.
     *
     * @param dataLenWithTag ciphertext and tag
     * @return the plaintext's length, or BAD_TAG (also for lengths no sealed message has)
     */
    public int open(
            byte[] nonce,
            int nonceOff,
            byte[] aad,
            int aadOff,
            int aadLen,
            byte[] data,
            int dataOff,
            int dataLenWithTag) {
        int dataLen = dataLenWithTag - TAG;
        if (dataLen < 0 || dataLen > MAX_LENGTH || aadLen < 0 || aadLen > MAX_AAD) {
            return CryptoStatus.BAD_TAG;
        }
        begin(nonce, nonceOff, aad, aadOff, aadLen, dataLen);
        crypt(schedule(2, dataLen), blocks, data, dataOff, dataLen, OPEN);
        finishTag();
        boolean good = Bytes.equalConstantTime(blocks, STREAM, data, dataOff + dataLen, TAG);
        if (!good) {
            blocks[COUNTER + 14] = 0;
            blocks[COUNTER + 15] = 0;
            crypt(schedule(1, dataLen), blocks, data, dataOff, dataLen, UNDO);
        }
        wipe();
        return good ? dataLen : CryptoStatus.BAD_TAG;
    }

    /** Leaves the MAC over B0 and the additional data, and the counter at block 0. */
    private void begin(
            byte[] nonce, int nonceOff, byte[] aad, int aadOff, int aadLen, int dataLen) {
        // Flags: two length bytes (1), tag of 16 (7 << 3), additional data present (0x40).
        blocks[MAC] = (byte) (aadLen > 0 ? 0x79 : 0x39);
        System.arraycopy(nonce, nonceOff, blocks, MAC + 1, NONCE);
        blocks[MAC + 14] = (byte) (dataLen >>> 8);
        blocks[MAC + 15] = (byte) dataLen;
        aes.encryptBlock(blocks, MAC, blocks, MAC);
        if (aadLen > 0) {
            blocks[MAC] ^= (byte) (aadLen >>> 8);
            blocks[MAC + 1] ^= (byte) aadLen;
            int filled = 2;
            int done = 0;
            while (done < aadLen) {
                int n = Math.min(16 - filled, aadLen - done);
                xor(aad, aadOff + done, blocks, MAC + filled, n);
                aes.encryptBlock(blocks, MAC, blocks, MAC);
                done += n;
                filled = 0;
            }
        }
        blocks[COUNTER] = 1;
        System.arraycopy(nonce, nonceOff, blocks, COUNTER + 1, NONCE);
        blocks[COUNTER + 14] = 0;
        blocks[COUNTER + 15] = 0;
    }

    private int[] schedule(int perBlock, int length) {
        return aes.schedule(perBlock * (length + 15 >> 4));
    }

    /**
     * Turns clear into encrypted bytes and back, and takes the clear ones into the MAC. The counter
     * goes up before each block: 1 is the first of the data, 0 belongs to the tag.
     */
    private static void crypt(
            int[] schedule, byte[] blocks, byte[] data, int off, int length, int how) {
        int at = off;
        int left = length;
        while (left > 0) {
            int n = Math.min(16, left);
            blocks[COUNTER + 15]++;
            if (blocks[COUNTER + 15] == 0) {
                blocks[COUNTER + 14]++;
            }
            Aes128.encrypt(schedule, blocks, COUNTER, blocks, STREAM);
            if (how == SEAL) {
                xor(data, at, blocks, MAC, n);
            }
            xor(blocks, STREAM, data, at, n);
            if (how == OPEN) {
                xor(data, at, blocks, MAC, n);
            }
            if (how != UNDO) {
                Aes128.encrypt(schedule, blocks, MAC, blocks, MAC);
            }
            at += n;
            left -= n;
        }
    }

    private static void xor(byte[] from, int fromAt, byte[] to, int toAt, int length) {
        for (int i = 0; i < length; i++) {
            to[toAt + i] ^= from[fromAt + i];
        }
    }

    private void finishTag() {
        blocks[COUNTER + 14] = 0;
        blocks[COUNTER + 15] = 0;
        aes.encryptBlock(blocks, COUNTER, blocks, STREAM);
        xor(blocks, MAC, blocks, STREAM, TAG);
    }

    private void wipe() {
        Bytes.zero(blocks);
    }
}
