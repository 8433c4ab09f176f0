package org.mattermote.stack.crypto;

import org.mattermote.stack.mem.Bytes;

/**
 * SHA-256 (FIPS 180-4). The padding is built beside the buffer, so that {@link #peek} can tell the
 * digest so far and go on: CASE hashes its transcript after each message (Matter core 4.14.2).
 */
public final class Sha256 {
    public static final int LENGTH = 32;
    public static final int BLOCK = 64;

    private static final int[] K = {
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
        0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
        0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
        0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
        0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
        0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
        0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
        0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
        0xc67178f2
    };

    private final int[] h = new int[8];
    private final int[] w;
    private final byte[] block = new byte[BLOCK];
    private long length;

    /** Blocks compressed since the beginning; wraps around. */
    private int blocks;

    public Sha256() {
        w = new int[16];
        reset();
    }

    /** One that borrows another's room for the message schedule, 80 bytes, within a call. */
    public Sha256(Sha256 other) {
        w = other.w;
        reset();
    }

    /** Forgets everything fed so far, and wipes it. */
    public Sha256 reset() {
        h[0] = 0x6a09e667;
        h[1] = 0xbb67ae85;
        h[2] = 0x3c6ef372;
        h[3] = 0xa54ff53a;
        h[4] = 0x510e527f;
        h[5] = 0x9b05688c;
        h[6] = 0x1f83d9ab;
        h[7] = 0x5be0cd19;
        length = 0;
        Bytes.zero(block);
        for (int i = 0; i < 16; i++) {
            w[i] = 0;
        }
        return this;
    }

    public Sha256 update(byte[] b, int off, int len) {
        int used = (int) length & 63;
        length += len;
        int at = off;
        int left = len;
        if (used != 0) {
            int take = Math.min(BLOCK - used, left);
            System.arraycopy(b, at, block, used, take);
            at += take;
            left -= take;
            if (used + take < BLOCK) {
                return this;
            }
            load(block, 0);
            compress();
        }
        while (left >= BLOCK) {
            load(b, at);
            compress();
            at += BLOCK;
            left -= BLOCK;
        }
        System.arraycopy(b, at, block, 0, left);
        return this;
    }

    /** Feeds the low eight bits. */
    public void update(int oneByte) {
        int used = (int) length & 63;
        block[used] = (byte) oneByte;
        length++;
        if (used == BLOCK - 1) {
            load(block, 0);
            compress();
        }
    }

    /** Writes the digest, 32 bytes, and starts afresh; returns 32. */
    public int finish(byte[] out, int outOff) {
        pad();
        store(out, outOff);
        reset();
        return LENGTH;
    }

    /** Writes the digest of what was fed so far, 32 bytes; more may follow. */
    public void peek(byte[] out, int off) {
        int h0 = h[0];
        int h1 = h[1];
        int h2 = h[2];
        int h3 = h[3];
        int h4 = h[4];
        int h5 = h[5];
        int h6 = h[6];
        int h7 = h[7];
        pad();
        store(out, off);
        h[0] = h0;
        h[1] = h1;
        h[2] = h2;
        h[3] = h3;
        h[4] = h4;
        h[5] = h5;
        h[6] = h6;
        h[7] = h7;
    }

    /** Goes on from where {@code other} stands. */
    public void copyFrom(Sha256 other) {
        System.arraycopy(other.h, 0, h, 0, 8);
        System.arraycopy(other.block, 0, block, 0, BLOCK);
        length = other.length;
    }

    /** The chaining value after whole blocks: HMAC keeps those of its two pads. */
    void saveTo(int[] state) {
        System.arraycopy(h, 0, state, 0, 8);
    }

    /** Goes on from a chaining value reached after exactly one block. */
    void restoreAfterOneBlock(int[] state) {
        System.arraycopy(state, 0, h, 0, 8);
        length = BLOCK;
    }

    private void load(byte[] b, int off) {
        int at = off;
        for (int i = 0; i < 16; i++) {
            w[i] =
                    b[at] << 24
                            | (b[at + 1] & 0xFF) << 16
                            | (b[at + 2] & 0xFF) << 8
                            | b[at + 3] & 0xFF;
            at += 4;
        }
    }

    /** Leaves {@link #block} and {@link #length} untouched. */
    private void pad() {
        int used = (int) length & 63;
        for (int i = 0; i < 16; i++) {
            w[i] = 0;
        }
        for (int i = 0; i < used; i++) {
            w[i >> 2] |= (block[i] & 0xFF) << 24 - ((i & 3) << 3);
        }
        w[used >> 2] |= 0x80 << 24 - ((used & 3) << 3);
        if (used >= 56) {
            compress();
            for (int i = 0; i < 16; i++) {
                w[i] = 0;
            }
        }
        w[14] = (int) (length >>> 29);
        w[15] = (int) (length << 3);
        compress();
    }

    private void store(byte[] out, int off) {
        for (int i = 0; i < 8; i++) {
            Bytes.putU32be(out, off + (i << 2), h[i]);
        }
    }

    private void compress() {
        blocks++;
        int a = h[0];
        int b = h[1];
        int c = h[2];
        int d = h[3];
        int e = h[4];
        int f = h[5];
        int g = h[6];
        int hh = h[7];
        for (int t = 0; t < 64; t++) {
            int word;
            if (t < 16) {
                word = w[t];
            } else {
                int w15 = w[t + 1 & 15];
                int w2 = w[t + 14 & 15];
                int s0 = (w15 >>> 7 | w15 << 25) ^ (w15 >>> 18 | w15 << 14) ^ w15 >>> 3;
                int s1 = (w2 >>> 17 | w2 << 15) ^ (w2 >>> 19 | w2 << 13) ^ w2 >>> 10;
                word = w[t & 15] + s0 + w[t + 9 & 15] + s1;
                w[t & 15] = word;
            }
            int sum1 = (e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7);
            int t1 = hh + sum1 + (e & f ^ ~e & g) + K[t] + word;
            int sum0 = (a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10);
            int t2 = sum0 + (a & b ^ a & c ^ b & c);
            hh = g;
            g = f;
            f = e;
            e = d + t1;
            d = c;
            c = b;
            b = a;
            a = t1 + t2;
        }
        h[0] += a;
        h[1] += b;
        h[2] += c;
        h[3] += d;
        h[4] += e;
        h[5] += f;
        h[6] += g;
        h[7] += hh;
    }
}
