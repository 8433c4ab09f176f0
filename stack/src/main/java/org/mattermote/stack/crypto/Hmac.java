package org.mattermote.stack.crypto;

import org.mattermote.stack.mem.Bytes;

/**
 * HMAC-SHA256 (FIPS 198-1, Matter core 3.4). Keeps the two chaining values of its padded key, so
 * that a second message under the same key costs no key setup.
 */
public final class Hmac {
    public static final int LENGTH = Sha256.LENGTH;

    private final Sha256 sha = new Sha256();
    private final int[] inner = new int[8];
    private final int[] outer = new int[8];
    private final byte[] pad = new byte[Sha256.BLOCK];
    private final byte[] digest = new byte[LENGTH];

    /** Takes a key of any length; the array is not needed afterwards. */
    public Hmac init(byte[] key, int off, int len) {
        Bytes.zero(pad);
        if (len > Sha256.BLOCK) {
            sha.reset().update(key, off, len).finish(pad, 0);
        } else if (len > 0) {
            System.arraycopy(key, off, pad, 0, len);
        }
        for (int i = 0; i < Sha256.BLOCK; i++) {
            pad[i] ^= 0x5C;
        }
        sha.reset().update(pad, 0, Sha256.BLOCK).saveTo(outer);
        for (int i = 0; i < Sha256.BLOCK; i++) {
            pad[i] ^= 0x5C ^ 0x36;
        }
        sha.reset().update(pad, 0, Sha256.BLOCK).saveTo(inner);
        Bytes.zero(pad);
        return this;
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
        sha.restoreAfterOneBlock(outer);
        sha.update(digest, 0, LENGTH);
        sha.finish(out, off);
        sha.restoreAfterOneBlock(inner);
        Bytes.zero(digest);
        return LENGTH;
    }

    /** Forgets the key. */
    public void clear() {
        sha.reset();
        for (int i = 0; i < 8; i++) {
            inner[i] = 0;
            outer[i] = 0;
        }
    }
}
