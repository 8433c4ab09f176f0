package org.mattermote.stack.secure;

import org.mattermote.stack.codec.SessionParameters;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.crypto.AesCcm;
import org.mattermote.stack.crypto.CryptoJobs;
import org.mattermote.stack.crypto.CryptoStatus;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.crypto.Hkdf;
import org.mattermote.stack.crypto.P256;
import org.mattermote.stack.crypto.Sha256;
import org.mattermote.stack.fabric.CertificateChain;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricStatus;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.port.CryptoPort;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.port.UtcClock;

/**
 * Where CASE computes, responder and initiator alike, for one handshake at a time: ephemeral keys,
 * what a side proves with its certificates and a signature, and the check of the other side's. A
 * handshake takes it when it begins to compute and has it until it waits for its peer or ends, so
 * what one step leaves is there for the next.
 */
public final class CaseComputation {
    // Where things stand in the work's bytes.

    private static final int HASH = 0;
    private static final int SIGNED = HASH + Sha256.LENGTH;

    /** Random bytes for the nonce of a signature. */
    private static final int EXTRA = SIGNED + TbeData.SIGNATURE;

    /** The responder's ephemeral private key, until the secret is computed. */
    private static final int SCALAR = EXTRA + 32;

    private static final int WORK = SCALAR + CaseContext.SCALAR;

    final Sha256 sha;
    final Drbg drbg;
    final CaseKeys keys;
    final TlvReader reader = new TlvReader();

    /** What the message at hand says of its sender. */
    final SessionParameters parameters = new SessionParameters();

    private final FabricTable fabrics;
    private final CertificateChain chain;
    private final UtcClock clock;
    private final CryptoJobs jobs;
    private final TbeData tbe;
    private final SignedData signedData;
    private final byte[] work = new byte[WORK];

    /** Whose it is; null for nobody's. */
    private CaseContext owner;

    /**
     * @param chain used here alone
     * @param scratch with 1,216 bytes to take
     */
    public CaseComputation(
            FabricTable fabrics,
            CertificateChain chain,
            Scratch scratch,
            UtcClock clock,
            CryptoJobs jobs,
            Sha256 sha,
            AesCcm ccm,
            Hkdf hkdf,
            Drbg drbg) {
        this.fabrics = fabrics;
        this.chain = chain;
        this.clock = clock;
        this.jobs = jobs;
        this.sha = sha;
        this.drbg = drbg;
        keys = new CaseKeys(sha, hkdf, ccm);
        tbe = new TbeData(fabrics, scratch, reader);
        signedData = new SignedData(sha);
    }

    /** Whose it is; null for nobody's. */
    CaseContext owner() {
        return owner;
    }

    /** Only when it is nobody's, or this one's already. */
    void take(CaseContext context) {
        owner = context;
    }

    /** Gives it back, with what is still under way; nothing happens when it is not this one's. */
    void release(CaseContext context) {
        if (owner == context) {
            owner = null;
            jobs.cancel(this);
            chain.cancel();
            Bytes.zero(work);
        }
    }

    /** Whether something may be started. */
    boolean isFree() {
        return jobs.isFree();
    }

    /** Brings on what was started, or what is under way; as {@link CryptoJobs#step}. */
    int step(int started) {
        int status = jobs.step(this, started);
        if (status != CryptoPort.MORE) {
            Bytes.zero(work, EXTRA, SCALAR - EXTRA);
        }
        return status;
    }

    /** Makes the responder's ephemeral key, whose private part stays here. */
    int startResponderKey(CaseContext context) {
        return P256.randomScalar(drbg, work, SCALAR) == CryptoStatus.OK
                ? jobs.port.startPublicKey(work, SCALAR, context.bytes, CaseContext.RESPONDER_KEY)
                : PortStatus.FAILED;
    }

    /** Agrees with the key of {@link #startResponderKey}; {@link #forgetScalar} follows. */
    int startResponderEcdh(CaseContext context) {
        return startEcdh(context, work, SCALAR, CaseContext.INITIATOR_KEY);
    }

    void forgetScalar() {
        Bytes.zero(work, SCALAR, WORK - SCALAR);
    }

    /** Makes the initiator's random number and ephemeral key, which the context keeps. */
    int startInitiatorKey(InitiatorContext context) {
        drbg.generate(context.bytes, InitiatorContext.OWN_RANDOM, CaseContext.RANDOM);
        return P256.randomScalar(drbg, context.ownScalar, 0) == CryptoStatus.OK
                ? jobs.port.startPublicKey(
                        context.ownScalar, 0, context.bytes, CaseContext.INITIATOR_KEY)
                : PortStatus.FAILED;
    }

    /** Agrees with the key of {@link #startInitiatorKey}. */
    int startInitiatorEcdh(InitiatorContext context) {
        return startEcdh(context, context.ownScalar, 0, CaseContext.RESPONDER_KEY);
    }

    private int startEcdh(CaseContext context, byte[] scalar, int scalarAt, int peerKey) {
        return jobs.port.startEcdh(
                scalar, scalarAt, context.bytes, peerKey, context.bytes, CaseContext.SHARED_SECRET);
    }

    /**
     * Signs with the key of our certificate.
     *
     * @param ownKey where our ephemeral key stands in the context
     * @param peerKey and where the other's
     */
    int startSign(CaseContext context, int ownKey, int peerKey) {
        Fabric fabric = fabrics.find(context.fabricIndex);
        int at = tbe.takeOwn(fabric);
        if (at < 0) {
            return PortStatus.FAILED;
        }
        signedData.hash(tbe, context.bytes, ownKey, peerKey, work, HASH);
        tbe.release(at);
        drbg.generate(work, EXTRA, SCALAR - EXTRA);
        return jobs.port.startSign(fabric.privateKey, 0, work, HASH, work, EXTRA, work, SIGNED);
    }

    /**
     * Writes our certificates and signature, with room for a tag behind it, as a byte string of a
     * message.
     *
     * @param tag of the byte string
     * @param withId whether the context's resumption id goes with it, as in TBEData2
     * @return where it begins, {@link #tbeLength} bytes; negative when that cannot be done
     */
    int putTbe(CaseContext context, TlvWriter out, int tag, boolean withId) {
        int own = tbe.takeOwn(fabrics.find(context.fabricIndex));
        if (own < 0) {
            return own;
        }
        byte[] id = withId ? context.bytes : null;
        int at = tbe.put(out, tag, work, SIGNED, id, CaseContext.RESUMPTION_ID);
        tbe.release(own);
        return at;
    }

    /** Bytes of what {@link #putTbe} wrote last, without the tag. */
    int tbeLength(boolean withId) {
        return tbe.length(withId);
    }

    /**
     * Reads what the peer proves, opened at the start of the context's message, and checks its
     * certificates but for their signatures: these are {@link #stepChain}'s.
     */
    boolean readTbe(CaseContext context, int length) {
        return tbe.read(context.message.bytes, length, work, SIGNED)
                && chain.begin(
                                fabrics.certificates(),
                                fabrics.find(context.fabricIndex),
                                tbe.noc.array,
                                tbe.noc.offset,
                                tbe.noc.length,
                                tbe.icac.array,
                                tbe.icac.offset,
                                tbe.icac.length,
                                epochSeconds(),
                                fabrics.lastKnownGood())
                        == FabricStatus.MORE;
    }

    /** Takes the resumption id that was read; false when there was none. */
    boolean takeResumptionId(CaseContext context) {
        return tbe.copyResumptionId(context.bytes, CaseContext.RESUMPTION_ID);
    }

    /** FabricStatus MORE, OK when the chain is good, or what is wrong with it. */
    int stepChain() {
        return chain.step();
    }

    /** Of the peer, once the chain is good. */
    long peerNodeId() {
        return chain.nodeId;
    }

    /** CASE authenticated tags of the peer, once the chain is good. */
    int[] peerCats() {
        return chain.cats;
    }

    /**
     * Checks that the peer holds the key of its certificate.
     *
     * @param peerKey where its ephemeral key stands in the context
     * @param ownKey and where ours
     */
    int startVerify(CaseContext context, int peerKey, int ownKey) {
        signedData.hash(tbe, context.bytes, peerKey, ownKey, work, HASH);
        return jobs.port.startVerify(chain.publicKey, 0, work, HASH, work, SIGNED);
    }

    /** Whose it is and what it holds, but for the chain. */
    public void state(SlotState slots) {
        slots.bytes(work);
        Slot at = slots.slot(owner);
        owner = at instanceof CaseContext ? (CaseContext) at : null;
        tbe.state(slots);
    }

    private long epochSeconds() {
        long micros = clock.epochMicros();
        return micros < 0 ? -1 : micros / 1000000;
    }
}
