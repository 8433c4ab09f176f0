package org.mattermote.stack.crypto;

import org.mattermote.stack.mem.Bytes;

/**
 * HMAC-SHA256 (FIPS 198-1, Matter core 3.4). Keeps the two chaining values of its padded key, so
 * that a second message under the same key costs no key setup.
 */
public final class Hmac {
    public static final int LENGTH = Sha256.LENGTH;

    private static final int INNER_PAD = 0x36;
    private static final int OUTER_PAD = 0x5C;

    /** Where the chaining values stand in {@link #padded}. */
    private static final int INNER = 0;

    private static final int OUTER = 8;

    private final Sha256 sha = new Sha256();
    private final int[] padded = new int[16];
    private final byte[] digest = new byte[LENGTH];

    /** Takes a key of any length; the array is not needed afterwards. */
    public Hmac init(byte[] key, int off, int len) {
        if (len > Sha256.BLOCK) {
            sha.reset().update(key, off, len).finish(digest, 0);
            setKey(digest, 0, LENGTH);
            Bytes.zero(digest);
        } else {
            setKey(key, off, len);
        }
        return this;
    }

    private void setKey(byte[] key, int off, int len) {
        sha.startPadded(key, off, len, OUTER_PAD);
        sha.saveTo(padded, OUTER);
        sha.startPadded(key, off, len, INNER_PAD);
        sha.saveTo(padded, INNER);
    }

    public Hmac update(byte[] b, int off, int len) {
        sha.update(b, off, len);
        return this;
    }

    /** Feeds the low eight bits. */
    public void update(int oneByte) {
        sha.update(oneByte);
    }

    /** Writes the code, 32 bytes, and is ready for another message under the same key. */
    public int finish(byte[] out, int off) {
        sha.finish(digest, 0);
        sha.restoreAfterOneBlock(padded, OUTER);
        sha.update(digest, 0, LENGTH);
        sha.finish(out, off);
        sha.restoreAfterOneBlock(padded, INNER);
        Bytes.zero(digest);
        return LENGTH;
    }

    /** Forgets the key. */
    public void clear() {
        sha.reset();
        for (int i = 0; i < padded.length; i++) {
            padded[i] = 0;
        }
    }
}
