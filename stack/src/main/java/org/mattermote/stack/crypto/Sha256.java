package org.mattermote.stack.crypto;

import org.mattermote.stack.mem.Bytes;

/**
 * SHA-256 (FIPS 180-4). What was fed so far can be saved and gone on from later, so that one object
 * serves several hashes in turn: CASE hashes its transcript after each message (Matter core
 * 4.14.2).
 *
 * <pre>
 *  a saved state, big-endian
 *  0                    32       36                            100
 *  | chaining value     | length | bytes since the last block  |
 * </pre>
 */
public final class Sha256 {
    public static final int LENGTH = 32;
    public static final int BLOCK = 64;

    /** Bytes of a saved state. */
    public static final int STATE = 100;

    private static final int STATE_LENGTH = 32;
    private static final int STATE_REST = 36;

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

    /** Bytes fed so far. */
    private long length;

    private final int[] h = new int[8];

    /** The bytes of a block that is not full yet; the message schedule once it is. */
    private final int[] w = new int[16];

    /** Blocks compressed since the beginning; wraps around. */
    private int blocks;

    public Sha256() {
        reset();
    }

    /** Forgets everything fed so far, and wipes it. */
    public Sha256 reset() {
        restart();
        for (int i = 0; i < 16; i++) {
            w[i] = 0;
        }
        return this;
    }

    private void restart() {
        h[0] = 0x6a09e667;
        h[1] = 0xbb67ae85;
        h[2] = 0x3c6ef372;
        h[3] = 0xa54ff53a;
        h[4] = 0x510e527f;
        h[5] = 0x9b05688c;
        h[6] = 0x1f83d9ab;
        h[7] = 0x5be0cd19;
        length = 0;
    }

    public Sha256 update(byte[] b, int off, int len) {
        int at = off;
        int end = off + len;
        while (at < end) {
            int used = (int) length & 63;
            if (used == 0 && end - at >= BLOCK) {
                loadBlock(b, at, w);
                length += BLOCK;
                compress();
                at += BLOCK;
            } else if ((used & 3) == 0 && end - at >= 4) {
                w[used >> 2] = word(b, at);
                length += 4;
                at += 4;
                if (used == BLOCK - 4) {
                    compress();
                }
            } else {
                update(b[at]);
                at++;
            }
        }
        return this;
    }

    /** Feeds the low eight bits. */
    public void update(int oneByte) {
        int used = (int) length & 63;
        put(used, oneByte & 0xFF);
        length++;
        if (used == BLOCK - 1) {
            compress();
        }
    }

    /** Writes the digest, 32 bytes, and starts afresh; returns 32. */
    public int finish(byte[] out, int outOff) {
        pad();
        for (int i = 0; i < 8; i++) {
            Bytes.putU32be(out, outOff + (i << 2), h[i]);
        }
        reset();
        return LENGTH;
    }

    /** Writes what was fed so far, {@link #STATE} bytes, for fewer than 2^31 bytes fed. */
    public void save(byte[] out, int off) {
        for (int i = 0; i < 8; i++) {
            Bytes.putU32be(out, off + (i << 2), h[i]);
        }
        Bytes.putU32be(out, off + STATE_LENGTH, (int) length);
        int used = (int) length & 63;
        for (int i = 0; i < BLOCK; i++) {
            out[off + STATE_REST + i] = i < used ? (byte) (w[i >> 2] >>> 24 - ((i & 3) << 3)) : 0;
        }
    }

    /** Goes on from a saved state. */
    public Sha256 resume(byte[] state, int off) {
        for (int i = 0; i < 8; i++) {
            h[i] = word(state, off + (i << 2));
        }
        length = word(state, off + STATE_LENGTH);
        loadBlock(state, off + STATE_REST, w);
        return this;
    }

    /** The chaining value after whole blocks: HMAC keeps those of its two pads. */
    void saveTo(int[] state, int at) {
        System.arraycopy(h, 0, state, at, 8);
    }

    /** Goes on from a chaining value reached after exactly one block. */
    void restoreAfterOneBlock(int[] state, int at) {
        System.arraycopy(state, at, h, 0, 8);
        length = BLOCK;
    }

    /** Starts afresh with a block: a key of at most 64 bytes, each byte of it changed by a pad. */
    void startPadded(byte[] key, int off, int len, int pad) {
        restart();
        int padding = pad * 0x01010101;
        int i = 0;
        while (i + 4 <= len) {
            w[i >> 2] = word(key, off + i) ^ padding;
            i += 4;
        }
        for (int rest = i >> 2; rest < 16; rest++) {
            w[rest] = padding;
        }
        while (i < len) {
            w[i >> 2] ^= (key[off + i] & 0xFF) << 24 - ((i & 3) << 3);
            i++;
        }
        length = BLOCK;
        compress();
    }

    /** w = a block's 64 bytes. */
    private static void loadBlock(byte[] b, int off, int[] w) {
        for (int i = 0; i < 16; i++) {
            w[i] = word(b, off + (i << 2));
        }
    }

    private static int word(byte[] b, int at) {
        return b[at] << 24 | (b[at + 1] & 0xFF) << 16 | (b[at + 2] & 0xFF) << 8 | b[at + 3] & 0xFF;
    }

    /** Puts byte {@code used} of the block; with the first of a word the others are 0. */
    private void put(int used, int value) {
        int before = (used & 3) == 0 ? 0 : w[used >> 2];
        w[used >> 2] = before | value << 24 - ((used & 3) << 3);
    }

    private void pad() {
        int used = (int) length & 63;
        put(used, 0x80);
        int next = (used >> 2) + 1;
        if (used >= 56) {
            clear(next);
            compress();
            next = 0;
        }
        clear(next);
        w[14] = (int) (length >>> 29);
        w[15] = (int) (length << 3);
        compress();
    }

    private void clear(int from) {
        for (int i = from; i < 16; i++) {
            w[i] = 0;
        }
    }

    private void compress() {
        blocks++;
        rounds(h, w);
    }

    /** h = the chaining value after the block w, which is spoilt. */
    private static void rounds(int[] h, int[] w) {
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
