package org.mattermote.stack.sim;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.mattermote.stack.codec.DerCertificateWriter;
import org.mattermote.stack.codec.MatterCertificate;
import org.mattermote.stack.codec.TlvWriter;

/** An administrator's certificate authority: a root, perhaps an intermediate, and any node. */
public final class SimFabric {
    /** Seconds since 2000: 2020 and 2040, roughly. */
    public static final long NOT_BEFORE = 631_000_000L;

    public static final long NOT_AFTER = 1_262_000_000L;

    public final long fabricId;
    public final byte[] ipkEpochKey;
    public final byte[] rootPublicKey;
    public final byte[] rcac;

    /** Null without one. */
    public final byte[] icac;

    private final byte[] rootKey;
    private final byte[] icaKey;
    private final Random random;

    /** A node's credentials. {@code icac} is null without one. */
    public record Identity(
            byte[] rcac,
            byte[] rootPublicKey,
            byte[] icac,
            byte[] noc,
            byte[] privateKey,
            long fabricId,
            long nodeId,
            byte[] ipk) {}

    /** What a certificate says; a test changes one thing to make it flawed. */
    public static final class Contents {
        public Consumer<TlvWriter> issuer;
        public Consumer<TlvWriter> subject;
        public byte[] publicKey;
        public byte[] subjectKeyId;
        public byte[] authorityKeyId;
        public byte[] signingKey;
        public boolean isCa;
        public int keyUsage;
        public boolean clientAndServer;
        public long notBefore = NOT_BEFORE;
        public long notAfter = NOT_AFTER;
    }

    public SimFabric(long seed, long fabricId, boolean withIntermediate) {
        this.fabricId = fabricId;
        random = new Random(seed);
        ipkEpochKey = random(16);
        rootKey = scalar();
        rootPublicKey = Oracle.publicKey(rootKey);
        rcac = certificate(authority(rootPublicKey, 20, 1, rootKey, rootPublicKey, 20, 1));
        icaKey = withIntermediate ? scalar() : null;
        icac =
                withIntermediate
                        ? certificate(
                                authority(
                                        Oracle.publicKey(icaKey),
                                        19,
                                        2,
                                        rootKey,
                                        rootPublicKey,
                                        20,
                                        1))
                        : null;
    }

    public byte[] random(int length) {
        byte[] out = new byte[length];
        random.nextBytes(out);
        return out;
    }

    public byte[] scalar() {
        return Oracle.bytes32(
                new BigInteger(256, random)
                        .mod(Oracle.N.subtract(BigInteger.ONE))
                        .add(BigInteger.ONE));
    }

    public byte[] compressedFabricId() {
        return Oracle.hkdf(
                Arrays.copyOfRange(rootPublicKey, 1, 65),
                Oracle.be8(fabricId),
                "CompressedFabric",
                8);
    }

    /** The operational group key of the IPK. */
    public byte[] ipk() {
        return Oracle.hkdf(ipkEpochKey, compressedFabricId(), "GroupKey v1.0", 16);
    }

    public Identity issue(long nodeId, int... cats) {
        return issue(nodeId, contents -> {}, cats);
    }

    /** A node that keeps its private key to itself: that of the identity is not the node's. */
    public Identity certify(long nodeId, byte[] publicKey) {
        return issue(
                nodeId,
                contents -> {
                    contents.publicKey = publicKey;
                    contents.subjectKeyId = keyId(publicKey);
                });
    }

    /** A node whose certificate a test spoils before it is signed. */
    public Identity issue(long nodeId, Consumer<Contents> spoil, int... cats) {
        byte[] key = scalar();
        Contents c = new Contents();
        byte[] issuerKey = icaKey != null ? icaKey : rootKey;
        c.issuer = icaKey != null ? out -> out.putUnsigned(19, 2) : out -> out.putUnsigned(20, 1);
        c.subject =
                out -> {
                    out.putUnsigned(17, nodeId);
                    out.putUnsigned(21, fabricId);
                    for (int cat : cats) {
                        out.putUnsigned(22, cat & 0xFFFFFFFFL);
                    }
                };
        c.publicKey = Oracle.publicKey(key);
        c.subjectKeyId = keyId(c.publicKey);
        c.authorityKeyId = keyId(Oracle.publicKey(issuerKey));
        c.signingKey = issuerKey;
        c.keyUsage = MatterCertificate.KEY_USAGE_DIGITAL_SIGNATURE;
        c.clientAndServer = true;
        spoil.accept(c);
        return new Identity(
                rcac, rootPublicKey, icac, certificate(c), key, fabricId, nodeId, ipk());
    }

    private static byte[] keyId(byte[] publicKey) {
        return Arrays.copyOf(Oracle.sha256(publicKey), 20);
    }

    private static Contents authority(
            byte[] publicKey,
            int subjectTag,
            long subjectId,
            byte[] issuerKey,
            byte[] issuerPublicKey,
            int issuerTag,
            long issuerId) {
        Contents c = new Contents();
        c.issuer = out -> out.putUnsigned(issuerTag, issuerId);
        c.subject = out -> out.putUnsigned(subjectTag, subjectId);
        c.publicKey = publicKey;
        c.subjectKeyId = keyId(publicKey);
        c.authorityKeyId = keyId(issuerPublicKey);
        c.signingKey = issuerKey;
        c.isCa = true;
        c.keyUsage =
                MatterCertificate.KEY_USAGE_KEY_CERT_SIGN | MatterCertificate.KEY_USAGE_CRL_SIGN;
        return c;
    }

    private byte[] certificate(Contents c) {
        byte[] tlv =
                Tlv.struct(
                        out -> {
                            Tlv.bytes(out, 1, random(8));
                            out.putUnsigned(2, 1);
                            out.startList(3);
                            c.issuer.accept(out);
                            out.endContainer();
                            out.putUnsigned(4, c.notBefore);
                            out.putUnsigned(5, c.notAfter);
                            out.startList(6);
                            c.subject.accept(out);
                            out.endContainer();
                            out.putUnsigned(7, 1);
                            out.putUnsigned(8, 1);
                            Tlv.bytes(out, 9, c.publicKey);
                            extensions(out, c);
                            Tlv.bytes(out, 11, new byte[64]);
                        });
        MatterCertificate parsed = new MatterCertificate();
        if (parsed.parse(tlv, 0, tlv.length) != 0) {
            throw new IllegalStateException("a certificate that cannot be signed");
        }
        byte[] tbs = new byte[600];
        int length = new DerCertificateWriter().writeTbs(parsed, tbs, 0, tbs.length);
        byte[] signature = Oracle.sign(c.signingKey, Arrays.copyOf(tbs, length));
        System.arraycopy(signature, 0, tlv, parsed.signatureOffset, 64);
        return tlv;
    }

    private static void extensions(TlvWriter out, Contents c) {
        out.startList(10);
        out.startStruct(1);
        out.putBool(1, c.isCa);
        out.endContainer();
        out.putUnsigned(2, c.keyUsage);
        if (c.clientAndServer) {
            out.startArray(3);
            out.putUnsigned(-1, MatterCertificate.EKU_CLIENT_AUTH);
            out.putUnsigned(-1, MatterCertificate.EKU_SERVER_AUTH);
            out.endContainer();
        }
        Tlv.bytes(out, 4, c.subjectKeyId);
        Tlv.bytes(out, 5, c.authorityKeyId);
        out.endContainer();
    }
}
