package org.mattermote.stack.fabric;

import org.mattermote.stack.codec.MatterCertificate;
import org.mattermote.stack.crypto.CryptoJobs;
import org.mattermote.stack.crypto.Sha256;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.port.CryptoPort;
import org.mattermote.stack.port.PortStatus;

/**
 * Verifies a node operational certificate up to a trusted root (Matter core 6.4.5 and 6.5): form
 * and rules of each certificate, issuer and subject, key identifiers, fabric ids, validity,
 * signatures.
 *
 * <p>{@link #begin} does all but the signatures, {@link #step} then these in small pieces. NOC and
 * ICAC must stay as they are until the end, the root not beyond {@link #begin}; one that is
 * verified itself must, too. One chain at a time.
 */
public final class CertificateChain {
    /** The time is not known. */
    public static final long NO_TIME = -1;

    private static final int NOC_HASH = 0;
    private static final int ICAC_HASH = Sha256.LENGTH;

    private static final int IDLE = 0;
    private static final int CHECK_NOC = 1;
    private static final int CHECK_ICAC = 2;
    private static final int CHECK_ROOT = 3;

    /** Node id of the NOC that was verified. */
    public long nodeId;

    /** Fabric id of the NOC that was verified. */
    public long fabricId;

    /** CASE authenticated tags of the NOC that was verified, 0 where absent. */
    public final int[] cats = new int[MatterCertificate.MAX_CATS];

    /** Public key of the NOC that was verified, uncompressed point. */
    public final byte[] publicKey = new byte[MatterCertificate.PUBLIC_KEY_LENGTH];

    /** Public key of the root the NOC was verified against, uncompressed point. */
    public final byte[] rootPublicKey = new byte[MatterCertificate.PUBLIC_KEY_LENGTH];

    /**
     * Latest notBefore of the chain, seconds since 2000-01-01 UTC: the present is not before it.
     */
    public long notBefore;

    private final ChainWorkspace work;

    /** Of what the NOC's signature is over, and of the ICAC's. */
    private final byte[] hashes = new byte[2 * Sha256.LENGTH];

    private byte[] noc;
    private int nocSignature;

    /** Null without an ICAC. */
    private byte[] icac;

    private int icacSignature;
    private int icacPublicKey;
    private int state;

    public CertificateChain(ChainWorkspace work) {
        this.work = work;
    }

    /**
     * Begins with a root certificate: its rules, so that its own signature is left.
     *
     * @return MORE, or INVALID_CERTIFICATE
     */
    public int beginRoot(byte[] rcac, int offset, int length) {
        state = IDLE;
        MatterCertificate root = work.root;
        int status = ChainWorkspace.read(root, MatterCertificate.RCAC, rcac, offset, length);
        if (status == FabricStatus.OK) {
            status = work.hash(root, hashes, NOC_HASH);
        }
        if (status != FabricStatus.OK) {
            return status;
        }
        System.arraycopy(rcac, root.publicKeyOffset, rootPublicKey, 0, rootPublicKey.length);
        noc = rcac;
        nocSignature = root.signatureOffset;
        icac = null;
        state = CHECK_ROOT;
        return FabricStatus.MORE;
    }

    /**
     * Begins with a NOC for a fabric of this node, of a peer or a new one of its own; it must carry
     * the fabric's id.
     *
     * @param icacLength 0 without an ICAC
     * @param epochSeconds now, since 2000-01-01 UTC, or {@link #NO_TIME}
     * @param lastKnownGood used for the end of validity when the time is not known
     * @return MORE, or INVALID_CERTIFICATE, INVALID_CHAIN, INVALID_TIME, DAMAGED
     */
    public int begin(
            FabricCertificates certificates,
            Fabric fabric,
            byte[] noc,
            int nocOffset,
            int nocLength,
            byte[] icac,
            int icacOffset,
            int icacLength,
            long epochSeconds,
            long lastKnownGood) {
        state = IDLE;
        byte[] root = work.scratch.bytes;
        int at = work.scratch.take(Fabric.MAX_CERTIFICATE);
        int status = certificates.read(fabric, FabricCertificates.RCAC, root, at);
        if (status > 0) {
            status =
                    begin(
                            root,
                            at,
                            status,
                            noc,
                            nocOffset,
                            nocLength,
                            icac,
                            icacOffset,
                            icacLength,
                            epochSeconds,
                            lastKnownGood);
        }
        work.scratch.release(at);
        if (status == FabricStatus.MORE && fabricId != fabric.fabricId) {
            state = IDLE;
            return FabricStatus.INVALID_CHAIN;
        }
        return status;
    }

    /** As above, for a root certificate that no fabric has yet; it has been verified itself. */
    public int begin(
            byte[] rcac,
            int rcacOffset,
            int rcacLength,
            byte[] noc,
            int nocOffset,
            int nocLength,
            byte[] icac,
            int icacOffset,
            int icacLength,
            long epochSeconds,
            long lastKnownGood) {
        state = IDLE;
        MatterCertificate root = work.root;
        MatterCertificate node = work.node;
        this.noc = noc;
        this.icac = icacLength > 0 ? icac : null;
        int status =
                ChainWorkspace.read(root, MatterCertificate.RCAC, rcac, rcacOffset, rcacLength);
        if (status == FabricStatus.OK && icacLength > 0) {
            status =
                    ChainWorkspace.read(
                            work.intermediate,
                            MatterCertificate.ICAC,
                            icac,
                            icacOffset,
                            icacLength);
        }
        if (status == FabricStatus.OK) {
            status = ChainWorkspace.read(node, MatterCertificate.NOC, noc, nocOffset, nocLength);
        }
        if (status == FabricStatus.OK && !work.curve.isOnCurve(noc, node.publicKeyOffset)) {
            status = FabricStatus.INVALID_CERTIFICATE;
        }
        if (status == FabricStatus.OK) {
            status = checkLinks();
        }
        if (status == FabricStatus.OK) {
            status = checkTime(root, epochSeconds, lastKnownGood);
        }
        if (status == FabricStatus.OK && icacLength > 0) {
            status = checkTime(work.intermediate, epochSeconds, lastKnownGood);
        }
        if (status == FabricStatus.OK) {
            status = checkTime(node, epochSeconds, lastKnownGood);
        }
        if (status == FabricStatus.OK) {
            status = takeResults();
        }
        if (status != FabricStatus.OK) {
            return status;
        }
        state = CHECK_NOC;
        return FabricStatus.MORE;
    }

    /**
     * Goes on with the signatures by a step of a poll.
     *
     * @return MORE, OK after the last, or INVALID_SIGNATURE
     */
    public int step() {
        if (state == IDLE) {
            return FabricStatus.INVALID_SIGNATURE;
        }
        CryptoJobs jobs = work.jobs;
        int status = jobs.step(this, jobs.isFree() ? startVerify(jobs.port) : PortStatus.BUSY);
        if (status == CryptoPort.MORE) {
            return FabricStatus.MORE;
        }
        return next(status == CryptoPort.DONE ? FabricStatus.OK : FabricStatus.INVALID_SIGNATURE);
    }

    private int startVerify(CryptoPort crypto) {
        return crypto.startVerify(
                issuer(), issuerKey(), hashes, subjectHash(), subject(), subjectSignature());
    }

    /** Gives up what was begun. */
    public void cancel() {
        work.jobs.cancel(this);
        state = IDLE;
    }

    /** The chain under way. */
    public void state(SlotState slots) {
        nodeId = slots.wide(nodeId);
        fabricId = slots.wide(fabricId);
        slots.integers(cats);
        slots.bytes(publicKey);
        slots.bytes(rootPublicKey);
        notBefore = slots.wide(notBefore);
        slots.bytes(hashes);
        noc = slots.array(noc);
        nocSignature = slots.integer(nocSignature);
        icac = slots.array(icac);
        icacSignature = slots.integer(icacSignature);
        icacPublicKey = slots.integer(icacPublicKey);
        state = slots.integer(state);
    }

    /** Whose signature is next. */
    private byte[] subject() {
        return state == CHECK_ICAC ? icac : noc;
    }

    private int subjectSignature() {
        return state == CHECK_ICAC ? icacSignature : nocSignature;
    }

    private int subjectHash() {
        return state == CHECK_ICAC ? ICAC_HASH : NOC_HASH;
    }

    /** Where the public key of its issuer is. */
    private byte[] issuer() {
        return isIssuedByRoot() ? rootPublicKey : icac;
    }

    private int issuerKey() {
        return isIssuedByRoot() ? 0 : icacPublicKey;
    }

    private boolean isIssuedByRoot() {
        return state == CHECK_ICAC || icac == null;
    }

    /** To the next signature, if any, after one that ended so. */
    private int next(int status) {
        if (status == FabricStatus.OK && state == CHECK_NOC && icac != null) {
            state = CHECK_ICAC;
            return FabricStatus.MORE;
        }
        state = IDLE;
        return status;
    }

    private int checkLinks() {
        MatterCertificate root = work.root;
        MatterCertificate intermediate = work.intermediate;
        MatterCertificate issuer = icac != null ? intermediate : root;
        if (!isIssuedBy(work.node, issuer) || !sameFabric(root)) {
            return FabricStatus.INVALID_CHAIN;
        }
        if (icac != null
                && (!isIssuedBy(intermediate, root)
                        || !sameFabric(intermediate)
                        || root.pathLen == 0)) {
            return FabricStatus.INVALID_CHAIN;
        }
        return FabricStatus.OK;
    }

    private static boolean isIssuedBy(MatterCertificate certificate, MatterCertificate issuer) {
        return certificate.isIssuedByName(issuer) && certificate.isIssuedByKey(issuer);
    }

    private boolean sameFabric(MatterCertificate authority) {
        return !authority.hasSubject(MatterCertificate.DN_FABRIC_ID)
                || authority.fabricId == work.node.fabricId;
    }

    private static int checkTime(MatterCertificate certificate, long now, long lastKnownGood) {
        long end = now >= 0 ? now : lastKnownGood;
        if (certificate.notAfter != 0 && end > certificate.notAfter) {
            return FabricStatus.INVALID_TIME;
        }
        return now >= 0 && now < certificate.notBefore
                ? FabricStatus.INVALID_TIME
                : FabricStatus.OK;
    }

    /** Keeps what the signatures are checked with, and what the caller asks for. */
    private int takeResults() {
        MatterCertificate root = work.root;
        MatterCertificate node = work.node;
        nodeId = node.nodeId;
        fabricId = node.fabricId;
        for (int i = 0; i < cats.length; i++) {
            cats[i] = i < node.catCount ? node.cats[i] : 0;
        }
        System.arraycopy(node.array(), node.publicKeyOffset, publicKey, 0, publicKey.length);
        System.arraycopy(
                root.array(), root.publicKeyOffset, rootPublicKey, 0, rootPublicKey.length);
        notBefore = Math.max(root.notBefore, node.notBefore);
        nocSignature = node.signatureOffset;
        int status = work.hash(node, hashes, NOC_HASH);
        if (icac != null && status == FabricStatus.OK) {
            MatterCertificate intermediate = work.intermediate;
            notBefore = Math.max(notBefore, intermediate.notBefore);
            icacSignature = intermediate.signatureOffset;
            icacPublicKey = intermediate.publicKeyOffset;
            status = work.hash(intermediate, hashes, ICAC_HASH);
        }
        return status;
    }
}
