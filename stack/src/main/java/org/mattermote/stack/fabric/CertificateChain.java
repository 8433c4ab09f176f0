package org.mattermote.stack.fabric;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.DerCertificateWriter;
import org.mattermote.stack.codec.MatterCertificate;
import org.mattermote.stack.crypto.CryptoStatus;
import org.mattermote.stack.crypto.Ecdsa;
import org.mattermote.stack.crypto.P256;
import org.mattermote.stack.crypto.Sha256;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.port.CryptoPort;
import org.mattermote.stack.port.PortStatus;

/**
 * Verifies a node operational certificate up to a trusted root (Matter core 6.4.5 and 6.5): form
 * and rules of each certificate, issuer and subject, key identifiers, fabric ids, validity,
 * signatures.
 *
 * <p>{@link #begin} does all but the signatures, {@link #step} then these in small pieces; {@link
 * #verify} does it at one go. NOC and ICAC must stay as they are until the end. One chain at a
 * time.
 */
public final class CertificateChain {
    /** Bytes a certificate's DER form is built in. */
    public static final int SCRATCH = MatterCertificate.MAX_DER_LENGTH;

    /** The time is not known. */
    public static final long NO_TIME = -1;

    private static final int IDLE = 0;
    private static final int CHECK_NOC = 1;
    private static final int CHECK_ICAC = 2;

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

    private final Sha256 sha;
    private final P256 curve;
    private final Ecdsa ecdsa;
    private final MatterCertificate root = new MatterCertificate();
    private final MatterCertificate intermediate = new MatterCertificate();
    private final MatterCertificate node = new MatterCertificate();
    private final DerCertificateWriter der = new DerCertificateWriter();
    private final byte[] scratch;
    private final byte[] hash = new byte[Sha256.LENGTH];
    private boolean hasIntermediate;
    private int state;

    /** Signature that is verified in pieces, 0 for none. */
    private int job;

    /**
     * @param scratch {@link #SCRATCH} bytes, used within a call only
     */
    public CertificateChain(Sha256 sha, P256 curve, Ecdsa ecdsa, byte[] scratch) {
        this.scratch = scratch;
        this.sha = sha;
        this.curve = curve;
        this.ecdsa = ecdsa;
    }

    /**
     * Verifies a root certificate: its rules and its own signature.
     *
     * @return OK, or INVALID_CERTIFICATE, INVALID_SIGNATURE
     */
    public int verifyRoot(byte[] rcac, int offset, int length) {
        state = IDLE;
        int status = read(root, MatterCertificate.RCAC, rcac, offset, length);
        return status == FabricStatus.OK
                ? verifySignature(root, rcac, root.publicKeyOffset)
                : status;
    }

    /**
     * Verifies a NOC for a fabric of this node, of a peer or a new one of its own; it must carry
     * the fabric's id.
     *
     * @param icacLength 0 without an ICAC
     * @param epochSeconds now, since 2000-01-01 UTC, or {@link #NO_TIME}
     * @param lastKnownGood used for the end of validity when the time is not known
     * @return OK, or INVALID_CERTIFICATE, INVALID_CHAIN, INVALID_TIME, INVALID_SIGNATURE
     */
    public int verify(
            FabricTable fabrics,
            Fabric fabric,
            byte[] noc,
            int nocOffset,
            int nocLength,
            byte[] icac,
            int icacOffset,
            int icacLength,
            long epochSeconds,
            long lastKnownGood) {
        return finish(
                begin(
                        fabrics,
                        fabric,
                        noc,
                        nocOffset,
                        nocLength,
                        icac,
                        icacOffset,
                        icacLength,
                        epochSeconds,
                        lastKnownGood));
    }

    /** As above, for a root certificate that no fabric has yet; it has been verified itself. */
    public int verify(
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
        return finish(
                begin(
                        rcac,
                        rcacOffset,
                        rcacLength,
                        noc,
                        nocOffset,
                        nocLength,
                        icac,
                        icacOffset,
                        icacLength,
                        epochSeconds,
                        lastKnownGood));
    }

    /** All but the signatures; parameters as for {@link #verify}; MORE, or an error. */
    public int begin(
            FabricTable fabrics,
            Fabric fabric,
            byte[] noc,
            int nocOffset,
            int nocLength,
            byte[] icac,
            int icacOffset,
            int icacLength,
            long epochSeconds,
            long lastKnownGood) {
        FabricCertificates own = fabrics.certificates();
        int status = own.open(fabric);
        if (status != FabricStatus.OK) {
            state = IDLE;
            return FabricStatus.INVALID_CERTIFICATE;
        }
        status =
                begin(
                        own.rcac.array,
                        own.rcac.offset,
                        own.rcac.length,
                        noc,
                        nocOffset,
                        nocLength,
                        icac,
                        icacOffset,
                        icacLength,
                        epochSeconds,
                        lastKnownGood);
        if (status == FabricStatus.MORE && fabricId != fabric.fabricId) {
            state = IDLE;
            return FabricStatus.INVALID_CHAIN;
        }
        return status;
    }

    /** All but the signatures; parameters as for {@link #verify}; MORE, or an error. */
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
        hasIntermediate = icacLength > 0;
        int status = read(root, MatterCertificate.RCAC, rcac, rcacOffset, rcacLength);
        if (status == FabricStatus.OK && hasIntermediate) {
            status = read(intermediate, MatterCertificate.ICAC, icac, icacOffset, icacLength);
        }
        if (status == FabricStatus.OK) {
            status = read(node, MatterCertificate.NOC, noc, nocOffset, nocLength);
        }
        if (status == FabricStatus.OK && !curve.isOnCurve(noc, node.publicKeyOffset)) {
            status = FabricStatus.INVALID_CERTIFICATE;
        }
        if (status == FabricStatus.OK) {
            status = checkLinks();
        }
        if (status == FabricStatus.OK) {
            status = checkTime(root, epochSeconds, lastKnownGood);
        }
        if (status == FabricStatus.OK && hasIntermediate) {
            status = checkTime(intermediate, epochSeconds, lastKnownGood);
        }
        if (status == FabricStatus.OK) {
            status = checkTime(node, epochSeconds, lastKnownGood);
        }
        if (status != FabricStatus.OK) {
            return status;
        }
        takeResults();
        state = CHECK_NOC;
        return FabricStatus.MORE;
    }

    /**
     * Goes on with the signatures, at most {@code budget} units of work.
     *
     * @return MORE, OK after the last, or INVALID_CERTIFICATE, INVALID_SIGNATURE
     */
    public int step(CryptoPort crypto, int budget) {
        if (state == IDLE) {
            return FabricStatus.INVALID_SIGNATURE;
        }
        if (job == 0) {
            int status = hash(subject());
            if (status != FabricStatus.OK) {
                return next(status);
            }
            int started =
                    crypto.startVerify(
                            issuerKey(),
                            issuerKeyOffset(),
                            hash,
                            0,
                            subject().array(),
                            subject().signatureOffset);
            if (started == PortStatus.BUSY) {
                return FabricStatus.MORE;
            }
            if (started < 0) {
                return next(FabricStatus.INVALID_SIGNATURE);
            }
            job = started;
        }
        int status = crypto.step(job, budget);
        if (status == CryptoPort.MORE) {
            return FabricStatus.MORE;
        }
        job = 0;
        return next(status == CryptoPort.DONE ? FabricStatus.OK : FabricStatus.INVALID_SIGNATURE);
    }

    /** Gives up what was begun. */
    public void cancel(CryptoPort crypto) {
        crypto.cancel(job);
        job = 0;
        state = IDLE;
        Bytes.zero(hash);
    }

    /** Whose signature is next. */
    private MatterCertificate subject() {
        return state == CHECK_NOC ? node : intermediate;
    }

    /** The root's certificate is not needed after {@link #begin}. */
    private byte[] issuerKey() {
        return issuerIsRoot() ? rootPublicKey : intermediate.array();
    }

    private int issuerKeyOffset() {
        return issuerIsRoot() ? 0 : intermediate.publicKeyOffset;
    }

    private boolean issuerIsRoot() {
        return state != CHECK_NOC || !hasIntermediate;
    }

    /** To the next signature, if any, after one that ended so. */
    private int next(int status) {
        Bytes.zero(hash);
        if (status == FabricStatus.OK && state == CHECK_NOC && hasIntermediate) {
            state = CHECK_ICAC;
            return FabricStatus.MORE;
        }
        state = IDLE;
        return status;
    }

    private int finish(int begun) {
        int status = begun;
        while (status == FabricStatus.MORE) {
            status = next(verifySignature(subject(), issuerKey(), issuerKeyOffset()));
        }
        return status;
    }

    private static int read(
            MatterCertificate certificate, int kind, byte[] bytes, int offset, int length) {
        return certificate.parse(bytes, offset, length) == CodecStatus.OK
                        && certificate.checkRules() == CodecStatus.OK
                        && certificate.kind() == kind
                ? FabricStatus.OK
                : FabricStatus.INVALID_CERTIFICATE;
    }

    private int checkLinks() {
        MatterCertificate issuer = hasIntermediate ? intermediate : root;
        if (!isIssuedBy(node, issuer) || !sameFabric(root)) {
            return FabricStatus.INVALID_CHAIN;
        }
        if (hasIntermediate
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
                || authority.fabricId == node.fabricId;
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

    private void takeResults() {
        nodeId = node.nodeId;
        fabricId = node.fabricId;
        for (int i = 0; i < cats.length; i++) {
            cats[i] = i < node.catCount ? node.cats[i] : 0;
        }
        System.arraycopy(node.array(), node.publicKeyOffset, publicKey, 0, publicKey.length);
        System.arraycopy(
                root.array(), root.publicKeyOffset, rootPublicKey, 0, rootPublicKey.length);
        notBefore = Math.max(root.notBefore, node.notBefore);
        if (hasIntermediate) {
            notBefore = Math.max(notBefore, intermediate.notBefore);
        }
    }

    private int verifySignature(MatterCertificate certificate, byte[] key, int keyOffset) {
        int status = hash(certificate);
        if (status != FabricStatus.OK) {
            return status;
        }
        status =
                ecdsa.verify(
                        key, keyOffset, hash, 0, certificate.array(), certificate.signatureOffset);
        Bytes.zero(hash);
        return status == CryptoStatus.OK ? FabricStatus.OK : FabricStatus.INVALID_SIGNATURE;
    }

    /** Hash of what is signed; OK or INVALID_CERTIFICATE. */
    private int hash(MatterCertificate certificate) {
        int length = der.writeTbs(certificate, scratch, 0, scratch.length);
        if (length < 0) {
            return FabricStatus.INVALID_CERTIFICATE;
        }
        sha.reset().update(scratch, 0, length).finish(hash, 0);
        return FabricStatus.OK;
    }
}
