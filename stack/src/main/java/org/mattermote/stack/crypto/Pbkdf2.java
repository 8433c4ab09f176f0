package org.mattermote.stack.crypto;

import org.mattermote.stack.mem.Bytes;

/**
 * PBKDF2-HMAC-SHA256 (RFC 8018, Matter core 3.9). Two compressions an iteration and block: a
 * passcode verifier of 100,000 iterations is factory or controller work, not work for a poll.
 */
public final class Pbkdf2 {
    private final Hmac hmac;
    private final byte[] u = new byte[Sha256.LENGTH];
    private final byte[] sum = new byte[Sha256.LENGTH];

    public Pbkdf2() {
        this(new Hmac());
    }

    /** Shares {@code hmac}, whose key it replaces and forgets at each use. */
    public Pbkdf2(Hmac hmac) {
        this.hmac = hmac;
    }

    /**
     * @return {@code outLen}, or BAD_LENGTH when iterations or lengths are not positive
     */
    public int derive(
            byte[] password,
            int passwordOff,
            int passwordLen,
            byte[] salt,
            int saltOff,
            int saltLen,
            int iterations,
            byte[] out,
            int outOff,
            int outLen) {
        if (iterations < 1 || outLen < 1 || passwordLen < 0 || saltLen < 0) {
            return CryptoStatus.BAD_LENGTH;
        }
        hmac.init(password, passwordOff, passwordLen);
        int done = 0;
        int index = 1;
        while (done < outLen) {
            hmac.update(salt, saltOff, saltLen);
            hmac.update(index >>> 24);
            hmac.update(index >>> 16);
            hmac.update(index >>> 8);
            hmac.update(index);
            hmac.finish(u, 0);
            System.arraycopy(u, 0, sum, 0, Sha256.LENGTH);
            for (int i = 1; i < iterations; i++) {
                hmac.update(u, 0, Sha256.LENGTH).finish(u, 0);
                for (int j = 0; j < Sha256.LENGTH; j++) {
                    sum[j] ^= u[j];
                }
            }
            int take = Math.min(Sha256.LENGTH, outLen - done);
            System.arraycopy(sum, 0, out, outOff + done, take);
            done += take;
            index++;
        }
        hmac.clear();
        Bytes.zero(u);
        Bytes.zero(sum);
        return outLen;
    }
}
