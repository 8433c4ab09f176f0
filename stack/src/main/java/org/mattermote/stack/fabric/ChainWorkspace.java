package org.mattermote.stack.fabric;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.DerCertificateWriter;
import org.mattermote.stack.codec.MatterCertificate;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.crypto.CryptoJobs;
import org.mattermote.stack.crypto.P256;
import org.mattermote.stack.crypto.Sha256;
import org.mattermote.stack.mem.Scratch;

/** What all {@link CertificateChain}s work with; nothing in it outlives a call. */
public final class ChainWorkspace {
    final P256 curve;
    final CryptoJobs jobs;
    final Scratch scratch;
    final MatterCertificate root;
    final MatterCertificate intermediate;
    final MatterCertificate node;
    private final Sha256 sha;
    private final DerCertificateWriter der;

    /**
     * @param jobs verify the signatures
     * @param scratch with 1,000 bytes to take
     */
    public ChainWorkspace(Sha256 sha, P256 curve, CryptoJobs jobs, Scratch scratch) {
        this.sha = sha;
        this.curve = curve;
        this.jobs = jobs;
        this.scratch = scratch;
        TlvReader reader = new TlvReader();
        TlvReader other = new TlvReader();
        root = new MatterCertificate(reader, other);
        intermediate = new MatterCertificate(reader, other);
        node = new MatterCertificate(reader, other);
        der = new DerCertificateWriter(reader, other);
    }

    /** Reads a certificate and checks the rules of its kind; OK or INVALID_CERTIFICATE. */
    static int read(MatterCertificate certificate, int kind, byte[] bytes, int offset, int length) {
        return certificate.parse(bytes, offset, length) == CodecStatus.OK
                        && certificate.checkRules() == CodecStatus.OK
                        && certificate.kind() == kind
                ? FabricStatus.OK
                : FabricStatus.INVALID_CERTIFICATE;
    }

    /** SHA-256 of what a certificate's signature is over; OK or INVALID_CERTIFICATE. */
    int hash(MatterCertificate certificate, byte[] out, int offset) {
        int at = scratch.take(MatterCertificate.MAX_DER_LENGTH);
        int length = der.writeTbs(certificate, scratch.bytes, at, MatterCertificate.MAX_DER_LENGTH);
        if (length >= 0) {
            sha.reset().update(scratch.bytes, at, length).finish(out, offset);
        }
        scratch.release(at);
        return length < 0 ? FabricStatus.INVALID_CERTIFICATE : FabricStatus.OK;
    }
}
