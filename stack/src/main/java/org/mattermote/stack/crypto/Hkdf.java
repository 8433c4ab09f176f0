package org.mattermote.stack.crypto;

import org.mattermote.stack.mem.Bytes;

/** HKDF-SHA256 (RFC 5869): the KDF of Matter core 3.8. */
public final class Hkdf {
    /** Longest output, bytes. */
    public static final int MAX_LENGTH = 255 * Sha256.LENGTH;

    private final Hmac hmac;

    /** The extracted key, then the part of the output made last. */
    private final byte[] part = new byte[Sha256.LENGTH];

    public Hkdf() {
        this(new Hmac());
    }

    /** Shares {@code hmac}, whose key it replaces and forgets at each use. */
    public Hkdf(Hmac hmac) {
        this.hmac = hmac;
    }

    /**
     * Extract and expand.
     *
     * @param salt may be null when {@code saltLen} is 0
     * @param info all of it is used from its start, {@code infoLen} bytes
     * @return {@code outLen}, or BAD_LENGTH above {@link #MAX_LENGTH}
     */
    public int derive(
            byte[] secret,
            int sOff,
            int sLen,
            byte[] salt,
            int saltOff,
            int saltLen,
            byte[] info,
            int infoLen,
            byte[] out,
            int outOff,
            int outLen) {
        if (outLen < 0 || outLen > MAX_LENGTH) {
            return CryptoStatus.BAD_LENGTH;
        }
        hmac.init(salt, saltOff, saltLen).update(secret, sOff, sLen).finish(part, 0);
        hmac.init(part, 0, Sha256.LENGTH);
        int done = 0;
        int round = 1;
        while (done < outLen) {
            if (round > 1) {
                hmac.update(part, 0, Sha256.LENGTH);
            }
            if (infoLen > 0) {
                hmac.update(info, 0, infoLen);
            }
            hmac.update(round);
            hmac.finish(part, 0);
            int take = Math.min(Sha256.LENGTH, outLen - done);
            System.arraycopy(part, 0, out, outOff + done, take);
            done += take;
            round++;
        }
        hmac.clear();
        Bytes.zero(part);
        return outLen;
    }
}
