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

    /** Where key, value and a number just drawn stand in {@link #state}. */
    private static final int KEY = 0;

    private static final int VALUE = Sha256.LENGTH;
    private static final int NUMBER = 2 * Sha256.LENGTH;

    private final Hmac hmac;
    private final byte[] state = new byte[NUMBER + 8];
    private boolean seeded;

    public Drbg() {
        this(new Hmac());
    }

    /** Shares {@code hmac}, whose key it replaces and forgets at each use. */
    public Drbg(Hmac hmac) {
        this.hmac = hmac;
    }

    /**
     * Starts from a seed: entropy, nonce and personalisation in a row, {@link #SEED} bytes of
     * entropy or more.
     */
    public void instantiate(byte[] seed, int off, int len) {
        for (int i = 0; i < Sha256.LENGTH; i++) {
            state[KEY + i] = 0;
            state[VALUE + i] = 1;
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
        hmac.init(state, KEY, Sha256.LENGTH);
        int done = 0;
        while (done < len) {
            hmac.update(state, VALUE, Sha256.LENGTH).finish(state, VALUE);
            int take = Math.min(Sha256.LENGTH, len - done);
            System.arraycopy(state, VALUE, out, off + done, take);
            done += take;
        }
        mix(state, 0, 0);
    }

    /** 32 random bits. */
    public int nextInt() {
        generate(state, NUMBER, 4);
        int result = Bytes.u32le(state, NUMBER);
        Bytes.zero(state, NUMBER, 4);
        return result;
    }

    /** 64 random bits. */
    public long nextLong() {
        generate(state, NUMBER, 8);
        long result = Bytes.u64le(state, NUMBER);
        Bytes.zero(state, NUMBER, 8);
        return result;
    }

    /** Forgets everything; gives zeros until it is instantiated again. */
    public void clear() {
        Bytes.zero(state);
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
        hmac.init(state, KEY, Sha256.LENGTH).update(state, VALUE, Sha256.LENGTH);
        hmac.update(mark);
        hmac.update(data, off, len);
        hmac.finish(state, KEY);
        hmac.init(state, KEY, Sha256.LENGTH).update(state, VALUE, Sha256.LENGTH);
        hmac.finish(state, VALUE);
        hmac.clear();
    }
}
