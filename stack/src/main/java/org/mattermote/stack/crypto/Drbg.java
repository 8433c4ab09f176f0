package org.mattermote.stack.crypto;

import org.mattermote.stack.mem.Bytes;

/**
 * HMAC-DRBG with SHA-256 (NIST SP 800-90A 10.1.2, Matter core 3.1), without additional input.
 *
 * <p>All randomness of the stack comes out of {@link #generate}: a test overrides it to replay
 * recorded bytes. Before it is seeded it gives zeros, which no consumer here takes for a key.
 */
public class Drbg {
    /** Fewest bytes of entropy that make a seed of full strength, with the nonce in it. */
    public static final int SEED = 48;

    private final Hmac hmac;
    private final byte[] key = new byte[Sha256.LENGTH];
    private final byte[] value = new byte[Sha256.LENGTH];
    private final byte[] word = new byte[8];
    private boolean seeded;

    public Drbg() {
        this(new Hmac());
    }

    /**
     * @param hmac used within a call only; it forgets its key
     */
    public Drbg(Hmac hmac) {
        this.hmac = hmac;
    }

    /**
     * Starts from a seed: entropy, nonce and personalisation in a row, {@link #SEED} bytes of
     * entropy or more.
     */
    public void instantiate(byte[] seed, int off, int len) {
        for (int i = 0; i < Sha256.LENGTH; i++) {
            key[i] = 0;
            value[i] = 1;
        }
        mix(seed, off, len);
        seeded = true;
    }

    /** Adds fresh entropy; an unseeded generator stays unseeded. */
    public void reseed(byte[] seed, int off, int len) {
        mix(seed, off, len);
    }

    public boolean isSeeded() {
        return seeded;
    }

    /** Fills {@code len} bytes. */
    public void generate(byte[] out, int off, int len) {
        if (!seeded) {
            Bytes.zero(out, off, len);
            return;
        }
        hmac.init(key, 0, Sha256.LENGTH);
        int done = 0;
        while (done < len) {
            hmac.update(value, 0, Sha256.LENGTH).finish(value, 0);
            int take = Math.min(Sha256.LENGTH, len - done);
            System.arraycopy(value, 0, out, off + done, take);
            done += take;
        }
        mix(value, 0, 0);
    }

    /** 32 random bits. */
    public int nextInt() {
        generate(word, 0, 4);
        int result = Bytes.u32le(word, 0);
        Bytes.zero(word);
        return result;
    }

    /** 64 random bits. */
    public long nextLong() {
        generate(word, 0, 8);
        long result = Bytes.u64le(word, 0);
        Bytes.zero(word);
        return result;
    }

    /** Forgets everything; gives zeros until it is instantiated again. */
    public void clear() {
        Bytes.zero(key);
        Bytes.zero(value);
        hmac.clear();
        seeded = false;
    }

    private void mix(byte[] data, int off, int len) {
        turn(0, data, off, len);
        if (len > 0) {
            turn(1, data, off, len);
        }
    }

    private void turn(int mark, byte[] data, int off, int len) {
        hmac.init(key, 0, Sha256.LENGTH).update(value, 0, Sha256.LENGTH);
        hmac.update(mark);
        hmac.update(data, off, len);
        hmac.finish(key, 0);
        hmac.init(key, 0, Sha256.LENGTH).update(value, 0, Sha256.LENGTH).finish(value, 0);
        hmac.clear();
    }
}
