package org.mattermote.stack.crypto;

/**
 * The certificate signing request of an operational key (PKCS#10, Matter core 11.18.5.6): subject O
 * = "CSR", a P-256 key, no attributes, ecdsa-with-SHA256.
 *
 * <pre>
 * SEQUENCE
 *   SEQUENCE                  114 bytes, what is signed
 *     INTEGER 0
 *     SEQUENCE { SET { SEQUENCE { 2.5.4.10, UTF8String "CSR" } } }
 *     SEQUENCE { SEQUENCE { id-ecPublicKey, prime256v1 }, BIT STRING point }
 *     [0] empty
 *   SEQUENCE { ecdsa-with-SHA256 }
 *   BIT STRING signature
 * </pre>
 */
public final class Csr {
    /** Longest request, bytes. */
    public static final int MAX_LENGTH = 204;

    /** Everything signed up to the point. */
    private static final byte[] HEAD = {
        0x30, 0x70, 0x02, 0x01, 0x00, 0x30, 0x0e, 0x31,
        0x0c, 0x30, 0x0a, 0x06, 0x03, 0x55, 0x04, 0x0a,
        0x0c, 0x03, 'C', 'S', 'R', 0x30, 0x59, 0x30,
        0x13, 0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d,
        0x02, 0x01, 0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce,
        0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00
    };

    /** The empty attributes, which end what is signed, and the algorithm. */
    private static final byte[] TAIL = {
        (byte) 0xa0,
        0x00,
        0x30,
        0x0a,
        0x06,
        0x08,
        0x2a,
        (byte) 0x86,
        0x48,
        (byte) 0xce,
        0x3d,
        0x04,
        0x03,
        0x02
    };

    private static final int ATTRIBUTES = 2;

    /** Bytes before what is signed: the outer SEQUENCE's tag and long-form length. */
    private static final int OUTER = 3;

    private final Ecdsa ecdsa;
    private final Sha256 sha;

    /** Shares both within a call. */
    public Csr(Ecdsa ecdsa, Sha256 sha) {
        this.ecdsa = ecdsa;
        this.sha = sha;
    }

    /**
     * Writes all but the signature, {@link #MAX_LENGTH} bytes being free at {@code off}.
     *
     * @param outHash 32 bytes: what the key of the request is to sign
     */
    public void begin(
            byte[] publicPoint, int pointOff, byte[] out, int off, byte[] outHash, int hashOff) {
        int at = off + OUTER;
        System.arraycopy(HEAD, 0, out, at, HEAD.length);
        at += HEAD.length;
        System.arraycopy(publicPoint, pointOff, out, at, P256.POINT);
        at += P256.POINT;
        System.arraycopy(TAIL, 0, out, at, TAIL.length);
        sha.reset()
                .update(out, off + OUTER, HEAD.length + P256.POINT + ATTRIBUTES)
                .finish(outHash, hashOff);
    }

    /**
     * Completes what {@link #begin} wrote.
     *
     * @param signature r ‖ s, 64 bytes
     * @return length of the request
     */
    public int finish(byte[] signature, int signatureOff, byte[] out, int off) {
        int at = off + OUTER + HEAD.length + P256.POINT + TAIL.length;
        int length = ecdsa.rawToDer(signature, signatureOff, out, at + 3);
        out[at] = 0x03;
        out[at + 1] = (byte) (length + 1);
        out[at + 2] = 0;
        at += 3 + length;
        // With a signature of 8 bytes it would still be 140: the length always takes two bytes.
        out[off] = 0x30;
        out[off + 1] = (byte) 0x81;
        out[off + 2] = (byte) (at - off - OUTER);
        return at - off;
    }
}
