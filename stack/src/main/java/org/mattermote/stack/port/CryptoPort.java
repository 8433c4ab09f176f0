package org.mattermote.stack.port;

/**
 * Elliptic curve operations on P-256, by software or an accelerator, in pieces that do not hold up
 * a poll: a start gives a job, {@link #step} brings it on. One job at a time. Scalars are 32 bytes,
 * points 65 bytes 04 ‖ X ‖ Y, hashes 32 bytes, signatures r ‖ s of 64 bytes, all big-endian.
 *
 * <p>Starts return the job, a positive number; {@link PortStatus#BUSY} while there is another;
 * {@link PortStatus#INVALID} for an operand out of range where that shows at once, else a step
 * tells. The arrays given are lent until the job ends: operands must not change, results are of use
 * only after {@link #DONE}.
 */
public interface CryptoPort {
    /** The job is through and its results are written. */
    int DONE = 0;

    /** The budget is used up, and the job is not through. */
    int MORE = 1;

    /**
     * Units of work of a step within a poll. With all that is around it a unit takes 330 to 370
     * instructions of a Cortex-M4 on average where the image has the field in assembler, and up to
     * 1,050 where it is made of the Java; a round of an inversion, of which a step has 40 at most,
     * 1,811: 1,150 over a whole step (`mote bench`). A step goes at most 44 units beyond: below
     * 511,000 instructions, and of the 1.5 million a poll may take 989,000 are left for packets,
     * key schedules and certificates. What follows from a computation is done in another poll than
     * its last step.
     */
    int STEP_BUDGET = 400;

    /** Scalar times base point: a public key, 65 bytes. */
    int startPublicKey(byte[] scalar, int scalarOff, byte[] outPoint, int outOff);

    /** The X coordinate of scalar times the peer's point, 32 bytes. */
    int startEcdh(
            byte[] scalar, int scalarOff, byte[] point, int pointOff, byte[] outX, int outOff);

    /**
     * An ECDSA signature.
     *
     * @param extra 32 random bytes, mixed into the nonce
     */
    int startSign(
            byte[] scalar,
            int scalarOff,
            byte[] hash,
            int hashOff,
            byte[] extra,
            int extraOff,
            byte[] outSignature,
            int outOff);

    /** Checks an ECDSA signature: DONE if it is good, INVALID if not. */
    int startVerify(
            byte[] point,
            int pointOff,
            byte[] hash,
            int hashOff,
            byte[] signature,
            int signatureOff);

    /** The verifier's share of SPAKE2+, pB = y P + w0 N, 65 bytes (Matter core 3.10). */
    int startSpake2pShare(byte[] w0, int w0Off, byte[] y, int yOff, byte[] outPb, int outOff);

    /** The verifier's secrets of SPAKE2+, Z = y (pA - w0 M) and V = y L, 65 bytes each. */
    int startSpake2pSecrets(
            byte[] w0,
            int w0Off,
            byte[] y,
            int yOff,
            byte[] pA,
            int pAOff,
            byte[] l,
            int lOff,
            byte[] outZ,
            int zOff,
            byte[] outV,
            int vOff);

    /**
     * Brings the job on.
     *
     * @param budget units of work, 1 or more; a unit is one product in the field of P-256. Software
     *     may go 44 units beyond. An accelerator has its own measure and may ignore it
     * @return {@link #MORE}; after anything else the job is no more and its secrets are zeroed:
     *     {@link #DONE}, {@link PortStatus#INVALID}, or {@link PortStatus#FAILED}, also for a job
     *     that is not under way
     */
    int step(int job, int budget);

    /** Ends the job and zeroes its secrets; nothing happens for one that is not under way. */
    void cancel(int job);
}
